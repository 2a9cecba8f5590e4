"""The seat: a person's moves count as a strategy's would, nothing of the others leaks, and the debrief is right."""

from __future__ import annotations

import json
import re
import time
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from environment import Scenario, Scheme, play
from environment.records import Negotiation, Show
from experiments.negotiate import load_domain, negotiate, shipped
from protocols.transcript import Performative
from visualization.figures.names import Names
from visualization.page.playing import Shown
from visualization.page.settings import Settings
from visualization.page.views.seat import blind, curves, debrief, dials, heard, outcome_at, places
from visualization.page.views.seat_domain import domain_lines
from visualization.page.views.seat_end import end_of
from visualization.page.views.seat_game import ACCEPT, LEAVE, InShow, Move, Place, StandAlone, Turn, acts, closer, fresh
from visualization.page.views.table import Case, cases, stand_alone


@cache
def show() -> Show:
    found = play("autumn_launch")
    assert isinstance(found, Show)
    return found


def talk_of(found: Show, name: str) -> Negotiation:
    return next(talk for talk in found.negotiations if talk.id == name)


def in_show(party: str, talk: str) -> InShow:
    return InShow(show().scenario, show().scheme, show().seed, Place(party, talk), {}, show())


def own_moves(talk: Negotiation, party: str) -> tuple[Move, ...]:
    """What ``party`` did, as a person would have to do it."""
    moves: list[Move] = []
    offers = iter([row for _, who, row in talk.offers if who == party])
    for message in talk.transcript:
        if message.sender == party:
            moves.append(next(offers) if message.performative is Performative.PROPOSE else ACCEPT)
    return tuple(moves)


def hold_out(game: InShow | StandAlone) -> tuple[Move, ...]:
    """Insist on the best outcome until the last round, and then take what beats no deal."""
    moves: tuple[Move, ...] = ()
    while isinstance(turn := game.play(moves), Turn):
        last = turn.round == turn.rounds - 1
        fine = turn.standing is not None and turn.utility[turn.standing] >= turn.floor
        moves += (ACCEPT,) if last and fine else (int(np.argmax(turn.utility)),)
    return moves


@pytest.mark.parametrize(("party", "talk"), [("supplier", "N5"), ("host", "N5"), ("host", "N1"), ("F2", "N2-F2")])
def test_whoever_moves_as_the_software_did_gets_the_very_same_show(party: str, talk: str) -> None:
    before = talk_of(show(), talk)
    found = in_show(party, talk).play(own_moves(before, party))
    assert not isinstance(found, Turn)
    again, after = found  # type: ignore[misc]
    assert (after.outcome, after.offers, after.gains) == (before.outcome, before.offers, before.gains)  # type: ignore[attr-defined]
    assert again.measures == pytest.approx(show().measures, nan_ok=True)  # type: ignore[attr-defined]
    assert again.money == show().money  # type: ignore[attr-defined]


@pytest.mark.parametrize("party", ["F2", "Y1"])
def test_who_bargains_over_material_can_be_played_too(party: str) -> None:
    one = play(Scenario.load("autumn_launch", variants=["merchants_bargain"]))
    assert isinstance(one, Show)
    before = talk_of(one, "N8-F2-Y1")
    game = InShow(one.scenario, one.scheme, one.seed, Place(party, before.id), {}, one)
    found = game.play(own_moves(before, party))
    assert not isinstance(found, Turn)
    assert found[1].outcome == before.outcome and found[0].money == one.money  # type: ignore[index,union-attr]


def test_a_turn_holds_the_own_side_alone() -> None:
    turn = in_show("host", "N5").play(())
    assert isinstance(turn, Turn) and turn.party == "host"
    talk = talk_of(show(), "N5")
    assert np.array_equal(turn.utility, talk.utilities["host"]) and turn.floor == talk.reservations["host"]
    assert [who for _, who, _ in turn.offers] == ["supplier", "F2"] and turn.standing == turn.offers[-1][2]
    case = blind(turn, Names.of(show()), "CNY")
    assert set(case.talk.utilities) == set(case.talk.reservations) == {"host"} and not case.talk.gains
    assert turn.parts is not None and sum(turn.parts.at(turn.standing).values()) == pytest.approx(turn.utility[turn.standing])


