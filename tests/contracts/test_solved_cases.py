"""The public solved cases of supply contracts, through the clauses at the stated terms and quantity."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from protocols.beliefs import Belief, Gamma, LogNormal, NegativeBinomial, Normal, Power, Uniform
from protocols.contracts import CLAUSES, Contract

FILE = Path(__file__).parent.parent / "data" / "oracle" / "cases.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))}


def belief(demand: Mapping[str, Any]) -> Belief:
    d = dict(demand)
    kind = d.pop("kind")
    if kind == "exponential":
        return Gamma(1.0, d["mean"])
    law = {"uniform": Uniform, "normal": Normal, "gamma": Gamma, "power": Power, "negbin": NegativeBinomial}[
        kind
    ]
    order = {
        "uniform": "lo hi",
        "normal": "mu sd",
        "gamma": "shape scale",
        "power": "k hi",
        "negbin": "mean r",
    }[kind]
    made: Belief = law(*(float(d[name]) for name in order.split()))
    return made


def deal(*names: str, **terms: float) -> Contract:
    return Contract("case", {"supplier": "s", "factory": "f"}, tuple(CLAUSES[n] for n in names), terms)


def profits(
    b: Belief, contract: Contract, q: float, i: Mapping[str, float], *kinks: float
) -> tuple[float, float]:
    """Expected (supplier, factory) when q is ordered or reserved; unit costs as the case names them."""
    salvage = i.get("v", 0.0)

    def cash(d: np.ndarray) -> np.ndarray:
        sold = np.minimum(d, q)
        revenue = i["p"] * sold + salvage * (q - sold)
        facts = {
            "ordered_units": q,
            "reserved_units": q,
            "sold_units": sold,
            "exercised_units": sold,
            "leftover_units": q - sold,
            "revenue_cny": revenue,
            "expected_revenue_cny": i["p"] * float(b.sales(q)),
            "production_cost_cny": i.get("c", 0.0) * q,
        }
        made = i.get("c", 0.0) * q + i.get("capacity_cost", 0.0) * q + i.get("unit_cost", 0.0) * sold
        return np.stack(
            [revenue + contract.income("supplier", facts), contract.income("factory", facts) - made]
        )

    supplier, factory = b.expect(cash, [q, *kinks])
    return float(supplier), float(factory)


def terms_of(
    model: str, i: Mapping[str, float], e: Mapping[str, float]
) -> tuple[Contract, float, tuple[float, ...]]:
    """The contract of a case at its stated terms, the quantity, and further kinks."""
    q = e["K"] if "K" in e else e["q"]
    if model == "buyback":
        return deal("wholesale", "buyback", wholesale_price=e["w"], buyback_price=e["b"]), q, ()
    if model == "revenue_sharing":
        names = ("wholesale", "revenue_share_factory")
        return deal(*names, wholesale_price=e["w"], revenue_share_factory=1 - i["phi"]), q, ()
    if model == "quantity_flexibility":
        terms = {"wholesale_price": e["w"], "salvage_price": i["v"], "flexibility": i["delta"]}
        return deal("wholesale", "quantity_flexibility", **terms), q, ((1 - i["delta"]) * q,)
    if model == "sales_rebate":
        terms = {"wholesale_price": e["w"], "rebate_per_unit": i["r"], "rebate_threshold_units": i["t"]}
        return deal("wholesale", "sales_rebate", **terms), q, (i["t"],)
    if model == "two_part":
        return deal("wholesale", "two_part_tariff", wholesale_price=e["w"], fixed_fee=i["T"]), q, ()
    if model == "quantity_discount":
        return deal("quantity_discount_schedule", schedule_buyer_share=i["retailer_share"]), q, ()
    if model == "option":
        return deal("option_fee", "option_exercise", option_fee=e["o"], exercise_price=e["e"]), q, ()
    names_ = ("option_fee", "option_deduction", "option_exercise")
    return deal(*names_, option_fee=e["r"], exercise_price=i["w"]), q, ()


MODELS = (
    "buyback",
    "revenue_sharing",
    "quantity_flexibility",
    "sales_rebate",
    "two_part",
    "quantity_discount",
    "option",
    "reservation_deductible",
)


@pytest.mark.parametrize("name", [n for n in CASES if n.split(".")[1] in MODELS and n.startswith("C.")])
def test_solved_case(name: str) -> None:
    case = CASES[name]
    given, expected, tolerance = case["inputs"], case["expected"], case["tolerance"]
    b = belief(given["demand"])
    contract, q, kinks = terms_of(name.split(".")[1], given, expected)
    supplier, factory = profits(b, contract, q, given, *kinks)
    buyer = expected.get("retailer_profit", expected.get("buyer_profit"))
    assert supplier == pytest.approx(buyer, rel=tolerance["rel"], abs=tolerance["abs"])
    assert factory == pytest.approx(expected["supplier_profit"], rel=tolerance["rel"], abs=tolerance["abs"])


def test_every_model_has_a_case() -> None:
    assert {n.split(".")[1] for n in CASES if n.startswith("C.")} >= set(MODELS)


@pytest.mark.parametrize(
    "b", [LogNormal(300.0, 0.6), Gamma(4.0, 25.0), Normal(100.0, 30.0, floor=0.0)], ids=repr
)
def test_a_grid_of_outcomes_in_one_integral(b: Belief) -> None:
    """Price x buyback x quantity at once, to 1e-9 of the closed form p S - w q + b (q - S)."""
    w = np.linspace(4.0, 9.0, 6).reshape(6, 1, 1)
    back = np.linspace(0.0, 3.0, 4).reshape(1, 4, 1)
    q = np.linspace(0.2, 2.5, 7).reshape(1, 1, 7) * b.mean
    contract = deal("wholesale", "buyback")
    terms = {"wholesale_price": w[..., None], "buyback_price": back[..., None]}

    def cash(d: np.ndarray) -> np.ndarray:
        sold = np.minimum(d, q[..., None])
        facts = {"ordered_units": q[..., None], "leftover_units": q[..., None] - sold}
        out: np.ndarray = 10.0 * sold + contract.income("supplier", facts, terms)
        return out

    got = b.expect(cash, tuple(q.ravel()))
    s = b.sales(q)
    assert got.shape == (6, 4, 7)
    assert got == pytest.approx(10.0 * s - w * q + back * (q - s), rel=1e-9, abs=1e-9 * b.mean)
