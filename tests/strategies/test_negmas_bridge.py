"""NegMAS negotiators at our tables play as they do at home; domains go there and come back unchanged.

Most of this needs NegMAS, which is an extra with another licence: without it those tests are skipped.
"""

from __future__ import annotations

import copy
import os
import re
import subprocess
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agents.strategies import STRATEGIES, make_strategy
from agents.strategies.negmas_bridge import Luck, NegmasNegotiator, additive_parts, negotiators, possible
from experiments.negotiate import Domain, Party, load_domain, shipped
from experiments.negotiate.negmas_export import from_negmas, read_negmas, to_negmas, write_negmas
from protocols.errors import UserError
from protocols.outcomes import Issue, OutcomeSpace
from protocols.preferences import linear_additive
from protocols.registry import make_protocol
from protocols.types import Agreement, Breakdown, Floats, Result, Seat

SPACE = OutcomeSpace([Issue.grid("price", 0, 9, 1), Issue("lead", ("fast", "slow", "mid")), Issue.grid("share", 0, 1, 0.25)])
PAIRS = [
    ("AspirationNegotiator", "AspirationNegotiator"), ("AspirationNegotiator", "ConcederTBNegotiator"),
    ("BoulwareTBNegotiator", "LinearTBNegotiator"), ("LinearTBNegotiator", "BoulwareTBNegotiator"),
    ("ConcederTBNegotiator", "NaiveTitForTatNegotiator"), ("NaiveTitForTatNegotiator", "LinearTBNegotiator"),
    ("SimpleTitForTatNegotiator", "ConcederTBNegotiator"), ("NiceTitForTatNegotiator", "LinearTBNegotiator"),
    ("MiCRONegotiator", "MiCRONegotiator"), ("MiCRONegotiator", "BoulwareTBNegotiator"),
    ("FastMiCRONegotiator", "MiCRONegotiator"), ("ToughNegotiator", "ConcederTBNegotiator"),
    ("TopFractionNegotiator", "LinearTBNegotiator"), ("TimeBasedConcedingNegotiator", "TimeBasedNegotiator"),
    ("HybridNegotiator", "AspirationNegotiator"), ("CABNegotiator", "ConcederTBNegotiator"),
    ("CANNegotiator", "LinearTBNegotiator"), ("CARNegotiator", "WARNegotiator"),
    ("WABNegotiator", "LinearTBNegotiator"), ("WANNegotiator", "BoulwareTBNegotiator"),
    ("RandomNegotiator", "MiCRONegotiator"), ("NiceNegotiator", "ToughNegotiator"),
    ("LimitedOutcomesNegotiator", "LinearTBNegotiator"), ("RandomAlwaysAcceptingNegotiator", "RandomNegotiator"),
    ("AdditiveFirstFollowingTBNegotiator", "LinearTBNegotiator"),
    ("MultiplicativeLastOfferFollowingTBNegotiator", "AdditiveParetoFollowingTBNegotiator"),
    ("BestOfferOrientedTBNegotiator", "FirstOfferOrientedTBNegotiator"),
]  # fmt: skip
TRIOS = [
    ("LinearTBNegotiator", "MiCRONegotiator", "BoulwareTBNegotiator"),
    ("ConcederTBNegotiator", "LinearTBNegotiator", "AspirationNegotiator"),
    ("FastMiCRONegotiator", "ConcederTBNegotiator", "RandomNegotiator"),
]
needs_negmas = pytest.mark.skipif(find_spec("negmas") is None, reason="NegMAS is not installed (extra 'negmas')")
pytestmark = pytest.mark.filterwarnings("ignore")  # what NegMAS warns about is not ours to mend


def tables(seed: int, parties: int = 2) -> list[Floats]:
    """Opposed on the price, with tastes of their own."""
    rng = np.random.default_rng(seed)
    price = np.broadcast_to(SPACE.axis("price") / 9, SPACE.shape).reshape(-1)
    return [(price if k % 2 else 1 - price) * 0.6 + 0.4 * rng.random(SPACE.size) for k in range(parties)]


def play(strategies: list[Any], worth: list[Floats], rounds: int = 10, reservation: float = 0.2, seed: int = 0) -> Result:
    seats = [Seat(f"P{k}", row.copy(), reservation, who) for k, (row, who) in enumerate(zip(worth, strategies, strict=True))]
    return make_protocol("stacked_alternating_offers", SPACE, rounds).run(seats, np.random.default_rng(seed))


def record(result: Result) -> tuple[list[tuple[str, int]], int | None]:
    return [(who, offer) for _, who, offer in result.offers], result.outcome if isinstance(result, Agreement) else None


