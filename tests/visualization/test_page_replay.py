"""The show by minute: what the stage shows at the end is what the show came to, and in between nothing jumps or is lost."""

from __future__ import annotations

import struct
from html.parser import HTMLParser

import numpy as np
import pytest

from environment import Show
from visualization.page.playing import Shown
from visualization.page.replay import Replay, replay
from visualization.page.settings import Pick, Settings
from visualization.page.views.card import card
from visualization.page.views.stage import stage_data, stage_words


@pytest.fixture(scope="module")
def frames(played: Show) -> Replay:
    return replay(played)


@pytest.fixture(scope="module")
def shown(played: Show) -> Shown:
    return Shown(Settings(), played)


def test_time_runs_forward_from_preparation_to_settlement(frames: Replay, played: Show) -> None:
    assert (np.diff(frames.minutes) > 0).all()
    assert frames.minutes[0] == 60 * played.scenario.clock.pre_window_h[0]
    assert frames.minutes[-1] == frames.end
    assert np.isin(np.arange(0.0, frames.live + 1), frames.minutes).all()


def test_the_last_frame_is_the_result(frames: Replay, played: Show) -> None:
    ticks, shipments = played.tables["ticks"], played.tables["shipments"]
    for name in ("likes", "orders", "units", "lost_units"):
        assert frames.counters[name][-1] == sum(ticks[name])
    assert frames.delivered[-1].sum() == pytest.approx(sum(shipments["parcels"]))
    for party, lines in played.money.items():
        assert frames.money_of(party, frames.end) == pytest.approx(lines["profit"], abs=0.005)


def test_money_sums_to_nothing_at_every_frame(frames: Replay) -> None:
    assert np.abs(frames.money.sum(axis=1)).max() < 0.01


def test_no_parcel_is_lost_between_shelf_and_door(frames: Replay, played: Show) -> None:
    shipments = played.tables["shipments"]
    ordered = np.array([60 * t for t in shipments["t_order_h"]])
    for minute in (0.0, 150.0, 600.0, 2000.0, frames.end):
        k = frames.at(minute)
        so_far = sum(p for p, t in zip(shipments["parcels"], ordered, strict=True) if t <= frames.minutes[k])
        waiting, there = frames.waiting[k].sum(), frames.delivered[k].sum()
        assert waiting >= -1e-6 and frames.on_road[k].min() >= -1e-6
        # Trips are put together by the hour, so what is under way may be off by what leaves or arrives within half an hour.
        assert so_far - waiting - there == pytest.approx(frames.on_road[k].sum(), abs=0.12 * max(1.0, so_far))


def test_stock_is_the_recorded_one(frames: Replay, played: Show) -> None:
    table = played.tables["stock"]
    at = [i for i, t in enumerate(table["t_h"]) if abs(t - 1.0) < 1e-9]
    assert frames.stock[frames.at(60.0)].sum() == sum(table["units"][i] for i in at)


def test_a_negotiation_is_alive_until_its_end_is_told(frames: Replay, played: Show) -> None:
    rush = next(talk for talk in frames.talks if talk.kind == "N5")
    told = next(e.t_min for e in played.events if e.params.get("negotiation") == rush.id)
    assert rush in frames.alive(rush.start) and rush in frames.alive(told - 0.01)
    assert rush not in frames.alive(max(told, rush.start + 1.0))


def test_rush_lots_are_dated_by_their_order(frames: Replay, played: Show) -> None:
    orders = [e.t_min for e in played.events if e.kind == "rush"]
    for haul in frames.hauls:
        assert haul.decided <= haul.depart < haul.arrive
        if haul.kind == "rush":
            assert haul.decided == orders[int(haul.id[1:]) - 1]


def test_the_buffer_holds_what_the_layout_says(shown: Shown) -> None:
    data, series = stage_data(shown, "en")
    assert len(series) == 4 * sum(rows * width for _, rows, width in data["layout"])
    first = struct.unpack("<f", series[:4])[0]
    assert first == shown.replay.minutes[0]
    ids = {node["id"] for node in data["nodes"]}
    assert {edge["a"] for edge in data["edges"]} | {edge["b"] for edge in data["edges"]} <= ids
    assert {w for w, _ in data["lanes"]} <= ids
    assert stage_words("zh")["play"] != stage_words("en")["play"]


class Checker(HTMLParser):
    """Collects the tags of a card."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_everything_that_can_be_clicked_has_a_card(shown: Shown, lang: str) -> None:
    nothing = card(shown, None, 0.0, lang)
    data, _ = stage_data(shown, lang)
    picks = [Pick("party", node["id"]) for node in data["nodes"]]
    picks += [Pick("edge", edge["id"]) for edge in data["edges"]]
    picks += [Pick("negotiation", talk["id"]) for talk in data["talks"]]
    picks += [Pick("event", str(event["n"])) for event in data["events"]]
    picks += [Pick("posting", str(n)) for n in range(0, len(shown.show.tables["ledger"]["cents"]), 20)]
    for pick in picks:
        made = card(shown, pick, 60.0, lang)
        assert made != nothing, pick
        reader = Checker()
        reader.feed(made)
        assert set(reader.tags) <= {"h3", "p", "table", "tr", "td", "div", "button", "span"}


@pytest.mark.parametrize("pick", [Pick("party", "nobody"), Pick("event", "999"), Pick("posting", "x"), Pick("edge", "a>b")])
def test_what_does_not_exist_has_the_hint(shown: Shown, pick: Pick) -> None:
    assert card(shown, pick, 0.0, "en") == card(shown, None, 0.0, "en")
