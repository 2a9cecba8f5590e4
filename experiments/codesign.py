"""Does it pay to design with the audience? New styles by the calendar and out of wishes, over seasons on the same luck.

The trade claims that co-creation (产品共创) raises the success of new products by 30 % and more: this measures it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from experiments.intervals import DRAWS, Interval, interval
from experiments.paired import Paired, paired

if TYPE_CHECKING:
    from environment import Scenario, Scheme

WAYS = ("calendar", "audience")
CLAIM = 0.3  # only compared with


@dataclass(frozen=True)
class Codesign:
    """``rate``: success per launch over all seasons, by way; ``uplift``: audience's rate over the calendar's − 1.

    ``launched``: styles per season. ``profit``: the supplier's, audience − calendar, CNY a season. ``per_style``: what a new
    style brought in its first show, development aside. Intervals (95 %) by bootstrap of whole seasons, paired where they compare.
    """

    n: int
    launched: dict[str, Interval]
    rate: dict[str, Interval]
    uplift: Interval
    per_style: dict[str, Interval]
    profit: Interval

    @property
    def verdict(self) -> str:
        """How the uplift stands to the trade's claim: "above", "below" or "around" 30 %, by its interval."""
        return "above" if self.uplift.low > CLAIM else "below" if self.uplift.high < CLAIM else "around"


def codesign(
    scenario: Scenario, scheme: Scheme, *, n: int = 30, shows: int = 8, seed: int | None = None,
    workers: int | Literal["auto"] = "auto",
) -> Codesign:  # fmt: skip
    """Play ``n`` seasons of ``shows`` shows either way; season k has the same luck, hence the same latent designs, in both."""
    worlds = {way: scenario.with_overrides({"product.cocreate.launch": way}) for way in WAYS}
    return judged(paired(worlds, scheme, n=n, seed=seed, shows=shows, workers=workers), scenario.supplier.id)


def judged(seasons: Paired, supplier: str) -> Codesign:
    """The result from paired seasons."""
    counts = {way: _counts(seasons, way) for way in WAYS}
    rows = np.random.default_rng(20090).integers(0, seasons.n, (DRAWS, seasons.n))
    rates = {way: _ratio(won[rows].sum(axis=1), made[rows].sum(axis=1)) for way, (made, won) in counts.items()}
    means = {way: float(_ratio(won.sum(), made.sum())) for way, (made, won) in counts.items()}
    uplift = _ratio(rates["audience"], rates["calendar"]) - 1.0
    point = float(_ratio(np.array(means["audience"]), np.array(means["calendar"]))) - 1.0
    return Codesign(
        n=seasons.n,
        launched={way: interval(made) for way, (made, _) in counts.items()},
        rate={way: _band(means[way], rates[way], seasons.n) for way in WAYS},
        uplift=_band(point, uplift, seasons.n),
        per_style={way: seasons.mean(way, "new_style_profit") for way in WAYS},
        profit=seasons.difference("audience", f"profit.{supplier}"),
    )


def _counts(seasons: Paired, way: str) -> tuple[np.ndarray, np.ndarray]:
    """(n,) styles launched and of these successes, by season."""
    made = np.nan_to_num(seasons.values(way, "design_launches"))
    return made, made * np.nan_to_num(seasons.values(way, "design_success"))


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part / whole, NaN where the whole is zero."""
    found: np.ndarray = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=np.asarray(whole) > 0)
    return found


def _band(mean: float, draws: np.ndarray, n: int) -> Interval:
    known = draws[np.isfinite(draws)]
    if not len(known):
        return Interval(mean, float("nan"), float("nan"), n)
    low, high = np.quantile(known, (0.025, 0.975))
    return Interval(mean, float(low), float(high), n)
