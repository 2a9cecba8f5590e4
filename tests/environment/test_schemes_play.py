"""Every scheme played: clauses that pay, alerts that cost, pools that balance, and schemes nobody ships."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.prospect import alert_income, host_rate
from environment import Scenario, Scheme, play, pool
from environment.ledger import Ledger
from environment.phases.facts import alert_facts
from environment.phases.pool import no_deal, without_deals
from environment.scheme.explain import payments
from environment.scheme.money import FACTS, payable
from environment.scheme.places import EXERCISE_CLAUSES, POOL_CLAUSES, RUSH_CLAUSES, STANDING
from environment.world import World
from protocols.contracts import CLAUSES, Contract
from protocols.errors import UserError
from protocols.games import Game, shapley

DATA = Path(__file__).resolve().parents[2] / "environment" / "scheme" / "data"
POOLS = ("win_win_pool_shapley", "win_win_pool_nash")
# Shows in which things go wrong, so that clauses about failure have something to settle.
THIN = {"scale.traffic": "0.25", "scale.return_rate": "1.75"}
GLUT = {"behaviour.host.alert_inflation": "3", "behaviour.supplier.discount_rule": "credulous",
        "contracts.supplier_factory.buyback": "0.2"}  # fmt: skip
STORM = {
    "scale.traffic": "2.5", "factories.F2.divert": "1.0", "factories.F2.outside.margin": "0.9",
    "warehouses.WE.overpromise": "1.0", "warehouses.WE.parcels_per_day": "700", "warehouses.WN.overpromise": "1.0",
    "warehouses.WN.parcels_per_day": "500", "contracts.supplier_warehouse.throughput_penalty": "1",
    "contracts.supplier_carrier.on_time_penalty": "1",
}  # fmt: skip


@cache
def played(scheme: str, seed: int = 20260917, changes: tuple[tuple[str, str], ...] = ()) -> World:
    world = World(Scenario.load("autumn_launch", overrides=dict(changes)), Scheme.load(scheme), seed)
    world.play()
    return world


def test_all_fourteen_schemes_of_the_design_are_shipped() -> None:
    assert set(Scheme.names()) >= {
        "arms_length", "commission_only", "slot_fee_commission", "guarantee", "revenue_share", "buyback", "capacity_option",
        "leftover_share", "alert_bond", "scoring_rule", "data_board", "win_win_pool_shapley", "win_win_pool_nash",
        "full_collaboration",
    }  # fmt: skip


@pytest.mark.parametrize("scheme", Scheme.names())
def test_a_scheme_plays_a_show(scheme: str) -> None:
    world = played(scheme)
    assert (world.ledger.total(), world.stock.oversold()) == (0, 0)
    assert not world.parted
    settled = [*world.deals.rush.values(), world.deals.host_supplier, world.deals.alerts, *world.deals.factories.values()]
    settled += [*world.deals.warehouses.values(), *world.deals.carriers.values(), world.deals.platform]
    reached = {clause.name for contract in settled for clause in contract.clauses} | set(POOL_CLAUSES.values())
    named = {payment.clause.name for payment in payments(world.scheme)}
    assert named <= reached | set(RUSH_CLAUSES) | set(EXERCISE_CLAUSES), "a clause in no contract"


def test_every_clause_that_a_scheme_names_posts_somewhere() -> None:
    """In an ordinary show, or where too little sells, too much is made, or nobody keeps up."""
    posted: set[str] = set()
    for scheme in Scheme.names():
        for changes in ((), *(tuple(each.items()) for each in (THIN, GLUT, STORM))):
            world = played(scheme, 20260917 if not changes else 7, changes)
            assert (world.ledger.total(), world.stock.oversold()) == (0, 0)
            posted |= set(map(str, world.ledger.columns()["clause"]))
    assert {p.clause.name for scheme in Scheme.names() for p in payments(Scheme.load(scheme))} <= posted


@pytest.mark.parametrize("scheme", Scheme.names())
def test_a_clause_said_to_be_idle_posts_nothing(scheme: str) -> None:
    idle = {p.clause.name for p in payments(Scheme.load(scheme)) if p.idle}
    assert idle.isdisjoint(map(str, played(scheme).ledger.columns()["clause"]))


# --- the marks of single schemes ----------------------------------------------------------------
def test_revenue_sharing_pays_by_revenue_and_a_discount() -> None:
    world = played("revenue_share")
    host, lines = world.cast.host, world.ledger.by_clause("host")
    assert "commission" not in lines and "slot_fee" not in lines
    share = world.deals.host_supplier.terms["revenue_share_host"]
    assert lines["revenue_share"] / 100 == pytest.approx(share * _revenue(world), abs=0.01)
    assert host.terms.commission * (1 - host.profile.service_fee) == pytest.approx(share)
    assert world.cast.supplier.commission == pytest.approx(share)
    deals = [n.outcome for n in world.bargaining.records if n.kind == "N5" and n.agreed]
    assert any(float(deal["unit_premium"]) < 0 < float(deal["revenue_share_factory"]) for deal in deals)


def _revenue(world: World) -> float:
    assert world.outcome is not None
    return world.outcome.net + float(world.outcome.unsold.sum(axis=1) @ world.cast.supplier.profile.salvage)


def test_the_exercise_price_is_paid_for_what_the_reservation_covers() -> None:
    world = played("capacity_option")
    lines = world.ledger.by_clause("supplier")
    used = 0.0
    for name, factory in world.cast.factories.items():
        window = world.setting.capacity_reservation.window_h
        pieces = sum(
            r["units"] * float(world.catalogue.smv[r["style"]]) / factory.profile.reference_smv
            for r in world.recorder.rushes
            if r["covered"] and r["factory"] == name
        )
        exercised = min(pieces, factory.reserved * (window[1] - window[0]) / 24.0)
        used += exercised * world.deals.factories[name].terms["exercise_price"]
    assert used > 0 and -lines["option_exercise"] / 100 == pytest.approx(used, abs=0.05)
    assert lines["option_fee"] < 0 < lines["option_deduction"] < -lines["option_fee"]


def test_buyback_pays_for_leftovers_of_rush_orders_only() -> None:
    """At the scenario's share of the ex-factory value, where a scheme with the clause does not set a price."""
    world = played("slot_fee_commission", 7, tuple(GLUT.items()))
    o, cost = world.outcome, world.layout.cost
    assert o is not None
    owed = sum(0.2 * cost[r["style"]] * o.rush_left[r["lot"]] for r in world.recorder.rushes)
    assert owed > 0
    assert world.ledger.by_clause("supplier")["buyback"] / 100 == pytest.approx(owed, abs=0.02)
    own = Scheme.load("buyback", {"terms.buyback_price": "7"})
    factory = next(iter(world.cast.factories))
    assert world.deals.rush_contract(world.setting, own, factory, 0.0, 0).terms["buyback_price"] == 7.0


