"""Contracts compose clauses: order, roles, missing names, arrays, refunds, and the trade's own cases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.contracts import CLAUSES, Contract, ContractError
from protocols.errors import UserError

HOST = ("commission", "commission_service_fee", "slot_fee", "guarantee", "return_cap", "tier_bonus")
PARTIES = {"host": "h", "supplier": "s", "platform": "p"}
TERMS = {
    "commission_rate": 0.2,
    "commission_service_fee": 0.1,
    "slot_fee_total": 50_000.0,
    "guarantee_multiple": 5.0,
    "max_return_rate": 0.6,
    "tier_threshold_cny": 300_000.0,
    "tier_extra_rate": 0.03,
}
FACTS = {
    "commission_base_cny": 200_000.0,
    "guarantee_base_cny": 200_000.0,
    "return_rate": 0.42,
    "gross_gmv_cny": 400_000.0,
}


def make(*names: str, **terms: float) -> Contract:
    return Contract("N1", PARTIES, tuple(CLAUSES[n] for n in names), {**TERMS, **terms})


def test_income_adds_up_by_hand() -> None:
    # commission 40,000, of which the platform takes 4,000; fee 50,000, a fifth back; 3 % of 100,000.
    contract = make(*HOST)
    assert contract.income("host", FACTS) == pytest.approx(40_000 - 4_000 + 50_000 - 10_000 + 3_000)
    assert contract.income("supplier", FACTS) == pytest.approx(-(40_000 + 50_000 - 10_000 + 3_000))
    assert contract.income("platform", FACTS) == pytest.approx(4_000)


@given(order=st.permutations(HOST), base=st.floats(0, 1e6), returns=st.floats(0, 1))
@settings(max_examples=50)
def test_the_order_of_clauses_changes_no_bit(order: list[str], base: float, returns: float) -> None:
    facts = {**FACTS, "guarantee_base_cny": base, "return_rate": returns}
    one, two = make(*HOST), make(*order)
    assert one == two
    assert [one.income(r, facts) for r in PARTIES] == [two.income(r, facts) for r in PARTIES]


@given(st.sets(st.sampled_from(HOST)), st.floats(0, 1e6), st.floats(0, 1))
@settings(max_examples=50)
def test_money_is_neither_made_nor_lost(names: set[str], base: float, returns: float) -> None:
    facts = {**FACTS, "guarantee_base_cny": base, "return_rate": returns}
    contract = make(*names)
    assert sum(float(contract.income(r, facts)) for r in PARTIES) == pytest.approx(0.0, abs=1e-6)


def test_forecast_over_a_grid_equals_settlement_point_by_point() -> None:
    contract = make(*HOST)
    rate = np.linspace(0.15, 0.3, 4).reshape(4, 1, 1)
    fee = np.linspace(0.0, 150_000.0, 3).reshape(1, 3, 1)
    facts = {
        **FACTS,
        "guarantee_base_cny": np.array([0.0, 9e4, 2e5, 8e5]),
        "return_rate": np.array([0.9, 0.7, 0.5, 0.4]),
    }
    forecast = contract.income("host", facts, {"commission_rate": rate, "slot_fee_total": fee})
    assert np.shape(forecast) == (4, 3, 4)
    for i, j, k in np.ndindex(4, 3, 4):
        terms = {"commission_rate": float(rate[i, 0, 0]), "slot_fee_total": float(fee[0, j, 0])}
        came_true = {n: float(v[k]) if isinstance(v, np.ndarray) else v for n, v in facts.items()}
        agreed = contract.with_terms(**terms)
        assert float(agreed.income("host", came_true)) == forecast[i, j, k]
        assert agreed.income("host", came_true) == contract.income("host", came_true, terms)


def test_when_splits_the_flows_without_overlap() -> None:
    contract = make(*HOST)
    parts = [contract.flows(FACTS, when=w) for w in ("signing", "delivery", "settlement")]
    names = sorted(c.name for part in parts for c, _ in part)
    assert names == sorted(HOST)
    assert [c.name for c, _ in parts[0]] == ["slot_fee"]
    assert contract.flows({}, when="signing")[0][1] == 50_000.0  # nothing is known yet, and nothing is needed


def test_missing_names_are_reported_with_their_clause() -> None:
    contract = make(*HOST)
    with pytest.raises(
        ContractError, match="contract 'N1', clause 'return_cap': fact 'return_rate' is missing"
    ):
        contract.income("host", {n: v for n, v in FACTS.items() if n != "return_rate"})
    bare = Contract("N1", PARTIES, (CLAUSES["tier_bonus"],), {"tier_extra_rate": 0.1})
    with pytest.raises(ContractError, match="clause 'tier_bonus': term 'tier_threshold_cny' is missing"):
        bare.flows(FACTS)
    assert issubclass(ContractError, UserError)


def test_bad_contracts_are_refused_when_made() -> None:
    with pytest.raises(ContractError, match="clause 'commission' appears twice"):
        make("commission", "slot_fee", "commission")
    with pytest.raises(
        ContractError, match=r"clause 'handling': nobody holds the role 'warehouse' \(held: host, "
    ):
        make("handling")
    with pytest.raises(ContractError, match="nobody holds the role 'factory'"):
        make("commission").income("factory", FACTS)


def test_with_terms_leaves_the_original_alone() -> None:
    first = make(*HOST)
    second = first.with_terms(commission_rate=0.3)
    assert first.terms["commission_rate"] == 0.2
    assert second.terms["commission_rate"] == 0.3
    assert second.clauses == first.clauses
    assert set(second.term_names) == set(TERMS)
    assert set(second.fact_names) == set(FACTS)


@given(base=st.floats(0, 4e5), returns=st.floats(0, 1), fee=st.floats(1.0, 2e5), multiple=st.floats(0, 8))
def test_a_slot_fee_is_never_refunded_more_than_once(
    base: float, returns: float, fee: float, multiple: float
) -> None:
    contract = make("slot_fee", "guarantee", "return_cap", slot_fee_total=fee, guarantee_multiple=multiple)
    facts = {**FACTS, "guarantee_base_cny": base, "return_rate": returns}
    back = {c.name: float(a) for c, a in contract.flows(facts, when="settlement")}
    apart = {
        n: float(make("slot_fee", n, slot_fee_total=fee, guarantee_multiple=multiple).flows(facts)[0][1])
        for n in back
    }
    assert sum(back.values()) <= fee * (1 + 1e-12)
    if sum(apart.values()) <= fee:
        assert back == pytest.approx(apart)
    else:  # both cut alike
        assert sum(back.values()) == pytest.approx(fee)
        assert back["guarantee"] * apart["return_cap"] == pytest.approx(
            back["return_cap"] * apart["guarantee"]
        )


def test_minimum_sales_case_of_2023() -> None:
    """R8: 800k for 1:5, 0.29M sold; the paper says more than 720k came back."""
    deal = make("slot_fee", "guarantee", slot_fee_total=800_000.0, guarantee_multiple=5.0)
    facts = {"guarantee_base_cny": 290_000.0}
    assert {c.name: a for c, a in deal.flows(facts)}["guarantee"] == pytest.approx(742_000.0)
    assert deal.income("host", facts) == pytest.approx(58_000.0)


@pytest.mark.parametrize(("multiple", "fee"), [(0.0, 8e4), (5.0, 0.0)])
def test_no_multiple_or_no_fee_means_no_guarantee(multiple: float, fee: float) -> None:
    deal = make("guarantee", slot_fee_total=fee, guarantee_multiple=multiple)
    assert deal.income("supplier", {"guarantee_base_cny": 0.0}) == 0.0


def test_return_cap_case_of_2021() -> None:
    """R9: fee 20k, returns at most 15 %; 1,331 of 1,393 came back, so a twentieth of the promise was kept."""
    deal = make("return_cap", slot_fee_total=20_000.0, max_return_rate=0.15)
    refund = float(deal.income("supplier", {"return_rate": 1331 / 1393}))
    assert refund == pytest.approx(20_000 * (1 - (62 / 1393) / 0.85))
    assert deal.income("supplier", {"return_rate": 0.15}) == 0.0


def test_slot_fee_case_of_2020() -> None:
    """R7: 300k + 25 % on 3M sold leaves the host 1.05M, 35 % of revenue."""
    deal = make("slot_fee", "commission", slot_fee_total=300_000.0, commission_rate=0.25)
    assert deal.income("host", {"commission_base_cny": 3e6}) == pytest.approx(1_050_000.0)


def test_late_payout_by_price_band() -> None:
    """R11: nothing below 3 CNY, 3 CNY below 300, 1 % from 300, at most 30; the last axis is the style."""
    terms = {
        "late_payout_low": 0.0,
        "late_payout_flat": 3.0,
        "late_payout_rate": 0.01,
        "late_payout_cap": 30.0,
    }
    deal = Contract("rules", {"supplier": "s", "consumers": "c"}, (CLAUSES["late_ship_payout"],), terms)
    price = np.array([2.99, 3.0, 299.99, 300.0, 2_999.0, 9_000.0])
    facts = {"late_orders_by_style": np.array([10, 1, 2, 3, 1, 2.0]), "price_by_style_cny": price}
    assert deal.income("consumers", facts) == pytest.approx(0 + 3 + 6 + 9 + 29.99 + 60)
    nodes = {**facts, "late_orders_by_style": np.outer([1.0, 2.0, 3.0], facts["late_orders_by_style"])}
    rates = np.array([0.01, 0.02]).reshape(2, 1)
    both = deal.income("consumers", nodes, {"late_payout_rate": rates})
    assert np.shape(both) == (2, 3)  # outcomes x nodes, styles summed
    assert both[0, 2] == pytest.approx(3 * 107.99)


def test_fake_shipping_deposit_is_capped_day_by_day() -> None:
    """R12: 10 CNY an order, at most 500 a day: 60 orders on one day cost 500, 30 + 30 on two days 600."""
    terms = {"fake_deposit_per_order": 10.0, "fake_deposit_cap_per_day": 500.0}
    deal = Contract("rules", {"supplier": "s", "platform": "p"}, (CLAUSES["fake_ship_deposit"],), terms)
    assert deal.income("platform", {"fake_orders_by_day": np.array([60.0])}) == 500.0
    assert deal.income("platform", {"fake_orders_by_day": np.array([30.0, 30.0])}) == 600.0


def test_surplus_pool_gives_each_member_its_share_of_the_common_gain() -> None:
    roles = ("host", "factory", "warehouse", "carrier")
    own = {"host": 9_000.0, "factory": -2_000.0, "warehouse": 500.0, "carrier": 0.0, "supplier": 2_500.0}
    share = {"host": 0.3, "factory": 0.3, "warehouse": 0.1, "carrier": 0.1}
    names = ("surplus_pool", *(f"surplus_pool_{r}" for r in roles[1:]))
    pool = Contract(
        "pool",
        {r: r for r in own},
        tuple(CLAUSES[n] for n in names),
        {f"pool_share_{r}": s for r, s in share.items()},
    )
    facts = {f"pool_gain_{r}_cny": own[r] for r in roles} | {"pool_surplus_cny": sum(own.values())}
    for role, gain in own.items():
        assert gain + float(pool.income(role, facts)) == pytest.approx(share.get(role, 0.2) * 10_000.0)
