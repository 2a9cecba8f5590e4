"""Perturb a parameter, play, and name the first output that moves; also writes docs/reference/parameter_effects.md.

``python -m tests.environment.effects > docs/reference/parameter_effects.md``
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from environment import Scenario, Scheme, Show, play
from environment.scenario.parameter import Parameter
from protocols.errors import UserError
from tests.environment.contexts import CONTEXTS, Context

NAME = "autumn_launch"


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change of one parameter did."""

    leaf: Parameter
    tried: Any  # the value that moved something, None where nothing did
    output: str  # the first output that moved, "" where nothing did
    before: Any = None
    after: Any = None


@cache
def scenario() -> Scenario:
    return Scenario.load(NAME)


@cache
def base(context: Context) -> Show:
    """The show in a context, unchanged."""
    return _play(context, {})


def _play(context: Context, change: Mapping[str, Any]) -> Show:
    world = Scenario.load(NAME, variants=context.variants, overrides={**dict(context.overrides), **change})
    return play(world, Scheme.load(context.scheme), seed=context.seed)


def effect(leaf: Parameter) -> Effect:
    """Try changes of ``leaf`` in its context until an output moves."""
    context = CONTEXTS.get(leaf.pattern, CONTEXTS.get(leaf.path, Context()))
    fixed = context.values or candidates(leaf.value)
    for value in fixed:
        path, changed = leaf.path, value
        try:
            show = _play(context, {path: changed})
        except UserError:
            continue
        moved = first_moved(base(context), show)
        if moved:
            return Effect(leaf, changed, *moved)
    return Effect(leaf, None, "")


def candidates(value: Any) -> list[Any]:
    """Changes that suit the type of a value."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [round(value * 1.5) + 1, max(round(value * 0.5), 0), value * 4 + 1, 0]
    if isinstance(value, float):
        return [value * 1.3, value * 0.6, value * 3.0, value * 0.1] if value else [0.3, 1.0, 30.0]
    if isinstance(value, str):
        return [value + "x"]
    if isinstance(value, list) and len(value) > 1:
        if all(isinstance(v, (int, float)) for v in value):
            return [[v * 1.5 for v in value], [value[0], value[1] * 0.5, *value[2:]], [value[0] * 0.5, *value[1:]]]
        return [value[:-1], value[::-1]]
    return []


def outputs(show: Show) -> Iterator[tuple[str, Any]]:
    """Everything a reader of a show sees, by name, the plainest first."""
    for name, number in show.measures.items():
        yield f"measure {name}", number
    for party, lines in show.money.items():
        for line, number in lines.items():
            yield f"money {party}.{line}", number
    for n in show.negotiations:
        yield f"negotiation {n.id}", (dict(n.outcome), n.rounds, dict(n.gains), dict(n.reservations))
    for i, event in enumerate(show.events):
        yield f"timeline {i}: {event.key}", (event.t_min, event.text("en"), event.text("zh"), repr(event.evidence))
    for table, columns in show.tables.items():
        for column, values in columns.items():
            yield f"table {table}.{column}", values


def first_moved(one: Show, two: Show) -> tuple[str, Any, Any] | None:
    """The first output that differs between two shows, with both values."""
    there = dict(outputs(two))
    for name, before in outputs(one):
        after = there.get(name)
        if repr(before) != repr(after):
            return name, before, after
    added = [name for name, _ in outputs(two) if name not in dict(outputs(one))]
    return (added[0], None, there[added[0]]) if added else None
