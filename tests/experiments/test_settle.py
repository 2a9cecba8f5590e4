"""Settlement of records: published cases, our own ledgers to the cent, formulas against cash functions, mistakes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from environment import Scenario, Scheme, Show, play
from experiments.settle import load_agreement, save, settle, shipped
from experiments.settle.arithmetic import arithmetic
from experiments.settle.job import settle_record
from experiments.settle.table import read_csv
from experiments.storage import write_show
from protocols.contracts import CLAUSES, QUANTITIES
from protocols.errors import UserError

HEAD = "kind,name,units,unit_price_cny,amount_cny\n"


def test_minimum_sales_case_of_2023() -> None:
    """R8: of 800,000 for 4 million promised, 0.29 million sold, 742,000 come back (the paper: more than 720,000)."""
    done = settle("minimum_sales", "minimum_sales")
    owed = {item.clause.name: item.cents for item in done.items}
    assert owed == {"slot_fee": 80_000_000, "guarantee": 74_200_000}
    assert owed["guarantee"] > 72_000_000
    back = next(item for item in done.items if item.clause.name == "guarantee")
    assert (back.payer, back.payee, back.due) == ("host", "brand", 74_200_000)
    assert back.how.numbers == "800,000 × shortfall(290,000, 5 × 800,000)"
    assert back.how.steps == ("shortfall(290,000, 5 × 800,000) = 0.9275",)
    assert done.totals() == {"host": 5_800_000, "brand": -5_800_000}
    assert done.balances() == {"host": -74_200_000, "brand": 74_200_000}


def test_return_cap_case_of_2021() -> None:
    """R9: fee 20,000, returns at most 15 %; 1,331 of 1,393 came back. Without the price, 1:3 cannot be settled, and says so."""
    done = settle("roi_return_cap", "roi_return_cap")
    owed = {item.clause.name: item.cents for item in done.items}
    assert owed == {"slot_fee": 2_000_000, "return_cap": round(2_000_000 * (1 - (62 / 1393) / 0.85))}
    assert [(each.clause.name, each.facts) for each in done.missing] == [("guarantee", ("guarantee_base_cny",))]


@pytest.mark.parametrize("price", [10.0, 60_000 / 1393, 400.0])
def test_the_fee_comes_back_once_under_both_promises(price: float, tmp_path: Path) -> None:
    """R9 at an assumed price: the return on the fee and the cap on returns together never refund more than the fee."""
    path = tmp_path / "show.csv"
    path.write_text(HEAD + f"sale,,1393,{price},\nreturn,,1331,{price},\n")
    done = settle(path, "roi_return_cap")
    back = [item for item in done.items if item.clause.refund_of]
    alone = 2_000_000 * max(1 - 62 * price / 60_000, 0.0)
    capped = 2_000_000 * (1 - (62 / 1393) / 0.85)
    assert {item.clause.name for item in back} == {"guarantee", "return_cap"}
    assert sum(item.cents for item in back) == pytest.approx(min(alone + capped, 2_000_000), abs=2)
    assert all(item.cut for item in back) == (alone + capped > 2_000_000)


SCHEMES = ["slot_fee_commission", "alert_bond", "scoring_rule", "revenue_share", "full_collaboration"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_our_own_shows_settle_as_their_ledgers_posted(scheme: str, reference_show: Show, tmp_path: Path) -> None:
    show = reference_show
    if scheme != SCHEMES[0]:
        show = play(Scenario.load("autumn_launch"), scheme=Scheme.load(scheme), seed=4)
    done = settle(write_show(show, tmp_path))
    assert done.own and done.items and not done.missing
    assert {(i.clause.name, i.cause): i.due for i in done.items if i.due} == {}
    posted = show.frame("ledger")
    mine = posted[posted["contract"].isin(["host-supplier", "alerts"])]
    assert sum(abs(item.cents) for item in done.items) == int(mine["cents"].sum()) > 0
    for party in done.agreement.contract.parties.values():
        net = int(mine.loc[mine["payee"] == party, "cents"].sum() - mine.loc[mine["payer"] == party, "cents"].sum())
        assert done.totals()[party] == net, party


def _with_clauses(own: dict[str, list[str]], terms: dict[str, float]) -> Scheme:
    base = Scheme.load("slot_fee_commission")
    more = {f"contracts.{pair}": [*getattr(base.contracts, pair), *names] for pair, names in own.items()}
    return Scheme.load("slot_fee_commission", {**more, "terms": terms})


@pytest.mark.parametrize("seed", [4, 11])
@pytest.mark.parametrize(
    ("own", "terms", "changes"),
    [
        ({"host_supplier": ["return_cost_share", "effort_cost_share"]}, {"effort_cost_share_supplier": 0.4}, {}),
        ({"host_supplier": ["return_cost_share"], "supplier_carrier": ["returns_pickup"]}, {"returns_pickup_fee": 3.0},
         {"delivery.doorstep.pickup_cost": 4.5, "scale.traffic": 2.0}),
        ({"host_supplier": ["return_cost_share"]}, {"inspect_fee": 7.0}, {"scale.return_rate": 1.5}),
    ],
)  # fmt: skip
def test_shared_costs_settle_from_a_folder_as_they_were_posted(
    own: dict[str, list[str]], terms: dict[str, float], changes: dict[str, float], seed: int, tmp_path: Path
) -> None:
    scenario = Scenario.load("autumn_launch", overrides=changes)
    show = play(scenario, scheme=_with_clauses(own, {"return_cost_share_host": 0.3, **terms}), seed=seed)
    done = settle(write_show(show, tmp_path))
    assert {(i.clause.name, i.cause): i.due for i in done.items if i.due} == {}
    (mine,) = (item for item in done.items if item.clause.name == "return_cost_share")
    assert abs(mine.cents) > 0


@pytest.mark.parametrize("scheme", ["slot_fee_commission", "revenue_share"])
def test_goods_sold_in_the_own_shop_bear_no_commission_in_the_folder_either(scheme: str, tmp_path: Path) -> None:
    show = play(Scenario.load("autumn_launch", overrides={"behaviour.supplier.hide_stock": 0.6}), scheme=Scheme.load(scheme))
    assert sum(show.tables["orders"]["own_shop_units"]) > 0
    done = settle(write_show(show, tmp_path))
    assert done.items and {(i.clause.name, i.cause): i.due for i in done.items if i.due} == {}


def test_a_show_whose_parties_parted_settles_with_the_substitute(tmp_path: Path) -> None:
    rich = {
        "host.gmv_share": 1.0,
        "supplier.audience_share": 1.0,
        "supplier.commission_rate": 0.02,
        "supplier.slot_fee_total": 9.0,
    }
    world = Scenario.load("autumn_launch", overrides={f"outside_option.{path}": value for path, value in rich.items()})
    show = play(world, scheme=Scheme.load("alert_bond"), seed=7)
    assert not next(n for n in show.negotiations if n.kind == "N1").agreed
    done = settle(write_show(show, tmp_path))
    assert done.agreement.contract.parties["host"] == "outside"
    assert all(item.due == 0 for item in done.items) and len(done.items) > 2


def test_the_saved_contract_settles_the_same_and_can_be_changed(reference_show: Show, tmp_path: Path) -> None:
    folder = write_show(reference_show, tmp_path / "show")
    own = settle(folder)
    save(own.agreement, tmp_path / "terms.yaml")
    again = settle(folder, tmp_path / "terms.yaml")
    assert [item.cents for item in again.items] == [item.cents for item in own.items]
    assert all(item.paid is None for item in again.items) and not again.own
    text = (tmp_path / "terms.yaml").read_text()
    rate = own.agreement.contract.terms["commission_rate"]
    (tmp_path / "terms.yaml").write_text(text.replace(f"commission_rate: {rate}", f"commission_rate: {2 * rate}"))
    doubled = {item.clause.name: item.cents for item in settle(folder, tmp_path / "terms.yaml").items}
    assert doubled["commission"] == pytest.approx(2 * {i.clause.name: i.cents for i in own.items}["commission"], abs=1)


READABLE = [c for c in CLAUSES.values() if "sum(" not in c.formula and "band(" not in c.formula]


@pytest.mark.parametrize("clause", READABLE, ids=lambda c: c.name)
@settings(max_examples=15)
@given(data=st.data())
def test_the_printed_formula_is_what_the_cash_function_does(clause: object, data: st.DataObject) -> None:
    one = CLAUSES[clause.name]  # type: ignore[attr-defined]

    def value(name: str) -> float:
        top = 1.0 if QUANTITIES[name].unit.startswith("share") else 1e5
        return data.draw(st.floats(0.0, top, allow_subnormal=False), label=name)

    terms, facts = {n: value(n) for n in one.terms}, {n: value(n) for n in one.facts}
    how = arithmetic(one, terms, facts)
    assert how.value is not None, f"{one.name}: {one.formula}"
    assert how.value == pytest.approx(float(one.cash(terms, facts)), rel=1e-9, abs=1e-6)
    assert "[" in how.formula[0] and how.numbers


@given(
    sold=st.integers(0, 10**8), share=st.floats(0, 1), fee=st.integers(0, 10**7), rate=st.floats(0, 1), multiple=st.floats(0, 9)
)  # fmt: skip
def test_what_one_receives_another_pays(sold: int, share: float, fee: int, rate: float, multiple: float) -> None:
    record = replace(read_csv(shipped(".csv")["minimum_sales"]), paid={})
    net = sold * (1 - share)
    facts = {"gross_gmv_cny": float(sold), "net_gmv_cny": net, "return_rate": share}
    agreement = load_agreement("roi_return_cap")
    terms = {"slot_fee_total": float(fee), "guarantee_multiple": multiple, "max_return_rate": rate}
    done = settle_record(replace(record, facts=facts), replace(agreement, contract=replace(agreement.contract, terms=terms)))
    assert sum(done.totals().values()) == sum(done.balances().values()) == 0
    back = sum(item.cents for item in done.items if item.clause.refund_of)
    assert 0 <= back <= fee * 100 + 1


def test_returns_count_by_units_and_by_value_where_a_log_has_no_units(tmp_path: Path) -> None:
    file = tmp_path / "show.csv"
    file.write_text(HEAD + "sale,coat,10,300,\nsale,scarf,30,50,\nreturn,coat,8,300,\n")
    assert read_csv(file).facts["return_rate"] == 8 / 40
    file.write_text(HEAD + "sale,coat,,,3000\nsale,scarf,,,1500\nreturn,coat,,,2400\n")
    assert read_csv(file).facts["return_rate"] == 2400 / 4500


BAD_RECORDS = {
    "": "column kind",
    "kind,price\nsale,3\n": "found column 'price'",
    HEAD + "gift,,1,,\n": "kind: found 'gift', allowed: sale, refund, return, paid, fact",
    HEAD + "sale,,x,,\n": "show.csv:2: units: found 'x', allowed: a number from 0 on",
    HEAD + "sale,,-1,,\n": "found '-1'",
    HEAD + "sale,,,,\n": "neither units nor amount_cny",
    HEAD + "sale,,1,2\n": "found 4 cells, allowed: 5",
    HEAD + "return,,1,2,\n": "no row of kind sale",
    HEAD + "sale,,1,2,\npaid,bribe,,,5\n": "show.csv:3: name: found 'bribe'",
    HEAD + "sale,,1,2,\nreturn,,2,2,\n": "more refunded and returned than sold",
    HEAD + "sale,,5,,\n": "no clause that can be settled, allowed: a record (or facts:) with guarantee_base_cny",
}


@pytest.mark.parametrize("text", BAD_RECORDS)
def test_a_bad_record_is_refused_in_one_message(text: str, tmp_path: Path) -> None:
    (tmp_path / "show.csv").write_text(text)
    (tmp_path / "terms.yaml").write_text(
        "schema: gongying-contract/1\nname: n\nparties: {host: h, supplier: s}\nclauses: [guarantee]\n"
        "terms: {slot_fee_total: 5, guarantee_multiple: 2}\n"
    )
    with pytest.raises(UserError) as error:
        settle(tmp_path / "show.csv", tmp_path / "terms.yaml")
    assert BAD_RECORDS[text] in str(error.value) and "\n" not in str(error.value)


GOOD = """schema: gongying-contract/1
name: n
parties: {host: h, supplier: s}
clauses: [slot_fee, guarantee]
terms: {slot_fee_total: 5, guarantee_multiple: 2}
"""
BAD_CONTRACTS = [
    ("gongying-contract/1", "x/1", "schema: found 'x/1'"),
    ("guarantee]", "garantee]", "did you mean guarantee?"),
    ("[slot_fee, guarantee]", "[slot_fee, slot_fee]", "each clause once"),
    ("{host: h, supplier: s}", "{host: h}", "role 'supplier'"),
    ("{host: h, supplier: s}", "{host: h, supplier: h}", "a different party in each role"),
    ("{host: h, supplier: s}", "{host: h, supplier: s, carrier: c}", "role 'carrier'"),
    (", guarantee_multiple: 2", "", "also the term 'guarantee_multiple' in x (clause guarantee)"),
    ("slot_fee_total: 5", "slot_fee_total: -5", "terms.slot_fee_total: found -5, allowed: a number from 0"),
    ("slot_fee_total: 5", "slot_fee_totel: 5", "did you mean slot_fee_total?"),
    ("name: n\n", "name: n\ncounts: {guarantee: most}\n", "one of gross, net"),
    ("name: n\n", "name: n\nwhen: [tomorrow]\n", "one of signing, delivery, settlement"),
    ("name: n\n", "name: n\nfacts: {return_rate: 2}\n", "return_rate"),
    ("name: n\n", "name: [\n", "not valid YAML"),
]


@pytest.mark.parametrize(("old", "new", "message"), BAD_CONTRACTS)
def test_a_bad_contract_is_refused_with_its_line(old: str, new: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "terms.yaml"
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(UserError, match="terms.yaml") as error:
        settle("minimum_sales", path)
    assert message in str(error.value)


def test_only_the_moments_asked_for_are_settled(tmp_path: Path) -> None:
    (tmp_path / "terms.yaml").write_text(GOOD + "when: [settlement]\n")
    done = settle("minimum_sales", tmp_path / "terms.yaml")
    assert [item.clause.name for item in done.items] == ["guarantee"]


def test_what_is_no_show_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="did you mean minimum_sales"):
        settle("minimum_sale", "minimum_sales")
    with pytest.raises(UserError, match="found no run.json"):
        settle(tmp_path)
    with pytest.raises(UserError, match="found no contract for a CSV"):
        settle("minimum_sales")
