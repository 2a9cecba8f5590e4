"""What the panel Sweeps draws of an opened folder: heat map, surface, effects, parallel coordinates, Pareto set."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from experiments.analysis.indices import Index
from experiments.analysis.job import Answer, answer
from experiments.analysis.naming import amount, figure, level, unit_of
from experiments.analysis.paired import compare
from experiments.analysis.pareto import Front, pareto
from experiments.analysis.response import Surface, respond, surface
from experiments.analysis.table import Floats
from experiments.analysis.words import SURE
from protocols.errors import UserError
from visualization.figures.names import Pair, words
from visualization.figures.palette import FAINT, series
from visualization.page.views.sweeps import Sheet
from visualization.page.views.sweeps_runs import Chosen

SCHEME, VARIANT = ":scheme", ":variant"  # axes of a heat map that are no parameters
MOST_LEVELS, BINS = 12, 8
SIDE = 21  # cells on a side of a surface
MOST_LINES = 600
Row = dict[str, Any]


@dataclass(frozen=True)
class Heat:
    """Mean outcome per cell: ``values[row][column]`` (None without a run), ids of a run of each cell, runs per cell."""

    xs: tuple[Pair, ...]
    ys: tuple[Pair, ...]
    values: list[list[float | None]]
    texts: list[list[str]]
    ids: list[list[str]]


def axes_of(sheet: Sheet) -> list[str]:
    """What a heat map can run over: parameters that vary, and the scheme and variant where there are several."""
    table = sheet.table
    more = [*([SCHEME] if len(table.schemes) > 1 else []), *([VARIANT] if len(table.variants) > 1 else [])]
    return [*table.parameters, *more]


def axis_name(sheet: Sheet, axis: str) -> Pair:
    if axis in (SCHEME, VARIANT):
        return words(f"page.sweeps.axis.{'arm' if axis == SCHEME and sheet.kind == 'study' else axis[1:]}")
    return sheet.parameter(axis)


def heat(sheet: Sheet, outcome: str, x: str, y: str, variant: str, scheme: str) -> Heat:
    """The mean of ``outcome`` over two axes, everything else averaged; ``variant`` and ``scheme`` hold where no axis runs
    over them. A number of many levels is cut into classes of equal width.
    """
    frame = sheet.table.frame
    frame = frame if VARIANT in (x, y) else frame[frame["variant"] == variant]
    frame = frame if SCHEME in (x, y) else frame[frame["scheme"] == scheme]
    (xs, column), (ys, row) = (_classes(sheet, axis, frame) for axis in (x, y))
    known = frame[outcome].to_numpy(dtype=float)
    values: list[list[float | None]] = []
    ids: list[list[str]] = []
    for i in range(len(ys)):
        values.append([])
        ids.append([])
        for j in range(len(xs)):
            here = (row == i) & (column == j) & np.isfinite(known)
            values[-1].append(float(known[here].mean()) if here.any() else None)
            ids[-1].append(_nearest(frame, known, here).id if here.any() else "")
    unit = unit_of(outcome)
    texts = [["–" if v is None else figure(v, unit) for v in each] for each in values]
    return Heat(xs, ys, values, texts, ids)


def _nearest(frame: Any, known: Floats, here: Any) -> Chosen:
    """The run of a cell that is nearest to its mean."""
    at = np.flatnonzero(here)
    best = at[int(np.argmin(np.abs(known[at] - known[at].mean())))]
    found = frame.iloc[best]
    return Chosen(str(found["variant"]), str(found["scheme"]), int(found["point"]), int(found["replication"]))


def _classes(sheet: Sheet, axis: str, frame: Any) -> tuple[tuple[Pair, ...], Any]:
    """Names of an axis's classes, and the class of every row."""
    if axis == SCHEME:
        return tuple(map(sheet.arm, sheet.table.schemes)), _codes(sheet.table.schemes, frame["scheme"].astype(str).tolist())
    if axis == VARIANT:
        return tuple((v, v) for v in sheet.table.variants), _codes(sheet.table.variants, frame["variant"].astype(str).tolist())
    levels = sheet.table.levels[axis]
    if len(levels) <= MOST_LEVELS or not sheet.table.numeric(axis):
        return tuple((level(v), level(v)) for v in levels), _codes(levels, frame[axis].tolist())
    low, high = float(min(levels)), float(max(levels))
    ends = np.linspace(low, high, BINS + 1)
    code = np.clip(np.searchsorted(ends, frame[axis].to_numpy(dtype=float), side="right") - 1, 0, BINS - 1)
    names = [f"{level(float(a))}–{level(float(b))}" for a, b in zip(ends[:-1], ends[1:], strict=True)]
    return tuple((name, name) for name in names), code


