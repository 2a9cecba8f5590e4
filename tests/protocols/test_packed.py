"""Offers found from packed numbers are the offers found by looking at every outcome, however awkward the utilities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols import bulk
from protocols.bulk import SortedTables, alternate
from protocols.errors import UserError
from protocols.packed import LARGEST, Packed


def looked_up(utility: np.ndarray, target: float) -> int:
    """The outcome of smallest utility at or above the target, the lowest index of equal ones, -1 for none."""
    enough = [(u, k) for k, u in enumerate(utility.tolist()) if u >= target and u > -np.inf]
    return min(enough)[1] if enough else -1


def awkward(rng: np.random.Generator, kind: int, size: int) -> np.ndarray:
    """A table of utilities that a coarse scale cannot always tell apart, or that do not fit it."""
    plain = rng.random(size)
    table = [
        plain,
        rng.integers(0, 4, size).astype(float),  # ties
        1.0 + rng.integers(0, 40, size) * 2.0**-52,  # neighbours among the floats
        plain - 0.5,
        1e9 + plain,  # far from zero
        -1e9 + plain,
        np.where(plain < 0.3, -1e300, plain),
        np.where(plain < 0.3, -np.inf, plain * 1e-310),  # subnormal
        np.round(plain, 5) * 1e300,
        np.full(size, -np.inf),
        np.where(plain < 0.5, 0.0, -0.0),
        np.where(plain < 0.9, plain * 1e-7, plain),  # crowded at one end
    ][kind]
    return np.asarray(table)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 90), st.integers(1, 60), st.integers(1, 40))
def test_every_offer_is_the_one_found_by_looking_at_every_outcome(seed: int, size: int, rounds: int, length: int) -> None:
    rng = np.random.default_rng(seed)
    tables = np.stack([awkward(rng, kind, size) for kind in rng.integers(0, 12, 9)])
    rows = rng.permutation(9) if seed % 2 else np.arange(9)
    targets = np.empty((9, rounds))
    for k, row in enumerate(rows):  # some hit a utility exactly, some lie beside one, some above and below all
        some = rng.choice(tables[row], rounds)
        beside = np.nextafter(some, rng.choice([-np.inf, np.inf], rounds))
        targets[k] = np.where(rng.random(rounds) < 0.5, some, beside)
        targets[k, rng.random(rounds) < 0.1] = rng.choice([np.inf, 2.0, -1.0, -np.inf])
    packed = Packed(tables, rows, tables.max(axis=1)[rows], targets, length)
    for start in range(0, rounds, length):
        which = np.flatnonzero(rng.random(9) < 0.7) if start else np.arange(9)
        if not len(which):
            continue
        found = packed.offers(which, start)
        wanted = [[looked_up(tables[rows[k]], t) for t in targets[k, start : start + length]] for k in which]
        assert found.tolist() == wanted


@pytest.mark.parametrize("parties", [2, 3])
@pytest.mark.parametrize("size", [300, 2000, LARGEST + 1])
def test_sessions_with_own_tables_end_as_with_sorted_ones(size: int, parties: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(size)
    count = 40 if size > LARGEST else 300
    angle = rng.random((count, size))
    utilities = np.stack([angle, 1 - angle, 0.5 + 0.5 * rng.random(angle.shape)], axis=1)[:, :parties].reshape(-1, size)
    rows = np.arange(count * parties).reshape(count, parties)
    best = utilities.max(axis=1)[rows]
    shares = 1 - np.linspace(0, 1, 100) ** (1 / rng.uniform(0.1, 4, (count, parties, 1)))
    targets = best[:, :, None] * np.maximum(shares, rng.choice([0.0, 0.7], (count, 1, 1)))
    quick = alternate(SortedTables(utilities), rows, targets)
    monkeypatch.setattr(bulk, "_OFTEN", 0)
    exact = alternate(SortedTables(utilities), rows, targets)
    assert (quick.outcome == exact.outcome).all()
    assert (quick.acts == exact.acts).all()
    assert (quick.left == exact.left).all()
    assert quick.agreed.any() and not quick.agreed.all()
    assert quick.rounds[quick.agreed].max() > 50 > quick.rounds[quick.agreed].min()


def test_a_target_that_is_no_number_is_refused() -> None:
    with pytest.raises(UserError, match="NaN"):
        alternate(SortedTables(np.zeros((2, 3))), np.array([[0, 1]]), np.full((1, 2, 4), np.nan))
