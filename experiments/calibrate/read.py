"""Reading a log: CSV or Parquet, columns found by name, unusable rows counted and left out, unusable files refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.calibrate.fit import Drop
from experiments.calibrate.layouts import LAYOUTS, Column, LogLayout
from protocols.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

DATA = Path(__file__).parent / "data"
MAX_BYTES = 1 << 30
MOST_UNUSABLE = 0.5  # a column of which more cannot be read is the wrong column
_TRUE, _FALSE = {"1", "1.0", "true", "yes", "y", "是"}, {"0", "0.0", "false", "no", "n", "否", ""}


@dataclass(frozen=True)
class Log:
    """A log of one format: columns by our names, of one length, and what was dropped on the way."""

    layout: str
    source: str
    columns: Mapping[str, Any]
    drops: tuple[Drop, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)  # our name -> the file's

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def __getitem__(self, name: str) -> Any:
        return self.columns[name]


def shipped() -> dict[str, Path]:
    """The example logs that come with the project, by name."""
    return {path.stem: path for path in sorted(DATA.glob("*.csv"))}


def read_file(path: Path, layout: str | None, renamed: Mapping[str, str], label: str = "") -> Log:
    """The log in a CSV or Parquet file. ``renamed`` maps our name of a column to the file's.

    Raises :class:`UserError` (file, column, found, allowed) where it is of no known format or cannot be used.
    """
    label = label or str(path)
    frame = load_frame(path, label)
    chosen = LAYOUTS[layout] if layout else _detect(frame, renamed, label)
    found = _columns(frame, chosen, renamed)
    lacking = chosen.missing(frozenset(found))
    if lacking:
        raise UserError(
            f"{label}: column {lacking}: found {_few(frame.columns)}, allowed: the columns of format {chosen.name} "
            f"(docs/how-to/calibrate-a-scenario.md) or --map OURS=THEIRS"
        )
    return _clean(frame, chosen, found, label)


def load_frame(path: Path, label: str) -> pd.DataFrame:
    """A file as texts and numbers, nothing interpreted."""
    import pandas as pd
    import pyarrow as pa

    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError(f"{label}: found more than {MAX_BYTES >> 20} MiB, allowed: a smaller file")
        if path.suffix.lower() == ".parquet":
            return pd.read_parquet(path)
        if path.suffix.lower() != ".csv":
            raise UserError(f"{label}: found a file of type {path.suffix or 'none'}, allowed: .csv, .parquet")
        frame = _csv(path)
    except OSError as error:
        raise UserError(f"{label}: cannot be read: {error.strerror or error}") from None
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError, pa.ArrowException) as error:
        raise UserError(f"{label}: found {' '.join(str(error).split())}, allowed: a CSV or Parquet table") from None
    if not len(frame):
        raise UserError(f"{label}: found no rows, allowed: at least one")
    return frame.rename(columns=str.strip)


def _csv(path: Path) -> pd.DataFrame:
    """A CSV in UTF-8, else in GB 18030 (what spreadsheets in China write), every cell as text."""
    import pandas as pd

    try:
        return pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    except UnicodeDecodeError:
        return pd.read_csv(path, dtype=str, encoding="gb18030", keep_default_na=False)


def _detect(frame: pd.DataFrame, renamed: Mapping[str, str], label: str) -> LogLayout:
    """The format with most of its columns in the file among those with nothing missing."""
    found = {name: _columns(frame, each, renamed) for name, each in LAYOUTS.items()}
    fits = [name for name, each in LAYOUTS.items() if not each.missing(frozenset(found[name]))]
    if not fits:
        raise UserError(
            f"{label}: columns: found {_few(frame.columns)}, allowed: those of one of the formats {', '.join(LAYOUTS)} "
            "(docs/how-to/calibrate-a-scenario.md), or --map OURS=THEIRS"
        )
    return LAYOUTS[max(fits, key=lambda name: len(found[name]))]


def _columns(frame: pd.DataFrame, layout: LogLayout, renamed: Mapping[str, str]) -> dict[str, str]:
    """Our name -> the file's, for every column of the format that the file has."""
    found = {}
    for column in layout.columns:
        asked = (renamed[column.name],) if column.name in renamed else ()
        names = (*asked, column.name, *column.names)  # what was asked for may be of another of the files
        theirs = next((name for name in names if name in frame.columns), None)
        if theirs is not None:
            found[column.name] = theirs
    return found


