"""Calibration: logs in, a scenario overlay with standard errors out."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from environment import Scenario
from experiments.calibrate.appeal import fit_styles
from experiments.calibrate.arrivals import fit_room
from experiments.calibrate.fit import Drop, Estimate, Fit
from experiments.calibrate.goods import fit_deliveries, fit_lots, fit_orders
from experiments.calibrate.kuailive import fit_kuailive, is_kuailive
from experiments.calibrate.layouts import LAYOUTS
from experiments.calibrate.own import joined, read_folder
from experiments.calibrate.published import fit_posts, fit_teams
from experiments.calibrate.read import Log, read_file, shipped
from experiments.export import Json, plain
from protocols.errors import UserError

FORMAT = "gongying-overlay/1"
FITS = {
    "room": fit_room, "orders": fit_orders, "deliveries": fit_deliveries, "lots": fit_lots, "posts": fit_posts, "teams": fit_teams
}  # fmt: skip


@dataclass(frozen=True)
class Calibration:
    """What logs say about a scenario. Where two logs speak of one parameter, the more direct one is applied (own styles
    before posts)."""

    scenario: Scenario
    sources: tuple[str, ...]
    fits: tuple[Fit, ...]

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """All estimates, in the order of the fits."""
        return tuple(e for fit in self.fits for e in fit.estimates)

    @property
    def drops(self) -> tuple[Drop, ...]:
        return tuple(d for fit in self.fits for d in fit.drops)

    def overrides(self) -> dict[str, object]:
        """Dotted path -> value, as ``Scenario.load(…, overrides=…)`` takes them."""
        found: dict[str, object] = {}
        for fit in self.fits:
            for each in fit.estimates:
                if each.applied and each.path not in found:
                    found[each.path] = _tidy(each)
            for choice in fit.choices:
                found.setdefault(choice.path, choice.value)
        viewers = found.get("audience.unique_viewers")
        if isinstance(viewers, int):  # views are entries: their ratio to viewers is the scenario's
            audience = self.scenario.audience
            found["audience.views"] = round(viewers * audience.views / audience.unique_viewers)
        return found

    def fitted(self) -> Scenario:
        """The scenario with the overlay; :class:`UserError` where it refuses a value."""
        return self.scenario.with_overrides(self.overrides())

    def as_object(self) -> dict[str, Json]:
        """The object that ``calibrate --json`` prints and the report's JSON file holds."""
        return {
            "format": FORMAT,
            "scenario": self.scenario.name,
            "logs": list(self.sources),
            "overrides": plain(self.overrides()),
            "estimates": [each.as_object() for each in self.estimates],
            "choices": [
                {"path": c.path, "value": c.value, "over": c.over, "aic_gain": c.gain, "n": c.n}
                for fit in self.fits
                for c in fit.choices
            ],
            "dropped": [
                {"log": d.source, "column": d.column, "why": d.why, "rows": d.rows, "example": d.example} for d in self.drops
            ],
        }


def _tidy(each: Estimate) -> float | int | list[float]:
    """The value rounded to a hundredth of its standard error: more digits say nothing."""
    if isinstance(each.value, tuple):
        return list(each.value)
    if isinstance(each.value, int):
        return each.value
    step = 10.0 ** np.floor(np.log10(each.se / 100.0)) if isinstance(each.se, float) and each.se > 0 else 1e-9
    digits = int(np.clip(-np.log10(step), 0, 9).round())
    return round(float(each.value), digits)


def calibrate(
    logs: Sequence[str | Path], scenario: Scenario, *, layout: str | None = None, columns: Mapping[str, str] | None = None
) -> Calibration:
    """Fit what the logs speak of.

    ``logs``: CSV or Parquet files, results folders, KuaiLive folders, names of shipped logs; files of one format are taken
    together, each a show of its own unless they name their shows. ``layout`` is the format of the files (found from their
    columns when None), ``columns`` maps our name of a column to the files'. Raises :class:`UserError` for what cannot be used.
    """
    _check(layout, columns or {})
    places = [os.path.realpath(name if Path(name).exists() else shipped().get(str(name), name)) for name in logs]
    for name, place in zip(logs, places, strict=True):
        if places.count(place) > 1:  # each row would count twice, and every interval would be too narrow
            raise UserError(f"calibrate: found {name} twice, allowed: each log once")
    files: list[Log] = []
    folders: list[Log] = []
    fits: list[Fit] = []
    for name in logs:
        path = Path(name)
        if path.is_dir() and is_kuailive(path):
            fits.append(fit_kuailive(path, scenario))
        elif path.is_dir():
            folders += read_folder(path)
        else:
            files.append(_file(path, layout, columns or {}))
    for ours, theirs in (columns or {}).items():
        if not any(log.named.get(ours) == theirs for log in files):
            raise UserError(f"--map {ours}={theirs}: found no such column in a file that uses it, allowed: the name of a column")
    fits += fit_logs([*files, *folders], scenario, lenient={log.layout for log in folders} - {log.layout for log in files})
    return Calibration(scenario, tuple(str(name) for name in logs), tuple(fits))


def fit_logs(logs: Sequence[Log], scenario: Scenario, lenient: Collection[str] = ()) -> list[Fit]:
    """One fit per format. A format in ``lenient`` came along with others: what cannot be fitted of it is counted as dropped."""
    read: dict[str, list[Log]] = {}
    for log in logs:
        read.setdefault(log.layout, []).append(log)
    tables = {name: joined(read[name]) for name in LAYOUTS if name in read}
    fits = []
    for name, log in tables.items():
        try:
            if name == "styles":
                fits.append(fit_styles(log, tables.get("room"), scenario, alone=len(tables) == 1))
            else:
                fits.append(FITS[name](log, scenario))
        except UserError as error:
            if name not in lenient:
                raise
            fits.append(Fit(name, (), drops=(Drop(log.source, name, "unfit", len(log), str(error)),)))
    return fits


def _file(path: Path, layout: str | None, columns: Mapping[str, str]) -> Log:
    if not path.exists() and str(path) in shipped():
        return read_file(shipped()[str(path)], layout, columns, label=str(path))
    return read_file(path, layout, columns)


def _check(layout: str | None, columns: Mapping[str, str]) -> None:
    if layout is not None and layout not in LAYOUTS:
        raise UserError(f"--format: found {layout!r}, allowed: {', '.join(LAYOUTS)}")
    known = {c.name for each in LAYOUTS.values() for c in each.columns}
    for ours in columns:
        if ours not in known:
            raise UserError(f"--map: found our column {ours!r}, allowed: {', '.join(sorted(known))}")
