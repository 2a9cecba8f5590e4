"""KuaiLive (Qu et al. 2025, arXiv 2508.05633) as published: arrival curve, stay and comments, from a local copy.

The set follows a sample of users through all rooms, so that one room shows a few visits at most: rooms are pooled, each
stretched to the scenario's broadcast, and only the shape of the curve is read. Times are in milliseconds.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from environment import Scenario
from experiments.calibrate.fit import Drop, Estimate, Fit, Floats, Plot
from experiments.calibrate.read import load_frame
from protocols.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

FILES: dict[str, tuple[str, ...]] = {
    "room.csv": ("live_id", "start_timestamp", "end_timestamp"),
    "click.csv": ("live_id", "timestamp", "watch_live_time"),
    "comment.csv": ("live_id", "timestamp"),
}
LEAST_VISITS = 100
KIND = "live_content_category"  # of a room; those that sell are marked "shop"


def is_kuailive(folder: Path) -> bool:
    """Whether a folder is laid out as KuaiLive was published (comments may be left out)."""
    return all((folder / name).is_file() for name in ("room.csv", "click.csv"))


def fit_kuailive(folder: Path, scenario: Scenario) -> Fit:
    """Arrival curve, mean stay, and comments per visit, over the rooms that sell (over all where none is marked)."""
    frames = {name: load_frame(folder / name, str(folder / name)) for name in FILES if (folder / name).is_file()}
    rooms, drops = _selling(frames["room.csv"], folder)
    tables = {}
    for name, frame in {**frames, "room.csv": rooms}.items():
        tables[name], dropped = _numbers(frame, folder / name)
        drops += dropped
    start = {key: (begin, end - begin) for key, begin, end in tables["room.csv"].tolist() if end > begin}
    share, inside = _place(tables["click.csv"], start)
    if inside.sum() < LEAST_VISITS:
        visits = f"{int(inside.sum())} visits of the rooms kept"
        raise UserError(f"{folder / 'click.csv'}: found {visits}, allowed: at least {LEAST_VISITS}")
    if not inside.all():
        drops += (Drop(str(folder / "click.csv"), "timestamp", "outside", int((~inside).sum())),)
    ticks = len(scenario.audience.arrival_weights)
    count = np.bincount((share[inside] * ticks).astype(int), minlength=ticks).astype(float)
    found = _estimates(count, tables["click.csv"][inside, 2] / 1000.0, scenario)
    if "comment.csv" in tables:
        spoken, n = int(_place(tables["comment.csv"], start)[1].sum()), int(inside.sum())
        found.append(Estimate("audience.comments_per_viewer", spoken / n, float(np.sqrt(spoken)) / n, n, "visits", "ratio"))
    minutes = (np.arange(ticks) + 0.5) * scenario.clock.live_tick_min
    y, wide = count / count.sum(), 1.96 * np.sqrt(count) / count.sum()
    plot = Plot("curve", "arrivals", minutes.tolist(), y.tolist(), (y - wide).tolist(), (y + wide).tolist(), observed=y.tolist())
    return Fit("kuailive", tuple(found), (plot,), drops=drops)


def _selling(rooms: pd.DataFrame, folder: Path) -> tuple[pd.DataFrame, tuple[Drop, ...]]:
    """The rooms that sell, where some are marked as such."""
    shops = (rooms[KIND] == "shop") if KIND in rooms else None
    if shops is None or not shops.any() or shops.all():
        return rooms, ()
    return rooms[shops], (Drop(str(folder / "room.csv"), KIND, "noshop", int((~shops).sum())),)


def _numbers(frame: pd.DataFrame, path: Path) -> tuple[Floats, tuple[Drop, ...]]:
    """The columns read of a file as numbers; rows with anything else are dropped."""
    import pandas as pd

    columns = list(FILES[path.name])
    lacking = [c for c in columns if c not in frame.columns]
    if lacking:
        raise UserError(f"{path}: column {lacking[0]}: found {', '.join(map(str, frame.columns))}, allowed: {', '.join(columns)}")
    table = frame[columns].apply(pd.to_numeric, errors="coerce").to_numpy(float)
    good = np.isfinite(table).all(axis=1)
    example = str(frame[columns][~good].iloc[0].tolist()) if not good.all() else ""
    return table[good], (Drop(str(path), columns[0], "unreadable", int((~good).sum()), example),) if example else ()


def _place(events: Floats, start: dict[float, tuple[float, float]]) -> tuple[Floats, np.ndarray]:
    """How far through its room each event is, 0 to 1, and which lie within one of the rooms."""
    place = np.array([start.get(key, (np.nan, np.nan)) for key in events[:, 0].tolist()]).reshape(-1, 2)
    share: Floats = (events[:, 1] - place[:, 0]) / place[:, 1]
    with np.errstate(invalid="ignore"):
        return share, (share >= 0) & (share < 1)


def _estimates(count: Floats, stay: Floats, scenario: Scenario) -> list[Estimate]:
    scale = float(np.sum(scenario.audience.arrival_weights)) / count.sum()
    curve, curve_se = (tuple((values * scale).round(5).tolist()) for values in (count, np.sqrt(count)))
    mean, mean_se = float(stay.mean()), float(stay.std(ddof=1) / np.sqrt(len(stay)))
    return [
        Estimate("audience.arrival_weights", curve, curve_se, len(stay), "visits", "pooled", note="note.kuailive"),
        Estimate("audience.mean_stay_s", mean, mean_se, len(stay), "visits", "mean"),
    ]
