"""The cast: parties and their private profiles out of a scenario, and the catalogue all of them share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from scipy.special import ndtri

from agents.carrier import Carrier
from agents.factory import Factory
from agents.host import Host
from agents.material import MaterialSupplier
from agents.profiles import (
    CarrierProfile,
    FactoryProfile,
    HostProfile,
    SupplierProfile,
    Traits,
    WarehouseProfile,
)
from agents.public import Catalogue, Floats, units_to_come
from agents.supplier import Supplier
from agents.warehouse import Warehouse
from environment.layout import ZONES, Layout, compile_layout
from environment.luck import Luck
from environment.materials import supplies
from environment.trade.audience import conversion, late_hazard
from protocols.sums import dot

if TYPE_CHECKING:
    import mesa

    from agents.party import Party
    from environment.scenario import Scenario, parties


@dataclass(slots=True)
class Cast:
    """The parties of a show, by kind and by name."""

    host: Host
    supplier: Supplier
    factories: dict[str, Factory]
    warehouses: dict[str, Warehouse]
    carriers: dict[str, Carrier]
    materials: dict[str, MaterialSupplier]

    def all(self) -> dict[str, Party]:
        """Every party by name, in the order of the scenario."""
        first: dict[str, Party] = {self.host.name: self.host, self.supplier.name: self.supplier}
        return {**first, **self.factories, **self.warehouses, **self.carriers, **self.materials}


_CATALOGUES: dict[str, Catalogue] = {}


def catalogue_of(scenario: Scenario) -> Catalogue:
    """What everybody knows of ``scenario`` (cached)."""
    key = scenario.content_hash()
    if key not in _CATALOGUES:
        if len(_CATALOGUES) >= 32:
            del _CATALOGUES[next(iter(_CATALOGUES))]
        _CATALOGUES[key] = catalogue_from(scenario, compile_layout(scenario))
    return _CATALOGUES[key]


def _nodes(count: int, styles: int, correlation: float) -> Floats:
    """(N, S) standard normal scenario nodes: one stratified sample per style around a common factor.

    Every column visits each of N equiprobable strata once, in a fixed shuffled order: a quadrature rule, the same for
    every run, not luck.
    """
    levels = ndtri((np.arange(count) + 0.5) / count)
    levels /= np.sqrt(np.mean(levels**2))
    order = np.random.Generator(np.random.PCG64(count))
    own = np.stack([order.permutation(levels) for _ in range(styles)], axis=1)
    nodes: Floats = np.sqrt(correlation) * levels[:, None] + np.sqrt(1.0 - correlation) * own
    return nodes


def catalogue_from(scenario: Scenario, layout: Layout) -> Catalogue:
    """What everybody knows when the show is laid out like that."""
    audience, model = scenario.audience, scenario.demand_model
    carry = float(np.exp(-scenario.clock.live_tick_min * 60.0 / audience.mean_stay_s))
    per_viewer = audience.product_click_rate * audience.click_to_order * audience.units_per_order * conversion(scenario)
    per_tick = audience.unique_viewers * layout.arrivals * per_viewer / layout.nominal_weight / (1.0 - carry)
    shelf = model.post_live.shelf_units_fraction_of_live
    floor = scenario.contracts.host_supplier.min_slot_share
    shown = np.where(layout.bench, 0.0, layout.attract)
    live = units_to_come(shown, layout.plan, per_tick, model.focus_boost, np.zeros(len(layout.styles)))[0]
    to_come = units_to_come(shown, layout.plan, per_tick, model.focus_boost, shelf * live)
    return Catalogue(
        styles=layout.styles,
        families=tuple(s.family for s in scenario.styles),
        regions=layout.regions,
        warehouses=layout.warehouses,
        price=layout.price,
        kg=layout.kg,
        smv=np.array([s.smv for s in scenario.styles]),
        attract=layout.attract,
        main=layout.main,
        reorderable=np.array([s.family not in scenario.bought_in_families for s in scenario.styles]),
        refund=layout.refund,
        returned=layout.returned,
        region_share=layout.region_share,
        home=layout.home,
        plan=layout.plan,
        tick_min=scenario.clock.live_tick_min,
        live_h=scenario.clock.live_duration_h,
        focus_boost=model.focus_boost,
        shelf_share=shelf,
        nominal=live * (1.0 + shelf),
        to_come=to_come,
        per_tick=per_tick,
        log_sigma=scenario.forecast.sku_log_sigma,
        live_sigma=scenario.forecast.live_log_sigma,
        units_per_order=audience.units_per_order,
        presale_share=model.presale_conv_factor,
        presale_promise_h=scenario.promises.presale_ship_within_h,
        alert_ratio=scenario.signals.alert_rule.ratio,
        slot_floor=floor,
        slots_owed=np.where(layout.main, np.ceil(np.bincount(layout.plan, minlength=len(layout.styles)) * floor), 0.0),
        cvar_tail=scenario.risk.cvar_tail,
        cara_stake=scenario.risk.cara_stake,
        nodes=_nodes(scenario.risk.demand_nodes, len(layout.styles), scenario.risk.demand_correlation),
    )


@lru_cache(maxsize=64)
def salvage_of(scenario: Scenario, layout: Layout, days: float) -> Floats:
    """(S,) value of an unsold A-grade unit after ``days``: part resold in later shows, the rest cleared (R25–R27); read-only."""
    terms = scenario.salvage
    share = terms.next_stream_share
    level = share * terms.next_stream_value + (1.0 - share) * terms.liquidation_value
    value: Floats = layout.cost * level * (1.0 - terms.decay_per_30d) ** (days / 30.0)
    value.setflags(write=False)
    return value


def assemble(model: mesa.Model, scenario: Scenario, luck: Luck) -> Cast:
    """Create every party of ``scenario`` in ``model`` with its private profile."""
    public, known = catalogue_of(scenario), profiles_of(scenario)
    market = iter(luck.normal("parties.markets", (len(scenario.factories) + len(scenario.carriers),)).tolist())
    host = Host(model, scenario.host.id, public, known.host)
    supplier = Supplier(model, scenario.supplier.id, public, known.supplier, host.name)
    factories = {
        f.id: Factory(model, f.id, public, _tonight(known.factories[f.id], f, next(market)))
        for f in scenario.factories
    }
    warehouses = {w.id: Warehouse(model, w.id, public, known.warehouses[w.id]) for w in scenario.warehouses}
    carriers = {
        c.id: Carrier(model, c.id, public, _spot(known.carriers[c.id], c, next(market)))
        for c in scenario.carriers
    }
    materials = {
        m.id: MaterialSupplier(model, m.id, public, m.price, m.rush_premium, m.cost_share, m.holding_cost)
        for m in scenario.material_suppliers
    }
    cast = Cast(host, supplier, factories, warehouses, carriers, materials)
    for name, party in cast.all().items():
        party.cash = known.cash[name]
    return cast


@dataclass(frozen=True, slots=True)
class Profiles:
    """Private profiles as the scenario gives them, before the luck of a show."""

    host: HostProfile
    supplier: SupplierProfile
    factories: dict[str, FactoryProfile]
    warehouses: dict[str, WarehouseProfile]
    carriers: dict[str, CarrierProfile]
    cash: dict[str, float]  # of every party


Drawn = TypeVar("Drawn", FactoryProfile, CarrierProfile)
_PROFILES: dict[str, Profiles] = {}


def profiles_of(scenario: Scenario) -> Profiles:
    """The profiles of ``scenario`` (cached: nothing in them is written to)."""
    key = scenario.content_hash()
    if key not in _PROFILES:
        if len(_PROFILES) >= 32:
            del _PROFILES[next(iter(_PROFILES))]
        layout = compile_layout(scenario)
        share = np.bincount(layout.home, layout.region_share, minlength=len(layout.warehouses)).tolist()
        _PROFILES[key] = Profiles(
            _host(scenario),
            _supplier(scenario, layout),
            {f.id: _factory(scenario, layout, f) for f in scenario.factories},
            {w.id: _warehouse(scenario, i, w, share[i]) for i, w in enumerate(scenario.warehouses)},
            {c.id: _carrier(scenario, layout, i, c) for i, c in enumerate(scenario.carriers)},
            _cash(scenario),
        )
    return _PROFILES[key]


def _cash(scenario: Scenario) -> dict[str, float]:
    groups = (scenario.factories, scenario.warehouses, scenario.carriers, scenario.material_suppliers)
    return {p.id: float(p.cash) for group in ((scenario.host, scenario.supplier), *groups) for p in group}


def _with(profile: Drawn, **changed: float) -> Drawn:
    """``profile`` with some fields set anew: :func:`dataclasses.replace` at a fraction of its cost, for what every show draws."""
    drawn = object.__new__(type(profile))
    vars(drawn).update(vars(profile), **changed)
    return drawn


def _tonight(profile: FactoryProfile, f: parties.Factory, luck: float) -> FactoryProfile:
    """A factory's profile with what the open market pays at tonight's peak."""
    return _with(profile, peak_margin=max(0.0, f.outside.margin + f.outside.peak_margin_sd * luck))


def _spot(profile: CarrierProfile, c: parties.Carrier, luck: float) -> CarrierProfile:
    """A carrier's profile with tonight's spot rate."""
    moved = float(np.exp(c.spot.log_sigma * luck - c.spot.log_sigma**2 / 2.0))
    return _with(profile, spot_first_kg=profile.spot_first_kg * moved)


def slot_fee_total(scenario: Scenario) -> float:
    """The standing slot fee of all styles, CNY."""
    fees = scenario.contracts.host_supplier.slot_fee
    return float(sum(fees.get(style.role, 0.0) for style in scenario.styles))


def _host(scenario: Scenario) -> HostProfile:
    conduct, rule = scenario.behaviour.host, scenario.signals.alert_rule
    test, vote, terms = scenario.signals.quick_test_link, scenario.signals.vote, scenario.contracts.host_supplier
    return HostProfile(
        traits=Traits(conduct.risk_aversion, conduct.alert_inflation - 1.0),
        forecast_inflation=conduct.forecast_inflation,
        trust_prior=conduct.trust_prior,
        effort_cost=conduct.effort.cost,
        conversion_gain=conduct.effort.conversion_gain,
        nominal_effort=conduct.effort.nominal,
        hill_climber=conduct.running_order == "hill_climber",
        alert_ratio=rule.ratio,
        alert_ticks=rule.consecutive_ticks,
        alert_span=rule.ewma_span_ticks,
        alert_deadline_min=next((n.deadline_min for n in scenario.negotiations if n.id == "N5" and n.deadline_min), 15.0),
        test_ratio=test.trigger_ratio,
        test_qty=test.qty,
        test_minutes=test.hot_if_sold_within_min,
        vote_every=vote.every_ticks,
        vote_first=vote.first_tick,
        last_pieces=scenario.signals.last_pieces.units,
        outside_gmv_share=scenario.outside_option.host.gmv_share,
        outside_commission=terms.commission_rate,
        outside_slot_fee=slot_fee_total(scenario) * scenario.outside_option.host.gmv_share,
        service_fee=scenario.platform.commission_service_fee,
    )


def _supplier(scenario: Scenario, layout: Layout) -> SupplierProfile:
    conduct, costs, outside = scenario.behaviour.supplier, scenario.warehouse_costs, scenario.outside_option.supplier
    economy = scenario.carriers[0]
    rate = np.array([economy.rate_first_kg[z] for z in ZONES])[layout.zone]
    hours = np.array([economy.transit_h_mean[z] for z in ZONES])[layout.zone]
    regions = np.arange(len(layout.regions))
    home_rate, home_hours = rate[layout.home, regions], hours[layout.home, regions]
    freight = float(dot(home_rate, layout.region_share))
    names = {w: i for i, w in enumerate(layout.warehouses)}
    lanes = {(names[t.from_], names[t.to]): t for t in scenario.transfers}
    bias = scenario.forecast.by_region_bias
    opening = np.array([[int(s.stock.get(w, 0)) for w in layout.warehouses] for s in scenario.styles])
    grade = scenario.salvage
    shown = sum(grade.returned_grade[g] * grade.grade_value[g] for g in grade.returned_grade)
    salvage = salvage_of(scenario, layout, scenario.clock.settle_h / 24.0)
    return SupplierProfile(
        traits=Traits(conduct.risk_aversion, conduct.hide_stock),
        trust_prior=conduct.trust_in_host_prior,
        inflation_spread=scenario.season.inflation_spread,
        discount_rule=conduct.discount_rule,
        cost=layout.cost,
        salvage=salvage,
        opening=opening,
        forecast_bias=np.array([bias.get(r, 1.0) for r in layout.regions]),
        logistics=costs.handling_per_order + costs.packaging + freight + scenario.platform.return_freight_insurance_per_order,
        return_cost=costs.return_inspect + scenario.delivery.doorstep.pickup_cost + float((1.0 - shown) * np.mean(salvage)),
        take_rate=scenario.platform.take_rate,
        payment_fee=scenario.platform.payment_fee,
        low_stock=scenario.replenishment.low_stock_trigger,
        service_level=scenario.inventory.service_level,
        min_move=scenario.inventory.min_move_units,
        lane_h={lane: t.load_h + t.line_haul_h + t.putaway_h for lane, t in lanes.items()},
        lane_cost={lane: (t.cost_per_kg, t.handling_per_unit) for lane, t in lanes.items()},
        freight_premium=rate - home_rate,
        delay_h=hours - home_hours,
        late_hazard=late_hazard(scenario),
        outside_audience=outside.audience_share,
        outside_commission=outside.commission_rate,
        outside_slot_fee=outside.slot_fee_total,
    )


def _factory(scenario: Scenario, layout: Layout, f: parties.Factory) -> FactoryProfile:
    bought = supplies(scenario, layout, f)
    covered = min(f.capacity_per_day, f.reserved_per_day)
    conduct, outside = scenario.behaviour.factory, f.outside
    return FactoryProfile(
        traits=Traits(conduct.risk_aversion, f.divert, conduct.patience, scenario.season.forgetting),
        families=tuple(f.families),
        capacity=float(f.capacity_per_day),
        standing_reserve=float(covered),
        reference_smv=f.reference_smv,
        overtime=f.overtime_uplift,
        overtime_mult=f.overtime_cost_mult,
        changeover=f.changeover_loss_day1,
        moq=f.moq,
        labour=f.unit_labour,
        standard_lead_h=f.std_lead_h,
        rush_lead_h=f.rush_lead_h,
        standing_premium=f.rush_premium,
        outside_load=outside.load,
        outside_margin=outside.margin,
        peak_margin=outside.margin,
        margin_floor=conduct.reservation_margin,
        to_warehouse_h=np.array([f.to_wh_h[w] for w in layout.warehouses]),
        material_cost=bought.cost,
        material_stock=bought.pieces,
        material_lead_h=bought.lead_h,
        material_premium=bought.premium,
        value=layout.cost,
    )


def _warehouse(scenario: Scenario, index: int, w: parties.Warehouse, share: float) -> WarehouseProfile:
    conduct, costs = scenario.behaviour.warehouse, scenario.warehouse_costs
    return WarehouseProfile(
        traits=Traits(conduct.risk_aversion, w.overpromise),
        index=index,
        throughput=float(w.parcels_per_day),
        surge_max=float(w.surge_parcels_per_day),
        labour=w.labour_per_order,
        packing=costs.packaging,
        surge_premium=costs.surge_labour_premium,
        share=share,
    )


def _carrier(scenario: Scenario, layout: Layout, index: int, c: parties.Carrier) -> CarrierProfile:
    conduct = scenario.behaviour.carrier
    home = layout.first_kg[index][layout.home, np.arange(len(layout.regions))]
    card = float(dot(home, layout.region_share))
    return CarrierProfile(
        traits=Traits(conduct.risk_aversion, c.bump, conduct.patience, scenario.season.forgetting),
        index=index,
        booked=np.array([float(c.booked_parcels_per_day.get(w, 0)) for w in layout.warehouses]),
        overflow=np.array([float(c.overflow_parcels_per_day.get(w, 0)) for w in layout.warehouses]),
        overflow_surcharge=c.overflow_surcharge,
        card_first_kg=card,
        cost_first_kg=card * c.cost_share,
        spot_first_kg=card * (1.0 + c.spot.markup),
        take_or_pay=c.take_or_pay,
    )
