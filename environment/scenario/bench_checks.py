"""Which styles may wait on the bench."""

from __future__ import annotations

from collections.abc import Iterator

from environment.scenario.overlay import suggest
from environment.scenario.scenario import Scenario
from environment.scenario.tree import Loc


def bench(s: Scenario) -> Iterator[tuple[Loc, str, str]]:
    """A bench style exists, has nobody who paid for its slots, waits for no counter, and is not in the running order."""
    roles, listed = {style.id: style.role for style in s.styles}, s.selection.keywords.bench
    for i, name in enumerate(listed):
        loc: Loc = ("selection", "keywords", "bench", i)
        if name not in roles:
            yield loc, f"unknown style '{name}'", suggest(name, tuple(roles))
        elif roles[name] not in ("tail", "backup"):
            yield loc, f"the {roles[name]} style {name}", "a tail or backup style"
        elif name in s.rundown_plan:
            yield loc, f"{name}, which is in the running order", "a style that rundown_plan does not name"
        elif name in listed[:i]:
            yield loc, f"{name} a second time", "each style once"
