"""The mechanism audit: games with known answers, lies that pay or do not, money to the cent, the same on any engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from environment import Scenario, Scheme
from environment.luck import Luck
from experiments import audit as job
from experiments.audit import coalitions, game, work
from experiments.audit.balance import budget_balance
from experiments.audit.conduct import PLAYERS, stage_of
from experiments.audit.hybrid import restricted
from experiments.audit.intervals import Floats, simultaneous, single
from experiments.audit.plays import Play, Plays, PlayTask, Take, tasks_of
from experiments.audit.verdict import verdict
from experiments.audit.welfare import ReferenceTask, welfare
from experiments.export import plain
from protocols.errors import UserError

Earn = Callable[[str, Any, int], float]  # party, its conduct, seed -> CNY
SMALL = {"season.levels": "{host: {temptation: [0, 1]}, carrier: {temptation: [0, 0.6], openness: [0, 1]}}"}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.load("autumn_launch", overrides=SMALL)


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return Scheme.load("commission_only")


@pytest.fixture(autouse=True)
def _few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each resample solves linear programmes: a few do for known answers."""
    monkeypatch.setattr(coalitions, "DRAWS", 40)


def audited(monkeypatch: pytest.MonkeyPatch, scenario: Scenario, scheme: Scheme, earn: Earn, seeds: int = 12) -> job.Finding:
    """The audit of a world in which ``earn`` says what everybody earns; 1,000 for the planner."""

    def carry_out(_: Scenario, tasks: Sequence[work.Task], __: object) -> list[Any]:
        return [(1000.0, 2000.0) if isinstance(t, ReferenceTask) else taken(t) for t in tasks]

    def taken(task: work.Task) -> list[Take]:
        assert isinstance(task, PlayTask)
        books = {("supplier", "host", "commission"): 5} if task.keep_books else None
        return [Take({n: earn(n, c, seed) for n, c in task.play.profile}, 0, books) for seed in task.seeds]

    monkeypatch.setattr(work, "carry_out", carry_out)
    return job.audit(scenario, [scheme], replications=seeds, seed=1).findings[scheme.name]


def luck_of(party: str, seed: int) -> float:
    return float(np.random.default_rng([seed & 0xFFFFFFFF, len(party)]).normal(100.0, 30.0))


def test_a_lie_that_pays_is_flagged_with_its_party_and_size(
    monkeypatch: pytest.MonkeyPatch, scenario: Scenario, scheme: Scheme
) -> None:
    def earn(party: str, conduct: Any, seed: int) -> float:
        gain = 40.0 * conduct.temptation * (1.0 + 0.1 * (seed % 5)) if party == "host" else 0.0
        return luck_of(party, seed) + gain

    found = audited(monkeypatch, scenario, scheme, earn)
    cheat = {t.party: t.cheat for t in found.incentives[1]}
    assert cheat["host"] is not None
    assert cheat["host"].deviation.level == 1.0
    assert 0.0 < cheat["host"].gain.low < cheat["host"].gain.mean < cheat["host"].gain.high < 80.0
    assert all(step is not None and step.gain.high <= 0.0 for party, step in cheat.items() if party != "host")
    words = verdict(fake_audit(scenario), found)
    assert words.status("incentive_compatibility") == "fails"
    assert any("Host" in s.text[0] and "主播" in s.text[1] for s in words.statements if s.about == "incentive_compatibility")
    assert words.status("game") == "fails"
    assert found.game is not None
    assert [cell.broken for cell in found.game.pure()] == [("host",)]  # what the carriers do moves no cent
    assert found.game.indifferent == ("carrier",)


def test_a_lie_that_costs_is_not_flagged(monkeypatch: pytest.MonkeyPatch, scenario: Scenario, scheme: Scheme) -> None:
    def earn(party: str, conduct: Any, seed: int) -> float:
        return luck_of(party, seed) - 10.0 * conduct.temptation - 5.0 * (1.0 - conduct.openness)

    found = audited(monkeypatch, scenario, scheme, earn)
    words = verdict(fake_audit(scenario), found)
    assert words.status("incentive_compatibility") == "holds"
    assert words.status("game") == "holds"
    assert words.status("individual_rationality") == "holds"
    assert found.game is not None
    assert [cell.broken for cell in found.game.pure()] == [()]
    assert [(basin.broken, basin.share) for basin in found.game.basins] == [((), 1.0)]


