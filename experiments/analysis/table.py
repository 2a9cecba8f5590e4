"""A stored sweep as the analysis sees it: a frame of runs, what was varied, what came out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from protocols.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
KEYS = ("id", "variant", "scheme", "point", "replication", "seed")  # what identifies a run; parameters and outcomes follow
HEADLINE = ("chain_surplus", "season_surplus_cny", "net_gmv", "profit.host", "profit.supplier", "share_shipped_48h", "lost_units")
MOST = 6  # outcomes of a report that names none


@dataclass(frozen=True)
class Group:
    """Runs of one scheme in one variant of the scenario.

    ``x`` is (points, parameters), texts as numbers of their levels; ``y`` is (points, replications), NaN where a run failed.
    """

    variant: str
    scheme: str
    x: Floats
    y: Floats

    @property
    def means(self) -> Floats:
        """(points,) mean over the replications that a point has; NaN without any."""
        known = np.isfinite(self.y)
        return np.where(known.any(axis=1), np.where(known, self.y, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1), np.nan)


@dataclass(frozen=True)
class Table:
    """Runs of a sweep: ``frame`` has the columns :data:`KEYS`, the parameters and the outcomes.

    ``levels`` gives the values of each parameter that varies, in order; ``constant`` those of the others.
    """

    name: str
    frame: pd.DataFrame
    parameters: tuple[str, ...]
    outcomes: tuple[str, ...]
    schemes: tuple[str, ...]
    variants: tuple[str, ...]
    levels: dict[str, tuple[Any, ...]]
    constant: dict[str, Any] = field(default_factory=dict)
    planned: int = 0
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def points(self) -> int:
        return int(self.frame["point"].nunique())

    @property
    def replications(self) -> int:
        return int(self.frame["replication"].nunique())

    @property
    def is_grid(self) -> bool:
        """Whether the points are all combinations of the levels, each once."""
        full = self.points == int(np.prod([len(each) for each in self.levels.values()], dtype=np.int64))
        return full and len(np.unique(self.coded(), axis=0)) == self.points  # trajectories may come to as many, by chance

    def numeric(self, parameter: str) -> bool:
        """Whether a parameter runs over numbers (true and false are two levels, no numbers)."""
        return all(isinstance(v, int | float) and not isinstance(v, bool) for v in self.levels[parameter])

    def group(self, outcome: str, variant: str, scheme: str) -> Group:
        """The runs of one scheme in one variant as arrays."""
        rows = self.frame[(self.frame["variant"] == variant) & (self.frame["scheme"] == scheme)]
        points = np.sort(self.frame["point"].unique())
        replications = np.sort(self.frame["replication"].unique())
        y = np.full((len(points), len(replications)), np.nan)
        at = np.searchsorted(points, rows["point"]), np.searchsorted(replications, rows["replication"])
        y[at] = rows[outcome].to_numpy(dtype=float)
        return Group(variant, scheme, self.coded(), np.where(np.isfinite(y), y, np.nan))

    def coded(self) -> Floats:
        """(points, parameters) numbers of the design, in order of ``point``; texts and truth values by number of level."""
        design = self.frame.drop_duplicates("point").sort_values("point")
        columns = [self._coded(name, design[name].tolist()) for name in self.parameters]
        return np.column_stack(columns) if columns else np.empty((len(design), 0))

    def _coded(self, name: str, values: Sequence[Any]) -> Floats:
        if self.numeric(name):
            return np.array(values, dtype=float)
        number = {level: at for at, level in enumerate(self.levels[name])}
        return np.array([number[value] for value in values], dtype=float)


def load(folder: Path | str, outcomes: Sequence[str] = ()) -> Table:
    """The finished sweep in ``folder``. Raises :class:`UserError` where there is none, or an outcome is not in it."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = Path(folder)
    path, plan = folder / "rows.parquet", folder / "design.parquet"
    if not path.is_file():
        found = "a sweep that has not ended" if plan.is_file() else "no rows.parquet"
        raise UserError(f"{folder}: found {found}, allowed: the folder of a sweep that was run to its end")
    try:
        frame = pd.read_parquet(path)
        design = pq.read_schema(plan).names if plan.is_file() else list(frame.columns)
        planned = pq.read_metadata(plan).num_rows if plan.is_file() else len(frame)
    except (OSError, pa.ArrowException, ValueError) as error:
        raise UserError(f"{path}: found {str(error).splitlines()[0]}, allowed: a Parquet file that a sweep wrote") from error
    missing = [key for key in KEYS if key not in frame.columns]
    if missing:
        raise UserError(f"{path}: found no column {', '.join(missing)}, allowed: the rows of a sweep")
    about = _about(folder / "sweep.yaml")
    declared = about.get("parameters") or {}
    parameters = [name for name in (design if plan.is_file() else declared) if name not in KEYS and name in frame.columns]
    return table_of(frame, parameters, outcomes, str(about.get("name", folder.name)), planned=planned, about=about)


