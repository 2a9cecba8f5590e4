"""Settlement: what came true, and what every contract makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from environment import parcels
from environment.luck import Floats, Ints, thin
from environment.phases import books, review, shortage
from environment.shipments import Shipments
from environment.trade import condition
from environment.trade.audience import late_hazard, moves_reasons, reason_weights
from environment.trade.condition import Condition
from environment.trade.dispatch import chooser

if TYPE_CHECKING:
    from environment.world import World

GRADES = ("A", "B", "C")
_TURNS = 4096  # rows of shipments after which the luck of refusals comes round again


@dataclass(slots=True)
class Outcome:
    """What came true of a show; arrays by style unless said otherwise."""

    shipments: Shipments
    refused: Ints  # (n,) units of each shipment row refused at the door
    ordered: Ints  # (S, R)
    cancelled: Ints  # (S, R) before shipping
    refused_by: Ints  # (S, R)
    returned: Ints  # (S, R)
    reasons: dict[str, Ints]  # reason -> (S,)
    grades: Ints  # (S, 3)
    unsold: Ints  # (S, W) never sold or cancelled
    rush_left: dict[str, int]  # lot -> units of the rush order that found no buyer
    late_orders: Floats  # (S,) orders shipped or scanned later than promised
    on_time: Floats  # per shipment row: delivered within the target
    gross: float
    refunds: float
    condition: Condition | None = None  # of goods that arrived damaged or defective

    @property
    def net(self) -> float:
        return self.gross - self.refunds

    @property
    def kept(self) -> Ints:
        """(S, R) units that stay with their buyers."""
        kept: Ints = self.ordered - self.cancelled - self.refused_by - self.returned
        return kept


def steps(world: World) -> list[tuple[float, Callable[[], None]]]:
    """(hour, act) of the settlement."""
    return [(world.setting.clock.settle_h, lambda: settle(world))]


def settle(world: World) -> None:
    """Deliver, take returns, pay everybody, remember."""
    outcome = deliver(world)
    world.outcome = outcome
    books.settle_all(world, outcome)
    shortage.outages(world, outcome)
    review.review(world, outcome)
    review.remember(world, outcome)


def deliver(world: World) -> Outcome:
    """Parcels reach doors, some are refused, some come back."""
    scenario, layout = world.setting, world.layout
    _cancel_rest(world)
    world.shop.close()
    shipments = parcels.ship(world.fulfilment, world.luck, chooser(world))
    refused, on_time = _refuse(world, shipments)
    shape, sent = (len(layout.styles), len(layout.regions)), shipments.tally.sent
    back = refused.nonzero()[0]
    cell = shipments.style[back] * shape[1] + shipments.region[back]
    refused_by = np.bincount(cell, refused[back], shape[0] * shape[1]).astype(np.int64).reshape(shape)
    draw = scenario.returns.rate_log_sigma * world.luck.normal("returns.rate", shape[:1])
    rate = np.minimum(layout.returned * np.exp(draw), 0.98)
    received, hurt = sent - refused_by, condition.damaged(world, shipments, refused)
    sound = received if hurt is None else received - hurt[1]
    returned = thin(world.luck.uniform("returns.units", shape), sound, rate[:, None])
    usual = np.add.reduce(returned, 1)
    found = condition.judge(world, hurt, sound - returned)
    if found is not None:
        returned = returned + found.spoilt + found.returned
    ordered = world.recorder.sold
    cancelled = world.fulfilment.cancelled
    refunds = float(np.add.reduce(np.add.reduce(cancelled + refused_by + returned, 1) * world.prices()))
    reasons = _split(usual, reason_weights(scenario) if moves_reasons(scenario) else scenario.returns.reasons)
    grade_share = {g: scenario.salvage.returned_grade.get(g, 0.0) for g in GRADES}
    grades = np.stack(list(_split(usual + np.add.reduce(refused_by, 1), grade_share).values()), axis=1)
    if found is not None:
        reasons["quality"] = reasons["quality"] + found.back
        grades[:, GRADES.index("C")] += found.back
    unsold = world.stock.by_style() + world.fulfilment.reshelved
    for lot in world.stock.lots:
        if not lot.arrived:
            unsold[lot.style, lot.warehouse] += int(np.add.reduce(lot.units))
    return Outcome(
        shipments=shipments,
        refused=refused,
        ordered=ordered,
        cancelled=cancelled,
        refused_by=refused_by,
        returned=returned,
        reasons=reasons,
        grades=grades,
        unsold=unsold,
        rush_left=_rush_left(world, unsold),
        late_orders=np.round(shipments.tally.late / world.catalogue.units_per_order),
        on_time=on_time,
        gross=float(np.add.reduce(np.add.reduce(ordered, 1) * world.prices())),
        refunds=refunds,
        condition=found,
    )


def _cancel_rest(world: World) -> None:
    """Whatever could not be shipped by the last day is cancelled and its goods go back on the shelf."""
    world.fulfilment.give_up()
    for lot in world.stock.lots:
        if not lot.arrived:
            held = np.add.reduce(lot.held)
            world.fulfilment.cancelled[lot.style] += held
            world.fulfilment.reshelved[lot.style, lot.warehouse] += np.add.reduce(held)


def _refuse(world: World, shipments: Shipments) -> tuple[Ints, Floats]:
    """Units refused at the door because they come late, and the share of rows delivered on time."""
    promises, hazard = world.setting.promises, late_hazard(world.setting)
    extra = shipments.presale * (promises.presale_ship_within_h - promises.target_ship_h)
    late = shipments.delivered - shipments.ordered - promises.target_deliver_h - extra
    behind = (late > 0.0).nonzero()[0]  # nobody refuses what comes in time
    share = 1.0 - (1.0 - hazard) ** (late[behind] / 12.0)
    turns = min(max(len(late), 1), _TURNS)
    luck = world.luck.uniform("parcels.refused", (min(int(behind[-1]) + 1, turns) if len(behind) else 0,))
    refused = np.zeros(len(late), dtype=np.int64)
    refused[behind] = thin(luck[behind % turns], shipments.units[behind], share)
    return refused, (late <= 0).astype(float)


def _split(totals: Ints, shares: object) -> dict[str, Ints]:
    """(S,) totals over named shares, each a number or (S,), in whole units, by largest remainder; sums exactly."""
    items = dict(shares)  # type: ignore[call-overload]
    numbers = all(isinstance(share, (float, int)) for share in items.values())
    weights = (_fixed if numbers else _weights)(*items.values())
    raw = totals[:, None] * weights
    whole = np.floor(raw).astype(np.int64)
    rank = (whole - raw).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    whole += rank < (totals - np.add.reduce(whole, 1))[:, None]
    return {name: whole[:, i] for i, name in enumerate(items)}


def _weights(*shares: float | Floats) -> Floats:
    """(k,) or (S, k) ``shares`` of their sum; read-only."""
    weights: Floats = np.array(shares).T / np.array(sum(shares))[..., None]
    weights.setflags(write=False)
    return weights


_fixed = lru_cache(maxsize=32)(_weights)  # of a scenario's own shares, which are numbers


def _rush_left(world: World, unsold: Ints) -> dict[str, int]:
    """Units of each rush order without a buyer: the last goods made are the first left over."""
    if not world.recorder.rushes:
        return {}
    left = unsold.sum(axis=1).astype(int)
    out: dict[str, int] = {}
    for rush in reversed(world.recorder.rushes):
        mine = min(int(left[rush["style"]]), rush["units"])
        out[rush["lot"]] = mine
        left[rush["style"]] -= mine
    return out


