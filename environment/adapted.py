"""Any rule of encounter in any encounter of a show: what is open at the table, who sits at it, and in which order.

Rules that any number of parties can play on whole deals (``TOGETHER``) take an encounter as it is; rules for two, or for
one party and its bidders (``PAIRED``), do so where two meet. Everything else is played by :class:`InTurn`.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np

from environment.projection import Projection, bundles, line, market, nearest
from protocols.errors import UserError
from protocols.outcomes import Issue, OutcomeSpace, Point
from protocols.registry import PROTOCOLS, make_protocol
from protocols.rules.base import Rule, Session
from protocols.rules.table import Play, Table
from protocols.rules.voice import confirm_all
from protocols.spec import Argument, parse_spec
from protocols.transcript import Performative
from protocols.types import Breakdown

# The issues of each encounter that are prices, paid by the supplier (at N8 the factory) to whom it meets first; the first that
# is open is meant unless the scheme names another, as in "k_double_auction:price=commission_rate".
PRICES: Mapping[str, tuple[str, ...]] = {
    "N1": ("slot_fee_total", "commission_rate"),
    "N2": ("option_fee", "rush_premium"),
    "N3": ("handling_fee",),
    "N4": ("first_kg_rate", "take_or_pay"),
    "N5": ("unit_premium",),
    "N6": ("transfer_credit_per_unit",),
    "N8": ("material_holding_fee", "material_rush_premium"),
}
# What is bought there; the evening of N1 is had whole or not at all.
AMOUNTS: Mapping[str, tuple[str, ...]] = {
    "N2": ("reserved_per_day",), "N3": ("surge_parcels",), "N4": ("booked_parcels",), "N5": ("rush_qty",),
    "N6": ("transfer_qty",), "N8": ("material_reserved",),
}  # fmt: skip
# Issues that the supplier settles with a party it meets later, by the kind of that party.
LATER: Mapping[str, Mapping[str, tuple[str, ...]]] = {"N5": {"host": ("leftover_host",)}}

TOGETHER = frozenset({"stacked_alternating_offers", "mediated_single_text", "coalition_formation", "arbitration"})
PAIRED = frozenset({"alternating_offers", "monotonic_concession", "contract_net", "first_price", "vickrey"})
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "first_price": ("price",), "vickrey": ("price",), "k_double_auction": ("price",), "call_market": ("price",),
    "vcg_reverse_auction": ("lots",),
}  # fmt: skip
LOTS = 3


@cache
def read(protocol: str) -> tuple[str, dict[str, Argument], dict[str, Argument]]:
    """The name in a scheme's text, what it says about the table (``OPTIONS``), and the arguments of the rule itself."""
    name, texts = parse_spec(protocol)
    own = {key: texts.pop(key) for key in OPTIONS.get(name, ()) if key in texts}
    return name, own, texts


def check(kind: str, protocol: str, fixed: Sequence[str] = ()) -> None:
    """Refuse a scheme's text for encounter ``kind`` that no table can be made of; ``fixed`` are issues that are not open."""
    name, own, rest = read(protocol)
    if name in PROTOCOLS:
        known = [*OPTIONS.get(name, ()), *list(inspect.signature(PROTOCOLS[name]).parameters)[1:]]
        wrong = [key for key in rest if key not in known]
        if wrong:
            raise UserError(f"{name}: found argument {wrong[0]!r}, allowed {', '.join(known)}")
    prices = [issue for issue in PRICES[kind] if issue not in fixed]
    if "price" in own and own["price"] not in prices:
        allowed = f"price = {' or '.join(prices)}" if prices else "no price: every one is fixed"
        raise UserError(f"{name} in {kind}: found price = {own['price']}, allowed {allowed}")
    lots = own.get("lots", LOTS)
    if not isinstance(lots, int) or isinstance(lots, bool) or not 1 <= lots <= 10:
        raise UserError(f"{name}: found lots = {lots}, allowed a whole number from 1 to 10")
    issues = {"call_market": ("price", "quantity")}.get(name, ("price",))
    given: dict[str, Any] = rest
    make_protocol(name, OutcomeSpace([Issue(issue, (0, 1)) for issue in issues]), **given)


