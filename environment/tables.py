"""Recorded tables of a finished show."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from environment import parcels
from environment.ledger import COLUMNS
from environment.measures.negotiation import seats
from environment.network import add_trust, network, trust_edges
from environment.phases.pool import without_deals
from environment.recorded import Columns, Labels, Maker, Raw, Tables
from environment.records import Event, Known, Negotiation, Table
from environment.scenario.cities import city
from environment.trade.recorded import tables as trade_tables
from protocols.sums import dot

if TYPE_CHECKING:
    from environment.layout import Layout, NDArrayBool
    from environment.ledger import Ledger
    from environment.luck import Floats, Ints
    from environment.phases.settle import Outcome
    from environment.recorder import Recorder, Tick
    from environment.scenario import Scenario
    from environment.scheme import Scheme
    from environment.shipments import Shipments
    from environment.world import World


def build(world: World) -> Tables:
    """Every table of the show (see docs/reference/tables.md), made when read; nothing kept leads back to the world."""
    o, recorder, layout = world.outcome, world.recorder, world.layout
    if o is None:
        raise RuntimeError("the show is not settled yet")
    per_order, records = world.catalogue.units_per_order, world.bargaining.records
    appeal = np.exp(dot(world.market.log_appeal, layout.region_share))
    believed = dict(world.cast.supplier.memory.believed)
    clock, balances = world.setting.clock, world.ledger.balances()
    makers: dict[str, Maker] = {
        "ledger": partial(_ledger, world.ledger),
        "ticks": partial(_ticks, recorder, layout, per_order),
        "style_ticks": partial(_style_ticks, recorder, layout),
        "stock": partial(_stock, recorder, layout),
        "orders": partial(_orders, recorder, layout, o, world.prices(), world.shop.sold),
        "shelf": partial(_rows, recorder.shelf, SHELF),
        "styles": partial(_styles, recorder, layout, o, world.catalogue.nominal, appeal, world.cast.host.profile.test_ratio),
        "shipments": partial(_shipments, layout, o, per_order),
        "parcel_states": partial(_states, o, clock.settle_h, clock.post_tick_h, per_order),
        "transfers": partial(_rows, recorder.transfers, TRANSFERS),
        "production": partial(_rows, recorder.production, PRODUCTION),
        "materials": partial(_rows, recorder.materials, MATERIALS),
        "desk": partial(_desk, recorder, layout),
        "returns": partial(_returns, layout, o),
        "leftover": partial(_leftover, layout, o, world.cast.supplier.profile.salvage),
        "forecast": partial(_forecast, recorder, layout),
        "alerts": partial(_alerts, recorder, layout),
        "alert_claims": partial(_claims, recorder, layout, o, believed),
        "negotiations": partial(_negotiations, records, {n.id: n.phase for n in world.setting.negotiations}),
        "seats": partial(seats, records),
        "parties": partial(dict, _parties(world, balances)),
        "conservation": partial(dict, ledger_sum=[sum(balances.values())], oversold=[world.stock.oversold()]),
        "review": partial(_review, [e for e in world.events if e.kind == "review"]),
        "design_queue": partial(_design, recorder),
        **{name: partial(dict, raw) for name, raw in trade_tables(world, o).items()},
        "nodes": partial(_nodes, world.setting, world.scheme),
        "regions": partial(_regions, world.setting, layout),
        "edges": partial(_edges, world.setting, world.scheme, trust_edges(world)),
    }
    return Tables(makers)


TRANSFERS = ("id", "style", "from", "to", "units", "t_decided_h", "t_departed_h", "t_available_h", "cause")
PRODUCTION = ("lot", "factory", "style", "day", "units", "overtime_units", "t_ready_h", "t_at_warehouse_h", "warehouse")
SHELF = ("t_h", "wanted_units")
MATERIALS = ("lot", "factory", "merchant", "item", "unit", "from_stock", "bought_new", "cost_cny")


def _rows(rows: list[tuple[Any, ...]], names: tuple[str, ...]) -> Table:
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    return {name: list(column) for name, column in zip(names, columns, strict=True)}


def _ledger(ledger: Ledger) -> Raw:
    return Columns({name: partial(ledger.column, name) for name in COLUMNS})


def _ticks(recorder: Recorder, layout: Layout, per_order: float) -> Raw:
    of = partial(_of_ticks, recorder.ticks)
    return Columns({
        "t_min": partial(of, attrgetter("t_min")),
        "viewers": partial(of, attrgetter("heard.viewers")),
        "likes": partial(of, attrgetter("heard.likes")),
        "comments": partial(of, attrgetter("heard.comments")),
        "clicks": partial(_clicks, recorder, layout),
        "orders": partial(_tick_orders, recorder, layout, per_order),
        "units": partial(_tick_units, recorder, layout, 0, 2),
        "presale_units": partial(_tick_units, recorder, layout, 1, 2),
        "lost_units": partial(_tick_units, recorder, layout, 2, 3),
        "gmv": partial(of, attrgetter("gmv")),
        "focus": partial(_focus, recorder, layout),
        "effort": partial(of, attrgetter("effort")),
    })  # fmt: skip


def _of_ticks(rows: list[Tick], what: Callable[[Tick], Any]) -> list[Any]:
    return [what(row) for row in rows]


def _clicks(recorder: Recorder, layout: Layout) -> Ints:
    clicks = np.concatenate([np.zeros(0, dtype=np.int64), *(row.heard.clicks for row in recorder.ticks)])
    found: Ints = np.add.reduce(clicks.reshape(-1, len(layout.styles)), 1).astype(np.int64)
    return found


def _tick_orders(recorder: Recorder, layout: Layout, per_order: float) -> list[int]:
    return [int(round(n / per_order)) for n in _tick_units(recorder, layout, 0, 2).tolist()]


def _tick_units(recorder: Recorder, layout: Layout, first: int, end: int) -> Ints:
    """(T,) units of the kinds from ``first`` up to ``end``: in stock, presale, lost."""
    none = np.zeros((0, len(layout.styles)), dtype=np.int64)
    parts = np.concatenate([none, *(row.parts[first:end] for row in recorder.ticks)])
    found: Ints = np.add.reduce(parts.reshape(-1, (end - first) * len(layout.styles)), 1)
    return found


def _focus(recorder: Recorder, layout: Layout) -> list[str]:
    return [layout.styles[row.focus] for row in recorder.ticks]


def _style_ticks(recorder: Recorder, layout: Layout) -> Raw:
    rows, count = recorder.ticks, len(layout.styles)
    parts: dict[str, list[Any]] = {
        "units": [row.units for row in rows],
        "presale_units": [row.parts[1] for row in rows],
        "lost_units": [row.parts[2] for row in rows],
        "mentions": [row.heard.mentions for row in rows],
        "carts": [row.heard.carts.dot(layout.every_region) for row in rows],
        "heat": [row.heat for row in rows],
    }
    return {
        "t_min": np.repeat([row.t_min for row in rows], count),
        "style": list(layout.styles) * len(rows),
        **{name: np.concatenate(part) if part else [] for name, part in parts.items()},
        "focus": [s == row.focus for row in rows for s in range(count)],
    }


def _stock(recorder: Recorder, layout: Layout) -> Raw:
    rows, count, places = recorder.stock, len(layout.styles), len(layout.warehouses)
    return {
        "t_h": np.repeat([row[0] for row in rows], count * places),
        "style": np.repeat(layout.styles, places).tolist() * len(rows),
        "warehouse": list(layout.warehouses) * (count * len(rows)),
        "units": np.concatenate([row[1].ravel() for row in rows]) if rows else [],
    }


def _orders(recorder: Recorder, layout: Layout, o: Outcome, price: Floats, own: Ints) -> Raw:
    count = len(layout.regions)
    return {
        "style": Labels(layout.styles, np.arange(len(layout.styles)).repeat(count)),
        "region": list(layout.regions) * len(layout.styles),
        "price_cny": price.repeat(count),
        "units": o.ordered.ravel(),
        "presale_units": recorder.presale.ravel(),
        "own_shop_units": own.ravel(),
        "lost_units": recorder.lost.ravel(),
        "cancelled_units": o.cancelled.ravel(),
        "refused_units": o.refused_by.ravel(),
        "returned_units": o.returned.ravel(),
        "kept_units": o.kept.ravel(),
        "stock_out_min": _short(recorder, layout).ravel(),
    }


def _short(recorder: Recorder, layout: Layout) -> Floats:
    """(S, R) minutes on air in which a buyer found the style out of stock: sold as presale, or not at all."""
    shape = (len(layout.styles), len(layout.regions))
    none = np.zeros((0, *shape), dtype=np.int64)
    ticks = np.concatenate([none, *(tick.regions for tick in recorder.ticks)]).reshape(-1, 3, shape[0] * shape[1])
    found: Floats = np.add.reduce(np.sign(ticks[:, 1] | ticks[:, 2]), 0) * round(60.0 * layout.tick_h, 6)
    return found.reshape(shape)


def _styles(recorder: Recorder, layout: Layout, o: Outcome, plan: Floats, appeal: Floats, ratio: float) -> Raw:
    units = np.add.reduce(o.ordered, 1)
    return Columns({
        "style": partial(list, layout.styles),
        "plan_units": partial(np.asarray, plan),
        "wanted_units": partial(np.add, units, np.add.reduce(recorder.lost, 1)),
        "units": partial(np.asarray, units),
        "appeal": partial(np.asarray, appeal),
        "surge_min": partial(_surges, recorder, len(units), ratio),
    })  # fmt: skip


def _surges(recorder: Recorder, styles: int, ratio: float) -> list[float]:
    """The first minute at which each style's heat is at or above ``ratio``, NaN if never."""
    rows = recorder.ticks
    if not rows:
        return [float("nan")] * styles
    warm = np.concatenate([row.heat for row in rows]).reshape(-1, styles) >= ratio
    return [rows[t].t_min if warm[t, s] else float("nan") for s, t in enumerate(warm.argmax(0).tolist())]


