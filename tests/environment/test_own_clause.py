"""A clause that somebody registers: refused in a scheme until it can be paid, then agreed upon and paid in a show."""

from __future__ import annotations

from typing import Any

import pytest

from environment import Scenario, Scheme, play
from protocols.contracts import CLAUSES, QUANTITIES, Clause
from protocols.contracts.clause import pos
from protocols.contracts.quantities import Quantity
from protocols.errors import UserError

TERM = "few_returns_bonus"
CHANGES: dict[str, Any] = {
    "contracts.host_supplier": ["commission", "few_returns"],
    "negotiable": {"N1": {TERM: [0.2, 1, 0.2]}},
    f"terms.{TERM}": 0.0,
}


@pytest.fixture(autouse=True)
def own(monkeypatch: pytest.MonkeyPatch) -> None:
    clause = Clause(
        "few_returns", "supplier", "host", (TERM,), ("net_gmv_cny", "return_rate"),
        lambda t, f: t[TERM] * f["net_gmv_cny"] * pos(0.5 - f["return_rate"]),
        f"{TERM} * net_gmv_cny * pos(0.5 - return_rate)", "a test", "-", "-",
    )  # fmt: skip
    monkeypatch.setitem(CLAUSES, "few_returns", clause)


def described(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(QUANTITIES, TERM, Quantity("share", "bonus for few returns", "低退货奖励"))


def test_a_term_without_a_unit_is_refused() -> None:
    with pytest.raises(UserError, match=f"'few_returns', whose term '{TERM}' has no unit, allowed: QUANTITIES"):
        Scheme.load("slot_fee_commission", {**CHANGES, "name": "undescribed"})  # schemes are kept by what they were loaded with


def test_a_negotiable_term_needs_its_value_without_a_deal(monkeypatch: pytest.MonkeyPatch) -> None:
    described(monkeypatch)
    with pytest.raises(UserError, match=f"'few_returns' without a value of its term '{TERM}'"):
        Scheme.load("slot_fee_commission", {path: value for path, value in CHANGES.items() if not path.startswith("terms")})


def test_it_is_agreed_upon_and_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    described(monkeypatch)
    show = play(Scenario.load("autumn_launch"), Scheme.load("slot_fee_commission", CHANGES), 7)
    agreed = float(show.negotiations[0].outcome[TERM])
    paid = show.frame("ledger").query("clause == 'few_returns'").cents.sum() / 100
    assert show.negotiations[0].agreed and agreed >= 0.2
    due = agreed * show.measures["net_gmv"] * (0.5 - show.measures["return_rate"])
    assert paid == pytest.approx(due, rel=0.05)
