"""Decisions across teams take time; what passes somebody's authority needs the other side's consent; trials have a budget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from agents import authority
from agents.authority import Authority
from agents.pricing import host_value, profits
from agents.strategies import make_strategy
from environment.encounters import _record, toughened
from environment.luck import Floats
from environment.names import name_of, style_name
from environment.phases import answers
from protocols.outcomes import Issue, OutcomeSpace
from protocols.registry import make_protocol
from protocols.types import Seat

if TYPE_CHECKING:
    from agents.party import Party
    from agents.supplier import Answer
    from environment.phases.live import Desk
    from environment.records import Negotiation
    from environment.trade.pricing import Pricing
    from environment.world import World

_ROUNDS = 10  # an approval is a short talk


def authority_of(world: World) -> Authority:
    """Limits and waits of a show; a squad decides across teams at once."""
    terms = world.setting.organisation
    limits = terms.authority
    latency = 0.0 if terms.squad else terms.latency_min
    return Authority(latency, limits.gift_cny, limits.price_cut, limits.reorder_units, limits.approval_min)


class Waiting:
    """Decisions that wait for others: carried out when their time has come, in order of that time."""

    def __init__(self, world: World, limits: Authority) -> None:
        self.world, self.limits = world, limits
        self._queue: list[tuple[float, int, Callable[[float], None]]] = []
        self._count = 0

    def later(self, t_min: float, wait: float, kind: str, style: int, act: Callable[[float], None]) -> None:
        """Carry out ``act(minute)`` after ``wait`` minutes, at once where there is nothing to wait for."""
        if wait <= 0.0:
            act(t_min)
            return
        self.world.recorder.desk.append((t_min, f"wait_{kind}", style, 0, wait, 0.0, float("nan")))
        self._count += 1
        self._queue.append((t_min + wait, self._count, act))
        self._queue.sort(key=lambda entry: entry[:2])

    def run(self, until: float) -> None:
        """Carry out what is due by ``until`` minutes."""
        while self._queue and self._queue[0][0] <= until:
            due, _, act = self._queue.pop(0)
            act(due)

    def give(self, answer: Answer, t_min: float) -> None:
        """The supplier's answer: what it can do alone at once, rush orders and transfers when the teams agree."""
        world, moves, orders = self.world, answer.transfers, answer.rush
        answer.transfers, answer.rush = [], []
        answers.give(world, answer, t_min)
        for order in orders:
            wait = self.limits.wait("reorder_units", order.wanted)
            self.later(t_min, wait, "rush", order.style, partial(answers.rush, world, order))
        for move in moves:
            self.later(t_min, self.limits.latency_min, "transfer", move.style, partial(answers.transfer, world, move))


