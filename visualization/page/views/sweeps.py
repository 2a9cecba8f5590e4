"""Stored sweeps and studies as the page opens them: one table of runs, whatever wrote it.

A study is read as a sweep whose schemes are its arms and whose parameters are the axes of its grid.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from environment.texts.errors import in_chinese
from experiments.analysis.naming import outcome_name, scheme_name, unit_of
from experiments.analysis.table import KEYS, Table, load, table_of
from protocols.errors import UserError
from visualization.figures.names import Pair, words

if TYPE_CHECKING:
    import pandas as pd

    from experiments.study.spec import Spec

STUDY_FORMAT = "gongying-study-result/1"
MOST_BYTES = 200_000_000  # of rows that the page opens
MOST_PARTS = 5_000_000  # bytes of a small file of a folder


@dataclass(frozen=True)
class Folder:
    """A folder of results at a glance: ``kind`` is sweep or study; ``ready`` tells whether it can be opened."""

    path: str
    kind: str
    ready: bool
    note: Pair


@dataclass(frozen=True, eq=False)
class Sheet:
    """An opened folder. ``spec`` is the study that wrote it, where it is a shipped one."""

    path: str
    kind: str
    table: Table
    spec: Spec | None = None
    answer: Pair = ("", "")
    labels: Mapping[str, Pair] = field(default_factory=dict)

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """Outcomes with a value, the main ones first."""
        frame, given = self.table.frame, (*KEYS, *self.table.levels, *self.table.constant)
        every = [str(c) for c in frame.columns if c not in given and frame[c].notna().any()]
        return tuple(dict.fromkeys((*self.table.outcomes, *every)))

    def outcome(self, name: str) -> Pair:
        """What an outcome is called, with its unit."""
        en, zh = outcome_name(name, self.table.about.get("scenario"))
        after = {"CNY": (" (CNY)", "（元）"), "share": (" (%)", "（%）")}.get(unit_of(name), ("", ""))
        return en + after[0], zh + after[1]

    def arm(self, name: str) -> Pair:
        """What a scheme, or an arm of a study, is called."""
        return self.labels.get(name) or scheme_name(name)

    def parameter(self, name: str) -> Pair:
        """What a parameter is called: an axis of a study by its title, else its path."""
        return self.labels.get(f"axis:{name}", (name, name))


def describe(root: Path, path: str) -> Folder:
    """What is in the folder ``path`` within ``root``, in words; never an error."""
    folder = root / path
    kind = "study" if (folder / "study.json").is_file() else "sweep"
    try:
        if kind == "study":
            found = _study(folder)
            return Folder(path, kind, True, words("page.sweeps.is_study", name=found["study"], plays=found["plays"]))
        return _described_sweep(folder, path)
    except UserError as error:
        return Folder(path, kind, False, words("page.sweeps.damaged", why=(str(error), in_chinese(str(error)))))
    except OSError as error:
        why = error.strerror or "unreadable"
        return Folder(path, kind, False, words("page.sweeps.damaged", why=(why, in_chinese(why))))


def _described_sweep(folder: Path, path: str) -> Folder:
    from experiments.sweep.results import status

    rows = folder / "rows.parquet"
    if not rows.is_file():
        found = status(folder)
        key = "page.sweeps.at_work" if found.holder else "page.sweeps.unfinished"
        return Folder(path, "sweep", False, words(key, done=found.done, runs=found.runs, failed=found.failed))
    from experiments.sweep.files import rows_of

    runs = rows_of(rows)
    if rows.stat().st_size > MOST_BYTES:
        return Folder(path, "sweep", False, words("page.sweeps.large", runs=f"{runs:,}", most=MOST_BYTES // 1_000_000))
    return Folder(path, "sweep", True, words("page.sweeps.is_sweep", runs=f"{runs:,}"))


def open_folder(root: Path, path: str) -> Sheet:
    """Read a folder. Raises :class:`UserError` with a message for the visitor where that can't be done."""
    folder, about = root / path, describe(root, path)
    if not about.ready:
        raise UserError(about.note[0])
    if about.kind == "study":
        return _open_study(folder, path)
    return Sheet(path, "sweep", load(folder))


