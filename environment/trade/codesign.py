"""New styles over a season: by the calendar, or out of the audience's wishes (co-creation 产品共创).

Every design has a latent appeal, drawn once from the law of all styles; the wishes that call for it, and those who try a
sample of it, are noisy signals of that appeal. The calendar's designs are drawn from the same law, unasked. A launched style
takes the place of the weakest tail style, and keeps its appeal as long as it is on offer.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from agents.codesign import Belief, Order, after_samples, after_wishes, first_order, prior
from agents.supplier_pre import contribution
from environment.luck import poisson
from environment.names import style_name
from protocols.sums import dot

if TYPE_CHECKING:
    from agents.supplier import Supplier
    from environment.luck import Floats, Ints, Luck
    from environment.scenario import Scenario
    from environment.world import World


@dataclass(slots=True)
class Design:
    """A style under development or on offer."""

    parent: int  # the style it varies
    log_appeal: float  # latent
    wishes: int
    due: int  # show in which it is launched
    order: Order
    slot: int = -1  # place it takes
    style: dict[str, object] = field(default_factory=dict)  # its fields in the scenario
    told: bool = False


class Designs:
    """The design desk of one season."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.rules = scenario, scenario.product.cocreate
        self.designs: list[Design] = []
        self.earned = np.zeros(len(scenario.styles))  # contribution of each place so far, CNY
        self.tickets: list[tuple[int, int]] = []  # style and wishes of the last show
        self.show, self.started, self.packs = 0, 0, 0
        self.supplier: Supplier | None = None
        self.setting = scenario

    @classmethod
    def make(cls, scenario: Scenario) -> Designs | None:
        return cls(scenario) if scenario.product.cocreate.launch != "none" else None

    # --- before a show ------------------------------------------------------------------------
    def prepare(self, show: int, luck: Luck) -> dict[str, object]:
        """Decide what to develop, launch what is due; the fields of all styles that took a place."""
        self.show, size = show, len(self.scenario.styles)
        draw = luck.stream(f"season.designs.{show}")
        appeal, noise, tried = draw.standard_normal((3, size))
        sigma = self.scenario.forecast.sku_log_sigma
        self.packs = 0
        if self.supplier is not None and show % self.rules.every_shows == 0:
            latent = sigma * appeal - sigma**2 / 2.0
            self._develop(show, latent, noise, draw.random(size), tried)
        for design in self.designs:
            if design.due == show:
                self._place(design)
        changes: dict[str, object] = {}
        for design in self.designs:  # a later one in the same place replaces an earlier one
            if 0 <= design.due <= show:
                name = self.scenario.styles[design.slot].id
                changes |= {f"styles.{name}.{key}": value for key, value in design.style.items()}
        return changes

    def _develop(self, show: int, latent: Floats, noise: Floats, counting: Floats, tried: Floats) -> None:
        due = show - 1 + self.rules.development_shows
        if self.rules.launch == "calendar":
            makes = [i for i, s in enumerate(self.scenario.styles) if s.role in ("main", "backup")]
            parent = makes[(show // self.rules.every_shows - 1) % len(makes)]
            order = self._order(parent, prior(self.scenario.forecast.sku_log_sigma))
            self._start(Design(parent, float(latent[parent]), 0, due, order))
            return
        best: tuple[Order, int, int] | None = None
        for parent, expected in self.tickets:
            a = float(latent[parent])
            rate = expected * np.exp(self.rules.wish_elasticity * a + self.rules.wish_noise * noise[parent])
            wishes = int(poisson(counting[parent : parent + 1], np.array([rate]))[0])
            belief = self._asked(a, wishes, expected, float(tried[parent]))
            order = self._order(parent, belief)
            if best is None or order.profit > best[0].profit:
                best = order, parent, wishes
        if best is not None and best[0].profit > self.rules.cost:
            order, parent, wishes = best
            self._start(Design(parent, float(latent[parent]), wishes, due, order))

    def _asked(self, appeal: float, wishes: int, expected: float, luck: float) -> Belief:
        """What the desk believes of a design after the wishes, and after samples if any are sent."""
        rules = self.rules
        belief = prior(self.scenario.forecast.sku_log_sigma)
        belief = after_wishes(belief, wishes, expected, rules.wish_elasticity, rules.wish_noise)
        answers = rules.samples * rules.sample_response
        self.packs += rules.samples
        if answers < 1.0:
            return belief
        return after_samples(belief, answers, appeal + luck * rules.sample_noise / answers**0.5, rules.sample_noise)

    def _order(self, parent: int, belief: Belief) -> Order:
        assert self.supplier is not None
        return first_order(self.supplier, parent, self._plan(self._weakest(parent)), belief)

    def _plan(self, slot: int) -> float:
        """Units that the place ``slot`` sells of a new style at appeal one."""
        assert self.supplier is not None
        catalogue = self.supplier.catalogue
        return float(catalogue.nominal[slot]) * self.rules.attract / float(catalogue.attract[slot])

    def _weakest(self, parent: int) -> int:
        """The tail place that brought least so far; places that have had a new style come last.

        A style of a modular group keeps its place, and so does the last of a family that the new style is not of.
        """
        styles, taken = self.setting.styles, {design.slot for design in self.designs}
        grouped = {name for group in self.scenario.product.groups.values() for name in group.styles}
        kin = Counter(style.family for style in styles)
        kept = {i for i, s in enumerate(styles) if s.id in grouped or (kin[s.family] == 1 and s.family != styles[parent].family)}
        tail = [i for i, s in enumerate(styles) if s.role == "tail" and i not in kept]
        return min(tail or range(len(styles)), key=lambda i: (i in taken, float(self.earned[i])))

    def _start(self, design: Design) -> None:
        if design.order.units > 0:
            self.designs.append(design)
            self.started += 1

    def _place(self, design: Design) -> None:
        """Give a due design its place, and its goods to the warehouses."""
        assert self.supplier is not None
        parent, wish = self.setting.styles[design.parent], self.scenario.returns.design_request
        design.slot = self._weakest(design.parent)
        asked = self.rules.launch == "audience"
        share = dot(self.supplier.serves.T, self.supplier.regional())
        units = np.floor(design.order.units * share + 0.5).astype(int).tolist()
        stock = dict(zip(self.supplier.catalogue.warehouses, units, strict=True))
        same = ("family", "tag", "price", "ex_factory", "kg", "smv", "pre_ship_refund", "return_rate")
        design.style = {key: getattr(parent, key) for key in same}
        if parent.size_mix is not None:
            design.style["size_mix"] = dict(parent.size_mix)
        design.style |= {
            "en": f"{parent.en}, {wish.label_en}" if asked else f"{parent.en}, new season",
            "zh": f"{parent.zh}·{wish.label_zh}" if asked else f"{parent.zh}·新季款",
            "attract": self.rules.attract, "stock": stock, "colours": [c.model_dump() for c in parent.colours],
        }  # fmt: skip

    def brief(self, world: World) -> None:
        """New styles have their own appeal; development and samples are paid for; the story is told."""
        market, share, t_min = world.market, world.layout.region_share, world.hours * 60.0
        supplier, post = world.cast.supplier.name, world.ledger.post_cny
        post(world.hours, supplier, "outside", self.started * self.rules.cost, "books", "development", "new styles")
        post(world.hours, supplier, "outside", self.packs * self.rules.sample_cost, "books", "design_samples", "tasting packs")
        if self.started:
            design = self.designs[-1]
            world.tell(t_min, "design", supplier, f"design.develop.{self.rules.launch}", style=style_name(world, design.parent),
                       wishes=design.wishes, show=design.due + 1, cost=self.rules.cost, packs=self.packs)  # fmt: skip
        self.started = self.packs = 0
        for design in self.designs:
            if design.slot >= 0 and design.due <= self.show and design is self._last(design.slot):
                row = market.log_appeal[design.slot]
                row += design.log_appeal - np.log(dot(np.exp(row), share))  # regional tastes stay as drawn
            if design.slot >= 0 and not design.told:
                design.told = True
                world.tell(t_min, "design", supplier, "design.launch", style=style_name(world, design.slot),
                           units=design.order.units)  # fmt: skip

    def _last(self, slot: int) -> Design:
        return [design for design in self.designs if design.slot == slot and design.due <= self.show][-1]

    # --- after a show -------------------------------------------------------------------------
    def learn(self, world: World) -> dict[str, float]:
        """Tickets of the queue, what every place earned, and how the styles launched tonight did."""
        o, layout, supplier = world.outcome, world.layout, world.cast.supplier
        assert o is not None
        wish = self.scenario.returns.design_request
        label = (wish.label_en, wish.label_zh)
        self.tickets = [(layout.styles.index(s), count) for s, request, count in world.recorder.design if request == label]
        self.earned += contribution(supplier) * np.add.reduce(o.ordered, 1)
        self.supplier, self.setting = supplier, world.setting
        fresh = [design for design in self.designs if design.due == self.show and design.slot >= 0]
        found = {"new_styles": float(len(fresh))}
        if fresh:
            units = np.add.reduce(o.ordered, 1)
            profits = [_profit(supplier, d, int(units[d.slot]), _opening(world, d.slot)) for d in fresh]
            rows = zip(fresh, profits, strict=True)
            won = [self._succeeded(d, int(units[d.slot]), _opening(world, d.slot), gain, supplier) for d, gain in rows]
            found["new_style_success"] = float(np.mean(won))
            found["new_style_profit"] = fsum(profits)
            found["new_style_payback"] = float(np.mean([gain >= self._spent() for gain in profits]))
        return found

    def _spent(self) -> float:
        """CNY that a new style cost before its first order, samples included."""
        packs = self.rules.samples if self.rules.launch == "audience" else 0
        return self.rules.cost + packs * self.rules.sample_cost

    def _succeeded(self, design: Design, units: int, made: int, profit: float, supplier: Supplier) -> bool:
        """Sold through, at a margin: both by the rule of the scenario; each way is judged by its own first order."""
        rule, c = self.rules.success, supplier.catalogue
        turnover = units * float(c.price[design.slot] * c.kept[design.slot])
        return units >= rule.sold * made and profit >= rule.margin * max(turnover, 1.0)


def _opening(world: World, slot: int) -> int:
    opening: Ints = world.stock.opening[slot]
    return int(opening.sum())


def _profit(supplier: Supplier, design: Design, units: int, opening: int) -> float:
    """What a new style brought in a show (CNY): contribution less goods, those left over at salvage; development aside."""
    made = max(units, opening)
    cost = float(supplier.profile.cost[design.slot] - supplier.profile.salvage[design.slot])
    return float(contribution(supplier, design.slot)) * units - cost * made