def _codes(levels: Sequence[Any], values: Sequence[Any]) -> Any:
    number = {value: k for k, value in enumerate(levels)}
    return np.array([number[value] for value in values], dtype=np.int64)


# --- what parameters do ---
@dataclass(frozen=True)
class Moved:
    """How one outcome answers to the parameters under one scheme: the analysis, and the surface over two of them."""

    answer: Answer
    surface: Heat | None = None


def moved(sheet: Sheet, outcome: str, variant: str, scheme: str, x: str = "", y: str = "") -> Moved:
    """The analysis of one outcome; with the fitted surface over parameters ``x`` and ``y`` where both are numbers."""
    table = sheet.table
    found = answer(table, outcome, variant, scheme)
    numbers = [name for name in (x, y) if name in table.parameters and table.numeric(name)]
    if len(set(numbers)) < 2 or found.problem:
        return Moved(found)
    try:
        fitted = surface(table, respond(table, table.group(outcome, variant, scheme)), *map(table.parameters.index, (x, y)))
    except UserError:
        return Moved(found)
    across, up = (np.linspace(float(ends[0]), float(ends[-1]), SIDE) for ends in (fitted.x, fitted.y))
    mean, unit = _between(fitted, across, up), unit_of(outcome)
    return Moved(found, Heat(
        tuple((level(float(f"{v:.3g}")),) * 2 for v in across), tuple((level(float(f"{v:.3g}")),) * 2 for v in up),
        [[float(v) if math.isfinite(v) else None for v in row] for row in mean],
        [[figure(float(v), unit) for v in row] for row in mean], [],
    ))  # fmt: skip


def _between(fitted: Surface, across: Floats, up: Floats) -> Floats:
    """(len(up), len(across)) values of a surface, straight between its places."""
    rows = np.array([np.interp(across, fitted.x, np.asarray(fitted.mean)[:, j]) for j in range(len(fitted.y))])
    return np.array([np.interp(up, fitted.y, rows[:, k]) for k in range(len(across))]).T


def effect_rows(sheet: Sheet, found: Answer, which: int) -> list[Row]:
    """The effect of every parameter from its lowest to its highest value, with its interval, the largest first."""
    unit = unit_of(found.outcome)
    rows = []
    for each in sorted(found.effects, key=lambda e: -abs(e.change)):
        sure = each.p_holm < SURE
        name = sheet.parameter(each.parameter)[which]
        rows.append({
            "id": "", "label": name, "start": 0.0, "end": each.change, "text": amount(each.change, unit)[which],
            "low": each.low if math.isfinite(each.low) else None, "high": each.high if math.isfinite(each.high) else None,
            "tone": "plain" if not sure else "up" if each.change > 0 else "down",
            "title": f"{name}: {level(each.start)} → {level(each.end)}, {amount(each.change, unit)[which]}",
        })  # fmt: skip
    return rows


def index_rows(sheet: Sheet, found: Sequence[Index], which: int) -> list[Row]:
    """Sensitivity indices as a table: first-order and total share of variance, PAWN."""
    rows = []
    for each in sorted(found, key=lambda i: -(i.total if i.total == i.total else 0.0)):
        numbers = (each.first, each.total, each.pawn)
        cells = [sheet.parameter(each.parameter)[which], *("–" if v != v else f"{v:.2f}".replace("-", "−") for v in numbers)]
        rows.append({"cells": cells, "sort": [each.parameter, *(v if v == v else -1.0 for v in numbers)]})
    return rows


def forest_rows(sheet: Sheet, outcome: str, variant: str, which: int) -> list[Row]:
    """The paired difference of every scheme from the first, with its interval; coloured where Holm's p is below 0.05."""
    table, unit = sheet.table, unit_of(outcome)
    asked = replace(table, outcomes=tuple(dict.fromkeys((*table.outcomes, outcome))))
    rows = []
    for each in compare(asked):
        if each.outcome == outcome and each.variant == variant and each.n:
            sure = each.p_holm < SURE
            rows.append({
                "id": "", "label": sheet.arm(each.other)[which], "start": 0.0, "end": each.mean,
                "low": each.low if math.isfinite(each.low) else None, "high": each.high if math.isfinite(each.high) else None,
                "text": amount(each.mean, unit)[which], "tone": "plain" if not sure else "up" if each.mean > 0 else "down",
            })  # fmt: skip
    return rows


