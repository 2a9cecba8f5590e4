"""A finished show by minute: what the stage shows at every moment, as arrays; no solara here.

The frames stand closer where more happens: hours before the broadcast, minutes during it, hours after it until the last
parcel is at the door, then steps of six hours until the accounts are settled.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from environment.records import Show

Floats = NDArray[np.float64]
Columns = Mapping[str, Sequence[Any]]
Names = tuple[str, ...]
Lane = tuple[str, str]
PREPARED_MIN = 60.0  # how long a negotiation before the show stays in sight: its tables hold no length
CUMULATED = ("likes", "orders", "units", "lost_units", "gmv")
STATES = ("accepted", "picked", "packed", "out", "in_transit", "delivering", "delivered")


@dataclass(frozen=True)
class Haul:
    """Goods on their way between two places: a transfer between warehouses, or a rush lot from a factory (minutes)."""

    id: str
    kind: str
    source: str
    target: str
    style: str
    units: float
    decided: float
    depart: float
    arrive: float


@dataclass(frozen=True)
class Talk:
    """A negotiation in time: from its start to the event that tells its end (minutes)."""

    id: str
    kind: str
    parties: tuple[str, ...]
    start: float
    end: float
    agreed: bool


@dataclass(frozen=True)
class AlertState:
    """A demand alert takes a new state (minute)."""

    id: str
    style: str
    state: str
    t_min: float
    party: str


@dataclass(frozen=True, eq=False)
class Replay:
    """The show by frame. K frames, W warehouses, L lanes (warehouse, region), P accounts, E pairs of accounts.

    ``minutes`` (K,) from the start of the broadcast; ``counters`` name -> (K,): ``viewers`` in the room, and so far ``likes``,
    ``orders``, ``units``, ``lost_units``, ``gmv`` (CNY); ``states`` parcel state -> (K,); ``stock`` (K, W) sellable units;
    ``waiting`` (K, W) parcels ordered and not yet out; ``on_road`` (K, L) parcels under way; ``delivered`` (K, R) parcels by
    region; ``money`` (K, P) CNY received less paid so far; ``turnover`` (K, E) CNY paid so far between a pair. ``trips`` has
    a row per cohort of parcels: lane, minute out, minute at the door, parcels.
    """

    minutes: Floats
    live: float
    end: float
    counters: Mapping[str, Floats]
    states: Mapping[str, Floats]
    warehouses: tuple[str, ...]
    stock: Floats
    waiting: Floats
    lanes: tuple[tuple[str, str], ...]
    on_road: Floats
    regions: tuple[str, ...]
    delivered: Floats
    accounts: tuple[str, ...]
    money: Floats
    pairs: tuple[tuple[str, str], ...]
    turnover: Floats
    trips: Floats
    hauls: tuple[Haul, ...]
    talks: tuple[Talk, ...]
    alerts: tuple[AlertState, ...]

    def at(self, minute: float) -> int:
        """The last frame not after ``minute`` (the first where there is none)."""
        return max(0, int(np.searchsorted(self.minutes, minute + 1e-9, side="right")) - 1)

    def money_of(self, account: str, minute: float) -> float:
        """CNY an account has received less paid up to ``minute``."""
        if account not in self.accounts:
            return 0.0
        return float(self.money[self.at(minute), self.accounts.index(account)])

    def alive(self, minute: float) -> tuple[Talk, ...]:
        """Negotiations under way at ``minute``."""
        return tuple(talk for talk in self.talks if talk.start <= minute < talk.end)


def replay(show: Show) -> Replay:
    """The frames of a finished show."""
    clock = show.scenario.clock
    live, end = 60.0 * float(clock.live_duration_h), 60.0 * float(clock.settle_h)
    shipments = show.tables.get("shipments", {})
    arrived = _column(shipments, "t_delivered_h")
    last = 60.0 * float(arrived.max()) if len(arrived) else live
    minutes = _axis(60.0 * float(clock.pre_window_h[0]), live, min(last, end), end)
    warehouses = tuple(str(w.id) for w in show.scenario.warehouses)
    regions = tuple(str(r.id) for r in show.scenario.regions)
    lanes, trips = _trips(shipments, warehouses, regions)
    accounts, money, pairs, turnover = _money(show.tables.get("ledger", {}), minutes)
    return Replay(
        minutes, live, end, _counters(show.tables.get("ticks", {}), minutes, live),
        _states(show.tables.get("parcel_states", {}), minutes), warehouses,
        _stock(show.tables.get("stock", {}), warehouses, minutes), _waiting(shipments, warehouses, minutes),
        lanes, _on_road(trips, len(lanes), minutes), regions, _delivered(shipments, regions, minutes),
        accounts, money, pairs, turnover, trips, _hauls(show), _talks(show, live), _alerts(show.tables.get("alerts", {})),
    )  # fmt: skip


def _axis(start: float, live: float, last: float, end: float) -> Floats:
    hours = max(last, live + 60.0)
    return np.unique(np.concatenate([
        np.arange(math.floor(start / 60.0) * 60.0, 0.0, 60.0), np.arange(0.0, live + 0.5), [live],
        np.arange(60.0 * math.ceil(live / 60.0), min(hours, end) + 1.0, 60.0), np.arange(hours, end, 360.0), [end],
    ]))  # fmt: skip


def _column(table: Columns, name: str) -> Floats:
    return np.asarray(list(table.get(name, ())), dtype=float)


def _up_to(times: Floats, values: Floats, minutes: Floats) -> Floats:
    """Sum of ``values`` whose time is not after each of ``minutes``; trailing axes are kept."""
    order = np.argsort(times, kind="stable")
    total = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values[order], axis=0)])
    return np.asarray(total[np.searchsorted(times[order], minutes + 1e-9, side="right")])


def _counters(ticks: Columns, minutes: Floats, live: float) -> dict[str, Floats]:
    times = _column(ticks, "t_min")
    found = {name: _up_to(times, _column(ticks, name), minutes) for name in CUMULATED if len(times)}
    if not len(times):
        return {name: np.zeros(len(minutes)) for name in (*CUMULATED, "viewers")}
    inside = (minutes > 0.0) & (minutes <= live + 1e-9)
    tick = np.minimum(np.searchsorted(times, minutes - 1e-9, side="left"), len(times) - 1)
    found["viewers"] = np.where(inside, _column(ticks, "viewers")[tick], 0.0)
    return found


def _states(table: Columns, minutes: Floats) -> dict[str, Floats]:
    times = 60.0 * _column(table, "t_h")
    if not len(times):
        return {name: np.zeros(len(minutes)) for name in STATES}
    row = np.searchsorted(times, minutes + 1e-9, side="right") - 1
    return {name: np.where(row >= 0, _column(table, name)[np.maximum(row, 0)], 0.0) for name in STATES}


def _stock(table: Columns, warehouses: tuple[str, ...], minutes: Floats) -> Floats:
    times = 60.0 * _column(table, "t_h")
    if not len(times):
        return np.zeros((len(minutes), len(warehouses)))
    moments, at = np.unique(times, return_inverse=True)
    place = {name: k for k, name in enumerate(warehouses)}
    levels = np.zeros((len(moments), len(warehouses)))
    column = np.array([place[str(w)] for w in table["warehouse"]], dtype=np.int64)
    np.add.at(levels, (at, column), _column(table, "units"))
    row = np.searchsorted(moments, minutes + 1e-9, side="right") - 1
    return np.asarray(levels[np.maximum(row, 0)])


def _codes(names: Sequence[Any], known: Sequence[str]) -> NDArray[np.int64]:
    place = {name: k for k, name in enumerate(known)}
    return np.array([place[str(name)] for name in names], dtype=np.int64)


def _trips(shipments: Columns, warehouses: Names, regions: Names) -> tuple[tuple[Lane, ...], Floats]:
    """Lanes in use, and cohorts (lane, out, at the door, parcels) put together by lane and hours."""
    if not len(shipments.get("warehouse", ())):
        return (), np.zeros((0, 4))
    lane = _codes(shipments["warehouse"], warehouses) * len(regions) + _codes(shipments["region"], regions)
    used, lane = np.unique(lane, return_inverse=True)
    hours = np.column_stack([lane, np.round(_column(shipments, "t_out_h")), np.round(_column(shipments, "t_delivered_h"))])
    rows, at = np.unique(hours, axis=0, return_inverse=True)
    parcels = np.bincount(at.ravel(), weights=_column(shipments, "parcels"), minlength=len(rows))
    names = tuple((warehouses[int(k) // len(regions)], regions[int(k) % len(regions)]) for k in used)
    return names, np.column_stack([rows[:, 0], 60.0 * rows[:, 1], 60.0 * rows[:, 2], parcels])


def _on_road(trips: Floats, lanes: int, minutes: Floats) -> Floats:
    by_lane = np.zeros((len(trips), lanes))
    by_lane[np.arange(len(trips)), trips[:, 0].astype(int)] = trips[:, 3]
    return _up_to(trips[:, 1], by_lane, minutes) - _up_to(trips[:, 2], by_lane, minutes)


def _spread(names: Sequence[Any], known: tuple[str, ...], parcels: Floats) -> Floats:
    wide = np.zeros((len(parcels), len(known)))
    if len(parcels):
        wide[np.arange(len(parcels)), _codes(names, known)] = parcels
    return wide


def _waiting(shipments: Columns, warehouses: tuple[str, ...], minutes: Floats) -> Floats:
    wide = _spread(shipments.get("warehouse", ()), warehouses, _column(shipments, "parcels"))
    return (_up_to(60.0 * _column(shipments, "t_order_h"), wide, minutes)
            - _up_to(60.0 * _column(shipments, "t_out_h"), wide, minutes))  # fmt: skip


def _delivered(shipments: Columns, regions: tuple[str, ...], minutes: Floats) -> Floats:
    wide = _spread(shipments.get("region", ()), regions, _column(shipments, "parcels"))
    return _up_to(60.0 * _column(shipments, "t_delivered_h"), wide, minutes)


def _money(ledger: Columns, minutes: Floats) -> tuple[tuple[str, ...], Floats, tuple[tuple[str, str], ...], Floats]:
    payer, payee = [str(x) for x in ledger.get("payer", ())], [str(x) for x in ledger.get("payee", ())]
    times, paid = 60.0 * _column(ledger, "t_h"), _column(ledger, "cents") / 100.0
    accounts = tuple(dict.fromkeys([*payer, *payee]))
    rows = np.arange(len(paid))
    flow = np.zeros((len(paid), len(accounts)))
    np.add.at(flow, (rows, _codes(payee, accounts)), paid)
    np.add.at(flow, (rows, _codes(payer, accounts)), -paid)
    between = [(min(a, b), max(a, b)) for a, b in zip(payer, payee, strict=True)]
    pairs = tuple(dict.fromkeys(between))
    index = {pair: k for k, pair in enumerate(pairs)}
    amount = np.zeros((len(paid), len(pairs)))
    amount[rows, [index[pair] for pair in between]] = paid
    return accounts, _up_to(times, flow, minutes), pairs, _up_to(times, amount, minutes)


def _rows(table: Columns, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(table.get(name, ()) for name in names), strict=True))


def _hauls(show: Show) -> tuple[Haul, ...]:
    transfers, production = show.tables.get("transfers", {}), show.tables.get("production", {})
    moved = [
        Haul(str(i), "transfer", str(a), str(b), str(style), float(units), 60.0 * decided, 60.0 * left, 60.0 * there)
        for i, a, b, style, units, decided, left, there in _rows(
            transfers, "id", "from", "to", "style", "units", "t_decided_h", "t_departed_h", "t_available_h")
    ]  # fmt: skip
    orders = [event.t_min for event in show.events if event.kind == "rush"]
    made = [
        Haul(str(lot), "rush", str(a), str(b), str(style), float(units), _ordered(str(lot), orders), 60.0 * ready, 60.0 * there)
        for lot, a, b, style, units, ready, there in _rows(
            production, "lot", "factory", "warehouse", "style", "units", "t_ready_h", "t_at_warehouse_h")
    ]  # fmt: skip
    return (*moved, *made)


def _ordered(lot: str, orders: Sequence[float]) -> float:
    """Minute in which rush lot "R<n>" was ordered: that of the nth rush order told; the start where it is not told."""
    number = lot[1:]
    return orders[int(number) - 1] if number.isdecimal() and 0 < int(number) <= len(orders) else 0.0


def _talks(show: Show, live: float) -> tuple[Talk, ...]:
    told: dict[str, float] = {}
    for event in show.events:
        name = event.params.get("negotiation")
        if isinstance(name, str):
            told.setdefault(name, float(event.t_min))
    found = []
    for n in show.negotiations:
        length = PREPARED_MIN if n.t_min < 0 else _deadline(show, n.kind)
        end = max(told.get(n.id, n.t_min), n.t_min + (length if n.id not in told or n.t_min < 0 else 1.0))
        found.append(Talk(n.id, n.kind, tuple(n.parties), float(n.t_min), float(end), bool(n.agreed)))
    return tuple(found)


def _deadline(show: Show, kind: str) -> float:
    """Minutes an encounter may take; five where its length is told in hours or not at all."""
    for each in show.scenario.negotiations:
        if each.id == kind and each.deadline_min:
            return float(each.deadline_min)
    return 5.0


def _alerts(table: Columns) -> tuple[AlertState, ...]:
    return tuple(
        AlertState(str(i), str(style), str(state), float(t), str(party))
        for i, style, state, t, party in _rows(table, "id", "style", "state", "t_min", "party")
    )
