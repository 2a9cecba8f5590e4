"""Putting the values of a design point where they belong: scenario, scheme, dispositions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from environment import Scheme
from environment.scenario.overlay import apply_overrides
from environment.scenario.tree import Node
from environment.scenario.validate import build, report
from environment.scheme.checks import check

Values = Mapping[str, Any]


def split(values: Values) -> tuple[dict[str, Any], dict[str, Any], dict[str, dict[str, float]]]:
    """Values by path as (overrides of the scenario, overrides of the scheme, party or kind -> disposition -> level)."""
    scenario: dict[str, Any] = {}
    scheme: dict[str, Any] = {}
    levels: dict[str, dict[str, float]] = {}
    for path, value in values.items():
        head, _, rest = path.partition(".")
        if head == "scheme" and rest:
            scheme[rest] = value
        elif head == "dispositions" and rest:
            who, _, what = rest.rpartition(".")
            levels.setdefault(who, {})[what] = float(value)
        else:
            scenario[path] = value
    return scenario, scheme, levels


def scheme_with(scheme: Scheme, overrides: Values) -> Scheme:
    """A changed copy of ``scheme``; :class:`protocols.errors.UserError` if it does not hold together."""
    tree = apply_overrides(Node.of(scheme.plain(), f"scheme {scheme.name}"), overrides)
    made = build(Scheme, tree, "scheme")
    problems = check(made, tree)
    if problems:
        raise report(problems)
    return made
