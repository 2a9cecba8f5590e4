"""Limit 5 through the agents: the bullwhip of stages that keep books and forecast by moving average."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.validation import bullwhip
from experiments.validation.bullwhip import Stage, demands
from experiments.validation.finding import stream


def test_bullwhip_matches_the_moving_average_formula_at_every_tier() -> None:
    found = [f for f in bullwhip.chain(seed=1, n=4) if f.kind == "equal"]
    assert len(found) == 7
    for finding in found:
        assert finding.found == pytest.approx(finding.theory, rel=0.04)


def test_shared_demand_damps_the_bullwhip_and_hiding_it_exceeds_the_product_bound() -> None:
    lines = {f.name[0]: f for f in bullwhip.chain(seed=1, n=4)}
    assert lines["what shared demand takes off the factory's bullwhip"].low > 0
    assert lines["own orders only, factory: product of single-stage ratios"].verdict == "agrees"


def test_correlation_lowers_and_safety_stock_raises_it() -> None:
    correlated, guarded = bullwhip.variants(seed=1, n=4)
    assert correlated.found == pytest.approx(correlated.theory, rel=0.04)
    assert guarded.verdict == "agrees"
    assert guarded.low > guarded.theory


def test_a_stage_accounts_for_every_unit() -> None:
    stage = Stage(lead=3, safety=0.0, returns=True)
    opening = stage.on_hand + sum(stage.on_the_way)
    asked = demands(0.0, stream(1, "books"))[:200]
    placed = [stage.order(float(x), float(x)) for x in asked]
    closing = stage.on_hand + sum(stage.on_the_way)
    assert closing == pytest.approx(opening + np.sum(placed) - asked.sum())
