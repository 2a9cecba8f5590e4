"""Where a parameter bites: values to try, and what else must hold for it to matter.

Keys are patterns (``styles.*.smv``) or paths; ``{item}`` in an override stands for the id in the leaf's path.
"""

from __future__ import annotations

from typing import Any

from environment import Scenario
from tests.environment import contexts_data, contexts_goods, contexts_host, contexts_live
from tests.environment.context import Context

LATE = {"warehouses.WE.parcels_per_day": 500, "warehouses.WE.surge_parcels_per_day": 0}
SHORT = {"warehouses.WE.parcels_per_day": 500}
MOVES = {"transfers.WN-WE.cost_per_kg": 0.3}
CHEAP_MOVES = {
    "transfers.WN-WE.cost_per_kg": 0.01,
    "transfers.WN-WE.handling_per_unit": 0.01,
    "forecast.by_region_bias.EAST": 1.6,
}
SCARCE = {"material_suppliers.Y1.reserved": 150.0, "material_suppliers.W1.reserved": 150.0}
TEMPTED = {"factories.{item}.outside.margin": 0.9, "behaviour.factory.patience": 0.3}
GREEDY = {"carriers.{item}.spot.markup": 0.6, "carriers.{item}.spot.log_sigma": 0.1, "behaviour.carrier.patience": 0.3}
BARGAIN = {"negotiations.N8": Scenario.load("autumn_launch").variants["merchants_bargain"]["negotiations.N8"]}
FIXED = {  # a scheme in which nothing of N1 to N4 is negotiated: standing terms hold
    "negotiable": {
        "N1": dict.fromkeys(("commission_rate", "slot_fee_total", "guarantee_multiple", "gift_cost_share_host")),
        "N2": dict.fromkeys(("reserved_per_day", "option_fee", "rush_premium", "lead_h")),
        "N3": dict.fromkeys(("surge_parcels", "handling_fee")),
        "N4": dict.fromkeys(("booked_parcels", "first_kg_rate", "take_or_pay")),
    }
}




_SHOWS_MORE = {"clock.post_window_h": [3.0, 72.0], "audience.arrival_weights": [1.0] * 36, "rundown_plan": ["A", "B", "C"] * 12}
_ALL_RESERVE = {"negotiations.N2.parties": ["supplier", "F1", "F2", "F3", "F4"]}
_COARSE = {"audience.arrival_weights": [1.0] * 15, "rundown_plan": ["A", "B", "C", "D", "E"] * 3}

_SEASON = "between shows"

