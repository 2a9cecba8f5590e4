"""Where the parameters of tier and delivery bite."""

from __future__ import annotations

from tests.environment.context import Context

FLAWED = {"tier.defects.mean": 0.04}
TRIED = {**FLAWED, "tier.gate.samples": 30}
TRUSTED = {"tier.trust.conversion_gain": 0.5}
LATE = {"warehouses.WE.parcels_per_day": 500, "warehouses.WE.surge_parcels_per_day": 0}
HURT = {
    "delivery.choice": "expected_cost",
    "delivery.care": {
        "C1": {"fragile": 0.05, "valuable": 0.05, "insurance": 0.5, "cover": 0.3},
        "C2": {"fragile": 0.01, "valuable": 0.01, "insurance": 0.5, "cover": 0.3},
    },
    "carriers.C1.booked_parcels_per_day": {"WN": 1000, "WE": 1800, "WS": 1000},
}
ABNORMAL = {"delivery.reassess.level": 0.05, "styles.C.return_rate": 0.7}

_SEASON = "between shows"
CONTEXTS: dict[str, Context] = {
    "tier.match": Context(),
    "tier.gate.samples": Context(FLAWED, values=(30,), why="goods with defects"),
    "tier.gate.days": Context(TRIED, values=(3.0,), why="samples are tried"),
    "tier.gate.pass_level": Context(TRIED, values=(0.0, 0.2), why="samples are tried"),
    "tier.gate.cost_per_day": Context(TRIED, why="samples are tried"),
    "tier.gate.hidden": Context(TRIED, values=(1.0, 0.0), why="samples are tried"),
    "tier.defects.mean": Context(values=(0.04,)),
    "tier.defects.log_sigma": Context(FLAWED, why="goods with defects"),
    "tier.defects.returned": Context(FLAWED, why="goods with defects"),
    "tier.defects.shows_after_days": Context(TRIED, values=(60.0,), why="samples are tried"),
    "tier.quality.cost": Context(TRIED, why="samples are tried"),
    "tier.quality.effect": Context(TRIED, why="samples are tried"),
    "tier.after_sale.payout": Context(FLAWED, why="goods with defects"),
    "tier.trust.start": Context(TRUSTED, values=(0.5,), why="trust matters"),
    "tier.trust.neutral": Context(TRUSTED, values=(0.5,), why="trust matters"),
    "tier.trust.conversion_gain": Context({"tier.trust.start": 0.6}, values=(0.5,), why="trust away from neutral"),
    "tier.trust.severity": Context(TRUSTED, values=(1.0,), shows=2, why=_SEASON),
    "tier.trust.memory": Context(TRUSTED, values=(0.2,), shows=2, why=_SEASON),
    "delivery.choice": Context(values=("expected_cost",)),
    "delivery.traits.*": Context(HURT, values=(["valuable", "fragile"],), why="carriers that hurt goods"),
    "delivery.care.*.fragile": Context(HURT, values=(0.2,), why="carriers that hurt goods"),
    "delivery.care.*.valuable": Context(HURT, values=(0.2,), why="carriers that hurt goods"),
    "delivery.care.*.insurance": Context(HURT, values=(2.0,), why="carriers that hurt goods"),
    "delivery.care.*.cover": Context(HURT, values=(0.9,), why="carriers that hurt goods"),
    "delivery.visible.avoided": Context(LATE, values=(0.5,), why="late orders"),
    "delivery.visible.cost": Context({"delivery.visible.avoided": 0.3}, why="the stream is on"),
    "delivery.doorstep.conversion": Context(),
    "delivery.doorstep.returns": Context(),
    "delivery.doorstep.pickup_cost": Context(),
    "delivery.reassess.level": Context({"styles.C.return_rate": 0.7}, values=(0.05,), shows=2, why=_SEASON),
    "delivery.reassess.mend_cost": Context(ABNORMAL, values=(3000.0, 90000.0), shows=2, why=_SEASON),
    "delivery.reassess.mend_effect": Context(ABNORMAL, values=(0.8, 0.0), shows=2, why=_SEASON),
    "delivery.dropped": Context(values=(["S20"],)),
}
