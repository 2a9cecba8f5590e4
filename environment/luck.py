"""Luck: one named random stream per decision of nature, derived from the run's seed.

Two schemes that are compared on one seed share their luck: a stream's draws depend on the seed and the stream's
name only, never on what anybody decided. Counts are drawn by inverting their distribution at a pre-drawn
uniform number, so that a higher mean under the same luck never gives a much lower count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache, partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from environment import kernels
from protocols.kernels import address

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_STEP = 1.0 / 16  # grid of means in the inversion table: coarse, so that the table stays in the cache
_TOP = 16.0  # means from here on use the normal expansion
_WIDTH = 48  # counts per row of the table: P(X >= 48 | mean 16) < 1e-9
_BUCKETS, _OPEN = 256, -1  # of uniform numbers that are looked up without a search; mark of a bucket that needs one


class Draws:
    """Uniform numbers one by one, as ``stream(name).random()`` gives them; for who needs a few of them at most."""

    def __init__(self, first: Callable[[int], Floats]) -> None:
        """``first`` gives as many of the stream's first numbers as asked for."""
        self._first, self._used = first, 0
        self._known: list[float] = []

    def random(self) -> float:
        """The next number, in [0, 1)."""
        if self._used == len(self._known):
            self._known = self._first(2 * self._used + 2).tolist()
        self._used += 1
        return self._known[self._used - 1]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stream of uniform numbers of which any part is drawn when it is needed."""

    luck: Luck
    key: int

    @property
    def long(self) -> bool:
        """Whether its numbers are numpy's alone, since the seed is longer than compiled loops take."""
        return bool(self.luck.seed >> 64)

    def uniform(self, first: int, shape: tuple[int, ...]) -> Floats:
        """The stream's numbers from number ``first`` on."""
        return self.luck._uniform(self.key, shape, first)


class Luck:
    """Named streams of one run.

    >>> float(Luck(7).stream("market.appeal").random()) == float(Luck(7).stream("market.appeal").random())
    True
    """

    def __init__(self, seed: int) -> None:
        self.seed = int(seed)
        self._taken: set[str] = set()

    def stream(self, name: str) -> np.random.Generator:
        """The stream called ``name``; each name may be taken once, so that no two decisions share a stream."""
        return self._opened(self._take(name))

    def _opened(self, key: int) -> np.random.Generator:
        words = [self.seed & 0xFFFFFFFF, self.seed >> 32, key & 0xFFFFFFFF, key >> 32]
        entropy = words if self.seed >> 64 else np.array(words, dtype=np.uint32)  # the same words, taken in at half the cost
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(entropy)))

    def uniform(self, name: str, shape: tuple[int, ...]) -> Floats:
        """The first numbers of the stream called ``name``, in [0, 1); as ``stream(name).random(shape)``, at less cost."""
        return self._uniform(self._take(name), shape)

    def _uniform(self, key: int, shape: tuple[int, ...] | int, first: int = 0) -> Floats:
        library = kernels.library()
        if library is None or self.seed >> 64:
            opened = self._opened(key)
            opened.bit_generator.advance(first)  # type: ignore[attr-defined]  # (PCG64)
            return opened.random(shape)
        out = np.empty(shape)
        library.gy_uniform(self.seed, key, first, out.size, address(out))
        return out

    def rows(self, name: str, rows: int, width: int) -> kernels.Words:
        """The stream called ``name`` laid out in rows, for compiled loops that look at a few of its numbers."""
        library = kernels.library()
        assert library is not None and not self.seed >> 64
        out = np.empty((1 + rows, 2), dtype=np.uint64)
        library.gy_rows(self.seed, self._take(name), rows, width, address(out))
        return out

    def stretch(self, name: str) -> Stretch:
        """The stream called ``name``, for uniform numbers here and there."""
        return Stretch(self, self._take(name))

    def draws(self, name: str) -> Draws:
        """The stream called ``name``, for uniform numbers alone."""
        return Draws(partial(self._uniform, self._take(name)))

    def normal(self, name: str, shape: tuple[int, ...]) -> Floats:
        """The first numbers of the stream called ``name``; as ``stream(name).standard_normal(shape)``, at less cost."""
        library, fill = kernels.library(), kernels.normal_fill()
        if library is None or fill is None or self.seed >> 64:
            return self.stream(name).standard_normal(shape)
        out = np.empty(shape)
        library.gy_normal(self.seed, self._take(name), out.size, address(out), fill)
        return out

    def _take(self, name: str) -> int:
        if name in self._taken:
            raise ValueError(f"the random stream {name!r} is already in use")
        self._taken.add(name)
        return _number(name)


