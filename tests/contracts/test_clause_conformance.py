"""Laws that every registered clause obeys, whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.contracts import CLAUSES, FAMILIES, QUANTITIES, Clause, Contract, ContractError
from protocols.contracts.clause import Array, clause, pos, shortfall

# How each term and fact moves what the payer owes: "+" never down, "-" never up; others are not monotone.
MOVES = {
    "alert_bond": "+alert_bond_cny_per_unit +alert_units -sold_units",
    "buyback": "+buyback_price +leftover_units",
    "commission": "+commission_rate +commission_base_cny",
    "commission_service_fee": "+commission_rate +commission_service_fee +commission_base_cny",
    "effort_cost_share": "+effort_cost_share_supplier +effort_cost_cny",
    "effort_cost_share_factory": "+effort_cost_share_factory +effort_cost_cny",
    "fake_ship_deposit": "+fake_deposit_per_order +fake_deposit_cap_per_day +fake_orders_by_day",
    "freight": "+first_kg_rate -card_first_kg_rate +freight_at_card_cny",
    "gift_cost_share": "+gift_cost_share_host +gift_cost_cny",
    "guarantee": "+guarantee_multiple -guarantee_base_cny +slot_fee_total",
    "handling": "+handling_fee +packaging_fee +extra_item_fee +orders +extra_items",
    "late_delivery_penalty": "+late_penalty_rate +late_unit_days_value_cny",
    "late_ship_payout": "+late_payout_low +late_payout_flat +late_payout_rate +late_payout_cap"
    " +late_orders_by_style",
    "leftover_share_factory": "+leftover_share_factory +leftover_loss_cny",
    "leftover_share_host": "+leftover_share_host +leftover_loss_cny",
    "material_purchase": "+material_price +material_rush_premium +material_units +rush_material_units",
    "on_time_penalty": "+on_time_penalty +late_parcels",
    "material_reserve": "+material_price +material_holding_fee +material_reserved_units",
    "option_deduction": "+option_fee +exercised_units",
    "option_exercise": "+exercise_price +exercised_units",
    "option_fee": "+option_fee +reserved_units",
    "option_release": "+option_fee +release_refund +unexercised_units",
    "overflow_surcharge": "+overflow_surcharge +overflow_parcels",
    "paid_traffic": "+paid_traffic_cny",
    "payment_fee": "+payment_fee +gross_gmv_cny",
    "quantity_discount": "+wholesale_price +discount_rate -discount_threshold_units +ordered_units",
    "quantity_discount_schedule": "+expected_revenue_cny +production_cost_cny",
    "quantity_flexibility": "+wholesale_price -salvage_price +flexibility +ordered_units +leftover_units",
    "refund": "+refund_cny",
    "return_cap": "+slot_fee_total -max_return_rate +return_rate",
    "return_cost_share": "+return_cost_share_host +return_cost_cny",
    "return_inspection": "+inspect_fee +returned_units",
    "return_insurance": "+return_insurance_premium +orders",
    "returns_pickup": "+returns_pickup_fee +return_parcels",
    "revenue_share": "+revenue_share_host +revenue_cny",
    "revenue_share_factory": "+revenue_share_factory +revenue_cny",
    "rush_price": "+rush_premium +goods_value_cny",
    "sale": "+gross_gmv_cny",
    "sales_rebate": "+rebate_per_unit -rebate_threshold_units +sold_units",
    "scoring_rule": "+score_base_cny -score_rate_cny_per_unit",
    "scoring_rule_interval": "+score_base_cny",
    "scoring_rule_quadratic": "+score_base_cny -score_rate_cny_per_unit2",
    "slot_fee": "+slot_fee_total",
    "storage": "+storage_fee_unit_month +unit_months",
    "surge_booking": "+surge_premium +handling_fee +surge_booked_parcels",
    "surplus_pool": "-pool_gain_host_cny",
    "surplus_pool_carrier": "-pool_gain_carrier_cny",
    "surplus_pool_factory": "-pool_gain_factory_cny",
    "surplus_pool_warehouse": "-pool_gain_warehouse_cny",
    "take_or_pay": "+take_or_pay +first_kg_rate +booked_parcels -shipped_parcels",
    "take_rate": "+take_rate +net_gmv_cny",
    "throughput_penalty": "+throughput_penalty +shortfall_parcels",
    "tier_bonus": "-tier_threshold_cny +tier_extra_rate +gross_gmv_cny",
    "traffic_share": "+traffic_share_supplier +paid_traffic_cny",
    "transfer_credit": "+transfer_credit_per_unit +transfer_units",
    "two_part_tariff": "+fixed_fee",
    "wholesale": "+wholesale_price +ordered_units",
}
ROLES = {
    "host_supplier": {"host", "supplier", "platform"},
    "supplier_factory": {"supplier", "factory"},
    "supplier_warehouse": {"supplier", "warehouse"},
    "supplier_carrier": {"supplier", "carrier"},
    "platform": {"supplier", "host", "platform", "consumers"},
    "factory_material": {"factory", "material_supplier"},
}
# Their facts have an axis of styles or days, which they sum; test_contract.py looks at that.
OWN_AXIS = ("late_ship_payout", "fake_ship_deposit")
EVERY = pytest.mark.parametrize("c", CLAUSES.values(), ids=list(CLAUSES))


def high(name: str) -> float:
    """A generous upper bound of a quantity, by its unit."""
    unit = QUANTITIES[name].unit
    if unit.startswith("share"):
        return 1.0 if unit != "share below 1" else 0.96875
    return 1e6 if unit.startswith("CNY") and "/" not in unit else 5e3


def points(c: Clause, n: int, seed: int = 7) -> tuple[dict[str, Array], dict[str, Array]]:
    """n random points of the clause's terms and facts, as arrays (n,)."""
    rng = np.random.default_rng(seed)
    values = {name: rng.uniform(0.0, high(name), n) for name in c.terms + c.facts}
    return {m: values[m] for m in c.terms}, {m: values[m] for m in c.facts}