# --- false alerts -------------------------------------------------------------------------------
@pytest.mark.parametrize("scheme", ["alert_bond", "scoring_rule"])
@pytest.mark.parametrize("seed", [0, 5, 9])
def test_the_falser_an_alert_the_less_the_host_is_paid(scheme: str, seed: int) -> None:
    """The same show settled on the same facts, the claims of its alerts put up (and down)."""
    world = played(scheme, seed)
    o = world.outcome
    assert o is not None and world.recorder.alerts
    paid = []
    for factor in (1.0, 1.25, 1.5, 2.0):
        found = [alert_facts(world, o, life.alert) for life in world.recorder.alerts]
        true = [{**f, "alert_units": f["sold_units"] * factor} for f in found]
        paid.append(sum(float(world.deals.alerts.income("host", f)) for f in true))
    assert all(one > two for one, two in zip(paid, paid[1:], strict=False))
    low = {**found[0], "alert_units": 0.5 * found[0]["sold_units"]}
    truth = {**found[0], "alert_units": found[0]["sold_units"]}
    worse = float(world.deals.alerts.income("host", low)) < float(world.deals.alerts.income("host", truth))
    assert worse == (scheme == "scoring_rule")  # a bond alone does not mind a claim too low


def test_inflation_pays_the_host_under_the_usual_contract_and_costs_it_where_alerts_are_backed() -> None:
    """Host's mean profit on the same luck: alerts that double the truth less honest ones."""
    gain = {}
    for scheme in ("slot_fee_commission", "alert_bond", "scoring_rule"):
        change = []
        for seed in (0, 1, 5, 6, 9, 10):
            profit = [
                played(scheme, seed, (("behaviour.host.alert_inflation", f),)).ledger.balance("host") for f in ("1.0", "2.0")
            ]
            change.append((profit[1] - profit[0]) / 100)
        gain[scheme] = float(np.mean(change))
    assert gain["slot_fee_commission"] > 0 > gain["alert_bond"]
    assert gain["scoring_rule"] < gain["slot_fee_commission"]


