"""Seasons: memory carries over, only money drives choices, partners come and go, the bankrupt leave, nothing leaks or grows."""

from __future__ import annotations

import gc
from functools import cache

import numpy as np
import pytest

import environment.world
from agents.dispositions import DISPOSITIONS
from environment import Scenario, Scheme, play
from environment.luck import Luck
from environment.measures.season import emergence, persistence
from environment.season import Season, play_season, show_seed
from environment.season.play import State
from environment.season.ties import CALLS, Ties
from environment.world import World
from experiments.replicate import seed_of
from protocols.errors import UserError

NAME = "autumn_launch"


def season(shows: int, scheme: str = "slot_fee_commission", seed: int = 3, overrides: dict[str, object] | None = None) -> Season:
    return play_season(Scenario.load(NAME, overrides=overrides or {}), Scheme.load(scheme), seed, shows)


@cache
def usual() -> Season:
    return season(6)


def test_the_first_show_of_a_season_is_the_single_show() -> None:
    one = play(NAME, "slot_fee_commission", seed=3)
    assert usual().first.measures == one.measures and usual().first.money == one.money


def test_a_season_is_reproducible_and_its_luck_does_not_depend_on_the_scheme() -> None:
    again = season(6)
    assert again.series == usual().series and again.dispositions == usual().dispositions and again.network == usual().network
    assert len({show_seed(3, k) for k in range(1000)} | {seed_of(3, k) for k in range(1, 1000)}) == 1999  # no luck twice
    for k in range(2):
        one, two = (World(Scenario.load(NAME), Scheme.load(x), show_seed(3, k)) for x in ("arms_length", "alert_bond"))
        assert (one.market.viewers == two.market.viewers).all() and (one.market.log_appeal == two.market.log_appeal).all()


def test_series_trust_network_and_dispositions_have_one_entry_per_show() -> None:
    s = usual()
    assert s.shows == 6 and len(s.network) == 6
    assert all(len(v) == 6 for v in s.series.values()) and all(len(v) == 6 for v in s.trust.values())
    assert all(len(v[d]) == 6 for v in s.dispositions.values() for d in DISPOSITIONS)
    assert s.conservation == {"ledger_sum": 0, "oversold": 0}
    assert {row["layer"] for row in s.network[-1]} == {"trade", "information", "trust"}


def test_money_of_the_season_is_the_sum_over_shows_and_cash_follows() -> None:
    s = usual()
    for party in s.profit:
        assert s.money[party]["profit"] == pytest.approx(sum(s.profit[party]))
        assert np.diff(s.cash[party]) == pytest.approx(s.profit[party][1:])


@pytest.mark.parametrize("rule", ["fixed", "roth_erev", "ewa", "epsilon_greedy", "ucb", "imitation"])
def test_every_learning_rule_plays_and_stays_on_its_menu(rule: str) -> None:
    kinds = ("host", "supplier", "factory", "warehouse", "carrier")
    s = season(4, overrides={f"season.learning.{k}": rule for k in kinds})
    menus = s.scenario.season.levels
    for party, columns in s.dispositions.items():
        kind = {"F": "factory", "W": "warehouse", "C": "carrier"}.get(party[0], party) if party != "W1" else "material"
        for disposition, levels in columns.items():
            allowed = {*menus.get(kind, {}).get(disposition, ()), levels[0]}
            assert set(levels) <= allowed
    if rule == "fixed":
        assert all(len(set(v)) == 1 for columns in s.dispositions.values() for v in columns.values())


def test_a_scheme_may_set_the_learning_rules() -> None:
    scheme = Scheme.load("slot_fee_commission", overrides={"learning": {"host": "fixed"}})
    s = play_season(Scenario.load(NAME), scheme, 3, 4)
    assert len(set(s.dispositions["host"]["temptation"])) == 1
    assert any(len(set(s.dispositions["C1"][d])) > 1 for d in DISPOSITIONS)


def test_parties_outside_the_learning_map_keep_their_conduct() -> None:
    s = season(3, overrides={"season.learning": {}})
    assert all(len(set(v)) == 1 for columns in s.dispositions.values() for v in columns.values())


