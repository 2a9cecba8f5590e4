"""In bulk: a single session is a batch of one, and a batch is its sessions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.strategies import make_strategy
from protocols.bulk import SortedTables, alternate, run_many
from protocols.errors import UserError
from protocols.outcomes import Issue, OutcomeSpace
from protocols.registry import make_protocol
from protocols.rules.stacked_alternating_offers import StackedAlternatingOffers
from protocols.sorting import stable_order
from protocols.types import Agreement, Seat

SPACE = OutcomeSpace([Issue.grid("a", 0, 4, 1), Issue("b", ("x", "y", "z"))])
SPECS = [
    "linear",
    "boulware",
    "conceder:k=0.1",
    "aspiration:exponent=4",
    "fixed:demand=0.6",
    "time_dependent:e=0.7",
]
OTHERS = ["micro", "tit_for_tat", "trade_off", "walk_away", "random_absolute_tit_for_tat"]


def encounters(seed: int, count: int, parties: int, specs: list[str], ties: bool) -> list[list[Seat]]:
    rng = np.random.default_rng(seed)
    tables = rng.integers(0, 6, (5, SPACE.size)).astype(float) if ties else rng.random((5, SPACE.size))
    tables[rng.random(tables.shape) < 0.1] = -np.inf
    return [
        [
            Seat(
                f"P{k}",
                tables[rng.integers(5)],
                float(rng.choice([-1, 0.2, 0.5, 4])),
                make_strategy(specs[rng.integers(len(specs))]),
            )
            for k in range(parties)
        ]
        for _ in range(count)
    ]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 4), st.integers(1, 9) | st.just(60), st.booleans(), st.booleans())
def test_a_batch_ends_exactly_as_its_sessions_one_by_one(seed: int, parties: int, rounds: int, ties: bool, mixed: bool) -> None:
    many = encounters(seed, 12, parties, SPECS + (OTHERS if mixed else []), ties)
    rule = make_protocol("stacked_alternating_offers", SPACE, rounds, first=seed % parties)
    assert isinstance(rule, StackedAlternatingOffers)
    ends = run_many(rule, many, [np.random.default_rng(k) for k in range(12)])
    for k, seats in enumerate(many):
        alone = rule.run(seats, np.random.default_rng(k))
        one = run_many(rule, [seats], [np.random.default_rng(k)])
        assert ends.reasons[k] == one.reasons[0] == ("agreed" if isinstance(alone, Agreement) else alone.reason)
        assert ends.rounds[k] == one.rounds[0] == alone.rounds
        if isinstance(alone, Agreement):
            assert ends.outcome[k] == one.outcome[0] == alone.outcome
            assert ends.utilities[k].tolist() == one.utilities[0].tolist() == list(alone.utilities.values())
        else:
            assert ends.outcome[k] == one.outcome[0] == -1


def test_a_batch_of_plans_ends_as_the_session() -> None:
    rng = np.random.default_rng(3)
    table = rng.random((2, SPACE.size))
    strategies = [make_strategy("linear"), make_strategy("boulware")]
    seats = [Seat(f"P{k}", table[k], 0.0, strategies[k]) for k in range(2)]
    for rounds in (10, 80):
        result = make_protocol("alternating_offers", SPACE, rounds).run(seats, rng)
        assert isinstance(result, Agreement)
        plans = [s.plan(float(u.max()), float(max(0.0, u.min())), rounds) for s, u in zip(strategies, table, strict=True)]  # type: ignore[attr-defined]
        batch = alternate(SortedTables(table), np.array([[0, 1]]), np.stack(plans)[None])
        assert batch.outcome[0] == result.outcome and batch.rounds[0] == result.rounds
        assert batch.acts[0] == len(result.offers) + 1


def test_large_batches_are_cut_into_chunks_without_a_seam() -> None:
    rng = np.random.default_rng(0)
    tables = SortedTables(rng.random((7, 40)))
    rows = rng.integers(0, 7, (5000, 2))
    targets = np.sort(rng.random((5000, 2, 12)), axis=2)[:, :, ::-1]
    whole = alternate(tables, rows, targets)
    parts = [alternate(tables, rows[k : k + 700], targets[k : k + 700]) for k in range(0, 5000, 700)]
    assert (whole.outcome == np.concatenate([part.outcome for part in parts])).all()
    assert (whole.acts == np.concatenate([part.acts for part in parts])).all()
    assert len(alternate(tables, rows[:0], targets[:0]).outcome) == 0


def test_shapes_that_do_not_fit_are_refused() -> None:
    tables = SortedTables(np.zeros((1, 3)))
    with pytest.raises(UserError, match="allowed"):
        alternate(tables, np.zeros((2, 2), dtype=int), np.zeros((2, 3, 4)))
    with pytest.raises(UserError, match="NaN"):
        SortedTables([[np.nan]])
    rule = make_protocol("stacked_alternating_offers", SPACE, 3)
    assert isinstance(rule, StackedAlternatingOffers)
    two, three = encounters(0, 1, 2, SPECS, False)[0], encounters(0, 1, 3, SPECS, False)[0]
    with pytest.raises(UserError, match="different numbers"):
        run_many(rule, [two, three], [np.random.default_rng(0)] * 2)


@given(
    st.lists(
        st.floats(allow_nan=False) | st.sampled_from([0.0, -0.0, 1.0, 1.0 + 2**-52, -np.inf]),
        min_size=1,
        max_size=60,
    )
)
def test_the_packed_sort_is_the_stable_sort(values: list[float]) -> None:
    array = np.array(values)
    assert stable_order(array).tolist() == np.argsort(array, kind="stable").tolist()
