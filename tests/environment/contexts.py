"""Where a parameter bites: values to try, and what else must hold for it to matter.

Keys are patterns (``styles.*.smv``) or paths; ``{item}`` in an override stands for the id in the leaf's path.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LATE = {"warehouses.WE.parcels_per_day": 500, "warehouses.WE.surge_parcels_per_day": 0}
FIXED = {  # a scheme in which nothing of N1 to N4 is negotiated: standing terms hold
    "negotiable": {
        "N1": dict.fromkeys(("commission_rate", "slot_fee_total", "guarantee_multiple", "gift_cost_share_host")),
        "N2": dict.fromkeys(("reserved_per_day", "option_fee", "rush_premium", "lead_h")),
        "N3": dict.fromkeys(("surge_parcels", "handling_fee")),
        "N4": dict.fromkeys(("booked_parcels", "first_kg_rate", "take_or_pay")),
    }
}


@dataclass(frozen=True)
class Context:
    """A show in which a parameter matters, and the values to try (none: what suits its type)."""

    overrides: Mapping[str, Any] = field(default_factory=dict)
    values: tuple[Any, ...] = ()
    together: Mapping[str, Any] = field(default_factory=dict)  # what must change with it for the file to stay valid
    terms: Mapping[str, Any] = field(default_factory=dict)  # overrides of the scheme
    scheme: str = "slot_fee_commission"
    seed: int | None = None
    why: str = ""


_SHOWS_MORE = {"clock.post_window_h": [3.0, 72.0], "audience.arrival_weights": [1.0] * 36, "rundown_plan": ["A", "B", "C"] * 12}
_COARSE = {"audience.arrival_weights": [1.0] * 15, "rundown_plan": ["A", "B", "C", "D", "E"] * 3}

CONTEXTS: dict[str, Context] = {
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
    "styles.*.colours": Context(values=([{"zh": "黑", "en": "black"}],)),
    "bought_in_families": Context(
        {"styles.S10.true_mult": 5.0, "styles.S10.attract": 1.0}, values=(["acc", "knit"],),
        together={"factories.F2.families": ["woven"], "factories.F3.families": ["woven"], "materials": {"woven": {"supplier": "W1", "per_kg": 2.1}, "denim": {"supplier": "W1", "per_kg": 2.1}}},
    ),
    "gift.trigger": Context(values=("none",)),
    "gift.cost_share_host": Context(terms=FIXED, why="negotiated in N1, else the standing term"),
    "signals.tryon_per_click": Context({"signals.alert_rule.metric": ["mentions", "carts", "tryons"]}),
    "signals.alert_rule.consecutive_ticks": Context({"signals.quick_test_link.trigger_ratio": 90.0}, why="a test link may confirm a hit first"),
    "warehouse_costs.priority_styles": Context(values=("none",)),
    "capacity_reservation.covers": Context(values=("main_only",)),
    "carriers.*.outages": Context(values=([{"warehouse": "WE", "parcels_per_day": 300, "window_h": [3, 27]}],)),
    "contracts.host_supplier.commission_base": Context(values=("gross",)),
    "contracts.host_supplier.guarantee.base": Context(values=("gross_gmv",), overrides={"contracts.host_supplier.guarantee.multiple_of_fee": 60.0}, terms=FIXED),
    "behaviour.host.running_order": Context(values=("plan",)),
    "behaviour.supplier.discount_rule": Context(values=("credulous", "ignore")),
    "materials.*.supplier": Context(values=("Y1", "W1")),
    "zones.*.*": Context(values=("remote", "same")),
    "negotiations.*.phase": Context(values=("post", "pre")),
    "material_suppliers.*.item": Context(values=("greige_fabric", "yarn")),
    "material_suppliers.*.unit": Context(values=("set", "kg")),
}
