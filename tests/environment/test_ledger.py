"""The ledger: zero at every prefix, exact cents, every posting explained, settlement as forecast."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from environment.ledger import COLUMNS, Ledger, LedgerError, to_cents
from protocols.contracts import CLAUSES, Contract, ContractError

ACCOUNTS = ("host", "supplier", "factory", "platform", "consumers")
POSTINGS = st.lists(
    st.tuples(
        st.sampled_from(ACCOUNTS),
        st.sampled_from(ACCOUNTS),
        st.integers(-(10**12), 10**12),
        st.sampled_from("ab"),
    )
)
NAMES = ("slot_fee", "commission", "guarantee", "commission_service_fee")
DEAL = Contract(
    "N1",
    {"host": "host", "supplier": "supplier", "platform": "platform"},
    tuple(CLAUSES[n] for n in NAMES),
    {"slot_fee_total": 8e5, "guarantee_multiple": 5.0, "commission_rate": 0.2, "commission_service_fee": 0.1},
)
FACTS = {"commission_base_cny": 290_000.0, "guarantee_base_cny": 290_000.0}


@given(POSTINGS)
def test_every_prefix_sums_to_zero_and_balances_follow_from_the_rows(
    rows: list[tuple[str, str, int, str]],
) -> None:
    ledger = Ledger(ACCOUNTS)
    by_hand = dict.fromkeys(ACCOUNTS, 0)
    for i, (payer, payee, cents, clause) in enumerate(rows):
        ledger.post(float(i), payer, payee, cents, "k", clause, "because")
        by_hand[payer] -= cents
        by_hand[payee] += cents
        assert ledger.total() == 0
        assert ledger.balances() == by_hand
    columns = ledger.columns()
    assert tuple(columns) == COLUMNS
    assert {len(c) for c in columns.values()} == {len(ledger)}
    assert all(c > 0 for c in columns["cents"])
    for account in ACCOUNTS:
        received = sum(c for c, p in zip(columns["cents"], columns["payee"], strict=True) if p == account)
        paid = sum(c for c, p in zip(columns["cents"], columns["payer"], strict=True) if p == account)
        assert ledger.balance(account) == received - paid == sum(ledger.by_clause(account).values())


def test_negative_amounts_turn_round_and_zero_is_skipped() -> None:
    ledger = Ledger(ACCOUNTS)
    ledger.post(1.0, "host", "supplier", -250, "k", "c", "x")
    ledger.post(1.0, "host", "supplier", 0, "k", "c", "x")
    ledger.post_cny(1.0, "host", "supplier", 0.004, "k", "c", "x")
    assert ledger.columns() == {
        "t_h": [1.0],
        "payer": ["supplier"],
        "payee": ["host"],
        "cents": [250],
        "contract": ["k"],
        "clause": ["c"],
        "cause": ["x"],
    }


@pytest.mark.parametrize(
    ("cny", "cents"),
    [
        (0.575, 58),
        (0.565, 56),
        (1.005, 100),
        (1.015, 102),
        (-0.575, -58),
        (-1.005, -100),
        (1e9, 10**11),
        (0.1 + 0.2, 30),
    ],
)
def test_rounding_is_half_even_on_the_decimal_amount(cny: float, cents: int) -> None:
    assert to_cents(cny) == cents
    assert isinstance(to_cents(np.float64(cny)), int)


@given(st.integers(-(10**13), 10**13))
def test_whole_cents_survive_the_trip_through_floats(cents: int) -> None:
    assert to_cents(cents / 100) == cents


@given(st.floats(-1e9, 1e9))
def test_rounding_is_off_by_at_most_half_a_cent(cny: float) -> None:
    assert abs(to_cents(cny) - Fraction(cny) * 100) <= Fraction(1, 2) + Fraction(1, 10**5)


def test_bad_postings_leave_no_trace() -> None:
    ledger = Ledger(ACCOUNTS)
    with pytest.raises(LedgerError, match=r"k/c: unknown account 'bank' \(known: host, "):
        ledger.post(0.0, "host", "bank", 5, "k", "c", "x")
    with pytest.raises(LedgerError, match="unknown account 'bank'"):
        ledger.post(0.0, "bank", "host", 5, "k", "c", "x")
    with pytest.raises(LedgerError, match="finite"):
        ledger.post_cny(0.0, "host", "supplier", float("nan"), "k", "c", "x")
    with pytest.raises(TypeError):
        ledger.post(0.0, "host", "supplier", 1.5, "k", "c", "x")
    with pytest.raises(LedgerError, match="unknown account 'bank'"):
        ledger.balance("bank")
    with pytest.raises(LedgerError, match="unknown account 'bank'"):
        ledger.by_clause("bank")
    assert len(ledger) == 0
    assert set(ledger.balances().values()) == {0}


def test_numpy_integers_become_plain_integers() -> None:
    ledger = Ledger(ACCOUNTS)
    ledger.post(0.0, "host", "supplier", np.int64(7), "k", "c", "x")
    assert type(ledger.balance("supplier")) is int
    assert type(ledger.columns()["cents"][0]) is int


def test_settling_the_minimum_sales_case() -> None:
    """R8: of 800,000 for 1:5 with 290,000 sold, 742,000 go back."""
    ledger = Ledger(ACCOUNTS)
    assert ledger.settle(DEAL, {}, -24.0, "N1 agreed", when="signing") == {"slot_fee": 80_000_000}
    rest = ledger.settle(DEAL, FACTS, 360.0, "N7 audit", when="settlement")
    assert rest == {"commission": 5_800_000, "commission_service_fee": 580_000, "guarantee": 74_200_000}
    assert ledger.by_clause("host") == {
        "slot_fee": 80_000_000,
        "commission": 5_800_000,
        "commission_service_fee": -580_000,
        "guarantee": -74_200_000,
    }
    assert ledger.total() == 0
    assert set(ledger.columns()["cause"]) == {"N1 agreed", "N7 audit"}


@given(base=st.floats(0, 5e6), fee=st.floats(0, 2e5), rate=st.floats(0, 1), multiple=st.floats(0, 8))
@settings(max_examples=60)
def test_settlement_is_the_forecast_to_half_a_cent_a_clause(
    base: float, fee: float, rate: float, multiple: float
) -> None:
    deal = DEAL.with_terms(slot_fee_total=fee, commission_rate=rate, guarantee_multiple=multiple)
    facts = {"commission_base_cny": base, "guarantee_base_cny": base}
    ledger = Ledger(ACCOUNTS)
    ledger.settle(deal, facts, 360.0, "audit")
    for role in deal.parties:
        assert abs(ledger.balance(role) - 100 * float(deal.income(role, facts))) <= 0.5 * len(NAMES) + 1e-3


def test_a_failing_clause_settles_nothing() -> None:
    ledger = Ledger(ACCOUNTS)
    with pytest.raises(ContractError, match="fact 'guarantee_base_cny' is missing"):
        ledger.settle(DEAL, {"commission_base_cny": 1.0}, 1.0, "audit")
    with pytest.raises(
        LedgerError, match=r"N1/commission: facts settle one amount, found an array of shape \(2,\)"
    ):
        ledger.settle(DEAL, {**FACTS, "commission_base_cny": np.array([1.0, 2.0])}, 1.0, "audit")
    with pytest.raises(LedgerError, match="N1/guarantee: an amount must be a finite"):
        ledger.settle(DEAL, {**FACTS, "guarantee_base_cny": float("nan")}, 1.0, "audit")
    outsider = Contract(
        "N9",
        {"supplier": "supplier", "carrier": "C9"},
        (CLAUSES["on_time_penalty"],),
        {"on_time_penalty": 1.0},
    )
    with pytest.raises(LedgerError, match="unknown account 'C9'"):
        ledger.settle(outsider, {"late_parcels": 2.0}, 1.0, "audit")
    assert len(ledger) == 0
    assert ledger.total() == 0
