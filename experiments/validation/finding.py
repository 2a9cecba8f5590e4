"""A finding: what theory says of a solvable limit, what the agents did there, and whether the two agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from environment.luck import Luck
from experiments.intervals import interval

Text: TypeAlias = tuple[str, str]  # English, 中文
Kind: TypeAlias = Literal["equal", "at_least", "at_most"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the validation page.

    ``theory`` is the value (or, for ``kind`` "at_least" and "at_most", the bound) that the literature gives, ``found``
    the mean over ``n`` independent replications with its 95 % bootstrap interval from ``low`` to ``high``, all in
    ``unit``. ``tolerance`` is what the comparison forgives beside chance (a grid of offers, a menu of choices); the
    note says why. ``verdict``: "agrees" or "differs".
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
    name: Text, theory: float, values: Sequence[float], *, note: Text, source: str, unit: str = "",
    tolerance: float = 0.0, kind: Kind = "equal",
) -> Finding:  # fmt: skip
    """The finding of ``values``, one a replication.

    An equality agrees when the interval, widened by ``tolerance``, holds the theory value; a bound when the interval
    does not lie beyond it.
    """
    found = interval(list(values))
    enough = found.high + tolerance >= theory
    little = found.low - tolerance <= theory
    agrees = {"equal": enough and little, "at_least": enough, "at_most": little}[kind]
    return Finding(
        name, theory, found.mean, found.low, found.high, found.n, unit, "agrees" if agrees else "differs",
        note, source, kind, tolerance,
    )  # fmt: skip


def stream(seed: int, *name: object) -> np.random.Generator:
    """The stream of one decision of nature or of one party in one replication; equal names are common random numbers."""
    return Luck(seed).stream("validation." + ".".join(str(part) for part in name))
