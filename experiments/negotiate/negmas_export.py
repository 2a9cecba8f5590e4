"""Domains of ours as NegMAS scenarios and back, in memory or as a folder of YAML files that NegMAS loads.

What NegMAS has no place for (units, titles, roles, discounts, how to play) travels in the scenario's ``info``:
NegMAS plays without it. Needs the extra ``negmas``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from agents.strategies import negmas_bridge
from experiments.negotiate.domain import MAX_OUTCOMES, Domain, Party
from protocols.errors import UserError
from protocols.outcomes import Issue, OutcomeSpace

Scenario = Any  # negmas.Scenario; NegMAS publishes no types
KEY = "gongying"  # our part of the scenario's info
_HELD = {"space", "parties", "utility", "reservation"}  # what NegMAS holds itself


def to_negmas(domain: Domain) -> Scenario:
    """The domain as a ``negmas.Scenario``: utilities that are sums over issues to the last bit as such, others as
    tables of outcomes."""
    return _scenario(domain, domain.space, flat=False)


def write_negmas(domain: Domain, folder: str | Path) -> None:
    """Write the domain as YAML files that ``negmas.Scenario.load`` reads; they sort as the parties are seated.

    NegMAS reads no table of outcomes back from a file. Where a party's utility is not a sum over issues the files hold
    one issue instead, whose values are the outcomes written out; :func:`read_negmas` knows the issues behind it.
    """
    additive = all(negmas_bridge.additive_parts(domain.space, party.utility) is not None for party in domain.parties)
    space = domain.space if additive else _flat(domain.space)
    _scenario(domain, space, flat=not additive).dumpas(Path(folder), "yml", save_stats=False)


def from_negmas(scenario: Scenario) -> Domain:
    """The domain in a ``negmas.Scenario``, ours or any other whose issues are all discrete."""
    there = [_issue(issue) for issue in scenario.outcome_space.issues]
    about = scenario.info.get(KEY, {})
    known = [Issue(each["name"], tuple(each["values"]), each["unit"]) for each in about.get("issues", [])]
    space = OutcomeSpace(known or there)
    if space.size > MAX_OUTCOMES:
        raise UserError(f"NegMAS scenario: found {space.size} outcomes, allowed up to {MAX_OUTCOMES}")
    expected = _flat(space) if about.get("flat") else space
    notes = about.get("parties", [{}] * len(scenario.ufuns))
    if [(i.name, i.values) for i in expected.issues] != [(i.name, i.values) for i in there] or len(notes) != len(scenario.ufuns):
        raise UserError(f"NegMAS scenario: found issues or parties other than those in its info {KEY!r}: remove that entry")
    parties = tuple(_party(ufun, expected, more) for ufun, more in zip(scenario.ufuns, notes, strict=True))
    named = {"name": str(scenario.outcome_space.name or "domain"), **_typed(about.get("domain", {}))}
    return Domain(space=space, parties=parties, **named)


def read_negmas(folder: str | Path) -> Domain:
    """The domain in a folder that NegMAS can load (its YAML, GeniusWeb or Genius)."""
    negmas = negmas_bridge.library()
    scenario = negmas.Scenario.load(Path(folder), load_stats=False) if Path(folder).is_dir() else None
    if scenario is None:
        raise UserError(f"{folder}: found no scenario that NegMAS can load, allowed a folder with one")
    return from_negmas(scenario)


def _scenario(domain: Domain, space: OutcomeSpace, flat: bool) -> Scenario:
    there = negmas_bridge.outcome_space(space, domain.name)
    ufuns = tuple(
        negmas_bridge.utility_function(space, party.utility, party.reservation, f"{number}_{party.name}", there)
        for number, party in enumerate(domain.parties, 1)
    )
    issues = [{"name": i.name, "values": list(i.values), "unit": i.unit} for i in domain.space.issues]
    about = {"flat": flat, "issues": issues, "domain": _plain(domain), "parties": [_plain(p) for p in domain.parties]}
    return negmas_bridge.library().Scenario(there, ufuns, info={KEY: about})


def _flat(space: OutcomeSpace) -> OutcomeSpace:
    """One issue whose labels are the outcomes, numbered as in ``space``."""
    return OutcomeSpace([Issue("outcome", tuple(json.dumps(point, ensure_ascii=False) for point in space))])


def _plain(thing: Domain | Party) -> dict[str, object]:
    """The fields of a domain or party that NegMAS does not hold, as YAML and JSON can."""
    found = {each.name: getattr(thing, each.name) for each in fields(thing) if each.name not in _HELD}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


def _typed(found: Mapping[str, object]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}


def _issue(issue: Any) -> Issue:
    if not issue.is_discrete():
        raise UserError(f"issue {issue.name!r}: found a continuous range, allowed discrete (see Scenario.discretize)")
    return Issue(str(issue.name), tuple(issue.all))


def _party(ufun: Any, space: OutcomeSpace, about: Mapping[str, object]) -> Party:
    utility = np.array([float(ufun(outcome)) for outcome in product(*(issue.values for issue in space.issues))])
    reservation = float(ufun.reserved_value)
    if reservation == -np.inf:  # there: anything rather than no deal
        reservation = float(utility[utility > -np.inf].min(initial=np.inf))
    return Party(utility=utility, reservation=reservation, **{"name": str(ufun.name), **_typed(about)})
