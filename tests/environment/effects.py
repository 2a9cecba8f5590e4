"""Perturb a parameter, play, and name the first output that moves.

``python -m tests.environment.effects`` prints ``docs/reference/parameter_effects.md``; with ``--all`` it tries every
leaf instead of one per pattern, and lists those that moved nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from environment import Scenario, Scheme, Show, play
from environment.scenario.parameter import Parameter
from environment.scenario.reference import left_out
from environment.season import Season
from protocols.errors import UserError
from tests.environment.context import Context
from tests.environment.contexts import BELOW, CONTEXTS

NAME = "autumn_launch"
SUM_TO_ONE = ("regions.*.share", "sizes.default_mix.*", "styles.*.size_mix.*", "salvage.returned_grade.*", "returns.reasons.*")
_BASES: dict[str, Show | Season] = {}


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change of one parameter did."""

    leaf: Parameter
    tried: Any  # the value that moved something, None where nothing did
    output: str  # the first output that moved, "" where nothing did


def context_of(leaf: Parameter) -> Context:
    """The context declared for a leaf or for its pattern, ``{item}`` filled in."""
    found = CONTEXTS.get(leaf.path, CONTEXTS.get(leaf.pattern, Context()))
    item = leaf.path.split(".")[1] if "." in leaf.path else ""
    below = [more for glob, more in BELOW.items() if fnmatchcase(leaf.path, glob) and leaf.path not in CONTEXTS]
    overrides = {path: value for more in below for path, value in more.items()}
    overrides |= {path.replace("{item}", item): value for path, value in found.overrides.items()}
    return Context(overrides, found.values, found.together, found.terms, found.scheme, found.seed, found.shows, found.why)


def _play(context: Context, change: Mapping[str, Any]) -> Show | Season:
    world = Scenario.load(NAME, overrides={**context.overrides, **change})
    return play(world, Scheme.load(context.scheme, overrides=context.terms), seed=context.seed, shows=context.shows)


def base(context: Context) -> Show | Season:
    """The show of a context, unchanged; played once."""
    key = repr((context.overrides, context.terms, context.scheme, context.seed, context.shows))
    if key not in _BASES:
        _BASES[key] = _play(context, {})
    return _BASES[key]


def effect(leaf: Parameter, leaves: Mapping[str, Parameter]) -> Effect:
    """Try changes of ``leaf`` in its context until an output moves."""
    context = context_of(leaf)
    for value, change in changes(leaf, leaves, context):
        try:
            show = _play(context, change)
        except UserError:  # a value the file may not have: try the next
            continue
        moved = first_moved(base(context), show)
        if moved:
            return Effect(leaf, value, moved)
    return Effect(leaf, None, "")


def changes(leaf: Parameter, leaves: Mapping[str, Parameter], context: Context) -> Iterator[tuple[Any, dict[str, Any]]]:
    """(value, overrides) to try; shares that must sum to one take from or give to a sibling."""
    if leaf.pattern in SUM_TO_ONE:
        kin = [p for p in leaves.values() if p.pattern == leaf.pattern and p.path != leaf.path]
        field = leaf.pattern.endswith(".share")
        kin = kin if field else [p for p in kin if p.path.rpartition(".")[0] == leaf.path.rpartition(".")[0]]
        for step in (0.05, -0.05, 0.02, -0.02):
            other = max(kin, key=lambda p: p.value)
            mine = round(leaf.value + step, 6)
            yield mine, {leaf.path: mine, other.path: round(other.value - step, 6)}
        return
    for value in context.values or candidates(leaf.value):
        if value != leaf.value:
            yield value, {leaf.path: value, **context.together}


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


