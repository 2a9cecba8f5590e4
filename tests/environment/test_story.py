"""The rehearsal's story comes out of decisions and bargaining on the reference seed: P1–P4, L1–L7, A1–A4."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from environment import Event, Negotiation, Show


def column(show: Show, table: str, name: str) -> np.ndarray:
    return np.asarray(show.tables[table][name])


def rows(show: Show, table: str, **where: Any) -> list[dict[str, Any]]:
    t = show.tables[table]
    found = [dict(zip(t, values, strict=True)) for values in zip(*t.values(), strict=True)]
    return [row for row in found if all(row[k] == v for k, v in where.items())]


def told(show: Show, kind: str, key: str = "") -> list[Event]:
    return [e for e in show.events if e.kind == kind and e.key.startswith(key)]


def talks(show: Show, kind: str) -> list[Negotiation]:
    return [n for n in show.negotiations if n.kind == kind]


def clause(show: Show, name: str) -> float:
    """CNY posted under a clause."""
    mine = column(show, "ledger", "clause") == name
    return float(column(show, "ledger", "cents")[mine].sum()) / 100.0


@pytest.fixture(scope="module")
def show(reference_show: Show) -> Show:
    return reference_show


# --- before the show --------------------------------------------------------------------------
def test_p1_twenty_styles_are_selected_five_of_them_main(show: Show) -> None:
    event = told(show, "selection")[0]
    assert -48 * 60 <= event.t_min <= -24 * 60
    assert (event.params["count"], event.params["mains"]) == (20, 5)
    assert len(set(column(show, "styles", "style"))) == 20


def test_p2_every_main_style_has_capacity_reserved_with_a_reorder_in_days(show: Show) -> None:
    reserved = {n.parties[1]: n.outcome for n in talks(show, "N2") if n.agreed}
    families = {f.id: set(f.families) for f in show.scenario.factories}
    mains = {s.family for s in show.scenario.styles if s.role == "main"}
    assert mains <= set().union(*(families[f] for f in reserved))
    for outcome in reserved.values():
        assert float(outcome["reserved_per_day"]) > 0
        assert float(outcome["lead_h"]) <= 168.0
    for factory, outcome in reserved.items():  # the option fee is paid at signing
        days = np.diff(show.scenario.capacity_reservation.window_h)[0] / 24.0
        owed = float(outcome["reserved_per_day"]) * days * float(outcome["option_fee"])
        paid = sum(r["cents"] for r in rows(show, "ledger", clause="option_fee", payee=factory)) / 100.0
        assert paid == pytest.approx(owed, abs=0.01)


def test_p3_all_goods_lie_in_three_warehouses_before_the_show(show: Show) -> None:
    event = told(show, "placement")[0]
    assert event.t_min < 0 and event.params["warehouses"] == 3
    assert event.params["units"] == sum(sum(s.stock.values()) for s in show.scenario.styles)
    assert all(units > 0 for units in event.evidence.values())


def test_p4_the_contingency_rule_is_loaded_before_the_show(show: Show) -> None:
    event = told(show, "plan", "squad.unlock")[0]
    assert event.t_min < 0 and event.params["threshold"] == 100000


# --- on air -----------------------------------------------------------------------------------
def _style(show: Show, style: str) -> dict[str, Any]:
    return rows(show, "styles", style=style)[0]


def test_l1_main_style_a_sells_below_plan(show: Show) -> None:
    a = _style(show, "A")
    assert a["units"] < 0.7 * a["plan_units"]


def test_l2_comments_on_b_run_hot_and_the_host_raises_an_alert(show: Show) -> None:
    first = rows(show, "alerts", state="issued")[0]
    assert first["style"] == "B" and first["party"] == "host"
    assert 0 < first["t_min"] <= 45
    alert = told(show, "alert")[0]
    assert alert.evidence["ratio"] >= 1.4 and alert.evidence["mentions"] > 0
    heat = [r["heat"] for r in rows(show, "style_ticks", style="B") if r["t_min"] <= first["t_min"]]
    assert heat[-1] > 1.4


def test_l3_b_becomes_main_at_once(show: Show) -> None:
    event = told(show, "promotion")[0]
    alert = rows(show, "alerts", state="issued", style="B")[0]
    assert event.t_min == alert["t_min"]
    ticks = rows(show, "ticks")
    later = [r["focus"] == "B" for r in ticks if r["t_min"] > event.t_min]
    planned = show.scenario.rundown_plan.count("B")
    assert sum(later) > planned


def test_l4_the_500th_order_gets_the_gift_the_501st_does_not(show: Show) -> None:
    gift = show.scenario.gift
    assert clause(show, "gifts") == pytest.approx(gift.first_n_orders * gift.unit_cost)
    out = told(show, "gift")
    assert len(out) == 1 and out[0].params["n"] == 500
    after = [r for r in rows(show, "ledger", clause="gifts") if r["t_h"] * 60 >= out[0].t_min]
    assert not after
    promoted = told(show, "promotion")[0].t_min
    orders = sum(r["units"] for r in rows(show, "style_ticks", style="B") if r["t_min"] > promoted)
    assert orders / show.scenario.audience.units_per_order > 500


def test_l5_east_runs_short_and_goods_move_north_to_east_for_next_day_shipping(show: Show) -> None:
    low = [e for e in told(show, "stock") if e.party == "WE"]
    assert low and low[0].params["style"] != ""
    moves = rows(show, "transfers", style="B", cause="N6")
    assert moves, "no transfer of B was agreed"
    for move in moves:
        assert (move["from"], move["to"]) == ("WN", "WE") and move["units"] > 0
        assert 0 <= move["t_decided_h"] <= 2.5
        assert move["t_departed_h"] >= move["t_decided_h"] + 2.0
        assert move["t_available_h"] < 24.0
    agreed = [n for n in talks(show, "N6") if n.agreed]
    assert sum(float(n.outcome["transfer_qty"]) for n in agreed) >= sum(m["units"] for m in moves) > 0


def test_l6_the_first_reorder_of_b_goes_to_the_factory_on_air(show: Show) -> None:
    event = told(show, "rush")[0]
    alert = rows(show, "alerts", state="issued", style="B")[0]
    assert alert["t_min"] < event.t_min <= 60.0
    assert rows(show, "production", style="B")[0]["factory"] == "F2"
    same_step = [e for e in told(show, "carrier") if e.t_min == event.t_min]
    assert same_step and same_step[0].params["parcels"] > 0
    assert talks(show, "N5")[0].agreed, "the joint rush deal broke down"


def test_l7_the_sixth_style_unlocks_only_after_the_likes(show: Show) -> None:
    event = told(show, "unlock")[0]
    assert event.evidence["likes"] >= 100000
    ticks = rows(show, "style_ticks", style="S06")
    before = [r for r in ticks if r["t_min"] <= event.t_min]
    assert sum(r["units"] + r["lost_units"] + r["carts"] for r in before[:-1]) == 0
    assert sum(r["units"] for r in ticks if r["t_min"] > event.t_min) > 0
    likes = np.cumsum(column(show, "ticks", "likes"))
    minutes = column(show, "ticks", "t_min")
    assert likes[minutes == event.t_min][0] >= 100000 - len(minutes)  # whole likes against the running total
    assert likes[minutes < event.t_min].max() < 100000
    assert 0 < event.t_min < 150


# --- after ------------------------------------------------------------------------------------
def test_a1_most_orders_ship_within_a_day_and_b_goes_first(show: Show) -> None:
    assert show.measures["share_shipped_24h"] > 0.5
    t = show.tables["shipments"]
    wait = column(show, "shipments", "t_out_h") - column(show, "shipments", "t_order_h")
    units, styles = column(show, "shipments", "units"), np.asarray(t["style"])
    live = (column(show, "shipments", "t_order_h") < 2.6) & ~np.asarray(t["presale"], dtype=bool)
    b, others = live & (styles == "B"), live & (styles != "B")
    here = np.asarray(t["warehouse"]) == "WE"
    mean = [float(np.average(wait[m & here], weights=units[m & here])) for m in (b, others)]
    assert mean[0] < mean[1]


def test_a2_the_reorder_of_b_arrives_within_three_days(show: Show) -> None:
    made = rows(show, "production", style="B")
    first = [r for r in made if r["lot"] == made[0]["lot"]]
    assert max(r["t_at_warehouse_h"] for r in first) <= 72.0
    units = sum(r["units"] for r in made)
    early = sum(r["units"] for r in made if r["t_at_warehouse_h"] <= 72.0)
    assert early >= 0.6 * units > 0  # what the reserved yarn covers; the rest waits for yarn bought new
    assert max(r["t_at_warehouse_h"] for r in made) <= show.scenario.promises.presale_ship_within_h + 2.5
    presale = [r for r in rows(show, "shipments", style="B") if r["presale"]]
    assert sum(r["units"] for r in presale) > 0


def test_a3_the_review_names_the_hit_and_the_best_served_region(show: Show) -> None:
    review = {e.key: e for e in told(show, "review")}
    hit = review["review.hit"]
    assert hit.params["style"][1].startswith("B") or "圆领针织衫" in hit.params["style"][1]
    assert review["review.praise"].params["region"] == ("East", "华东")
    assert "review.flat" in review and "review.front" in review
    assert hit.evidence["sold_units"] > 2 * hit.evidence["plan_units"]


def test_a4_the_wish_for_a_v_neck_enters_the_design_queue(show: Show) -> None:
    tickets = rows(show, "design_queue", style="B", request="V-neck version")
    assert tickets and tickets[0]["count"] >= show.scenario.returns.design_request.ticket_at
    assert told(show, "design", "design.wish")


def test_everybody_at_the_table_gains_and_the_books_close(show: Show) -> None:
    assert show.conservation == {"ledger_sum": 0, "oversold": 0}
    for n in show.negotiations:
        if n.agreed:
            assert all(gain >= -1e-6 for gain in n.gains.values()), n.id
    assert show.measures["alert_to_goods_h"] < 72.0


def test_nobody_agrees_to_nothing(show: Show) -> None:
    """A deal about no goods at all is not a deal."""
    for n in show.negotiations:
        if n.agreed and n.kind in ("N5", "N6"):
            quantity = "rush_qty" if n.kind == "N5" else "transfer_qty"
            assert float(n.outcome[quantity]) > 0 or max(n.gains.values()) > 0, n.id