CONTEXTS: dict[str, Context] = {
    "season.forgetting": Context(shows=3, why=_SEASON),
    "season.inflation_spread": Context(shows=3, why=_SEASON),
    "season.learning.*": Context(shows=4, values=("fixed", "roth_erev"), why=_SEASON),
    "season.levels.*.*": Context(shows=6, values=([0.1],), why=_SEASON),
    "season.partners.memory": Context(shows=4, values=(0.0, 0.3), why=_SEASON),
    "season.partners.explore": Context(shows=4, values=(1.0,), why=_SEASON),
    "season.partners.approach_cost": Context(),
    "behaviour.supplier.own_shop": Context({"behaviour.supplier.hide_stock": 0.6}, values=(0.9,), why="goods are held back"),
    "clock.live_start": Context(values=("2026-09-17T14:00:00+08:00",)),
    "clock.live_duration_h": Context(values=(3.0,), together=_SHOWS_MORE, why="the running order grows with it"),
    "clock.live_tick_min": Context(values=(10.0,), together=_COARSE, why="the running order shrinks with it"),
    "host.city": Context(values=("Beijing",)),
    "supplier.city": Context(values=("Beijing",)),
    "warehouses.*.city": Context(values=("Beijing",)),
    "factories.*.city": Context(values=("Beijing",)),
    "material_suppliers.*.city": Context(values=("Beijing",)),
    "regions.*.hub_city": Context(values=("Lanzhou",)),
    "demand_model.appeals": Context(values=("drawn",)),
    "demand_model.monte_carlo_multiplier": Context(values=("student",), seed=5, why="appeals are drawn on other seeds"),
    "demand_model.post_live.shape": Context(values=("uniform",)),
    "sizes.one_size_families": Context(values=([],)),
    "styles.*.role": Context(values=("backup", "tail")),
    "styles.*.family": Context(values=("denim", "knit", "woven")),
    "styles.S06.role": Context(values=("tail",), together={"styles.S06.unlock": None}, why="a locked style has an unlock"),
    "styles.*.kg": Context(values=(2.0,), why="freight counts begun kilograms"),
    "warehouses.WE.default_regions": Context(
        values=(["EAST"],), together={"warehouses.WS.default_regions": ["SOUTH", "SOUTHWEST", "CENTRAL"]}
    ),
    "warehouses.WS.default_regions": Context(
        values=(["SOUTH"],), together={"warehouses.WE.default_regions": ["EAST", "CENTRAL", "SOUTHWEST"]}
    ),
    "styles.*.colours": Context(values=([{"zh": "黑", "en": "black"}],)),
    "bought_in_families": Context(
        {"styles.S10.true_mult": 6.0, "styles.S10.attract": 1.0},
        values=([],),
        together={"factories.F1.families": ["woven", "acc"], "materials.acc": {"supplier": "W1", "per_kg": 1.0}},
        why="a hot style is reordered only if a factory makes it",
    ),
    "gift.trigger": Context(values=("none",)),
    "gift.cost_share_host": Context(terms=FIXED, why="negotiated in N1, else the standing term"),
    "signals.tryon_per_click": Context({"signals.alert_rule.metric": ["mentions", "carts", "tryons"]}),
    "signals.alert_rule.consecutive_ticks": Context(
        {"signals.quick_test_link.trigger_ratio": 90.0}, why="a test link may confirm a hit first"
    ),
    "warehouse_costs.priority_styles": Context(values=("none",)),
    "capacity_reservation.covers": Context(values=("main_only",)),
    "carriers.*.outages": Context(values=([{"warehouse": "WE", "parcels_per_day": 300, "window_h": [3, 27]}],)),
    "contracts.host_supplier.commission_base": Context(values=("gross",)),
    "contracts.host_supplier.guarantee.base": Context(
        values=("gross_gmv",), overrides={"contracts.host_supplier.guarantee.multiple_of_fee": 60.0}, terms=FIXED
    ),
    "behaviour.host.running_order": Context(values=("plan",)),
    "behaviour.supplier.discount_rule": Context(values=("credulous", "ignore")),
    "materials.*.supplier": Context(values=("Y1", "W1")),
    "zones.*.*": Context(values=("remote", "same")),
    "negotiations.*.phase": Context(values=("post", "pre")),
    "material_suppliers.*.item": Context(values=("greige_fabric", "yarn")),
    "material_suppliers.*.unit": Context(values=("set", "kg")),
    "styles.S06.unlock.metric": Context(values=("comments",)),
    "transfers.WN-WE.from": Context(
        MOVES, values=("WS",), together={"transfers.WS-WE.from": "WN"}, why="a lane may be named once"
    ),
    "transfers.WN-WE.to": Context(MOVES, values=("WS",)),
    "inventory.service_level": Context(
        CHEAP_MOVES, values=(0.999, 0.6), why="placement moves stock where that is cheaper than cross-shipping"
    ),
    "material_suppliers.*.holding_cost": Context(
        {"material_suppliers.{item}.reserved": 9000.0}, values=(0.1,), why="goods set aside that nobody calls for"
    ),
    "material_suppliers.*.free_stock": Context(
        {**BARGAIN, **SCARCE}, values=(5000.0,), why="more is asked for than the card holds"
    ),
    "material_suppliers.*.lead_h_new": Context(SCARCE, why="cloth is bought new beyond the reserve"),
    "material_suppliers.*.rush_premium": Context(SCARCE, why="cloth is bought new beyond the reserve"),
    "materials.knit.supplier": Context(
        values=("W1",), together={"materials.denim.supplier": "Y1"}, why="no merchant without a customer"
    ),
    "factories.F2.moq": Context(values=(3000,)),
    "factories.F2.changeover_loss_day1": Context(),
    "factories.F2.to_wh_h.WE": Context(),
    "factories.F2.outside.peak_margin_sd": Context(),
    "capacity_reservation.exercise_deadline_h": Context(values=(0.3,), why="the alert comes later than that"),
    "platform.late_ship_payout.below_3": Context({**LATE, "styles.S18.price": 2.5}, why="late orders of a style below 3 CNY"),
    "platform.late_ship_payout.below_300": Context(LATE, why="late orders"),
    "platform.late_ship_payout.at_or_above_300_rate": Context(LATE, why="late orders"),
    "platform.late_ship_payout.cap": Context({**LATE, "platform.late_ship_payout.at_or_above_300_rate": 0.5}, why="late orders"),
    "platform.fake_ship_deposit.per_order": Context(
        {**SHORT, "warehouses.WE.overpromise": 0.02}, why="a warehouse that sold labour it does not staff"
    ),
    "platform.fake_ship_deposit.cap_per_day": Context(
        {**SHORT, "warehouses.WE.overpromise": 0.9}, why="a warehouse that sold labour it does not staff"
    ),
    "platform.late_rate_throttle.at": Context(LATE, values=(0.5, 0.9, 0.05), why="late orders"),
    "platform.late_rate_throttle.until_below": Context(
        {**LATE, "platform.late_rate_throttle.at": 0.25}, values=(0.25, 0.2, 0.01, 0.15), why="late orders"
    ),
    "contracts.host_supplier.guarantee.multiple_of_fee": Context(
        terms=FIXED, values=(60.0,), why="negotiated in N1, else the standing term"
    ),
    "contracts.supplier_factory.late_penalty_rate": Context(
        {"factories.F2.rush_lead_h": 30.0}, terms=FIXED, why="a rush order later than agreed"
    ),
    "contracts.supplier_warehouse.throughput_penalty": Context(
        {**SHORT, "warehouses.WE.overpromise": 0.5}, why="a warehouse that sold labour it does not staff"
    ),
    "factories.*.families": Context(values=(["woven"], ["denim"], ["knit"])),
    "factories.F1.families": Context(
        {"styles.E.true_mult": 4.0}, values=(["woven", "denim"],), why="a hot style of the new family"
    ),
    "factories.F4.families": Context(
        {"styles.D.true_mult": 4.0}, values=(["denim", "woven"],), why="a hot style of the new family"
    ),
    "factories.*.divert": Context(TEMPTED, values=(0.5,), why="a factory diverts only when outside work pays that much more"),
    "behaviour.factory.patience": Context(
        {
            "factories.F2.outside.margin": 0.2,
            "factories.F2.outside.peak_margin_sd": 0.0,
            "behaviour.factory.patience": 0.3,
            "factories.F2.divert": 0.5,
        },
        values=(0.99,),
        why="a factory that is tempted",
    ),
    "carriers.*.bump": Context(GREEDY, values=(0.3,), why="a carrier bumps only when spot pays that much more"),
    "carriers.*.spot.markup": Context(
        {**GREEDY, "carriers.{item}.bump": 0.3}, values=(0.9, -0.5), why="bumped parcels earn the spot rate"
    ),
    "carriers.*.spot.log_sigma": Context({**GREEDY, "carriers.{item}.bump": 0.3}, why="bumped parcels earn the spot rate"),
    "behaviour.carrier.patience": Context(
        {
            "carriers.C1.spot.markup": 0.07,
            "carriers.C1.spot.log_sigma": 0.01,
            "behaviour.carrier.patience": 0.3,
            "carriers.C1.bump": 0.3,
        },
        values=(0.99,),
        why="a carrier that is tempted",
    ),
    "transfers.WS-WE.from": Context(values=("WN",), together={"transfers.WN-WE.from": "WS"}, why="a lane may be named once"),
    "transfers.*.from": Context(values=("WN",)),
    "transfers.*.to": Context(values=("WN",)),
    "transfers.*.departures": Context(values=(["10:00", "12:00"],)),
    "negotiations.N1.issues.guarantee_multiple": Context(values=([2.0, 8.0],)),
    "negotiations.N2.issues.lead_h": Context(values=([96.0, 168.0], [60.0, 96.0])),
    "negotiations.N4.parties": Context(
        values=(["supplier", "C1"],),
        together={"negotiations.N7.parties": ["all", "supplier", "C2"]},
        why="everybody has a seat somewhere",
    ),
    "negotiations.N5.parties": Context(values=(["supplier", "F1", "F2", "F3", "F4"],)),
    "negotiations.N5.issues.rush_qty": Context(values=([0.0, 250.0],)),
    "negotiations.N5.issues.unit_premium": Context(values=([0.2, 0.3],)),
    "negotiations.N5.issues.leftover_host": Context(values=([0.3, 0.5],)),
    "negotiations.N6.issues.transfer_qty": Context(values=([0.0, 50.0],)),
    "negotiations.N7.parties": Context(values=(["supplier"],)),
    "negotiations.N7.issues.settlement": Context(values=("none",)),
    "factories.F3.std_lead_h": Context(_ALL_RESERVE, why="a seat in N2"),
    "factories.F3.rush_premium": Context(
        {"factories.F2.capacity_per_day": 60},
        terms={"negotiable": {"N5": {"unit_premium": None}}},
        why="negotiated in N5, else the standing term",
    ),
    "factories.F3.divert": Context(
        {
            "factories.F2.capacity_per_day": 60,
            "factories.F3.reserved_per_day": 300,
            "factories.F3.outside.margin": 0.9,
            "behaviour.factory.patience": 0.3,
        },
        values=(0.5,),
        why="reserved days to divert",
    ),
    "carriers.C2.take_or_pay": Context(terms=FIXED, values=(1.0,), why="negotiated in N4, else the standing term"),
    "styles.E.family": Context(values=("knit",), together={"styles.F.family": "denim"}, why="a factory of denim needs work"),
}

