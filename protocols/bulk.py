"""Many negotiations at once: alternating offers by parties whose aspirations depend on time only.

A time-based offer does not depend on the opponent, so all a party's offers are found by one search of its
outcomes in order of utility, and what is left is who first accepts what. The result of a session is the very
result of :meth:`~protocols.rules.base.Rule.run` (a property test): a single session is a batch of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protocols.errors import UserError
from protocols.packed import LARGEST, Packed, Ranking, ranking
from protocols.rules.stacked_alternating_offers import StackedAlternatingOffers
from protocols.types import Agreement, Breakdown, Floats, Result, Seat

Ints = NDArray[np.int64]
_CHUNK = 512  # sessions worked on at a time: bounds the memory
_STRETCH = 25  # rounds looked at together: most sessions end long before the last
_OFTEN = 5  # uses of a table from which it is worth sorting exactly


class SortedTables:
    """Utility tables (n_tables, size), one a type of party. ``best`` (n_tables,): the largest utility of each.

    A table that a batch uses often is sorted when first used and then kept. Ties among equal utilities keep
    the order of the outcomes, so the first is the lowest index.
    """

    def __init__(self, utilities: ArrayLike) -> None:
        self.utilities: Floats = np.ascontiguousarray(np.atleast_2d(np.asarray(utilities, dtype=np.float64)))
        self.best: Floats = self.utilities.max(axis=1)
        if np.isnan(self.best).any() or (self.best == np.inf).any():
            raise UserError("utilities: found NaN or +inf, allowed finite numbers or -inf")
        self._sorted: dict[int, Ranking] = {}

    def ranked(self, table: int) -> Ranking:
        """The finite utilities of one table in rising order, and the outcomes they belong to with a closing
        -1."""
        if table not in self._sorted:
            self._sorted[table] = ranking(self.utilities[table])
        return self._sorted[table]

    def often(self, rows: Ints) -> NDArray[np.bool_]:
        """Which tables a batch of seats over the tables ``rows`` should sort exactly, and keep."""
        if self.utilities.shape[1] > LARGEST:
            return np.ones(len(self.utilities), dtype=np.bool_)
        many: NDArray[np.bool_] = np.bincount(rows.reshape(-1), minlength=len(self.utilities)) > _OFTEN
        many[list(self._sorted)] = True
        return many


class _Offers:
    """What each of n seats offers, a stretch of rounds at a time: seat k has the table ``rows[k]`` and insists
    on ``targets[k]`` (n, rounds)."""

    def __init__(self, tables: SortedTables, rows: Ints, targets: Floats, often: NDArray[np.bool_]) -> None:
        self._tables, self._rows, self._targets = tables, rows, targets
        self._kept = often[rows]
        once = ~self._kept
        self._place = np.cumsum(once) - 1  # of a seat among those packed
        own = rows[once]
        self._packed = Packed(tables.utilities, own, tables.best[own], targets[once], _STRETCH) if len(own) else None

    def at(self, seats: Ints, start: int) -> Ints:
        """(m, rounds of the stretch) outcome of smallest utility at or above each target of ``seats`` (m,) in the
        rounds from ``start``; -1 where there is none."""
        kept = self._kept[seats]
        if self._packed and not kept.any():
            return self._packed.offers(self._place[seats], start)
        targets = self._targets[seats, start : start + _STRETCH]
        found = np.empty(targets.shape, dtype=np.int64)
        if self._packed and not kept.all():
            found[~kept] = self._packed.offers(self._place[seats[~kept]], start)
        for table, which in _groups(self._rows[seats], np.flatnonzero(kept)):
            values, order = self._tables.ranked(table)
            found[which] = order[values.searchsorted(targets[which])]
        return found


def _groups(rows: Ints, among: Ints) -> list[tuple[int, Ints]]:
    """(table, its places in ``rows``) for the places ``among``."""
    by_table = among[np.argsort(rows[among], kind="stable")]
    cuts = [0, *(np.flatnonzero(np.diff(rows[by_table])) + 1).tolist(), len(by_table)]
    return [(int(rows[by_table[start]]), by_table[start:stop]) for start, stop in pairwise(cuts) if stop > start]


@dataclass(frozen=True)
class Batch:
    """How each of B sessions ended, arrays of (B,).

    ``outcome``: agreed outcome, -1 for none. ``acts``: acts played, where in each round every party acts
    once. ``left``: the seat that had nothing to offer and walked away, -1 for nobody.
    """

    n_parties: int
    outcome: Ints
    acts: Ints
    left: Ints

    @property
    def agreed(self) -> NDArray[np.bool_]:
        """Which sessions ended with a deal."""
        return self.outcome >= 0

    @property
    def rounds(self) -> Ints:
        """Rounds begun."""
        return (self.acts - 1) // self.n_parties + 1


def alternate(tables: SortedTables, rows: Ints, targets: Floats) -> Batch:
    """Play B sessions of (stacked) alternating offers; parties act in the order of the second axis.

    ``rows``: (B, parties) the utility table of each seat. ``targets``: (B, parties, rounds) the utility each
    seat insists on in each round, no less than its reservation value. A seat offers the outcome of smallest
    own utility at or above its target and accepts a standing offer that reaches it; unanimity of the others
    makes the deal.
    """
    rows, targets = np.asarray(rows, dtype=np.int64), np.asarray(targets, dtype=np.float64)
    if rows.ndim != 2 or targets.ndim != 3 or targets.shape[:2] != rows.shape or rows.shape[1] < 2:
        raise UserError(f"batch: found rows {rows.shape} and targets {targets.shape}, allowed (B, n) and (B, n, rounds)")
    if np.isnan(targets.min(initial=np.inf)):
        raise UserError("targets: found NaN, allowed numbers")
    often = tables.often(rows)
    ends = np.empty((3, len(rows)), dtype=np.int64)
    for start in range(0, len(rows), _CHUNK):
        part = slice(start, start + _CHUNK)
        offers = _Offers(tables, rows[part].reshape(-1), targets[part].reshape(-1, targets.shape[2]), often)
        play = _two if rows.shape[1] == 2 else _several
        ends[:, part] = play(tables, rows[part], targets[part], offers)
    return Batch(rows.shape[1], *ends)


def _two(tables: SortedTables, rows: Ints, targets: Floats, offers: _Offers) -> tuple[Ints, Ints, Ints]:
    """Two parties: whether each act ends the session depends on no other act, so the first that does
    decides."""
    sessions, _, rounds = targets.shape
    outcome, left, acts = np.full(sessions, -1), np.full(sessions, -1), np.full(sessions, 2 * rounds)
    alive, standing = np.arange(sessions), np.full(sessions, -1)
    utilities, before = tables.utilities.reshape(-1), (rows * tables.utilities.shape[1])[:, :, None]
    for start in range(0, rounds, _STRETCH):
        aims = targets[alive, :, start : start + _STRETCH]
        count, _, length = aims.shape
        seats = (2 * alive[:, None] + np.arange(2)).reshape(-1)
        mine = offers.at(seats, start).reshape(aims.shape)
        facing = np.empty_like(mine)
        facing[:, 0, 0], facing[:, 0, 1:], facing[:, 1] = standing, mine[:, 1, :-1], mine[:, 0]
        yes = utilities.take(before[alive] + facing, mode="wrap") >= aims  # facing -1: it was over before
        if start == 0:
            yes[:, 0, 0] = False  # nothing to answer yet
        gone = ~yes & (mine < 0)
        ends = np.swapaxes(yes | gone, 1, 2).reshape(count, 2 * length)
        act = ends.argmax(axis=1)
        at = (np.arange(count), act % 2, act // 2)
        over = ends[at[0], act]
        done = alive[over]
        outcome[done] = np.where(yes[at], facing[at], -1)[over]
        left[done] = np.where(gone[at], act % 2, -1)[over]
        acts[done] = (2 * start + act + 1)[over]
        alive, standing = alive[~over], mine[~over, 1, -1]
        if not len(alive):
            break
    return outcome, acts, left


def _several(tables: SortedTables, rows: Ints, targets: Floats, found: _Offers) -> tuple[Ints, Ints, Ints]:
    """Any number of parties: act by act, all sessions together."""
    sessions, n, rounds = targets.shape
    stretches = [found.at(np.arange(rows.size), start) for start in range(0, rounds, _STRETCH)]
    offers = np.concatenate(stretches, axis=1).reshape(targets.shape)
    outcome, left, acts = np.full(sessions, -1), np.full(sessions, -1), np.full(sessions, n * rounds)
    alive, standing = np.arange(sessions), np.full(sessions, -1)
    accepted = np.zeros(sessions, dtype=np.int64)
    for act in range(n * rounds):
        round_, k = divmod(act, n)
        yes = tables.utilities[rows[alive, k], standing] >= targets[alive, k, round_]
        yes &= act > 0
        accepted = np.where(yes, accepted + 1, 0)
        standing = np.where(yes, standing, offers[alive, k, round_])
        gone = standing < 0
        over = (accepted == n - 1) | gone
        if over.any():
            outcome[alive[over]] = standing[over]  # -1 for those who left
            left[alive[gone]] = k
            acts[alive[over]] = act + 1
            alive, standing, accepted = alive[~over], standing[~over], accepted[~over]
            if not len(alive):
                break
    return outcome, acts, left


@dataclass(frozen=True)
class Ends:
    """How each of B encounters ended: ``outcome`` (B,) (-1: none), ``rounds`` (B,), ``utilities`` (B,
    parties) what each seat gets (the reservation value without a deal), ``reasons`` ("agreed" or the
    breakdown's reason).
    """

    outcome: Ints
    rounds: Ints
    utilities: Floats
    reasons: tuple[str, ...]


def run_many(
    rule: StackedAlternatingOffers,
    encounters: Sequence[Sequence[Seat]],
    rngs: Sequence[np.random.Generator],
) -> Ends:
    """The ends of many encounters under one rule, the same as ``rule.run(seats, rng)`` of each.

    Encounters of time-based strategies (those whose ``plan(best, low, n_rounds)`` gives a target a round)
    without discounting are played together as arrays; any other strategy sits in the same batch at its own
    cost. To see offers and transcript of one, run it alone.
    """
    if len({len(seats) for seats in encounters}) > 1:
        raise UserError("batch: found encounters of different numbers of parties, allowed one number")
    ends: list[tuple[int, int, list[float], str]] = [(-1, 0, [], "")] * len(encounters)
    together: list[tuple[int, list[Floats]]] = []
    for k, seats in enumerate(encounters):
        plans = _plans(rule, seats)
        if plans is None:
            ends[k] = _end(seats, rule.run(seats, rngs[k]))
        else:
            together.append((k, plans))
    if together:
        _run_together(rule, encounters, together, ends)
    return Ends(
        np.array([end[0] for end in ends], dtype=np.int64),
        np.array([end[1] for end in ends], dtype=np.int64),
        np.array([end[2] for end in ends], dtype=np.float64),
        tuple(end[3] for end in ends),
    )


def _plans(rule: StackedAlternatingOffers, seats: Sequence[Seat]) -> list[Floats] | None:
    """Every seat's targets by round; None when somebody does not play by the clock alone."""
    plans = []
    for seat in seats:
        plan = getattr(seat.strategy, "plan", None)
        if plan is None or seat.discount != 1.0:
            return None
        seat.check(rule.space)
        ranked = seat.ranked()
        if not len(ranked) or ranked[-1] < seat.reservation:
            return None
        best, low = float(ranked[-1]), max(seat.reservation, float(ranked[0]))
        targets = plan(best, low, rule.rounds)
        if targets is None:
            return None
        plans.append(np.minimum(targets, best))
    return plans


def _run_together(
    rule: StackedAlternatingOffers,
    encounters: Sequence[Sequence[Seat]],
    together: Sequence[tuple[int, list[Floats]]],
    ends: list[tuple[int, int, list[float], str]],
) -> None:
    order = rule.order(len(encounters[together[0][0]]))
    numbers: dict[int, int] = {}
    arrays: list[Floats] = []
    rows = np.empty((len(together), len(order)), dtype=np.int64)
    for place, (k, _) in enumerate(together):
        for turn, seat in enumerate(order):
            utility = encounters[k][seat].utility
            if id(utility) not in numbers:  # seats that share an array share its sorting
                numbers[id(utility)] = len(arrays)
                arrays.append(utility)
            rows[place, turn] = numbers[id(utility)]
    targets = np.stack([[plans[seat] for seat in order] for _, plans in together])
    batch = alternate(SortedTables(np.stack(arrays)), rows, targets)
    for place, (k, _) in enumerate(together):
        seats, outcome = encounters[k], int(batch.outcome[place])
        worth = [float(s.utility[outcome]) if outcome >= 0 else float(s.reservation) for s in seats]
        why = "agreed" if outcome >= 0 else "walk_away" if batch.left[place] >= 0 else "deadline"
        ends[k] = (outcome, int(batch.rounds[place]), worth, why)


def _end(seats: Sequence[Seat], result: Result) -> tuple[int, int, list[float], str]:
    if isinstance(result, Agreement):
        return result.outcome, result.rounds, [result.utilities[seat.name] for seat in seats], "agreed"
    assert isinstance(result, Breakdown)
    return -1, result.rounds, [float(seat.reservation) for seat in seats], result.reason
