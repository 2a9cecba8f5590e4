"""Files a visitor brings, and folders a visitor may open: size-limited, validated by the library, never executed."""

from __future__ import annotations

import os
import re
from pathlib import Path

from environment import Scenario, Scheme
from environment.scenario.tree import MAX_BYTES
from protocols.errors import UserError
from visualization.page.playing import FILE

MOST_FILES = 20
_KIND = re.compile(rb"^[ \t]*[\"']?schema[\"']?[ \t]*:[ \t]*[\"']?gongying-(scenario|scheme)/", re.MULTILINE)


def accept(name: str, data: bytes, folder: Path, have: int = 0) -> tuple[str, str, Path]:
    """Check a scenario or scheme file and keep it in ``folder``: ("scenario" or "scheme", its name on the page, its path).

    Raises :class:`UserError` with the messages of the command line; nothing is kept then. ``have`` files are there already.
    """
    label = Path(name.replace("\\", "/")).name[:80] or "file"
    if len(data) > MAX_BYTES:
        raise UserError(f"{label}: found {len(data):,} bytes, allowed: up to {MAX_BYTES:,}")
    if have >= MOST_FILES:
        raise UserError(f"{label}: found {have} files in this session, allowed: up to {MOST_FILES}")
    found = _KIND.search(data)
    if found is None:
        raise UserError(f"{label}: found no line 'schema: …', allowed: gongying-scenario/1 or gongying-scheme/1")
    kind = found.group(1).decode()
    path = folder / f"{have}-{re.sub(r'[^A-Za-z0-9_.-]', '_', label)}"
    path.write_bytes(data)
    try:
        Scenario.load(path) if kind == "scenario" else Scheme.load(path)
    except UserError as error:
        path.unlink()
        raise UserError(str(error).replace(str(path), label)) from None
    return kind, FILE + label, path


def results_root() -> Path:
    """The folder whose sweeps and studies the page may open: what ``watch --results`` named, else ``results``."""
    return _real(os.environ.get("GONGYING_RESULTS", "results"))


def allowed(path: str | Path, root: Path | None = None) -> Path:
    """``path`` (relative to the root, or absolute) if it lies within the root, links followed; else a :class:`UserError`."""
    top = _real(root or results_root())
    text = str(path)
    if "\0" in text:
        raise UserError(f"folder: found {text!r}, allowed: a folder of the results")
    found = _real(top / text)
    if found != top and top not in found.parents:
        raise UserError(f"folder {text}: outside the results, allowed: a folder within them")
    return found


def _real(path: str | Path) -> Path:
    """Where a path leads, links followed; one that leads to itself stays as it is (``Path.resolve`` would raise)."""
    return Path(os.path.realpath(path))


def folders(root: Path | None = None, most: int = 500) -> list[str]:
    """Folders within the root that hold a sweep or a study, as paths relative to it, newest first; a link is not followed."""
    top = _real(root or results_root())
    found: list[tuple[float, str]] = []
    for here, below, files in os.walk(top):
        below[:] = sorted(name for name in below if not name.startswith(".") and name.isprintable())
        if {"manifest.json", "sweep.json", "study.json", "sweep.yaml"} & set(files):
            found.append((Path(here).stat().st_mtime, str(Path(here).relative_to(top))))
        if len(Path(here).relative_to(top).parts) >= 4 or len(found) >= most:
            below.clear()
    return [name for _, name in sorted(found, key=lambda each: (-each[0], each[1]))]