def _shipments(layout: Layout, o: Outcome, per_order: float) -> Raw:
    s = o.shipments
    left = np.add(s.hour, 0.5, dtype=np.float64)
    return Columns({
        "style": partial(Labels, layout.styles, s.style),
        "region": partial(Labels, layout.regions, s.region),
        "warehouse": partial(Labels, layout.warehouses, s.warehouse),
        "carrier": partial(Labels, layout.carriers, s.carrier),
        "parcels": partial(np.true_divide, s.units, per_order),
        "units": partial(np.asarray, s.units),
        "refused_units": partial(np.asarray, o.refused),
        "t_order_h": partial(np.asarray, s.ordered),
        "t_picked_h": partial(_picked, left),
        "t_packed_h": partial(np.subtract, left, parcels.PACK_H),
        "t_out_h": partial(np.asarray, left),
        "t_hub_h": partial(_hub, s),
        "t_delivered_h": partial(np.asarray, s.delivered),
        "presale": partial(np.asarray, s.presale),
        "overflow": partial(np.asarray, s.overflow),
        "home": partial(_at_home, layout, s),
    })  # fmt: skip


def _picked(left: Floats) -> Floats:
    return left - parcels.PICK_H - parcels.PACK_H


def _hub(s: Shipments) -> Floats:
    return 0.5 * (s.scanned + s.delivered)


