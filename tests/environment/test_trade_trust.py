"""The audience's trust: broken promises lower what it buys later, kept ones raise it; nothing else moves it."""

from __future__ import annotations

from functools import cache
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from environment import Scenario, Show, play
from environment.scenario.trade.tier import Trust
from environment.scheme import Scheme
from environment.season import Season
from environment.trade import promises
from environment.world import World

NAME = "autumn_launch"
TRUST = {"tier.trust.conversion_gain": 0.5}
HANDS = (("parcels_per_day", 700), ("surge_parcels_per_day", 0))
SLOW = {f"warehouses.{w}.{name}": n for w in ("WN", "WE", "WS") for name, n in HANDS}


@cache
def season(slow: bool, shows: int = 3, gain: float = 0.5) -> Season:
    scenario = Scenario.load(NAME, overrides={"tier.trust.conversion_gain": gain, **(SLOW if slow else {})})
    return cast(Season, play(scenario, seed=5, shows=shows))


def wanted(show: Show) -> int:
    return sum(show.tables["styles"]["wanted_units"])


def test_at_neutral_trust_a_show_is_what_it_was() -> None:
    plain, trusted = play(Scenario.load(NAME), seed=3), play(Scenario.load(NAME, overrides=TRUST), seed=3)
    assert {k: trusted.measures[k] for k in plain.measures} == plain.measures
    assert trusted.money == plain.money


@pytest.mark.parametrize(("start", "sign"), [(0.6, -1), (1.0, 1)])
def test_trust_moves_what_the_audience_wants(start: float, sign: int) -> None:
    """Units wanted go with 1 + gain · (trust − neutral), up to what the parties do differently."""
    here = {**TRUST, "behaviour.host.running_order": "plan", "behaviour.host.effort.conversion_gain": 0.0}
    plain = play(Scenario.load(NAME, overrides=here), seed=3)
    moved = play(Scenario.load(NAME, overrides={**here, "tier.trust.start": start}), seed=3)
    assert (wanted(moved) - wanted(plain)) * sign > 0
    assert wanted(moved) / wanted(plain) == pytest.approx(1.0 + 0.5 * (start - 0.9), abs=0.03)


def test_broken_promises_cost_later_conversion_and_kept_ones_win_it() -> None:
    """Warehouses too slow to dispatch in time: trust falls show after show; else it settles where kept words put it."""
    kept, broken = season(False), season(True)
    assert kept.series["promises_broken"][0] < 0.05 < broken.series["promises_broken"][0]  # type: ignore[operator]
    fall, rise = broken.series["audience_trust"], kept.series["audience_trust"]
    assert fall[0] == rise[0] == 0.9
    assert fall == sorted(fall, reverse=True) and fall[-1] < 0.8 < rise[-1]  # type: ignore[type-var, operator]
    calm = season(True, gain=0.0)
    ratio = [wanted(broken.last) / wanted(calm.last), wanted(broken.first) / wanted(calm.first)]
    assert ratio[0] < 0.97 and ratio[1] == pytest.approx(1.0)


def test_the_score_carries_over_the_season() -> None:
    played = season(False)
    assert played.series["audience_trust"][1:] == played.series["audience_trust_after"][:-1]


def test_without_the_mechanism_nothing_is_reported() -> None:
    show = play(Scenario.load(NAME), seed=3)
    assert not {"audience_trust", "promises_broken", "cancelled_waiting", "defect_rate"} & set(show.measures)
    assert not show.tables["promises"]["promise"] and not show.tables["audience"]["trust"]


@settings(max_examples=60)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(1.0, 10.0), st.integers(1, 5000), st.data())
def test_the_score_stays_in_bounds_and_falls_with_every_broken_word(
    start: float, memory: float, severity: float, ordered: int, data: st.DataObject
) -> None:
    few, many = sorted(data.draw(st.tuples(st.integers(0, ordered), st.integers(0, ordered))))
    rule = Trust(start=start, memory=memory, severity=severity)

    def score(failed: int) -> float:
        return promises.moved(rule, failed / ordered)

    assert 0.0 <= score(many) <= score(few) + 1e-12 <= 1.0 + 1e-9
    assert score(0) >= start - 1e-12


# --- last pieces ------------------------------------------------------------------------------------
def last(hide: float) -> World:
    scenario = Scenario.load(
        NAME, overrides={**TRUST, "behaviour.supplier.hide_stock": hide, "signals.last_pieces.units": 400}
    )
    world = World(scenario, Scheme.load("full_collaboration"), 3)
    world.play()
    return world


def test_last_pieces_are_said_truly_when_stock_is_shown_honestly_and_not_when_it_is_hidden() -> None:
    honest, hidden = last(0.0), last(0.6)
    assert honest.recorder.called[0] > 0 and honest.recorder.called[1] == 0
    assert hidden.recorder.called[1] > 0
    assert honest.outcome is not None and hidden.outcome is not None
    assert promises.broken(hidden, hidden.outcome)["last_pieces"][1] > 0


def test_a_payout_makes_good_for_a_defect() -> None:
    def unpaid(payout: float) -> float:
        scenario = Scenario.load(NAME, overrides={**TRUST, "tier.defects.mean": 0.05, "tier.after_sale.payout": payout})
        broken = play(scenario, seed=3).tables["promises"]
        return float(broken["broken"][broken["promise"].index("quality")])

    assert unpaid(1.0) == 0.0 < unpaid(0.5) < unpaid(0.0)
