"""A transferable-utility game as a table: one value per coalition.

Coalitions are bit masks: player k of ``players`` is in coalition ``mask`` iff ``mask >> k & 1``. Mask 0 is
the empty coalition (worth 0), mask ``2**n - 1`` the grand coalition.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Payoffs = Array  # (n,) one payoff per player, in the order of Game.players
MAX_PLAYERS = 16  # 65,536 coalitions: beyond this the table stops being the right tool
ROUNDING = 1e-9  # values closer than this, relative to the game's size, count as equal


@dataclass(frozen=True, eq=False)
class Game:
    """A characteristic function ``v`` over the coalitions of ``players``.

    ``values`` has shape (2**n,), is read-only, finite, and ``values[0] == 0``. Gains are positive; turn a
    cost game into the savings game ``v(S) = sum c(i) - c(S)`` first.

    >>> game = Game.from_mapping("HF", {"H": 1, "F": 2, "FH": 10})
    >>> game.value("FH"), game.grand
    (10.0, 10.0)
    """

    players: tuple[str, ...]
    values: Array

    def __post_init__(self) -> None:
        _check_players(self.players)
        values = np.array(self.values, dtype=np.float64)
        if values.shape != (1 << self.n,) or not np.isfinite(values).all():
            raise ValueError(f"values: found shape {values.shape}, allowed: {1 << self.n} finite numbers")
        if values[0] != 0.0:
            raise ValueError(f"values: the empty coalition is worth {values[0]}, allowed: 0")
        values.flags.writeable = False
        object.__setattr__(self, "values", values)

    @property
    def n(self) -> int:
        return len(self.players)

    @property
    def grand(self) -> float:
        """v(N)."""
        return float(self.values[-1])

    @property
    def singles(self) -> Array:
        """v({i}) per player, shape (n,)."""
        return np.asarray(self.values[1 << np.arange(self.n)], dtype=np.float64)

    @property
    def rounding(self) -> float:
        """Differences below this are rounding, in the game's units."""
        return ROUNDING * max(1.0, float(np.abs(self.values).max()))

    def value(self, coalition: Iterable[str]) -> float:
        """v(S) of a coalition given by its members."""
        return float(self.values[sum(1 << self.players.index(player) for player in set(coalition))])

    def sums(self, payoffs: Sequence[float] | Array) -> Array:
        """x(S) for every coalition, shape (2**n,)."""
        return coalition_sums(payoffs)

    def excesses(self, payoffs: Sequence[float] | Array) -> Array:
        """e(S, x) = v(S) - x(S) for every coalition, shape (2**n,): what S could gain by leaving."""
        return np.asarray(self.values - coalition_sums(payoffs), dtype=np.float64)

    @classmethod
    def from_function(cls, players: Sequence[str], worth: Callable[[frozenset[str]], float]) -> Game:
        """Tabulate ``worth(S)`` over all non-empty coalitions."""
        names = _check_players(players)
        values = [0.0]
        for mask in range(1, 1 << len(names)):
            values.append(float(worth(frozenset(name for k, name in enumerate(names) if mask >> k & 1))))
        return cls(names, np.array(values))

    @classmethod
    def from_mapping(cls, players: Sequence[object], worth: Mapping[str, float]) -> Game:
        """A table keyed by members written together or with separators: ``FH``, ``F+H``, ``F,H`` (any order).

        Raises ValueError for unknown, ambiguous, repeated or missing coalitions.
        """
        names = _check_players([str(player) for player in players])
        found: dict[int, float] = {0: 0.0}
        for key, value in worth.items():
            mask = parse_coalition(str(key), names)
            if mask in found and (mask != 0 or value != 0):
                raise ValueError(f"coalition {key!r}: given twice, or the empty one is not worth 0")
            found[mask] = float(value)
        missing = [mask for mask in range(1 << len(names)) if mask not in found]
        if missing:
            example = "+".join(name for k, name in enumerate(names) if missing[0] >> k & 1)
            raise ValueError(f"coalitions: {len(missing)} without a value, the first is {example}")
        return cls(names, np.array([found[mask] for mask in range(1 << len(names))]))


def coalition_sums(amounts: Sequence[float] | Array) -> Array:
    """Sum of the members' amounts for every coalition, shape (2**n,), by doubling."""
    sums = np.zeros(1)
    for amount in amounts:
        sums = np.concatenate((sums, sums + amount))
    return sums


def membership(n: int) -> Array:
    """Indicator matrix, shape (2**n, n): row S, column i is 1.0 iff i is in S."""
    masks = np.arange(1 << n)[:, None]
    return np.asarray((masks >> np.arange(n)) & 1, dtype=np.float64)


def parse_coalition(key: str, players: Sequence[str]) -> int:
    """Bit mask of a coalition written as text; every way of reading the text must name the same members.

    >>> parse_coalition("13", ["1", "2", "3"]), parse_coalition("F1, H", ["H", "F1", "F2"])
    (5, 3)
    """
    parts = [part for part in re.split(r"[\s,;+|&{}()]+", key) if part]
    if all(part in players for part in parts) and len(set(parts)) == len(parts) and len(parts) != 1:
        return sum(1 << players.index(part) for part in parts)
    readings = _readings("".join(parts), players)
    if len(readings) != 1:
        problem = "no reading" if not readings else "several readings"
        raise ValueError(f"coalition {key!r}: {problem} as distinct players of {', '.join(players)}")
    return readings.pop()


def _readings(text: str, players: Sequence[str]) -> set[int]:
    """Every mask whose members' names, in some order, spell the text."""
    reached: list[set[int]] = [
        set() for _ in range(len(text) + 1)
    ]  # masks that spell each beginning of the text
    reached[0].add(0)
    for place in range(len(text)):
        for k, name in enumerate(players):
            if text.startswith(name, place):
                reached[place + len(name)] |= {mask | 1 << k for mask in reached[place] if not mask >> k & 1}
    return reached[-1]


def _check_players(players: Sequence[str]) -> tuple[str, ...]:
    names = tuple(players)
    if not 1 <= len(names) <= MAX_PLAYERS or len(set(names)) != len(names) or not all(names):
        raise ValueError(
            f"players: found {len(names)}, allowed: 1 to {MAX_PLAYERS} distinct, non-empty names"
        )
    return names


def as_payoffs(game: Game, payoffs: Mapping[str, float] | Sequence[float]) -> Array:
    """Payoffs as an array in player order; ValueError unless there is one finite number per player."""
    ordered = [payoffs[name] for name in game.players] if isinstance(payoffs, Mapping) else list(payoffs)
    array = np.asarray(ordered, dtype=np.float64)
    if array.shape != (game.n,) or not all(map(math.isfinite, array)):
        raise ValueError(f"payoffs: found shape {array.shape}, allowed: {game.n} finite numbers")
    return array
