"""A market day of a generated region: conserved, reproducible, and bargained as single sessions would be."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from environment import Scenario
from environment.luck import Luck
from environment.market_day import DaySpec, MarketDay, play_day
from environment.market_day.books import Books
from environment.market_day.region import generate
from environment.market_day.spec import KINDS
from environment.market_day.table import Sheet, Tables
from environment.market_day.values import Values
from environment.scheme import Scheme
from protocols.errors import UserError

SCHEMES = ("slot_fee_commission", "commission_only", "revenue_share", "buyback", "full_collaboration")


@cache
def day(scheme: str = "slot_fee_commission", parties: int = 200, seed: int = 5) -> MarketDay:
    return play_day(DaySpec.load(overrides={"parties": parties}), scheme, seed)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_money_and_goods_add_up(scheme: str) -> None:
    d = day(scheme)
    assert d.books.total() == 0
    e, f = d.region.edges["host"], d.facts
    sold = e.per_buyer(f["sold"], d.region.count["supplier"])
    assert (sold <= d.region.stock + f["rushed"] + 1e-9).all()
    assert (f["sold"] <= f["wanted"]).all() and (f["sold"] == np.floor(f["sold"])).all()


def test_nobody_gets_more_of_a_factory_warehouse_or_carrier_than_there_is() -> None:
    d = day(parties=400)
    for kind in ("warehouse_load", "carrier_load"):
        assert (d.facts[kind] <= 1.0 + 1e-9).all()
    f = d.region.edges["factory"]
    held = f.per_seller(d.facts["reserved"], d.region.count["factory"])
    assert (held <= 3.0 * d.region.capacity["factory"] + 1e-6).all()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_nobody_agrees_to_less_than_its_reservation_value(scheme: str) -> None:
    for talks in day(scheme).talks.values():
        assert (talks.gain[:, talks.agreed] >= -1e-6).all()
        assert (talks.gain[:, ~talks.agreed] == 0).all()


def test_the_same_seed_gives_the_same_day_and_another_seed_another() -> None:
    again = play_day(DaySpec.load(overrides={"parties": 200}), "slot_fee_commission", 5)
    assert again.measures == day().measures and (again.books.balance == day().books.balance).all()
    assert day(seed=6).measures != day().measures


def test_luck_is_shared_between_schemes() -> None:
    a, b = day("commission_only"), day("full_collaboration")
    assert (a.region.viewers == b.region.viewers).all() and (a.region.stock == b.region.stock).all()


def test_a_batch_bargains_as_each_edge_would_alone() -> None:
    spec, base = DaySpec.load(overrides={"parties": 60}), Scenario.load("autumn_launch")
    tables = Tables(base, Scheme.load("slot_fee_commission"), spec.rounds)
    values = Values(generate(spec, base, Luck(3)), tables)
    sheet = tables.sheet("N1", {"commission_rate": 5, "slot_fee_total": 4})

    def talks(at: slice) -> object:
        value = (lambda e: values.terms_host(sheet, _shift(e, at)), lambda e: values.terms_supplier(sheet, _shift(e, at)))
        return tables.bargain(("host", "supplier"), sheet, value, at.stop - at.start)

    every = talks(slice(0, 8))
    for k in range(8):
        one = talks(slice(k, k + 1))
        assert one.outcome[0] == every.outcome[k] and one.rounds[0] == every.rounds[k]  # type: ignore[attr-defined]


def _shift(edges: slice, by: slice) -> slice:
    return slice(edges.start + by.start, edges.stop + by.start)


def test_more_parties_meet_more_partners_in_proportion() -> None:
    small, large = day(parties=200), day(parties=800)
    ratio = large.measures["trade_edges"] / small.measures["trade_edges"]
    assert 3.0 < ratio < 5.0
    pairs = large.region.edges["host"]
    assert len({*zip(pairs.buyer.tolist(), pairs.seller.tolist(), strict=True)}) == len(pairs)


def test_near_partners_are_preferred() -> None:
    near = play_day(DaySpec.load(overrides={"parties": 400, "reach.local": 1.0}), seed=2)
    any_ = play_day(DaySpec.load(overrides={"parties": 400, "reach.local": 0.0}), seed=2)
    assert near.region.edges["carrier"].km.mean() < 0.5 * any_.region.edges["carrier"].km.mean()


def test_scarce_capacity_makes_parcels_late() -> None:
    scarce = play_day(DaySpec.load(overrides={"parties": 200, "slack.carrier": 0.4}), seed=5)
    assert scarce.measures["late_share"] > day().measures["late_share"]


def test_graph_and_frames_hold_every_party_and_edge() -> None:
    d = day()
    graph = d.graph()
    assert graph.number_of_nodes() == 200 and graph.number_of_edges() == d.measures["trade_edges"]
    assert len(d.frame("parties")) == 200
    assert len(d.frame("edges")) == d.measures["trade_edges"]
    assert d.frame("parties")["profit_cny"].sum() == pytest.approx(sum(d.measures[f"profit_{k}"] for k in d.region.count))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"parties": 5}, "parties"),
        ({"tiers.head.share": 0.5}, "sum"),
        ({"mix": {"host": 1.0}}, "mix"),
        ({"base": "nowhere"}, "base"),
        ({"colour": 1}, "colour"),
    ],
)
def test_a_bad_file_gets_one_clear_message(change: dict[str, object], said: str) -> None:
    with pytest.raises(UserError, match=said):
        DaySpec.load(overrides=change)


def test_a_surplus_pool_is_refused_in_words() -> None:
    with pytest.raises(UserError, match="surplus pool"):
        play_day("market_day", "win_win_pool_nash")


def test_a_grid_holds_every_combination_once() -> None:
    sheet = Sheet.grid({"a": np.array([1.0, 2.0]), "b": np.array([0.0, 5.0, 9.0])})
    assert sheet.size == 6 and len({*zip(*(x.tolist() for x in sheet.values.values()), strict=True)}) == 6


def _sharing(clause: str, term: str, share: float) -> MarketDay:
    base = Scheme.load("slot_fee_commission")
    own = {"contracts.host_supplier": [*base.contracts.host_supplier, clause], "terms": {term: share}}
    return play_day(DaySpec.load(overrides={"parties": 200}), Scheme.load("slot_fee_commission", own), 5)


def test_a_host_whose_effort_is_paid_by_the_supplier_spares_none() -> None:
    cost = {}
    for share in (0.0, 0.15, 1.0):
        d = _sharing("effort_cost_share", "effort_cost_share_supplier", share)
        assert d.books.total() == 0
        cost[share] = d.books.lines["effort", "host", "outside"] / d.talks["N1"].agreed.mean()
        paid = d.books.lines.get(("effort_cost_share", "supplier", "host"), 0)
        assert paid == pytest.approx(share * d.books.lines["effort", "host", "outside"], rel=1e-3)
    assert cost[0.0] < cost[0.15] < cost[1.0]
    d = _sharing("effort_cost_share", "effort_cost_share_supplier", 1.0)
    base = Scenario.load(d.region.spec.base)
    values = Values(d.region, Tables(base, d.scheme, d.region.spec.rounds))
    whole = base.behaviour.host.effort.cost * values.scale[d.talks["N1"].agreed].sum()
    assert d.books.lines["effort", "host", "outside"] / 100.0 == pytest.approx(whole, rel=1e-5)


def test_a_share_of_return_costs_counts_the_value_that_is_lost() -> None:
    d = _sharing("return_cost_share", "return_cost_share_host", 0.5)
    inspected = d.books.lines["return_inspection", "supplier", "warehouse"]
    assert d.books.lines["return_cost_share", "host", "supplier"] > 0.5 * 3.0 * inspected


def test_half_a_cent_is_half_a_cent_whatever_the_last_bits_say() -> None:
    books = Books(dict.fromkeys(KINDS, 1))
    for cny in (1984.375, np.nextafter(1984.375, 0.0), np.nextafter(1984.375, 2e3)):
        before = books.balance.copy()
        books.post("freight", "consumers", "outside", np.array([cny]))
        assert (books.balance - before)[books.account("outside")] == 198438  # ties to even
    assert books.total() == 0
