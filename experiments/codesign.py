"""Does it pay to design with the audience? New styles by the calendar and out of wishes, over seasons on the same luck.

The trade claims that co-creation (产品共创) raises the success of new products by 30 % and more: this measures it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from experiments.intervals import DRAWS, FEWEST, Difference, Interval, interval
from experiments.paired import Paired, paired

if TYPE_CHECKING:
    from environment import Scenario, Scheme

WAYS = ("calendar", "audience")
CLAIM = 0.3  # only compared with


@dataclass(frozen=True)
class Codesign:
    """``rate``: success per launch over all seasons, by way; ``uplift``: audience's rate over the calendar's − 1.

    ``payback`` and ``payback_uplift``: the same of styles that earned back design and samples in their first show.
    ``launched``: styles per season. ``profit``: the supplier's, audience − calendar, CNY a season. ``per_style``: what a new
    style brought in its first show, development aside. Intervals (95 %) by bootstrap of whole seasons, paired where they compare.
    """

    n: int
    launched: dict[str, Interval]
    rate: dict[str, Interval]
    uplift: Interval
    payback: dict[str, Interval]
    payback_uplift: Interval
    per_style: dict[str, Interval]
    profit: Interval


def verdict(uplift: Interval) -> str:
    """How an uplift stands to the trade's claim: "above", "below" or "around" 30 %, by its interval (few seasons: around)."""
    if uplift.n < FEWEST:
        return "around"
    return "above" if uplift.low > CLAIM else "below" if uplift.high < CLAIM else "around"


def codesign(
    scenario: Scenario, scheme: Scheme, *, n: int = 30, shows: int = 8, seed: int | None = None,
    workers: int | Literal["auto"] = "auto",
) -> Codesign:  # fmt: skip
    """Play ``n`` seasons of ``shows`` shows either way; season k has the same luck, hence the same latent designs, in both."""
    worlds = {way: scenario.with_overrides({"product.cocreate.launch": way}) for way in WAYS}
    return judged(paired(worlds, scheme, n=n, seed=seed, shows=shows, workers=workers), scenario.supplier.id)


def judged(seasons: Paired, supplier: str) -> Codesign:
    """The result from paired seasons."""
    made = {way: np.nan_to_num(seasons.values(way, "design_launches")) for way in WAYS}
    rows = np.random.default_rng(20090).integers(0, seasons.n, (DRAWS, seasons.n))
    rate, uplift = _rates(seasons, made, rows, "design_success")
    payback, payback_uplift = _rates(seasons, made, rows, "design_payback")
    return Codesign(
        n=seasons.n,
        launched={way: interval(found) for way, found in made.items()},
        rate=rate,
        uplift=uplift,
        payback=payback,
        payback_uplift=payback_uplift,
        per_style={way: seasons.mean(way, "new_style_profit") for way in WAYS},
        profit=seasons.difference("audience", f"profit.{supplier}"),
    )


def _rates(
    seasons: Paired, made: dict[str, np.ndarray], rows: np.ndarray, measure: str
) -> tuple[dict[str, Interval], Interval]:
    """A share of the styles launched, over all seasons and by way, and the audience's over the calendar's − 1."""
    won = {way: made[way] * np.nan_to_num(seasons.values(way, measure)) for way in WAYS}
    draws = {way: _ratio(won[way][rows].sum(axis=1), made[way][rows].sum(axis=1)) for way in WAYS}
    means = {way: _ratio(won[way].sum(), made[way].sum()) for way in WAYS}
    uplift, point = (_ratio(found["audience"], found["calendar"]) - 1.0 for found in (draws, means))
    rates = {way: Interval(*_ends(float(means[way]), draws[way]), seasons.n) for way in WAYS}
    return rates, Difference(*_ends(float(point), uplift), seasons.n)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part / whole, NaN where the whole is zero."""
    found: np.ndarray = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=np.asarray(whole) > 0)
    return found


def _ends(mean: float, draws: np.ndarray) -> tuple[float, float, float]:
    """The mean and its interval, by the ``draws`` that are defined."""
    known = draws[np.isfinite(draws)]
    if not len(known):
        return mean, float("nan"), float("nan")
    low, high = np.quantile(known, (0.025, 0.975))
    return mean, float(low), float(high)