@lru_cache(maxsize=256)
def _number(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


@cache
def table() -> Floats:
    """Rows of the Poisson distribution function for means 0, 1/16, … 16, each row shifted by its number."""
    means = np.arange(0.0, _TOP + _STEP, _STEP)
    counts = np.arange(1, _WIDTH)
    ratios = means[:, None] / counts
    mass = np.exp(-means)[:, None] * np.concatenate([np.ones((len(means), 1)), np.cumprod(ratios, axis=1)], axis=1)
    below = np.minimum(np.cumsum(mass, axis=1), 1.0)
    below[:, -1] = 1.0
    table: Floats = (below + np.arange(len(means))[:, None]).ravel()
    return table


@cache
def guide() -> NDArray[np.int8]:
    """Counts by row of the table and bucket of the uniform number, -1 where a bucket holds more than one count."""
    rows = np.arange(len(table()) // _WIDTH)[:, None]
    edges = table().searchsorted(rows + np.arange(_BUCKETS + 1) / _BUCKETS) - rows * _WIDTH
    return np.where(edges[:, :-1] == edges[:, 1:], edges[:, :-1], _OPEN).astype(np.int8).ravel()


def poisson(uniform: Floats, mean: Floats) -> Ints:
    """Poisson counts with the given means from pre-drawn luck, by inversion.

    ``uniform`` holds one standard uniform number per cell (any shape that matches ``mean``). Below a mean of 16 the
    count is the table's quantile at the mean rounded down to 1/16, plus 0 or 1 with the rest as its mean (the sum of
    independent Poisson counts is Poisson; a rest drawn as 0 or 1 leaves the variance short by at most 0.004). From 16
    on it is the Cornish–Fisher expansion of the quantile to order mean^(-1/2) (Abramowitz and Stegun 26.2.49).
    """
    return inverted(uniform, uniform_tail(uniform), uniform_bucket(uniform), mean)


def inverted(uniform: Floats, tail: Floats, bucket: Ints, mean: Floats) -> Ints:
    """:func:`poisson` where the caller keeps :func:`uniform_tail` and :func:`uniform_bucket` of ``uniform``."""
    top = mean.ravel()[mean.argmax()] if mean.size else 0.0
    rest = mean * (1.0 / _STEP)  # in steps of the table: exact, the step is a power of two
    if top > _TOP:
        np.minimum(rest, _TOP / _STEP, out=rest)
    row = rest.astype(np.int64)
    rest -= row
    at = row * _BUCKETS
    at += bucket
    found = guide().take(at)
    open_ = (found.ravel() < 0).nonzero()[0]  # a step of the distribution falls into the bucket: look closer
    count: Ints = found.astype(np.int64)
    rows = row.take(open_)
    count.put(open_, table().searchsorted(rows + uniform.take(open_)) - rows * _WIDTH)
    count += rest > tail
    if top >= _TOP:
        fill_large(uniform, mean, count)
    return count


def fill_large(uniform: Floats, mean: Floats, count: Ints) -> None:
    """Put in the counts of the cells whose mean is too large for the table."""
    large = (mean.ravel() >= _TOP).nonzero()[0]
    m, z = mean.take(large), ndtri(uniform.take(large))
    root, skew = np.sqrt(m), z * z - 1.0
    x = m + root * z + skew / 6.0 - z * skew / (72.0 * root)
    count.put(large, np.maximum(x + 0.5, 0.0))  # whole numbers: the fraction is cut off


def uniform_tail(uniform: Floats) -> Floats:
    """A second uniform number out of the low digits of one, in [0, 16): 1 is a step of the table of :func:`poisson`."""
    scaled = uniform * 1048576.0
    tail: Floats = (scaled - np.floor(scaled)) * (1.0 / _STEP)
    return tail


def uniform_bucket(uniform: Floats) -> Ints:
    """The bucket of each uniform number in the table of :func:`poisson`."""
    return (uniform * _BUCKETS).astype(np.int64)


def thin(uniform: Floats, count: Ints, share: Floats | float) -> Ints:
    """``count`` × ``share`` in whole units, rounded by luck: the mean is exact, monotone in count and share.

    Used for cancellations and returns, whose spread between shows comes from the drawn rates, not from counting.
    """
    return np.minimum(np.floor(count * share + uniform).astype(np.int64), count)