def at_home(
    names: tuple[str, ...], worth: list[Floats], rounds: int, reservation: float
) -> tuple[list[tuple[str, int]], int | None]:
    """The same encounter in one session of NegMAS, each party drawing from the stream it has at our table."""
    import random

    import negmas

    issues = [
        negmas.make_issue(list(issue.values), issue.name)
        if issue.numeric
        else negmas.CategoricalIssue(list(range(len(issue.values))), issue.name)
        for issue in SPACE.issues
    ]
    space = negmas.make_os(issues)
    number = {outcome: k for k, outcome in enumerate(space.enumerate())}
    session = negmas.SAOMechanism(outcome_space=space, n_steps=len(names) * rounds, one_offer_per_step=True, sync_calls=True)
    players = {}
    for k, name in enumerate(names):
        player = getattr(negmas.sao.negotiators, name)(name=f"P{k}")
        ufun = negmas.MappingUtilityFunction(
            dict(zip(number, worth[k].tolist(), strict=True)), outcome_space=space, reserved_value=reservation
        )
        assert session.add(player, ufun=ufun)
        players[player.id] = f"P{k}"
    luck = [Luck(stream) for stream in np.random.default_rng(0).spawn(len(names) + 1)[:-1]]
    while True:
        mover = session.state.step % len(names)
        with luck[mover].lent():
            state = session.step()
        for k in range(len(names)):  # a step takes a draw of its own, in every session that sees it
            if k != mover:
                with luck[k].lent():
                    random.random()
        if not state.running:
            offers = [(players[row[1]], number[row[2]]) for row in session.extended_trace]
            return offers, None if state.agreement is None else number[state.agreement]


@needs_negmas
@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_a_pair_plays_here_as_it_does_at_home(pair: tuple[str, str]) -> None:
    for seed, rounds, reservation in ((1, 12, 0.2), (2, 5, 0.6)):
        worth = tables(seed)
        here = play([NegmasNegotiator(name) for name in pair], worth, rounds, reservation)
        assert record(here) == at_home(pair, worth, rounds, reservation)


@needs_negmas
@pytest.mark.parametrize("trio", TRIOS, ids="-".join)
def test_three_play_here_as_they_do_at_home(trio: tuple[str, ...]) -> None:
    for seed in range(3):
        worth = tables(seed, 3)
        here = play([NegmasNegotiator(name) for name in trio], worth, 8, 0.05)
        assert record(here) == at_home(trio, worth, 8, 0.05)


@needs_negmas
def test_it_sits_beside_our_own_strategies_and_either_may_begin() -> None:
    worth = tables(4)
    for order in (["linear", "negmas"], ["negmas", "linear"]):
        made = [NegmasNegotiator("LinearTBNegotiator") if name == "negmas" else make_strategy(name) for name in order]
        result = play(made, worth)
        assert isinstance(result, Agreement)
        assert all(row[result.outcome] >= 0.2 for row in worth)
        assert result.transcript[-1].performative == "accept-proposal"


@needs_negmas
def test_the_same_seed_gives_the_same_moves_and_leaves_no_trace() -> None:
    import random

    pair = ["MiCRONegotiator", "RandomNegotiator"]
    random.seed(1)
    before = random.getstate()
    seats = [NegmasNegotiator(name) for name in pair]
    results = [play(seats, tables(1), 20, 0.9, seed) for seed in (5, 6, 5)]
    results.append(play([copy.deepcopy(seat) for seat in seats], tables(1), 20, 0.9, 5))
    random.seed(99)  # what others do with the global generators does not matter
    results.append(play([NegmasNegotiator(name) for name in pair], tables(1), 20, 0.9, 5))
    assert results[0] == results[2] == results[3] == results[4]
    assert record(results[0]) != record(results[1])
    random.seed(1)
    play(seats, tables(1))
    assert random.getstate() == before