@dataclass(frozen=True, slots=True)
class Setting:
    """An encounter as a rule finds it: its ``kind`` (N1 …), each party's kind by name in seating order, the terms that stand
    (issue → value), and the amounts that a call for proposals has named (issue → value)."""

    kind: str
    parties: Mapping[str, str]
    standing: Mapping[str, float]
    asked: Mapping[str, float] = field(default_factory=dict)

    @property
    def buyer(self) -> str:
        """The supplier, who pays the prices of every encounter it sits in; else who comes first (at N8 the factory)."""
        return next((name for name, kind in self.parties.items() if kind == "supplier"), next(iter(self.parties)))

    def partners(self) -> dict[str, tuple[str, ...]]:
        """Whom the buyer meets, in order, each with the issues it settles by itself: first the seller, who settles the deal
        and has none, then who has some, then who has none either and only consents."""
        own = {n: LATER.get(self.kind, {}).get(kind, ()) for n, kind in self.parties.items() if n != self.buyer}
        seller = next((name for name, issues in own.items() if not issues), next(iter(own)))
        rest = sorted((name for name in own if name != seller), key=lambda name: not own[name])
        return {seller: (), **{name: own[name] for name in rest}}


@cache
def fits(protocol: str, parties: int) -> bool:
    """Whether so many parties can play ``protocol`` on whole deals, all at one table."""
    name, own, _ = read(protocol)
    return name in TOGETHER or name in PAIRED and parties == 2 and not own


