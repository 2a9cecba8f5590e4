"""The review: what hit, what flopped, where delivery shone, what design should do; and what everybody remembers (N7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from environment.names import name_of, style_name
from environment.phases import memory

if TYPE_CHECKING:
    from environment.phases.settle import Outcome
    from environment.world import World


def review(world: World, o: Outcome) -> None:
    """Compare the show with its plan and file what follows from it."""
    end = world.setting.clock.post_window_h[1] * 60.0
    actual, plan = np.add.reduce(o.ordered, 1), world.catalogue.nominal
    ratio = actual / np.maximum(plan, 1.0)
    hit, flop = int(np.argmax(ratio * (actual >= 100))), int(np.argmin(np.where(world.layout.main & (plan > 0), ratio, np.inf)))
    world.recorder.review.append(("hit", float(ratio[hit]), hit))
    world.recorder.review.append(("flat", float(ratio[flop]), flop))
    world.tell(
        end, "review", world.cast.supplier.name, "review.hit" if ratio[hit] >= 1.5 else "review.even",
        style=style_name(world, hit), ratio=100 * float(ratio[hit]), units=int(actual[hit]),
        evidence={"plan_units": int(plan[hit]), "sold_units": int(actual[hit])},
    )  # fmt: skip
    if ratio[flop] < 0.7:
        world.tell(
            end, "review", world.cast.supplier.name, "review.flat", style=style_name(world, flop),
            ratio=100 * float(ratio[flop]), units=int(actual[flop]),
        )  # fmt: skip
    if world.shop.kept:
        world.tell(
            end, "own_shop", world.cast.supplier.name, "own_shop", units=int(world.shop.sold.sum()), held=world.shop.kept
        )
    _regions(world, o, end)
    _design(world, o, end, hit)
    if world.trade is not None and world.trade.requests is not None:
        world.trade.requests.review(o)


def _regions(world: World, o: Outcome, end: float) -> None:
    """Praise for the best-served region; a front warehouse to consider where many wait long."""
    regions, units, hours = world.layout.regions, o.shipments.tally.stocked, o.shipments.tally.waited
    if not units.any():
        return
    mean = hours / np.maximum(units, 1.0)
    best = int(np.argmin(np.where(units > 0, mean, np.inf)))
    names = [(r.en, r.zh) for r in world.setting.regions]
    world.recorder.review.append(("praise", float(mean[best]), best))
    world.tell(end, "review", "consumers", "review.praise", region=names[best], hours=float(mean[best]))
    served = {world.layout.regions.index(r) for w in world.setting.warehouses for r in w.default_regions[:1]}
    far = [r for r in range(len(regions)) if r not in served and mean[r] > world.setting.promises.target_deliver_h]
    if far:
        worst = max(far, key=lambda r: float(units[r] * (mean[r] - world.setting.promises.target_deliver_h)))
        world.recorder.review.append(("front_warehouse", float(mean[worst]), worst))
        world.tell(
            end, "review", world.cast.supplier.name, "review.front", region=names[worst], hours=float(mean[worst]),
            share=100 * float(units[worst] / units.sum()),
        )  # fmt: skip


def _design(world: World, o: Outcome, end: float, hit: int) -> None:
    """Wishes in the comments and reasons of returns become tickets of the design queue."""
    wish = world.setting.returns.design_request
    mentions = np.add.reduce([tick.heard.mentions for tick in world.recorder.ticks])
    for s in (mentions * wish.share_of_comments >= wish.ticket_at).nonzero()[0].tolist():
        count = int(mentions[s] * wish.share_of_comments)
        request = (wish.label_en, wish.label_zh)
        world.recorder.design.append((world.layout.styles[s], request, count))
        world.tell(end, "design", "consumers", "design.wish", style=style_name(world, s), wish=request, count=count)
    back, shipped = np.add.reduce(o.returned, 1), max(int(np.add.reduce(o.shipments.units)), 1)
    reasons = {reason: units.tolist() for reason, units in o.reasons.items()}
    for s in (back > 0.02 * shipped).nonzero()[0].tolist():
        reason = max(reasons, key=lambda r: int(reasons[r][s]))
        world.recorder.design.append((world.layout.styles[s], REASON_FIX[reason], int(reasons[reason][s])))


REASON_FIX = {
    "size": ("revise the size chart", "修订尺码表"),
    "expectation": ("show and describe it truthfully", "如实展示与描述"),
    "colour": ("correct colours on camera", "校正镜头色差"),
    "quality": ("inspect quality", "加强质量检验"),
}


def remember(world: World, o: Outcome) -> None:
    """Close the alerts' lives; update reputations; audit the settlement against the ledger (N7)."""
    spec, end = world.bargaining.spec("N7"), world.setting.clock.settle_h * 60.0
    cast = world.cast
    settings = dict(spec.issues) if spec is not None else {}
    for life in world.recorder.alerts:
        lots = [r for r in world.recorder.rushes if r["alert"] == life.alert.id]
        if life.at("committed") is None:  # nobody did in the time that the host gave
            life.enter("expired", max(life.alert.t_min + life.alert.deadline_min, life.states[-1][1]), cast.host.name)
            continue
        late = [r for r in lots if r["lead_h"] > r["agreed_lead_h"]]
        when = max([r["ready_h"] for r in lots], default=world.setting.clock.post_window_h[1]) * 60.0
        life.enter("defaulted" if late else "fulfilled", when, lots[0]["factory"] if lots else cast.supplier.name)
    if settings.get("relationship_update"):
        memory.relationships(world, o)
    if settings.get("settlement") == "audit":
        world.tell(
            end, "settlement", cast.supplier.name, "settled", postings=len(world.ledger), total=world.ledger.total(),
            trust=cast.supplier.faith, host=name_of(world.setting, cast.host.name),
        )  # fmt: skip
