"""How an outcome answers to parameters: curves, effects from end to end, interactions, surfaces."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Protocol

import numpy as np

from experiments.analysis.estimate import Estimate
from experiments.analysis.factorial import Factorial
from experiments.analysis.paired import holm
from experiments.analysis.surrogate import Surrogate
from experiments.analysis.table import Floats, Group, Table

STEPS = 17  # places on a curve of a number
SIDE = 13  # places on each side of a surface


class Response(Protocol):
    """What a grid and a surrogate have in common."""

    @property
    def model(self) -> str: ...
    @property
    def fit(self) -> float: ...
    def ends(self, at: int) -> Floats: ...
    def partial(self, which: tuple[int, ...], at: tuple[Floats, ...]) -> Estimate: ...


@dataclass(frozen=True)
class Curve:
    """Partial dependence on one parameter: ``x`` places (numbers, or levels of a text), the mean and its 95 % interval."""

    parameter: str
    x: tuple[Any, ...]
    mean: Floats
    low: Floats
    high: Floats
    estimate: Estimate
    numeric: bool = True


@dataclass(frozen=True, slots=True)
class Effect:
    """Change of the outcome when a parameter goes ``start`` → ``end``, the others averaged.

    For a number these are its lowest and highest value; for a text or truth value the levels with the lowest and the highest
    mean (chosen by looking, so its interval is somewhat short). ``at_start`` and ``at_end`` are the means there.
    """

    parameter: str
    start: Any
    end: Any
    at_start: float
    at_end: float
    change: float
    low: float
    high: float
    p: float
    p_holm: float


@dataclass(frozen=True, slots=True)
class Interaction:
    """How much the effect of ``one`` changes as ``other`` goes from its start to its end: (hh − lh) − (hl − ll)."""

    one: str
    other: str
    change: float
    low: float
    high: float
    p: float
    p_holm: float


@dataclass(frozen=True)
class Surface:
    """Mean outcome over two numeric parameters, (len(x), len(y))."""

    parameters: tuple[str, str]
    x: Floats
    y: Floats
    mean: Floats


def respond(table: Table, group: Group) -> Response:
    """The grid itself where the design is one, else a surrogate. Raises :class:`UserError` where the outcome is too often
    undefined.
    """
    if table.is_grid:
        return Factorial.of(group)
    return Surrogate.of(group, tuple(not table.numeric(name) for name in table.parameters))


def difference(base: Group, other: Group) -> Group:
    """other − base as a group of its own, run by run on the same luck."""
    return replace(other, scheme=f"{other.scheme} − {base.scheme}", y=other.y - base.y)


def places(table: Table, response: Response, at: int, steps: int = STEPS) -> Floats:
    """Where a curve of parameter number ``at`` is drawn: every level of a grid or text, else evenly from end to end."""
    name = table.parameters[at]
    if isinstance(response, Factorial):
        return response.levels[at]
    if not table.numeric(name):
        return np.arange(len(table.levels[name]), dtype=float)
    low, high = response.ends(at).tolist()
    return np.linspace(low, high, steps)


def curve(table: Table, response: Response, at: int, x: Floats | None = None) -> Curve:
    """Partial dependence on parameter number ``at``, at the places ``x``."""
    name, numeric = table.parameters[at], table.numeric(table.parameters[at])
    codes = places(table, response, at) if x is None else x
    found = response.partial((at,), (codes,))
    low, high = found.interval()
    shown = tuple(codes.tolist()) if numeric else tuple(table.levels[name][int(code)] for code in codes)
    return Curve(name, shown, found.value, low, high, found, numeric)


def effects(table: Table, response: Response) -> tuple[Effect, ...]:
    """The effect of every parameter, p corrected by Holm for their number."""
    made = []
    for at in range(len(table.parameters)):
        found = curve(table, response, at)
        first, last = (0, -1) if found.numeric else (int(np.argmin(found.mean)), int(np.argmax(found.mean)))
        change = found.estimate.map(lambda v, a=first, b=last: v[b] - v[a])  # type: ignore[misc]
        low, high = change.interval()
        ends = found.x[first], found.x[last], float(found.mean[first]), float(found.mean[last])
        made.append(Effect(found.parameter, *ends, float(change.value), float(low), float(high), float(change.p()), float("nan")))
    return tuple(replace(e, p_holm=float(p)) for e, p in zip(made, holm(np.array([e.p for e in made])), strict=True))


def interactions(table: Table, response: Response) -> tuple[Interaction, ...]:
    """Of every two parameters, between the ends of numbers and the first and last level of texts."""
    made = []
    for i, j in combinations(range(len(table.parameters)), 2):
        ends = tuple(places(table, response, k)[[0, -1]] for k in (i, j))
        found = response.partial((i, j), ends).map(lambda v: v[1, 1] - v[0, 1] - v[1, 0] + v[0, 0])
        low, high = found.interval()
        names = table.parameters[i], table.parameters[j]
        made.append(Interaction(*names, float(found.value), float(low), float(high), float(found.p()), float("nan")))
    return tuple(replace(e, p_holm=float(p)) for e, p in zip(made, holm(np.array([e.p for e in made])), strict=True))


def surface(table: Table, response: Response, one: int, other: int) -> Surface:
    """The response over two numeric parameters, the others averaged."""
    x, y = (places(table, response, at, SIDE) for at in (one, other))
    found = response.partial((one, other), (x, y))
    return Surface((table.parameters[one], table.parameters[other]), x, y, found.value)
