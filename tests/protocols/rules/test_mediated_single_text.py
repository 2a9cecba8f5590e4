"""Mediated single text: with truthful votes it climbs by Pareto improvements to a local optimum."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.strategies import make_strategy
from protocols.outcomes import Issue, OutcomeSpace
from protocols.registry import make_protocol
from protocols.transcript import TABLE
from protocols.types import Breakdown, Seat

SPACE = OutcomeSpace([Issue.grid("a", 0, 4, 1), Issue.grid("b", 0, 4, 1), Issue("c", ("x",))])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 4))
def test_every_accepted_change_helps_somebody_and_hurts_nobody(seed: int, parties: int) -> None:
    table = np.random.default_rng(seed).integers(0, 5, (parties, SPACE.size)).astype(float)
    seats = [Seat(f"P{k}", row, 0.0, make_strategy("linear")) for k, row in enumerate(table)]
    result = make_protocol("mediated_single_text", SPACE, 10, changes=40).run(seats, np.random.default_rng(seed))
    assert result.agreed
    texts = [SPACE.index(m.outcome) for m in result.transcript if m.sender == TABLE and m.outcome]
    for before, after in zip(texts, texts[1:], strict=False):
        assert (table[:, after] >= table[:, before]).all()
        assert sum(x != y for x, y in zip(SPACE.point(before).values(), SPACE.point(after).values(), strict=True)) == 1
    final = result.outcome  # type: ignore[union-attr]
    neighbours = [
        k
        for k in range(SPACE.size)
        if sum(a != b for a, b in zip(SPACE.point(k).values(), SPACE.point(final).values(), strict=True)) == 1
    ]
    better = [k for k in neighbours if (table[:, k] >= table[:, final]).all() and (table[:, k] > table[:, final]).any()]
    assert not better, "400 tries over 8 neighbours leave no improvement out"


def test_what_somebody_cannot_carry_out_is_never_written_and_a_bad_text_is_refused() -> None:
    rng = np.random.default_rng(0)
    table = rng.random((3, SPACE.size))
    table[rng.random(table.shape) < 0.3] = -np.inf
    for seed in range(20):
        seats = [Seat(f"P{k}", row, 0.0, make_strategy("linear")) for k, row in enumerate(table)]
        result = make_protocol("mediated_single_text", SPACE, 5).run(seats, np.random.default_rng(seed))
        assert result.agreed and (table[:, result.outcome] > -np.inf).all()  # type: ignore[union-attr]
    seats[1].reservation = 0.999
    seats[1].utility = np.where(np.arange(SPACE.size) == 0, 1.0, 0.5)
    result = make_protocol("mediated_single_text:changes=1", SPACE, 1).run(seats, np.random.default_rng(5))
    assert isinstance(result, Breakdown) and (result.reason, result.party) == ("refused", "P1")
    seats[0].utility = np.where(np.arange(SPACE.size) == 1, 1.0, -np.inf)
    seats[2].utility = np.where(np.arange(SPACE.size) == 2, 1.0, -np.inf)
    result = make_protocol("mediated_single_text", SPACE).run(seats, np.random.default_rng(5))
    assert isinstance(result, Breakdown) and result.reason == "no_feasible_outcome"
