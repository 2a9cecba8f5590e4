"""The panel Table as plain data: what it says about a negotiation follows from the record."""

from __future__ import annotations

import string
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from agents.strategies import make_strategy
from environment import Scenario, play
from environment.records import Negotiation, Show
from environment.texts import page_state, page_table
from experiments.negotiate import load_domain, negotiate
from protocols.solutions import nash
from visualization.figures.names import Names
from visualization.page.playing import Shown
from visualization.page.settings import Pick, Settings
from visualization.page.views.table import Case, cases, headline, listed, said, stand_alone
from visualization.page.views.table_behind import behind
from visualization.page.views.table_choice import MOST_LISTED, Look, chosen, heeding, near
from visualization.page.views.table_moved import first_issue, moved
from visualization.page.views.table_plots import concession, parallel, space
from visualization.page.views.table_rush import chain, lead_times
from visualization.page.views.table_why import aims, steps, why
from visualization.report.story import timeline
from visualization.report.words import terms

NAMES = Names({}, {})


@cache
def shown(scheme: str = "slot_fee_commission") -> Shown:
    show = play("autumn_launch", scheme)
    assert isinstance(show, Show)
    return Shown(Settings(scheme=scheme), show)


@cache
def bargained(scheme: str) -> Show:
    """A show whose merchants of material bargain too."""
    show = play(Scenario.load("autumn_launch", variants=["merchants_bargain"]), scheme)
    assert isinstance(show, Show)
    return show


def small(utilities: dict[str, list[float]], agreed: int | None, floor: float = 0.0, reason: str = "deadline") -> Case:
    """A talk over a quantity of 0, 100, … by parties with these utilities; the deal is the ``agreed``-th quantity."""
    size = len(next(iter(utilities.values())))
    quantities = [100.0 * k for k in range(size)]
    table = {party: np.array(worth, dtype=float) for party, worth in utilities.items()}
    gains = {party: 0.0 if agreed is None else float(worth[agreed]) - floor for party, worth in table.items()}
    talk = Negotiation(
        "T", "N5", tuple(table), "alternating_offers", 0.0, 3, agreed is not None, reason if agreed is None else "agreed",
        {} if agreed is None else {"rush_qty": quantities[agreed]}, gains, dict.fromkeys(table, floor),
        {"rush_qty": ("units", quantities)}, table, (), (),
    )  # fmt: skip
    return Case(talk, NAMES, 3)


@pytest.mark.parametrize("scheme", ["slot_fee_commission", "win_win_pool_nash", "full_collaboration"])
def test_clauses_own_business_and_risk_add_up_to_the_utility_on_record(scheme: str) -> None:
    run = bargained(scheme)
    for kind in ("N1", "N2", "N3", "N4", "N5", "N6", "N8"):
        talk = next((talk for talk in run.negotiations if talk.kind == kind), None)
        if talk is None:
            continue
        found = behind(run, talk)
        assert found is not None
        for party in talk.parties:
            utility = np.asarray(talk.utilities[party])
            total = np.sum(list(found.parts[party].lines.values()), axis=0)  # type: ignore[attr-defined]
            fine = np.isfinite(utility)
            assert np.allclose(total[fine], utility[fine], rtol=0.0, atol=1e-6)


def test_a_show_whose_parties_remember_has_no_clauses_to_show() -> None:
    season = play("autumn_launch", "slot_fee_commission", shows=2)
    last = season.last  # type: ignore[union-attr]
    assert all(behind(last, talk) is None for talk in last.negotiations if talk.kind == "N1")


def test_a_watched_show_is_the_show() -> None:
    from visualization.page.views.table_behind import staged

    show = shown().show
    world = staged(show.scenario, show.scheme, show.seed, lambda *_: None)
    world.play()
    again = world.bargaining.records
    world.close()
    assert [(r.id, dict(r.outcome), r.offers) for r in again] == [(r.id, dict(r.outcome), r.offers) for r in show.negotiations]


def test_every_offer_and_acceptance_is_at_least_what_the_party_insisted_on() -> None:
    for case in cases(shown()):
        for step in steps(case):
            assert step.aim is not None
            proposes = str(case.talk.transcript[step.message].performative) == "propose"
            outcome = case.talk.offers[step.before if proposes else step.before - 1][2]
            worth = float(case.talk.utilities[step.party][outcome])
            assert worth >= step.aim - 1e-6 * max(1.0, abs(step.aim))


def test_what_a_party_insisted_on_is_what_its_strategy_says() -> None:
    case = next(case for case in cases(shown()) if case.talk.kind == "N1")
    party = case.talk.parties[0]
    strategy = make_strategy(case.talk.strategies[party])
    found = [aim for aim in aims(case, party) if aim is not None]
    utility = np.asarray(case.talk.utilities[party])
    best, floor = float(utility[np.isfinite(utility)].max()), float(case.talk.reservations[party])
    rounds = [r for r, who, _ in case.talk.offers if who == party]
    low = max(floor, float(utility[np.isfinite(utility)].min()))
    expected = [low + (best - low) * (1.0 - strategy.concession(r / (case.rounds - 1))) for r in rounds]  # type: ignore[attr-defined]
    assert found == pytest.approx(expected)