def test_a_turn_says_who_has_accepted_the_standing_offer() -> None:
    talk, before = talk_of(show(), "N5"), 0
    for k, message in enumerate(talk.transcript):  # every turn of the host's, against what was really said
        if message.sender == "host":
            moves = own_moves(talk, "host")[:before]
            turn = in_show("host", "N5").play(moves)
            assert isinstance(turn, Turn) and turn.standing is not None
            since = []
            for said in reversed(talk.transcript[:k]):
                if said.performative is Performative.PROPOSE:
                    break
                since.append(said.sender)
            assert turn.agreed == tuple(reversed(since)) and turn.final == (len(since) == 1)
            before += 1
    assert before > 3


@pytest.mark.parametrize("party", ["host", "supplier", "F2"])
def test_acceptances_and_refusals_are_told_as_they_were_said(party: str) -> None:
    talk = talk_of(show(), "N5")
    moves = own_moves(talk, party)
    said = [(m.sender, "accept" if m.performative is Performative.ACCEPT else "offer") for m in talk.transcript]
    for count in (1, len(moves) - 1):
        turn = in_show(party, "N5").play(moves[:count])
        assert isinstance(turn, Turn)
        told = acts(turn)
        kinds = [(act.party, act.kind.replace("decline", "offer")) for act in told]
        assert kinds == said[: len(kinds)] and len([who for who, _ in kinds if who == party]) == count
        assert [act.round for act in told] == sorted(act.round for act in told)
        assert [act.round for act in told if act.kind != "accept"] == [r for r, _, _ in turn.offers]


def test_who_only_accepts_finds_every_acceptance_in_the_transcript_and_on_the_curve() -> None:
    game = StandAlone(load_domain("rush_deal"), Place("factory"), domain_lines("rush_deal")["factory"])
    turn = game.play((ACCEPT,) * 3)
    assert isinstance(turn, Turn)
    case = blind(turn, stand_alone(negotiate(load_domain("rush_deal"))).names, "CNY")
    texts = [text for _, text, _, _ in heard(turn, case)]
    mine = [(en, zh) for en, zh in texts if en.startswith("You accept the offer of ")]
    assert len(mine) == 3 and all(zh.startswith("你接受") for _, zh in mine)
    assert any(" declines the offer of " in en and "拒绝" in zh for en, zh in texts)
    own = next(line for line in curves(turn, case, 0)["lines"] if line["own"])
    assert [point["title"] for point in own["points"]] == [en for en, _ in mine]


def test_a_rule_that_takes_parties_one_after_the_other_goes_on_with_the_moves() -> None:
    scheme = Scheme.load("slot_fee_commission")
    scheme = scheme.model_copy(update={"protocols": {**scheme.protocols, "N5": "alternating_offers"}})
    game, moves, met = InShow(show().scenario, scheme, show().seed, Place("supplier", "N5")), tuple[Move, ...](), set[str]()
    while isinstance(turn := game.play(moves), Turn):
        met |= set(turn.parties)
        fine = turn.standing is not None and turn.utility[turn.standing] >= turn.floor
        moves += (ACCEPT if fine else int(np.argmax(turn.utility)),)
    record = turn[1]  # type: ignore[index]
    assert record.strategies["supplier"] == "person" and met == {"supplier", "F2", "host"} and len(moves) > 1


def test_walking_away_is_an_outcome_with_its_money() -> None:
    game = in_show("host", "N1")
    found = game.play((LEAVE,))
    software = next(case for case in cases(Shown(Settings(), show())) if case.talk.id == "N1")
    end = end_of(found, game, software, software.names)  # type: ignore[arg-type]
    assert not end.case.talk.agreed and end.case.talk.reason == "walk_away"
    assert end.debrief.verdict == "worse" and end.debrief.rows[0].mine == 0.0
    assert "you walked away" in end.debrief.sentences[0][0] and "你离场了" in end.debrief.sentences[0][1]
    assert end.show is not None and end.show.conservation == {"ledger_sum": 0, "oversold": 0}
    assert end.money is not None and end.money[0] != end.money[1]