def test_noise_is_neither_flagged_nor_cleared(monkeypatch: pytest.MonkeyPatch, scenario: Scenario, scheme: Scheme) -> None:
    def earn(party: str, conduct: Any, seed: int) -> float:
        words = [seed & 0xFFFFFFFF, len(party), round(10 * conduct.temptation), round(conduct.openness)]
        return float(np.random.default_rng(words).normal())

    words = verdict(fake_audit(scenario), audited(monkeypatch, scenario, scheme, earn))
    assert words.status("incentive_compatibility") == "open"


def fake_audit(scenario: Scenario) -> job.Audit:
    """An audit that knows the names of its parties."""
    nothing = Plays((), (1, 2), {}, {}, 0)
    return job.Audit(scenario, stage_of(scenario), 1, 1, nothing, {})


@pytest.mark.parametrize("columns", [1, 8])
def test_intervals_hold_together_as_often_as_they_say(columns: int) -> None:
    rng = np.random.default_rng(5)
    hits = 0
    for _ in range(60):
        found = simultaneous(rng.normal(0.0, 1.0, (20, columns)), rng)
        hits += all(each.low <= 0.0 <= each.high for each in found)
    assert hits >= 0.87 * 60  # 95 % less three standard errors


def test_what_moves_on_one_seed_is_wide_and_widens_nothing_else() -> None:
    values = np.random.default_rng(3).normal(0.4, 1.0, (20, 4))
    rare = np.zeros((20, 1))
    rare[7] = 50.0
    alone = simultaneous(values, np.random.default_rng(1))
    *rest, odd = simultaneous(np.hstack([values, rare]), np.random.default_rng(1))
    assert odd.low < 0.0 < odd.high
    for before, after in zip(alone, rest, strict=True):
        assert after.high - after.mean == pytest.approx(before.high - before.mean, rel=0.15)


def test_more_columns_make_wider_intervals_and_larger_p() -> None:
    values = np.random.default_rng(3).normal(0.4, 1.0, (15, 10))
    alone = single(values[:, 0], np.random.default_rng(1))
    together = simultaneous(values, np.random.default_rng(1))[0]
    assert together.low < alone.low < alone.high < together.high
    assert together.p >= alone.p
    assert together.mean == alone.mean


@pytest.mark.parametrize("n", [2, 3, 5, 20])
def test_no_interval_is_narrower_than_students(n: int) -> None:
    from scipy.special import stdtrit

    values = np.random.default_rng(n).normal(1.0, 2.0, n)
    found = single(values, np.random.default_rng(1))
    assert found.high - found.mean >= stdtrit(n - 1, 0.975) * found.se * (1.0 - 1e-12)
    assert (found.p < 0.05) <= (found.low > 0.0 or found.high < 0.0)


def test_what_never_varies_is_exact() -> None:
    values = np.column_stack([np.zeros(4), np.full(4, 2.0), [1.0, 2.0, 3.0, 4.0]])
    zero, two, moving = simultaneous(values, np.random.default_rng(1))
    assert (zero.low, zero.high, zero.p) == (0.0, 0.0, 1.0)
    assert (two.low, two.high, two.p) == (2.0, 2.0, 0.0)
    assert moving.low < 2.5 < moving.high


def constant(values: Sequence[float], seeds: int = 4) -> Floats:
    return np.tile(np.asarray(values, dtype=float), (seeds, 1))


