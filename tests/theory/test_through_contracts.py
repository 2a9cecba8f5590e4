"""Limit 2 through the agents: what bargained contracts make of the chain's profit, settled in the ledger."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.validation.contracts import CHAIN, CLOCK, ISSUES, ZEUTHEN, bargain, posted_price, sit_down, trade
from experiments.validation.finding import stream
from protocols.theory.supply_coordination import Buyback, buyback_deal, revenue_sharing_deal
from protocols.theory.supply_wholesale import bargained_wholesale, wholesale_stackelberg


def traded(kind: str, how: str) -> tuple[float, float]:
    """(efficiency, supplier's share) after bargaining."""
    table = bargain(kind)
    protocol, strategy = how.split()
    rng = stream(1, "test", kind, how)
    return trade(table, sit_down(table, protocol, strategy, rng), rng)


def test_a_posted_wholesale_price_loses_a_quarter_of_the_profit() -> None:
    table = bargain("wholesale")
    efficiency, share = trade(table, posted_price(table, seed=1), stream(1, "demand"))
    theory = wholesale_stackelberg(CHAIN).deal
    assert efficiency == pytest.approx(theory.efficiency(CHAIN.optimal_profit()), abs=0.015)
    assert share == pytest.approx(1 - theory.supplier_share, abs=0.02)


def test_a_bargained_wholesale_price_still_loses_some() -> None:
    efficiency, share = traded("wholesale", ZEUTHEN)
    theory = bargained_wholesale(CHAIN, 0.5).deal
    assert efficiency == pytest.approx(theory.efficiency(CHAIN.optimal_profit()), abs=0.01)
    assert share == pytest.approx(1 - theory.supplier_share, abs=0.02)
    assert efficiency < 0.96


@pytest.mark.parametrize("kind", ["buyback", "revenue_share_factory"])
def test_buyback_and_revenue_share_restore_the_first_best(kind: str) -> None:
    efficiency, share = traded(kind, ZEUTHEN)
    assert efficiency == pytest.approx(1.0, abs=0.005)
    assert share == pytest.approx(0.5, abs=0.01)  # Nash


@pytest.mark.parametrize("kind", ["buyback", "revenue_share_factory"])
def test_offers_and_counter_offers_restore_nearly_all_of_it(kind: str) -> None:
    efficiency, _ = traded(kind, CLOCK)
    assert efficiency > traded("wholesale", ZEUTHEN)[0] + 0.03


@pytest.mark.parametrize("kind", ["buyback", "revenue_share_factory"])
def test_the_table_values_contracts_as_the_formulas_do(kind: str) -> None:
    table = bargain(kind)
    second = ISSUES[kind][1].name
    for outcome in range(0, table.space.size, 97):
        point = {k: float(v) for k, v in table.space.point(outcome).items()}
        w, other = point["wholesale_price"], point[second]
        recovered = CHAIN.salvage + other if kind == "buyback" else CHAIN.salvage * (1 - other)
        if w <= recovered + 1:  # the order has no limit, or nearly
            continue
        deal = buyback_deal(CHAIN, Buyback(w, other)) if kind == "buyback" else revenue_sharing_deal(CHAIN, w, 1 - other)
        assert table.supplier[outcome] == pytest.approx(deal.retailer_profit, abs=25.0)
        assert np.isclose(table.orders[outcome], deal.q, atol=1.0)