def test_every_alert_is_settled_on_what_was_asked_for() -> None:
    world = played("scoring_rule", 9)
    o = world.outcome
    assert o is not None and len(world.recorder.alerts) > 1
    rows = [r for r in zip(*world.ledger.columns().values(), strict=True) if r[5] == "scoring_rule"]
    assert {r[6] for r in rows} == {life.alert.id for life in world.recorder.alerts}
    style = world.recorder.alerts[0].alert.style
    wanted = alert_facts(world, o, world.recorder.alerts[0].alert)["sold_units"]
    assert wanted == o.ordered[style].sum() + world.recorder.lost[style].sum()


def test_both_sides_expect_the_same_money_of_an_alert_clause_and_inflation_costs_it() -> None:
    world = played("alert_bond")
    c, contract = world.catalogue, world.deals.alerts
    units = c.draws(c.nominal, c.log_sigma)
    host = [np.asarray(alert_income("host", contract, c, units, f, {})) for f in (1.0, 1.5, 2.0)]
    assert np.allclose(host[0], -np.asarray(alert_income("supplier", contract, c, units, 1.0, {})))
    assert (host[0] <= 0).all() and host[0].any()
    assert (host[2] <= host[1]).all() and (host[1] <= host[0]).all() and host[2].sum() < host[0].sum()
    axis = np.array([4.0, 8.0])[:, None]
    wide = np.asarray(alert_income("host", contract, c, units, 1.0, {"alert_bond_cny_per_unit": axis}))
    assert wide.shape == (2, len(units)) and np.allclose(wide[0] * 2, wide[1]) and np.allclose(wide[1], host[0])
    assert alert_income("host", played("slot_fee_commission").deals.alerts, c, units, 1.0, {}) == 0.0


# --- pools --------------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", [20260917, 4])
@pytest.mark.parametrize("scheme", POOLS)
def test_a_pool_balances_and_leaves_everybody_its_share(scheme: str, seed: int) -> None:
    world = played(scheme, seed)
    rows = [r for r in zip(*world.ledger.columns().values(), strict=True) if str(r[5]) in POOL_CLAUSES.values()]
    paid: dict[str, int] = {}
    for _, payer, payee, cents, *_ in rows:
        paid[str(payer)] = paid.get(str(payer), 0) - int(cents)
        paid[str(payee)] = paid.get(str(payee), 0) + int(cents)
    assert sum(paid.values()) == 0 and len(paid) > 2
    first = next(r for r in world.bargaining.records if r.kind == "N1")
    members = list(paid)
    after = {name: world.ledger.balance(name) / 100 for name in members}
    claims = {name: no_deal(world, name, first.reservations, after[name] - paid[name] / 100) for name in members}
    assert {name: without_deals(world)[name] for name in members} == pytest.approx(claims)
    gains = {name: after[name] - claims[name] for name in members}
    rule = world.scheme.split
    assert rule is not None
    shares = pool.shares(rule, pool.worth(world.bargaining.records, members), claims)
    surplus = sum(gains.values())
    for name in members:
        assert gains[name] == pytest.approx(shares[name] * surplus, abs=0.02 * len(members)), name
    if scheme == "win_win_pool_nash":
        assert np.ptp(list(gains.values())) < 0.02 * len(members) ** 2


@pytest.mark.parametrize("scheme", ["slot_fee_commission", "arms_length", "win_win_pool_shapley"])
def test_who_ends_below_no_deal_is_counted_by_what_was_paid(scheme: str) -> None:
    show = play(Scenario.load("autumn_launch"), scheme=Scheme.load(scheme), seed=12)
    parties = show.tables["parties"]
    rows = [(p, a) for p, a in zip(parties["profit_cny"], parties["no_deal_cny"], strict=True) if a == a]
    assert show.measures["parties_above_no_deal"] == sum(p >= a - 0.005 for p, a in rows) / len(rows)
    first = next(n for n in show.negotiations if n.kind == "N1")
    alone = dict(zip(parties["party"], parties["no_deal_cny"], strict=True))
    assert {name: alone[name] for name in first.parties} == pytest.approx(first.reservations)  # what they refused to go below
    if scheme == "arms_length":  # expected to gain at the table, and did not
        assert show.measures["parties_above_no_deal"] < 1.0 and min(first.gains.values()) >= 0.0


def test_in_a_pool_all_want_what_is_best_together() -> None:
    world = played("win_win_pool_shapley")
    for record in world.bargaining.records:
        utilities = [np.asarray(u) - record.reservations[name] for name, u in record.utilities.items()]
        assert all(np.allclose(utilities[0], other, equal_nan=True) for other in utilities[1:])
        if record.agreed:
            values = {name: u.max() for name, u in record.utilities.items()}
            gained = {name: value - record.reservations[name] for name, value in values.items()}
            assert all(gained[name] == pytest.approx(record.gains[name]) for name in record.parties)