def test_the_core_of_known_games() -> None:
    """Majority of three: least core 1/3 (Shapley 1967); the glove game: all to the single glove."""
    three = ("a", "b", "c")
    empty = coalitions.solve(three, constant([0, 0, 0, 1, 0, 1, 1, 1]), constant([1 / 3] * 3), Luck(1))
    assert empty.epsilon == pytest.approx(1 / 3)
    assert (empty.epsilon_low, empty.epsilon_high) == (pytest.approx(1 / 3), pytest.approx(1 / 3))
    assert empty.nonempty == 0.0
    assert empty.complaint == pytest.approx(1 / 3)
    glove = coalitions.solve(three, constant([0, 0, 0, 1, 0, 1, 0, 1]), constant([0.5, 0.5, 0.0]), Luck(1))
    assert glove.epsilon == pytest.approx(0.0, abs=1e-9)
    assert glove.nonempty == 1.0
    assert list(glove.nucleolus.values()) == pytest.approx([1.0, 0.0, 0.0], abs=1e-9)
    assert list(glove.shapley.values()) == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    assert (glove.leavers, glove.complaint) == (("a", "c"), pytest.approx(0.5))


def test_the_core_is_uncertain_when_the_seeds_disagree() -> None:
    worth = np.array([[0, 0, 0, x] for x in (-1.0, 1.0, -1.0, 1.5)])
    found = coalitions.solve(("a", "b"), worth, worth[:, 3:] / 2 * np.ones(2), Luck(1))
    assert found.epsilon_low < 0.0 < found.epsilon_high
    assert 0.0 < found.nonempty < 1.0


def table(payoffs: Callable[[tuple[int, ...]], Sequence[float]], n: int, seeds: int = 3) -> Floats:
    """Samples of a game without noise; actions 0 keep, 1 break."""
    rows = [payoffs(actions) for actions in np.ndindex(*(2,) * n)]
    return np.tile(np.asarray(rows, dtype=float), (seeds, 1, 1))


def test_a_prisoners_dilemma_ends_with_both_breaking_their_word() -> None:
    pay = {(0, 0): (3, 3), (0, 1): (0, 5), (1, 0): (5, 0), (1, 1): (1, 1)}
    found = game.solve(("host", "factory"), table(lambda a: pay[a], 2), Luck(1))
    assert [cell.broken for cell in found.pure()] == [("host", "factory")]
    assert found.cells[0].regret == 2.0
    assert [(b.broken, b.share) for b in found.basins] == [(("host", "factory"), 1.0)]
    assert found.mixed == ()
    assert found.switch["host"].mean == 2.0
    assert found.against["host"].mean == 1.0


def test_a_stag_hunt_has_two_ends_and_a_mixture_between() -> None:
    pay = {(0, 0): (4, 4), (0, 1): (0, 3), (1, 0): (3, 0), (1, 1): (3, 3)}
    found = game.solve(("host", "factory"), table(lambda a: pay[a], 2), Luck(1))
    assert {cell.broken for cell in found.pure()} == {(), ("host", "factory")}
    assert [list(point.values()) for point in found.mixed] == [pytest.approx([0.75, 0.75])]
    assert {b.broken for b in found.basins} == {(), ("host", "factory")}


def test_a_player_with_next_to_nothing_at_stake_settles_late_but_settles() -> None:
    found = game.solve(("host", "factory"), table(lambda a: (1.0 - a[0], 0.001 * a[1] + 1.0 * a[0] * a[1]), 2), Luck(1))
    assert [(b.broken, b.share) for b in found.basins] == [(("factory",), 1.0)]


def test_matching_pennies_settle_nowhere() -> None:
    found = game.solve(("host", "factory"), table(lambda a: (1, -1) if a[0] == a[1] else (-1, 1), 2), Luck(1))
    assert found.pure() == ()
    assert [list(point.values()) for point in found.mixed] == [pytest.approx([0.5, 0.5])]
    assert max(found.basins, key=lambda b: b.share).broken is None


def test_the_mixture_of_a_volunteers_dilemma() -> None:
    """Each of three may bear the cost c of a benefit b for all: nobody does with probability √(c/b) (Diekmann 1985)."""
    cost, benefit = 0.25, 1.0
    samples = table(lambda a: [benefit * (0 in a) - cost * (x == 0) for x in a], 3)
    found = game.solve(("host", "factory", "carrier"), samples, Luck(1))
    inner = [p for p in found.mixed if all(0.0 < x < 1.0 for x in p.values())]
    assert [list(p.values()) for p in inner] == [pytest.approx([0.5, 0.5, 0.5])]


