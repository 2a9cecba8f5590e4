"""Alternating and stacked alternating offers: who may do what when, and how it ends."""

from __future__ import annotations

import numpy as np
import pytest

from agents.strategies import make_strategy
from protocols.errors import UserError
from protocols.outcomes import Issue, OutcomeSpace
from protocols.registry import make_protocol
from protocols.transcript import Performative
from protocols.types import ACCEPT, LEAVE, REJECT, Breakdown, Response, Seat, View

PIE = OutcomeSpace([Issue.grid("share", 0, 10, 1)])
MINE = PIE.axis("share").reshape(-1)


class Scripted:
    """Plays listed moves: an outcome to offer, or a Response to the standing offer (then no offer)."""

    def __init__(self, *moves: int | Response | None) -> None:
        self.moves = moves

    def reset(self) -> None:
        self.left = list(self.moves)

    def respond(self, view: View, offer: int) -> Response:
        if self.left and isinstance(self.left[0], Response):
            return self.left.pop(0)  # type: ignore[return-value]
        return REJECT

    def propose(self, view: View) -> int | None:
        return self.left.pop(0)  # type: ignore[return-value]


def talk(*scripts: Scripted, rounds: int = 4, first: int = 0, rule: str = "stacked_alternating_offers") -> object:
    seats = [Seat(name, MINE, 0.0, script) for name, script in zip("abc", scripts, strict=False)]
    return make_protocol(rule, PIE, rounds, first=first).run(seats, np.random.default_rng(0))


def test_a_deal_needs_everybody_but_the_proposer_to_accept_in_a_row() -> None:
    result = talk(Scripted(9, ACCEPT), Scripted(5), Scripted(ACCEPT))
    assert result.agreed and result.outcome == 5 and result.rounds == 2  # type: ignore[attr-defined]
    assert [(m.sender, str(m.performative)) for m in result.transcript] == [  # type: ignore[attr-defined]
        ("a", "propose"), ("b", "propose"), ("c", "accept-proposal"), ("a", "accept-proposal"),
    ]  # fmt: skip
    assert result.offers == ((0, "a", 9), (0, "b", 5))  # type: ignore[attr-defined]


def test_one_rejection_starts_the_count_again() -> None:
    result = talk(Scripted(9, 8, 7), Scripted(ACCEPT, ACCEPT, ACCEPT), Scripted(3, 2, 1), rounds=3)
    assert isinstance(result, Breakdown) and result.reason == "deadline" and result.rounds == 3
    assert result.transcript[-1].sender == "table" and result.party is None


def test_walking_away_instead_of_answering_or_offering() -> None:
    for script in (Scripted(LEAVE), Scripted(None)):
        result = talk(Scripted(9, 8), script)
        assert isinstance(result, Breakdown)
        assert (result.reason, result.party, result.rounds) == ("walk_away", "b", 1)
        assert result.transcript[-1].performative is Performative.REFUSE


def test_first_begins_and_the_turn_goes_round() -> None:
    result = talk(Scripted(1, 1), Scripted(2, 2), Scripted(3, 3), rounds=2, first=2)
    assert [who for _, who, _ in result.offers] == ["c", "a", "b"] * 2  # type: ignore[attr-defined]


def test_alternating_offers_are_for_two() -> None:
    with pytest.raises(UserError, match="found 3 parties, allowed 2"):
        talk(Scripted(1), Scripted(1), Scripted(1), rule="alternating_offers")
    with pytest.raises(UserError, match="first = 2"):
        talk(Scripted(1), Scripted(1), rule="alternating_offers", first=2)


def test_the_clock_runs_from_zero_to_one() -> None:
    times: list[float] = []

    class Clock(Scripted):
        def propose(self, view: View) -> int:
            times.append(view.time)
            return 0

    talk(Clock(), Scripted(1, 1, 1, 1, 1), rounds=5)
    assert times == [0.0, 0.25, 0.5, 0.75, 1.0]
    times.clear()
    talk(Clock(), Scripted(1), rounds=1)
    assert times == [1.0]


def test_every_further_offer_costs_time_when_payoffs_are_discounted() -> None:
    seats = [
        Seat("a", MINE, 0.0, Scripted(9, 8, 7), 0.9),
        Seat("b", 10 - MINE, 0.0, Scripted(1, ACCEPT), 0.5),
    ]
    result = make_protocol("alternating_offers", PIE, 4).run(seats, np.random.default_rng(0))
    assert result.utilities == {"a": pytest.approx(8 * 0.81), "b": pytest.approx(2 * 0.25)}  # type: ignore[union-attr]


def test_a_party_without_any_outcome_worth_having_ends_it_before_it_begins() -> None:
    seats = [Seat("a", MINE, 11.0, make_strategy("linear")), Seat("b", MINE, 0.0, make_strategy("linear"))]
    result = make_protocol("alternating_offers", PIE).run(seats, np.random.default_rng(0))
    assert isinstance(result, Breakdown) and (result.reason, result.party) == ("no_feasible_outcome", "a")
    assert not result.offers


def test_the_random_stream_of_a_party_does_not_depend_on_the_others() -> None:
    """What one party draws leaves the draws of the others alone (common random numbers)."""
    drawn: list[float] = []

    class Draws(Scripted):
        def __init__(self, times: int, keep: bool) -> None:
            super().__init__()
            self.times, self.keep = times, keep

        def propose(self, view: View) -> int:
            values = [float(view.rng.random()) for _ in range(self.times)]
            drawn.extend(values if self.keep else [])
            return 0

    talk(Draws(1, True), Draws(1, False))
    once = drawn.copy()
    drawn.clear()
    talk(Draws(1, True), Draws(5, False))
    assert drawn == once


def test_the_best_of_utilities_written_over_since_the_last_encounter_is_found_again() -> None:
    seats = [Seat("a", MINE.copy(), 0.0, make_strategy("trade_off")), Seat("b", 10.0 - MINE, 0.0, make_strategy("trade_off"))]
    rule = make_protocol("alternating_offers", PIE, 8)
    assert rule.run(seats, np.random.default_rng(0)).offers[0] == (0, "a", 10)
    seats[0].utility[10] = -np.inf
    assert rule.run(seats, np.random.default_rng(0)).offers[0] == (0, "a", 9)
