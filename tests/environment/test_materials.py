"""N8: material set aside for the rush orders to come. Nothing is sold twice, both sides gain, leads follow what is held."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.supplies import Flow, together
from environment import Scenario, Scheme, play
from environment.phases.materials import Reserves, use_of
from environment.records import Show
from environment.references import evaluation
from environment.world import World
from protocols.errors import UserError

SEED = 20260917
COSTS = {f"material_suppliers.{m}.holding_cost": 0.05 for m in ("Y1", "W1", "T1")}


@cache
def variant() -> Scenario:
    return Scenario.load("autumn_launch", variants=["merchants_bargain"])


@lru_cache(maxsize=8)
def show(scheme: str = "slot_fee_commission", seed: int = SEED) -> Show:
    return play(variant(), scheme=scheme, seed=seed)


def prepared(scenario: Scenario, seed: int = SEED, scheme: str = "slot_fee_commission") -> World:
    """The world just before N8: every factory knows what it has sold ahead."""
    world = World(scenario, Scheme.load(scheme), seed)
    while world.reserves is None:
        world.step()
    return world


def posted(of: Show, clause: str) -> list[tuple[str, str, int, str]]:
    """(payer, payee, cents, cause) of a clause."""
    t = of.tables["ledger"]
    rows = zip(t["payer"], t["payee"], t["cents"], t["cause"], t["clause"], strict=True)
    return [(str(a), str(b), int(c), str(why)) for a, b, c, why, name in rows if name == clause]


# --- at the table -------------------------------------------------------------------------------
@pytest.mark.parametrize("scheme", ["slot_fee_commission", "full_collaboration", "capacity_option"])
def test_factories_meet_the_merchants_of_their_material_and_both_gain(scheme: str) -> None:
    talks = [n for n in show(scheme).negotiations if n.kind == "N8"]
    assert {n.parties for n in talks} == {("F1", "W1"), ("F1", "T1"), ("F2", "Y1"), ("F2", "T1"), ("F4", "W1"), ("F4", "T1")}
    assert any(n.agreed for n in talks)
    for n in talks:
        assert all(gain >= -1e-6 for gain in n.gains.values()) and (sum(n.gains.values()) > 0) is n.agreed
    assert all(n.t_min <= talks[0].t_min for n in show(scheme).negotiations if n.kind in ("N1", "N2"))


def test_who_sold_nothing_ahead_needs_nothing_set_aside() -> None:
    assert not [n for n in show("arms_length").negotiations if n.kind == "N8"]


def test_the_fee_is_paid_at_signing_by_its_clause() -> None:
    played = show()
    price = {m.id: m.price for m in variant().material_suppliers}
    due = {}
    for n in played.negotiations:
        if n.kind == "N8" and n.agreed:
            factory, merchant = n.parties
            use = use_of(variant(), next(f for f in variant().factories if f.id == factory))[merchant]
            due[factory, merchant] = round(
                100 * price[merchant] * use * float(n.outcome["material_holding_fee"]) * float(n.outcome["material_reserved"])
            )
    found = {(payer, payee): cents for payer, payee, cents, cause in posted(played, "material_reserve") if cause == "N8"}
    assert found == {key: cents for key, cents in due.items() if cents}
    assert found


def test_a_forecast_is_the_contract_run_on_facts() -> None:
    """What a party expects of the contract at the table is what settlement charges for the same goods."""
    world = prepared(variant())
    reserves = world.reserves
    assert reserves is not None
    contract = reserves.contracts["F2", "Y1"].with_terms(material_holding_fee=0.03, material_rush_premium=0.12)
    flow = Flow.of(800.0, {"needed": np.array([500.0, 1500.0]), "in_time": 400.0})
    expected = contract.income("material_supplier", flow.facts(0.5))
    before = world.ledger.balance("Y1")
    world.ledger.settle(contract, {k: float(np.broadcast_to(v, 2)[1]) for k, v in flow.facts(0.5).items()}, 0.0, "test")
    assert world.ledger.balance("Y1") - before == pytest.approx(100 * np.asarray(expected)[1], abs=2)


def test_what_pays_for_both_is_the_newsvendors_quantity() -> None:
    """Held idle a piece costs the merchant; called for it earns both what new material, too late, would lose them."""
    world = prepared(variant())
    factory, merchant = world.cast.factories["F2"], world.cast.materials["Y1"]
    grid, needed = np.arange(0.0, 2401.0, 1.0), np.linspace(50.0, 2050.0, 200)
    use = use_of(variant(), variant().factories[1])["Y1"]
    facts = {"needed": needed, "in_time": 0.0, "rate": 600.0, "lead_h_new": 72.0, "per_piece": use}
    lost = float(together(factory, merchant, np.array([1.0]), facts | {"needed": np.ones(1)})[0])
    best = []
    for share in (0.01, 0.1, 0.4):
        merchant.holding_cost = share
        idle = share * merchant.price * use
        best.append(grid[int(np.argmax(together(factory, merchant, grid, facts)))])
        assert best[-1] == pytest.approx(np.quantile(needed, lost / (lost + idle)), abs=12.0)
    assert best[0] > best[1] > best[2]


# --- in the show --------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", [3, 11, SEED])
def test_the_reserve_is_never_oversold_and_the_ledger_closes(seed: int) -> None:
    played = show(seed=seed)
    assert played.conservation == {"ledger_sum": 0, "oversold": 0}
    t = played.tables["materials"]
    stock = {m.id: m.reserved + m.free_stock for m in variant().material_suppliers}
    for merchant, most in stock.items():
        assert sum(n for n, m in zip(t["from_stock"], t["merchant"], strict=True) if m == merchant) <= most + 1e-9
    spent = dict.fromkeys(t["lot"], 0)
    for _, _, cents, cause in posted(played, "material_purchase"):
        spent[cause] = spent.get(cause, 0) + cents
    billed = dict.fromkeys(t["lot"], 0.0)
    for lot, cny in zip(t["lot"], t["cost_cny"], strict=True):
        billed[lot] += 100 * cny
    assert spent == pytest.approx(billed)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_what_is_held_for_one_is_not_there_for_another(data: st.DataObject) -> None:
    """Whatever is agreed in whatever order, and whoever calls for how much: a merchant holds no more than its stock."""
    world = _world()
    reserves = Reserves(world)
    keys = data.draw(st.permutations(list(reserves.claims)))
    for key in islice(keys, data.draw(st.integers(0, len(keys)))):
        most = reserves.most(*key)
        reserves.held[key] = most * data.draw(st.floats(0, 1))
    stock = {m.id: m.reserved + m.free_stock for m in world.setting.material_suppliers}
    got = dict.fromkeys(stock, 0.0)
    for merchant, most in stock.items():
        assert reserves.total(merchant) <= most * (1 + 1e-12)
        own = {f: reserves.left(f, merchant) for f in reserves.use if merchant in reserves.use[f]}
        for factory in data.draw(st.lists(st.sampled_from(sorted(own)), max_size=6)):
            others = {f: reserves.left(f, merchant) for f in own if f != factory and (f, merchant) in reserves.held}
            got[merchant] += reserves.draw(factory, merchant, data.draw(st.floats(0, 2)) * max(most, 1.0))
            assert {f: reserves.left(f, merchant) for f in others} == others
        assert got[merchant] <= reserves.total(merchant) * (1 + 1e-12)


@cache
def _world() -> World:
    return prepared(variant())


def test_a_larger_reserve_never_lengthens_a_lead_and_shortens_some() -> None:
    world = prepared(variant())
    reserves, factory = world.reserves, world.cast.factories["F2"]
    assert reserves is not None
    style, asked = world.layout.styles.index("B"), np.arange(200.0, 2001.0, 200.0)
    leads = []
    for pieces in (0.0, 400.0, 1200.0, 2400.0):
        for merchant, use in reserves.use["F2"].items():
            reserves.held["F2", merchant] = pieces * use
        reserves.tell()
        leads.append(np.array(factory.quote(style, asked, 1, True, 1.0).leads))
    assert all((more <= less).all() for less, more in zip(leads, leads[1:], strict=False))
    assert (leads[-1] < leads[0]).all()


def test_without_a_deal_the_card_holds() -> None:
    """Nobody seated at N8: goods, leads and everybody's money are those of the same costs without it."""
    alone = play(variant().with_overrides({"negotiations.N8.parties": ["host"]}), scheme="slot_fee_commission", seed=SEED)
    usual = play(Scenario.load("autumn_launch", overrides=COSTS), scheme="slot_fee_commission", seed=SEED)
    for table in ("materials", "production"):
        assert {k: list(v) for k, v in alone.tables[table].items()} == {k: list(v) for k, v in usual.tables[table].items()}
    assert list(alone.tables["parties"]["profit_cny"]) == list(usual.tables["parties"]["profit_cny"])
    assert alone.measures["chain_surplus"] == usual.measures["chain_surplus"]


