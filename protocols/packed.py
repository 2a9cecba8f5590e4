"""The offers of parties whose preferences are used once: found without the exact sort that would cost most of the time.

What a time-based party offers is the outcome of smallest own utility at or above a target. For one party's
table, each outcome becomes one 32-bit number, its utility on a fine even scale in the high bits and its index
in the low ones; such numbers sort several times faster than utilities with their places. Two utilities a few
parts in a million apart may share a step of the scale. So an offer found next to such a neighbour, or on the
step of the target itself, is looked at again with the utilities, and where many share a step (ties) the table
is sorted after all: the offers are exact, always.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from protocols.sorting import stable_order

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Ranking = tuple[Floats, Ints]
LARGEST = 8192  # outcomes: with more, too few bits are left for a scale that tells them apart
_BLOCK = 32  # tables packed at a time: their arrays stay in the cache
_WINDOW = 8  # numbers looked at again around a doubtful offer
_END = np.iinfo(np.int32).max  # above every step


def ranking(utility: Floats) -> Ranking:
    """The finite utilities of one table in rising order, and their outcomes, equal ones by index, then -1."""
    order = stable_order(utility)
    order = order[int((utility == -np.inf).sum()) :]
    return utility[order], np.append(order, -1)


class Packed:
    """What the seats of n sessions offer, ``length`` rounds at a time, each seat with a table of its own.

    Seat k has the table ``rows[k]`` of ``utilities`` (tables, size), whose largest utility is ``best[k]``, and
    insists on ``targets[k]`` (n, rounds). At most :data:`LARGEST` outcomes.
    """

    def __init__(self, utilities: Floats, rows: Ints, best: Floats, targets: Floats, length: int) -> None:
        self._utilities, self._rows, self._targets, self._length = utilities, rows, targets, length
        self._size = utilities.shape[1]
        self._bits = max((self._size - 1).bit_length(), 1)  # that hold the index
        with np.errstate(all="ignore"):
            low = targets.min(axis=1)
            span, reach = best - low, np.maximum(abs(low), abs(best))
            zero = np.where(reach > 4 * span, low, 0.0)  # the scale starts at zero unless they are far from it
            most = np.where(zero == 0, reach, span)
            scale = ((1 << 31 - self._bits) - 8) / most
            self._sound = (most > 0) & (scale > 0) & np.isfinite(scale)
        self._best, self._zero, self._scale = (np.where(self._sound, x, 0.0)[:, None] for x in (best, zero, scale))
        self._exact = {k: ranking(utilities[rows[k]]) for k in np.flatnonzero(~self._sound).tolist()}
        self._keys = np.zeros(len(rows) * self._size + _WINDOW, dtype=np.int32)  # with some to spare at the end
        lines = self._keys[:-_WINDOW].reshape(len(rows), self._size)
        self._lines = list(lines)
        first = self._steps(np.arange(len(rows)), targets[:, :length])
        self._first: list[Ints] = []  # searched for at once, while a block is in the cache
        space = np.empty((min(_BLOCK, len(rows)), self._size))
        indices = np.tile(np.arange(self._size, dtype=np.int32), (len(space), 1))
        for start in range(0, len(rows), _BLOCK):
            part = slice(start, start + _BLOCK)
            keys = lines[part]
            self._scaled(part, space[: len(keys)])
            np.copyto(keys, space[: len(keys)], casting="unsafe")
            keys <<= self._bits
            keys += indices[: len(keys)]
            keys.sort(axis=1)
            self._first += map(np.ndarray.searchsorted, self._lines[part], first[part])

    def _scaled(self, part: slice, out: Floats) -> None:
        """The utilities on the even scale. Rising maps throughout, with the rounding and the cutting off, so no two
        outcomes change their order."""
        rows, zero, scale = self._rows[part], self._zero[part], self._scale[part]
        in_line = rows[-1] - rows[0] == len(rows) - 1 and (rows[1:] > rows[:-1]).all()
        values = self._utilities[rows[0] : rows[-1] + 1] if in_line else self._utilities[rows]  # no copy if in line
        with np.errstate(all="ignore"):
            np.multiply(values - zero if zero.any() else values, scale, out=out)
        out[~self._sound[part]] = 0.0
        least = -float(1 << 31 - self._bits)
        if out.min() < least:  # -inf, or far below every target
            np.maximum(out, least, out=out)

    def _steps(self, which: Ints, targets: Floats) -> NDArray[np.int32]:
        """The smallest number that an outcome on the step of each target may have."""
        with np.errstate(invalid="ignore"):
            values = (np.minimum(targets, self._best[which]) - self._zero[which]) * self._scale[which]
        values[~self._sound[which]] = 0.0
        steps: NDArray[np.int32] = values.astype(np.int32) << self._bits
        return steps

    def offers(self, which: Ints, start: int) -> Ints:
        """(m, up to ``length``) the outcome of smallest utility at or above the targets of the seats ``which`` (m,)
        in the rounds from ``start``, -1 where there is none; of equal ones the lowest index."""
        targets = self._targets[which, start : start + self._length]
        if start == 0:
            searched = [self._first[k] for k in which.tolist()]
        else:
            lines = map(self._lines.__getitem__, which.tolist())
            searched = list(map(np.ndarray.searchsorted, lines, self._steps(which, targets)))
        places = np.concatenate(searched).reshape(targets.shape) + (which * self._size)[:, None]
        first, second, mask = self._keys.take(places), self._keys.take(places + 1), (1 << self._bits) - 1
        found: Ints = (first & mask).astype(np.int64)
        worth = self._utilities.reshape(-1).take(found + (self._rows[which] * self._size)[:, None], mode="clip")
        doubtful = np.flatnonzero((worth < targets) | ((first ^ second) <= mask))
        if len(doubtful):
            self._look_again(doubtful, places, which, targets, found)
        for row, k in enumerate(which.tolist() if self._exact else ()):
            if k in self._exact:
                values, order = self._exact[k]
                found[row] = order[values.searchsorted(targets[row])]
        return found

    def _look_again(self, doubtful: Ints, places: Ints, which: Ints, targets: Floats, found: Ints) -> None:
        """Settle the ``doubtful`` (flat places in ``found``) by the utilities themselves, or note that a table
        must be sorted."""
        tables = which[doubtful // targets.shape[1]]
        window = places.reshape(-1)[doubtful][:, None] + np.arange(_WINDOW)
        keys = self._keys.take(window)
        closing = window >= ((tables + 1) * self._size)[:, None]  # where the next table begins
        outcomes = np.where(closing, 0, keys & ((1 << self._bits) - 1))
        worth = np.where(closing, np.inf, self._utilities[self._rows[tables][:, None], outcomes])
        enough = worth >= targets.reshape(-1)[doubtful][:, None]
        steps = np.where(closing, _END, keys >> self._bits)
        at, first = np.arange(len(doubtful)), enough.argmax(axis=1)
        step = steps[at, first][:, None]
        pick = np.where(enough & (steps == step), worth, np.inf).argmin(axis=1)
        found.reshape(-1)[doubtful] = np.where(closing[at, first], -1, outcomes[at, pick])
        cut_off = ~enough.any(axis=1) | ((steps[:, -1:] == step) & ~closing[:, -1:])[:, 0]
        for k in np.unique(tables[cut_off]).tolist():
            if k not in self._exact:
                self._exact[k] = ranking(self._utilities[self._rows[k]])
