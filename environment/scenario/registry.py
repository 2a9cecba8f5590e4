"""Shipped files by name, and anybody's files by path."""

from __future__ import annotations

from pathlib import Path

from environment.scenario.overlay import suggest
from protocols.errors import UserError


def shipped(folder: Path) -> tuple[str, ...]:
    """Names of the YAML files in ``folder``, sorted."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


def locate(name_or_path: str | Path, folder: Path, kind: str) -> tuple[Path, str]:
    """The file meant by a shipped name or a path, and what to call it in messages.

    ``kind`` ("scenario", "scheme") begins the message when there is none: a name comes by an option or by its place.
    """
    text = str(name_or_path)
    if isinstance(name_or_path, str) and text in shipped(folder):
        return folder / f"{text}.yaml", f"{text}.yaml"
    if "\0" in text or not text.strip():
        raise UserError(f"{kind}: found {text!r}, allowed: a name or the path of a YAML file")
    path = Path(text)
    if not path.exists():
        known = f"allowed: the path of a YAML file, or {suggest(path.name, shipped(folder))}"
        raise UserError(f"{kind} {text}: no {kind} of that name and no such file, {known}")
    return path, text
