"""Mutations of files: of their bytes, of their lines, and of the data they hold. Everything follows from one generator."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import yaml

Rng = np.random.Generator
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

NUMBERS: tuple[Any, ...] = (
    0, 1, -1, 2, 3, 7, -0.0, 0.5, 1.5, 100, 10**4, 10**6, 10**9, 2**31, 2**53 + 1, 2**63 - 1, 2**63, 10**18, 10**40,
    10**400, 1e-9, 1e-300, 5e-324, 1e16, 1e300, float("inf"), float("-inf"), float("nan"),
)  # fmt: skip
WORDS: tuple[Any, ...] = (
    "", " ", "~", "null", "true", "none", "NO", "22:00", "../../etc/passwd", "/dev/zero", "\0", "\u202e", "供应", "a" * 5000,
    "𝟙𝟚", "١٢", "1_000", "0x1F", "1e999", "__class__", "{{7*7}}", "${HOME}", "%s%n",
    "\ud800", "\ufeff", "a.b.c", "*", "&a",
    "!!python/object:os.system", "host", "supplier", "B", "WE", "F2", "C1", "N1", "autumn_launch",
    "slot_fee_commission", "festival_week",
    "[", "-", "<x/>", "O'Brien; --",
)  # fmt: skip
BYTES = (b"\0", b"\xff\xfe", b"\r", b"{" * 40, b"[" * 2000, b"&a [*a,*a]", b"<!DOCTYPE a>", b"\xed\xa0\x80")
FACTORS = (0.0, 0.1, 0.5, 0.9, 1.1, 2.0, 3.0, 10.0, 100.0, 1e6, 1e-6, -1.0)


def pick(rng: Rng, items: Any) -> Any:
    return items[int(rng.integers(len(items)))]


def hostile(rng: Rng) -> Any:
    """A value that no file asks for."""
    roll = rng.random()
    if roll < 0.45:
        return pick(rng, NUMBERS)
    if roll < 0.8:
        return pick(rng, WORDS)
    deep: Any = 1
    for _ in range(int(rng.integers(1, 60)) if roll > 0.97 else 2):
        deep = [deep] if rng.random() < 0.5 else {"a": deep}
    three = [hostile_leaf(rng) for _ in range(3)]
    return pick(rng, (None, True, False, [], {}, [None], [1, 1], {"": 1}, {"id": "x"}, deep, three))


def hostile_leaf(rng: Rng) -> Any:
    return pick(rng, NUMBERS) if rng.random() < 0.5 else pick(rng, WORDS)


def near(value: Any, rng: Rng) -> Any:
    """A value like ``value``: often still legal, so that what comes after reading is tried too."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return pick(rng, (value + 1, value - 1, round(value * pick(rng, FACTORS)), float(value), value * 2))
    if isinstance(value, float):
        return value * pick(rng, FACTORS) if rng.random() < 0.8 else round(value)
    if isinstance(value, str) and value:
        at = int(rng.integers(len(value)))
        return pick(rng, (value[:at], value + value[at:], value.upper(), value[:at] + "x" + value[at + 1 :]))
    if isinstance(value, list):
        return pick(rng, (value[1:], value[:-1], value + value[:1], value[::-1], value * 2))
    if isinstance(value, dict) and value:
        gone = pick(rng, list(value))
        return {key: each for key, each in value.items() if key != gone}
    return hostile(rng)


def _places(tree: Any, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    keys = tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    for key in keys:
        found.append((tree, key))
        _places(tree[key], found)
    return found


def change_data(tree: Any, rng: Rng) -> Any:
    """One change somewhere in a tree of plain data."""
    places = _places(tree, [])
    if not places:
        return hostile(rng)
    holder, key = pick(rng, places)
    roll = rng.random()
    if roll < 0.6:
        holder[key] = near(holder[key], rng)
    elif roll < 0.75:
        holder[key] = hostile(rng)
    elif roll < 0.82:
        del holder[key]
    elif roll < 0.9:  # a part of the file where another belongs
        other, there = pick(rng, places)
        try:
            holder[key] = json.loads(json.dumps(other[there]))
        except (IndexError, KeyError):
            holder[key] = None
    elif isinstance(holder, dict):
        name = pick(rng, (str(key) + "x", str(key)[:-1], *[str(w) for w in WORDS]))
        holder[name] = holder.pop(key) if roll < 0.96 else hostile(rng)
    else:
        holder.insert(key, near(holder[key], rng))
    return tree


def data(text: str, rng: Rng) -> bytes:
    """A YAML or JSON file with one to four changes of its data, written as JSON (which is YAML)."""
    try:
        tree = yaml.load(text, Loader=LOADER)  # noqa: S506 (a safe loader)
    except yaml.YAMLError:  # keys that are lists, as in a table of outcomes
        return text_lines(text, rng)
    for _ in range(int(pick(rng, (1, 1, 1, 2, 3)))):
        tree = change_data(tree, rng)
    return json.dumps(tree, ensure_ascii=False, indent=None if rng.random() < 0.5 else 1).encode("utf-8", "surrogatepass")


def text_lines(text: str, rng: Rng) -> bytes:
    """A file with lines gone, doubled, moved, indented, or with a number or word replaced."""
    lines = text.split("\n")
    for _ in range(int(rng.integers(1, 4))):
        at = int(rng.integers(len(lines)))
        line = lines[at]
        roll = int(rng.integers(7))
        if roll == 0 and len(lines) > 1:
            del lines[at]
        elif roll == 1:
            lines.insert(at, line)
        elif roll == 2:
            lines.insert(int(rng.integers(len(lines))), line)
        elif roll == 3:
            lines[at] = pick(rng, ("  ", "\t", "- ", "? ", "# ", "...", "---", "<a>", ",", '"')) + line
        elif roll == 4:
            lines[at] = line[: int(rng.integers(len(line) + 1))]
        else:
            parts = _tokens(line)
            if parts:
                k = int(rng.integers(len(parts)))
                new = hostile_leaf(rng)
                parts[k] = str(new) if not isinstance(new, str) else new
                lines[at] = "".join(parts)
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _tokens(line: str) -> list[str]:
    import re

    return re.findall(r"[\w.+-]+|[^\w.+-]+", line)


def raw(text: str, rng: Rng) -> bytes:
    """A file with bytes flipped, cut out or put in."""
    content = bytearray(text.encode())
    for _ in range(int(rng.integers(1, 6))):
        at = int(rng.integers(len(content) + 1))
        roll = int(rng.integers(4))
        if roll == 0 and at < len(content):
            content[at] ^= 1 << int(rng.integers(8))
        elif roll == 1:
            del content[at : at + int(rng.integers(1, 200))]
        elif roll == 2:
            content[at:at] = pick(rng, BYTES)
        else:
            del content[at:]
    return bytes(content)


def change(text: str, rng: Rng, *, plain: bool) -> bytes:
    """``text`` changed in one of the ways above; ``plain`` when it is YAML or JSON."""
    ways: tuple[Callable[[str, Rng], bytes], ...] = (text_lines, text_lines, raw)
    if plain:
        ways = (data, data, data, text_lines, raw)
    return pick(rng, ways)(text, rng)  # type: ignore[no-any-return]
