"""Recorded tables of a finished show, as plain columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from environment import parcels
from environment.network import add_trust, network
from environment.records import Negotiation, Table
from environment.scenario.cities import city

if TYPE_CHECKING:
    from environment.phases.settle import Outcome
    from environment.world import World


def build(world: World) -> dict[str, Table]:
    """Every table of the show (see docs/reference/tables.md)."""
    outcome = world.outcome
    if outcome is None:
        raise RuntimeError("the show is not settled yet")
    return {
        "ledger": dict(world.ledger.columns()),
        "ticks": _ticks(world),
        "style_ticks": _style_ticks(world),
        "stock": _stock(world),
        "orders": _orders(world, outcome),
        "styles": _styles(world, outcome),
        "shipments": _shipments(world, outcome),
        "parcel_states": _states(world, outcome),
        "transfers": _rows(world.recorder.transfers, TRANSFERS),
        "production": _rows(world.recorder.production, PRODUCTION),
        "materials": _rows(world.recorder.materials, MATERIALS),
        "returns": _returns(world, outcome),
        "leftover": _leftover(world, outcome),
        "forecast": _forecast(world),
        "alerts": _alerts(world),
        "alert_claims": _claims(world, outcome),
        "negotiations": {**negotiations(world.bargaining.records), "phase": _phases(world)},
        "parties": _parties(world),
        "conservation": {"ledger_sum": [world.ledger.total()], "oversold": [world.stock.oversold()]},
        "review": _review(world),
        "design_queue": _design(world),
        **_network(world),
    }


TICKS = ("t_min", "viewers", "likes", "comments", "clicks", "orders", "units", "presale_units", "lost_units", "gmv",
         "focus", "effort")  # fmt: skip
TRANSFERS = ("id", "style", "from", "to", "units", "t_decided_h", "t_departed_h", "t_available_h", "cause")
PRODUCTION = ("lot", "factory", "style", "day", "units", "overtime_units", "t_ready_h", "t_at_warehouse_h", "warehouse")

MATERIALS = ("lot", "factory", "merchant", "item", "unit", "from_stock", "bought_new", "cost_cny")


def _rows(rows: list[tuple[Any, ...]], names: tuple[str, ...]) -> Table:
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def _ticks(world: World) -> Table:
    return _rows(world.recorder.ticks, TICKS)


def _style_ticks(world: World) -> Table:
    rows, styles = world.recorder.style_ticks, world.layout.styles
    count = len(styles)

    def stacked(i: int) -> list[Any]:
        return np.concatenate([row[i] for row in rows]).tolist() if rows else []

    return {
        "t_min": np.repeat([row[0] for row in rows], count).tolist(),
        "style": list(styles) * len(rows),
        "units": stacked(1),
        "presale_units": stacked(2),
        "lost_units": stacked(3),
        "mentions": stacked(4),
        "carts": stacked(5),
        "heat": stacked(6),
        "focus": [s == row[7] for row in rows for s in range(count)],
    }


def _stock(world: World) -> Table:
    rows, layout = world.recorder.stock, world.layout
    count, places = len(layout.styles), len(layout.warehouses)
    return {
        "t_h": np.repeat([row[0] for row in rows], count * places).tolist(),
        "style": np.repeat(layout.styles, places).tolist() * len(rows),
        "warehouse": list(layout.warehouses) * (count * len(rows)),
        "units": np.concatenate([row[1].ravel() for row in rows]).tolist() if rows else [],
    }


def _orders(world: World, o: Outcome) -> Table:
    layout, r = world.layout, len(world.layout.regions)
    flat = {
        "units": o.ordered,
        "presale_units": world.recorder.presale,
        "lost_units": world.recorder.lost,
        "cancelled_units": o.cancelled,
        "refused_units": o.refused_by,
        "returned_units": o.returned,
        "kept_units": o.kept,
    }
    table: Table = {
        "style": np.repeat(layout.styles, r).tolist(),
        "region": list(layout.regions) * len(layout.styles),
        "price_cny": np.repeat(layout.price, r).tolist(),
    }
    table.update({name: values.ravel().tolist() for name, values in flat.items()})
    return table


def _styles(world: World, o: Outcome) -> Table:
    layout = world.layout
    surge = world.recorder.surge_min
    wanted = o.ordered.sum(axis=1) + world.recorder.lost.sum(axis=1)
    return {
        "style": list(layout.styles),
        "plan_units": world.catalogue.nominal.tolist(),
        "wanted_units": wanted.tolist(),
        "units": o.ordered.sum(axis=1).tolist(),
        "appeal": np.exp(world.market.log_appeal @ layout.region_share).tolist(),
        "surge_min": [surge.get(i, float("nan")) for i in range(len(layout.styles))],
    }


def _shipments(world: World, o: Outcome) -> Table:
    s, layout = o.shipments, world.layout
    left = s.hour + 0.5
    home = layout.home[s.region] == s.warehouse

    def names(which: tuple[str, ...], index: Any) -> list[str]:
        return np.array(which, dtype=object)[index].tolist()  # type: ignore[no-any-return]

    return {
        "style": names(layout.styles, s.style),
        "region": names(layout.regions, s.region),
        "warehouse": names(layout.warehouses, s.warehouse),
        "carrier": names(layout.carriers, s.carrier),
        "parcels": (s.units / world.catalogue.units_per_order).tolist(),
        "units": s.units.tolist(),
        "refused_units": o.refused.tolist(),
        "t_order_h": s.ordered.tolist(),
        "t_picked_h": (left - parcels.PICK_H - parcels.PACK_H).tolist(),
        "t_packed_h": (left - parcels.PACK_H).tolist(),
        "t_out_h": left.tolist(),
        "t_hub_h": (0.5 * (s.scanned + s.delivered)).tolist(),
        "t_delivered_h": s.delivered.tolist(),
        "presale": s.presale.tolist(),
        "overflow": s.overflow.tolist(),
        "home": home.tolist(),
    }


def _states(world: World, o: Outcome) -> Table:
    last = float(np.ceil(o.shipments.delivered.max())) if len(o.shipments.units) else 72.0
    hours = np.arange(0.0, min(last, world.setting.clock.settle_h) + 1.0, world.setting.clock.post_tick_h)
    s = o.shipments
    return parcels.states(s, s.ordered, s.units, hours, world.catalogue.units_per_order)


def _returns(world: World, o: Outcome) -> Table:
    styles = world.layout.styles
    reasons = list(o.reasons)
    return {
        "style": np.repeat(styles, len(reasons)).tolist(),
        "reason": reasons * len(styles),
        "units": np.stack([o.reasons[r] for r in reasons], axis=1).ravel().tolist(),
    }


def _leftover(world: World, o: Outcome) -> Table:
    layout, places = world.layout, len(world.layout.warehouses)
    return {
        "style": np.repeat(layout.styles, places).tolist(),
        "warehouse": list(layout.warehouses) * len(layout.styles),
        "units": o.unsold.ravel().tolist(),
        "cost_cny": np.repeat(layout.cost, places).tolist(),
        "salvage_cny": np.repeat(world.cast.supplier.profile.salvage, places).tolist(),
    }


def _forecast(world: World) -> Table:
    rows, styles = world.recorder.forecasts, world.layout.styles
    return {
        "t_min": np.repeat([row[0] for row in rows], len(styles)).tolist(),
        "style": list(styles) * len(rows),
        "forecast_units": np.concatenate([row[1] for row in rows]).tolist(),
        "actual_so_far": np.concatenate([row[2] for row in rows]).tolist(),
    }


def _alerts(world: World) -> Table:
    rows = [
        (life.alert.id, world.layout.styles[life.alert.style], state, minute, party)
        for life in world.recorder.alerts
        for state, minute, party in life.states
    ]
    return _rows(rows, ("id", "style", "state", "t_min", "party"))


def _claims(world: World, o: Outcome) -> Table:
    wanted = o.ordered.sum(axis=1) + world.recorder.lost.sum(axis=1)
    believed = world.cast.supplier.memory.believed
    rows = [
        (a.id, world.layout.styles[a.style], a.t_min, a.units, a.low, a.high, believed.get(a.style, float("nan")),
         float(wanted[a.style]))
        for a in (life.alert for life in world.recorder.alerts)
    ]  # fmt: skip
    return _rows(
        rows, ("id", "style", "t_min", "claimed_units", "claimed_low", "claimed_high", "believed_units", "wanted_units")
    )


def negotiations(records: list[Negotiation]) -> Table:
    """One row per encounter with its distance from the efficient and the fair."""
    rows = [(n.id, n.kind, n.protocol, n.t_min, n.rounds, n.agreed, n.reason, *_efficiency(n)) for n in records]
    return _rows(rows, ("id", "kind", "protocol", "t_min", "rounds", "agreed", "reason", "on_front", "nash_ratio"))


def _phases(world: World) -> list[str]:
    """Phase of the show in which each encounter took place."""
    phase = {n.id: n.phase for n in world.setting.negotiations}
    return [phase[record.kind] for record in world.bargaining.records]


def _efficiency(record: Negotiation) -> tuple[bool, float]:
    """Whether the deal is on the Pareto front, and its share of the best Nash product (root per party)."""
    if not record.agreed or not record.offers:
        return False, float("nan")
    table = np.stack([record.utilities[p] for p in record.parties])
    floor = np.array([record.reservations[p] for p in record.parties])
    deal = np.array([record.gains[p] for p in record.parties]) + floor
    slack = 1e-9 * np.maximum(1.0, np.abs(deal))
    better = (table >= (deal - slack)[:, None]).all(axis=0) & (table > (deal + slack)[:, None]).any(axis=0)
    gains = np.maximum(table - floor[:, None], 0.0)
    best = float(np.prod(gains, axis=0).max())
    reached = float(np.prod(np.maximum(deal - floor, 0.0)))
    return not bool(better.any()), (reached / best) ** (1.0 / len(deal)) if best > 0 else float("nan")


def _parties(world: World) -> Table:
    gains: dict[str, float] = {}
    for record in world.bargaining.records:
        for party, gain in record.gains.items():
            gains[party] = gains.get(party, 0.0) + gain
    rows = [
        (name, party.kind, world.ledger.balance(name) / 100.0, gains.get(name, float("nan")),
         party.cash + world.ledger.balance(name) / 100.0)
        for name, party in world.cast.all().items()
    ]  # fmt: skip
    return _rows(rows, ("party", "kind", "profit_cny", "negotiated_gain_cny", "cash_cny"))


def _review(world: World) -> Table:
    story = [e for e in world.events if e.kind == "review"]
    return {
        "key": [e.key for e in story],
        "text_en": [e.text("en") for e in story],
        "text_zh": [e.text("zh") for e in story],
    }


def _design(world: World) -> Table:
    rows = [(style, text[0], count, text[0], text[1]) for style, text, count in world.recorder.design]
    return _rows(rows, ("style", "request", "count", "text_en", "text_zh"))


def _network(world: World) -> dict[str, Table]:
    graph = network(world.setting, world.scheme)
    add_trust(graph, world)
    nodes = [
        (n, d["kind"], d["en"], d["zh"], d["lat"], d["lon"], d["city"]) for n, d in graph.nodes(data=True)
    ]
    layout, hubs = world.layout, world.setting.regions
    places = [city(region.hub_city) for region in hubs]
    regions = [
        (r.id, r.en, r.zh, r.hub_city, at.lat, at.lon, float(layout.region_share[i]), layout.warehouses[layout.home[i]])
        for i, (r, at) in enumerate(zip(hubs, places, strict=True))
    ]
    edges = [(a, b, d["layer"], float(d["weight"])) for a, b, d in graph.edges(data=True)]
    return {
        "nodes": _rows(nodes, ("id", "kind", "name_en", "name_zh", "lat", "lon", "city")),
        "regions": _rows(regions, ("id", "name_en", "name_zh", "hub_city", "lat", "lon", "share", "home")),
        "edges": _rows(edges, ("source", "target", "layer", "weight")),
    }


