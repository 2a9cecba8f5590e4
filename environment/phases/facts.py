"""Facts of single deals, out of what came true: each demand alert, each rush order, the revenue of the show."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, Any

import numpy as np

from environment.luck import Floats, Ints
from environment.scheme.places import EXERCISE_CLAUSES
from protocols.sums import dot

if TYPE_CHECKING:
    from agents.observation import Alert
    from environment.phases.settle import Outcome
    from environment.world import World
    from protocols.contracts import Contract


def alert_facts(world: World, o: Outcome, alert: Alert) -> dict[str, Any]:
    """What an alert is held to: its claim and the units asked for, those turned away for want of goods included."""
    wanted = float(o.ordered[alert.style].sum() + world.recorder.lost[alert.style].sum())
    return {"alert_units": alert.units, "alert_low": alert.low, "alert_high": alert.high, "sold_units": wanted}


def settle_alerts(world: World, o: Outcome) -> None:
    """Run the alert clauses on every alert; a substitute host has signed none."""
    contract = world.deals.alerts
    if not contract.clauses or world.parted:
        return
    for life in world.recorder.alerts:
        world.ledger.settle(contract, alert_facts(world, o, life.alert), world.setting.clock.settle_h, life.alert.id)


def revenue(world: World, o: Outcome) -> float:
    """CNY: kept sales plus what goods left over fetch."""
    return o.net + float(dot(o.unsold.sum(axis=1), world.cast.supplier.profile.salvage))


def return_cost(
    returned: Floats | Ints, refused: Floats | Ints, cost: Floats, resold: Floats, inspected: float, fetched: float
) -> float:
    """CNY that the units ``returned`` (S,) have cost: inspection, pick-up, and ex-factory value less what they fetch.

    Goods refused at the door (``refused``, (S,)) come back too and are inspected and resold with them: of what all of these
    fetch (``resold``, (S,)) and of the inspection of all of them, CNY, returned goods have the share of their units.
    Only they are fetched (``fetched``, CNY).
    """
    came = returned + refused
    share = np.divide(returned, came, out=np.zeros(len(came)), where=came > 0)
    lost = float(dot(cost, returned)) - float(dot(resold, share))
    return lost + fetched + inspected * float(returned.sum()) / max(float(came.sum()), 1.0)


def reference_pieces(world: World, factory: str, style: int) -> float:
    """Pieces of reserved capacity that one unit of ``style`` takes at ``factory``."""
    return float(world.catalogue.smv[style]) / world.cast.factories[factory].profile.reference_smv


def option_left(world: World, factory: str) -> float:
    """Reference pieces of the reserved capacity of ``factory`` that earlier rush orders have not taken."""
    window = world.setting.capacity_reservation.window_h
    mine = (r for r in world.recorder.rushes if r["covered"] and r["factory"] == factory)
    used = fsum(r["units"] * reference_pieces(world, factory, r["style"]) for r in mine)
    return max(0.0, float(world.cast.factories[factory].reserved) * (window[1] - window[0]) / 24.0 - used)


def order_rush(world: World, lot: str, style: int, units: int, now_h: float, ready_h: float) -> None:
    """Bill what a rush order costs when it is signed and when its goods are delivered."""
    contract = world.deals.rush[lot]
    quiet = dict.fromkeys(contract.fact_names, 0.0)
    goods = {"goods_value_cny": units * float(world.layout.cost[style]), "ordered_units": float(units)}
    world.ledger.settle(contract, {}, now_h, lot, when="signing")
    world.ledger.settle(contract, {**quiet, **goods}, ready_h, lot, when="delivery")


def close_rush(world: World, o: Outcome, rush: dict[str, Any], exercised: float) -> None:
    """Settle a rush order on what became of its goods; ``exercised`` reference pieces of reserved capacity went into it."""
    style, units, end = rush["style"], rush["units"], world.setting.clock.settle_h
    value, salvage = float(world.layout.cost[style]), float(world.cast.supplier.profile.salvage[style])
    left = float(o.rush_left[rush["lot"]])
    shipped = float((o.kept + o.returned + o.refused_by)[style].sum())
    kept = float(o.kept[style].sum()) / max(shipped, 1.0)
    facts = {
        "goods_value_cny": 0.0,  # billed on delivery
        "ordered_units": float(units),
        "sold_units": units - left,
        "leftover_units": left,
        "leftover_loss_cny": left * (value - salvage),
        "late_unit_days_value_cny": units * value * max(0.0, rush["lead_h"] - rush["agreed_lead_h"]) / 24.0,
        "revenue_cny": (units - left) * float(world.prices()[style]) * kept + left * salvage,
        "exercised_units": exercised,
    }
    contract = world.deals.rush[rush["lot"]]
    world.ledger.settle(contract, facts, end, rush["lot"], when="settlement")
    world.ledger.settle(contract, {**facts, "ordered_units": 0.0}, end, rush["lot"], when="delivery")


def held_only(contract: Contract) -> Contract:
    """A reservation without the clauses that run with each rush order on it."""
    return contract.without(EXERCISE_CLAUSES)
