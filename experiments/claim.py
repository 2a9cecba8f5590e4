"""Whose a folder is: results go into a new folder or over earlier results, never over files of the user.

The manifest of a folder (``run.json`` and the like) says that it is ours and vouches for its files by their digests. While a
show is being written its manifest has the format :data:`UNFINISHED`: nobody reads a folder of which half is old, and whoever
writes there next still knows what is ours.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from protocols.errors import UserError

FORMAT, WEEK, UNFINISHED = "gongying-run/1", "gongying-week/1", "gongying-unfinished/1"
MANIFEST = "run.json"
HEAD = b"# gongying "  # of a sweep's description
MAX_BYTES = 16 << 20  # of a manifest; that of the largest show has some 50 KB
Object = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """Results of one verb: the file that says whose they are, how it is told, and patterns of what must not be there else."""

    marker: str
    ours: Callable[[Path], bool]
    patterns: tuple[str, ...]


def _of(*formats: str) -> Callable[[Path], bool]:
    return lambda path: (read_object(path) or {}).get("format") in formats


def _with(*keys: str) -> Callable[[Path], bool]:
    return lambda path: set(keys) <= set(read_object(path) or {})


def _headed(path: Path) -> bool:
    """Whether a sweep was described by us: a file of the user has no such first line."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(HEAD)) == HEAD


RUN = Kind(
    MANIFEST, _of(FORMAT, WEEK, UNFINISHED),
    ("scenario.json", "scheme.json", "timeline.jsonl", "negotiations.jsonl", "measures.json", "versions.json", "season.json",
     "week.json", "report.html", "replications.parquet", "seasons.parquet", "temptations.parquet", "tables/*.parquet",
     "transcripts/*.jsonl", "figures/*.svg", "against/*", "shows/*"),
)  # fmt: skip
_DRAWN = ("tables/*.parquet", "tables/*.csv", "figures/*.svg", "figures/*.png")
AUDIT = Kind("audit.json", _of("gongying-audit/1"), ("audit.html", *_DRAWN))
STUDY = Kind("study.json", _of("gongying-study-result/1"), ("study.html", *_DRAWN))
ANALYSIS = Kind("analysis.json", _of("gongying-analysis/1"), ("analysis.html", *_DRAWN))
DESIGN = Kind(
    "design.json", _with("version", "bases", "terms"), ("design.html", "trials.parquet", "design_*.yaml", "sweep.yaml", *_DRAWN)
)
SWEEP = Kind(
    "sweep.yaml", _headed,
    ("design.parquet", "rows.parquet", "failures.jsonl", "failures/*.jsonl", "design.json", "evaluations.jsonl"),
)  # fmt: skip
REGION = Kind("day.json", _with("scheme", "seed", "measures", "spec"), ("parties.parquet", "edges.parquet"))


def refuse_foreign(folder: Path, kind: Kind) -> None:
    """:class:`UserError` if ``folder`` holds no results of this kind, yet files where they would be written."""
    if kind.ours(folder / kind.marker):
        return
    for pattern in (kind.marker, *kind.patterns):
        for path in sorted(folder.glob(pattern)):
            if kind.ours(folder / kind.marker):  # of a process that has just begun to write here
                return
            name = path.relative_to(folder).as_posix()
            found = f"{name}, which is no earlier result of this kind"
            raise UserError(f"{folder}: found {found}, allowed: a new folder, or one with such results")


def read_object(path: Path) -> Object | None:
    """The object in a JSON file; None where there is none, or no regular file of at most :data:`MAX_BYTES`."""
    try:
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            return None
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def listed(manifest: Object | None) -> Mapping[str, str]:
    """Name -> digest of the files that a manifest names."""
    found = (manifest or {}).get("files")
    return found if isinstance(found, dict) else {}


def check_digests(folder: Path, names: Iterable[str]) -> None:
    """:class:`UserError` unless the manifest vouches for those of ``names`` that are there (what lacks is another's matter)."""
    digests = listed(read_object(folder / MANIFEST))
    for name in names:
        path = folder / name
        try:
            changed = path.exists() and (not path.is_file() or digest(path.read_bytes()) != digests.get(name))
        except OSError as error:
            raise UserError(f"{path}: cannot be read ({error.strerror})") from None
        if changed:
            raise UserError(f"{path}: found other contents than {MANIFEST} vouches for, allowed: a folder as a run wrote it")


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
