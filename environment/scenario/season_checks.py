"""What one field of the season block cannot show: parties, dispositions, rules and levels that exist."""

from __future__ import annotations

from collections.abc import Iterator

from environment.scenario.conduct import kinds_of
from environment.scenario.overlay import suggest
from environment.scenario.scenario import Scenario
from environment.scenario.tree import Loc
from protocols.errors import UserError

Problems = Iterator[tuple[Loc, str, str]]


def season(s: Scenario) -> Problems:
    """Learning rules and levels by kind or party; levels within what a disposition can mean."""
    from agents.dispositions import DISPOSITIONS, bounds

    kinds = kinds_of(s)
    known = tuple(kinds)
    for name, rule in s.season.learning.items():
        if name not in known:
            yield ("season", "learning", name), f"unknown party or kind '{name}'", suggest(name, known)
        yield from rules(("season", "learning", name), rule)
    for name, levels in s.season.levels.items():
        if name not in known:
            yield ("season", "levels", name), f"unknown party or kind '{name}'", suggest(name, known)
        for disposition, values in levels.items():
            loc: Loc = ("season", "levels", name, disposition)
            if disposition not in DISPOSITIONS:
                yield loc, f"unknown disposition '{disposition}'", suggest(disposition, DISPOSITIONS)
                continue
            low, high = bounds(disposition, kinds.get(name, ""))
            for i, value in enumerate(values):
                if not low <= value <= high:
                    yield (*loc, i), f"{value:g}", f"{low:g} to {high:g}"


def rules(loc: Loc, spec: str) -> Problems:
    """A learning rule that can be made."""
    from agents.learning import make_learner

    try:
        make_learner(spec, 2, 0)
    except UserError as error:
        yield loc, f"'{spec}'", str(error)
