"""Incentive schemes: what ships, what they say, and how a bad one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from environment.scenario import Scenario
from environment.scheme import ITEMS, KINDS, OWNERS, Scheme
from protocols.contracts import CLAUSES
from protocols.errors import UserError

SHIPPED = (
    "arms_length",
    "commission_only",
    "data_board",
    "full_collaboration",
    "guarantee",
    "leftover_share",
    "slot_fee_commission",
)
DATA = Path(__file__).resolve().parents[2] / "environment" / "scheme" / "data"


def test_the_schemes_of_the_first_release_are_shipped() -> None:
    assert set(SHIPPED) <= set(Scheme.names())


@pytest.mark.parametrize("name", Scheme.names())
def test_a_shipped_scheme_is_whole(name: str) -> None:
    scheme = Scheme.load(name)
    assert scheme.name == name
    assert [
        leaf.path for leaf in scheme.parameters() if not (leaf.unit and leaf.source and leaf.text_zh)
    ] == []
    scenario = Scenario.load("autumn_launch")
    for negotiation in scenario.negotiations:
        if negotiation.id == "N7":
            continue
        for issue, (low, high, _) in scheme.issues(negotiation).items():
            assert low <= high, issue
    for pair in ("host_supplier", "supplier_factory", "supplier_warehouse", "supplier_carrier", "platform"):
        assert set(getattr(scheme.contracts, pair)) <= set(CLAUSES)


def test_owners_always_see_their_own() -> None:
    alone = Scheme.load("arms_length")
    for item in ITEMS:
        assert [kind for kind in KINDS if alone.sees(kind, item)] == [k for k in KINDS if k in OWNERS[item]]


def test_the_data_board_shows_everything_and_changes_no_contract() -> None:
    board, usual = Scheme.load("data_board"), Scheme.load("slot_fee_commission")
    assert all(board.sees(kind, item) for kind in KINDS for item in ITEMS)
    assert (board.contracts, board.terms, board.negotiable) == (
        usual.contracts,
        usual.terms,
        usual.negotiable,
    )
    assert usual.sees("host", "stock") and not usual.sees("carrier", "stock")
    assert usual.sees("supplier", "alert_evidence") and not usual.sees("supplier", "factory_capacity")


def test_issues_merge_the_scheme_into_the_scenario() -> None:
    first = Scenario.load("autumn_launch").negotiations[0]
    usual = Scheme.load("slot_fee_commission").issues(first)
    assert usual == first.ranges()
    pure = Scheme.load("commission_only").issues(first)
    assert set(pure) == {"commission_rate", "gift_cost_share_host"}
    step = first.ranges()["commission_rate"][2]
    own = Scheme.load("commission_only").negotiable["N1"]["commission_rate"]
    assert own is not None and pure["commission_rate"] == (*own, step) != usual["commission_rate"]


def test_a_range_that_the_step_does_not_fit_is_refused() -> None:
    scheme = Scheme.load("commission_only", {"negotiable.N1.commission_rate": "[0.24, 0.46]"})
    with pytest.raises(
        UserError, match=r"scheme commission_only: negotiable.N1.commission_rate: found step 0.015"
    ):
        scheme.issues(Scenario.load("autumn_launch").negotiations[0])


def test_overrides_change_the_scheme_and_its_hash() -> None:
    usual = Scheme.load("slot_fee_commission")
    slow = Scheme.load("slot_fee_commission", {"information_delay_min": "10"})
    assert slow.information_delay_min == 10
    assert slow != usual and slow.content_hash() != usual.content_hash()
    assert Scheme.load("slot_fee_commission") is usual


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("contracts.host_supplier", "[comission]", "unknown clause 'comission', allowed: 'com"),
        ("contracts.host_supplier", "[freight]", "'freight', paid by supplier to carrier, allowed: "),
        ("contracts.host_supplier", "[slot_fee, slot_fee]", "clause 'slot_fee' twice, allowed: each once"),
        ("terms.foo", "3", "terms.foo: found unknown term 'foo'"),
        ("terms.take_or_pay", "much", "terms.take_or_pay: found 'much', allowed: a number"),
        ("strategies.host", "boulwre", "strategies.host: found 'boulwre', allowed: strategy"),
        ("strategies.host", '"boulware:e=-1"', "strategies.host: found 'boulware:e=-1'"),
        ("strategies.hosts", "linear", "strategies.hosts"),
        ("strategies", "{host: linear}", "strategies: found no kind of party supplier"),
        ("protocols.N1", "haggling", "protocols.N1: found 'haggling', allowed: protocol"),
        ("protocols.N9", "alternating_offers", "unknown encounter 'N9', allowed: N1"),
        ("protocols", "{N1: alternating_offers}", "protocols: found no rule for N2"),
        ("negotiable", "{N1: {commision_rate: null}}", "unknown issue 'commision_rate' of N1, allowed: 'com"),
        ("negotiable", "{N1: {commission_rate: [0.3, 0.1]}}", "allowed: [low, high] with low ≤ high"),
        ("visibility.orders", "[hst]", "visibility.orders.0: found 'hst', allowed: 'host'"),
        ("visibility", "{orders: [host]}", "visibility: found no item live_signals"),
        ("information_delay_min", "-3", "information_delay_min: found -3, allowed: ≥ 0"),
    ],
)  # fmt: skip
def test_a_bad_scheme_says_what_and_what_is_allowed(path: str, value: str, said: str) -> None:
    with pytest.raises(UserError) as caught:
        Scheme.load("slot_fee_commission", {path: value})
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"--set {path}=")


def test_faults_of_a_file_carry_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    text = (DATA / "guarantee.yaml").read_text(encoding="utf-8")
    path.write_text(
        text.replace("return_cap", "return_cup").replace("N1: alternating", "N1: alternate"), encoding="utf-8"
    )
    with pytest.raises(UserError) as caught:
        Scheme.load(path)
    rows = str(caught.value).splitlines()
    assert len(rows) == 2
    assert rows[0].startswith(f"{path}:10: contracts.host_supplier.4: found unknown clause 'return_cup'")


def test_an_unknown_scheme_is_named_with_the_nearest() -> None:
    with pytest.raises(UserError, match=r"^scheme arm_length: .* 'arms_length' \(nearest\)"):
        Scheme.load("arm_length")