@pytest.mark.parametrize(("name", "party"), [("rush_deal", "supplier"), ("host_terms", "host"), ("logrolling", "buyer")])
def test_a_person_can_win_a_better_deal_than_the_software(name: str, party: str) -> None:
    domain = load_domain(name)
    game = StandAlone(domain, Place(party), domain_lines(name)[party])
    found = game.play(hold_out(game))
    assert not isinstance(found, Turn)
    case, software = stand_alone(found), stand_alone(negotiate(domain))  # type: ignore[arg-type]
    told = debrief(case, software, party)
    assert told.verdict == "better" and "better deal than the software" in told.sentences[2][0]
    assert case.talk.gains[party] > software.talk.gains[party]
    assert "软件" in told.sentences[2][1]


def test_the_debrief_knows_what_was_left_on_the_table() -> None:
    case = stand_alone(negotiate(load_domain("logrolling")))
    told = debrief(case, case, "buyer")
    assert told.verdict == "same"
    assert case.stakes is not None and case.deal is not None
    deal = case.stakes.table[case.deal]
    able = (case.stakes.table >= deal - 1e-9).all(axis=1)
    more = float(case.stakes.table[able, 0].max() - deal[0])
    text = " ".join(en for en, _ in told.sentences)
    assert ("Left on the table" in text) == (more > 0.001)
    assert [row.party for row in told.rows] == ["buyer", "seller"]


@given(data=st.data())
@settings(max_examples=12, deadline=None)
def test_any_moves_lead_to_a_turn_or_an_end_and_always_to_the_same(data: st.DataObject) -> None:
    domain = load_domain("logrolling")
    game = StandAlone(domain, Place(data.draw(st.sampled_from(domain.names))))
    moves: tuple[Move, ...] = ()
    for _ in range(data.draw(st.integers(0, 12))):
        turn = game.play(moves)
        if not isinstance(turn, Turn):
            break
        assert turn.party == game.place.party and turn.round <= turn.rounds - 1
        assert len([1 for _, who, _ in turn.offers if who == turn.party]) == sum(isinstance(m, int) for m in moves)
        offers = st.integers(0, domain.space.size - 1)
        moves += (data.draw(offers if turn.standing is None else st.one_of(offers, st.just(ACCEPT), st.just(LEAVE))),)
    one, two = game.play(moves), game.play(moves)
    assert type(one) is type(two)
    if isinstance(one, Turn) and isinstance(two, Turn):
        assert one.offers == two.offers and one.standing == two.standing
    else:
        assert one.result.offers == two.result.offers  # type: ignore[union-attr]


@given(data=st.data())
@settings(max_examples=12, deadline=None)
def test_the_parts_of_a_domain_add_up_to_its_utility(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(shipped())))
    domain = load_domain(name)
    party = data.draw(st.sampled_from(domain.parties))
    outcome = data.draw(st.integers(0, domain.space.size - 1))
    total = sum(domain_lines(name)[party.name].at(outcome).values())
    assert total == pytest.approx(float(party.utility[outcome]), abs=0.05)


@given(st.integers(0, 10_000))
@settings(max_examples=12, deadline=None)
def test_sliders_and_outcomes_are_the_same_thing(pick: int) -> None:
    domain = load_domain("rush_deal")
    turn = StandAlone(domain, Place("supplier")).play(())
    assert isinstance(turn, Turn)
    outcome = pick % domain.space.size
    assert outcome_at(turn, places(turn, outcome)) == outcome
    case = blind(turn, Names({}, {}), "CNY")
    point = domain.space.point(outcome)
    for dial, at in zip(dials(turn, case, 0), places(turn, outcome), strict=True):
        assert dial["values"][at] == case.value(dial["name"], point[dial["name"]])[0]
    near = closer(turn, outcome)
    assert turn.utility[near] >= turn.utility[outcome]


