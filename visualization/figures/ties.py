"""Where parties, their edges and their names go in a picture by layers: no edge through a stranger, no name on another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from visualization.figures.chart import Floats
from visualization.figures.network import LAYERS

Place = tuple[float, float]  # columns from the left, and height in about -1..1
STEPS = np.linspace(0.0, 1.0, 33)
BENDS = (0.0, 0.15, -0.15, 0.3, -0.3, 0.5, -0.5, 0.75, -0.75)  # of an edge in the middle, in heights; the first that is clear
CLEAR = 0.13  # an edge keeps this far from parties that are not its own
LETTER, LINE = 0.064, 0.1  # width and height of a letter of a name
CROSSED, FAR = 1e-4, 0.03  # what a point of a line under a name, and its distance, weigh beside the area that it covers
LIFTS = (0.12, -0.12, 0.2, -0.2, 0.3, -0.3)  # of a name over its party


def layers(kinds: Mapping[str, str]) -> dict[str, Place]:
    """party -> place: a column per kind from materials to carriers, evenly filled."""
    found: dict[str, Place] = {}
    columns = [layer for layer in LAYERS if any(kind in layer for kind in kinds.values())]
    for at, layer in enumerate(columns):
        here = sorted((p for p, kind in kinds.items() if kind in layer), key=lambda p: (layer.index(kinds[p]), p))
        for row, party in enumerate(here):
            found[party] = (float(at), ((len(here) - 1) / 2 - row) / max(1.2, (len(here) - 1) / 2 + 0.2))
    return found


def edge(spot: Mapping[str, Place], one: str, other: str) -> Floats:
    """The line (points, 2) between two parties, bent as little as keeps it off all others; as far as any bend does."""
    a, b = np.array(spot[one]), np.array(spot[other])
    others = np.array([place for party, place in spot.items() if party not in (one, other)]).reshape(-1, 2)
    straight = a + STEPS[:, None] * (b - a)
    across = np.array([0.0, 1.0]) if a[0] != b[0] else np.array([0.5, 0.0])  # those of one column bend sideways
    best, widest = straight, -1.0
    for bend in BENDS:
        line = straight + (4.0 * bend * STEPS * (1.0 - STEPS))[:, None] * across
        room = float(np.hypot(*(line[:, None] - others[None]).T).min()) if len(others) else np.inf
        if room >= CLEAR:
            return np.asarray(line)
        if room > widest:
            best, widest = line, room
    return np.asarray(best)


def labelled(spot: Mapping[str, Place], names: Mapping[str, str], lines: Sequence[Floats] = ()) -> dict[str, float]:
    """party -> how far over its place (negative: under it) its name stands: clear of names and parties, and of lines."""
    drawn = np.concatenate([*lines, np.empty((0, 2))])
    lifts: dict[str, float] = {}
    taken = [(x, y, 0.12, 0.1) for x, y in spot.values()]  # middle, width and height of what must stay visible
    for party, (x, y) in spot.items():
        wide = LETTER * len(names[party])

        def covered(lift: float, x: float = x, y: float = y, wide: float = wide) -> float:
            boxes = sum(
                max(0.0, (wide + w) / 2 - abs(x - u)) * max(0.0, (LINE + h) / 2 - abs(y + lift - v)) for u, v, w, h in taken
            )
            crossed = (np.abs(drawn - (x, y + lift)) < (wide / 2, LINE / 2)).all(axis=1).sum()
            return boxes + CROSSED * float(crossed) + FAR * abs(lift)

        lifts[party] = min(LIFTS, key=covered)  # the first of the least
        taken.append((x, y + lifts[party], wide, LINE))
    return lifts
