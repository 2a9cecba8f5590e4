"""What a sweep has brought: counts, rows as a pandas frame, failures."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.sweep.files import ids_of, joined, names_of, parts_of, read_columns, read_failures
from experiments.sweep.lock import holder
from protocols.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

OUTCOMES = b"gongying.outcomes"  # key of the design's metadata


@dataclass(frozen=True, slots=True)
class Results:
    """A sweep (or a shard of one) after a command: ``ran`` runs ended in these ``seconds``; the other counts are totals."""

    runs: int
    done: int
    failed: int
    seconds: float
    out: Path
    ran: int = 0

    def as_object(self) -> dict[str, Any]:
        """The object of ``sweep --json``."""
        counts = {"runs": self.runs, "done": self.done, "failed": self.failed}
        return {**counts, "seconds": round(self.seconds, 3), "out": str(self.out)}

    def frame(self) -> pd.DataFrame:
        """A row per run that is done: identity, parameters, outcomes."""
        return read(self.out)

    def failures(self) -> list[dict[str, Any]]:
        """What failed: identity, parameters, ``why`` (raised, killed, time, memory), ``detail``."""
        return failures(self.out)


@dataclass(frozen=True, slots=True)
class Status:
    """A folder at a glance; ``holder`` says who is at work in it."""

    runs: int
    done: int
    failed: int
    holder: str | None
    out: Path
    why: dict[str, int]  # reason -> failures

    @property
    def pending(self) -> int:
        return self.runs - self.done - self.failed

    def as_object(self) -> dict[str, Any]:
        """The object of ``sweep --status DIR --json``."""
        counts = {"runs": self.runs, "done": self.done, "failed": self.failed, "pending": self.pending}
        return {**counts, "why": self.why, "running": self.holder, "out": str(self.out)}


def read(out: Path | str) -> pd.DataFrame:
    """The rows of a stored sweep, finished or not, in order of variant, scheme, point and replication."""
    folder = Path(out)
    design = _design(folder)
    outcomes = json.loads(design.schema.metadata[OUTCOMES])
    frame = _steadily(lambda: joined(design, outcomes, parts_of(folder))).to_pandas()
    ordered: pd.DataFrame = frame.sort_values(["variant", "scheme", "point", "replication"], ignore_index=True)
    return ordered


def failures(out: Path | str) -> list[dict[str, Any]]:
    """The failures of a stored sweep that no later success made good, each once, in order of ids."""
    folder = Path(out)
    design = set(_design(folder)["id"].to_pylist())
    latest = {each["id"]: each for each in _steadily(lambda: read_failures(folder)) if each["id"] in design}
    done = _done(folder)
    return [latest[name] for name in sorted(latest) if name not in done]


def status(out: Path | str) -> Status:
    """How far a sweep is; it may be at work."""
    folder = Path(out)
    ids = _design(folder)["id"].to_pylist()
    done = _done(folder)
    found = failures(folder)
    why = {reason: sum(each["why"] == reason for each in found) for reason in sorted({each["why"] for each in found})}
    return Status(len(ids), sum(name in done for name in ids), len(found), holder(folder), folder, why)


def _design(folder: Path) -> Any:
    path = folder / "design.parquet"
    if not path.is_file():
        raise UserError(f"{folder}: found no design.parquet, allowed: the folder of a sweep")
    return read_columns(path)


def _done(folder: Path) -> set[str]:
    outcomes = set(json.loads(_design(folder).schema.metadata[OUTCOMES]))

    def ids() -> set[str]:
        return {name for path in parts_of(folder) if outcomes <= set(names_of(path)) for name in ids_of(path)}

    return _steadily(ids)  # type: ignore[no-any-return]


def _steadily(look: Any) -> Any:
    """What ``look`` finds, again if a file went away meanwhile because the driver merged it into another."""
    for _ in range(20):
        try:
            return look()
        except FileNotFoundError:
            continue
    return look()