@needs_negmas
def test_the_hash_seed_of_the_process_does_not_matter(root: Path) -> None:
    """Some negotiators draw from sets, whose order depends on the hash of texts."""
    here = str(root)
    script = (
        f"import sys; sys.path.insert(0, {here!r})\n"
        "import importlib.util as u\n"
        f"spec = u.spec_from_file_location('bridge', {__file__!r}); m = u.module_from_spec(spec); spec.loader.exec_module(m)\n"
        "print(m.record(m.play([m.NegmasNegotiator('MiCRONegotiator'), m.NegmasNegotiator('RandomNegotiator')],"
        " m.tables(1), 20, 0.9)))\n"
    )
    moves = {
        subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(moves) == 1


@needs_negmas
def test_what_is_impossible_is_neither_offered_nor_accepted() -> None:
    worth = tables(3)
    worth[0][::3] = -np.inf
    for name in ("AspirationNegotiator", "BoulwareTBNegotiator", "MiCRONegotiator", "NaiveTitForTatNegotiator"):
        result = play([NegmasNegotiator(name), make_strategy("linear")], worth)
        assert isinstance(result, Agreement) or result.reason == "deadline", result.detail
        assert all(worth[0][offer] > -np.inf for _, who, offer in result.offers if who == "P0")


@needs_negmas
def test_a_negotiator_that_raises_or_offers_nothing_ends_the_encounter_and_says_why() -> None:
    import negmas

    class Broken(negmas.sao.SAONegotiator):  # type: ignore[misc]
        def propose(self, state: object, dest: str | None = None) -> None:
            raise ZeroDivisionError("no such luck")

    class Silent(negmas.sao.SAONegotiator):  # type: ignore[misc]
        def propose(self, state: object, dest: str | None = None) -> None:
            return None

    class Leaver(negmas.sao.SAONegotiator):  # type: ignore[misc]
        def propose(self, state: object, dest: str | None = None) -> None:
            return None

        def respond(self, state: object, source: str | None = None) -> Any:
            return negmas.ResponseType.END_NEGOTIATION

    for kind, reason in ((Broken, "party_failed"), (Silent, "walk_away"), (Leaver, "walk_away")):
        for seats in ([NegmasNegotiator(kind), make_strategy("linear")], [make_strategy("linear"), NegmasNegotiator(kind)]):
            result = play(seats, tables(1))
            assert isinstance(result, Breakdown)
            assert (result.reason, result.party) == (reason, "P0" if isinstance(seats[0], NegmasNegotiator) else "P1")
            assert kind is not Broken or "no such luck" in result.detail


@needs_negmas
@pytest.mark.parametrize("rule", ["contract_net", "first_price", "arbitration", "mediated_single_text", "call_market"])
def test_other_rules_are_refused(rule: str) -> None:
    space = OutcomeSpace([Issue.grid("price", 0, 9, 1), Issue.grid("quantity", 0, 4, 1)])
    ones = np.ones(space.size)
    seats = [
        Seat("a", ones, 0.1, make_strategy("linear"), role="buyer"),
        Seat("b", ones, 0.1, NegmasNegotiator(), role="seller"),
    ]
    result = make_protocol(rule, space, 4).run(seats, np.random.default_rng(0))
    assert isinstance(result, Breakdown)
    assert (result.reason, result.party) == ("party_failed", "b")
    assert "plays alternating_offers and stacked_alternating_offers, no other rule" in result.detail


@needs_negmas
def test_a_discount_is_refused() -> None:
    seats = [Seat("a", tables(1)[0], 0.1, NegmasNegotiator(), 0.9), Seat("b", tables(1)[1], 0.1, make_strategy("linear"))]
    result = make_protocol("alternating_offers", SPACE, 4).run(seats, np.random.default_rng(0))
    assert isinstance(result, Breakdown)
    assert "discount 0.9" in result.detail


@needs_negmas
def test_names_are_those_of_negmas_and_arguments_come_from_python() -> None:
    assert {name for pair in PAIRS for name in pair} <= set(negotiators())
    with pytest.raises(UserError, match="found negotiator 'Nobody', allowed .*AspirationNegotiator"):
        NegmasNegotiator("Nobody")
    from negmas.sao.negotiators import AspirationNegotiator

    tough = play([NegmasNegotiator(partial(AspirationNegotiator, aspiration_type=9.0)), make_strategy("linear")], tables(1))
    soft = play([NegmasNegotiator(partial(AspirationNegotiator, aspiration_type=0.2)), make_strategy("linear")], tables(1))
    assert isinstance(tough, Agreement) and isinstance(soft, Agreement)
    assert tough.utilities["P0"] > soft.utilities["P0"]


def test_without_negmas_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "negmas", None)
    with pytest.raises(UserError, match=r"NegMAS cannot be loaded .*pip install .*AGPL"):
        NegmasNegotiator("AspirationNegotiator")


def test_additive_utilities_are_told_from_others() -> None:
    rng = np.random.default_rng(2)
    table = [np.append(0.0, rng.random(len(issue.values) - 1)).tolist() for issue in SPACE.issues]
    additive = linear_additive(SPACE, table, [0.5, 0.3, 0.2])
    parts = additive_parts(SPACE, additive)
    assert parts is not None
    assert np.array_equal(linear_additive(SPACE, [part.tolist() for part in parts]), additive)
    assert additive_parts(SPACE, tables(1)[0]) is None
    assert additive_parts(SPACE, np.where(additive > 0, additive, -np.inf)) is None