def _about(path: Path) -> dict[str, Any]:
    """What the sweep says of itself; nothing where it says nothing readable."""
    import yaml

    if not path.is_file():
        return {}
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: found {str(error).splitlines()[0]}, allowed: the sweep.yaml that a sweep wrote") from error
    return found if isinstance(found, dict) else {}


def table_of(
    frame: pd.DataFrame, parameters: Iterable[str], outcomes: Sequence[str] = (), name: str = "sweep", *,
    planned: int = 0, about: dict[str, Any] | None = None,
) -> Table:  # fmt: skip
    """A frame of runs as a :class:`Table`; without ``outcomes`` the sweep's main ones are taken."""
    parameters = list(parameters)
    known = [c for c in frame.columns if c not in KEYS and c not in parameters]
    unknown = [each for each in outcomes if each not in known]
    if unknown:
        raise UserError(f"--outcome {', '.join(unknown)}: found no such outcome, allowed: {', '.join(map(str, known))}")
    if frame.empty:
        raise UserError(f"{name}: found no runs, allowed: a sweep with one finished run or more")
    if frame.duplicated(["variant", "scheme", "point", "replication"]).any():
        raise UserError(f"{name}: found a run twice, allowed: one row for each variant, scheme, point and replication")
    levels = {each: _levels(frame[each]) for each in parameters}
    about = about or {}
    return Table(
        name=name,
        frame=frame.sort_values(["variant", "scheme", "point", "replication"], ignore_index=True),
        parameters=tuple(each for each in parameters if len(levels[each]) > 1),
        outcomes=tuple(dict.fromkeys(outcomes)) or _main(known, frame),
        schemes=_ordered(frame["scheme"], about.get("schemes")),
        variants=_ordered(frame["variant"], about.get("variants")),
        levels={each: values for each, values in levels.items() if len(values) > 1},
        constant={each: values[0] for each, values in levels.items() if len(values) == 1},
        planned=planned or len(frame),
        about=about,
    )


def _main(known: Sequence[str], frame: pd.DataFrame) -> tuple[str, ...]:
    """All outcomes if they are few; of many, the headline ones that are there."""
    defined = [name for name in known if frame[name].notna().any()]
    if not defined:
        raise UserError("outcomes: found none with a value, allowed: a sweep with one outcome or more that is defined")
    if len(defined) <= MOST:
        return tuple(defined)
    return tuple(each for each in HEADLINE if each in defined)[:MOST] or tuple(defined[:MOST])


def _levels(column: Any) -> tuple[Any, ...]:
    """Values in order: numbers by size, others as they first come."""
    values = column.drop_duplicates().tolist()
    return tuple(sorted(values) if all(isinstance(v, int | float) for v in values) else values)


def _ordered(column: Any, declared: object) -> tuple[str, ...]:
    """Names in the order of the sweep file (the first is what others are compared with), then as they come."""
    found = column.drop_duplicates().astype(str).tolist()
    first = [str(each) for each in declared if str(each) in found] if isinstance(declared, list) else []
    return tuple(dict.fromkeys([*first, *found]))