class Recording(Mapping[str, Array]):
    """A mapping that remembers what was read."""

    def __init__(self, values: Mapping[str, Array]) -> None:
        self.values_, self.read = values, set[str]()

    def __getitem__(self, name: str) -> Array:
        self.read.add(name)
        return self.values_[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)


def test_every_clause_is_in_one_family_with_roles_of_that_family() -> None:
    seen = [
        c for modules in FAMILIES.values() for m in modules for c in vars(m).values() if isinstance(c, Clause)
    ]
    assert sorted(c.name for c in seen) == sorted(CLAUSES)
    for family, modules in FAMILIES.items():
        for c in (c for m in modules for c in vars(m).values() if isinstance(c, Clause)):
            allowed = ROLES[family] | ({"warehouse", "carrier", "factory"} if "pool" in c.name else set())
            assert {c.payer, c.payee} <= allowed, c.name
            assert c.payer != c.payee


def test_quantities_are_exactly_the_names_that_clauses_read() -> None:
    assert {n for c in CLAUSES.values() for n in c.terms + c.facts} == set(QUANTITIES)
    assert not {n for c in CLAUSES.values() for n in c.terms} & {n for c in CLAUSES.values() for n in c.facts}
    for name, quantity in QUANTITIES.items():
        assert quantity.unit and quantity.en and re.search(r"[\u4e00-\u9fff]", quantity.zh), name


@EVERY
def test_documentation(c: Clause) -> None:
    assert c.doc("en").endswith(".") and c.doc("zh").endswith("。")
    assert re.search(r"[\u4e00-\u9fff]", c.doc_zh) and not re.search(r"[\u4e00-\u9fff]", c.doc_en)
    assert c.source and c.formula
    assert c.when in ("signing", "delivery", "settlement")
    assert not c.refund_of or CLAUSES[c.refund_of].payer == c.payee


@EVERY
def test_reads_exactly_what_it_declares(c: Clause) -> None:
    terms, facts = points(c, 3)
    seen_terms, seen_facts = Recording(terms), Recording(facts)
    c.cash(seen_terms, seen_facts)
    assert seen_terms.read == set(c.terms)
    assert seen_facts.read == set(c.facts)


def band(price: float, low: float, flat: float, rate: float, cap: float) -> float:
    return low if price < 3.0 else flat if price < 300.0 else min(rate * price, cap)


@EVERY
def test_the_printed_formula_is_the_code(c: Clause) -> None:
    terms, facts = points(c, 40)
    words = {"pos": pos, "shortfall": shortfall, "min": min, "sum": lambda x: x, "band": band}
    for i in range(40):
        t, f = ({n: float(v[i]) for n, v in half.items()} for half in (terms, facts))
        # the formula is the project's own text
        said = eval(c.formula, {"__builtins__": {}}, {**words, **t, **f})  # noqa: S307
        assert float(c.cash(t, f)) == pytest.approx(float(said), rel=1e-12, abs=1e-9)


@EVERY
def test_sign_and_finiteness(c: Clause) -> None:
    """Also where some quantities are nothing and others at their limit."""
    terms, facts = points(c, 600)
    rng = np.random.default_rng(11)
    for half in (terms, facts):
        for name in half:
            corner = rng.integers(0, 3, 600)
            half[name] = np.choose(corner, [np.zeros(600), np.full(600, high(name)), half[name]])
    owed = np.asarray(c.cash(terms, facts))
    assert np.all(np.isfinite(owed))
    assert c.signed or np.all(owed >= 0.0)


