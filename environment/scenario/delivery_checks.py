"""What the delivery block of a scenario names: styles and carriers that exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from environment.scenario.overlay import suggest
from environment.scenario.scenario import Scenario
from environment.scenario.tree import Loc

Problems = Iterator[tuple[Loc, str, str]]


def delivery(s: Scenario) -> Problems:
    """Traits, mended descriptions and dropped styles name styles, care names carriers; something is left to sell."""
    styles, carriers = tuple(x.id for x in s.styles), tuple(x.id for x in s.carriers)
    block = s.delivery
    yield from _unknown("traits", block.traits, styles, "style")
    yield from _unknown("mended", block.mended, styles, "style")
    yield from _unknown("care", block.care, carriers, "carrier")
    for i, name in enumerate(block.dropped):
        if name not in styles:
            yield ("delivery", "dropped", i), f"unknown style '{name}'", suggest(name, styles)
    if set(styles) <= set(block.dropped):
        yield ("delivery", "dropped"), "every style", "at least one style left on the running order"


def _unknown(field: str, names: Iterable[str], known: tuple[str, ...], what: str) -> Problems:
    for name in names:
        if name not in known:
            yield ("delivery", field, name), f"unknown {what} '{name}'", suggest(name, known)