def test_messages_know_the_offer_they_speak_of() -> None:
    for case in cases(shown()):
        for told in said(case):
            if told.act == "propose":
                assert told.offer is not None and case.talk.offers[told.offer][1] == told.party
            if told.act == "accept-proposal":
                assert told.offer is not None and case.talk.offers[told.offer][1] != told.party
        last = said(case)[-1]
        if case.talk.agreed:
            assert last.offer is not None and case.talk.offers[last.offer][2] == case.deal


def test_drawings_hold_every_offer_and_the_right_landmarks() -> None:
    for case in cases(shown()):
        if case.stakes is None:
            continue
        parties = case.talk.parties
        plane = space(case, parties[0], parties[1], 0)
        assert len(plane["at"]) == len(case.talk.offers)
        best = nash(case.stakes.table, case.stakes.reserve.tolist())
        marks = {mark["kind"]: mark["at"] for mark in plane["marks"]}
        assert best is None or marks["nash"] == pytest.approx(case.stakes.table[best, :2], abs=1e-3)
        axes = parallel(case, 1)
        assert len(axes["axes"]) == len(parties)
        curve = concession(case, parties[0], aims(case, parties[0]), 1)
        mine = [point for line in curve["lines"] if line["own"] for point in line["points"]]
        assert len(mine) == sum(who == parties[0] for _, who, _ in case.talk.offers)


def test_the_list_names_every_negotiation_in_both_languages() -> None:
    found = cases(shown())
    assert [row["id"] for row in listed(found, 0)] == [case.talk.id for case in found]
    assert listed(found, 0)[0]["cells"] != listed(found, 1)[0]["cells"]


@pytest.mark.parametrize(
    ("utilities", "agreed", "word"),
    [
        ({"a": [0, 1, 2], "b": [0, 2, 3]}, 2, "most that was on the table"),
        ({"a": [0, 1, -np.inf], "b": [0, 2, 3]}, 1, "cannot be carried out by a"),
        ({"a": [0, 5, -1], "b": [0, 2, 3]}, 1, "reservation value of a"),
        ({"a": [0, 5, 4], "b": [0, 2, 3]}, 1, "a would earn less"),
        ({"a": [0, 5, 6], "b": [0, 2, 3]}, 1, "left on the table"),
        ({"a": [-1, -1], "b": [1, 1]}, None, "none was to be had"),
        ({"a": [-np.inf, -np.inf], "b": [1, 1]}, None, "a"),
        ({"a": [1, 4], "b": [1, 1]}, None, "one was to be had: 2 of 2"),
    ],
)
def test_the_verdict_names_what_held_the_quantity_back(utilities: dict[str, list[float]], agreed: int | None, word: str) -> None:
    case = small(utilities, agreed)
    found = moved(case, "rush_qty")
    if case.stakes is None:
        assert found is None
        return
    assert found is not None and word in found.verdict[0]


def test_one_step_more_is_told_per_unit() -> None:
    found = moved(small({"a": [0, 500, 300], "b": [0, 200, 300]}, 1), "rush_qty")
    assert found is not None
    more = next(text for text, _ in found.reasons if text.startswith("One step more"))
    assert "a −200 CNY (−2.00 for each)" in more and "b +100 CNY (+1.00 for each)" in more


def test_the_rush_order_is_told_from_the_alert_on() -> None:
    run = shown()
    case = next(case for case in cases(run) if case.talk.kind == "N5")
    found = behind(run.show, case.talk)
    assert found is not None and first_issue(case) == "rush_qty"
    claims = run.show.tables["alert_claims"]
    text = " ".join(en for en, _ in chain(run.show, case, found.facts)).replace(",", "")
    assert str(int(claims["claimed_units"][0])) in text and str(int(claims["believed_units"][0])) in text
    assert f"called for {found.facts['wanted']:.0f}" in text
    leads = lead_times(case, found.facts)
    assert leads is not None and len(leads) == len(case.talk.issues["rush_qty"][1])
    assert chain(run.show, case, None)  # a season tells what its events know
    assert not chain(run.show, cases(run)[0], None)


def test_why_speaks_of_learning_where_a_strategy_learns() -> None:
    case = stand_alone(negotiate(load_domain("logrolling"), strategies={"buyer": "bayesian"}))
    late = [s for s in steps(case) if s.party == "buyer" and s.before > 4]
    found = why(case, late[-1].message)
    assert found is not None and any("guesses" in en and "猜测" in zh for en, zh in found.reasons)


def test_a_stand_alone_negotiation_is_shown_as_it_was_played() -> None:
    played = negotiate(load_domain("rush_deal"))
    case = stand_alone(played)
    for party in played.domain.names:
        assert case.talk.gains[party] + case.talk.reservations[party] == pytest.approx(played.payoffs[party])
    assert case.names("host") == ("Host Lin", "主播小林")


