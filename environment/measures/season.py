"""Measures of relations over a season: disclosure, kept word, trust, structure of trade, bullwhip, emergence.

Pure functions of the recorded rows. A row of the network has ``source``, ``target``, ``layer``, ``matter``, ``weight``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import fsum

import numpy as np
from numpy.typing import NDArray

from environment.measures.change_points import change_points
from environment.measures.fairness import gini
from environment.measures.registry import compute_all, mean, measure
from environment.measures.relations import RELATIONS, SHAPES, Layers, Rows, layers
from environment.measures.service import amplification

Series = Mapping[str, Sequence[float | None]]
SHORTEST = 5  # shows on either side of a change point
LAST = 5  # shows at the end of a season that tell how it ended
NAN = float("nan")


# --- one show of a season ----------------------------------------------------------------------------
@dataclass(frozen=True)
class Ties:
    """Edges after a show, the dispositions it was played with, and what was experienced: (who, whom, matter, kept 0–1)."""

    edges: Rows
    conduct: Mapping[str, Mapping[str, float]]
    experiences: Sequence[tuple[str, str, str, float]] = ()

    def weights(self, layer: str) -> list[float]:
        """Weights of one layer."""
        return self._weights.get(layer, [])

    @cached_property
    def _weights(self) -> dict[str, list[float]]:
        found: dict[str, list[float]] = {}
        for row in self.edges:
            found.setdefault(row["layer"], []).append(float(row["weight"]))
        return found

    @cached_property
    def layers(self) -> Layers:
        """Edges by layer."""
        return layers(self.edges)


def per_show(
    edges: Rows, conduct: Mapping[str, Mapping[str, float]], experiences: Sequence[tuple[str, str, str, float]]
) -> dict[str, float]:
    """Relational measures of one show from its edges, the dispositions it was played with, and what was experienced."""
    return compute_all(Ties(edges, conduct, experiences), scope="ties")


@measure("word_kept", "relations", "share", "mean over experiences of how far a promise was kept (0–1)", "promises kept",
         "守信比例", high=1.0, scope="ties")  # fmt: skip
def word_kept(of: Ties) -> float:
    return mean([kept for *_, kept in of.experiences])


@measure("trust_mean", "relations", "", "mean of all reputations after the show", "trust", "信任", source="Jøsang & Ismail 2002",
         high=1.0, scope="ties")  # fmt: skip
def trust_mean(of: Ties) -> float:
    return mean(of.weights("trust"))


@measure("temptation_mean", "relations", "", "mean over parties of the disposition temptation", "temptation acted on", "失信程度",
         scope="ties")  # fmt: skip
def temptation_mean(of: Ties) -> float:
    return mean([levels["temptation"] for levels in of.conduct.values()])


@measure("disclosure", "relations", "share", "links of the scheme's data board that show something / links; 0 without any",
         "share of the data links the scheme opens that are used", "方案开放的数据连线中实际共享的比例", high=1.0,
         scope="ties")  # fmt: skip
def disclosure(of: Ties) -> float:
    shown = of.weights("information")
    return sum(weight > 0 for weight in shown) / len(shown) if shown else 0.0


@measure("trade_edges", "relations", "", "pairs with business of 1 CNY a show or more (smoothed)", "pairs that trade",
         "有交易的伙伴对", low=1.0, scope="ties")  # fmt: skip
def trade_edges(of: Ties) -> float:
    return float(len(of.weights("trade"))) or NAN


@measure("trade_concentration", "relations", "", "Σ (share of a pair in all business)²", "concentration of trade", "交易集中度",
         source="Herfindahl 1950, Hirschman 1945", high=1.0, scope="ties")  # fmt: skip
def trade_concentration(of: Ties) -> float:
    weights = np.array(of.weights("trade"))
    return float(((weights / weights.sum()) ** 2).sum()) if len(weights) else NAN


def _shape(name: str) -> Callable[[Ties], float]:
    return lambda of: SHAPES[name](of.layers, len(of.conduct))


for _name, (_unit, _formula, _en, _zh, _source, _low) in RELATIONS.items():
    measure(f"ties_{_name}", "relations", _unit, f"{_formula}, after the show", _en, _zh, source=_source, low=_low, high=1.0,
            scope="ties")(_shape(_name))  # fmt: skip


# --- a whole season -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Story:
    """A season: series (measure -> value per show, None where undefined), network per show, profit (party -> CNY per show)."""

    series: Series
    network: Sequence[Rows] = ()
    profit: Mapping[str, Sequence[float]] = field(default_factory=dict)

    def known(self, name: str) -> list[float]:
        """The defined values of a series, in order."""
        return [float(value) for value in self.series.get(name, ()) if value is not None]

    def both(self, one: str, other: str) -> tuple[list[float], list[float]]:
        """Two series in the shows in which both are defined."""
        found = zip(self.series.get(one, ()), self.series.get(other, ()), strict=False)
        known = [(float(a), float(b)) for a, b in found if a is not None and b is not None]
        return [a for a, _ in known], [b for _, b in known]

    @cached_property
    def rises(self) -> Mapping[str, tuple[int, float, float] | None]:
        """First rise to a new level of kept promises (trust settles from its prior whatever happens: no sign of anything)."""
        return {name: self._rise(name) for name in ("word_kept",)}

    def _rise(self, name: str) -> tuple[int, float, float] | None:
        """:func:`emergence` of a series, its show counted among all shows of the season."""
        point = emergence(self.known(name))
        shows = [k for k, value in enumerate(self.series.get(name, ()), start=1) if value is not None]
        return None if point is None else (shows[point[0] - 1], point[1], point[2])


def of_season(series: Series, network: Sequence[Rows], profit: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """The season's own measures: what it earned, how partners persisted, whether and when trust emerged."""
    return compute_all(Story(series, network, profit), scope="season")