def test_the_host_weighs_the_margin_of_the_chain_in_a_pool() -> None:
    pooled, usual = played("win_win_pool_nash").cast.host, played("slot_fee_commission").cast.host
    assert pooled.terms.incentive is not None and usual.terms.incentive is None
    assert pooled.terms.incentive > usual.terms.commission
    assert pooled.effort() > usual.effort()


def test_without_a_deal_at_the_first_table_there_is_no_pool() -> None:
    rich = {
        "host.gmv_share": "1",
        "supplier.audience_share": "1",
        "supplier.commission_rate": "0.02",
        "supplier.slot_fee_total": "0",
    }
    world = played("win_win_pool_nash", 7, tuple((f"outside_option.{path}", value) for path, value in rich.items()))
    assert world.parted
    assert set(map(str, world.ledger.columns()["clause"])).isdisjoint(POOL_CLAUSES.values())


NAMES = "ABCDE"
DEALS = st.lists(
    st.tuples(st.sets(st.sampled_from(NAMES), min_size=2).map(frozenset), st.floats(0.0, 1e6)), min_size=1, max_size=8
)


@given(DEALS, st.fixed_dictionaries({name: st.floats(-1e5, 1e6) for name in NAMES}))
def test_shares_sum_to_one_and_shapley_is_the_games_own(
    deals: list[tuple[frozenset[str], float]], claims: dict[str, float]
) -> None:
    for rule in ("shapley", "nash", "proportional"):
        found = pool.shares(rule, deals, claims)
        assert list(found) == list(claims) and all(0.0 <= share <= 1.0 for share in found.values())
        assert sum(found.values()) == pytest.approx(1.0)
    total = sum(w for _, w in deals)
    if total > 1e-6:
        game = Game.from_function(tuple(NAMES), lambda s: sum(w for bound, w in deals if bound <= s))
        found = pool.shares("shapley", deals, claims)
        assert [found[name] * total for name in NAMES] == pytest.approx(shapley(game).tolist(), abs=1e-6 * total)


# --- what a scheme may say ----------------------------------------------------------------------
def test_a_scheme_nobody_ships_needs_no_python(tmp_path: Path) -> None:
    """Clauses that no shipped scheme has, and terms that no scenario puts on the table, in each encounter."""
    text = (DATA / "slot_fee_commission.yaml").read_text(encoding="utf-8")
    text = text.replace("name: slot_fee_commission", "name: mine")
    text = text.replace(
        "traffic_share]", "traffic_share, return_cost_share, effort_cost_share, scoring_rule_interval, revenue_share]"
    )
    text = text.replace(
        "[option_fee, option_release, rush_price, buyback, leftover_share_factory, late_delivery_penalty]",
        "[option_fee, option_exercise, wholesale, quantity_flexibility, sales_rebate, two_part_tariff, quantity_discount]",
    ).replace("on_time_penalty]", "on_time_penalty, returns_pickup]")
    terms = (
        "terms: {return_cost_share_host: 0.2, effort_cost_share_supplier: 0.3, score_base_cny: 4000, score_rate_cny_per_unit: 1, "
        "alert_coverage: 0.8, revenue_share_host: 0.02, exercise_price: 2, flexibility: 0.3, rebate_per_unit: 3, "
        "rebate_threshold_units: 200, fixed_fee: 900, discount_rate: 0.05, discount_threshold_units: 500, "
        "returns_pickup_fee: 1.5}"
    )
    issues = """negotiable:
  N1: {guarantee_multiple: null, gift_cost_share_host: null, return_cost_share_host: [0.2, 0.6, 0.2]}
  N2: {lead_h: null, exercise_price: [0, 6, 3]}
  N3: {throughput_penalty: [0, 2, 1]}
  N4: {on_time_penalty: [0, 2, 1]}
  N5: {unit_premium: null, leftover_host: null, leftover_factory: null, flexibility: [0, 0.6, 0.2], fixed_fee: [0, 1800, 900]}
"""
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace("terms: {}", terms).replace("negotiable: {}\n", issues), encoding="utf-8")
    world = World(Scenario.load("autumn_launch"), Scheme.load(path), 20260917)
    world.play()
    assert (world.ledger.total(), world.stock.oversold()) == (0, 0)
    posted = set(map(str, world.ledger.columns()["clause"]))
    assert {"return_cost_share", "effort_cost_share", "scoring_rule_interval", "revenue_share", "wholesale", "returns_pickup",
            "sales_rebate", "option_exercise"} <= posted  # fmt: skip
    assert {"rush_price", "buyback"}.isdisjoint(posted)
    talks = {n.id: n for n in world.bargaining.records}
    assert "return_cost_share_host" in talks["N1"].outcome and "throughput_penalty" in talks["N3-WE"].outcome
    agreed = float(talks["N3-WE"].outcome["throughput_penalty"])
    assert world.deals.warehouses["WE"].terms["throughput_penalty"] == agreed
    assert world.deals.host_supplier.terms["return_cost_share_host"] == float(talks["N1"].outcome["return_cost_share_host"])
    world.close()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"contracts.supplier_factory": "[rush_price, quantity_discount_schedule]"},
         "'quantity_discount_schedule', which reads expected_revenue_cny, production_cost_cny: no show records it"),
        ({"contracts.host_supplier": "[commission, alert_bond]"},
         "'alert_bond' without a value of its term 'alert_bond_cny_per_unit'"),
        ({"contracts.host_supplier": "[commission, surplus_pool]"},
         "found 'surplus_pool' without a rule to share its pool, allowed: split: shapley"),
        ({"split": "nash"}, "split: found 'nash' without a pool, allowed: null, or a clause such as surplus_pool"),
        ({"split": "fairly"}, "split: found 'fairly', allowed: "),
        ({"negotiable": "{N1: {max_return_rate: [0, 1]}}"},
         "negotiable.N1.max_return_rate: found no step, allowed: [low, high, step]"),
        ({"negotiable": "{N1: {max_retrun_rate: [0, 1, 0.5]}}"},
         "unknown issue 'max_retrun_rate' of N1, allowed: 'max_return_rate'"),
        ({"negotiable": "{N2: {handling_fee: [0, 1, 0.5]}}"}, "unknown issue 'handling_fee' of N2"),
        ({"negotiable": "{N1: {max_return_rate: [0, 1, 0.3]}}"},
         "allowed: [low, high, step] with a step > 0 that divides the range"),
    ],
)  # fmt: skip
def test_what_cannot_be_paid_is_said_when_the_file_is_read(changes: dict[str, str], said: str) -> None:
    with pytest.raises(UserError) as caught:
        Scheme.load("slot_fee_commission", changes)
    assert said in str(caught.value)