def test_a_click_anywhere_leads_to_its_negotiation() -> None:
    run = shown()
    found, show = cases(run), run.show
    assert chosen(found, show, None, Look()) == "N5"
    assert chosen(found, show, Pick("negotiation", "N1"), Look()) == "N1"
    assert chosen(found, show, Pick("edge", "host>supplier"), Look()) == "N1"
    event = next(k for k, e in enumerate(show.events) if e.params.get("negotiation") == "N5")
    assert chosen(found, show, Pick("event", str(event)), Look(talk="N1")) == "N5"
    posting = list(show.tables["ledger"]["cause"]).index("N1")
    assert chosen(found, show, Pick("posting", str(posting)), Look()) == "N1"
    assert chosen(found, show, Pick("party", "host"), Look(talk="N3-WE")) == "N1"
    assert chosen(found, show, Pick("party", "host"), Look(talk="N5-2")) == "N5-2"
    assert chosen(found, show, Pick("party", "nobody"), Look(talk="N3-WE")) == "N3-WE"
    assert chosen(found, show, Pick("event", "999999"), Look(talk="nowhere")) == "N5"


def test_a_click_in_the_show_leads_back_from_a_stand_alone_negotiation() -> None:
    old, new = Pick("party", "host"), Pick("negotiation", "N1")
    domain = Look("logrolling", seen=old)
    assert heeding(domain, old) == domain and heeding(domain, None) == domain
    assert heeding(domain, new) == Look() and heeding(Look(talk="N3-WE"), new) == Look(talk="N3-WE")


def test_a_long_list_is_cut_around_what_is_looked_at() -> None:
    one = small({"a": [0, 1], "b": [1, 0]}, 1)
    many = [Case(replace(one.talk, id=f"T{k}"), NAMES, 3) for k in range(1000)]
    for at in (0, 500, 999):
        kept = [case.talk.id for case in near(many, f"T{at}")]
        assert len(kept) == MOST_LISTED and f"T{at}" in kept


def test_parallel_axes_have_a_scale_even_where_nothing_suits_all() -> None:
    case = small({"a": [-2000, 0, 500], "b": [100, -50, -4000], "c": [0, 0, 0]}, None, floor=200.0)
    axes = parallel(case, 0)
    assert [axis["most"] for axis in axes["axes"]] == ["+300 CNY", "+1 CNY", "+1 CNY"]
    assert not axes["fair"] and parallel(small({"a": [0, 5], "b": [0, 5], "c": [0, 5]}, 1), 0)["fair"]


def test_texts_ask_for_the_same_numbers_in_both_languages() -> None:
    for key, pair in {**page_table.TEXTS, **page_state.TEXTS}.items():
        asked = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in pair]
        assert asked[0] == asked[1], key


@pytest.mark.parametrize("source", ["nothing", "show", "season", "domain"])
def test_the_panel_draws_whatever_there_is(source: str) -> None:
    solara = pytest.importorskip("solara")
    pytest.importorskip("anywidget")
    from visualization.page.panels.table import Panel
    from visualization.page.session import Session
    from visualization.page.widgets.scatter import Scatter

    session = Session("panel=table")
    if source == "show":
        session.shown.set(shown())
    if source == "season":
        season = play("autumn_launch", "slot_fee_commission", shows=2)
        session.shown.set(Shown(Settings(shows=2), season.last, season))  # type: ignore[union-attr,arg-type]
    if source == "domain":
        session.keep("table", lambda: solara.reactive(Look("logrolling")))
    _, rc = solara.render(Panel(session), handle_error=False)
    session.lang.set("zh")
    assert len(rc.find(Scatter)) == (source != "nothing")
    rc.close()
    session.close()


def test_an_agreement_about_nothing_is_told_as_one_everywhere() -> None:
    case = small({"a": [0, 1, 2], "b": [0, -1, -2]}, 0)
    english, chinese = headline(case)
    assert "they agreed to order nothing" in english and "约定不下单" in chinese
    assert listed([case], 0)[0]["cells"][-1] == "agreed to order nothing"  # type: ignore[index]
    found = moved(case, "rush_qty")
    assert found is not None and found.verdict[0].startswith("They agreed to order nothing.")
    assert case.terms(0) == ("no order", "不下单")
    assert terms(case.talk, {"rush_qty": 0.0, "unit_premium": 0.02}) == ("no order", "不下单")
    more = small({"a": [0, 1, 2], "b": [0, 1, 2]}, 2)
    assert "agreed to order nothing" not in headline(more)[0] and "200" in listed([more], 0)[0]["cells"][-1]  # type: ignore[index]


def test_the_story_tells_an_agreement_about_nothing_from_no_agreement() -> None:
    lines = timeline(shown("arms_length").show, shown("arms_length").names)
    told = {talk.id: talk.outcome.get("rush_qty") for talk in shown("arms_length").show.negotiations if talk.kind == "N5"}
    assert set(told.values()) == {0.0}
    found = [line for line in lines if any(talk in told for talk in line.talks) and line.kind == "supplier"]
    assert [line.label[0] for line in found] == ["nothing ordered"] * len(told)
    assert all("agree to order nothing" in line.text[0] and "约定不下单" in line.text[1] for line in found)