def test_held_dispositions_stay_where_they_are_put() -> None:
    s = play_season(Scenario.load(NAME), Scheme.load("commission_only"), 2, 3, fixed={"carrier": {"temptation": 0.6}})
    assert set(s.dispositions["C1"]["temptation"]) == {0.6} == set(s.dispositions["C2"]["temptation"])


def test_only_money_drives_choices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that is told, measured or displayed is taken away: not one choice or cent changes.

    What is left that reaches a learner or a partner search is money: profits, gains of deals, costs of calls.
    """
    import environment.measures.registry as registry
    import environment.measures.season as measures

    base = season(5, seed=11)
    monkeypatch.setattr(registry, "compute_all", lambda tables: {})
    monkeypatch.setattr(measures, "per_show", lambda *_: {})
    monkeypatch.setattr(measures, "of_season", lambda *_: {})
    monkeypatch.setattr(environment.world.World, "tell", lambda *_, **__: None)
    bare = season(5, seed=11)
    assert not bare.series and not bare.first.measures and not bare.measures and not bare.first.events  # really taken away
    assert bare.dispositions == base.dispositions and bare.profit == base.profit and bare.money == base.money


def test_learning_is_told_the_profit_of_the_books(monkeypatch: pytest.MonkeyPatch) -> None:
    from environment.season.mind import Mind

    seen: list[tuple[str, float]] = []
    earn = Mind.earn

    def spy(self: Mind, profit: float, *rest: object) -> None:
        seen.append((self.name, profit))
        earn(self, profit, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Mind, "earn", spy)
    s = season(2, seed=4)
    assert [p for name, p in seen if name == "host"] == pytest.approx(s.profit["host"])


def test_a_patient_memory_shades_the_claims_of_a_host_that_always_exaggerates() -> None:
    held = {"host": {"temptation": 1.0}}
    scenario = Scenario.load(NAME, overrides={"season.learning": {}})
    worlds: list[float] = []
    state = State(scenario, Scheme.load("data_board"), Luck(5), Ties(scenario), held)
    for k in range(6):
        world = World(scenario, state.scheme, show_seed(5, k), brief=state.brief)
        world.play()
        from environment.playing import finish

        state.learn(world, finish(world))
        worlds.append(world.cast.supplier.inflation.factor)
        world.close()
    assert worlds[-1] > 1.2 and worlds[-1] > worlds[0]


def test_a_warehouse_that_sells_labour_it_does_not_hire_loses_its_reputation() -> None:
    scenario = Scenario.load(NAME, overrides={"season.learning": {}, "scale.traffic": 2.5})
    bad = play_season(scenario, Scheme.load("slot_fee_commission"), 3, 3, fixed={"WE": {"temptation": 0.5}})
    good = play_season(scenario, Scheme.load("slot_fee_commission"), 3, 3)
    key = "supplier->WE:throughput"
    assert bad.trust[key][-1] < good.trust[key][-1]  # type: ignore[operator]


def test_a_call_that_brings_less_than_it_costs_is_not_made_again() -> None:
    dear = season(4, overrides={"season.partners.approach_cost": 1e7, "season.partners.explore": 0.0, "supplier.cash": 1e12})
    assert [e.kind for e in dear.events].count("dropped") >= 5
    last = {talk.kind for talk in dear.last.negotiations}
    assert not last & set(CALLS)


def test_exploration_calls_partners_that_were_never_called() -> None:
    s = season(8, overrides={"season.partners.explore": 1.0})
    called = {(e.params["encounter"], e.params["other"][0]) for e in s.events if e.kind == "called"}  # type: ignore[index]
    assert any(kind == "N2" for kind, _ in called)


def test_ties_follow_gains_by_an_exponential_average() -> None:
    scenario = Scenario.load(NAME)
    ties = Ties(scenario)
    ties.gain[("N4", "C1")] = 1000.0
    ties.choose(Luck(1), 1, frozenset())
    assert "C1" in ties.called["N4"]
    ties.choose(Luck(1), 2, frozenset({"C1"}))
    assert "C1" not in ties.called["N4"]


def test_the_bankrupt_leave_and_their_absence_shows() -> None:
    world = World(
        Scenario.load(NAME), Scheme.load("slot_fee_commission"), 3, brief=lambda w: w.leave(frozenset({"C1", "F2"}))
    )
    world.play()
    assert all(not {"C1", "F2"} & set(talk.parties) for talk in world.bargaining.records)
    assert world.ledger.balance("C1") == 0 == world.ledger.balance("F2") and world.ledger.balance("C2") != 0
    assert world.outcome is not None and set(np.unique(world.outcome.shipments.carrier)) == {1}


def test_a_bankrupt_warehouse_gives_up_its_shelves() -> None:
    poor = season(2, overrides={"warehouses.WS.cash": 0, "warehouses.WS.labour_per_order": 9.0, "season.learning": {}})
    assert any(e.party == "WS" and e.kind == "failed" for e in poor.events)
    assert poor.profit["WS"][-1] == 0.0 and poor.conservation == {"ledger_sum": 0, "oversold": 0}


def test_a_season_ends_with_its_supplier() -> None:
    poor = season(5, overrides={"supplier.cash": 0, "paid_traffic.budget": 2000000})
    assert poor.shows == 1 and poor.events[-1].party == "supplier"


def test_emergence_finds_a_step_and_not_a_level() -> None:
    rng = np.random.default_rng(1)
    step = [*(0.6 + 0.02 * rng.standard_normal(20)), *(0.8 + 0.02 * rng.standard_normal(20))]
    found = emergence(step)
    assert found is not None and abs(found[0] - 21) <= 1 and found[2] - found[1] == pytest.approx(0.2, abs=0.02)
    assert emergence([0.7] * 30) is None
    assert emergence(list(0.7 + 0.02 * rng.standard_normal(40))) is None
    assert emergence(step[::-1]) is None  # a fall is no emergence


def test_persistence_is_the_weighted_jaccard_index() -> None:
    def rows(**weights: float) -> list[dict[str, object]]:
        return [{"source": k[0], "target": k[1], "layer": "trade", "weight": v} for k, v in weights.items()]

    assert persistence(rows(ab=2.0, bc=1.0), rows(ab=1.0, cd=1.0)) == pytest.approx(1.0 / 4.0)
    assert persistence([], []) == 1.0


def test_many_seasons_in_one_process_do_not_grow() -> None:
    """Mesa 3.3 keeps references to past models' agents; a season must let go of every world it played."""
    season(2)
    gc.collect()
    before = sum(isinstance(o, environment.world.World) for o in gc.get_objects())
    season(4)
    gc.collect()
    assert sum(isinstance(o, environment.world.World) for o in gc.get_objects()) <= before


