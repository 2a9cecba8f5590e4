"""From a name or a file to a :class:`Scenario`: read, overlay, validate, check; cached by content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from environment.scenario.checks import check
from environment.scenario.overlay import apply_overrides, apply_variants
from environment.scenario.registry import locate, shipped
from environment.scenario.scenario import Scenario
from environment.scenario.tree import Node, parse, read_text
from environment.scenario.validate import build, report
from environment.scenario.weekly import slots

_DATA = Path(__file__).parent / "data"
_KEEP = 64
_trees: dict[str, Node] = {}
_scenarios: dict[tuple[str, tuple[str, ...], str], Scenario] = {}


def names() -> tuple[str, ...]:
    """Names of the shipped scenarios."""
    return shipped(_DATA)


def load(name_or_path: str | Path, variants: tuple[str, ...], overrides: Mapping[str, object]) -> Scenario:
    """See :meth:`Scenario.load`."""
    path, label = locate(name_or_path, _DATA, "scenario")
    text = read_text(path, label)
    digest = hashlib.sha256(f"{label}\0{text}".encode(errors="surrogateescape")).hexdigest()
    key = (digest, variants, repr(list(overrides.items())))
    if key not in _scenarios:
        if digest not in _trees:
            _remember(_trees, digest, parse(text, label))
        made = _make(_trees[digest], variants, overrides)
        _remember(_scenarios, key, made)
    return _scenarios[key]


def rebuild(scenario: Scenario, overrides: Mapping[str, object]) -> Scenario:
    """See :meth:`Scenario.with_overrides`."""
    tree = scenario._tree or Node.of(scenario.plain(), f"scenario {scenario.name}")
    made = finish(apply_overrides(tree, overrides))
    done, before = scenario._applied
    made._applied = (done, (*before, *overrides.items()))
    return made


def _make(tree: Node, variants: tuple[str, ...], overrides: Mapping[str, object]) -> Scenario:
    made = finish(apply_overrides(apply_variants(tree, variants), overrides))
    made._applied = (variants, tuple(overrides.items()))
    return made


def finish(tree: Node) -> Scenario:
    """The scenario of a tree, validated and checked; a week's shows too."""
    scenario = build(Scenario, tree, "scenario")
    problems = check(scenario, tree)
    if problems:
        raise report(problems)
    scenario._tree = tree
    if scenario.week is not None:
        slots(scenario)
    return scenario


def _remember(cache: dict[Any, Any], key: object, value: object) -> None:
    if len(cache) >= _KEEP:
        del cache[next(iter(cache))]
    cache[key] = value
