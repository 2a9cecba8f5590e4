"""The tables of a show as its readers get them: made when first read, and then plain columns.

A batch of shows reads a handful of numbers of each; nobody should pay for thousands of rows that nobody looks at.
What a table is made from are the recorded arrays themselves, never the world.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias, TypeVar, overload

import numpy as np

from environment.luck import Ints
from environment.records import Table

T = TypeVar("T")
Raw: TypeAlias = Mapping[str, Any]  # column -> array, labels or list
Maker: TypeAlias = Callable[[], Raw]


@dataclass(frozen=True, slots=True, eq=False)
class Labels(Sequence[str]):
    """A column of names, kept as positions in a list of names."""

    names: Sequence[str]
    at: Ints

    def __len__(self) -> int:
        return len(self.at)

    @overload
    def __getitem__(self, item: int) -> str: ...
    @overload
    def __getitem__(self, item: slice) -> list[str]: ...
    def __getitem__(self, item: int | slice) -> str | list[str]:
        return self.tolist()[item] if isinstance(item, slice) else self.names[int(self.at[item])]

    def tolist(self) -> list[str]:
        names: list[str] = np.array(self.names, dtype=object)[self.at].tolist()
        return names


class Lazy(Mapping[str, T]):
    """Tables by name, each made by its maker when first read."""

    def __init__(self, makers: Mapping[str, Callable[[], T]]) -> None:
        self._makers = dict(makers)
        self._made: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __repr__(self) -> str:
        return repr(dict(self))


class Recorded(Lazy[Raw]):
    """Tables as recorded, with room for what measures make of them (:func:`environment.measures.registry.once`)."""

    def __init__(self, makers: Mapping[str, Maker]) -> None:
        super().__init__(makers)
        self.derived: dict[Any, Any] = {}


class Columns(Lazy[Any]):
    """A recorded table whose columns are made when first read: few of them are measured."""


class Tables(Lazy[Table]):
    """Tables as plain columns: lists of numbers and texts. ``raw`` holds them as arrays, :class:`Labels` or lists.

    >>> Tables({"sizes": lambda: {"size": Labels(["S", "M"], np.array([1, 0])), "units": np.array([3, 4])}})
    {'sizes': {'size': ['M', 'S'], 'units': [3, 4]}}
    """

    def __init__(self, makers: Mapping[str, Maker]) -> None:
        self.raw = Recorded(makers)
        super().__init__({name: partial(_plain, self.raw, name) for name in makers})


def _plain(raw: Mapping[str, Raw], name: str) -> Table:
    return {column: _listed(values) for column, values in raw[name].items()}


def _listed(values: Any) -> list[Any]:
    listed: list[Any] = values.tolist() if isinstance(values, (np.ndarray, Labels)) else list(values)
    return listed
