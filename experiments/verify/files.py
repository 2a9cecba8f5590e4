"""Reading files of solved cases."""

from __future__ import annotations

import json
from pathlib import Path

from protocols.errors import UserError

MAX_BYTES = 64 * 1024 * 1024
DATA = Path(__file__).parent / "data"


def shipped() -> list[Path]:
    """The files of solved cases that come with the project."""
    return sorted(DATA.glob("*.json"))


def load_cases(path: str | Path) -> tuple[list[object], list[tuple[str, str]]]:
    """The cases of a JSON file, and notes (English, 中文) on what in it is no case.

    The file holds a list of cases, one case, a mapping with a ``cases`` list, or a negotiations file (a
    mapping with ``domains`` and ``runs``). Raises :class:`UserError` when it is none of these or cannot be
    read.
    """
    document = _read_json(Path(path))
    if isinstance(document, dict) and isinstance(document.get("domains"), list):
        from experiments.verify.n_negotiations import cases_of

        return cases_of(document)
    if isinstance(document, dict) and isinstance(document.get("cases"), list):
        document = document["cases"]
    if isinstance(document, dict) and "id" in document:
        document = [document]
    if not isinstance(document, list):
        raise UserError(f"{path}: found a JSON {type(document).__name__}, allowed: a list of solved cases")
    return document, []


def _read_json(path: Path) -> object:
    if "\0" in str(path):
        raise UserError(f"found {str(path)!r}, allowed: the path of a JSON file")
    try:
        with path.open("rb") as file:  # some files have no end, and say that they are empty
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise UserError(f"{path}: found more than {MAX_BYTES >> 20} MiB, allowed: a smaller file")
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UserError(f"{path}: not UTF-8 text (byte {problem.start})") from None
    except OSError as problem:
        raise UserError(f"{path}: cannot be read ({problem.strerror})") from None
    try:
        document: object = json.loads(text)
    except json.JSONDecodeError as problem:
        raise UserError(f"{path}:{problem.lineno}:{problem.colno}: not JSON ({problem.msg})") from None
    except ValueError as problem:  # a number of thousands of digits
        raise UserError(f"{path}: not JSON ({str(problem).split(';')[0]})") from None
    except RecursionError:
        raise UserError(f"{path}: nested too deeply to be a file of solved cases") from None
    return document
