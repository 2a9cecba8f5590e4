"""The further questions that some rules ask, and the truthful answer of a strategy that has no method for them.

A strategy answers for itself by defining a method of the same name with the same arguments:

- ``bid(view)``: a sealed bid (auctions, double auction). Truth: the least it would take, best by the announced score.
- ``choose(view, allowed)``: asked of the winner of a second-score auction. Truth: the allowed outcome it likes best.
- ``report(view)``: utilities for arbitration, Zeuthen, VCG, the call market, coalitions. Truth: its utilities.
- ``order(view)``: the quantity ordered under rationing. Truth: the outcome it likes best.
- ``vote(view, now, new)``: on a mediator's new text. Truth: yes if it is no worse for it than the text as it stands.
- ``confirm(view, worth)``: before an award binds. Truth: yes if the award is worth no less than no deal.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from protocols.rules.table import Table
from protocols.transcript import Performative
from protocols.types import Floats, View

Mask: TypeAlias = NDArray[np.bool_]
T = TypeVar("T")


def truthful_bid(view: View) -> int | None:
    """The outcome worth no less than the reservation value that the auctioneer ranks highest, or, with no
    announced score, the one of smallest own utility. None: nothing to bid.
    """
    return view.at_least(view.reservation)


def truthful_choice(view: View, allowed: Mask) -> int:
    """The outcome of largest own utility among the allowed ones; ties to the lowest index."""
    return int(np.where(allowed, view.utility, -np.inf).argmax())


def truthful_report(view: View) -> Floats:
    """Its own utilities."""
    return view.utility


def truthful_order(view: View) -> int:
    """The outcome of largest own utility; ties to the lowest index."""
    return int(view.utility.argmax())


def truthful_vote(view: View, now: int, new: int) -> bool:
    """Whether ``new`` is at least as good for it as ``now``."""
    return bool(view.utility[new] >= view.utility[now])


def truthful_confirm(view: View, worth: float) -> bool:
    """Whether a payoff is at least its reservation value (a shortfall below 1e-9 of it counts as
    rounding)."""
    return worth >= view.reservation - 1e-9 * max(1.0, abs(view.reservation))


TRUTH: dict[str, Callable[..., object]] = {
    "bid": truthful_bid,
    "choose": truthful_choice,
    "report": truthful_report,
    "order": truthful_order,
    "vote": truthful_vote,
    "confirm": truthful_confirm,
}


def _own(table: Table, k: int, method: str, truth: Callable[..., T], *args: object) -> Generator[None, None, T]:
    question: Callable[..., T] = getattr(table.seats[k].strategy, method, truth)
    return (yield from table.ask(k, question, *args))


def ask_bid(table: Table, k: int) -> Generator[None, None, int | None]:
    """Seat ``k``'s sealed bid, recorded; None when it does not bid."""
    offer = yield from _own(table, k, "bid", truthful_bid)
    return None if offer is None else table.put(k, offer)


def ask_report(table: Table, k: int) -> Generator[None, None, Floats]:
    """Seat ``k``'s reported utilities (size,); what it cannot carry out stays -inf whatever it reports."""
    told = np.asarray((yield from _own(table, k, "report", truthful_report)), dtype=np.float64)
    actual = table.seats[k].utility
    if told.shape != actual.shape or np.isnan(told).any() or (told == np.inf).any():
        raise table.ended("party_failed", k, f"it reported utilities of shape {told.shape}, or NaN, or +inf")
    return np.where(actual == -np.inf, -np.inf, told)


def ask_confirm(table: Table, k: int, worth: float) -> Generator[None, None, bool]:
    """Whether seat ``k`` stands by a deal that gives it ``worth``."""
    return bool((yield from _own(table, k, "confirm", truthful_confirm, worth)))


def confirm_all(table: Table, outcome: int, parties: list[int]) -> Generator[None, None, None]:
    """Each of ``parties`` confirms ``outcome`` or the encounter ends with "refused"."""
    for k in parties:
        if not (yield from ask_confirm(table, k, float(table.seats[k].utility[outcome]))):
            raise table.ended("refused", k, "it does not confirm the outcome")
        table.say(table.names[k], Performative.ACCEPT, outcome)
        yield


def ask_choice(table: Table, k: int, allowed: Mask) -> Generator[None, None, int]:
    """Seat ``k``'s pick among the ``allowed`` outcomes."""
    pick = yield from _own(table, k, "choose", truthful_choice, allowed)
    if not allowed[pick]:
        raise table.ended("party_failed", k, f"it chose outcome {pick}, which was not allowed")
    return int(pick)


def ask_order(table: Table, k: int) -> Generator[None, None, int]:
    """The outcome that seat ``k`` orders, recorded."""
    return table.put(k, (yield from _own(table, k, "order", truthful_order)))


def ask_vote(table: Table, k: int, now: int, new: int) -> Generator[None, None, bool]:
    """Whether seat ``k`` votes to replace the text ``now`` by ``new``; never for what it cannot carry out."""
    if table.seats[k].utility[new] == -np.inf:
        return False
    return bool((yield from _own(table, k, "vote", truthful_vote, now, new)))
