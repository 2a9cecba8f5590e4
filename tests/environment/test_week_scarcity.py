"""What sharing does: scarce days sell dearer and shorter, latecomers are crowded out, and every field of the week counts."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from agents.profiles import Rivals
from environment import Scenario, Scheme
from environment.scenario.weekly import slots
from environment.week.berth import Deal
from environment.week.play import Played, play_together

SCHEME = Scheme.load("slot_fee_commission")


@cache
def together(variant: str = "", seed: int = 5, shows: int = 5) -> Played:
    scenario = Scenario.load("festival_week", variants=[variant] if variant else [])
    return play_together(scenario, SCHEME, seed, slots(scenario)[:shows])


def deals(of: Played, show: str, kind: str) -> dict[str, Deal]:
    return {deal.party: deal for deal in of.deals if (deal.show, deal.kind) == (show, kind)}


def test_lines_cost_more_and_fewer_are_sold_where_other_hosts_are_expected() -> None:
    """The first show of the week finds every line free in either case: only what factories expect of the others differs."""
    crowded, alone = (deals(together(shows=shows), "head", "N2") for shows in (5, 1))
    assert all(crowded[f].room == alone[f].room for f in crowded)
    assert sum(deal.price for deal in crowded.values()) > sum(deal.price for deal in alone.values())
    assert sum(deal.sold for deal in crowded.values()) < sum(deal.sold for deal in alone.values())


def test_trucks_cost_more_where_other_hosts_are_expected() -> None:
    crowded, alone = (deals(together(shows=shows), "head", "N4")["C1"] for shows in (5, 1))
    assert crowded.room == alone.room and crowded.sold <= alone.sold and crowded.price >= alone.price
    assert (crowded.sold, crowded.price) != (alone.sold, alone.price)


def test_twice_the_lines_ease_the_squeeze() -> None:
    scarce, ample = (together(variant) for variant in ("", "more_lines"))
    fees = [np.mean([d.price for d in of.deals if d.kind == "N2"]) for of in (scarce, ample)]
    sold = [sum(d.sold for d in of.deals if d.kind == "N2") for of in (scarce, ample)]
    assert fees[1] < fees[0] and sold[1] > sold[0]


def test_twice_the_trucks_leave_nobody_without() -> None:
    scarce, ample = (deals(together(variant), "tail_a", "N4")["C1"] for variant in ("", "more_trucks"))
    assert scarce.room < scarce.wanted <= ample.room and ample.sold > scarce.sold


def test_five_hosts_in_one_evening_ship_later_than_on_three() -> None:
    seeds = (5, 6)
    shares = []
    for variant in ("", "one_evening"):
        shows = [show for seed in seeds for show in together(variant, seed).shows.values()]
        units = [show.measures["units_total"] for show in shows]
        shares.append(np.average([show.measures["share_shipped_24h"] for show in shows], weights=units))
    assert shares[1] < shares[0] - 0.05


def test_who_ordered_first_is_picked_first_whoever_sold_it() -> None:
    """Two hosts at the same hour wait alike: neither ships its first day at the other's cost."""
    shows = together("one_evening", 6).shows
    shares = [shows[name].measures["share_shipped_24h"] for name in ("mid_a", "mid_b", "tail_a", "tail_b")]
    assert max(shares) - min(shares) < 0.35


def test_what_is_missed_grows_with_what_is_sold() -> None:
    rivals = Rivals(wanted=(100.0, 0.0), room=(300.0, 300.0), margin=2.0)
    sold = np.array([0.0, 200.0, 250.0, 300.0])
    assert rivals.missed(sold).tolist() == [0.0, 0.0, 100.0, 200.0]


def test_partners_value_an_outcome_less_by_what_they_miss() -> None:
    """A factory's and a carrier's utility of a large deal falls with what others would pay, that of none does not."""
    crowded, alone = together(), together(shows=1)
    for kind, name, issue in (("N2", "F2", "reserved_per_day"), ("N4", "C1", "booked_parcels")):
        values = []
        for of in (crowded, alone):
            talk = next(n for n in of.worlds[0].bargaining.records if n.kind == kind and name in n.parties)
            shape = tuple(len(steps) for _, steps in talk.issues.values())
            grid = np.moveaxis(np.asarray(talk.utilities[name]).reshape(shape), list(talk.issues).index(issue), 0)
            values.append(grid.reshape(len(grid), -1).max(axis=1))
        fine = np.isfinite(values[0])  # what it can sell at all
        lost = values[1][fine] - values[0][fine]
        assert lost[0] == pytest.approx(0.0, abs=1e-6) and lost[-1] > 0 and (np.diff(lost) >= -1e-6).all()


def outputs(scenario: Scenario) -> Any:
    of = play_together(scenario, SCHEME, 5, slots(scenario)[:2])
    shows = [(name, show.money, show.measures, dict(show.tables["nodes"]), dict(show.tables["parties"]))
             for name, show in of.shows.items()]  # fmt: skip
    return repr((shows, of.deals, of.calendar.starts, [e.text("en") + e.text("zh") for s in of.shows.values() for e in s.events]))


@cache
def plain() -> Any:
    return outputs(Scenario.load("festival_week"))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("week.day_starts", "10:00"),
        ("week.booking_days", 1),
        ("week.shows.mid_a.live_start", "2026-11-09T22:00:00+08:00"),
        ("week.shows.mid_a.stock", 0.4),
        ("week.shows.mid_a.zh", "别人"),
        ("week.shows.mid_a.en", "Somebody else"),
        ("week.shows.mid_a.city", "Beijing"),
        ("week.shows.mid_a.cash", 1.0),
        ("week.shows.mid_a.supplier.id", "another"),
        ("week.shows.mid_a.supplier.zh", "别家"),
        ("week.shows.mid_a.supplier.en", "Another merchant"),
        ("week.shows.mid_a.supplier.city", "Beijing"),
        ("week.shows.mid_a.supplier.cash", 1.0),
        ("week.shows.mid_a.set", {"audience.unique_viewers": 300000}),
    ],
)
def test_every_field_of_the_week_moves_an_output(path: str, value: object) -> None:
    assert outputs(Scenario.load("festival_week", overrides={path: value})) != plain()


def test_every_field_of_the_week_is_described() -> None:
    leaves = [leaf for leaf in Scenario.load("festival_week").parameters() if leaf.path.startswith("week.")]
    assert len({leaf.pattern for leaf in leaves}) >= 13
    assert all(leaf.unit and leaf.text_en and leaf.text_zh for leaf in leaves)
