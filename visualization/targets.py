"""Where results are about to go: looked at before anything is played, so that nothing is lost, and nothing played in vain."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from protocols.errors import UserError
from visualization.option_values import writable

if TYPE_CHECKING:
    from experiments.claim import Kind

RESULTS = Path("results")  # where folders of results go unless told otherwise


def ready(out: Path | None, kind: Kind, inputs: Iterable[str | Path | None] = ()) -> None:
    """:class:`UserError` unless results of ``kind`` may go into ``out`` (None: somewhere in :data:`RESULTS`).

    Files of the user are in their way, and files among the ``inputs`` of the command that would be replaced.
    """
    from experiments.claim import refuse_foreign

    if not writable(out or RESULTS):
        raise UserError(f"{out or RESULTS}: found no way to write there, allowed: with --out, a folder that can be written")
    if out is not None:
        refuse_foreign(out, kind)
        for pattern in (kind.marker, *kind.patterns):
            for path in out.glob(pattern):
                apart("--out", path, inputs)


def apart(option: str, target: Path | None, inputs: Iterable[str | Path | None]) -> None:
    """:class:`UserError` if writing ``target`` would replace an input of the same command, or a file of a show among them."""
    if target is None:
        return
    for each in inputs:
        if each is not None and _same(Path(each), target):
            raise UserError(f"{option} {target}: found an input of the same command, allowed: another file")


def _same(one: Path, target: Path) -> bool:
    try:
        if not (one.exists() and target.exists()):
            return False
        return one.samefile(target) or one.is_dir() and _of_show(Path(os.path.realpath(one)), Path(os.path.realpath(target)))
    except (OSError, ValueError):  # a name that no file can have
        return False


def _of_show(folder: Path, target: Path) -> bool:
    from experiments.claim import MANIFEST, listed, read_object

    names = (MANIFEST, *listed(read_object(folder / MANIFEST)))
    return target.is_relative_to(folder) and target.relative_to(folder).as_posix() in names
