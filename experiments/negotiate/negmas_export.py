"""Domains of ours as NegMAS scenarios and back, in memory or as a folder of YAML files that NegMAS loads.

What NegMAS has no place for (units, titles, roles, discounts, defaults) travels in the scenario's ``info``; NegMAS
itself plays without it. Needs the extra ``negmas``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from agents.strategies import negmas_bridge
from experiments.negotiate.domain import MAX_OUTCOMES, Domain, Party
from protocols.errors import UserError
from protocols.outcomes import Issue, OutcomeSpace

Scenario = Any  # negmas.Scenario; NegMAS publishes no types
MAX_TABLE = 10_000  # NegMAS reads a table from file as one region an outcome and searches them all each time
KEY = "gongying"  # our part of the scenario's info
_ARRAYS = {"utility", "reservation", "space", "parties"}  # what NegMAS holds itself


def to_negmas(domain: Domain) -> Scenario:
    """The domain as a ``negmas.Scenario``: utilities that are additive to the last bit as such, others as tables."""
    negmas = negmas_bridge.library()
    space = negmas_bridge.outcome_space(domain.space, domain.name)
    ufuns = [
        negmas_bridge.utility_function(domain.space, party.utility, party.reservation, f"{number}_{party.name}", space)
        for number, party in enumerate(domain.parties, 1)
    ]
    about = {
        "domain": _plain(domain),
        "units": [issue.unit for issue in domain.space.issues],
        "parties": [_plain(party) for party in domain.parties],
    }
    return negmas.Scenario(space, tuple(ufuns), info={KEY: about})


def from_negmas(scenario: Scenario) -> Domain:
    """The domain in a ``negmas.Scenario``, ours or any other whose issues are all discrete."""
    about = scenario.info.get(KEY, {})
    space = OutcomeSpace([_issue(issue) for issue in scenario.outcome_space.issues])
    if space.size > MAX_OUTCOMES:
        raise UserError(f"NegMAS scenario: found {space.size} outcomes, allowed up to {MAX_OUTCOMES}")
    if units := about.get("units"):
        space = OutcomeSpace([replace(issue, unit=unit) for issue, unit in zip(space.issues, units, strict=True)])
    known = about.get("parties") or [{} for _ in scenario.ufuns]
    parties = tuple(_party(ufun, space, more) for ufun, more in zip(scenario.ufuns, known, strict=True))
    named = {"name": str(scenario.outcome_space.name or scenario.name or "domain")}
    return Domain(space=space, parties=parties, **{**named, **_typed(about.get("domain", {}))})


def write_negmas(domain: Domain, folder: str | Path) -> None:
    """Write the domain as YAML files that ``negmas.Scenario.load`` reads; files sort as the parties are seated.

    A party whose utility is not additive takes a table of at most ``MAX_TABLE`` outcomes.
    """
    negmas = negmas_bridge.library()
    scenario = to_negmas(domain)
    for at, (party, ufun) in enumerate(zip(domain.parties, scenario.ufuns, strict=True)):
        if isinstance(ufun, negmas.MappingUtilityFunction):
            regions = _regions(domain, party, ufun)
            scenario.ufuns = (*scenario.ufuns[:at], regions, *scenario.ufuns[at + 1 :])
    scenario.dumpas(Path(folder), "yml", save_stats=False)


def read_negmas(folder: str | Path) -> Domain:
    """The domain in a folder that NegMAS can load (YAML, GeniusWeb or Genius)."""
    negmas = negmas_bridge.library()
    if not Path(folder).is_dir():
        raise UserError(f"{folder}: no such folder")
    scenario = negmas.Scenario.load(Path(folder), load_stats=False)
    if scenario is None:
        raise UserError(f"{folder}: NegMAS finds no scenario in this folder")
    return from_negmas(scenario)


def _regions(domain: Domain, party: Party, ufun: Any) -> Any:
    """A table as regions of one outcome each, the form of it that NegMAS reads back from a file."""
    if domain.space.size > MAX_TABLE:
        raise UserError(
            f"party {party.name!r}: found {domain.space.size} outcomes with a utility that is not a sum over issues, "
            f"allowed up to {MAX_TABLE} in files for NegMAS (to_negmas has no such limit)"
        )
    regions = [{at: [value] for at, value in enumerate(outcome)} for outcome in negmas_bridge.outcomes(domain.space)]
    return negmas_bridge.library().preferences.HyperRectangleUtilityFunction(
        outcome_ranges=regions, utilities=party.utility.tolist(),
        outcome_space=ufun.outcome_space, reserved_value=ufun.reserved_value, name=ufun.name,
    )  # fmt: skip


def _plain(thing: Domain | Party) -> dict[str, object]:
    """The fields of a domain or party that NegMAS does not know, as YAML and JSON can hold them."""
    found = {each.name: getattr(thing, each.name) for each in fields(thing) if each.name not in _ARRAYS}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


def _typed(found: Mapping[str, object]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}


def _issue(issue: Any) -> Issue:
    if not issue.is_discrete():
        raise UserError(f"issue {issue.name!r}: found a continuous range, allowed discrete (see Scenario.discretize)")
    return Issue(str(issue.name), tuple(issue.all))


def _party(ufun: Any, space: OutcomeSpace, about: Mapping[str, object]) -> Party:
    utility = np.array([float(ufun(outcome)) for outcome in negmas_bridge.outcomes(space)])
    reservation = float(ufun.reserved_value)
    if reservation == -np.inf:  # NegMAS: takes anything rather than no deal
        reservation = float(utility[utility > -np.inf].min(initial=np.inf))
    return Party(utility=utility, reservation=reservation, **{"name": str(ufun.name), **_typed(about)})
