"""How much of the possible gain a show captured, against its references on the same luck."""

from __future__ import annotations

from environment.measures.registry import measure, ratio


@measure("efficiency", "efficiency", "share", "η = (W − W_arm) / (W_planner − W_arm)",
         "share of the possible gain captured", "可得增益实现率", source="definition; arm's length 0, informed planner 1",
         low=-float("inf"), scope="references")  # fmt: skip
def captured(surplus: float, arm: float, planner: float) -> float:
    """η of a chain surplus W (CNY) between arm's length and the informed planner; NaN where the planner gains nothing.

    Below 0 the parties did worse than at arm's length. Above 1 they did better than the planner: it decides on what is
    known beforehand, they may have been lucky.

    >>> captured(130.0, 100.0, 200.0)
    0.3
    """
    return ratio(surplus - arm, planner - arm) if planner > arm else float("nan")


@measure("regret", "efficiency", "CNY", "W_clairvoyant − W", "regret against perfect foresight", "相对先知的遗憾值",
         source="Savage 1951", low=-float("inf"), scope="references")  # fmt: skip
def regret(surplus: float, clairvoyant: float) -> float:
    """CNY that a chain which knew demand beforehand could have earned more (the clairvoyant is an upper bound)."""
    return clairvoyant - surplus
