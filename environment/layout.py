"""A scenario as arrays: the fixed index spaces of a show, compiled once per scenario.

Index spaces: S styles, K stock-keeping units (style × size), R regions, W warehouses, C carriers, T live ticks.
Everything that moves goods works on these arrays; names come back only when somebody reads a table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from agents.running_order import refill
from environment.luck import Floats, Ints
from environment.trade.audience import return_factor

if TYPE_CHECKING:
    from environment.scenario import Scenario


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Arrays of one scenario. Money in CNY, weights in kg, times in hours unless a name says otherwise."""

    styles: tuple[str, ...]
    regions: tuple[str, ...]
    warehouses: tuple[str, ...]
    carriers: tuple[str, ...]
    factories: tuple[str, ...]
    style_of: Ints  # (K,) style of each sku
    sizes: tuple[str, ...]  # (K,) size of each sku
    size_share: Floats  # (K,) nominal share of its style's demand
    price: Floats  # (S,)
    cost: Floats  # (S,) ex-factory
    kg: Floats  # (S,)
    attract: Floats  # (S,) nominal
    story: Floats  # (S,) multiplier of the story
    refund: Floats  # (S,) pre-shipment refund share
    returned: Floats  # (S,) return share of shipped units, scaled
    main: NDArrayBool  # (S,)
    bench: NDArrayBool  # (S,) off the shelf until the comments ask for it
    opening: Ints  # (K, W) stock
    region_share: Floats  # (R,)
    home: Ints  # (R,) warehouse serving the region by default
    zone: Ints  # (W, R) index into ZONES
    first_kg: Floats  # (C, W, R) CNY
    add_kg: Floats  # (C, W, R) CNY
    transit_mean: Floats  # (C, W, R) h
    transit_sd: Floats  # (C, W, R) h
    preference: Ints  # (R, W) warehouses in routing order, home first among equals
    plan: Ints  # (T,) style explained per tick
    arrivals: Floats  # (T,) share of viewers arriving per tick, sums to 1
    tick_h: float
    nominal_weight: float  # mean over the plan of the attention-weighted attraction
    rows: tuple[Ints, ...]  # (S) skus of each style
    titles: tuple[tuple[str, str], ...]  # (S) name of each style in English and Chinese, its id first
    every_region: Ints  # (R,) ones: whole numbers .dot(every_region) sums over regions at half the cost of a reduction


NDArrayBool = np.ndarray
ZONES = ("same", "near", "far", "remote")


