"""The compiled loop picks the outcome that numpy picks, ties and masks included."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.strategies.trade_off import TradeOff
from protocols.kernels import library
from protocols.outcomes import Issue, OutcomeSpace
from protocols.types import History, Seat, View


@pytest.mark.skipif(library() is None, reason="no compiled engine here")
@given(
    sizes=st.lists(st.integers(1, 4), min_size=1, max_size=10), others=st.integers(1, 9), masked=st.booleans(),
    seed=st.integers(0, 10_000),
)  # fmt: skip
def test_both_engines_pick_the_same_outcome(sizes: list[int], others: int, masked: bool, seed: int) -> None:
    rng = np.random.default_rng(seed)
    sizes = sizes if np.prod(sizes) <= 3000 else sizes[:4]
    names = tuple(f"i{k}" for k in range(len(sizes)))
    space = OutcomeSpace([Issue(name, tuple(float(v) for v in range(n))) for name, n in zip(names, sizes, strict=True)])
    strategy, parties = TradeOff(band=0.3), tuple(f"p{k}" for k in range(others + 1))
    utility = rng.integers(0, 5, space.size).astype(float)  # many ties
    seat = Seat("p0", utility, 0.0, strategy)
    view = View(seat, space, parties, 10, History([]), lambda: rng)
    if masked:
        strategy.concerns = {p: frozenset(n for n in names if rng.random() < 0.6) for p in parties if rng.random() < 0.8}
    latest = {p: int(rng.integers(space.size)) for p in parties[1:]}
    offers = [(0, p, outcome) for p, outcome in latest.items()]
    utility[rng.random(space.size) < 0.2] = -np.inf
    candidates = view.between(1.0, 3.0)
    compiled = library()
    assert compiled is not None
    sight = strategy._looking(compiled, view)
    assert sight.hear(offers)
    found = sight.find(1.0, 3.0)
    if not len(candidates):
        assert found == view.at_least(1.0)
        return
    appeal = strategy.appeal(view, candidates, latest)
    assert found == candidates[appeal == appeal.max()].min()
