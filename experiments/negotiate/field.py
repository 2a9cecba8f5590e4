"""A value of a domain file with its place, and typed ways to read it: every mistake names file, line and
field."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NoReturn

from experiments.negotiate.source import Node
from protocols.errors import UserError
from protocols.outcomes import Value

MANY = 8  # alternatives listed in a message


@dataclass(frozen=True)
class Field:
    """A node of the file and the path that leads to it, such as ``parties[0].utility``."""

    node: Node
    path: str = ""

    @classmethod
    def at(cls, value: str | None, origin: str, path: str) -> Field:
        """A value that came from elsewhere, such as a cell of a table."""
        return cls(Node(value, origin), path)

    def fail(self, allowed: str, found: object = None) -> NoReturn:
        """Refuse this value: where it stands, what was found, what is allowed."""
        shown = self.shown() if found is None else found
        raise UserError(f"{self.node.origin}: {self.path or 'file'}: found {shown}, allowed: {allowed}")

    def shown(self) -> str:
        """The value in a few words."""
        value = self.node.value
        if isinstance(value, dict):
            return f"a mapping with {', '.join(list(value)[:MANY]) or 'nothing'}"
        if isinstance(value, tuple):
            return f"a list of {len(value)}"
        return "nothing" if value is None else repr(value)

    @property
    def empty(self) -> bool:
        """Whether nothing (null) is written here."""
        return self.node.value is None

    def has(self, name: str) -> bool:
        """Whether a mapping gives ``name`` a value other than null."""
        return isinstance(self.node.value, dict) and name in self.node.value and not self[name].empty

    def __getitem__(self, name: str) -> Field:
        """The value of a key that must be there."""
        found = self.get(name)
        if found is None:
            self.fail(f"a mapping with the key {name!r}")
        return found

    def get(self, name: str) -> Field | None:
        """The value of a key, None where it is not given."""
        if not isinstance(self.node.value, dict):
            self.fail("a mapping")
        child = self.node.value.get(name)
        return None if child is None else Field(child, f"{self.path}.{name}" if self.path else name)

    def pairs(self) -> Iterator[tuple[str, Field]]:
        """Key and value of a mapping, in the order of the file."""
        if not isinstance(self.node.value, dict):
            self.fail("a mapping")
        for name in self.node.value:
            yield name, self[name]

    def items(self, least: int = 0) -> list[Field]:
        """The items of a list of at least ``least``."""
        if not isinstance(self.node.value, tuple) or len(self.node.value) < least:
            self.fail(f"a list of at least {least}" if least else "a list")
        return [Field(node, f"{self.path}[{at}]") for at, node in enumerate(self.node.value)]

    def only(self, *names: str) -> None:
        """Refuse a mapping with any other key; the nearest allowed one is suggested."""
        for name, value in self.pairs():
            if name not in names:
                near = difflib.get_close_matches(name, names, n=1)
                hint = f" (did you mean {near[0]}?)" if near else ""
                value.fail(f"{', '.join(names)}{hint}", f"the key {name!r}")

    def text(self, default: str | None = None) -> str:
        """A text; a number is taken as written."""
        value = self.node.value
        if value is None and default is not None:
            return default
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.fail("a text")
        return str(value)

    def one_of(self, names: Iterable[str]) -> str:
        """One of some words."""
        known = list(names)
        if self.node.value not in known:
            near = difflib.get_close_matches(str(self.node.value), known, n=1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            self.fail(f"one of {', '.join(known)}{hint}")
        return str(self.node.value)

    def number(self, low: float = -math.inf, high: float = math.inf, infinite: bool = False) -> float:
        """A number from ``low`` to ``high``; a text that reads as one counts (some formats quote them)."""
        value = self.node.value
        number = _as_number(value)
        if number is None or math.isnan(number) or (math.isinf(number) and not infinite):
            self.fail("a number")
        if not low <= number <= high:
            bounds = [f"from {low:g}"] * (low > -math.inf) + [f"up to {high:g}"] * (high < math.inf)
            self.fail(f"a number {' '.join(bounds)}")
        return number

    def whole(self, low: int = 0) -> int:
        """A whole number of at least ``low``."""
        value = self.node.value
        if isinstance(value, bool) or not isinstance(value, int) or value < low:
            self.fail(f"a whole number from {low}")
        return value

    def value(self) -> Value:
        """A value of an issue: a number or a label (true and false are labels)."""
        found = self.node.value
        if isinstance(found, bool):
            return str(found).lower()
        if not isinstance(found, int | float | str) or (isinstance(found, float) and not math.isfinite(found)):
            self.fail("a finite number or a label")
        return found


def _as_number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None
