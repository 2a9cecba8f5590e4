"""Who got what: shares of the surplus, distance to the Nash and Shapley splits, and whether anybody lost by dealing.

Two games are kept apart. The *negotiated* game is that of the encounters themselves: a deal is worth the sum of its
parties' gains (CNY, as they expected), nothing without any one of them, so a coalition is worth the deals that it can
make alone. The *simulated* game gives a coalition what its members earn when they are played without the others
(:mod:`experiments.audit.coalitions`); its measures take the coalition values as arguments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum

import numpy as np

from environment.measures.registry import Tables, column, measure, once, ratio, total

KINDS = {"host": "主播", "supplier": "商家", "factory": "工厂", "warehouse": "仓库", "carrier": "物流商", "material": "原料商"}
CENT = 0.005  # money is paid in whole cents


@once
def _profits(t: Tables) -> tuple[float, dict[str, list[float]]]:
    """Chain surplus, and the profits of each kind's parties."""
    profits: list[float] = column(t, "parties", "profit_cny").tolist()
    by_kind: dict[str, list[float]] = {}
    for kind, profit in zip(t["parties"]["kind"], profits, strict=True):
        by_kind.setdefault(kind, []).append(profit)
    return fsum(profits), by_kind


def _share(kind: str) -> None:
    @measure(f"profit_share_{kind}", "fairness", "share", f"Σ profit of kind {kind} / chain surplus",
             f"share of the surplus: {kind}", f"盈余占比：{KINDS[kind]}", low=-float("inf"))  # fmt: skip
    def share(t: Tables) -> float:
        whole, by_kind = _profits(t)
        return ratio(fsum(by_kind[kind]), whole) if kind in by_kind and whole > 0 else float("nan")


for _kind in KINDS:
    _share(_kind)


# --- splits ---------------------------------------------------------------------------------------
def nash_split(worth: float, no_deal: Mapping[str, float]) -> dict[str, float]:
    """Nash (1950) solution where money can be transferred: everybody's no-deal payoff plus an equal part of the gain.

    >>> nash_split(100.0, {"host": 20.0, "supplier": 40.0})
    {'host': 40.0, 'supplier': 60.0}
    """
    part = (worth - fsum(no_deal.values())) / len(no_deal)
    return {party: payoff + part for party, payoff in no_deal.items()}


def shapley_split(values: Mapping[Sequence[str], float]) -> dict[str, float]:
    """Shapley (1953) value of the game coalition -> worth; coalitions that are not named are worth nothing.

    >>> shapley_split({("host",): 0.0, ("supplier",): 20.0, ("host", "supplier"): 100.0})
    {'host': 40.0, 'supplier': 60.0}
    """
    from protocols.games import Game, shapley

    players = tuple(dict.fromkeys(player for members in values for player in members))
    worth = np.zeros(1 << len(players))
    for members, value in values.items():
        worth[sum(1 << players.index(player) for player in members)] = value
    return dict(zip(players, (float(x) for x in shapley(Game(players, worth))), strict=True))


@measure("split_distance", "fairness", "share", "½ Σ |paid − target| / Σ paid", "distance of what was paid to a split",
         "与某分配方案的距离", source="total variation; Nash 1950, Shapley 1953 as targets", scope="game")  # fmt: skip
def split_distance(paid: Mapping[str, float], target: Mapping[str, float]) -> float:
    """Share of the surplus that would have to change hands to reach ``target`` (same parties, same sum, CNY); NaN
    without a surplus.

    >>> split_distance({"host": 70.0, "supplier": 30.0}, {"host": 40.0, "supplier": 60.0})
    0.3
    """
    whole = fsum(paid.values())
    return 0.5 * fsum(abs(paid[party] - target[party]) for party in target) / whole if whole > 0 else float("nan")


@measure("share_at_or_above_no_deal", "fairness", "share", "parties with paid ≥ no-deal payoff / parties",
         "parties at or above their no-deal payoff, in fact", "事后不低于不成交收益的参与方占比",
         source="individual rationality", high=1.0, scope="game")  # fmt: skip
def at_or_above(paid: Mapping[str, float], no_deal: Mapping[str, float]) -> float:
    """Share of the parties that did at least as well as without the deal (both CNY, to the cent).

    >>> at_or_above({"host": 70.0, "supplier": 30.0}, {"host": 20.0, "supplier": 40.0})
    0.5
    """
    return ratio(float(sum(paid[party] >= payoff - CENT for party, payoff in no_deal.items())), float(len(no_deal)))


# --- splits of what was negotiated ----------------------------------------------------------------
def _gains(t: Tables) -> tuple[dict[str, float], dict[str, float]]:
    """Gains of the parties of deals over all their deals, and their Shapley values: equal parts of each deal."""
    gains: dict[str, float] = {}
    deals: dict[str, list[tuple[str, float]]] = {}
    seats = t["seats"]
    rows = zip(seats["negotiation"], seats["party"], seats["bound"], column(t, "seats", "gain_cny").tolist(), strict=True)
    for negotiation, party, bound, gain in rows:
        if bound:
            gains[party] = gains.get(party, 0.0) + gain
            deals.setdefault(negotiation, []).append((party, gain))
    shapley = dict.fromkeys(gains, 0.0)
    for parties in deals.values():
        part = fsum(gain for _, gain in parties) / len(parties)
        for party, _ in parties:
            shapley[party] += part
    return gains, shapley


@measure("nash_split_distance", "fairness", "share", "½ Σ |g_i − Σg / n| / Σg over the n parties of deals, g: negotiated gain",
         "distance of negotiated gains to the Nash split", "谈判增益与纳什分配的距离", source="Nash 1950, transferable money",
         deep=True)  # fmt: skip
def nash_split_distance(t: Tables) -> float:
    gains, _ = _gains(t)
    return split_distance(gains, nash_split(fsum(gains.values()), dict.fromkeys(gains, 0.0))) if gains else float("nan")


@measure("shapley_split_distance", "fairness", "share",
         "½ Σ |g_i − φ_i| / Σg, φ_i = Σ over i's deals of the deal's gains / its parties",
         "distance of negotiated gains to the Shapley split", "谈判增益与沙普利分配的距离",
         source="Shapley 1953: a sum of unanimity games, one per deal", deep=True)  # fmt: skip
def shapley_split_distance(t: Tables) -> float:
    return split_distance(*_gains(t))


@measure("negotiated_gain", "fairness", "CNY", "Σ over encounters and parties of utility − reservation value",
         "gains negotiated, as the parties expected them", "谈判增益合计（各方预期）", low=-float("inf"))  # fmt: skip
def negotiated_gain(t: Tables) -> float:
    gains = column(t, "parties", "negotiated_gain_cny")
    return total(gains[np.isfinite(gains)])
