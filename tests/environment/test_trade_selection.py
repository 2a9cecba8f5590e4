"""Selection as an interaction: pre-selection, votes, keywords, test links, and what the host makes of signals."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.selecting import combine, running_order
from environment import Scenario, Scheme, Show, play
from environment.cast import catalogue_of
from environment.market import Market
from environment.season import play_season
from environment.trade import selection
from environment.world import World
from protocols.errors import UserError

NAME = "autumn_launch"
SCHEME = Scheme.load("slot_fee_commission")
HONEST = {"behaviour.host.forecast_inflation": 1.0}


@cache
def scenario(*changes: tuple[str, Any]) -> Scenario:
    return Scenario.load(NAME, overrides=dict(changes))


def world(seed: int | None = None, **changes: Any) -> World:
    setting = Scenario.load(NAME, overrides=changes)
    return World(setting, SCHEME, setting.seed if seed is None else seed)


def played(seed: int | None = None, **changes: Any) -> World:
    made = world(seed, **changes)
    made.play()
    made.close()
    return made


# --- 18, 29 pre-selection by data ---------------------------------------------------------------
def _error(setting: Scenario, seed: int) -> float:
    """Mean absolute error of the host's log appeals before the show."""
    made = World(setting, SCHEME, seed)
    selection.prepare(made)
    truth, level = made.market.log_appeal @ made.layout.region_share, made.cast.host.level
    made.close()
    return float(np.abs(truth - (0.0 if level is None else np.log(level))).mean())


def test_more_history_means_a_smaller_forecast_error() -> None:
    """Means over 20 seeds with common luck: no record, a record of 2, of 8 and of 32 shows."""
    settings = [scenario(("selection.preselection.shows", n)) for n in (0, 2, 8, 32)]
    errors = np.array([[_error(setting, seed) for setting in settings] for seed in range(20)])
    assert (np.diff(errors.mean(axis=0)) < 0).all()
    assert errors.mean(axis=0)[-1] < 0.5 * errors.mean(axis=0)[0]


def test_the_measured_forecast_error_of_shows_falls_with_history() -> None:
    """The measure, through the forecast that the supplier hears (no inflation), over five shows on common luck."""
    lone, known = (Scenario.load(NAME, overrides={**HONEST, "selection.preselection.shows": n}) for n in (0, 32))
    pairs = [(play(lone, seed=s), play(known, seed=s)) for s in range(30, 35)]
    gaps = [a.measures["forecast_error_before"] - b.measures["forecast_error_before"] for a, b in pairs]
    assert np.mean(gaps) > 0.1


@pytest.mark.parametrize("source", ["trend", "competitor", "fans"])
def test_every_source_makes_the_forecast_better(source: str) -> None:
    setting = scenario((f"selection.preselection.{source}", 4.0))
    assert np.mean([_error(scenario(), s) - _error(setting, s) for s in range(20)]) > 0.05


def test_the_fans_profile_moves_what_the_supply_side_prepares() -> None:
    """25: an insight into the audience reaches the supplier as a forecast, and it reserves other capacity for it."""
    plain, told = (played(3, **changes) for changes in ({}, {"selection.preselection.fans": 25.0}))
    truth = np.exp(told.market.log_appeal @ told.layout.region_share)
    claims = [w.cast.supplier.claims / w.cast.host.profile.forecast_inflation for w in (plain, told)]
    wrong = [float(np.abs(np.log(c / (w.catalogue.nominal * truth))).mean()) for c, w in zip(claims, (plain, told), strict=True)]
    assert wrong[1] < 0.7 * wrong[0]
    deals = [{n.id: dict(n.outcome) for n in w.bargaining.records if n.kind in ("N2", "N3", "N4")} for w in (plain, told)]
    assert deals[0] != deals[1]


def test_combining_agrees_with_the_textbook() -> None:
    """Normal prior N(−σ²/2, σ²) and two readings: precisions add, the mean is their weighted mean."""
    level, spread = combine(0.6, [(np.array([0.4]), 2.0), (np.array([-0.2]), 6.0)])
    total = 1 / 0.36 + 8.0
    mean = (-0.18 / 0.36 + 0.8 - 1.2) / total
    assert level[0] == pytest.approx(np.exp(mean + 0.5 / total)) and spread[0] == pytest.approx(total**-0.5)


