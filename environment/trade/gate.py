"""The goods a show is offered: latent defects, the supplier's work on quality, the host's trial of samples.

Only there while the scenario's tier has defects or a gate; a refused style keeps its place in the file and on the shelf of
the warehouse, but nobody sees it: its slots go to others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import bdtr

from agents.quality import Craft, Hurdle, allowed, efforts, judge, unit_cost
from environment.layout import without
from environment.names import style_name

if TYPE_CHECKING:
    from agents.public import Bools
    from environment.luck import Floats, Ints
    from environment.scenario import Scenario
    from environment.world import World


@dataclass(slots=True, eq=False)
class Goods:
    """What became of the styles offered; arrays (S,)."""

    craft: Craft
    effort: Floats  # the supplier's work on quality
    rate: Floats  # defect rate of the goods as delivered
    found: Ints  # defective samples of the trial
    judged: Floats  # defect rate the host expects
    refused: Bools


def offered(world: World) -> Goods | None:
    """Draw defects, let the supplier work on them and the host try samples; None while the mechanism is off.

    Whoever is refused is gone from the world's layout and from everybody's catalogue.
    """
    tier, size = world.setting.tier, len(world.layout.styles)
    if tier.defects.mean <= 0.0 and not tier.gate.samples:
        return None
    supplier, scenario = world.cast.supplier, world.setting
    z = world.luck.stream("tier.defects").standard_normal(size)
    spread = tier.defects.log_sigma
    defect = np.minimum(tier.defects.mean * np.exp(spread * z - spread**2 / 2.0), 0.95)
    craft = Craft(
        tier.quality.cost, tier.quality.effect, tier.defects.returned, scenario.salvage.grade_value.get("C", 0.0)
    )
    shown = _shown(scenario)
    rumour = float(world.luck.stream("tier.rumour").standard_normal())
    believed = tier.gate.pass_level * float(np.exp(tier.gate.hidden * rumour))
    effort = efforts(supplier, craft, defect, Hurdle(tier.gate.samples, shown, believed, tier.gate.hidden))
    rate = craft.rate(defect, effort)
    found = _trial(world.luck.stream("tier.trial").random(size), tier.gate.samples, rate * shown)
    refused = found > allowed(tier.gate.samples, tier.gate.pass_level)
    if refused.all():
        refused = found > found.min()  # a show needs something to sell
    judged = judge(found, tier.gate.samples, shown, tier.defects.mean, spread)
    goods = Goods(craft, effort, rate, found, judged, refused)
    _announce(world, goods)
    return goods


def _shown(scenario: Scenario) -> float:
    """Share of defects that show within the days of the trial (use reveals them at a constant rate)."""
    after = scenario.tier.defects.shows_after_days
    return 1.0 if after <= 0.0 else float(-np.expm1(-scenario.tier.gate.days / after))


def _trial(luck: Floats, samples: int, rate: Floats) -> Ints:
    """(S,) defective samples: binomial, by inversion, so that better goods never fare worse on the same luck."""
    below = bdtr(np.arange(samples + 1)[:, None], samples, rate) if samples else np.ones((1, len(rate)))
    found: Ints = np.add.reduce(below < luck, 0)
    return found


def _announce(world: World, goods: Goods) -> None:
    """Everybody plans with the styles that are left and the trade's usual defects; supplier and host know more."""
    from environment.cast import catalogue_from

    tier, host, supplier = world.setting.tier, world.cast.host, world.cast.supplier
    if goods.refused.any():
        world.layout = without(world.layout, goods.refused)
        total = world.deals.host_supplier.terms
        if "slot_fee_total" not in world.scheme.terms:
            fees = world.setting.contracts.host_supplier.slot_fee
            lost = sum(fees[world.setting.styles[s].role] for s in goods.refused.nonzero()[0].tolist())
            world.deals.host_supplier = world.deals.host_supplier.with_terms(
                slot_fee_total=max(0.0, float(total["slot_fee_total"]) - lost)
            )
    known = catalogue_from(world.setting, world.layout)
    usual = tier.defects.mean * tier.defects.returned
    world.catalogue = replace(known, returned=1.0 - (1.0 - known.returned) * (1.0 - usual))
    supplier.unit_quality = unit_cost(supplier, goods.craft, goods.rate, goods.effort, tier.defects.mean)
    for party in world.cast.all().values():
        party.catalogue = world.catalogue
    supplier.claims = world.catalogue.nominal
    if tier.after_sale.payout > 0.0:
        host.payouts = world.catalogue.kept * goods.judged * tier.after_sale.payout * world.catalogue.price


def trial(world: World) -> None:
    """Pay for the trial and tell what it showed."""
    goods, gate = world.goods, world.setting.tier.gate
    if goods is None or not gate.samples:
        return
    host, supplier, layout = world.cast.host.name, world.cast.supplier.name, world.layout
    start = world.hours
    for s, name in enumerate(layout.styles):
        world.ledger.post_cny(start, host, "outside", gate.days * gate.cost_per_day, "books", "trial", name)
        world.ledger.post_cny(start, supplier, "outside", gate.samples * layout.cost[s], "books", "samples", name)
    for s in goods.refused.nonzero()[0].tolist():
        world.tell(
            start * 60.0, "selection", host, "gate.refused", style=style_name(world, s), found=int(goods.found[s]),
            samples=gate.samples, days=gate.days,
        )  # fmt: skip
    world.tell(
        start * 60.0, "selection", host, "gate.admitted", admitted=int((~goods.refused).sum()), offered=len(layout.styles),
        evidence={name: int(n) for name, n in zip(layout.styles, goods.found, strict=True)},
    )  # fmt: skip
