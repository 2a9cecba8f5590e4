"""Domain files: what each format means, and mistakes named by file, line and field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.negotiate import Domain, load_domain, negotiate, shipped
from experiments.negotiate.formula import Formula
from protocols.beliefs import LogNormal
from protocols.errors import UserError
from protocols.types import Agreement

DATA = Path(__file__).parents[1] / "data" / "domains"
PLAIN = """\
name: plain
issues:
  - {name: price, unit: CNY, range: [1, 2], step: 0.5}
  - {name: lead, values: [fast, slow]}
parties:
  - name: a
    reservation: 0.1
    utility: {weights: {price: 2, lead: 1}, values: {price: {from: 0, to: 1}, lead: {fast: 1, slow: 0}}}
  - name: b
    utility: {values: {price: [3, 2, 1]}, base: 0.5}
"""


def written(folder: Path, text: str, name: str = "domain.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def worth(domain: Domain, party: int, **point: Any) -> float:
    return float(domain.parties[party].utility[domain.space.index(point)])


def test_additive_utilities_are_weighted_sums(tmp_path: Path) -> None:
    domain = load_domain(written(tmp_path, PLAIN))
    assert domain.space.shape == (3, 2) and domain.space.issue("price").unit == "CNY"
    assert worth(domain, 0, price=1.5, lead="fast") == pytest.approx(2 * 0.5 + 1)
    assert worth(domain, 1, price=1.5, lead="fast") == worth(domain, 1, price=1.5, lead="slow") == 2.5
    assert domain.reservations == [0.1, 0.0]


def test_json_and_yaml_mean_the_same(tmp_path: Path) -> None:
    import yaml

    text = json.dumps(yaml.safe_load(PLAIN), indent="\t")
    one, two = load_domain(written(tmp_path, text, "domain.json")), load_domain(written(tmp_path, PLAIN))
    np.testing.assert_array_equal(one.table, two.table)


def test_tables_by_rows_by_order_and_from_a_csv_file_agree(tmp_path: Path) -> None:
    head, _, _ = PLAIN.partition("parties:")
    numbers = [0.0, 1.0, 2.0, 3.0, 4.0, "impossible"]
    points = [(p, lead) for p in (1, 1.5, 2) for lead in ("fast", "slow")]
    rows = [[*point, number] for point, number in zip(points, numbers, strict=True)]
    (tmp_path / "worth.csv").write_text(
        "lead,price,c\n" + "".join(f"{lead},{price},{number}\n" for price, lead, number in rows), encoding="utf-8"
    )
    text = head + "parties:\n" + "".join(
        f"  - {{name: {name}, utility: {utility}}}\n"
        for name, utility in (
            ("a", json.dumps({"table": rows})),
            ("b", json.dumps({"table": numbers})),
            ("c", "{file: worth.csv}"),
            ("d", json.dumps({"table": rows[:5], "default": "impossible"})),
        )
    )
    domain = load_domain(written(tmp_path, text))
    expected = [0.0, 1.0, 2.0, 3.0, 4.0, -np.inf]
    for party in domain.parties:
        assert party.utility.tolist() == expected


@pytest.mark.parametrize("aversion", [0.0, 0.4])
def test_contract_economics_pay_the_clauses_over_the_belief(tmp_path: Path, aversion: float) -> None:
    text = f"""\
issues:
  - {{name: wholesale_price, values: [40, 60]}}
  - {{name: ordered_units, range: [100, 300], step: 100}}
economics:
  roles: {{supplier: shop, factory: mill}}
  clauses: [wholesale]
  numbers: {{price: 100, cost: 20}}
  facts: {{sold_units: "min(demand, ordered_units)"}}
  demand: {{lognormal: {{mean: 200, log_sd: 0.5}}}}
  slices: 2000
parties:
  - {{name: shop, utility: {{own: price * sold_units, aversion: {aversion}, tail: 0.25}}}}
  - {{name: mill, utility: {{own: -cost * ordered_units}}}}