@given(st.lists(st.floats(0.2, 5.0), min_size=20, max_size=20))
def test_the_running_order_is_a_permutation_that_promises_no_less(levels: list[float]) -> None:
    c, level = catalogue_of(scenario()), np.array(levels)
    plan = running_order(c, level)
    assert np.array_equal(np.sort(plan), np.sort(c.plan))
    fixed = ~c.main[c.plan]
    assert np.array_equal(plan[fixed], c.plan[fixed])
    worth = level * c.attract * c.price * c.kept
    assert c.per_tick @ worth[plan] >= c.per_tick @ worth[c.plan] - 1e-9


def test_a_season_adds_every_show_to_the_record() -> None:
    setting = scenario(("selection.preselection.shows", 3))
    assert play_season(setting, SCHEME, 5, 2).series["history_shows"] == [3.0, 4.0]


# --- 13 live signals ----------------------------------------------------------------------------
def test_a_surge_of_signals_raises_the_belief_in_a_style() -> None:
    """Over drawn shows the host, who sees signals and sales only, ranks styles much as nature does."""
    fits = []
    for seed in range(6):
        made = played(seed)
        truth = made.market.log_appeal @ made.layout.region_share
        fits.append(np.corrcoef(truth, np.log(made.cast.host.memory.belief.level))[0, 1])
    assert np.mean(fits) > 0.8
    host = played().cast.host
    hit, flop = host.catalogue.styles.index("B"), host.catalogue.styles.index("A")
    assert host.memory.belief.level_of(hit) > 1.8 > 1.0 > host.memory.belief.level_of(flop)