def _at_home(layout: Layout, s: Shipments) -> NDArrayBool:
    home: NDArrayBool = layout.home.take(s.region) == s.warehouse
    return home


def _states(o: Outcome, settle_h: float, tick_h: float, per_order: float) -> Raw:
    s = o.shipments
    last = float(np.ceil(s.delivered.max())) if len(s.units) else 72.0
    return parcels.states(s, s.ordered, s.units, np.arange(0.0, min(last, settle_h) + 1.0, tick_h), per_order)


def _returns(layout: Layout, o: Outcome) -> Raw:
    reasons = list(o.reasons)
    return {
        "style": np.repeat(layout.styles, len(reasons)).tolist(),
        "reason": reasons * len(layout.styles),
        "units": np.stack([o.reasons[r] for r in reasons], axis=1).ravel(),
    }


def _leftover(layout: Layout, o: Outcome, salvage: Floats) -> Raw:
    places = len(layout.warehouses)
    return {
        "style": Labels(layout.styles, np.arange(len(layout.styles)).repeat(places)),
        "warehouse": list(layout.warehouses) * len(layout.styles),
        "units": o.unsold.ravel(),
        "cost_cny": layout.cost.repeat(places),
        "salvage_cny": salvage.repeat(places),
    }


def _forecast(recorder: Recorder, layout: Layout) -> Raw:
    rows, styles = recorder.forecasts, len(layout.styles)
    return Columns({
        "t_min": partial(np.repeat, [row[0] for row in rows], styles),
        "style": partial(Labels, layout.styles, np.arange(len(rows) * styles) % styles),
        "forecast_units": partial(np.concatenate, [row[1] for row in rows]),
        "actual_so_far": partial(np.concatenate, [row[2] for row in rows]),
    })  # fmt: skip


def _alerts(recorder: Recorder, layout: Layout) -> Raw:
    rows = [
        (life.alert.id, layout.styles[life.alert.style], state, minute, party)
        for life in recorder.alerts
        for state, minute, party in life.states
    ]
    return _rows(rows, ("id", "style", "state", "t_min", "party"))


def _claims(recorder: Recorder, layout: Layout, o: Outcome, believed: Mapping[int, float]) -> Raw:
    rows = [
        (a.id, layout.styles[a.style], a.t_min, a.units, a.low, a.high, believed.get(a.style, float("nan")),
         float(np.add.reduce(o.ordered[a.style]) + np.add.reduce(recorder.lost[a.style])))
        for a in (life.alert for life in recorder.alerts)
    ]  # fmt: skip
    return _rows(
        rows, ("id", "style", "t_min", "claimed_units", "claimed_low", "claimed_high", "believed_units", "wanted_units")
    )