@measure("season_surplus_cny", "efficiency", "CNY", "Σ profit over parties and shows", "profit of all parties, season",
         "各方利润合计（全季）", low=-float("inf"), scope="season")  # fmt: skip
def season_surplus(of: Story) -> float:
    return fsum(float(np.sum(values)) for values in of.profit.values())


@measure("season_gini", "fairness", "", "Gini of parties' non-negative season profits", "Gini of season profits",
         "全季利润基尼系数", source="Gini 1912", high=1.0, scope="season")  # fmt: skip
def season_gini(of: Story) -> float:
    gains = [max(float(np.sum(values)), 0.0) for values in of.profit.values()]
    return gini(gains) if any(gains) else NAN


@measure("partner_persistence", "relations", "share", "mean over consecutive shows of Σ min / Σ max of business per pair",
         "persistence of partners", "伙伴延续度", source="weighted Jaccard index, Ruzicka 1958", high=1.0,
         scope="season")  # fmt: skip
def partner_persistence(of: Story) -> float:
    shows = [_business(rows) for rows in of.network]
    return mean([_persistence(a, b) for a, b in zip(shows[:-1], shows[1:], strict=True)])


@measure("trust_last", "relations", "", f"mean trust of the last {LAST} shows", f"trust, last {LAST} shows",
         f"信任（末 {LAST} 场）", high=1.0, scope="season")  # fmt: skip
def trust_last(of: Story) -> float:
    return mean(of.known("trust_mean")[-LAST:])


@measure("word_kept_last", "relations", "share", f"mean share of promises kept of the last {LAST} shows",
         f"promises kept, last {LAST} shows", f"守信比例（末 {LAST} 场）", high=1.0, scope="season")  # fmt: skip
def word_kept_last(of: Story) -> float:
    return mean(of.known("word_kept")[-LAST:])


RISES = (
    ("emergence_show", "word_kept", 0, "", "promises kept rose: show", "守信上升：场次"),
    ("emergence_before", "word_kept", 1, "share", "promises kept before they rose", "守信上升前水平"),
    ("emergence_after", "word_kept", 2, "share", "promises kept after they rose", "守信上升后水平"),
)
PARTS = ("show from which it holds", "mean before", "mean after")


def _rise(series: str, part: int) -> Callable[[Story], float]:
    def rise(of: Story) -> float:
        found = of.rises[series]
        return NAN if found is None else float(found[part])

    return rise


for _name, _series, _part, _unit, _en, _zh in RISES:
    measure(_name, "relations", _unit, f"first upward change of level of {_series}: {PARTS[_part]}", _en, _zh,
            source="Jackson et al. 2005; Killick, Fearnhead & Eckley 2012", high=1.0 if _part else float("inf"),
            scope="season")(_rise(_series, _part))  # fmt: skip