"""
    domain = load_domain(written(tmp_path, text))
    belief = LogNormal(200.0, 0.5)
    for wholesale in (40, 60):
        for ordered in (100, 200, 300):
            mean = 100 * float(belief.sales(ordered)) - wholesale * ordered
            # The worst quarter of demand is all below the smallest order here: nothing is left to chance there.
            cut = belief.quantile(0.25)
            worst = 100 * min(float(belief.below(0.25)) / 0.25, ordered) - wholesale * ordered if cut <= ordered else None
            point = {"wholesale_price": wholesale, "ordered_units": ordered}
            assert worth(domain, 1, **point) == pytest.approx((wholesale - 20) * ordered, rel=1e-12)
            if aversion == 0.0:
                assert worth(domain, 0, **point) == pytest.approx(mean, rel=1e-5)
            elif worst is not None:
                assert worth(domain, 0, **point) == pytest.approx(0.6 * mean + 0.4 * worst, rel=1e-4)


def test_contract_economics_in_blocks_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = load_domain("host_terms").table
    monkeypatch.setattr("experiments.negotiate.economics.BLOCK", 1000)
    np.testing.assert_array_equal(load_domain("host_terms").table, whole)


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_domain_ends_in_a_deal_that_all_prefer(name: str) -> None:
    domain = load_domain(name)
    result = negotiate(domain).result
    assert isinstance(result, Agreement)
    assert all(result.utilities[p.name] >= p.reservation for p in domain.parties)
    assert domain.title[0] and domain.title[1] and domain.title[0] != domain.title[1]


def test_genius_evaluations_above_one_are_shares_of_their_maximum() -> None:
    domain = load_domain(DATA / "genius" / "d.xml")
    assert [party.name for party in domain.parties] == ["u1", "u2", "u3"]
    assert worth(domain, 0, brand="Mac", n=2) == pytest.approx(0.75 * 3 / 8 + 0.25 * (0.2 + 0.2 * 2))
    assert worth(domain, 1, brand="HP", n=4) == pytest.approx(0.75 + 0.25 * (0.9 - 0.2 * 4))
    assert worth(domain, 2, brand="HP", n=1) == pytest.approx(1.0)  # the top of the triangle
    assert worth(domain, 2, brand="HP", n=4) == pytest.approx(0.75)
    assert domain.reservations == [0.4] * 3 and domain.parties[0].fading == 0.8
    assert any("maximum 8" in note for note in domain.notes)


def test_a_genius_discount_factor_holds_over_the_whole_time() -> None:
    domain = load_domain(DATA / "genius")
    late = negotiate(domain, rounds=10, strategies=dict.fromkeys(domain.names, "boulware:e=0.05"))
    assert isinstance(late.result, Agreement)
    raw = dict(zip(domain.names, domain.table[late.result.outcome], strict=True))
    for name, value in late.payoffs.items():
        assert 0.8 * raw[name] <= value < raw[name]


def test_geniusweb_reads_tables_lines_ranges_and_the_reservation_bid() -> None:
    domain = load_domain(DATA / "geniusweb")
    assert domain.name == "jobs" and domain.space.issue("salary").values == (2000, 2500, 3000, 3500, 4000)
    point = {"lease car": "yes", "salary": 3000}
    assert worth(domain, 0, **point) == pytest.approx(0.3 + 0.7 * 0.5)
    assert worth(domain, 1, **point) == pytest.approx(0.2 * 0.5)
    assert domain.reservations == pytest.approx([0.7 * 0.25, 0.0])


@pytest.mark.parametrize("where", ["negmas_yaml", "negmas_json/demo.json"])
def test_files_of_negmas_mean_what_negmas_computes(where: str) -> None:
    domain = load_domain(DATA / where)
    assert domain.space.shape == (3, 4, 2, 10) and domain.reservations == [0.3, -0.2]
    point = {"price": 12.5, "lead": 3, "mode": "fast", "share": 0.0}
    assert worth(domain, 0, **point) == pytest.approx(0.4 * 0.75 + 0.3 * 0.5 + 0.2)
    assert worth(domain, 1, **point) == pytest.approx(0.25 * (-0.05 * 12.5 + 0.2))
    # Extremes over all 240 outcomes as NegMAS 0.16 gives them.
    assert domain.table.max(axis=0) == pytest.approx([1.0, 0.5972222222222222])


def test_a_table_of_outcomes_as_negmas_writes_it() -> None:
    domain = load_domain(DATA / "negmas_table")
    assert worth(domain, 0, lead=2, mode="slow") == 0.375
    assert worth(domain, 1, lead=2, mode="slow") == 0.625


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("step: 0.5", "stepp: 0.5", r"domain.yaml:3: issues\[0\]\.stepp: found the key 'stepp'.*did you mean step"),
        ("step: 0.5", "step: 0", r"domain.yaml:3: issues\[0\]\.range: found \[1, 2\] with step 0"),
        ("step: 0.5", "step: 1.0e-9", "a step above 0"),
        ("[fast, slow]", "[fast, fast]", r"domain.yaml:4: issues\[1\].*listed twice"),
        ("lead, values", "price, values", "domain.yaml:3.*used twice"),
        ("slow: 0}", "sloow: 0}", r"domain.yaml:8: parties\[0\]\.utility\.values\.lead\.sloow: found 'sloow'.*fast, slow"),
        ("{fast: 1, slow: 0}", "{fast: 1}", "domain.yaml:8.*found none for slow"),
        ("weights: {price", "weights: {prise", "did you mean price"),
        ("[3, 2, 1]", "[3, 2]", r"domain.yaml:10: parties\[1\].*found a list of 2, allowed: 3 numbers"),
        ("[3, 2, 1]", "[3, 2, many]", "domain.yaml:10.*found 'many', allowed: a number"),
        ("[3, 2, 1]", "[3, 2, .nan]", "allowed: a number"),
        ("reservation: 0.1", "reservation: high", "domain.yaml:7: .*found 'high'"),
        ("reservation: 0.1", "discount: 0", "domain.yaml:7: .*above 0"),
        ("reservation: 0.1", "strategy: boulwaree", "domain.yaml:7: .*boulwaree.*unknown"),
        ("name: b", "name: a", "different names"),
        ("  - name: b\n", "  - nam: b\n", r"domain.yaml:9: parties\[1\]\.nam: found the key 'nam'"),
        ("base: 0.5}", "base: 0.5", "domain.yaml:.*not valid YAML"),
        ("name: plain", "name: plain\nname: again", "key 'name' is given twice"),
        ("values: {price: [3, 2, 1]}, base: 0.5", "own: demand", "economics section"),
    ],
)
def test_mistakes_name_file_line_and_field(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert PLAIN.count(old) == 1
    with pytest.raises(UserError, match=said):
        load_domain(written(tmp_path, PLAIN.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[commission, slot_fee, guarantee]", "[commision]", "did you mean commission"),
        ("[commission, slot_fee, guarantee]", "[wholesale]", "nobody holds the role 'factory'"),
        ("[commission, slot_fee, guarantee]", "[commission, return_cap]", "term 'max_return_rate' is missing"),
        ("host: host,", "host: nobody,", "found 'nobody'"),
        ("min(demand, stock_units)", "min(demand, stok)", "the name 'stok'"),
        ("min(demand, stock_units)", "__import__('os')", "allowed: .*numbers, names"),
        ("min(demand, stock_units)", "demand / (stock_units - stock_units)", "infinite or undefined"),
        ("{lognormal: {mean: 2400, log_sd: 0.55}}", "{lognormal: {mean: -1, log_sd: 0.55}}", "lognormal"),
        ("{lognormal: {mean: 2400, log_sd: 0.55}}", "{poisson: 4}", "lognormal, normal"),
        ("aversion: 0.3", "aversion: 3", "number from 0 up to 1"),
    ],
)
def test_mistakes_in_the_economics(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = shipped()["host_terms"].read_text(encoding="utf-8")
    assert text.count(old) == 1
    with pytest.raises(UserError, match=r"domain.yaml:\d+: .*" + said):
        load_domain(written(tmp_path, text.replace(old, new)))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("d.yaml", "", "is empty"),
        ("d.yaml", "just words", "found 'just words', allowed: a domain"),
        ("d.yaml", "a: !!python/object/apply:os.system [ls]", "allowed: a domain|not valid YAML"),
        ("d.yaml", "x: " + "[" * 60 + "]" * 60, "nested deeper"),
        ("d.yaml", "issues: 3\nparties: 4", "d.yaml:1: issues: found 3, allowed: a list"),
        ("d.json", '{"issues": [', "d.json:1: not valid JSON"),
        ("d.xml", "<a><b></a>", "d.xml:1: not valid XML: mismatched tag"),
        ("d.xml", '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', "found a document type"),
        ("d.xml", "<a/>", "allowed: a domain"),
        ("d.xml", "<negotiation_template/>", "found 0 profiles of Genius"),
        ("d.yaml", "issues:\n  - {name: x, range: [1, 4000000], step: 1}\nparties: []", "d.yaml:2"),
    ],
)
def test_files_that_are_no_domain(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        load_domain(written(tmp_path, text, name))


def test_aliases_cannot_blow_a_file_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("experiments.negotiate.source.MAX_NODES", 20_000)
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 10)}]" for k in range(1, 9)]
    with pytest.raises(UserError, match="more than 20,000 values"):
        load_domain(written(tmp_path, "\n".join(lines)))


def test_missing_files_folders_without_a_domain_and_profiles_of_other_issues(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="did you mean logrolling"):
        load_domain("logroling")
    with pytest.raises(UserError, match="no Genius, GeniusWeb or NegMAS file"):
        load_domain(tmp_path)
    for path in (DATA / "genius").iterdir():
        text = path.read_text(encoding="utf-8")
        written(tmp_path, text.replace('name="n"', 'name="m"') if path.name == "u2.xml" else text, path.name)
    with pytest.raises(UserError, match=r"u2.xml:1: .*the issues of the domain: brand, n"):
        load_domain(tmp_path / "d.xml")


def test_formulas_are_arithmetic_and_nothing_else() -> None:
    found = Formula("where(x > 2, max(x, 3, y), -pos(x - 1) ** 2) / 2")({"x": np.array([1.0, 2.0, 4.0]), "y": 5.0})
    np.testing.assert_allclose(found, [0.0, -0.5, 2.5])
    for text in ("x.real", "x[0]", "lambda: 1", "'a'", "True", "min(x)", "f(x)", "x if y else 1", "1 <", "min(*x)", "x" * 600):
        with pytest.raises(ValueError):
            Formula(text)
