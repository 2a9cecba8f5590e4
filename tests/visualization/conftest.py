"""The shows that figures and reports are tested on."""

from __future__ import annotations

import pytest

from environment import Scenario, play
from environment.records import Show
from environment.texts import CATALOGUE
from tests.visualization.fabricated import WORDS, fabricate
from visualization.figures.gallery import drawings
from visualization.figures.svg import Drawing


@pytest.fixture(scope="session", autouse=True)
def _words() -> None:
    """The texts of the made-up events join the catalogue, as a scenario's own would."""
    CATALOGUE.update(WORDS)


@pytest.fixture(scope="session")
def made_up() -> Show:
    """A small show without an engine: every table filled."""
    return fabricate()


@pytest.fixture(scope="session")
def made_up_drawings(made_up: Show) -> dict[str, Drawing]:
    """The figures of the made-up show."""
    return drawings(made_up)


@pytest.fixture(scope="session")
def played() -> Show:
    """The reference show as the engine plays it."""
    return play(Scenario.load("autumn_launch"))


@pytest.fixture(scope="session")
def played_drawings(played: Show) -> dict[str, Drawing]:
    """The figures of the reference show."""
    return drawings(played)
