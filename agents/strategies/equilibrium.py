"""Equilibrium play where theory knows it: a shrinking pie, one price under two-sided doubt, a price
tender."""

from __future__ import annotations

import numpy as np

from agents.strategies.time_dependent import Linear
from protocols.errors import UserError
from protocols.theory.mechanisms_auctions import procurement_bid
from protocols.theory.mechanisms_double_auction import KDoubleAuction
from protocols.types import ACCEPT, REJECT, Floats, Response, View


class Rubinstein:
    """Subgame-perfect play of alternating offers over a pie that shrinks, with a deadline.

    Both know that own and other's utility add up to ``pie`` in every outcome (0: own best outcome) and that
    the other's discount factor is ``other_discount``; the own one is the seat's. Solved backwards from the
    last offer that can be answered, on the grid of outcomes (Ståhl 1972); with many rounds and a fine grid
    the proposer gets (1 - δ_other) / (1 - δ_own·δ_other) of the pie (Rubinstein 1982, Econometrica 50). An
    indifferent party accepts. For two parties.
    """

    def __init__(self, other_discount: float = 0.9, pie: float = 0.0) -> None:
        if not 0 < other_discount <= 1 or pie < 0:
            raise UserError(f"rubinstein: found other_discount={other_discount}, pie={pie}, allowed 0 to 1 and at least 0")
        self.other_discount = other_discount
        self.pie = pie
        self.reset()

    def reset(self) -> None:
        self._plan: list[float] = []

    def propose(self, view: View) -> int | None:
        """The outcome of largest own utility that the other would accept now."""
        plan = self._solve(view)
        return view.at_least(plan[view.period] if view.period < len(plan) else view.best)

    def respond(self, view: View, offer: int) -> Response:
        """Accept what is worth no less than proposing next."""
        plan = self._solve(view)
        mine = float(view.utility[offer])
        answer = view.period + 1  # the period in which this party would propose instead
        later = view.discount * plan[answer] if answer < len(plan) else -np.inf
        return ACCEPT if mine >= max(later - 1e-9 * abs(later), view.floor) else REJECT

    def _solve(self, view: View) -> list[float]:
        """Own utility of the equilibrium offer in every period in which this party proposes (others: its
        share)."""
        if self._plan:
            return self._plan
        own = view.ranked
        pie = self.pie or view.best
        last = 2 * view.n_rounds - 2  # the last offer that is answered; the one after it is not
        i_propose = not view.history or view.history[0][1] == view.me  # whoever began proposes in even periods
        values = {True: own, False: np.sort(pie - own)}
        discount = {True: view.discount, False: self.other_discount}
        plan = [0.0] * (last + 1)
        worth = 0.0  # of proposing in the period after, to whoever proposes there
        for period in range(last, -1, -1):
            least = discount[not i_propose] * worth  # what the responder insists on
            mine = _largest(values[i_propose], pie - least)
            plan[period] = mine if i_propose else pie - mine
            worth, i_propose = mine, not i_propose
        self._plan = plan
        return plan


def _largest(values: Floats, ceiling: float) -> float:
    """The largest of the rising ``values`` within ``ceiling`` (up to rounding); the smallest if none is."""
    place = int(np.searchsorted(values, ceiling + 1e-9 * max(1.0, abs(ceiling)), side="right"))
    return float(values[max(place - 1, 0)])


class _PriceTaker(Linear):
    """Concedes linearly where offers are exchanged; in a sealed bid names an equilibrium price."""

    def price(self, view: View, worth: float) -> float:
        """The price to name when trade at ``worth`` leaves it as well off as no deal."""
        raise NotImplementedError

    def bid(self, view: View) -> int | None:
        axis = [issue for issue in view.space.issues if len(issue.values) > 1]
        if len(axis) != 1 or not axis[0].numeric:
            raise UserError("an equilibrium price needs a space in which only one issue, a number, has a choice")
        prices = np.broadcast_to(view.space.axis(axis[0].name), view.space.shape).reshape(-1)
        gains = view.utility - view.floor
        if gains.max() < 0:
            return None
        named = self.price(view, _break_even(prices, gains))
        safe = np.flatnonzero(gains >= 0)  # rounded to the grid, never into a loss
        return int(safe[np.abs(prices[safe] - named).argmin()])


def _break_even(prices: Floats, gains: Floats) -> float:
    """The price at which the gain is zero, by linear interpolation (the last price if it never is)."""
    order = np.argsort(gains, kind="stable")
    return float(np.interp(0.0, gains[order], prices[order]))


class ChatterjeeSamuelson(_PriceTaker):
    """The linear equilibrium of the k-double auction with values and costs uniform on [``low``, ``high``].

    Buyer: v/(1+k) + k(1-k)/(2(1+k)); seller: c/(2-k) + (1-k)/2, on the unit interval; a type that could not
    trade that way names its true price. The role is the seat's. Chatterjee and Samuelson (1983), Operations
    Research 31.
    """

    def __init__(self, low: float = 0.0, high: float = 1.0, k: float = 0.5) -> None:
        super().__init__()
        self.auction = KDoubleAuction(k, low, high)

    def price(self, view: View, worth: float) -> float:
        if view.role == "buyer":
            return min(self.auction.bid(worth), worth)
        if view.role == "seller":
            return max(self.auction.ask(worth), worth)
        raise UserError(f"chatterjee_samuelson: party {view.me!r} has no role, allowed 'buyer' or 'seller'")


class ProcurementEquilibrium(_PriceTaker):
    """The symmetric equilibrium of a first-price tender: c + (high - c)/n with costs uniform on [``low``,
    ``high``].

    The number of bidders n is the number of parties less the one who calls. Vickrey (1961), Journal of
    Finance 16.
    """

    def __init__(self, low: float = 0.0, high: float = 1.0) -> None:
        super().__init__()
        if not low < high:
            raise UserError(f"procurement_equilibrium: found low={low}, high={high}, allowed low < high")
        self.low, self.high = low, high

    def price(self, view: View, worth: float) -> float:
        cost = min(max(worth, self.low), self.high)
        return procurement_bid(cost, len(view.parties) - 1, self.low, self.high)
