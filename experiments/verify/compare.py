"""Comparing an expected structure with a computed one, number by number.

A number passes when ``|computed - expected| <= abs + rel * |expected|``, under the tolerance of its top-level
field. Mappings are compared on the expected keys (a computed answer may hold more), lists element by element,
booleans and texts exactly; an expected null matches a null or an absent value.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

LEVELS = ("level", "base_stock")  # fields that a tolerance for "levels" means

LARGEST = sys.float_info.max  # a whole number in a file may be larger than any that can be computed with
ANY_OF = "any_of"  # {"any_of": [...]}: where ties leave several right answers, one of these must match

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]
_ABSENT = object()


@dataclass
class Comparison:
    """Worst absolute difference of the numbers, the worst share of the tolerance used, and what does not
    match.
    """

    gap: float = 0.0
    tolerance_used: float = 0.0
    numbers: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True)
class Limit:
    """A relative and an absolute tolerance."""

    rel: float = 0.0
    abs: float = 0.0


def limits(tolerance: Mapping[str, object], fields: Iterable[str]) -> dict[str, Limit]:
    """The limit of each expected field from a case's ``tolerance``.

    ``rel`` and ``abs`` hold for every field without its own; ``cost_rel`` for the fields with "cost" in their
    name, ``levels_abs`` for base-stock levels, and so on. Other entries (notes, tolerances of simulations)
    are not limits. Raises ValueError for a limit that is no number of 0 or more, and for a field without one.

    >>> limits({"cost_rel": 0.01, "levels_abs": 1.0}, ["cost", "echelon_base_stock"])["echelon_base_stock"]
    Limit(rel=0.0, abs=1.0)
    """
    groups: dict[str, dict[str, float]] = {}
    for name, value in tolerance.items():
        group, _, kind = str(name).rpartition("_")
        if kind in ("rel", "abs"):
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 <= value <= LARGEST:
                raise ValueError(f"tolerance {name}: found {_short(value)}, allowed: a number of 0 or more")
            groups.setdefault(group, {})[kind] = float(value)
    found: dict[str, Limit] = {}
    for field_name in fields:
        group = next((group for group in groups if group and _names(group, field_name)), "")
        if group not in groups:
            raise ValueError(
                f"tolerance: found {dict(tolerance)!r}, allowed: rel and abs (none for {field_name})"
            )
        found[field_name] = Limit(**groups[group])
    return found


def _names(group: str, field_name: str) -> bool:
    return any(word in field_name for word in (LEVELS if group == "levels" else (group,)))


def compare(expected: Mapping[str, object], computed: object, allowed: Mapping[str, Limit]) -> Comparison:
    """Compare plain structures (see :func:`plain`); ``allowed`` gives the limit of each top-level field.

    >>> compare({"x": [1.0, 2.0]}, {"x": [1.0, 2.5]}, {"x": Limit(abs=0.1)}).problems
    ['x[1]: expected 2.0, computed 2.5 (gap 0.5, allowed 0.1)']
    """
    result = Comparison()
    if not isinstance(computed, Mapping):
        result.problems.append(f"answer: expected a mapping, computed {_short(computed)}")
        return result
    for name, value in expected.items():
        answer = computed.get(name, _ABSENT)
        result.problems.extend(_differences(str(name), value, answer, allowed[name], result))
    return result


def _differences(
    path: str, expected: object, computed: object, limit: Limit, result: Comparison
) -> Iterator[str]:
    if computed is _ABSENT and expected is not None:
        yield f"{path}: nothing computed"
    elif isinstance(expected, Mapping) and set(expected) == {ANY_OF}:
        yield from _closest(path, expected[ANY_OF], computed, limit, result)
    elif isinstance(expected, Mapping):
        if not isinstance(computed, Mapping):
            yield f"{path}: expected a mapping, computed {_short(computed)}"
            return
        for key, value in expected.items():
            yield from _differences(f"{path}.{key}", value, computed.get(str(key), _ABSENT), limit, result)
    elif isinstance(expected, list | tuple):
        if not isinstance(computed, list | tuple) or len(computed) != len(expected):
            yield f"{path}: expected {len(expected)} elements, computed {_short(computed)}"
            return
        for k, (one, other) in enumerate(zip(expected, computed, strict=True)):
            yield from _differences(f"{path}[{k}]", one, other, limit, result)
    elif isinstance(expected, int) and abs(expected) > LARGEST:
        yield f"{path}: expected {_short(expected)}, which is too large for a number"
    elif isinstance(expected, int | float) and not isinstance(expected, bool):
        yield from _number(path, float(expected), computed, limit, result)
    elif expected is None:
        if computed is not None and computed is not _ABSENT:
            yield f"{path}: expected nothing, computed {_short(computed)}"
    elif type(computed) is not type(expected) or computed != expected:
        yield f"{path}: expected {_short(expected)}, computed {_short(computed)}"


def _closest(
    path: str, alternatives: Sequence[object], computed: object, limit: Limit, result: Comparison
) -> Iterator[str]:
    """Differences from the nearest of several right answers (none of them right: nothing must be
    computed).
    """
    trials = []
    for expected in alternatives or [None]:
        trial = Comparison()
        trial.problems.extend(_differences(path, expected, computed, limit, trial))
        trials.append(trial)
    best = min(trials, key=lambda trial: (len(trial.problems), trial.gap))
    result.gap = max(result.gap, best.gap)
    result.tolerance_used = max(result.tolerance_used, best.tolerance_used)
    result.numbers += best.numbers
    yield from best.problems


def _number(path: str, expected: float, computed: object, limit: Limit, result: Comparison) -> Iterator[str]:
    result.numbers += 1
    if isinstance(computed, bool) or not isinstance(computed, int | float):
        yield f"{path}: expected {expected!r}, computed {_short(computed)}"
        return
    value = float(computed)
    if not (math.isfinite(value) and math.isfinite(expected)):
        if value != expected:
            yield f"{path}: expected {expected!r}, computed {value!r}"
        return
    gap, allowed = abs(value - expected), limit.abs + limit.rel * abs(expected)
    used = 0.0 if gap == 0.0 else gap / allowed if allowed > 0.0 else math.inf
    result.gap = max(result.gap, gap)
    result.tolerance_used = max(result.tolerance_used, used)
    if gap > allowed:
        yield f"{path}: expected {expected!r}, computed {value!r} (gap {gap:.3g}, allowed {allowed:.3g})"


def plain(value: object) -> Plain:
    """Any adapter's answer as plain Python data with text keys; TypeError for what is not data.

    >>> plain({1: (True, 2.0)})
    {'1': [True, 2.0]}
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value if type(value) in (type(None), bool, int, float, str) else _unboxed(value)
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, Sequence):
        return [plain(inner) for inner in value]
    to_list = getattr(value, "tolist", None)  # numpy arrays and scalars
    if to_list is not None:
        return plain(to_list())
    raise TypeError(f"answer: {type(value).__name__} is not plain data")


def json_clean(value: Plain) -> Plain:
    """The same data with infinities and NaN as texts, so that any JSON reader takes it."""
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)
    if isinstance(value, list):
        return [json_clean(inner) for inner in value]
    if isinstance(value, dict):
        return {key: json_clean(inner) for key, inner in value.items()}
    return value


def _unboxed(value: object) -> Plain:
    """Subclasses of float, int and str (numpy.float64, enumerations) as their plain value."""
    return float(value) if isinstance(value, float) else int(value) if isinstance(value, int) else str(value)


def _short(value: object) -> str:
    text = "nothing" if value is _ABSENT else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