def test_a_single_show_can_be_played_with_held_dispositions() -> None:
    hasty = Scenario.load(NAME, overrides={"behaviour.carrier.patience": 0.0})
    plain = play(hasty, "commission_only", seed=2)
    bumped = play(hasty, "commission_only", seed=2, dispositions={"carrier": {"temptation": 0.6}})
    assert "spot_freight" not in plain.money["C1"] and bumped.money["C1"]["spot_freight"] > 0


@pytest.mark.parametrize("who", ["factory", "F2", "carrier", "C1", "supplier"])
def test_what_is_a_share_stops_at_one(who: str) -> None:
    with pytest.raises(UserError, match=rf"season.levels.{who}.temptation.*1.5.*0 to 1"):
        Scenario.load(NAME, overrides={f"season.levels.{who}": {"temptation": [0.0, 1.5]}})


@pytest.mark.parametrize("who", ["host", "warehouse", "WN"])
def test_what_is_a_multiple_may_be_more(who: str) -> None:
    Scenario.load(NAME, overrides={f"season.levels.{who}": {"temptation": [0.0, 5.0]}})
    with pytest.raises(UserError, match="0 to 5"):
        Scenario.load(NAME, overrides={f"season.levels.{who}": {"temptation": [0.0, 5.5]}})


@pytest.mark.parametrize(
    "held", [{"hosst": {"temptation": 0.1}}, {"host": {"tempt": 0.1}}, {"F1": {"temptation": 3.0}}, {"host": {"openness": "yes"}}]
)
def test_dispositions_that_nobody_can_have_are_one_clear_message(held: dict[str, dict[str, float]]) -> None:
    with pytest.raises(UserError, match="allowed"):
        play(NAME, dispositions=held)
