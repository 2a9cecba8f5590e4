"""How well the parties bargained: distance of deals to the front and to the Nash and Kalai–Smorodinsky points, and who
conceded. Everything is in gains over going without a deal (CNY of expected profit in a party's own eyes); distances are
Euclidean in shares of each party's ideal gain, its best among outcomes that nobody would refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from environment.measures.registry import Floats, Tables, column, mean, measure
from environment.measures.winwin import KINDS
from environment.records import Known, Negotiation

SEATS = ("negotiation", "party", "bound", "gain_cny", "ideal_cny", "front_cny", "nash_cny", "ks_cny", "first_share",
         "last_share")  # fmt: skip
Seat = tuple[float, float, float, float, float, float, float]


def seats(records: Sequence[Negotiation]) -> dict[str, list[Any]]:
    """Table ``seats``: one row per encounter and party (columns :data:`SEATS`, meaning in ``docs/reference/tables.md``)."""
    rows: list[tuple[Any, ...]] = []
    for record in records:
        rows += [(record.id, p, p in record.bound, *seat) for p, seat in zip(record.parties, _seats(record), strict=True)]
    return {name: [row[i] for row in rows] for i, name in enumerate(SEATS)}


def look(record: Negotiation) -> list[Seat]:
    """Per party: gain, ideal gain, gain at the nearest efficient outcome, at the Nash and the Kalai–Smorodinsky outcome,
    and its own gain at its first and last own offer as shares of the most that any outcome gives it. NaN where nothing is
    acceptable to all."""
    from protocols.solutions import kalai_smorodinsky, nash, pareto_mask, rational_mask

    base = np.array([record.reservations[party] for party in record.parties])
    gains = np.stack([record.utilities[party] for party in record.parties], axis=1) - base
    deal = np.array([record.gains[party] for party in record.parties])
    asked = [[k for _, who, k in record.offers if who == party] for party in record.parties]
    first, last = (_shares(asked, at, gains) for at in (0, -1))
    nothing = np.full(len(base), np.nan)
    fine = gains[rational_mask(gains)]
    if not len(fine):
        return _rows(deal, nothing, nothing, nothing, nothing, first, last)
    ideal = fine.max(axis=0)
    front = fine[pareto_mask(fine)]
    able = ideal > 0  # who can gain nothing whatever is agreed has no part in the product
    best = (nash(front[:, able]) if able.any() else None, kalai_smorodinsky(front))
    solved = [nothing if k is None else front[k] for k in best]
    near = front[int(np.argmin((((front - deal) / _scale(ideal)) ** 2).sum(axis=1)))] if record.agreed else nothing
    return _rows(deal, ideal, near, solved[0], solved[1], first, last)


_seats = Known(look)


def _rows(*columns: Floats) -> list[Seat]:
    return [tuple(row) for row in np.stack(columns, axis=1).tolist()]


def _scale(ideal: Floats) -> Floats:
    """Ideal gains; a party that can gain nothing is measured in CNY."""
    scale: Floats = np.where(ideal > 0, ideal, 1.0)
    return scale


def _shares(asked: Sequence[Sequence[int]], at: int, gains: Floats) -> Floats:
    """Own gain of each party's first (0) or last (−1) own offer, as a share of its best; NaN without an offer."""
    best = gains.max(axis=0)
    known = zip(asked, gains.T, best.tolist(), strict=True)
    return np.array([float(own[offers[at]]) / top if offers and top > 0 else np.nan for offers, own, top in known])


# --- distances --------------------------------------------------------------------------------------
def _distance(t: Tables, to: str) -> float:
    """Mean over deals of the Euclidean distance of gains to column ``to``, in shares of ideal gains."""
    rows = zip(
        t["seats"]["negotiation"], *(column(t, "seats", c).tolist() for c in ("gain_cny", "ideal_cny", to)), strict=True
    )
    squares: dict[str, float] = {}
    agreed = {name for name, yes in zip(t["negotiations"]["id"], t["negotiations"]["agreed"], strict=True) if yes}
    for name, gain, ideal, point in rows:
        if name in agreed:
            squares[name] = squares.get(name, 0.0) + ((gain - point) / (ideal if ideal > 0 else 1.0)) ** 2
    return mean([square**0.5 for square in squares.values() if square == square])


@measure("pareto_distance", "negotiation", "", "mean over deals of ‖(gain − nearest efficient gain) / ideal gain‖",
         "distance of deals to the Pareto front", "成交点与帕累托前沿的距离", source="Pareto efficiency", deep=True)  # fmt: skip
def pareto_distance(t: Tables) -> float:
    return _distance(t, "front_cny")


@measure("nash_distance", "negotiation", "", "mean over deals of ‖(gain − gain at the Nash point) / ideal gain‖",
         "distance of deals to the Nash point", "成交点与纳什解的距离", source="Nash 1950", deep=True)  # fmt: skip
def nash_distance(t: Tables) -> float:
    return _distance(t, "nash_cny")


@measure("ks_distance", "negotiation", "", "mean over deals of ‖(gain − gain at the Kalai–Smorodinsky point) / ideal gain‖",
         "distance of deals to the Kalai–Smorodinsky point", "成交点与KS解的距离", source="Kalai & Smorodinsky 1975",
         deep=True)  # fmt: skip
def ks_distance(t: Tables) -> float:
    return _distance(t, "ks_cny")


# --- who conceded -----------------------------------------------------------------------------------
def conceded(t: Tables, kind: str) -> float:
    """Mean over a kind's seats of the share of its best gain that it gave up between its first and last own offer."""
    kinds = dict(zip(t["parties"]["party"], t["parties"]["kind"], strict=True))
    first, last = (column(t, "seats", name).tolist() for name in ("first_share", "last_share"))
    moved = [a - b for party, a, b in zip(t["seats"]["party"], first, last, strict=True) if kinds.get(party) == kind]
    return mean([x for x in moved if x == x])


def _concession(kind: str) -> Callable[[Tables], float]:
    return lambda t: conceded(t, kind)


for _kind in KINDS:
    measure(f"conceded_{_kind}", "negotiation", "share",
            f"mean over seats of kind {_kind} of (own gain of its first offer − of its last) / best gain",
            f"conceded by: {_kind}", f"让步幅度：{KINDS[_kind]}", source="concession rate, Faratin, Sierra & Jennings 1998",
            low=-float("inf"), deep=True)(_concession(_kind))  # fmt: skip