# --- studies ---
def _study(folder: Path) -> dict[str, Any]:
    file = folder / "study.json"
    if file.stat().st_size > MOST_PARTS:
        raise UserError(f"{file.name}: found {file.stat().st_size:,} bytes, allowed: up to {MOST_PARTS:,}")
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise UserError(f"{file.name}: found {error}, allowed: the JSON that a study wrote") from error
    if not isinstance(found, dict) or found.get("format") != STUDY_FORMAT or not {"study", "plays", "answer"} <= set(found):
        raise UserError(f"{file.name}: found another format, allowed: {STUDY_FORMAT}")
    return found


def _open_study(folder: Path, path: str) -> Sheet:
    about, values = _study(folder), _values(folder / "tables" / "values.parquet")
    name, spec = str(about["study"]), _spec(str(about["study"]))
    axes = [str(c) for c in values.columns if c not in ("arm", "seed", "outcome", "value")]
    wide = values.pivot_table(index=["arm", *axes, "seed"], columns="outcome", values="value", sort=False, dropna=False)
    frame = wide.reset_index().dropna(how="all", subset=list(wide.columns))
    frame.columns.name = None
    paths = {axis: spec.grid[axis].path if spec is not None and axis in spec.grid else axis for axis in axes}
    seeds = {seed: k for k, seed in enumerate(dict.fromkeys(values["seed"].tolist()))}
    points = {point: k for k, point in enumerate(dict.fromkeys(_points(values, axes)))}
    frame = frame.assign(
        id=[str(k) for k in range(len(frame))], variant="none", scheme=frame["arm"].astype(str),
        point=[points[p] for p in _points(frame, axes)], replication=[seeds[s] for s in frame["seed"].tolist()],
    ).drop(columns="arm").rename(columns=paths)  # fmt: skip
    outcomes = [str(c) for c in wide.columns]
    ordered = list(spec.outcomes) if spec is not None and set(spec.outcomes) <= set(outcomes) else outcomes
    labels: dict[str, Pair] = {}
    if spec is not None:
        labels |= {arm: (each.en, each.zh) for arm, each in spec.arms.items()}
        labels |= {f"axis:{axis.path}": (axis.en, axis.zh) for axis in spec.grid.values()}
    setting = {"scenario": about.get("scenario"), "shows": about.get("shows", 1), "schemes": list(spec.arms) if spec else None}
    table = table_of(frame, list(paths.values()), ordered[:6], name, about=setting)
    answer = about["answer"]
    return Sheet(path, "study", table, spec, (str(answer["en"]), str(answer["zh"])), labels)


def _points(frame: pd.DataFrame, axes: list[str]) -> list[tuple[Any, ...]]:
    return list(zip(*(frame[axis].tolist() for axis in axes), strict=True)) if axes else [()] * len(frame)


def _values(path: Path) -> pd.DataFrame:
    import pandas as pd
    import pyarrow as pa

    if not path.is_file():
        raise UserError(f"tables/{path.name}: found nothing, allowed: the tables that a study wrote")
    try:
        found = pd.read_parquet(path)
    except (OSError, pa.ArrowException, ValueError) as error:
        raise UserError(f"tables/{path.name}: found {str(error).splitlines()[0]}, allowed: a Parquet file of a study") from error
    missing = {"arm", "seed", "outcome", "value"} - set(found.columns)
    if missing:
        raise UserError(f"tables/{path.name}: found no column {', '.join(sorted(missing))}, allowed: the values of a study")
    return found


def _spec(name: str) -> Spec | None:
    """The shipped study of that name."""
    from experiments.study.read import Study

    return Study.load(name).spec if name in Study.names() else None