# --- 19 votes -----------------------------------------------------------------------------------
def test_the_order_of_presentation_follows_the_votes(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the same luck, votes for the planned style and votes for the other one put different styles on air next."""
    on_air = []
    for votes in ((100, 0), (0, 100)):
        monkeypatch.setattr(Market, "vote", lambda self, t, one, two, votes=votes: votes)
        made = played(None, **{"behaviour.host.running_order": "plan"})
        told = [(e.t_min, e.params["two"] if votes[1] else e.params["one"]) for e in made.events if e.kind == "vote"]
        focus = {tick.t_min: made.layout.styles[tick.focus] for tick in made.recorder.ticks}
        names = {(s.en, s.zh): s.id for s in made.setting.styles}
        tick = made.catalogue.tick_min
        label = {(f"{s.id} {s.en}", f"{s.id} {s.zh}"): s.id for s in made.setting.styles} | names
        followed = [focus[t + tick] == label.get(style, style) for t, style in told if t + tick in focus]
        on_air.append((followed, list(focus.values())))
    assert on_air[0][1] != on_air[1][1]
    assert all(on_air[0][0]) and any(on_air[1][0])


# --- 20 keywords, 17 question clusters ----------------------------------------------------------
BENCH = {"selection.keywords.bench": ["S08", "S12"], "selection.keywords.listen": True}


def test_a_bench_style_sells_nothing_until_comments_call_it() -> None:
    deaf, heard = played(**{**BENCH, "selection.keywords.listen": False}), played(**BENCH)
    bench = [deaf.layout.styles.index(s) for s in ("S08", "S12")]
    assert deaf.recorder.sold[bench].sum() == 0
    called = {row[2]: row[0] for row in heard.recorder.desk if row[1] == "bench"}
    assert called and set(called) <= set(bench)
    for style, minute in called.items():
        before_call = [tick.units[style] for tick in heard.recorder.ticks if tick.t_min <= minute]
        assert not any(before_call) and heard.recorder.sold[style].sum() > 0


def test_more_comments_call_more_styles_and_cost_keeps_them_off() -> None:
    def calls(seed: int, **changes: Any) -> int:
        return sum(row[1] == "bench" for row in played(seed, **{**BENCH, **changes}).recorder.desk)

    seeds = range(4)
    ladder = [sum(calls(s, **{"selection.keywords.share": x}) for s in seeds) for x in (0.5, 0.012, 0.0)]
    assert ladder[0] == 0 < ladder[1] <= ladder[2] == 8
    assert calls(3, **{"selection.keywords.share": 0.0, "selection.keywords.link_cost": 1e6}) == 0


def test_the_colour_that_viewers_name_is_shown_and_sells_more() -> None:
    """Same luck: with an assistant the host shows the favourite colour of B; means over eight shows."""
    colour = {"selection.keywords.colour_gain": 1.0}
    sold = []
    for seed in range(8):
        deaf, heard = (played(seed, **colour, **{"selection.keywords.listen": x}) for x in (False, True))
        assistant = heard.cast.host.assistant
        assert assistant is not None and deaf.cast.host.assistant is None
        if 5 in assistant.shown:
            assert assistant.shown[5] == int(np.argmax(assistant.words[5])) and assistant.words[5].sum() >= 30
        wanted = [float((w.recorder.sold + w.recorder.lost)[5].sum()) for w in (deaf, heard)]
        sold.append(wanted[1] - wanted[0])
    assert np.mean(sold) > 0


def test_a_need_voiced_often_enough_becomes_a_design_ticket() -> None:
    listen = {"selection.keywords.listen": True}
    quiet, voiced = (played(3, **listen, **{"selection.questions.share": x}) for x in (0.01, 0.15))
    tickets = [sum(wish[0] == w.setting.selection.questions.wish_en for _, wish, _ in w.recorder.design) for w in (quiet, voiced)]
    assert tickets[0] == 0 < tickets[1]
    for row in (row for row in voiced.recorder.desk if row[1] == "question"):
        assert row[3] >= voiced.setting.selection.questions.count and row[5] >= voiced.setting.selection.questions.threshold


@pytest.mark.parametrize("bench", [["nothing"], ["A"], ["S06"], ["S15"], ["S08", "S08"]])
def test_a_bench_that_cannot_be_is_refused(bench: list[str]) -> None:
    with pytest.raises(UserError, match="bench"):
        Scenario.load(NAME, overrides={"selection.keywords.bench": bench})


# --- 21 test links ------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", [None, 3, 4])
def test_a_link_sells_its_own_stock_and_no_more(seed: int | None) -> None:
    made = world(seed, **{"selection.test_links.own_stock": True, "selection.policy": "ucb"})
    sold, most = 0, made.setting.signals.quick_test_link.qty
    assert made.trade is not None
    while made.running:
        made.step()
        sold = max(sold, made.trade.link_gone)
        assert made.trade.link_sold <= made.trade.link_asked
    assert 0 < sold <= most
    assert made.stock.oversold() == 0


def test_a_link_sold_out_fast_enough_is_promoted_and_a_slow_one_is_not() -> None:
    rule = scenario().signals.quick_test_link
    for seed in range(6):
        made = played(seed)
        promoted = {e.params["style"] for e in made.events if e.key == "promote"}
        for e in (e for e in made.events if e.key in ("test.hot", "test.cool")):
            fast = rule.qty * e.params["minutes"] / max(e.params["units"], 1) <= rule.hot_if_sold_within_min
            assert (e.key == "test.hot") == (fast and e.params["units"] >= rule.qty)
            if e.key == "test.hot":
                assert e.params["style"] in promoted


# --- 23, 36: perceive → alert → adjust; the presale link opens at once ---------------------------
def test_perceive_alert_adjust_in_that_order(reference_show: Show) -> None:
    first = {kind: min(e.t_min for e in reference_show.events if e.kind == kind) for kind in ("alert", "acknowledged", "rush")}
    surge = min(x for x in reference_show.tables["styles"]["surge_min"] if x == x)
    made = min(float(t) for t in reference_show.tables["production"]["t_ready_h"]) * 60.0
    assert surge <= first["alert"] <= first["acknowledged"] <= first["rush"] < made


def test_presale_opens_with_the_rush_order_and_only_then() -> None:
    made = played(**{"styles.B.stock": {"WN": 60, "WE": 60, "WS": 60}})
    rush = made.recorder.rushes[0]
    minutes = [tick.t_min for tick in made.recorder.ticks if tick.parts[1, rush["style"]] > 0]
    asked = made.recorder.alerts[0].alert.t_min  # the style is sold out by then
    assert asked < min(minutes) <= asked + 2 * made.catalogue.tick_min
    none = played(**{"negotiations.N5.parties": ["host", "supplier"]})
    assert not none.recorder.rushes and none.recorder.presale.sum() == 0


# --- 31 last pieces -----------------------------------------------------------------------------
@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_the_last_pieces_are_said_only_when_they_are_the_last(seed: int | None) -> None:
    made, said = world(seed, **{"behaviour.supplier.hide_stock": 0.0, "signals.last_pieces.units": 300}), 0
    while made.running:
        if made.push.last_call:
            said += 1
            assert 0 <= int(made.stock.by_style()[made.push.focus].sum()) <= 300
        made.step()
    assert said and made.recorder.called[1] == 0


def test_a_supplier_that_hides_stock_makes_the_host_say_it_untruly() -> None:
    lying = {"behaviour.supplier.hide_stock": 0.6, "signals.last_pieces.units": 300}
    assert sum(played(seed, **lying).recorder.called[1] for seed in range(4)) > 0
