"""How many replications: chosen from a pilot, or found by playing on until the interval is narrow enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from experiments.analysis.table import Floats
from protocols.errors import UserError

FIRST, STEP, MOST = 20, 10, 100_000
ENOUGH = 10**9  # replications that nobody will play


@dataclass(frozen=True, slots=True)
class Stopped:
    """Where sequential replication ended: mean, half-width of its Student interval, values; ``reached`` the target or not."""

    mean: float
    half_width: float
    n: int
    reached: bool
    values: Floats

    @property
    def low(self) -> float:
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        return self.mean + self.half_width


def half_width(values: Floats, level: float = 0.95) -> float:
    """Half the width of Student's interval of a mean; infinite below two values."""
    from scipy.special import stdtrit

    n = len(values)
    if n < 2:
        return float("inf")
    return float(stdtrit(n - 1, (1 + level) / 2) * np.std(values, ddof=1) / np.sqrt(n))


def replications_for(pilot: Floats, target: float, level: float = 0.95) -> int:
    """The fewest replications whose expected interval is no wider than ±``target``, by the spread of ``pilot``.

    At least 20: below that, intervals of skewed outcomes are too short. Raises :class:`UserError` for a pilot of fewer than
    two values, a target that is not above zero, or one that :data:`ENOUGH` replications would miss.
    """
    from scipy.special import stdtrit

    values = np.asarray(pilot, dtype=float)
    values = values[np.isfinite(values)]
    if len(values) < 2:
        raise UserError(f"pilot: found {len(values)} values, allowed: two or more")
    _check(target)
    spread = float(values.std(ddof=1))

    def enough(n: int) -> bool:
        return bool(stdtrit(n - 1, (1 + level) / 2) * spread / np.sqrt(n) <= target)

    high = FIRST
    while not enough(high):
        high *= 2
        if high > ENOUGH:
            raise UserError(f"half-width: found {target:g}, allowed: one that {ENOUGH:,} replications can reach")
    low = high // 2 if high > FIRST else FIRST - 1  # not enough, or below what is allowed
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def replicate_until(
    play: Callable[[int], float], target: float, *, first: int = FIRST, step: int = STEP, most: int = MOST, level: float = 0.95
) -> Stopped:
    """Play replications 0, 1, 2 … until the interval of the mean is no wider than ±``target`` (Chow and Robbins 1965).

    ``play(k)`` returns the value of replication k, for a comparison the paired difference; undefined values do not count
    towards the interval. The width is looked at after ``first`` replications and then each ``step``: looked at from the third
    on, an interval that says 95 % holds the truth in 92 % of cases. Hence ``first`` ≥ 20 and ``step`` ≥ 10. Ends at ``most``
    with ``reached`` false. Raises :class:`UserError` for other settings.
    """
    _check(target)
    if first < FIRST or step < STEP or most < first:
        raise UserError(
            f"first, step, most: found {first}, {step}, {most}, allowed: first from {FIRST}, step from {STEP}, most from first on"
        )
    values: list[float] = []
    while len(values) < most:
        size = first if not values else min(len(values) + step, most)
        values += [float(play(k)) for k in range(len(values), size)]
        known = np.array(values)[np.isfinite(values)]
        width = half_width(known, level)
        if width <= target:
            break
    mean = float(known.mean()) if len(known) else float("nan")
    return Stopped(mean, width, len(values), width <= target, known)


def _check(target: float) -> None:
    if not 0 < target < float("inf"):
        raise UserError(f"half-width: found {target:g}, allowed: above 0")
