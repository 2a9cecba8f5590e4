"""A week of several hosts: nothing shared is spent twice, nobody's booking is touched, every cent and bit is in its place."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from environment import Scenario, Scheme, play
from environment.scenario.weekly import slots
from environment.week import Week
from environment.week.calendar import Calendar, Lines, Promise
from environment.week.play import Played, play_together, week_seed
from environment.week.story import _alone, _moved, _say, _sold

SCHEME = Scheme.load("slot_fee_commission")


@cache
def scenario() -> Scenario:
    return Scenario.load("festival_week")


@cache
def week() -> Week:
    found = play("festival_week")
    assert isinstance(found, Week)
    return found


@cache
def played() -> Played:
    return play_together(scenario(), SCHEME, scenario().seed, slots(scenario()))


def test_every_host_has_a_show_of_its_own() -> None:
    assert list(week().shows) == ["head", "mid_a", "mid_b", "tail_a", "tail_b"]
    assert list(week().starts.values()) == sorted(week().starts.values())
    assert len({show.seed for show in week().shows.values()}) == 5
    assert all(show.measures["units_total"] > 0 for show in week().shows.values())
    assert week().shows["head"].seed == week().seed == scenario().seed


def test_ledgers_of_the_week_sum_to_zero_and_nothing_is_oversold() -> None:
    assert week().conservation == {"ledger_sum": 0, "oversold": 0, "overrun": 0.0}
    assert sum(round(100 * lines["profit"]) for lines in week().money.values()) == 0
    for party, lines in week().money.items():
        posted = sum(round(100 * show.money[party]["profit"]) for show in week().shows.values() if party in show.money)
        assert round(100 * lines["profit"]) == posted


def test_a_shared_party_has_one_purse() -> None:
    one = scenario()
    opening = {p.id: p.cash for p in (*one.factories, *one.warehouses, *one.carriers, *one.material_suppliers)}
    for party, cash in opening.items():
        assert week().cash[party] == pytest.approx(cash + week().money[party]["profit"], abs=0.01)
    first, *_, last = played().worlds
    brought = last.cast.carriers["C1"].cash
    assert brought == opening["C1"] + sum(_paid_before(k, "C1", played()) for k in range(4))
    assert first.cast.carriers["C1"].cash == opening["C1"]


def _paid_before(show: int, party: str, of: Played) -> float:
    """CNY on the account of ``party`` in a show when the last show of the week began to prepare."""
    last = of.calendar.starts[-1] - 48 - of.calendar.starts[show]
    rows = of.worlds[show].ledger.columns()
    cents = 0
    for hour, payer, payee, amount in zip(*(rows[name] for name in ("t_h", "payer", "payee", "cents")), strict=True):
        cents += int(amount) * ((payee == party) - (payer == party)) * (float(hour) <= last)
    return cents / 100.0


# --- capacity, recounted from what every show itself recorded ----------------------------------------
def test_trucks_carry_no_more_than_their_fleet_on_any_day() -> None:
    loaded: dict[tuple[str, str, int], float] = defaultdict(float)
    for name, show in week().shows.items():
        table = show.tables["shipments"]
        for carrier, house, out, parcels in zip(*(table[c] for c in ("carrier", "warehouse", "t_out_h", "parcels")), strict=True):
            loaded[str(carrier), str(house), int((out + week().starts[name] - 3) // 24)] += float(parcels)
    fleets = {c.id: {w: c.booked_parcels_per_day[w] + c.overflow_parcels_per_day[w] for w in ("WN", "WE", "WS")}
              for c in scenario().carriers}  # fmt: skip
    assert max(loaded[key] / fleets[key[0]][key[1]] for key in loaded) > 0.9  # it is fought over
    for (carrier, house, day), parcels in loaded.items():
        assert parcels <= fleets[carrier][house] + 2.0, (carrier, house, day)  # carriers are counted in whole units


def test_warehouses_pick_no_more_than_their_hands_on_any_day() -> None:
    picked: dict[tuple[str, int], float] = defaultdict(float)
    for name, show in week().shows.items():
        table = show.tables["shipments"]
        for house, out, parcels in zip(*(table[c] for c in ("warehouse", "t_out_h", "parcels")), strict=True):
            picked[str(house), int((out + week().starts[name] - 3) // 24)] += float(parcels)
    deals = week().frame("week_deals")
    for house in scenario().warehouses:
        sold = float(deals[(deals.encounter == "N3") & (deals.party == house.id)].sold.sum())
        assert sold <= 5 * house.surge_parcels_per_day
        assert max(n for (where, _), n in picked.items() if where == house.id) <= house.parcels_per_day + sold + 1e-6


def test_a_factory_makes_no_more_than_its_lines_at_any_time() -> None:
    of = played()
    for factory in scenario().factories:
        spans = [span for k in range(len(of.worlds)) for span in _production(of, k, factory.id, factory.reference_smv)]
        for _, end, _ in spans:
            made = sum(rate for begin, until, rate in spans if begin < end - 0.01 <= until)
            assert made <= factory.capacity_per_day * (1.0 + factory.overtime_uplift) + 1e-6, factory.id
    assert sum(len(world.recorder.production) for world in of.worlds) > 5
    assert of.calendar.overrun() < 1e-6


def _production(of: Played, show: int, factory: str, reference: float) -> list[tuple[float, float, float]]:
    """(begin, end, reference pieces a day, overtime included) of every day of production of a show, in hours of the week."""
    world, start, ends, found = of.worlds[show], of.calendar.starts[show], dict[str, float](), []
    for _, name, style, _, units, _, ready, *_ in world.recorder.production:
        begin = max(ends.get(name, -1e9), ready - 24.0)  # one order of a show after the other
        ends[name] = ready
        if name == factory:
            pieces = units * float(world.catalogue.smv[world.layout.styles.index(style)]) / reference
            found.append((start + begin, start + ready, 24.0 * pieces / (ready - begin)))
    return found


def test_reserved_yarn_is_used_once() -> None:
    used: dict[str, float] = defaultdict(float)
    for world in played().worlds:
        for row in world.recorder.materials:
            used[row[2]] += row[5]
    assert used["Y1"] > 0
    for merchant in scenario().material_suppliers:
        assert used[merchant.id] <= merchant.reserved + 1e-6


def test_what_one_show_has_reserved_is_not_there_for_the_next() -> None:
    deals = {(d.show, d.kind, d.party): d for d in played().deals}
    left = {f.id: float(f.capacity_per_day) for f in scenario().factories}
    for show in ("head", "mid_a", "mid_b"):  # in the order of their deadlines
        for factory in ("F1", "F2", "F4"):
            deal = deals[show, "N2", factory]
            assert deal.room == pytest.approx(left[factory]) and deal.sold <= deal.room
            left[factory] -= deal.sold
    trucks = deals["mid_b", "N4", "C1"]
    assert trucks.room <= deals["mid_a", "N4", "C1"].room - deals["mid_a", "N4", "C1"].sold + 1e-6


def test_one_run_has_the_same_bits() -> None:
    again = play("festival_week")
    assert isinstance(again, Week)
    assert again.measures == week().measures and again.money == week().money and again.tables == week().tables
    assert [e.text("zh") for e in again.events] == [e.text("zh") for e in week().events]


def test_shows_far_apart_are_as_if_alone() -> None:
    """Five shows ten days apart: nothing is fought over, so that every account is what it would be alone, to the cent."""
    days = {"mid_a": "2026-10-30", "mid_b": "2026-11-04", "tail_a": "2026-11-14", "tail_b": "2026-11-19"}
    changes: dict[str, object] = {f"week.shows.{name}.live_start": f"{day}T20:00:00+08:00" for name, day in days.items()}
    cloth = {f"material_suppliers.{m}.reserved": 1e6 for m in ("Y1", "W1", "T1")}  # the one thing that does not come back
    found = play(Scenario.load("festival_week", overrides={**changes, **cloth}), seed=3)
    assert isinstance(found, Week)
    assert found.measures["crowding_cost"] == 0.0 and found.measures["scarcity_fee"] == 0.0
    assert {name: show.money for name, show in found.shows.items()} == {name: show.money for name, show in found.alone.items()}


def test_seeds_are_the_shows_own() -> None:
    assert week_seed(7, "head", True) == 7
    assert len({week_seed(seed, name, False) for seed in (7, 8, 2**40) for name in ("mid_a", "mid_b")}) == 6


def test_the_story_tells_who_got_what_and_what_it_cost() -> None:
    keys = [event.key for event in week().events]
    assert keys[0] == "week.programme" and keys[-1] == "week.sum" and keys.count("week.cost") == 5
    assert {"week.N2", "week.N4"} <= set(keys)
    for event in week().events:
        assert event.text("en") and event.text("zh") and "{" not in event.text("en") + event.text("zh")
        assert not re.search(r"¥|\b0 of|\d{4,}| -\d", event.text("en").replace("2026", "")), event.text("en")
    total = week().events[-1].params["cny"]
    assert total == pytest.approx(-week().measures["crowding_cost"], abs=0.01)
    assert {*week().frame("week_timeline").show} == {"", *week().shows}
    assert len(week().timeline) == len(keys) + sum(len(show.events) for show in week().shows.values())


def test_a_booking_of_nothing_has_no_price() -> None:
    deal = {"sold": 0.0, "room": 0.0, "price_cny": 2.81, "sold_alone": 18424.0, "price_alone_cny": 2.75}
    told = [tuple(_say("week.deal", party=("Economy", "经济"), sold=_sold(d), alone=_alone(d))) for d in (
        deal, {**deal, "room": 9500.0, "sold_alone": 0.0}, {**deal, "sold": 1200.0, "room": 9500.0})]
    assert told[0][0] == "Economy: none left (alone in the week 18,424 at 2.75 CNY)" and "已无余量" in told[0][1]
    assert told[1][0] == "Economy: nothing of 9,500 left (alone in the week nothing)"
    assert told[2][0].startswith("Economy: 1,200 of 9,500 left, at 2.81 CNY")
    assert _moved(deal) and not _moved({**deal, "sold_alone": 0.0})  # the price of nothing is no news


def test_the_parts_of_crowding_add_up() -> None:
    of = week().measures
    parts = ("hosts", "suppliers", "factories", "warehouses", "carriers")
    parties = week().frame("week_parties")
    rest = parties[parties.kind == "material"]
    whole = sum(of[f"crowding_{part}"] for part in parts) + float((rest.alone_cny - rest.profit_cny).sum())
    assert whole == pytest.approx(of["crowding_cost"], abs=0.05)


# --- the calendar itself -----------------------------------------------------------------------------
spans = st.tuples(st.integers(0, 80), st.integers(1, 60), st.integers(1, 300))


@given(st.lists(spans, max_size=12))
def test_lines_sold_in_turn_are_never_oversold(asked: list[tuple[int, int, int]]) -> None:
    """Whoever comes is sold at most what is left from then on: no hour ever holds more than the capacity."""
    lines = Lines(500.0)
    for number, (start, length, rate) in enumerate(asked):
        sold = min(float(rate), lines.capacity - lines.peak(float(start)))
        lines.promises.append(Promise(f"show{number}", "reserve", float(start), float(start + length), sold))
    assert all(lines.at(hour + 0.5) <= lines.capacity + 1e-9 for hour in range(150))
    assert lines.peak(-1.0) == max((lines.at(float(hour)) for hour in range(150)), default=0.0)


def test_a_booking_keeps_its_trucks_until_its_show_has_loaded() -> None:
    calendar = Calendar(scenario(), ("one", "two"), (0, 0))
    day = calendar.day_of(3)
    calendar.booked[0, 0, 0, day] = 2000.0
    fleet = float(calendar.fleet[0, 0, day])
    _, rest = calendar.trucks_free(1, 0, day)
    assert rest[0] == fleet - 2000.0
    calendar.loaded[0, 0, 0, 0, day], calendar.planned[0] = 500.0, float(calendar.first_hour(day + 1))
    _, rest = calendar.trucks_free(1, 0, day)
    assert rest[0] == fleet - 500.0  # what it left empty goes to whoever comes
    own, _ = calendar.trucks_free(0, 0, day)
    assert own[0] == 1500.0


def test_idle_hands_serve_whoever_comes() -> None:
    calendar = Calendar(scenario(), ("one", "two"), (0, 0))
    hours = slice(calendar.hour(3), calendar.hour(27))
    plain = calendar.hands_free(1, 0, hours)
    assert plain.sum() == scenario().warehouses[0].parcels_per_day
    calendar.staffed[0, 0, hours] = 50.0
    assert np.array_equal(calendar.hands_free(1, 0, hours), plain)  # another show's surge labour is its own
    calendar.planned[0] = 27.0
    assert np.array_equal(calendar.hands_free(1, 0, hours), plain + 50.0)
    calendar.worked[0, hours] = plain
    assert np.array_equal(calendar.hands_free(1, 0, hours), np.full(24, 50.0))


def test_a_day_begins_where_the_file_says() -> None:
    calendar = Calendar(scenario(), ("one",), (0,))
    assert calendar.first_hour(calendar.day_of(3)) == 3 and calendar.first_hour(calendar.day_of(2.9)) == -21
    assert calendar.days(3).stop - calendar.days(3).start == scenario().week.booking_days  # type: ignore[union-attr]


def test_an_outage_takes_trucks_on_its_day_only() -> None:
    changed = Scenario.load("festival_week", variants=["carrier_outage_E"])
    plain, cut = (Calendar(each, ("one",), (0,)).fleet[0, 1] for each in (scenario(), changed))
    days = np.flatnonzero(plain != cut)
    assert [Calendar(changed, ("one",), (0,)).first_hour(int(d)) for d in days] == [27] and cut[days[0]] == 1500.0