def test_goods_that_nobody_calls_for_cost_their_merchant() -> None:
    usual = play("autumn_launch", scheme="slot_fee_commission", seed=SEED)
    costly = play(Scenario.load("autumn_launch", overrides=COSTS), scheme="slot_fee_commission", seed=SEED)
    idle = {payer: cents for payer, payee, cents, _ in posted(costly, "material_holding") if payee == "outside"}
    used = dict.fromkeys(("Y1", "W1", "T1"), 0.0)
    for merchant, stock in zip(costly.tables["materials"]["merchant"], costly.tables["materials"]["from_stock"], strict=True):
        used[merchant] += stock
    for m in costly.scenario.material_suppliers:
        assert idle.get(m.id, 0) == pytest.approx(100 * 0.05 * m.price * (m.reserved - used[m.id]), abs=1)
    assert not posted(usual, "material_holding") and not posted(usual, "material_reserve")


def test_records_name_the_deal_in_both_languages_and_what_the_merchants_would_have_had() -> None:
    played = show("full_collaboration")
    lines = [e for e in played.events if e.key == "deal.N8"]
    assert {e.party for e in lines} <= {"F1", "F2", "F4"} and all("备料" in e.text("zh") for e in lines) and lines
    assert "Tongxiang yarn merchant" in next(e for e in lines if e.params["negotiation"] == "N8-F2-Y1").text("en")
    t = played.tables["parties"]
    known = dict(zip(t["party"], t["no_deal_cny"], strict=True))
    assert all(np.isfinite(known[m]) for m in ("Y1", "W1", "T1"))
    assert np.isfinite(played.every_measure()["conceded_material"])


