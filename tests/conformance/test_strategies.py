"""One suite for every registered strategy: what any strategy owes the table."""

from __future__ import annotations

import copy
import gc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.strategies import STRATEGIES, make_strategy
from protocols.errors import UserError
from protocols.outcomes import Issue, OutcomeSpace
from protocols.registry import make_protocol
from protocols.types import ACCEPT, History, Response, Result, Seat, View

NAMES = sorted(STRATEGIES)
SPACE = OutcomeSpace([Issue.grid("price", 0, 9, 1), Issue("lead", ("fast", "slow")), Issue.grid("share", 0, 1, 0.5)])


def utilities(seed: int, infeasible: float = 0.1) -> np.ndarray:
    """Two parties with partly opposed interests and some outcomes that one of them cannot carry out."""
    rng = np.random.default_rng(seed)
    price = np.broadcast_to(SPACE.axis("price") / 9, SPACE.shape).reshape(-1)
    table = np.stack([price, 1 - price]) * 0.6 + 0.4 * rng.random((2, SPACE.size))
    table[rng.random(table.shape) < infeasible] = -np.inf
    return table


class Witness:
    """Wraps a strategy and writes down what it does; passes on every further question it can answer."""

    def __init__(self, inner: object) -> None:
        self.inner = inner
        self.proposed: list[int | None] = []
        self.answers: list[tuple[int, Response, float]] = []
        self.worth: list[float] = []

    def propose(self, view: View) -> int | None:
        offer = self.inner.propose(view)  # type: ignore[attr-defined]
        self.proposed.append(offer)
        if offer is not None:
            self.worth.append(float(view.utility[offer]) - view.floor)
        return offer  # type: ignore[no-any-return]

    def respond(self, view: View, offer: int) -> Response:
        answer = self.inner.respond(view, offer)  # type: ignore[attr-defined]
        self.answers.append((offer, answer, float(view.utility[offer]) - view.floor))
        return answer  # type: ignore[no-any-return]

    def reset(self) -> None:
        self.inner.reset()  # type: ignore[attr-defined]


def play(
    strategies: list[object],
    table: np.ndarray,
    reservation: float,
    seed: int,
    rule: str,
    discount: float = 1.0,
) -> Result:
    seats = [
        Seat(f"P{k}", row.copy(), reservation, player, discount)  # type: ignore[arg-type]
        for k, (row, player) in enumerate(zip(table, strategies, strict=True))
    ]
    return make_protocol(rule, SPACE, 8).run(seats, np.random.default_rng(seed))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    reservation=st.sampled_from([-1.0, 0.0, 0.3, 0.6]),
    other=st.sampled_from(["linear", "micro", "tit_for_tat"]),
)
def test_offers_are_legal_and_respect_the_own_reservation_value(name: str, seed: int, reservation: float, other: str) -> None:
    table = utilities(seed)
    witness = Witness(make_strategy(name))
    result = play([witness, make_strategy(other)], table, reservation, seed, "alternating_offers")
    assert result.agreed or result.reason in ("deadline", "walk_away", "no_feasible_outcome"), result  # type: ignore[union-attr]
    for offer in witness.proposed:
        assert offer is None or (0 <= offer < SPACE.size and table[0, offer] > -np.inf)
    assert all(worth >= -1e-12 for worth in witness.worth)
    for _, answer, worth in witness.answers:
        assert isinstance(answer, Response)
        assert answer is not ACCEPT or worth >= -1e-12


@pytest.mark.parametrize("name", NAMES)
def test_it_respects_the_reservation_value_when_time_costs(name: str) -> None:
    for seed in range(6):
        witness = Witness(make_strategy(name))
        result = play([witness, make_strategy("boulware")], utilities(seed), 0.3, seed, "alternating_offers", 0.93)
        assert result.agreed or result.reason != "party_failed", result  # type: ignore[union-attr]
        assert all(worth >= -1e-12 for worth in witness.worth)
        if result.agreed:
            assert min(result.utilities.values()) >= 0.3 - 1e-12  # type: ignore[union-attr]


@pytest.mark.parametrize("name", NAMES)
def test_it_plays_the_same_again_after_reset_and_as_a_copy(name: str) -> None:
    table = utilities(3)
    strategy = make_strategy(name)
    first = play([strategy, make_strategy("linear")], table, 0.2, 5, "alternating_offers")
    play([strategy, make_strategy("conceder")], utilities(4), 0.1, 6, "alternating_offers")  # leaves traces behind
    again = play([strategy, make_strategy("linear")], table, 0.2, 5, "alternating_offers")
    copied = play([copy.deepcopy(strategy), make_strategy("linear")], table, 0.2, 5, "alternating_offers")
    fresh = play([make_strategy(name), make_strategy("linear")], table, 0.2, 5, "alternating_offers")
    assert first == again == copied == fresh


@pytest.mark.parametrize("name", NAMES)
def test_what_the_opponent_wants_matters_only_through_its_moves(name: str) -> None:
    """The opponent makes the same moves for other reasons: the strategy cannot tell."""

    class Script:
        def __init__(self) -> None:
            self.place = 0

        def propose(self, view: View) -> int:
            self.place += 7
            return (3 + self.place) % SPACE.size

        def respond(self, view: View, offer: int) -> Response:
            return Response.REJECT

        def reset(self) -> None:
            self.place = 0

    own = utilities(11, infeasible=0.0)[0]
    records = []
    for other in (np.ones(SPACE.size), np.linspace(5, 900, SPACE.size)):
        witness = Witness(make_strategy(name))
        play([witness, Script()], np.stack([own, other]), 0.2, 9, "alternating_offers")
        records.append((witness.proposed, witness.answers))
    assert records[0] == records[1]