def test_a_pool_needs_the_table_where_payoffs_without_a_deal_are_found() -> None:
    none = "{commission_rate: null, slot_fee_total: null, guarantee_multiple: null, gift_cost_share_host: null}"
    with pytest.raises(UserError, match="a pool needs payoffs without a deal, which N1 records"):
        Scheme.load("win_win_pool_nash", {"negotiable.N1": none})


def test_the_books_settle_on_the_facts_that_checks_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, set[str]] = {}
    settle = Ledger.settle

    def watch(self: Ledger, contract: Contract, facts: Any, t_h: float, cause: str, when: str | None = None) -> dict[str, int]:
        pair = {"host-supplier": "host_supplier", "alerts": "host_supplier", "platform": "platform"}.get(
            contract.name, contract.name
        )
        kind = next((role for role in ("factory", "warehouse", "carrier") if role in contract.parties), "")
        pair = f"supplier_{kind}" if kind else "host_supplier" if pair.startswith("pool") else pair
        seen.setdefault(pair, set()).update(facts)
        return settle(self, contract, facts, t_h, cause, when)

    monkeypatch.setattr(Ledger, "settle", watch)
    for scheme in ("win_win_pool_shapley", "alert_bond"):
        World(Scenario.load("autumn_launch"), Scheme.load(scheme), 20260917).play()
    for pair, promised in FACTS.items():
        assert promised <= seen[pair], pair
    assert all(set(CLAUSES[name].facts) <= FACTS[pair] for pair in FACTS for name in payable(pair))


def test_every_term_said_to_stand_has_a_value() -> None:
    world = played("slot_fee_commission")
    deals, (lot, *_) = world.deals, world.deals.rush
    stand = {*deals.host_supplier.terms, *deals.rush[lot].terms, *deals.carriers["C1"].terms, *deals.factories["F2"].terms}
    assert stand >= STANDING


def test_the_rate_of_a_host_counts_every_clause_that_pays_by_sales() -> None:
    roles = {"host": "h", "supplier": "s", "platform": "p"}
    both = Contract(
        "x", roles, (CLAUSES["commission"], CLAUSES["revenue_share"]), {"commission_rate": 0.2, "revenue_share_host": 0.1}
    )
    assert host_rate(both, {}, 0.5) == pytest.approx(0.2 + 0.1 / 0.5)
    assert host_rate(both, {"commission_rate": 0.3}, 0.0) == pytest.approx(0.4)
    assert host_rate(Contract("y", roles, (CLAUSES["slot_fee"],), {"commission_rate": 0.2}), {}, 0.0) == 0.0