def test_a_scheme_may_fix_terms_of_n8_or_leave_it_out() -> None:
    fixed = dict.fromkeys(("material_reserved", "material_holding_fee", "material_rush_premium"))
    quiet = play(variant(), Scheme.load("slot_fee_commission", {"negotiable.N8": fixed}), SEED)
    assert not [n for n in quiet.negotiations if n.kind == "N8"]
    scheme = Scheme.load("slot_fee_commission", {"negotiable.N8": fixed, "terms.material_holding_fee": 0.02})
    assert len(posted(play(variant(), scheme, SEED), "material_reserve")) == 6
    changes = {"negotiable.N8": {"material_rush_premium": None}, "strategies.material": "boulware"}
    one = Scheme.load("slot_fee_commission", changes)
    talks = [n for n in play(variant(), one, SEED).negotiations if n.kind == "N8"]
    assert talks and all("material_rush_premium" not in n.issues for n in talks)
    assert {n.strategies[n.parties[1]] for n in talks} == {"boulware"}


def test_a_season_plays_it() -> None:
    season = play(variant(), scheme="slot_fee_commission", seed=SEED, shows=3)
    assert season.conservation == {"ledger_sum": 0, "oversold": 0}
    assert season.first.measures == show().measures
    assert len(set(season.profit["Y1"])) == 3


def test_one_owner_sets_aside_what_pays_for_both() -> None:
    world, _ = evaluation.play_planner(variant(), SEED, {})
    assert [r for r in world.bargaining.records if r.kind == "N8"]
    found = evaluation.compute(variant(), SEED)
    assert found.clairvoyant >= found.planner


# --- what a file may say ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"negotiations.N8.deadline_h": -30}, "N8 pre at -30 h, allowed: phase pre, deadline_h from -24 (after N2) to 0"),
        ({"negotiations.N8.phase": "live"}, "N8 live at -24 h"),
        ({"negotiations.N8.parties": ["F2", "Y9"]}, "unknown party 'Y9'"),
        ({"negotiations.N8.grid.material_reserved": 700}, "step 700 in [0, 2400]"),
        ({"material_suppliers.Y1.holding_cost": 1.5}, "material_suppliers.Y1.holding_cost"),
    ],
)
def test_what_cannot_be_is_refused(overrides: dict[str, object], said: str) -> None:
    with pytest.raises(UserError) as error:
        variant().with_overrides(overrides)
    assert said in str(error.value)


def test_a_week_shares_its_merchants_at_their_cards() -> None:
    n8 = variant().plain()["negotiations"][-1]
    for overrides in ({"negotiations.N8": n8}, {"material_suppliers.Y1.holding_cost": 0.1}):
        with pytest.raises(UserError, match="in a week"):
            Scenario.load("festival_week", overrides=overrides)
