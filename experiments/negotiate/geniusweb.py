"""GeniusWeb JSON (or YAML): a domain with ``issuesValues`` and a ``LinearAdditiveUtilitySpace`` per party.

Values are texts, or a range [low, high, step]. A party's reservation value is the utility of its reservation
bid, 0 without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path

import numpy as np

from experiments.negotiate.domain import MAX_OUTCOMES, Domain, Party
from experiments.negotiate.field import Field
from experiments.negotiate.values import as_number, place_of, space_of
from protocols.outcomes import Issue, OutcomeSpace
from protocols.preferences import linear_additive

PROFILE = "LinearAdditiveUtilitySpace"
Files = Mapping[Path, Field]


def is_domain(root: Field) -> bool:
    """Whether a file is a GeniusWeb domain."""
    return isinstance(root.node.value, dict) and "issuesValues" in root.node.value


def is_profile(root: Field) -> bool:
    """Whether a file is a GeniusWeb profile."""
    return isinstance(root.node.value, dict) and PROFILE in root.node.value


def load(domains: Files, profiles: Files) -> Domain:
    """The domain file with all profiles; profiles carry the domain too, so that they do without it."""
    if domains:
        path, root = next(iter(domains.items()))
    else:
        path, profile = next(iter(profiles.items()))
        root = profile[PROFILE]["domain"]
    space = space_of([_issue(name, field) for name, field in root["issuesValues"].pairs()], root["issuesValues"])
    parties = tuple(_party(file, profile[PROFILE], space) for file, profile in profiles.items())
    return Domain(root["name"].text() if root.has("name") else path.stem, space, parties)


def _issue(name: str, field: Field) -> Issue:
    if field.has("range"):
        ends = field["range"].items()
        if len(ends) != 3:
            field["range"].fail("[low, high, step]")
        try:
            low, high, step = (Decimal(end.text()) for end in ends)
        except InvalidOperation:
            field["range"].fail("three numbers")
        if not (step > 0 and high >= low and (high - low) / step < MAX_OUTCOMES):
            field["range"].fail("low <= high and a step above 0", f"[{low}, {high}, {step}]")
        numbers = [low + k * step for k in range(int((high - low) // step) + 1)]
        whole = all(number == int(number) for number in (low, step))
        return Issue(name, tuple(int(n) if whole else float(n) for n in numbers))
    values = [item.text() for item in field["values"].items(least=1)]
    if len(set(values)) < len(values):
        field["values"].fail("different values")
    return Issue(name, tuple(values))


def _party(path: Path, field: Field, space: OutcomeSpace) -> Party:
    weights, functions = field["issueWeights"], field["issueUtilities"]
    weights.only(*space.names)
    functions.only(*space.names)
    tables = [_column(functions[issue.name], issue) for issue in space.issues]
    utility = linear_additive(space, tables, [weights[name].number() for name in space.names])
    reservation = 0.0
    if field.has("reservationBid"):
        bid = field["reservationBid"]["issuevalues"]
        bid.only(*space.names)
        places = [place_of(bid[issue.name].value(), issue, bid[issue.name]) for issue in space.issues]
        reservation = float(utility[int(np.ravel_multi_index(places, space.shape))])
    return Party(path.stem, utility, reservation)


def _column(field: Field, issue: Issue) -> list[float]:
    """Worth of each value: a table of values, or a straight line between two of them."""
    kind, body = next(iter(field.pairs()), ("", field))
    if kind in ("DiscreteValueSetUtilities", "discreteutils"):
        table = body["valueUtilities"]
        column = [0.0] * len(issue.values)  # a value that is not listed is worth nothing
        for name, worth in table.pairs():
            column[place_of(name, issue, worth)] = worth.number()
        return column
    if kind in ("NumberValueSetUtilities", "numberutils"):
        low, high = body["lowValue"].number(), body["highValue"].number()
        worst, best = body["lowUtility"].number(), body["highUtility"].number()
        if low >= high:
            body.fail("lowValue below highValue", f"{low:g} and {high:g}")
        numbers = [as_number(value) for value in issue.values]
        if None in numbers:
            body.fail("numbers", f"the values of {issue.name}, which are labels")
        return [worst + (best - worst) * (x - low) / (high - low) for x in numbers if x is not None]
    field.fail("DiscreteValueSetUtilities or NumberValueSetUtilities")