# What must hold for every leaf below a path, besides what its own entry says (tried with EVERY_LEAF=1).
_NEED_SOUTH = {"warehouses.WS.default_regions": ["SOUTH", "SOUTHWEST", "EAST"], "warehouses.WE.default_regions": ["CENTRAL"]}
_NEED_NORTH = {
    "warehouses.WN.default_regions": ["NORTH", "NORTHEAST", "NORTHWEST", "EAST"],
    "warehouses.WE.default_regions": ["CENTRAL"],
}
CONTEXTS |= contexts_host.CONTEXTS | contexts_live.CONTEXTS | contexts_goods.CONTEXTS | contexts_data.CONTEXTS
BELOW: dict[str, dict[str, Any]] = {
    "factories.F1.*": {"styles.D.true_mult": 4.0},
    "factories.F3.*": {"factories.F2.capacity_per_day": 60},
    "factories.F4.*": {"styles.E.true_mult": 4.0},
    "factories.*.to_wh_h.WS": _NEED_SOUTH,
    "factories.*.to_wh_h.WN": _NEED_NORTH,
    "material_suppliers.W1.*": {"styles.D.true_mult": 4.0},
    "material_suppliers.T1.*": {"material_suppliers.T1.reserved": 60.0},
    "materials.woven.*": {"styles.D.true_mult": 4.0},
    "materials.denim.*": {"styles.E.true_mult": 4.0},
    "transfers.WS-WE.*": {"styles.B.stock": {"WN": 100, "WE": 280, "WS": 1400}},
    "transfers.WE-WS.*": {"styles.B.stock": {"WN": 100, "WE": 6000, "WS": 300}},
    "carriers.C2.*": {
        "carriers.C1.booked_parcels_per_day": {"WN": 400, "WE": 800, "WS": 500},
        "carriers.C1.overflow_parcels_per_day": {"WN": 50, "WE": 50, "WS": 50},
    },
    "carriers.*.remote": {"zones.WN.NORTHWEST": "remote", "zones.WS.SOUTHWEST": "remote"},
}

# Leaves without an effect of their own, each with its reason (tried only with EVERY_LEAF=1).
EXEMPT: dict[str, str] = {
    **{f"styles.{name}.smv": "bought in: no factory of the network sews it" for name in ("S10", "S17", "S18", "S19")},
    "material_suppliers.T1.item": "the only merchant of trims; the file is refused without one",
    "negotiations.N7.phase": "the review leaves no record at the table; its effects are those of its issues",
}
