"""What a contract keeps of its clauses holds for every set of terms, and for no other set of clauses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.contracts import CLAUSES, Contract
from protocols.contracts.clause import ContractError

ROLES = {"host": "h", "supplier": "s", "platform": "p"}
FACTS = {"commission_base_cny": 1000.0, "leftover_loss_cny": 50.0}


def deal(*names: str, **terms: float) -> Contract:
    return Contract("deal", ROLES, tuple(CLAUSES[n] for n in names), terms)


def test_new_terms_share_what_follows_from_the_clauses() -> None:
    one = deal("commission", "leftover_share_host", commission_rate=0.1, leftover_share_host=0.5)
    assert one.income("host", FACTS) == pytest.approx(75.0)
    two = one.with_terms(commission_rate=0.2)
    assert two.income("host", FACTS) == pytest.approx(175.0)
    assert one.income("host", FACTS) == pytest.approx(75.0) and two != one and two.fact_names == one.fact_names


def test_a_contract_without_some_clauses_forgets_them() -> None:
    one = deal("commission", "leftover_share_host", commission_rate=0.1, leftover_share_host=0.5)
    rest = one.without({"leftover_share_host"})
    assert [c.name for c, _ in rest.flows(FACTS)] == ["commission"]
    assert rest.fact_names == ("commission_base_cny",) and len(one.flows(FACTS)) == 2
    assert rest == deal("commission", commission_rate=0.1, leftover_share_host=0.5)


def test_clauses_among_others_need_no_facts_for_an_income() -> None:
    one = deal("commission", "slot_fee", commission_rate=0.1)
    assert one.income("platform", {}) == 0.0
    with pytest.raises(ContractError, match="missing"):
        one.income("host", {})


@given(
    base=st.lists(st.floats(-1e6, 1e6) | st.sampled_from([0.0, -0.0]), min_size=3, max_size=3),
    loss=st.sampled_from([0.0, -0.0, 50.0]), fee=st.sampled_from([0.0, 1e4]),
)  # fmt: skip
def test_amounts_of_nothing_change_no_bit_of_an_income(base: list[float], loss: float, fee: float) -> None:
    one = deal("commission", "commission_service_fee", "leftover_share_host", "slot_fee", commission_rate=0.1,
               commission_service_fee=0.1, leftover_share_host=0.5, slot_fee_total=fee)  # fmt: skip
    facts: dict[str, Any] = {"commission_base_cny": np.array(base), "leftover_loss_cny": loss}
    for role in ROLES:
        total: Any = 0.0
        for clause, amount in one.flows(facts):
            total = total + amount if clause.payee == role else total
            total = total - amount if clause.payer == role else total
        assert np.asarray(one.income(role, facts)).tobytes() == np.asarray(total).tobytes()


def test_terms_of_a_role_are_those_it_pays_or_is_paid_by() -> None:
    one = deal("commission_service_fee", "leftover_share_host")
    assert one.terms_of("platform") == {"commission_rate", "commission_service_fee"}
    assert one.terms_of("supplier") == {"leftover_share_host"} and one.terms_of("factory") == frozenset()