class Consent:
    """Approvals 审批: a short negotiation between host and supplier over what passes the authority of either."""

    def __init__(self, world: World, waiting: Waiting) -> None:
        self.world, self.waiting = world, waiting

    def gift(self, desk: Desk, style: int, end_min: float) -> None:
        """The host promotes a style: the gift comes with it at once, or when the supplier has agreed to pay its share."""
        gift, limits = self.world.setting.gift, self.waiting.limits
        cost = gift.unit_cost * min(gift.first_n_orders, gift.stock)
        if gift.trigger != "promotion" or not limits.beyond("gift_cny", cost):
            desk.gift = style
            return
        self.waiting.later(end_min, limits.wait("gift_cny", cost), "gift", style, partial(self._gift, desk, style, cost))

    def _gift(self, desk: Desk, style: int, cost: float, t_min: float) -> None:
        world, c = self.world, self.world.catalogue
        host, supplier = world.cast.host, world.cast.supplier
        orders, boost = min(world.setting.gift.first_n_orders, world.setting.gift.stock), world.setting.demand_model.gift_boost
        share = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
        tick = min(int(t_min / c.tick_min), len(c.plan) - 1)
        mine = authority.gift_gain(orders, boost, c.units_per_order, float(host.outlook(tick)[style] - host.memory.sold[style]))
        sold = 0.0 if supplier.memory.sold is None else float(supplier.memory.sold[style])
        theirs = authority.gift_gain(orders, boost, c.units_per_order, max(supplier.expected(style) - sold, 0.0))
        record = self._agree(
            "gift", "gift_cost_share_host", "share", share, t_min,
            authority.host_gift_value(host, style, mine, cost, share),
            authority.supplier_gift_value(supplier, style, theirs, cost, share),
        )  # fmt: skip
        if record.agreed:
            desk.gift = style
            part = float(record.outcome["gift_cost_share_host"])
            world.deals.host_supplier = world.deals.host_supplier.with_terms(gift_cost_share_host=part)
        self._note("gift", style, t_min, cost, record)

    def price(self, pricing: Pricing, t: int, style: int, wanted: float, end_min: float) -> None:
        """The supplier would move a price further than it may: ask the host."""
        wait = self.waiting.limits.wait("price_cut", abs(wanted - 1.0))
        self.waiting.later(end_min, wait, "price", style, partial(self._price, pricing, t, style, wanted))

    def _price(self, pricing: Pricing, t: int, style: int, wanted: float, t_min: float) -> None:
        world, terms = self.world, self.world.setting.pricing
        supplier, rival = world.cast.supplier, pricing.rival(t)
        side = pricing.grid[(pricing.grid - 1.0) * (wanted - 1.0) > 1e-12]
        grid = side[np.abs(side - 1.0) <= abs(wanted - 1.0) + 1e-9]
        slot = (style, t, terms.every_ticks)
        own = profits(supplier, *slot, np.append(grid, 1.0), terms.elasticity, rival)
        value = supplier.worth(own)
        record = self._agree(
            f"price-{world.layout.styles[style]}", "price_level", "× live price", grid, t_min,
            host_value(world.cast.host, *slot, grid, terms.elasticity, rival), value[:-1] - value[-1],
        )  # fmt: skip
        if record.agreed:
            level, (low, high) = float(record.outcome["price_level"]), pricing.allowed[style]
            pricing.allowed[style] = (min(low, level), max(high, level))
        self._note("price", style, t_min, wanted - 1.0, record)

    def _agree(
        self, name: str, issue: str, unit: str, values: Floats, t_min: float, host_gain: Floats, supplier_gain: Floats
    ) -> Negotiation:
        """Alternating offers over one issue; without a deal nothing changes for either."""
        world, space = self.world, OutcomeSpace([Issue(issue, tuple(values.tolist()), unit)])
        pair: Sequence[tuple[Party, Floats]] = ((world.cast.host, host_gain), (world.cast.supplier, supplier_gain))
        plans = {p.name: toughened("linear", p.conduct.toughness) for p, _ in pair}
        seats = [Seat(p.name, np.asarray(gain, dtype=float), 0.0, make_strategy(plans[p.name])) for p, gain in pair]
        number = sum(r.kind == "authority" for r in world.bargaining.records) + 1
        result = make_protocol("alternating_offers", space, rounds=_ROUNDS).run(
            seats, world.luck.stream(f"authority.{name}.{number}")
        )
        record = _record(f"AU-{number}", "authority", "alternating_offers", t_min, seats, space, result, plans)
        world.bargaining.records.append(record)
        return record

    def _note(self, kind: str, style: int, t_min: float, amount: float, record: Negotiation) -> None:
        world = self.world
        world.recorder.desk.append((t_min, f"approval_{kind}", style, 0, 0.0, amount, float(record.agreed)))
        world.tell(
            t_min, "approval", world.cast.supplier.name, f"trade.approval.{kind}" if record.agreed else "trade.approval.none",
            style=style_name(world, style), negotiation=record.id, rounds=record.rounds,
            other=name_of(world.setting, world.cast.host.name), value=100.0 * float(next(iter(record.outcome.values()), 0.0)),
        )  # fmt: skip
