"""The statements of the trade with their places in the model, out of ``statements.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from environment.scenario.parameter import Frozen, Text
from environment.scenario.tree import parse, read_text
from environment.scenario.validate import build

COUNT = 48


class Statement(Frozen):
    """One statement: what the trade says, and the parameters, code, tests and measures that carry it."""

    id: Annotated[int, Field(ge=1, le=COUNT)]
    zh: Text
    en: Text
    parameters: tuple[Text, ...]
    code: tuple[Text, ...]
    tests: tuple[Text, ...]
    measures: tuple[Text, ...]
    note: Text | None = None


class _File(Frozen):
    statements: tuple[Statement, ...]


@cache
def statements() -> tuple[Statement, ...]:
    """All statements, in order."""
    path = Path(__file__).parent / "statements.yaml"
    text = read_text(path, path.name)
    nested = "statements:\n" + "\n".join("  " + line for line in text.splitlines())
    return build(_File, parse(nested, path.name), "statements").statements


def page() -> str:
    """``docs/domain.md``: every statement with its places."""
    lines = [
        "# What the trade says, and where the model has it",
        "",
        "<!-- made by `python -m environment.domain > docs/domain.md`; do not edit -->",
        "",
        "One row per statement of the trade: what can be set, where it happens, the test that checks it, and what it shows up",
        "in. Parameters: [parameters.md](reference/parameters.md); measures: [measures.md](measures.md); studies:",
        "[studies](studies/index.md). 每行一条行业说法：可调参数、代码、检验与度量。",
        "",
    ]
    for s in statements():
        lines += [f"## {s.id}. {s.zh}", "", f"{s.en}.", ""]
        for name, entries in (("Parameters", s.parameters), ("Code", s.code), ("Tests", s.tests), ("Measured by", s.measures)):
            if entries:
                lines.append(f"- {name}: " + ", ".join(f"`{entry}`" for entry in entries))
        if s.note:
            lines.append(f"- Note: {s.note}")
        lines.append("")
    return "\n".join(lines).rstrip("\n")