def _split(total: int, shares: Floats) -> Ints:
    """``total`` units over ``shares`` by largest remainder; sums exactly."""
    raw = total * shares
    whole = np.floor(raw).astype(np.int64)
    order = np.argsort(-(raw - whole), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def _mix(scenario: Scenario, position: int) -> dict[str, float]:
    style = scenario.styles[position]
    if style.family in scenario.sizes.one_size_families:
        return {"one": 1.0}
    mix = dict(style.size_mix or scenario.sizes.default_mix)
    total = fsum(mix.values())  # the built-in sum rounds differently from Python 3.12 on
    return {size: share / total for size, share in mix.items()}


def _preference(scenario: Scenario, zone: Ints, home: Ints) -> Ints:
    """Routing order of warehouses per region: cheapest first kg of the cheapest carrier, then time, then home."""
    carrier = scenario.carriers[0]
    rate = np.array([carrier.rate_first_kg[z] for z in ZONES])
    hours = np.array([carrier.transit_h_mean[z] for z in ZONES])
    keys = np.empty(zone.T.shape)
    for r in range(zone.shape[1]):
        for w in range(zone.shape[0]):
            keys[r, w] = rate[zone[w, r]] + hours[zone[w, r]] * 1e-3 - (0.5 if home[r] == w else 0.0)
    order: Ints = np.argsort(keys, axis=1, kind="stable")
    return order


def _lanes(scenario: Scenario, field: str, zone: Ints) -> Floats:
    """(C, W, R) values of a per-zone table of every carrier."""
    return np.stack([np.array([getattr(c, field)[z] for z in ZONES])[zone] for c in scenario.carriers])


def _nominal(scenario: Scenario, plan: Ints, attract: Floats) -> float:
    """Mean attention-weighted attraction along the planned rundown (locked styles count once unlocked)."""
    boost = scenario.demand_model.focus_boost
    return float(np.mean([attract.sum() + (boost - 1.0) * attract[s] for s in plan]))


_CACHE: dict[str, Layout] = {}


def compile_layout(scenario: Scenario) -> Layout:
    """The arrays of ``scenario``, kept for the last few scenarios (a batch of replications compiles once)."""
    key = scenario.content_hash()
    if key not in _CACHE:
        if len(_CACHE) >= 32:
            del _CACHE[next(iter(_CACHE))]
        _CACHE[key] = _on_show(scenario, _compile(scenario))
    return _CACHE[key]


def _on_show(scenario: Scenario, layout: Layout) -> Layout:
    """The layout without the styles that were taken off the running order."""
    if not scenario.delivery.dropped:
        return layout
    return without(layout, np.isin(layout.styles, scenario.delivery.dropped))


def without(layout: Layout, out: NDArrayBool) -> Layout:
    """``layout`` with the styles that are ``out`` (S,) unseen and their slots given to others; all else stays as it is."""
    attract = np.where(out, 0.0, layout.attract)
    worth = attract * layout.price * (1.0 - layout.refund) * (1.0 - layout.returned)
    return replace(layout, attract=attract, plan=refill(layout.plan, out, worth))


def _compile(scenario: Scenario) -> Layout:
    styles = tuple(s.id for s in scenario.styles)
    warehouses = tuple(w.id for w in scenario.warehouses)
    regions = tuple(r.id for r in scenario.regions)
    mixes = [_mix(scenario, i) for i in range(len(styles))]
    style_of = np.array([i for i, mix in enumerate(mixes) for _ in mix])
    opening = np.zeros((len(style_of), len(warehouses)), dtype=np.int64)
    for i, style in enumerate(scenario.styles):
        rows = np.flatnonzero(style_of == i)
        shares = np.array(list(mixes[i].values()))
        for w, warehouse in enumerate(warehouses):
            opening[rows, w] = _split(int(style.stock.get(warehouse, 0)), shares)
    share = np.array([r.share for r in scenario.regions])
    zone = np.array([[ZONES.index(scenario.zones[w][r]) for r in regions] for w in warehouses])
    home = np.array([next(i for i, w in enumerate(scenario.warehouses) if r in w.default_regions) for r in regions])
    attract = np.array([s.attract for s in scenario.styles])
    plan = np.array([styles.index(s) for s in scenario.rundown_plan])
    bench = np.isin(styles, scenario.selection.keywords.bench)
    weights = np.array(scenario.audience.arrival_weights)
    returned = np.array([s.return_rate for s in scenario.styles]) * scenario.scale.return_rate * return_factor(scenario)
    return Layout(
        styles=styles,
        regions=regions,
        warehouses=warehouses,
        carriers=tuple(c.id for c in scenario.carriers),
        factories=tuple(f.id for f in scenario.factories),
        style_of=style_of,
        sizes=tuple(size for mix in mixes for size in mix),
        size_share=np.array([part for mix in mixes for part in mix.values()]),
        price=np.array([float(s.price) for s in scenario.styles]),
        cost=np.array([float(s.ex_factory) for s in scenario.styles]),
        kg=np.array([s.kg for s in scenario.styles]),
        attract=attract,
        story=np.array([s.true_mult for s in scenario.styles]),
        refund=np.array([s.pre_ship_refund for s in scenario.styles]),
        returned=np.minimum(returned, 0.98),
        main=np.array([s.role == "main" for s in scenario.styles]),
        bench=bench,
        opening=opening,
        region_share=share / share.sum(),
        home=home,
        zone=zone,
        first_kg=_lanes(scenario, "rate_first_kg", zone),
        add_kg=_lanes(scenario, "rate_add_kg", zone),
        transit_mean=_lanes(scenario, "transit_h_mean", zone),
        transit_sd=_lanes(scenario, "transit_h_sd", zone),
        preference=_preference(scenario, zone, home),
        plan=plan,
        arrivals=weights / weights.sum(),
        tick_h=scenario.clock.live_tick_min / 60.0,
        nominal_weight=_nominal(scenario, plan, np.where(bench, 0.0, attract)),
        rows=tuple(np.flatnonzero(style_of == i) for i in range(len(styles))),
        titles=tuple((f"{s.id} {s.en}", f"{s.id} {s.zh}") for s in scenario.styles),
        every_region=np.ones(len(regions), dtype=np.int64),
    )
