"""Collaboration on the page: what is drawn of a season is what the season recorded."""

from __future__ import annotations

import json
import math

import pytest

from environment import play
from environment.season import Season
from visualization.figures.names import Names
from visualization.page.views.collaboration import Story, measure_name, network, trust_colour

SHOWS = 6


@pytest.fixture(scope="module")
def story() -> Story:
    season = play("autumn_launch", seed=7, shows=SHOWS)
    assert isinstance(season, Season)
    return Story(season, Names.of(season.last))


def test_ties_are_the_recorded_edges(story: Story) -> None:
    for show in (1, SHOWS):
        rows = story.season.network[show - 1]
        ties = story.ties(show)
        business = math.fsum(row["weight"] for row in rows if row["layer"] == "trade")
        assert math.fsum(tie.business for tie in ties) == pytest.approx(business)
        directions = {d for tie in ties for d in tie.trust}
        assert directions == {(row["source"], row["target"]) for row in rows if row["layer"] == "trust"}
        assert [tie.business for tie in ties] == sorted((tie.business for tie in ties), reverse=True)


def test_the_drawn_network_is_plain_and_complete(story: Story) -> None:
    for which in (0, 1):
        parties, edges = network(story, SHOWS, which)
        json.dumps([parties, edges], allow_nan=False)
        assert {p["id"] for p in parties} == set(story.names.kinds)
        assert len(edges) == sum(tie.business > 0 for tie in story.ties(SHOWS))
        known = {p["id"] for p in parties}
        assert all(set(str(e["id"]).split(">")) <= known and 1.0 <= float(str(e["width"])) <= 8.0 for e in edges)
    assert {p["label"] for p in network(story, 1, 0)[0]} != {p["label"] for p in network(story, 1, 1)[0]}


def test_trust_has_a_colour_of_its_level() -> None:
    colours = [trust_colour(value) for value in (0.0, 0.6, 0.8, 1.0)]
    assert len(set(colours)) == 4 and trust_colour(None) == ""


def test_reputations_are_the_seasons_largest_change_first(story: Story) -> None:
    found = story.reputations
    assert {each.id: list(each.values) for each in found} == story.season.trust
    changes = [abs(each.change) for each in found]
    assert changes == sorted(changes, reverse=True)
    assert all(all(story.reputation_name(each)) for each in found)


def test_profits_and_events_are_the_seasons(story: Story) -> None:
    assert dict(story.profits()) == pytest.approx({p: sum(v) for p, v in story.season.profit.items()})
    assert len(story.events()) == len(story.season.events)


def test_questions_are_answered_in_both_languages_without_false_certainty(story: Story) -> None:
    answers = story.answers()
    assert len(answers) == 4
    assert all(all(question) and all(all(each) for each in sentences) for question, sentences in answers)
    assert "luck cannot be told" in " ".join(en for _, sentences in answers for en, _ in sentences)


def test_every_series_has_a_name(story: Story) -> None:
    assert story.measures()[0] == "word_kept" and set(story.measures()) == set(story.season.series)
    assert all(all(measure_name(name)) for name in story.measures())
