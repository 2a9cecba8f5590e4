"""Reasons of returns go into the next selection: the abnormal is mended or dropped where that pays, the usual is left alone."""

from __future__ import annotations

from functools import cache
from typing import cast

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.reassess import Remedy, chance, verdicts
from environment import Scenario, play
from environment.scheme import Scheme
from environment.season import Season
from environment.trade.reassess import ReturnsMemory
from environment.world import World

NAME = "autumn_launch"
RULE = {"delivery.reassess.level": 0.01}
REMEDY = Remedy(1500.0, 0.4, 0.08)


@cache
def season(rate: float, level: float = 0.01, shows: int = 3) -> Season:
    overrides = {"delivery.reassess.level": level, "styles.C.return_rate": rate}
    return cast(Season, play(Scenario.load(NAME, overrides=overrides), seed=5, shows=shows))


@cache
def world() -> World:
    made = World(Scenario.load(NAME), Scheme.load("slot_fee_commission"), 3)
    made.play()
    return made


def decide(rate: float, effect: float = 0.4, cost: float = 1500.0, settled: bool = False) -> str:
    """What the supplier does about style C when this share of a thousand units came back and a third of its kin's."""
    supplier = world().cast.supplier
    size = len(supplier.catalogue.styles)
    sent, back, expected = np.full(size, 1000.0), np.full(size, 320.0), np.full(size, 90.0)
    style = supplier.catalogue.styles.index("C")
    back[style], expected[style] = 1000 * rate, 260 * rate
    found = verdicts(
        supplier, sent, back, expected, np.ones(size), 0.01, Remedy(cost, effect, 0.08),
        np.array([settled and s == style for s in range(size)]),
    )  # fmt: skip
    return next((v.action for v in found if v.style == style), "not abnormal")


def test_a_usual_rate_is_left_alone() -> None:
    assert decide(0.32) == decide(0.2) == "not abnormal"


def test_an_abnormal_one_is_mended_while_that_pays() -> None:
    assert decide(0.6) == "mend"
    assert decide(0.6, cost=1e6) == "keep"
    assert decide(0.6, settled=True) == "keep"


def test_one_that_loses_money_on_every_sale_is_dropped() -> None:
    assert decide(0.97, effect=0.0) == "drop"


@settings(max_examples=60)
@given(st.integers(1, 3000), st.integers(1, 3000), st.floats(0.05, 0.95), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_rate_is_never_more_ordinary(sent: int, others: int, usual: float, one: float, two: float) -> None:
    low, high = sorted((one, two))
    tail = (others * usual, float(others), 0.0, 1)
    assert 0.0 <= chance(sent * high, float(sent), *tail) <= 1.0
    if low <= usual <= high:
        assert chance(sent * high, float(sent), *tail) <= 0.5 + 1e-9 <= chance(sent * low, float(sent), *tail) + 2e-9


def test_false_alarms_are_as_rare_as_the_level_says() -> None:
    """Counts of a style like its family, with the luck of whole shows: abnormal at 5 % in one case of twenty."""
    rng = np.random.default_rng(11)
    rates = np.minimum(0.35 * np.exp(rng.normal(0.0, 0.08, 4000)), 0.98)
    back = rng.binomial(500, rates)
    found = [chance(float(b), 500.0, 0.35 * 200_000, 200_000.0, 0.08, 1) < 0.05 for b in back]
    assert 0.03 < np.mean(found) < 0.08


def test_in_a_season_the_mended_style_comes_back_less() -> None:
    reassessed, blind = season(0.7), season(0.7, level=0.0)
    assert (reassessed.series["styles_mended"][0] or 0.0) >= 1.0
    assert "styles_mended" not in blind.series

    def rate(one: Season) -> float:
        rows = one.last.tables["orders"]
        mine = [(r, k) for s, r, k in zip(rows["style"], rows["returned_units"], rows["kept_units"], strict=True) if s == "C"]
        return float(sum(r for r, _ in mine) / sum(r + k for r, k in mine))

    assert rate(reassessed) < 0.95 * rate(blind)
    assert reassessed.money["supplier"]["description"] <= -1500.0
    assert reassessed.conservation == {"ledger_sum": 0, "oversold": 0}


def test_the_second_show_tells_of_it() -> None:
    told = [e for e in season(0.7, shows=2).last.events if e.key == "goods.mended"]
    assert told and told[0].text("en") != told[0].text("zh")


def test_what_is_dropped_stays_off_the_running_order() -> None:
    memory = ReturnsMemory(Scenario.load(NAME, overrides=RULE))
    memory.dropped.append("C")
    tonight = Scenario.load(NAME, overrides={**RULE, **memory.prepare(1, None)})  # type: ignore[arg-type]
    show = play(tonight, seed=3)
    rows = show.tables["orders"]
    assert not sum(n for s, n in zip(rows["style"], rows["units"], strict=True) if s == "C")
    assert "C" not in set(show.tables["ticks"]["focus"])


def test_without_the_rule_nothing_is_remembered() -> None:
    assert ReturnsMemory.make(Scenario.load(NAME)) is None