def outputs(show: Show | Season) -> Iterator[tuple[str, Any]]:
    """Everything a reader of a show or season sees, by name, the plainest first."""
    if isinstance(show, Season):
        for name, values in show.series.items():
            yield f"series {name}", values
        for edge, values in show.trust.items():
            yield f"trust {edge}", values
        for party, columns in show.dispositions.items():
            yield f"dispositions {party}", columns
        yield "network", show.network
        yield from outputs(show.last)
        return
    for name, number in show.measures.items():
        yield f"measure {name}", number
    for party, lines in show.money.items():
        for line, number in lines.items():
            yield f"money {party}.{line}", number
    for n in show.negotiations:
        yield f"negotiation {n.id}", (dict(n.outcome), n.rounds, dict(n.gains), dict(n.reservations))
    for i, event in enumerate(show.events):
        yield f"timeline {event.key} ({i})", (event.t_min, event.text("en"), event.text("zh"), dict(event.evidence))
    for table, columns in show.tables.items():
        for column, values in columns.items():
            yield f"table {table}.{column}", list(values)


def first_moved(one: Show | Season, two: Show | Season) -> str:
    """The first output that differs between two shows, "" where none does; looks no further than it must."""
    seen = set()
    for (name, before), (other, after) in zip(outputs(one), outputs(two), strict=False):
        if name != other or repr(before) != repr(after):
            return name
        seen.add(name)
    return next((name for name, _ in (*outputs(one), *outputs(two)) if name not in seen), "")


def representatives() -> list[Parameter]:
    """One leaf per pattern, the one with a context of its own first, else the first."""
    chosen: dict[str, Parameter] = {}
    for leaf in scenario_leaves().values():
        if leaf.pattern not in chosen or leaf.path in CONTEXTS:
            chosen[leaf.pattern] = leaf
    return list(chosen.values())


@cache
def scenario_leaves() -> dict[str, Parameter]:
    scenario = Scenario.load(NAME)
    return {leaf.path: leaf for leaf in (*scenario.parameters(), *left_out(scenario))}


_HEAD = """# What every parameter moves 参数影响表

Generated by `python -m tests.environment.effects > docs/reference/parameter_effects.md`; do not edit.
One leaf of every kind of parameter is changed in the reference show and the show is played again; *first output* is the first
of its measures, money lines, negotiations, story lines and tables that differs. *Context* says what else must hold for the
parameter to matter: a penalty for lateness needs lateness. Ids and texts are names: a test renames all of them at once.
What a parameter means: [parameters.md](parameters.md).

| parameter | tried on | from | to | first output that moves | context |
|---|---|---|---|---|---|
"""


def _row(leaf: Parameter, leaves: Mapping[str, Parameter]) -> str:
    name = leaf.path.rpartition(".")[2]
    if name in ("id", "name") or leaf.unit == "text":
        found, context = Effect(leaf, "(a new name)", "names in tables and report"), Context()
    elif leaf.path == "seed":
        found, context = Effect(leaf, "(another)", "all luck"), Context()
    else:
        found, context = effect(leaf, leaves), context_of(leaf)
    setting = [f"{path}={_shown(value)}" for path, value in context.overrides.items()]
    setting += [f"with {path}" for path in context.together] + (["standing terms"] if context.terms else [])
    setting += [] if context.seed is None else [f"seed {context.seed}"]
    setting += [] if context.shows == 1 else [f"a season of {context.shows} shows"]
    why = f"{context.why}: " if context.why and setting else context.why
    values = (leaf.path, _shown(leaf.value), _shown(found.tried))
    cells = (f"`{leaf.pattern}`", *values, found.output or "**none**", why + "; ".join(setting))
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _shown(value: Any) -> str:
    text = f"{value:.6g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 40 else text[:37] + "…"


def main(arguments: list[str]) -> None:
    """Print the table; with ``--all`` the leaves that move nothing, of all leaves."""
    leaves = scenario_leaves()
    if "--all" in arguments:
        for leaf in leaves.values():
            if leaf.unit not in ("text", "id", "integer") and not effect(leaf, leaves).output:
                print(leaf.path, flush=True)
        return
    print(_HEAD + "\n".join(_row(leaf, leaves) for leaf in representatives()))


if __name__ == "__main__":
    main(sys.argv[1:])