# --- conditions ---
@dataclass(frozen=True)
class Strands:
    """Parallel coordinates: axes with names and ends, and a line of positions 0..1 (None: undefined) per condition."""

    axes: list[Row]
    lines: list[Row]
    left_out: int


def conditions(sheet: Sheet, outcomes: Sequence[str], variant: str) -> Any:
    """A frame with a row per scheme and point of one variant: parameters, and means of the outcomes over replications."""
    table = sheet.table
    frame = table.frame[table.frame["variant"] == variant]
    keys = ["scheme", "point"]
    means = frame.groupby(keys, sort=False)[list(outcomes)].mean().reset_index()
    design = frame.drop_duplicates("point")[["point", *table.parameters]]
    return means.merge(design, on="point")


def strands(sheet: Sheet, outcomes: Sequence[str], variant: str, which: int) -> Strands:
    """Every condition as a line over parameters and outcomes, in the colour of its scheme."""
    table, frame = sheet.table, conditions(sheet, outcomes, variant)
    colours = series(table.schemes)
    columns = []
    axes: list[Row] = []
    for name in [*table.parameters, *outcomes]:
        is_outcome = name in outcomes
        title = (sheet.outcome(name) if is_outcome else sheet.parameter(name))[which]
        if is_outcome or table.numeric(name):
            numbers = frame[name].to_numpy(dtype=float)
            low, high = (float(f(numbers)) if np.isfinite(numbers).any() else 0.0 for f in (np.nanmin, np.nanmax))
            unit = unit_of(name) if is_outcome else ""
            texts = [figure(v, unit) if is_outcome else level(v) for v in (low, high)]
        else:
            numbers = _codes(table.levels[name], frame[name].tolist()).astype(float)
            low, high, texts = 0.0, float(len(table.levels[name]) - 1), [str(table.levels[name][k]) for k in (0, -1)]
        axes.append({"name": title, "low": texts[0], "high": texts[1], "outcome": is_outcome})
        columns.append((numbers - low) / ((high - low) or 1.0))
    shown = min(len(frame), MOST_LINES)
    kept = np.unique(np.linspace(0, len(frame) - 1, shown).round().astype(int)) if len(frame) else np.array([], dtype=int)
    schemes, points = frame["scheme"].tolist(), frame["point"].tolist()
    lines = []
    for k in kept.tolist():
        run = Chosen(variant, str(schemes[k]), int(points[k]))
        at = [round(float(c[k]), 4) if math.isfinite(c[k]) else None for c in columns]
        lines.append({"id": run.id, "colour": colours.get(run.scheme, FAINT), "at": at, "title": sheet.arm(run.scheme)[which]})
    return Strands(axes, lines, len(frame) - len(lines))


def front_of(sheet: Sheet) -> Front | None:
    """The Pareto set of the table's outcomes; None where there is none to speak of."""
    try:
        return pareto(sheet.table)
    except UserError:
        return None


def front_points(sheet: Sheet, front: Front, x: str, y: str, which: int) -> list[Row]:
    """Every condition in two outcomes; those of the Pareto set are ``filled``."""
    colours = series(sheet.table.schemes)
    rows = []
    units = unit_of(x), unit_of(y)
    for each in front.frame.to_dict("records"):
        run = Chosen(str(each["variant"]), str(each["scheme"]), int(each["point"]))
        both = ", ".join(figure(each[name], unit) for name, unit in zip((x, y), units, strict=True))
        where = ", ".join(f"{sheet.parameter(p)[which]} {level(each[p])}" for p in sheet.table.parameters)
        rows.append({
            "id": run.id, "x": float(each[x]), "y": float(each[y]), "filled": bool(each["efficient"]),
            "colour": colours.get(run.scheme, FAINT),
            "title": f"{sheet.arm(run.scheme)[which]}: {where or '–'}; {both}",
        })  # fmt: skip
    return sorted(rows, key=lambda row: row["filled"])