class InTurn(Rule):
    """The supplier meets its partners one after the other, each at a table that the rule fits; every deal stands only if all
    the others do.

    First the deal itself, with whoever makes, moves or plays it (the seller); then, the outcome so far being fixed, each
    party with an issue of its own; at last everybody who has not yet agreed to that outcome consents or refuses. One party
    talks with each of the others in turn as in Cai (2000), "Delay in Multilateral Bargaining under Complete Information",
    Journal of Economic Theory 93, 260–276. Rounds are shared out evenly. What the first table is about depends on the rule:

    - whole deals (alternating offers, monotonic concession, contract net, sealed auctions): every issue that no later
      partner has;
    - a price (k-double auction; sealed auctions if a price is named): the other issues stand at their standing terms; the
      amount is what the call for proposals asked for (during the show) or what the supplier likes best at those terms
      (before it), no more than the seller can deliver;
    - price and amount (call market): the others stand;
    - an amount (rationing): the price stands too, and the seller holds the capacity;
    - bundles of equal lots of the amount called for (VCG): the price is at its lowest, since payments come on top.
      The only seller is indispensable, so it is paid the supplier's whole value.

    Fails as the rule does, or with "refused" (somebody does not consent).
    """

    name = "in_turn"

    def __init__(self, protocol: str, space: OutcomeSpace, rounds: int, setting: Setting) -> None:
        super().__init__(space, rounds)
        self.protocol = protocol
        self.setting = setting
        self.inner, self.own, self.arguments = read(protocol)

    def play(self, table: Table) -> Play:
        seller, *others = self.setting.partners()
        tables = [seller, *(name for name in others if self._own_issues(name))]
        share = max(1, self.rounds // len(tables))
        payments = dict.fromkeys(table.names, 0.0)
        outcome = 0
        said_yes: dict[str, int] = {}
        for place, partner in enumerate(tables):
            view = line(self.space, self.space.point(outcome), self._own_issues(partner)) if place else self._first(table)
            session = self._session(table, view, partner, share)
            result = yield from _through(table, session, view, place * share)
            if isinstance(result, Breakdown):
                return replace(result, rounds=table.round + 1, transcript=table.transcript(), offers=tuple(table.offers))
            outcome = int(view.index[result.outcome])
            if self.inner != "call_market":  # there the price is a term of the deal, which moves the money
                for name, money in result.payments.items():
                    payments[name] += money
            said_yes |= {self.setting.buyer: outcome, partner: outcome}
        if self.inner == "rationing":
            del said_yes[seller]  # a holder of capacity has said no more than how much
        yield from confirm_all(table, outcome, [k for k, name in enumerate(table.names) if said_yes.get(name) != outcome])
        worth = {seat.name: float(seat.utility[outcome]) + payments[seat.name] for seat in table.seats}
        return table.agree(outcome, payments={n: m for n, m in payments.items() if m}, utilities=worth)

    @property
    def _whole(self) -> bool:
        """Whether whole deals are bargained over rather than a price or an amount."""
        return self.inner in PAIRED and "price" not in self.own

    def _own_issues(self, partner: str) -> list[str]:
        """The open issues that ``partner`` settles by itself under this rule."""
        issues = self.setting.partners()[partner] if self._whole else ()
        return [issue for issue in issues if issue in self.space.names]

    def _open(self, issues: Sequence[str]) -> str | None:
        return next((issue for issue in issues if issue in self.space.names), None)

    def _first(self, table: Table) -> Projection:
        """What is open between supplier and seller."""
        space, standing, kind = self.space, nearest(self.space, self.setting.standing), self.setting.kind
        price = self._open([str(self.own["price"])] if "price" in self.own else PRICES[kind])
        amount = self._open(AMOUNTS.get(kind, ()))
        if self._whole:
            later = {issue for name in self.setting.partners() for issue in self._own_issues(name)}
            return line(space, standing, [name for name in space.names if name not in later])
        if self.inner == "rationing":
            return line(space, standing, [amount] if amount else [])
        if self.inner == "call_market":
            return market(space, standing, price, amount)
        if self.inner == "vcg_reverse_auction":
            if price:
                standing[price] = space.issue(price).values[0]
            return bundles(space, self._called(table, standing, amount), amount, int(self.own.get("lots", LOTS)))
        return line(space, self._called(table, standing, amount), [price] if price else [])

    def _called(self, table: Table, at: Point, amount: str | None) -> Point:
        """``at`` with the amount to be priced: the one asked for, rounded up to what is on the table and the supplier can do,
        else the one it likes best at these terms (the smallest at a tie); then the most up to it that the seller can do."""
        if amount is None:
            return at
        buyer, seller = (table.names.index(name) for name in (self.setting.buyer, next(iter(self.setting.partners()))))
        choices = line(self.space, at, [amount]).index
        mine, theirs = (table.seats[k].utility[choices] for k in (buyer, seller))
        place, asked = int(mine.argmax()), self.setting.asked.get(amount)
        if asked is not None and len(able := np.flatnonzero(mine > -np.inf)):
            values = np.asarray(self.space.issue(amount).values, dtype=np.float64)[able]
            place = int(able[min(int(values.searchsorted(asked)), len(able) - 1)])
        table.say(table.names[buyer], Performative.CFP, int(choices[place]), f"calls for {amount}")
        able = np.flatnonzero(theirs[: place + 1] > -np.inf)
        if len(able) and able[-1] < place:
            place = int(able[-1])
            table.say(table.names[seller], Performative.INFORM, int(choices[place]), f"the largest {amount} it can deliver")
        return self.space.point(int(choices[place]))

    def _session(self, table: Table, view: Projection, partner: str, rounds: int) -> Session:
        """The rule between buyer and ``partner``, seated as the rule wants them."""
        by_name = {seat.name: seat for seat in table.seats}
        buyer = self.setting.buyer
        seats = [view.seat(by_name[buyer], "buyer"), view.seat(by_name[partner], "seller")]
        first_is_seller = table.names.index(partner) < table.names.index(buyer)
        if self.inner == "rationing" or first_is_seller and self.inner != "vcg_reverse_auction":
            seats.reverse()
        given: dict[str, Any] = {"rounds": rounds, **self.arguments}
        rule = make_protocol(self.inner, view.space, **given)
        return rule.start(seats, table.chance())


def _through(table: Table, session: Session, view: Projection, begun: int) -> Play:
    """Play ``session`` to its end, putting what is said on the record of ``table`` as it is said."""
    said = offered = 0
    while session.result is None:
        session.step()
        inner = session.table
        for round_, who, act, outcome, reason in inner.rows[said:]:
            table.clock(begun + round_)
            table.say(who, act, view.whole(outcome), reason)
        for round_, who, outcome in inner.offers[offered:]:
            table.offers.append((begun + round_, who, int(view.index[outcome])))
        said, offered = len(inner.rows), len(inner.offers)
        table.waiting_for = session.waiting_for
        yield
    return session.result