@EVERY
def test_signed_clauses_do_turn_negative(c: Clause) -> None:
    if c.signed:
        assert np.min(c.cash(*points(c, 400))) < 0.0


@EVERY
def test_directions_are_declared_and_hold(c: Clause) -> None:
    moves = {word[1:]: word[0] for word in MOVES[c.name].split()}
    assert set(moves) <= set(c.terms + c.facts)
    terms, facts = points(c, 300)
    rows = [tuple({n: float(v[i]) for n, v in half.items()} for half in (terms, facts)) for i in range(60)]
    batches = rows if c.name in OWN_AXIS else [(terms, facts)]
    for t, f in batches:
        for name, sign in moves.items():
            base = {**t, **f}[name]
            bumped = base + 0.5 * (high(name) - base)
            up = c.cash({**t, name: bumped}, f) if name in t else c.cash(t, {**f, name: bumped})
            change = np.asarray(up) - np.asarray(c.cash(t, f))
            slack = 1e-9 * np.maximum(1.0, np.abs(np.asarray(up)))
            assert np.all(change >= -slack if sign == "+" else change <= slack), name


@EVERY
def test_every_name_matters(c: Clause) -> None:
    """Each term and fact moves the amount somewhere."""
    terms, facts = points(c, 2000)
    if c.name == "late_ship_payout":  # one row of styles is one amount: look at each price band by itself
        facts["price_by_style_cny"] = np.array([2.0, 99.0, 400.0, 9000.0])
        facts["late_orders_by_style"] = np.ones(4)
        terms = {
            "late_payout_low": 0.5,
            "late_payout_flat": 3.0,
            "late_payout_rate": 0.01,
            "late_payout_cap": 30.0,
        }
    if c.name == "fake_ship_deposit":
        terms, facts = dict.fromkeys(c.terms, 20.0), {"fake_orders_by_day": np.array([0.5, 40.0])}
    before = np.asarray(c.cash(terms, facts))
    for name in c.terms + c.facts:
        side = terms if name in terms else facts
        moved = {**side, name: side[name] * 0.9 + 5e-4}
        after = c.cash(moved, facts) if side is terms else c.cash(terms, moved)
        assert np.any(np.asarray(after) != before), name


@pytest.mark.parametrize("c", [c for c in CLAUSES.values() if c.name not in OWN_AXIS], ids=lambda c: c.name)
def test_arrays_give_the_same_bits_as_scalars(c: Clause) -> None:
    terms, facts = points(c, 50)
    batch = np.broadcast_to(c.cash(terms, facts), 50)
    for i in range(50):
        t, f = ({n: float(v[i]) for n, v in half.items()} for half in (terms, facts))
        assert float(c.cash(t, f)) == batch[i]


@EVERY
def test_what_one_pays_the_other_receives(c: Clause) -> None:
    terms, facts = points(c, 50)
    contract = Contract("k", {c.payer: "a", c.payee: "b"}, (c,), {})
    assert np.all(contract.income(c.payer, facts, terms) + contract.income(c.payee, facts, terms) == 0.0)
    assert np.all(contract.income(c.payee, facts, terms) == c.cash(terms, facts))


@pytest.mark.parametrize("c", [c for c in CLAUSES.values() if c.when == "delivery"], ids=lambda c: c.name)
def test_delivery_clauses_bill_in_parts_as_at_once(c: Clause) -> None:
    terms = {n: 0.3 * high(n) for n in c.terms}
    first, second = points(c, 50)[1], points(c, 50, seed=8)[1]
    held = {n: first[n] for n in c.facts if n.startswith("price_")}
    parts = c.cash(terms, first) + c.cash(terms, {**second, **held})
    once = c.cash(terms, {**{n: first[n] + second[n] for n in c.facts}, **held})
    assert once == pytest.approx(parts, rel=1e-9)


@EVERY
def test_signing_clauses_need_no_outcome(c: Clause) -> None:
    if c.when == "signing":
        assert set(c.facts) <= {"reserved_units", "material_reserved_units"}  # known when the contract is signed


def test_a_second_clause_of_the_same_name_is_refused() -> None:
    before = dict(CLAUSES)
    with pytest.raises(ContractError, match="'commission' is defined twice"):
        clause("supplier", "host", formula="0", source="-", en="-", zh="-")(
            SimpleNamespace(__name__="commission")
        )
    assert before == CLAUSES


@given(st.floats(-1e6, 1e6), st.floats(-1e3, 1e6))
def test_scalar_and_array_helpers_agree(x: float, target: float) -> None:
    assert pos(x) == pos(np.array([x]))[0]
    assert shortfall(x, target) == shortfall(np.array([x]), np.array([target]))[0]
    assert 0.0 <= shortfall(x, target) <= 1.0
