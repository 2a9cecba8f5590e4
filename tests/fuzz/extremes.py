"""Every number of the reference scenario at the ends of what its field allows: ``python -m tests.fuzz.extremes [PATTERN…]``.

An end gives a show or one clear error, never a traceback, a warning or a hang; whatever has no end is named.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from environment import Scenario, play
from tests.fuzz.guard import judge

Case = tuple[str, str, object]  # pattern, path, value
FREE = ("seed", "season.levels.*.*")  # the seed has 2⁶³ values; levels are a list of any length
SMALLEST = 1e-300  # tried where only 0 itself bounds a field


@cache
def _schema() -> dict[str, Any]:
    with warnings.catch_warnings():  # pydantic cannot write the frozen defaults down; the limits are what counts here
        warnings.simplefilter("ignore")
        return Scenario.model_json_schema()


def _open(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The alternatives of a node, references followed."""
    if "$ref" in node:
        yield from _open(_schema()["$defs"][node["$ref"].rsplit("/", 1)[1]])
    for part in node.get("anyOf", ()):
        yield from _open(part)
    for part in node.get("allOf", ()):
        yield from _open(part)
    yield node


def ends(pattern: str) -> list[dict[str, Any]]:
    """What the fields of a pattern allow: nodes of the JSON schema, numbers and pairs of numbers only."""
    nodes = [_schema()]
    for step in pattern.split("."):
        found = []
        for node in (one for start in nodes for one in _open(start)):
            if step in node.get("properties", {}):
                found.append(node["properties"][step])
            elif step == "*":
                found += [node[name] for name in ("additionalProperties", "items") if isinstance(node.get(name), dict)]
                found += list(node.get("patternProperties", {}).values())
        nodes = found
    flat = [one for start in nodes for one in _open(start)]
    return [one for one in flat if one.get("type") in ("number", "integer") or "prefixItems" in one]


def values(node: dict[str, Any]) -> list[object] | None:
    """The lowest and the highest value of a number, the widest and both narrowest of a pair; None where one has no end."""
    if "prefixItems" in node:
        pairs = [[one for start in [part] for one in _open(start) if "type" in one][-1] for part in node["prefixItems"]]
        found = [values(pair) for pair in pairs]
        if None in found:
            return None
        (low, top) = (found[0][0], found[1][-1])  # type: ignore[index]
        return [[low, top], [low, low], [top, top]]
    low, top = node.get("minimum", node.get("exclusiveMinimum")), node.get("maximum", node.get("exclusiveMaximum"))
    if low is None or top is None:
        return None
    if "exclusiveMinimum" in node:
        low = low + 1 if node["type"] == "integer" else low or SMALLEST
    if "exclusiveMaximum" in node:
        top = top - 1 if node["type"] == "integer" else top * (1.0 - 2.0**-52)
    return [low, top]


def _number(value: object) -> bool:
    pair = isinstance(value, list) and len(value) == 2 and all(isinstance(x, (int, float)) for x in value)
    return pair or (isinstance(value, (int, float)) and not isinstance(value, bool))


@cache
def patterns() -> dict[str, str]:
    """pattern -> path of the first parameter of that kind, of the reference show with every mechanism's block."""
    found: dict[str, str] = {}
    for parameter in Scenario.load("autumn_launch").parameters():
        if _number(parameter.value) and parameter.pattern not in FREE:
            found.setdefault(parameter.pattern, parameter.path)
    return found


def endless() -> list[str]:
    """Patterns of numbers that nothing bounds."""
    return [p for p in patterns() if not (nodes := ends(p)) or any(values(node) is None for node in nodes)]


def cases() -> list[Case]:
    """Every pattern at every end."""
    return [
        (pattern, path, value)
        for pattern, path in patterns().items()
        for node in ends(pattern)
        for value in values(node) or ()
    ]


def attempt(path: str, value: object) -> None:
    """Play the reference show with one parameter changed, under the scheme that uses most of it."""
    scenario = Scenario.load("autumn_launch", overrides={path: value})
    play(scenario, "full_collaboration").every_measure()


def tried(case: Case) -> tuple[str, str]:
    """The verdict on a case."""
    _, path, value = case
    return judge(lambda _: attempt(path, value), Path(path))


def main(words: list[str]) -> int:
    wanted = [case for case in cases() if not words or any(word in case[0] for word in words)]
    bad = [f"{pattern}: no end" for pattern in endless()]
    for case in wanted:
        verdict, what = tried(case)
        print(f"{verdict}: {case[1]} = {case[2]}" + (f"\n{what}" if verdict == "finding" else ""), flush=True)
        bad += [f"{case[1]} = {case[2]}: {what.splitlines()[-1]}"] if verdict == "finding" else []
    print(f"{len(wanted)} cases, {len(bad)} findings", *bad, sep="\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
