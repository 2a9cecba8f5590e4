"""A finding: what theory says of a solvable limit, what the agents did there, and whether the two agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from environment.luck import Luck
from experiments.intervals import interval
from experiments.validation.texts import LINES, Text
from protocols.types import Agreement, Result

Kind: TypeAlias = Literal["equal", "at_least", "at_most"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the validation page.

    ``theory`` is the value (or, for ``kind`` "at_least" and "at_most", the bound) that the literature gives, ``found``
    the mean over ``n`` independent replications with its 95 % bootstrap interval from ``low`` to ``high``, all in
    ``unit``. ``tolerance`` is what the comparison forgives beside chance (a grid of offers, a menu of choices).
    ``verdict``: "agrees", "differs", or, of a bound that lies inside the interval, "undecided".
    """

    name: Text
    theory: float
    found: float
    low: float
    high: float
    n: int
    unit: str
    verdict: str
    note: Text
    source: str
    kind: Kind = "equal"
    tolerance: float = 0.0


def compare(
    key: str, theory: float, values: Sequence[float], *, tolerance: float = 0.0, kind: Kind = "equal", **said: Any
) -> Finding:
    """The finding of ``values``, one a replication; ``key`` names its line among the texts, which ``said`` fills in.

    An equality agrees when the interval, widened by ``tolerance``, holds the theory value; a bound when all of the
    interval lies on its side.
    """
    found = interval(list(values))
    if kind == "equal":
        verdict = "agrees" if found.low - tolerance <= theory <= found.high + tolerance else "differs"
    else:
        side = 1.0 if kind == "at_least" else -1.0
        worst, best = sorted((side * (found.low - theory), side * (found.high - theory)))
        verdict = "agrees" if worst >= 0 else "differs" if best < 0 else "undecided"
    line = LINES[key]
    name, note = (line.en.format(**said), line.zh.format(**said)), (line.note_en.format(**said), line.note_zh.format(**said))
    return Finding(
        name, theory, found.mean, found.low, found.high, found.n, line.unit, verdict, note, line.source, kind, tolerance
    )


def stream(seed: int, *name: object) -> np.random.Generator:
    """The stream of one decision of nature or of one party in one replication; equal names are common random numbers."""
    return Luck(seed).stream("validation." + ".".join(str(part) for part in name))


def agreed(result: Result) -> Agreement:
    """The deal of an encounter that in this limit cannot fail."""
    if isinstance(result, Agreement):
        return result
    raise RuntimeError(f"no deal: {result.reason} {result.detail}")
