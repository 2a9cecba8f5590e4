"""What a contract keeps of its clauses holds for every set of terms, and for no other set of clauses."""

from __future__ import annotations

import pytest

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
