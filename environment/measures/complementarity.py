""""1 + 1 > 2": what alerts, data and shared risk bring together, against the sum of what each brings alone."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from environment.measures.registry import measure


@measure("complementarity", "complementarity", "CNY", "(W_all − W_none) − Σ over parts (W_part − W_none)",
         "gain of all parts together beyond the sum of each alone", "三者合力超出各自之和的增益",
         source="S1: 1+1>2; supermodularity, Milgrom & Roberts 1995", low=-float("inf"), scope="study")  # fmt: skip
def complementarity(none: float, alone: Sequence[float], together: float) -> float:
    """CNY of chain surplus; above 0 the parts are complements, below 0 substitutes.

    >>> complementarity(100.0, [110.0, 120.0, 100.0], 150.0)
    20.0
    """
    return (together - none) - fsum(part - none for part in alone)


@measure("complementarity_ratio", "complementarity", "", "(W_all − W_none) / Σ over parts (W_part − W_none)",
         "gain of all parts together over the sum of each alone", "合力增益与各自增益之和的比",
         source="S1: 1+1>2", low=-float("inf"), scope="study")  # fmt: skip
def complementarity_ratio(none: float, alone: Sequence[float], together: float) -> float:
    """Above 1: "1 + 1 > 2". NaN where the parts alone bring nothing.

    >>> round(complementarity_ratio(100.0, [110.0, 120.0, 100.0], 150.0), 3)
    1.667
    """
    apart = fsum(part - none for part in alone)
    return (together - none) / apart if apart > 0 else float("nan")
