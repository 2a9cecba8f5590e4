"""Every command and every Python snippet of the README and the docs is run as typed.

A block is left out only if the line above it is an HTML comment ``<!-- not run: reason -->``; a command that
is to fail says so with ``<!-- exit N -->``. In a console block, lines that start with ``$`` are commands and
other lines must appear in their output (lines with … excepted). The blocks of one page share a working
directory and their Python names.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

import run
from agents.strategies import STRATEGIES
from protocols.contracts import CLAUSES, QUANTITIES
from protocols.registry import PROTOCOLS
from visualization.figures import gallery

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [ROOT / "README.md", ROOT / "README.zh.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(
    r"(?:^<!-- (?P<note>[^\n]*) -->\n)?^```(?P<kind>console|python)\n(?P<body>.*?)^```", re.M | re.S
)


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, text, line, and the remark above it."""

    kind: str
    body: str
    line: int
    note: str


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = BLOCK.finditer(text)
    return [Block(m["kind"], m["body"], text[: m.start()].count("\n") + 1, m["note"] or "") for m in found]


@pytest.fixture(scope="module", autouse=True)
def _figures_once() -> Iterator[None]:
    """Draw the figures of the first show only: the rest of these tests is about the commands."""
    patch, draw = pytest.MonkeyPatch(), gallery.drawings
    shown: list[object] = []

    def draw_first(*show: Any) -> dict[str, Any]:
        shown.append(show)
        return draw(*show) if len(shown) == 1 else {}

    patch.setattr(gallery, "drawings", draw_first)
    yield
    patch.undo()


def execute(command: str, shown: dict[str, str]) -> tuple[int, str]:
    """Exit code and output of one command; ``python run.py … [> FILE]`` runs here, to save its start."""
    words = shlex.split(command, comments=True)
    target = words.pop() if words[-2:-1] == [">"] else ""
    words = [word for word in words if word != ">"] if target else words
    if words[:2] == ["python", "run.py"] and not set(words) & {">", "|", "<", "&&", ";"}:
        output, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
            try:
                code = run.main(words[2:])
            except SystemExit as end:
                code = int(end.code or 0)
        if target:
            Path(target).write_text(output.getvalue(), encoding="utf-8")
        return code, output.getvalue() + errors.getvalue()
    done = subprocess.run(["bash", "-c", command], env=shown, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def run_console(block: Block, shown: dict[str, str]) -> None:
    wanted = int(block.note.removeprefix("exit ")) if block.note.startswith("exit ") else 0
    output = ""
    for line in block.body.splitlines():
        if line.startswith("$ "):
            code, output = execute(line[2:], shown)
            assert code == wanted, f"{line}\nexit code {code}\n{output}"
            assert "Traceback" not in output
        elif line.strip() and "…" not in line:
            assert " ".join(line.split()) in " ".join(output.split()), f"not printed: {line}\n{output}"


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of commands, in a directory like the project's root that keeps what is written."""
    for each in ROOT.iterdir():
        if not each.name.startswith(".") and each.name not in {"results", "tests"}:
            (tmp_path / each.name).symlink_to(each)
    programs = tmp_path / ".bin"
    programs.mkdir()
    python = programs / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    return {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_snippets_run_as_typed(page: Path, workplace: dict[str, str]) -> None:
    names: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(page):
        if block.note.startswith("not run:"):
            assert len(block.note) > len("not run: ") + 5, f"{page.name}:{block.line} gives no reason"
        elif block.kind == "console":
            run_console(block, workplace)
        else:
            code = compile("\n" * block.line + block.body, str(page), "exec")
            with contextlib.redirect_stdout(io.StringIO()):
                exec(code, names)


@pytest.fixture(autouse=True)
def registries() -> Iterator[None]:
    """What a page registers is forgotten after it: other tests of this process look at all that is registered."""
    with patch.dict(CLAUSES), patch.dict(QUANTITIES), patch.dict(STRATEGIES), patch.dict(PROTOCOLS):
        yield


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_readme_lists_every_verb() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)`", text, re.M) == [verb.name for verb in run.VERBS]