def negotiations(records: list[Negotiation]) -> Table:
    """One row per encounter with its distance from the efficient and the fair."""
    rows = [(n.id, n.kind, n.protocol, n.t_min, n.rounds, n.agreed, n.reason, *_efficiency(n)) for n in records]
    return _rows(rows, ("id", "kind", "protocol", "t_min", "rounds", "agreed", "reason", "on_front", "nash_ratio"))


def _negotiations(records: list[Negotiation], phase: Mapping[str, str]) -> Raw:
    """:func:`negotiations`, and the phase of the show in which each took place."""
    return {**negotiations(records), "phase": [phase.get(record.kind, "live") for record in records]}


def _look(record: Negotiation) -> tuple[bool, float]:
    """Whether the deal is on the Pareto front, and its share of the best Nash product (root per party)."""
    if not record.agreed or not record.offers:
        return False, float("nan")
    floors = [record.reservations[p] for p in record.parties]
    deal = [record.gains[p] + floor for p, floor in zip(record.parties, floors, strict=True)]
    slack = [1e-9 * max(1.0, abs(x)) for x in deal]
    low, high = [x - s for x, s in zip(deal, slack, strict=True)], [x + s for x, s in zip(deal, slack, strict=True)]
    table = np.array([record.utilities[p] for p in record.parties])
    floor, least, more = np.array([floors, low, high])[..., None]
    better = np.logical_and.reduce(table >= least) & np.logical_or.reduce(table > more)
    best = float(np.maximum.reduce(np.multiply.reduce(np.maximum(table - floor, 0.0))))
    reached = math.prod(max(x - floor, 0.0) for x, floor in zip(deal, floors, strict=True))
    return not np.count_nonzero(better), (reached / best) ** (1.0 / len(deal)) if best > 0 else float("nan")


_efficiency = Known(_look)


def _parties(world: World, balances: Mapping[str, int]) -> Raw:
    gains: dict[str, float] = {}
    for record in world.bargaining.records:
        for party, gain in record.gains.items():
            gains[party] = gains.get(party, 0.0) + gain
    alone, none = without_deals(world), float("nan")
    profits = {name: cents / 100.0 for name, cents in balances.items()}
    rows = [
        (name, party.kind, profits[name], gains.get(name, none), alone.get(name, none), party.cash + profits[name])
        for name, party in world.cast.all().items()
    ]
    return _rows(rows, ("party", "kind", "profit_cny", "negotiated_gain_cny", "no_deal_cny", "cash_cny"))


def _review(story: list[Event]) -> Raw:
    return {
        "key": [e.key for e in story],
        "text_en": [e.text("en") for e in story],
        "text_zh": [e.text("zh") for e in story],
    }


def _desk(recorder: Recorder, layout: Layout) -> Raw:
    rows = [(t, kind, layout.styles[style], *rest) for t, kind, style, *rest in recorder.desk]
    return _rows(rows, ("t_min", "kind", "style", "count", "minutes", "value", "kept"))


def _design(recorder: Recorder) -> Raw:
    rows = [(style, text[0], count, text[0], text[1]) for style, text, count in recorder.design]
    return _rows(rows, ("style", "request", "count", "text_en", "text_zh"))


def _nodes(scenario: Scenario, scheme: Scheme) -> Raw:
    rows = network(scenario, scheme).nodes(data=True)
    nodes = [(n, d["kind"], d["en"], d["zh"], d["lat"], d["lon"], d["city"]) for n, d in rows]
    return _rows(nodes, ("id", "kind", "name_en", "name_zh", "lat", "lon", "city"))


def _regions(scenario: Scenario, layout: Layout) -> Raw:
    rows: list[tuple[Any, ...]] = []
    for r, share, home in zip(scenario.regions, layout.region_share.tolist(), layout.home.tolist(), strict=True):
        at = city(r.hub_city)
        rows.append((r.id, r.en, r.zh, r.hub_city, at.lat, at.lon, share, layout.warehouses[home]))
    return _rows(rows, ("id", "name_en", "name_zh", "hub_city", "lat", "lon", "share", "home"))


def _edges(scenario: Scenario, scheme: Scheme, trust: list[tuple[str, str, str, float]]) -> Raw:
    graph = network(scenario, scheme)
    add_trust(graph, trust)
    edges = [(a, b, d["layer"], float(d["weight"])) for a, b, d in graph.edges(data=True)]
    return _rows(edges, ("source", "target", "layer", "weight"))
