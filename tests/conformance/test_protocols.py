"""One suite for every registered rule of encounter: what any rule owes its parties."""

from __future__ import annotations

import json

import numpy as np
import pytest

from agents.strategies import make_strategy
from protocols.errors import UserError
from protocols.outcomes import Issue, OutcomeSpace
from protocols.registry import PROTOCOLS, make_protocol
from protocols.rules.voice import TRUTH
from protocols.transcript import Performative, jsonl, read_jsonl
from protocols.types import Response, Seat, View, Waiting
from tests.golden.encounters import ENCOUNTERS

NAMES = sorted(PROTOCOLS)
PLAYERS = ["linear", "boulware", "tit_for_tat", "micro"]


def encounter(name: str, player: str = "linear"):  # type: ignore[no-untyped-def]
    return ENCOUNTERS[name](name, lambda: make_strategy(player))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("player", PLAYERS)
def test_nobody_is_bound_below_its_reservation_value(name: str, player: str) -> None:
    rule, seats = encounter(name, player)
    result = rule.run(seats, np.random.default_rng(1))
    if result.agreed:
        for seat in seats:
            assert result.utilities[seat.name] >= seat.reservation - 1e-9
        assert set(result.parties) <= {seat.name for seat in seats} and len(result.parties) >= 2
        assert result.point == rule.space.point(result.outcome)
    else:
        assert result.reason and result.transcript


@pytest.mark.parametrize("name", NAMES)
def test_same_input_same_bits_and_step_by_step_is_the_same_as_run(name: str) -> None:
    rule, seats = encounter(name)
    first = rule.run(seats, np.random.default_rng(3))
    assert rule.run(seats, np.random.default_rng(3)) == first  # strategies are reset
    session = rule.start(seats, np.random.default_rng(3))
    heard = 0
    while session.result is None:
        session.step()
        assert len(session.transcript) >= heard
        heard = len(session.transcript)
    assert session.result == first
    assert session.step() is None


@pytest.mark.parametrize("name", NAMES)
def test_the_transcript_is_in_order_and_round_trips_as_json_lines(name: str) -> None:
    rule, seats = encounter(name)
    result = rule.run(seats, np.random.default_rng(3))
    names = {seat.name for seat in seats} | {"table"}
    assert [m.number for m in result.transcript] == list(range(len(result.transcript)))
    assert all(a.round <= b.round for a, b in zip(result.transcript, result.transcript[1:], strict=False))
    assert all(m.sender in names and m.sender not in m.receivers for m in result.transcript)
    assert all(m.text("en") and m.text("zh") for m in result.transcript)
    lines = jsonl(result.transcript)
    assert all(json.loads(line)["performative"] in set(Performative) for line in lines.splitlines())
    assert read_jsonl(lines) == tuple(result.transcript)


class Broken:
    """Raises whatever it is asked."""

    def __getattr__(self, name: str) -> object:
        def fail(*args: object) -> object:
            raise ZeroDivisionError("no idea")

        if name in ("propose", "respond", "bid", "report", "order", "vote", "confirm", "choose"):
            return fail
        raise AttributeError(name)

    def reset(self) -> None: ...


@pytest.mark.parametrize("name", NAMES)
def test_a_party_that_raises_breaks_the_encounter_and_is_named(name: str) -> None:
    rule, seats = encounter(name)
    seats[1].strategy = Broken()
    result = rule.run(seats, np.random.default_rng(0))
    assert not result.agreed and result.reason == "party_failed" and result.party == seats[1].name
    assert "ZeroDivisionError: no idea" in result.detail
    assert result.transcript[-1].performative is Performative.FAILURE


@pytest.mark.parametrize("name", NAMES)
def test_parties_without_any_outcome_worth_having_make_no_deal(name: str) -> None:
    rule, seats = encounter(name)
    for seat in seats:
        seat.reservation = 1e9
    result = rule.run(seats, np.random.default_rng(0))
    assert not result.agreed and result.reason in ("no_feasible_outcome", "no_bid", "no_trade", "refused")


@pytest.mark.parametrize("name", NAMES)
def test_a_person_may_take_any_time(name: str) -> None:
    """A strategy that raises Waiting holds the session, not its course."""

    class Slow:
        def __init__(self, inner: object) -> None:
            self.inner, self.asked = inner, 0

        def __getattr__(self, method: str) -> object:
            found = getattr(self.inner, method, None) or TRUTH[method]

            def slowly(*args: object) -> object:
                self.asked += 1
                if self.asked % 3:
                    raise Waiting
                return found(*args)

            return slowly

        def reset(self) -> None:
            self.inner.reset()  # type: ignore[attr-defined]

    rule, seats = encounter(name)
    direct = rule.run(seats, np.random.default_rng(2))
    seats[0].strategy = Slow(seats[0].strategy)
    session = rule.start(seats, np.random.default_rng(2))
    waited = False
    for _ in range(2000):
        if session.result is not None:
            break
        session.step()
        waited |= session.waiting_for == seats[0].name
    asks = name not in ("first_price", "vickrey", "rationing", "vcg_reverse_auction")  # there seat 0 only announces
    assert waited is asks and session.result == direct


@pytest.mark.parametrize("name", NAMES)
def test_wrong_numbers_of_parties_and_broken_seats_are_refused(name: str) -> None:
    rule, seats = encounter(name)
    with pytest.raises(UserError, match="allowed"):
        rule.run(seats[:1], np.random.default_rng(0))
    with pytest.raises(UserError, match="different names"):
        rule.run([seats[0], *seats[:-1]], np.random.default_rng(0))
    for value in (
        np.full(rule.space.size, np.nan),
        np.zeros(rule.space.size + 1),
        np.full(rule.space.size, np.inf),
    ):
        rule, seats = encounter(name)
        seats[-1].utility = value
        with pytest.raises(UserError, match=seats[-1].name):
            rule.run(seats, np.random.default_rng(0))
    with pytest.raises(UserError, match="rounds"):
        type(rule)(rule.space, rounds=0)


def test_illegal_moves_are_the_failure_of_the_party() -> None:
    class Cheat:
        def __init__(self, offer: object, answer: object) -> None:
            self.offer, self.answer = offer, answer

        def propose(self, view: View) -> object:
            return self.offer

        def respond(self, view: View, offer: int) -> object:
            return self.answer

        def reset(self) -> None: ...

    space = OutcomeSpace([Issue("x", (1, 2, 3))])
    own = np.array([-np.inf, 1.0, 2.0])
    cases = [
        (0, Response.REJECT),
        (7, Response.REJECT),
        ("2", Response.REJECT),
        (1, "yes"),
        (1, Response.ACCEPT),
    ]
    for offer, answer in cases:
        seats = [
            Seat("a", np.array([3.0, 2.0, 1.0]), 0.0, make_strategy("linear")),
            Seat("b", own, 0.0, Cheat(offer, answer)),  # type: ignore[arg-type]
        ]
        result = make_protocol("alternating_offers", space, 3).run(seats, np.random.default_rng(0))
        assert not result.agreed and result.reason == "party_failed" and result.party == "b", (offer, answer)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "spec",
    ["barter", "rationing:cut=axe", "k_double_auction:k=2", "arbitration:solution=coin", "contract_net:x=1"],
)
def test_a_bad_protocol_spec_is_refused_with_what_is_allowed(spec: str) -> None:
    with pytest.raises(UserError, match="allowed"):
        make_protocol(spec, OutcomeSpace([Issue("x", (0, 1))]))
