"""Issues and their values as files write them: numbers may come as text."""

from __future__ import annotations

import math
from collections.abc import Sequence

from experiments.negotiate.domain import MAX_OUTCOMES
from experiments.negotiate.field import Field
from protocols.errors import UserError
from protocols.outcomes import Issue, OutcomeSpace, Value


def space_of(issues: Sequence[Issue], field: Field) -> OutcomeSpace:
    """The outcome space, refused when it is too large to be laid out."""
    size = math.prod(len(issue.values) for issue in issues)
    if size > MAX_OUTCOMES:
        field.fail(f"at most {MAX_OUTCOMES:,} outcomes", f"{size:,} outcomes")
    try:
        return OutcomeSpace(issues)
    except UserError as problem:
        raise UserError(f"{field.node.origin}: {problem}") from None


def place_of(value: Value, issue: Issue, field: Field) -> int:
    """Position of a value that a file may have written as text ("12.50" is 12.5, "1" is 1)."""
    for place, known in enumerate(issue.values):
        if known == value or str(known) == str(value):
            return place
    number = as_number(value)
    for place, known in enumerate(issue.values):
        own = as_number(known)
        if number is not None and own is not None and math.isclose(number, own, rel_tol=1e-9, abs_tol=1e-12):
            return place
    allowed = ", ".join(str(known) for known in issue.values[:8]) + (", …" if len(issue.values) > 8 else "")
    field.fail(f"a value of {issue.name}: {allowed}", repr(value))


def as_number(value: Value) -> float | None:
    """The number that a value is or reads as."""
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