def test_impossible_outcomes_become_a_little_worse_than_no_deal() -> None:
    utility = np.array([1.0, -np.inf, 3.0])
    assert possible(utility, 2.0).tolist() == [1.0, 1.0 - 0.02, 3.0]
    assert possible(utility, 0.0).tolist() == [1.0, -0.03, 3.0]
    assert possible(np.array([1.0, 2.0]), 0.0).tolist() == [1.0, 2.0]


def same(a: Domain, b: Domain) -> bool:
    """Equal in every field, utilities to the last bit."""
    bare = [Domain(d.name, d.space, (), d.title, d.unit, d.protocol, d.rounds, d.notes) for d in (a, b)]
    whole = all(getattr(bare[0], f) == getattr(bare[1], f) for f in ("name", "title", "unit", "protocol", "rounds", "notes"))
    parties = all(
        np.array_equal(p.utility, q.utility) and {**vars(p), "utility": 0} == {**vars(q), "utility": 0}
        for p, q in zip(a.parties, b.parties, strict=True)
    )
    return whole and a.space.issues == b.space.issues and parties


def awkward() -> Domain:
    """No sum over issues, something impossible, a discount, names and labels in 中文."""
    rng = np.random.default_rng(8)
    space = OutcomeSpace([Issue("价格", (9.5, 1 / 3, 12), "CNY"), Issue("颜色", ("红", "1", "yes")), Issue("n", (1,))])
    worth = [rng.normal(size=space.size) for _ in range(3)]
    worth[1][2] = -np.inf
    parties = [Party(name, row, -0.25, 0.97) for name, row in zip(("主播", "z", "a b"), worth, strict=True)]
    return Domain("awkward", space, tuple(parties), ("A", "甲"), "CNY", rounds=7)


@needs_negmas
def test_a_domain_goes_to_negmas_and_comes_back_unchanged(tmp_path: Path) -> None:
    for domain in [*map(load_domain, shipped()), awkward()]:
        assert same(from_negmas(to_negmas(domain)), domain)
        if domain.space.size < 1000:  # NegMAS reads files slowly
            write_negmas(domain, tmp_path / domain.name)
            assert same(read_negmas(tmp_path / domain.name), domain)


@needs_negmas
def test_negmas_computes_the_same_utilities_and_our_own_reader_knows_its_files(tmp_path: Path) -> None:
    domain = load_domain("logrolling")
    scenario = to_negmas(domain)
    assert [type(ufun).__name__ for ufun in scenario.ufuns] == ["LinearAdditiveUtilityFunction"] * 2
    for party, ufun in zip(domain.parties, scenario.ufuns, strict=True):
        assert [ufun(outcome) for outcome in scenario.outcome_space.enumerate()] == party.utility.tolist()
        assert ufun.reserved_value == party.reservation
    write_negmas(domain, tmp_path)
    assert np.array_equal(load_domain(tmp_path).table, domain.table)


@needs_negmas
def test_a_scenario_of_others_comes_in_and_a_doubtful_one_does_not(tmp_path: Path) -> None:
    import negmas

    space = negmas.make_os([negmas.make_issue(5, "x"), negmas.make_issue(["b", "a"], "y")], name="theirs")
    ufuns = tuple(
        negmas.MappingUtilityFunction({o: float(k * o[0]) for o in space.enumerate()}, outcome_space=space, name=f"u{k}")
        for k in (1, 2)
    )
    domain = from_negmas(negmas.Scenario(space, ufuns))
    assert (domain.name, domain.names, domain.reservations) == ("theirs", ("u1", "u2"), [0.0, 0.0])
    assert domain.parties[1].utility[domain.space.index({"x": 3, "y": "a"})] == 6.0
    changed = to_negmas(domain)
    changed.info["gongying"]["issues"][0]["values"] = [0, 1]
    with pytest.raises(UserError, match="other than those in its info"):
        from_negmas(changed)
    endless = negmas.make_os([negmas.make_issue((0.0, 1.0), "share")])
    with pytest.raises(UserError, match="'share': found a continuous range"):
        from_negmas(negmas.Scenario(endless, ()))
    with pytest.raises(UserError, match="found no scenario"):
        read_negmas(tmp_path / "nowhere")


@needs_negmas
def test_the_snippets_of_the_how_to_run(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (root / "docs" / "how-to" / "play-a-negmas-negotiator.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in re.findall(r"^```python\n(.*?)^```", page, re.M | re.S):
        exec(block, names)
    assert "negmas" not in STRATEGIES
