"""Running solved cases: find the adapter by the case's id, call it with the inputs, judge the answer.

An id without its last number names the model type (``A.rubinstein.3`` -> ``A.rubinstein``); its first letter
names the family's modules in this package (``a_bargaining``), which are imported only when a case asks for
them. Each such module offers ``ADAPTERS``: type name -> function of the case's ``inputs``, returning a
structure shaped like ``expected``.
"""

from __future__ import annotations

import importlib
import math
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Literal, TypedDict

from experiments.verify.compare import Limit, Plain, compare, json_clean, limits, plain

Adapter = Callable[[Mapping[str, Any]], Mapping[str, Any]]
Status = Literal["pass", "fail", "unsupported"]
PACKAGE = "experiments.verify"
REASONS_SHOWN = 3


class Verdict(TypedDict):
    """One judged case. ``gap`` is the worst absolute difference of its numbers, ``tolerance_used`` the worst
    share of the case's tolerance (1 = just passes), both null when no number could be compared; ``reason`` is
    null on a pass.
    """

    id: str
    family: str
    status: Status
    expected: Plain
    computed: Plain
    gap: float | None
    tolerance_used: float | None
    reason: str | None


class MalformedCase(ValueError):
    """A case that cannot be run as written; the message says which field, what was found and what is
    allowed.
    """


def verify(cases: Iterable[object], progress: Callable[[int, int], None] | None = None) -> list[Verdict]:
    """Judge every case, in order. A malformed case fails with a reason; it never stops the rest.

    ``progress``, if given, is called after each case with how many are done and how many there are.
    """
    listed = list(cases)
    verdicts = []
    for number, case in enumerate(listed, start=1):
        verdicts.append(_judge(number, case))
        if progress is not None:
            progress(number, len(listed))
    return verdicts


def model_type(case_id: str) -> str:
    """The id without its last number.

    >>> model_type("A.rubinstein.3"), model_type("B.airport_birmingham")
    ('A.rubinstein', 'B.airport_birmingham')
    """
    head, _, tail = case_id.rpartition(".")
    return head if head and tail.isdecimal() else case_id


def family_of(case: object) -> str:
    """The case's family, or what its id says of it, or "?"."""
    if not isinstance(case, Mapping):
        return "?"
    family, case_id = case.get("family"), case.get("id")
    if isinstance(family, str) and family:
        return family
    return case_id[0].upper() if isinstance(case_id, str) and case_id else "?"


@cache
def adapters(letter: str) -> Mapping[str, Adapter]:
    """All adapters of a family, from the modules of this package named ``<letter>_…``."""
    package = importlib.import_module(PACKAGE)
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    found: dict[str, Adapter] = {}
    for name in names:
        if name.startswith(f"{letter}_"):
            module = importlib.import_module(f"{PACKAGE}.{name}")
            for kind, adapter in getattr(module, "ADAPTERS", {}).items():
                if found.setdefault(kind, adapter) is not adapter:
                    raise RuntimeError(f"two adapters for {kind}, one in {name}")
    return found


def _judge(number: int, case: object) -> Verdict:
    try:
        case_id, inputs, expected, allowed = _parts(case)
    except MalformedCase as problem:
        given = case.get("id") if isinstance(case, Mapping) else None
        name = given if isinstance(given, str) and given else f"#{number}"
        return _verdict(name, case, "fail", reason=f"malformed case: {problem}")
    adapter = adapters(case_id[:1].lower()).get(model_type(case_id))
    if adapter is None:
        return _verdict(case_id, case, "unsupported", reason=f"no adapter for {model_type(case_id)!r}")
    try:
        computed = plain(adapter(inputs))
    except Exception as problem:  # whatever a bad case provokes is that case's verdict, not the run's end
        return _verdict(case_id, case, "fail", reason=_explain(problem))
    result = compare(expected, computed, allowed)
    shown = result.problems[:REASONS_SHOWN]
    if len(result.problems) > REASONS_SHOWN:
        shown.append(f"and {len(result.problems) - REASONS_SHOWN} more")
    verdict = _verdict(
        case_id, case, "pass" if result.passed else "fail", computed, "; ".join(shown) if shown else None
    )
    if result.numbers:
        verdict["gap"] = result.gap
        verdict["tolerance_used"] = result.tolerance_used if math.isfinite(result.tolerance_used) else None
    return verdict


def _parts(case: object) -> tuple[str, Mapping[str, Any], Mapping[str, Any], dict[str, Limit]]:
    """The fields that a run needs, each checked."""
    if not isinstance(case, Mapping):
        found = type(case).__name__
        raise MalformedCase(f"found {found}, allowed: a mapping with id, inputs, expected and tolerance")
    case_id = case.get("id")
    if not isinstance(case_id, str) or not case_id:
        raise MalformedCase(f"id: found {case_id!r}, allowed: a text such as A.rubinstein.3")
    for name in ("inputs", "expected", "tolerance"):
        if not isinstance(case.get(name), Mapping) or not case[name]:
            found = type(case.get(name)).__name__
            raise MalformedCase(f"{name}: found {found}, allowed: a non-empty mapping")
    try:
        allowed = limits(case["tolerance"], case["expected"])
    except ValueError as problem:
        raise MalformedCase(str(problem)) from None
    return case_id, case["inputs"], case["expected"], allowed


def _explain(problem: Exception) -> str:
    if isinstance(problem, KeyError):
        return f"inputs: {problem} is missing"
    text = str(problem) or "no message"
    return text if isinstance(problem, ValueError) else f"{type(problem).__name__}: {text}"


def _verdict(
    case_id: str, case: object, status: Status, computed: Plain = None, reason: str | None = None
) -> Verdict:
    expected = case.get("expected") if isinstance(case, Mapping) else None
    try:
        wanted = json_clean(plain(expected))
    except TypeError:
        wanted = None
    return Verdict(
        id=case_id,
        family=family_of(case),
        status=status,
        expected=wanted,
        computed=json_clean(computed),
        gap=None,
        tolerance_used=None,
        reason=reason,
    )