def test_going_nearer_to_their_offer_costs_nothing() -> None:
    turn = StandAlone(load_domain("rush_deal"), Place("factory")).play(())
    assert isinstance(turn, Turn) and turn.standing is not None
    start = fresh(turn)
    near, space = closer(turn, start), turn.space.coordinates
    assert turn.utility[near] >= turn.utility[start]
    assert ((space[near] - space[turn.standing]) ** 2).sum() <= ((space[start] - space[turn.standing]) ** 2).sum()


def test_nothing_of_the_others_is_put_into_any_widget() -> None:
    solara = pytest.importorskip("solara")
    pytest.importorskip("anywidget")
    from ipywidgets.widgets import widget as registry

    from visualization.page.choices import Sitting
    from visualization.page.panels.seat import Panel, Seating, _sit
    from visualization.page.session import Session

    session = Session("panel=seat")
    session.shown.set(Shown(Settings(), show()))
    seating = session.keep("seat", Seating)
    _sit(session, seating, Sitting("", "N5", "host"))
    wait(seating)
    turn = seating.now.peek()
    assert isinstance(turn, Turn) and turn.standing is not None
    before = set(registry._instances)
    _, rc = solara.render(Panel(session), handle_error=False)
    states = [each.get_state() for name, each in registry._instances.items() if name not in before]
    # the names that widgets and styles get at random hold digits, and by chance a number of the others
    sent = re.sub(r"IPY_MODEL_[0-9a-f]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", json.dumps(states, default=str))
    assert "Worth" in sent  # the own side is there
    seen = {float(text.replace(",", "").replace("−", "-")) for text in re.findall(r"[-−]?\d[\d,]*(?:\.\d+)?", sent)}
    assert float(round(turn.floor)) in seen  # so would be a number of the others
    talk = talk_of(show(), "N5")
    for other in ("supplier", "F2"):
        hidden = [talk.reservations[other], *(float(talk.utilities[other][row]) for _, _, row in turn.offers)]
        hidden += [float(talk.utilities[other][row]) - talk.reservations[other] for _, _, row in turn.offers]
        for value in hidden:
            assert not {round(value, digits) for digits in range(5)} & seen, (other, value)
    seating.leave(session)
    rc.close()
    session.close()


def wait(seating: object) -> None:
    end = time.monotonic() + 20.0
    while seating.runner.job.peek().busy and time.monotonic() < end:  # type: ignore[attr-defined]
        time.sleep(0.01)


def test_the_seat_says_which_party_is_played_by_a_person() -> None:
    game = StandAlone(load_domain("logrolling"), Place("buyer"))
    found = game.play((LEAVE,))
    case = Case(stand_alone(found).talk, Names({}, {}), 20)  # type: ignore[arg-type]
    assert case.talk.strategies["buyer"] == "person" and case.talk.strategies["seller"] != "person"


@pytest.mark.parametrize(
    ("query", "seated", "moves"),
    [
        ("seat=rush_deal~~host&moves=5", True, 1),
        ("seat=rush_deal~~host&moves=5~999999999", True, 0),  # no such outcome: from the start
        ("seat=rush_deal~~nobody&moves=5", False, 0),
        ("seat=nowhere~~host", False, 0),
        ("seat=show~N99~host", False, 0),
    ],
)  # fmt: skip
def test_a_seat_in_a_link_is_taken_again_or_given_up(query: str, seated: bool, moves: int) -> None:
    pytest.importorskip("solara")
    from visualization.page.panels.seat import Seating, _back
    from visualization.page.panels.seat_closed import taken
    from visualization.page.session import Session

    session = Session(query)
    session.shown.set(Shown(Settings(), show()))
    left = session.left.peek()
    assert left is not None and session.panel.peek() == "seat" and taken(session).peek()  # nothing is shown before one chooses
    seating = session.keep("seat", Seating)
    _back(session, seating, left)
    wait(seating)
    turn = seating.now.peek()
    assert isinstance(turn, Turn) == seated == taken(session).peek()
    assert session.left.peek() is None and len(seating.sitting.peek().moves) == moves
    assert ("seat=" in session.query()) == seated
    if isinstance(turn, Turn):
        assert sum(who == "host" for _, who, _ in turn.offers) == moves
    session.close()
