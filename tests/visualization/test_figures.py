"""Every figure on whole, partial and empty shows: drawn, sound SVG, readable in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.text import Text

from environment.records import Negotiation, Show
from tests.visualization.fabricated import fabricate, talk, talks
from visualization.figures.bargaining import negotiation
from visualization.figures.gallery import (
    FIGURES,
    drawings,
    earners,
    figure_files,
    hit_style,
    live_events,
)
from visualization.figures.names import Names
from visualization.figures.svg import Drawing, drawn

CHINESE = re.compile(r"[\u4e00-\u9fff]")
HAND = {"issue": ("units", [0.0, 1.0, 2.0])}


def texts(drawing: Drawing, lang: str) -> list[str]:
    """What a reader of the file finds written in it."""
    root = ElementTree.fromstring(drawing.file(lang))
    return [node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}text")]


def one(show: Show, name: str) -> Drawing:
    """One of the fixed figures of a show."""
    return drawn(FIGURES[name](show, Names.of(show), "en"), name)


def test_a_show_has_all_its_figures_and_each_is_sound_in_both_languages(
    made_up: Show, made_up_drawings: dict[str, Drawing]
) -> None:
    found = made_up_drawings
    assert set(FIGURES) | {"profit"} <= set(found)
    assert {f"negotiation-{each.id}" for each in made_up.negotiations} <= set(found)
    assert {f"money-{party}" for party in earners(made_up)} <= set(found)
    for name, drawing in found.items():
        english, chinese = texts(drawing, "en"), texts(drawing, "zh")
        assert len(english) == len(chinese) > 3, name
        assert not any(CHINESE.search(text) for text in english), name
        assert any(CHINESE.search(text) for text in chinese), name


@pytest.mark.parametrize("name", FIGURES)
def test_drawing_in_chinese_says_what_translating_the_drawing_says(name: str, made_up: Show) -> None:
    english, chinese = (FIGURES[name](made_up, Names.of(made_up), lang) for lang in ("en", "zh"))
    written = {text.get_text() for text in chinese.findobj(Text)}
    for text in english.findobj(Text):
        assert english.pairs.get(text.get_text(), text.get_text()) in written


@pytest.mark.parametrize("name", ["live", "network", "orders"])
def test_the_same_show_gives_the_same_bytes_whatever_the_users_settings(name: str, made_up_drawings: dict[str, Drawing]) -> None:
    with mpl.rc_context({"lines.linewidth": 9, "font.size": 30, "svg.fonttype": "path", "axes.grid": True}):
        assert one(fabricate(), name) == made_up_drawings[name]


def test_figures_without_their_tables_say_so() -> None:
    empty = replace(fabricate(), tables={}, money={}, negotiations=[], events=[])
    found = drawings(empty)
    assert set(found) == {*FIGURES, "profit"}
    for name, drawing in found.items():
        assert texts(drawing, "en") == ["nothing to show"], name
        assert texts(drawing, "zh") == ["无内容"], name


READ = {
    "live": ("ticks", "style_ticks"),
    "alerts": ("nodes",),
    "network": ("edges",),
    "forecast": ("orders",),
    "stock": ("transfers", "production", "orders", "forecast"),
    "orders": ("ticks", "shipments"),
    "dispatch": ("ticks",),
    "returns": ("nodes",),
}


@pytest.mark.parametrize(("name", "table"), [(name, table) for name, read in READ.items() for table in read])
def test_any_one_of_a_figures_tables_may_be_empty(name: str, table: str) -> None:
    show = fabricate()
    show.tables[table] = {column: [] for column in show.tables[table]}
    ElementTree.fromstring(one(show, name).file())


def silent(record: Negotiation) -> Negotiation:
    return replace(record, offers=(), transcript=())


def one_offer(record: Negotiation) -> Negotiation:
    return replace(record, offers=record.offers[:1], agreed=False, outcome={}, reason="walk_away")


def partly_impossible(record: Negotiation) -> Negotiation:
    worth = {party: np.array(values) for party, values in record.utilities.items()}
    for values in worth.values():
        values[: len(values) // 2] = -np.inf
    return replace(record, utilities=worth)


def impossible(record: Negotiation) -> Negotiation:
    return replace(record, utilities={party: np.full(len(u), -np.inf) for party, u in record.utilities.items()})


def hopeless(record: Negotiation) -> Negotiation:
    return replace(record, reservations=dict.fromkeys(record.parties, 1e9), agreed=False, outcome={})


def without_utilities(record: Negotiation) -> Negotiation:
    return replace(record, utilities={})


EDGES = [silent, one_offer, partly_impossible, impossible, hopeless, without_utilities]


@pytest.mark.parametrize("change", EDGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("record", talks(), ids=lambda record: record.id)
def test_a_negotiation_of_any_course_is_drawn(
    record: Negotiation, change: Callable[[Negotiation], Negotiation], made_up: Show
) -> None:
    drawing = drawn(negotiation(change(record), Names.of(made_up)), "talk")
    assert ElementTree.fromstring(drawing.file("zh")) is not None


@pytest.mark.parametrize("parties", [("F2", "F3"), ("host", "supplier", "F2", "F3", "WN", "WE")])
def test_parties_of_one_kind_keep_colours_of_their_own(parties: tuple[str, ...], made_up: Show) -> None:
    chart = negotiation(talk("N9", parties, HAND), Names.of(made_up))
    names = Names.of(made_up)
    colours = {
        text.get_text(): text.get_color()
        for text in chart.axes[1].texts
        if text.get_text() in {names(party)[0] for party in parties}
    }
    assert len(colours) == len(parties) == len(set(colours.values()))


def test_the_events_that_the_broadcast_figure_numbers_lie_in_the_broadcast(
    made_up: Show, made_up_drawings: dict[str, Drawing]
) -> None:
    numbered = live_events(made_up)
    assert [event.kind for event in numbered] == ["alert", "promotion", "transfer", "rush_order", "unlock"]
    shown = texts(made_up_drawings["live"], "en")
    assert any("+30 min" in text and "demand alert" in text for text in shown)


def test_the_stock_figure_follows_the_style_that_beat_its_forecast(made_up: Show, made_up_drawings: dict[str, Drawing]) -> None:
    assert hit_style(made_up) == "B"
    assert any("B Crew-neck knit" in text for text in texts(made_up_drawings["stock"], "en"))


def test_every_figure_is_a_file_of_its_own(made_up_drawings: dict[str, Drawing]) -> None:
    files = figure_files(made_up_drawings, "zh")
    assert len(files) == len(made_up_drawings) and "figures/live.svg" in files
    for data in files.values():
        ElementTree.fromstring(data)


def test_the_reference_show_is_drawn(played: Show, played_drawings: dict[str, Drawing]) -> None:
    for name, drawing in played_drawings.items():
        english, chinese = texts(drawing, "en"), texts(drawing, "zh")
        assert "nothing to show" not in english, name
        assert not any(CHINESE.search(text) for text in english), name
        assert any(CHINESE.search(text) for text in chinese), name
    assert len(played_drawings) > len(FIGURES) + len(played.negotiations) / 2
