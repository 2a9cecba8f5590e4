"""Solution concepts of bargaining over finite outcome sets and their lotteries; each name is one
definition."""

from __future__ import annotations

from protocols.solutions.discrete import (
    egalitarian,
    kalai_smorodinsky,
    kalai_smorodinsky_global_ideal,
    kalai_smorodinsky_min_gap,
    nash,
    nash_weighted,
    utilitarian,
)
from protocols.solutions.front import (
    global_ideal,
    ideal_point,
    pareto_mask,
    rational_mask,
    security_point,
)

__all__ = [
    "egalitarian",
    "global_ideal",
    "ideal_point",
    "kalai_smorodinsky",
    "kalai_smorodinsky_global_ideal",
    "kalai_smorodinsky_min_gap",
    "nash",
    "nash_weighted",
    "pareto_mask",
    "rational_mask",
    "security_point",
    "utilitarian",
]