@pytest.mark.parametrize("name", NAMES)
def test_it_sits_at_a_table_of_three(name: str) -> None:
    table = np.vstack([utilities(1), utilities(2)[:1]])
    witness = Witness(make_strategy(name))
    result = play(
        [make_strategy("linear"), witness, make_strategy("conceder")],
        table,
        0.1,
        2,
        "stacked_alternating_offers",
    )
    assert result.agreed or result.reason in ("deadline", "walk_away"), result  # type: ignore[union-attr]
    assert all(worth >= -1e-12 for worth in witness.worth)


@pytest.mark.parametrize("name", NAMES)
def test_one_outcome_one_round_and_constant_utility_are_no_trap(name: str) -> None:
    for size, rounds in ((1, 1), (1, 5), (4, 1), (4, 6)):
        space = OutcomeSpace([Issue("x", tuple(range(size)))])
        seats = [
            Seat("a", np.ones(size), 1.0, make_strategy(name)),
            Seat("b", np.ones(size), 0.0, make_strategy("linear")),
        ]
        result = make_protocol("alternating_offers", space, rounds).run(seats, np.random.default_rng(0))
        assert result.agreed or result.reason in ("deadline", "walk_away"), result  # type: ignore[union-attr]


def test_a_view_holds_no_way_to_the_opponent() -> None:
    """Neither the objects of the opponent nor its numbers can be reached from a view."""
    table = utilities(1)
    other = make_strategy("boulware")
    seats = [Seat("a", table[0], 0.0, make_strategy("linear")), Seat("b", table[1], 0.25, other)]
    session = make_protocol("alternating_offers", SPACE, 5).start(seats, np.random.default_rng(0))
    view = session.table.views[0]
    reached: list[object] = [getattr(view, name) for name in View.__slots__ if name != "_luck"]
    seen = {id(item) for item in reached}
    while reached:
        item = reached.pop()
        for inner in gc.get_referents(item):
            if id(inner) not in seen and not isinstance(inner, type) and type(inner).__module__ != "builtins":
                seen.add(id(inner))
                reached.append(inner)
    assert id(other) not in seen and id(seats[1]) not in seen and id(seats[1].utility) not in seen
    with pytest.raises(ValueError, match="read-only"):
        view.utility[0] = 1.0
    assert isinstance(view.history, History) and not hasattr(view.history, "append")


@pytest.mark.parametrize(
    "spec",
    ["nobody", "boulware:e=0", "boulware:e=x", "linear:z=1", "fixed:demand=2", "micro:1", "fixed:demand"],
)
def test_a_bad_spec_is_refused_with_what_is_allowed(spec: str) -> None:
    with pytest.raises(UserError, match="allowed"):
        make_strategy(spec)


class Odd(Exception):
    """Cannot be shown."""

    def __str__(self) -> str:
        raise RuntimeError

    __repr__ = __str__


def offers(what: object, unready: bool = False) -> object:
    """A strategy that offers ``what``, or raises it; if ``unready``, it does not start at all."""

    class Strange:
        def propose(self, view: View) -> object:
            if isinstance(what, BaseException):
                raise what
            return what

        def respond(self, view: View, offer: int) -> object:
            return what

        def reset(self) -> None:
            if unready:
                raise ValueError("not today")

    return Strange()


STRANGE = [True, 1.0, float("nan"), "1", 10**400, np.array([1]), np.arange(9), np.uint64(2**63), object()]
STRANGE += [ValueError("\udcff"), Odd()]


@pytest.mark.parametrize("what", STRANGE, ids=lambda what: type(what).__name__)
@pytest.mark.parametrize("seat", [0, 1])
def test_what_is_no_move_ends_the_encounter_in_words_that_any_file_takes(what: object, seat: int) -> None:
    players: list[object] = [make_strategy("linear"), make_strategy("linear")]
    players[seat] = offers(what)
    result = play(players, utilities(1), 0.1, 1, "alternating_offers")
    assert (result.reason, result.party) == ("party_failed", f"P{seat}")  # type: ignore[union-attr]
    assert result.detail.encode() and len(result.detail) < 3000  # type: ignore[union-attr]


def test_too_little_memory_is_no_move_of_a_party() -> None:
    """Else a run of a sweep would be a row that another machine does not give."""
    with pytest.raises(MemoryError):
        play([offers(MemoryError()), make_strategy("linear")], utilities(1), 0.1, 1, "alternating_offers")


@pytest.mark.parametrize("rule", ["alternating_offers", "stacked_alternating_offers", "monotonic_concession", "contract_net"])
def test_a_party_that_cannot_start_afresh_ends_the_encounter_not_the_play(rule: str) -> None:
    result = play([make_strategy("linear"), offers(1, unready=True)], utilities(1), 0.1, 1, rule)
    assert (result.reason, result.party, result.detail) == ("party_failed", "P1", "ValueError: not today")  # type: ignore[union-attr]
    assert result.rounds == 1 and not result.offers