def _few(names: Any) -> str:
    listed = [str(name) for name in names]
    return ", ".join(listed[:12]) + (", …" if len(listed) > 12 else "")


def _clean(frame: pd.DataFrame, layout: LogLayout, found: Mapping[str, str], label: str) -> Log:
    """Columns of the right kinds; a row with a value that is not one is dropped and counted."""
    keep = np.ones(len(frame), dtype=bool)
    drops, columns = [], {}
    for ours, theirs in found.items():
        column = layout.column(ours)
        values, good = _values(frame[theirs], column)
        bad = keep & ~good
        if bad.any():
            example = str(frame[theirs].iloc[int(np.flatnonzero(bad)[0])])
            if not good.any() or (~good).mean() > MOST_UNUSABLE:
                raise UserError(
                    f"{label}: column {theirs}: found {example!r} and {int((~good).sum())} of {len(frame)} such values, "
                    f"allowed: {_allowed(column)}"
                )
            drops.append(Drop(label, theirs, "unreadable", int(bad.sum()), example))
            keep &= good
        columns[ours] = values
    if not keep.any():
        raise UserError(f"{label}: found no row with all of {', '.join(found.values())}, allowed: at least one")
    kept = {name: values[keep] for name, values in columns.items()}
    log = Log(layout.name, label, kept, tuple(drops), dict(found))
    return _from_start(log, layout)


def _values(series: pd.Series[Any], column: Column) -> tuple[Any, Any]:
    """Values of a column in its kind, and which of them are usable."""
    import pandas as pd

    if column.kind == "text":
        texts = series.astype(str).str.strip().to_numpy(dtype=object)
        return texts, np.array([bool(t) and t.lower() != "nan" for t in texts])
    if column.kind == "flag":
        words = series.astype(str).str.strip().str.lower()
        return words.isin(_TRUE).to_numpy(), words.isin(_TRUE | _FALSE).to_numpy()
    numbers = pd.to_numeric(series.map(_as_number), errors="coerce").to_numpy(float)
    if column.kind in ("minutes", "hours") and np.isnan(numbers).all():
        times = pd.to_datetime(series.astype(str), errors="coerce", utc=True, format="mixed")
        seconds = (times - pd.Timestamp(0, tz="UTC")).dt.total_seconds().to_numpy(float)
        return seconds / (60.0 if column.kind == "minutes" else 3600.0), np.isfinite(seconds)
    if column.name.endswith("_units") or column.name == "parcels":  # yes/no serves as one or none
        words = series.astype(str).str.strip().str.lower()
        numbers = np.where(words.isin(_TRUE), 1.0, np.where(words.isin(_FALSE - {""}), 0.0, numbers))
    with np.errstate(invalid="ignore"):
        good = np.isfinite(numbers) & (numbers >= column.low) & (numbers <= column.high)
    if column.kind in ("minutes", "hours"):
        good = np.isfinite(numbers)
    return numbers, good


def _as_number(cell: object) -> object:
    return cell.strip().replace(",", "") if isinstance(cell, str) else cell


def _allowed(column: Column) -> str:
    if column.kind == "flag":
        return "yes or no"
    if column.kind == "text":
        return "a text"
    if column.kind in ("minutes", "hours"):
        return f"{column.kind} as a number, or dates and times"
    high = f" to {column.high:g}" if column.high < 1e12 else ""
    return f"numbers from {column.low:g}{high}"


def _from_start(log: Log, layout: LogLayout) -> Log:
    """Minutes given as dates and times count from the first row of their show."""
    if "t_min" not in log or np.nanmax(np.abs(log["t_min"])) < 1e6:
        return log
    shows = show_of(log)
    minutes = np.array(log["t_min"], dtype=float)
    for show in np.unique(shows):
        minutes[shows == show] -= minutes[shows == show].min()
    return replace(log, columns={**log.columns, "t_min": minutes})


def show_of(log: Log) -> Any:
    """(rows,) which show each row belongs to; a file without the column is one show."""
    if "show" in log:
        return np.array([f"{each}" for each in log["show"]], dtype=object)
    return np.full(len(log), log.source, dtype=object)
