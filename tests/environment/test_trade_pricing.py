"""Bounded dynamic pricing: by expected profit from stock, competition and enthusiasm; every price paid is real money."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents import pricing
from agents.supplier import Supplier
from environment import Scenario, Scheme
from environment.world import World

NAME = "autumn_launch"
SCHEME = Scheme.load("slot_fee_commission")
MOVES = {"pricing.bound": 0.1}


def played(seed: int | None = None, **changes: Any) -> World:
    setting = Scenario.load(NAME, overrides=changes)
    made = World(setting, SCHEME, setting.seed if seed is None else seed)
    made.play()
    made.close()
    return made


def moves(made: World) -> list[tuple[Any, ...]]:
    return [row for row in made.recorder.desk if row[1] == "price"]


# --- the decision -------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def supplier() -> Supplier:
    """The supplier an hour into a drawn show."""
    made = World(Scenario.load(NAME), SCHEME, 3)
    while len(made.recorder.ticks) < 12:
        made.step()
    return made.cast.supplier


def level(supplier: Supplier, stock: float, elasticity: float = 2.62, rival: float = 1.0, style: str = "C") -> float:
    """The price level it chooses with ``stock`` units left of a style."""
    at, memory = supplier.catalogue.styles.index(style), supplier.memory
    assert memory.have is not None and memory.sold is not None
    kept, memory.have = memory.have, memory.have.copy()
    memory.have[at] = memory.sold[at] + stock
    try:
        return pricing.best(supplier, at, 12, 1, pricing.levels(0.1, 0.02), elasticity, rival)[0]
    finally:
        memory.have = kept


def test_the_grid_holds_the_live_price_and_keeps_to_the_bound() -> None:
    grid = pricing.levels(0.1, 0.03)
    assert 1.0 in grid and np.abs(grid - 1.0).max() <= 0.1 + 1e-12 and np.allclose(np.diff(grid), 0.03)


def test_deep_stock_cheapens_and_scarce_stock_makes_dear(supplier: Supplier) -> None:
    ladder = [level(supplier, stock) for stock in (20.0, 300.0, 1000.0, 20_000.0)]
    assert ladder == sorted(ladder, reverse=True) and ladder[0] > 1.09 > ladder[-1]


def test_buyers_who_mind_the_price_less_pay_more(supplier: Supplier) -> None:
    ladder = [level(supplier, 20_000.0, e) for e in (6.0, 2.62, 1.2, 0.5)]
    assert ladder == sorted(ladder) and ladder[0] < ladder[-1]


def test_dearer_competitors_and_more_enthusiasm_never_lower_the_price(supplier: Supplier) -> None:
    stocks = (150.0, 400.0, 700.0)
    for stock in stocks:
        ladder = [level(supplier, stock, rival=r) for r in (0.5, 1.0, 2.0, 4.0)]
        assert ladder == sorted(ladder)
    at, belief = supplier.catalogue.styles.index("C"), supplier.memory.belief
    before, found = float(belief.shape[at]), []
    for heat in (0.5, 1.0, 2.0):
        belief.shape[at] = before * heat
        found.append([level(supplier, stock) for stock in stocks])
    belief.shape[at] = before
    assert all(list(column) == sorted(column) for column in zip(*found, strict=True)) and found[0] != found[-1]


# --- the money ----------------------------------------------------------------------------------
def test_prices_stay_within_the_bound_and_return_after_the_show() -> None:
    made = World(Scenario.load(NAME, overrides=MOVES), SCHEME, 3)
    assert made.trade is not None
    seen = 0
    while made.running:
        made.step()
        ratio = made.trade.price / made.layout.price
        assert (np.abs(ratio - 1.0) <= 0.1 + 1e-9).all() and (ratio != 1.0).sum() <= 1  # only the style on air
        seen += int((ratio != 1.0).any())
    assert seen > 3 and made.trade.price is made.layout.price


@pytest.mark.parametrize("seed", [None, 3])
def test_every_price_paid_is_in_the_ledger_and_is_what_is_refunded(seed: int | None) -> None:
    made = played(seed, **MOVES)
    o, t = made.outcome, made.ledger.by_clause("consumers")
    assert o is not None
    paid = made.prices()
    assert (paid != made.layout.price).any() and (np.abs(paid / made.layout.price - 1.0) <= 0.1 + 1e-9).all()
    assert -t["sale"] / 100.0 == pytest.approx(float(o.ordered.sum(axis=1) @ paid), abs=1.0) == pytest.approx(o.gross, abs=1.0)
    back = (o.cancelled + o.refused_by + o.returned).sum(axis=1)
    assert t["refund"] / 100.0 == pytest.approx(float(back @ paid), abs=1.0)
    assert made.ledger.total() == 0


def test_prices_that_may_not_move_are_the_live_prices_to_the_bit() -> None:
    still = played(3, **{"organisation.authority.price_cut": 0.5})  # the mechanisms run, prices stand
    assert still.trade is not None and still.prices() is still.layout.price
    plain = played(3).ledger
    assert all(still.ledger.balance(account) == plain.balance(account) for account in plain.accounts)


def test_moving_prices_by_expected_profit_pays_the_supplier() -> None:
    """Means over twelve drawn shows with common luck; leftovers count, as the ledger values them."""
    gain = [
        played(seed, **MOVES).ledger.balance("supplier") - played(seed).ledger.balance("supplier") for seed in range(200, 212)
    ]
    assert np.mean(gain) > 2.0 * np.std(gain, ddof=1) / np.sqrt(len(gain))


def test_competitors_prices_move_demand_and_the_supplier_sees_them() -> None:
    calm, rough = (played(3, **MOVES, **{"pricing.rival_log_sigma": x}) for x in (0.0, 0.2))
    assert rough.trade is not None and rough.trade.pricing is not None
    assert calm.trade is not None and calm.trade.pricing is not None
    assert np.ptp(calm.trade.pricing.rivals) == 0.0 < np.ptp(rough.trade.pricing.rivals)
    assert [row[2:] for row in moves(calm)] != [row[2:] for row in moves(rough)]


# --- authority ----------------------------------------------------------------------------------
def test_moves_beyond_the_authority_need_the_hosts_consent() -> None:
    bound = played(3, **MOVES, **{"organisation.authority.price_cut": 0.02})
    asked = [row for row in bound.recorder.desk if row[1] == "approval_price"]
    assert asked
    limits: dict[int, float] = {}
    for row in bound.recorder.desk:
        if row[1] == "approval_price" and row[6] == 1.0:
            limits[row[2]] = row[0]
        if row[1] == "price" and abs(row[5]) > 0.02 + 1e-9:
            assert row[2] in limits and limits[row[2]] <= row[0]
    talks = [r for r in bound.bargaining.records if r.kind == "authority"]
    assert len(talks) == len(asked) and all(min(r.gains.values()) >= 0.0 for r in talks if r.agreed)
