"""Outcome spaces: named issues with units, and every combination of their values, numbered row by row."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from protocols.errors import UserError
from protocols.kernels import address

Value = float | int | str
Point = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is bargained over: a name, the values it may take, and their unit.

    Values are numbers (integer or discretised real) or labels (categorical); all are different.

    >>> Issue.grid("option_fee", 0, 0.3, 0.1, "CNY/unit").values
    (0.0, 0.1, 0.2, 0.3)
    """

    name: str
    values: tuple[Value, ...]
    unit: str = ""
    _places: dict[Value, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.values:
            raise UserError(f"issue {self.name!r}: found no values, allowed at least one")
        object.__setattr__(self, "values", tuple(self.values))
        places = {value: place for place, value in enumerate(self.values)}
        if len(places) < len(self.values):
            raise UserError(f"issue {self.name!r}: the same value is listed twice in {list(self.values)}")
        bad = [v for v in self.values if isinstance(v, float) and not math.isfinite(v)]
        if bad:
            raise UserError(f"issue {self.name!r}: found {bad[0]}, allowed finite numbers or labels")
        object.__setattr__(self, "_places", places)

    @classmethod
    def grid(cls, name: str, low: float, high: float, step: float, unit: str = "") -> Issue:
        """The numbers low, low + step, … up to and including ``high`` in exact decimal steps.

        When ``high`` is no whole number of steps away it is added as the last value (a shorter step). Values
        are integers when all three numbers are, otherwise floats.
        """
        if not all(math.isfinite(x) for x in (low, high, step)):
            raise UserError(f"issue {name!r}: found range [{low}, {high}] step {step}, allowed finite numbers")
        if step <= 0 or high < low:
            raise UserError(f"issue {name!r}: found range [{low}, {high}] step {step}, allowed low <= high and step > 0")
        first, last, stride = Decimal(str(low)), Decimal(str(high)), Decimal(str(step))
        numbers = [first + k * stride for k in range(int((last - first) // stride) + 1)]
        if numbers[-1] < last:
            numbers.append(last)
        whole = all(isinstance(x, int) for x in (low, high, step))
        return cls(name, tuple(int(x) if whole else float(x) for x in numbers), unit)

    @property
    def numeric(self) -> bool:
        """Whether every value is a number."""
        return not any(isinstance(value, str) for value in self.values)

    def place(self, value: Value) -> int:
        """The position of ``value`` among the values; numbers match within a relative 1e-9."""
        found = self._places.get(value)
        if found is None and not isinstance(value, str):
            close = (p for v, p in self._places.items() if not isinstance(v, str) and math.isclose(v, value, abs_tol=1e-12))
            found = next(close, None)
        if found is None:
            raise UserError(f"issue {self.name!r}: found {value!r}, allowed {_listing(self.values)}")
        return found


class OutcomeSpace:
    """Every combination of the issues' values, numbered in row-major (C) order: the last issue runs fastest.

    >>> space = OutcomeSpace([Issue("price", (10, 12, 14)), Issue("lead", ("fast", "slow"))])
    >>> space.size, space.point(3), space.index({"price": 12, "lead": "slow"})
    (6, {'price': 12, 'lead': 'slow'}, 3)
    """

    def __init__(self, issues: Sequence[Issue]) -> None:
        self.issues: tuple[Issue, ...] = tuple(issues)
        self.names: tuple[str, ...] = tuple(issue.name for issue in self.issues)
        if not self.issues:
            raise UserError("outcome space: found no issues, allowed at least one")
        if len(set(self.names)) < len(self.names):
            raise UserError(f"outcome space: an issue name is used twice in {list(self.names)}")
        self.shape: tuple[int, ...] = tuple(len(issue.values) for issue in self.issues)
        self.size: int = math.prod(self.shape)
        self._columns = tuple((issue.name, issue.values, len(issue.values)) for issue in reversed(self.issues))
        self._axes: dict[str, NDArray[np.float64]] = {}

    def __repr__(self) -> str:
        return f"OutcomeSpace({' × '.join(f'{n}[{k}]' for n, k in zip(self.names, self.shape, strict=True))})"

    def __getstate__(self) -> dict[str, Any]:
        return {name: kept for name, kept in vars(self).items() if name not in ("scales", "scales_at")}  # a copy's lie elsewhere

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[Point]:
        for values in product(*(issue.values for issue in self.issues)):
            yield dict(zip(self.names, values, strict=True))

    def issue(self, name: str) -> Issue:
        """The issue called ``name``."""
        return self.issues[self._position(name)]

    def axis(self, name: str) -> NDArray[np.float64]:
        """The numeric values of one issue, shaped (1, …, n, …, 1) so that they broadcast over
        :attr:`shape`; read-only, made once."""
        found = self._axes.get(name)
        if found is None:
            issue = self.issue(name)
            if not issue.numeric:
                raise UserError(f"issue {name!r}: found labels {_listing(issue.values)}, allowed numbers (see codes)")
            found = np.array(issue.values, dtype=np.float64).reshape(self._axis_shape(name))
            found.flags.writeable = False
            self._axes[name] = found
        return found

    def codes(self, name: str) -> NDArray[np.int64]:
        """The positions 0 … n - 1 of one issue's values, shaped like :meth:`axis`; serves labels too."""
        places: NDArray[np.int64] = np.arange(len(self.issue(name).values), dtype=np.int64)
        return places.reshape(self._axis_shape(name))

    def point(self, index: int) -> Point:
        """The outcome numbered ``index`` as issue → value, in the order of the issues."""
        if not 0 <= index < self.size:
            raise IndexError(f"outcome {index} is outside 0 … {self.size - 1}")
        rest = int(index)
        reversed_point: list[tuple[str, Value]] = []
        for name, values, count in self._columns:
            rest, place = divmod(rest, count)
            reversed_point.append((name, values[place]))
        return dict(reversed(reversed_point))

    def index(self, point: Mapping[str, Value]) -> int:
        """The number of the outcome ``point``, which must give every issue one of its values."""
        if set(point) != set(self.names):
            raise UserError(f"outcome {dict(point)}: found issues {sorted(point)}, allowed exactly {list(self.names)}")
        number = 0
        for issue in self.issues:
            number = number * len(issue.values) + issue.place(point[issue.name])
        return number

    @cached_property
    def coordinates(self) -> NDArray[np.float64]:
        """(size, number of issues): the position of each outcome's value along every issue, from 0 to 1;
        computed once. Distances between rows are the "similarity" of trade-off strategies.
        """
        places: NDArray[np.float64] = np.empty((*self.shape, len(self.issues)))
        for i, issue in enumerate(self.issues):
            places[..., i] = self.codes(issue.name) / max(len(issue.values) - 1, 1)
        table = places.reshape(self.size, len(self.issues))
        table.flags.writeable = False
        return table

    @cached_property
    def scales(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """The positions of every issue's values, from 0 to 1, one issue after the other; and how many each has."""
        return np.concatenate([np.arange(n) / max(n - 1, 1) for n in self.shape]), np.array(self.shape, dtype=np.int64)

    @cached_property
    def scales_at(self) -> tuple[int, int]:
        """Where the two of :attr:`scales` lie in memory, for compiled loops."""
        positions, counts = self.scales
        return address(positions), address(counts)

    def _position(self, name: str) -> int:
        if name not in self.names:
            raise UserError(f"issue {name!r}: not in this space, allowed {list(self.names)}")
        return self.names.index(name)

    def _axis_shape(self, name: str) -> tuple[int, ...]:
        here = self._position(name)
        return tuple(n if k == here else 1 for k, n in enumerate(self.shape))


def _listing(values: Sequence[Value], most: int = 8) -> str:
    shown = ", ".join(repr(value) for value in values[:most])
    return shown if len(values) <= most else f"{shown}, … {values[-1]!r} ({len(values)} values)"