def test_efficiency_of_known_surpluses() -> None:
    arm = np.array([10.0, 20.0, 30.0, 40.0])
    found = welfare({"standing": arm + 5.0, "kept": arm - 1.0}, arm, [(x + 10.0, x + 20.0) for x in arm], Luck(1))
    assert [(s.efficiency, s.low, s.high) for s in found.states] == [pytest.approx((0.5,) * 3), pytest.approx((-0.1,) * 3)]
    nothing = welfare({"standing": arm}, arm, [(x + d, x) for x, d in zip(arm, (-1.0, 1.0, -1.0, 1.0), strict=True)], Luck(1))
    assert (nothing.states[0].efficiency, nothing.note) == (None, "planner_within_noise")


def test_coalitions_are_bound_by_the_scheme_and_nobody_else() -> None:
    base = Scheme.load("arms_length")
    for name in Scheme.names():
        whole = Scheme.load(name)
        assert restricted(whole, base, PLAYERS) is whole
        assert all(restricted(whole, base, [player]) == base for player in PLAYERS)
        for size in (2, 3, 4):
            for members in combinations(PLAYERS, size):
                mixed = restricted(whole, base, members)
                for pair in ("host_supplier", "supplier_factory", "supplier_warehouse", "supplier_carrier"):
                    source = whole if set(pair.split("_")) <= set(members) else base
                    assert getattr(mixed.contracts, pair) == getattr(source.contracts, pair)
                for item, readers in mixed.visibility.items():
                    assert set(readers) <= set(whole.visibility.get(item, ())) & set(members) | set(base.visibility.get(item, ()))


def test_real_plays_balance_and_share_their_luck(scenario: Scenario) -> None:
    """A pool among host and supplier only: every cent is there, and unbalanced books would be seen."""
    stage, base = stage_of(scenario), Scheme.load("arms_length")
    mixed = restricted(Scheme.load("win_win_pool_nash"), base, ("host", "supplier"))
    play = Play(mixed, stage.standing_profile())
    (task,) = tasks_of([play, Play(mixed, stage.standing_profile())], (3, 4), books=[play])
    takes = task.run(scenario)
    assert takes == work.carry_out(scenario, [task, task], 2)[1]  # in processes of their own
    plays = Plays(
        tuple(takes[0].profit), (3, 4), {play: np.array([list(t.profit.values()) for t in takes])},
        {play: tuple(t.books for t in takes if t.books)}, max(abs(t.ledger_sum) for t in takes),
    )  # fmt: skip
    found = budget_balance(plays, play, Luck(1))
    assert found.exact
    assert set(found.pools) == {"surplus_pool"}
    assert sum(e.mean for e in found.leaves.values()) == pytest.approx(-sum(t.profit[p] for t in takes for p in t.profit) / 2)


def test_a_pool_that_keeps_money_is_seen() -> None:
    books = ({("host", "platform", "surplus_pool"): 7, ("supplier", "host", "commission"): 900},) * 2
    play = Play(Scheme.load("arms_length"), ())
    found = budget_balance(Plays(("host",), (1, 2), {play: np.zeros((2, 1))}, {play: books}, 0), play, Luck(1))
    assert (found.exact, found.pools, found.between_parties) == (False, {"surplus_pool": 7}, 0)
    assert found.leaves["platform"].mean == 0.07


def test_a_single_replication_is_refused(scenario: Scenario, scheme: Scheme) -> None:
    with pytest.raises(UserError, match="found 1, allowed 2 or more"):
        job.audit(scenario, [scheme], replications=1)


def test_nothing_undefined_leaves_as_a_number(monkeypatch: pytest.MonkeyPatch, scenario: Scenario, scheme: Scheme) -> None:
    found = audited(monkeypatch, scenario, scheme, lambda party, conduct, seed: 0.0, seeds=2)
    assert "nan" not in str(plain(found.welfare)).lower()
    assert verdict(fake_audit(scenario), found).status("core") == "holds"
