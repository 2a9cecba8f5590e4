"""Monotonic concession: it ends at the Nash outcome (Harsanyi 1956) and matches the textbook recursion."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.strategies import make_strategy
from protocols import solutions
from protocols.outcomes import Issue, OutcomeSpace
from protocols.registry import make_protocol
from protocols.theory.bargaining_concession import zeuthen
from protocols.types import Breakdown, Result, Seat


def concede(table: np.ndarray, rounds: int = 200, reservation: float = 0.0, first: int = 0) -> Result:
    space = OutcomeSpace([Issue("deal", tuple(range(len(table))))])
    seats = [Seat(n, table[:, k], reservation, make_strategy("linear")) for k, n in enumerate(("a", "b"))]
    return make_protocol("monotonic_concession", space, rounds, first=first, steps=1).run(seats, np.random.default_rng(0))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=25, unique=True))
def test_it_ends_at_the_largest_product_of_gains(deals: list[tuple[int, int]]) -> None:
    table = np.array(deals, dtype=float)
    result = concede(table)
    assert result.agreed
    products = table.prod(axis=1)
    assert products[result.outcome] == products.max()  # type: ignore[union-attr]
    assert result.outcome == zeuthen(table[:, 0].tolist(), table[:, 1].tolist())  # type: ignore[union-attr]
    if products.max() > 0:
        nash = solutions.nash(table, [0.0, 0.0])
        assert nash is not None and products[nash] == products.max()


def test_nobody_ever_asks_for_more_again() -> None:
    share = np.linspace(0, 1, 41)
    result = concede(np.stack([share, 1 - share**2], axis=1))
    for name, mine in (("a", share), ("b", 1 - share**2)):
        asked = [mine[o] for _, who, o in result.offers if who == name]
        assert all(later < earlier for earlier, later in zip(asked, asked[1:], strict=False))


def test_the_reservation_value_is_the_conflict_point_and_a_deadline_can_come_first() -> None:
    table = np.stack([np.arange(11.0), 10 - np.arange(11.0)], axis=1)
    assert concede(table, reservation=0.0).outcome == 5  # type: ignore[union-attr]
    early = concede(table, rounds=2)
    assert isinstance(early, Breakdown) and early.reason == "deadline"
    none = concede(table, reservation=6.0)
    assert isinstance(none, Breakdown) and none.reason == "no_feasible_outcome"


def test_exaggerating_the_conflict_payoff_pays() -> None:
    """The reason why reports to a mediator are not innocent: a steeper report wins a larger share."""

    class Liar:
        def reset(self) -> None: ...
        def propose(self, view: object) -> None: ...
        def respond(self, view: object, offer: int) -> None: ...
        def report(self, view) -> np.ndarray:  # type: ignore[no-untyped-def]
            return np.where(view.utility >= 4, view.utility - 4, -1.0)

    table = np.stack([np.arange(11.0), 10 - np.arange(11.0)], axis=1)
    space = OutcomeSpace([Issue("deal", tuple(range(11)))])
    seats = [Seat("a", table[:, 0], 0.0, Liar()), Seat("b", table[:, 1], 0.0, make_strategy("linear"))]  # type: ignore[arg-type]
    result = make_protocol("monotonic_concession", space).run(seats, np.random.default_rng(0))
    assert result.utilities["a"] == 7.0  # type: ignore[union-attr]