@measure("bullwhip_factory", "service", "", "CV²(units of rush orders per show) / CV²(units wanted per show)",
         "bullwhip of orders on factories", "对工厂订单的牛鞭比", source="Fransoo & Wouters 2000", scope="season")  # fmt: skip
def bullwhip_factory(of: Story) -> float:
    return amplification(*_against_demand(of, "rush_units"))


@measure("bullwhip_material", "service", "", "CV²(material bought per show, CNY) / CV²(units wanted per show)",
         "bullwhip of orders on material merchants", "对原料商订单的牛鞭比", source="Fransoo & Wouters 2000",
         scope="season")  # fmt: skip
def bullwhip_material(of: Story) -> float:
    return amplification(*_against_demand(of, "material_cost"))


def _against_demand(of: Story, orders: str) -> tuple[list[float], list[float]]:
    """A tier's orders, and what buyers wanted, per show."""
    sold, lost = of.both("units_total", "lost_units")
    placed, _ = of.both(orders, "units_total")
    wanted = [a + b for a, b in zip(sold, lost, strict=True)]
    return (placed, wanted) if len(placed) == len(wanted) else ([], [])


@measure("alert_coverage_gap", "information", "share", "mean alert_coverage over shows with an alert − 0.8",
         "calibration of alerts (0: as stated)", "预警校准偏差（0为如实）", source="Gneiting, Balabdaoui & Raftery 2007",
         low=-0.8, high=0.2, scope="season")  # fmt: skip
def alert_coverage_gap(of: Story) -> float:
    return mean(of.known("alert_coverage")) - 0.8


def persistence(before: Rows, after: Rows) -> float:
    """Share of trade edges of one show that are there in the next (Jaccard index), by weight: Σ min / Σ max."""
    return _persistence(_business(before), _business(after))


def _business(rows: Rows) -> dict[tuple[str, str], float]:
    """Weights of the trade edges by pair."""
    return {(row["source"], row["target"]): float(row["weight"]) for row in rows if row["layer"] == "trade"}


def _persistence(before: Mapping[tuple[str, str], float], after: Mapping[tuple[str, str], float]) -> float:
    both = [(before.get(pair, 0.0), after.get(pair, 0.0)) for pair in dict.fromkeys([*before, *after])]
    top = fsum(max(two) for two in both)
    return fsum(min(two) for two in both) / top if top else 1.0


def _long_run(signal: NDArray[np.float64]) -> float:
    """λ² of :func:`emergence`; differences beyond three robust deviations (jumps of level) are cut to three."""
    step = np.diff(signal) - float(np.median(np.diff(signal)))
    reach = 3.0 * 1.4826 * float(np.median(np.abs(step)))
    step = np.clip(step, -reach, reach)
    spread = float(np.mean(step**2))
    if spread <= 0.0:
        return 1e-12
    phi = float(np.clip(1.0 + 2.0 * float(np.mean(step[1:] * step[:-1])) / spread, 0.0, 0.95))
    return spread / (2.0 * (1.0 - phi)) * (1.0 + phi) / (1.0 - phi)


def emergence(values: Sequence[float]) -> tuple[int, float, float] | None:
    """The first change of level upwards: (show from which the new level holds, mean before, mean after), or None.

    Change points of the mean with a squared-error cost and penalty 3 λ² ln n (:func:`change_points`). λ² is the
    long-run variance of a first-order autoregression, from first differences,
    which a change of level hardly moves: their variance is 2 s² (1 − φ), their first autocorrelation −(1 − φ)/2, and
    λ² = s² (1 + φ)/(1 − φ). At least ``SHORTEST`` shows on either side.
    """
    signal = np.asarray(values, dtype=float)
    if len(signal) < 2 * SHORTEST or np.ptp(signal) == 0.0:
        return None
    penalty = 3.0 * _long_run(signal) * float(np.log(len(signal)))
    marks = [0, *change_points(signal, penalty, SHORTEST), len(signal)]
    for a, b, c in zip(marks[:-2], marks[1:-1], marks[2:], strict=True):
        before, after = float(signal[a:b].mean()), float(signal[b:c].mean())
        if after > before:
            return b + 1, before, after
    return None
