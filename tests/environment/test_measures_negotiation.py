"""Distances of deals and concessions on an encounter of six outcomes."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from environment.measures import negotiation
from environment.records import Negotiation

# Gains over (10, 20):      A           B          C          D          E           F
HOST = np.array([22.0, 18.0, 14.0, 11.0, 8.0, 12.0])  # 12, 8, 4, 1, −2, 2
SUPPLIER = np.array([18.0, 22.0, 23.0, 26.0, 30.0, 22.0])  # −2, 2, 3, 6, 10, 2
A, B, C, D, E, F = range(6)


def talk(deal: int | None, offers: tuple[tuple[int, str, int], ...] = (), **changes: object) -> Negotiation:
    """Host and supplier, going without worth 10 and 20."""
    gains = {"H": 0.0, "S": 0.0} if deal is None else {"H": float(HOST[deal] - 10), "S": float(SUPPLIER[deal] - 20)}
    record = Negotiation(
        id="N1", kind="N1", parties=("H", "S"), protocol="alternating_offers", t_min=0.0, rounds=3, agreed=deal is not None,
        reason="agreed", outcome={}, gains=gains, reservations={"H": 10.0, "S": 20.0}, issues={},
        utilities={"H": HOST, "S": SUPPLIER}, offers=offers, transcript=(), bound=() if deal is None else ("H", "S"),
    )  # fmt: skip
    return replace(record, **changes)


def tables(*records: Negotiation) -> dict[str, dict[str, list[object]]]:
    return {
        "seats": negotiation.seats(records),
        "negotiations": {"id": [r.id for r in records], "agreed": [r.agreed for r in records]},
        "parties": {"party": ["H", "S"], "kind": ["host", "supplier"]},
    }


def test_points_of_one_encounter() -> None:
    host, supplier = negotiation.look(talk(F, ((0, "H", A), (0, "S", E), (1, "H", B), (1, "S", D), (2, "H", F))))
    # rational: B (8, 2), C (4, 3), D (1, 6), F (2, 2); ideal (8, 6); Nash product 16 at B; smallest share ½ at C
    assert host == pytest.approx((2.0, 8.0, 4.0, 8.0, 4.0, 12 / 12, 2 / 12))
    assert supplier == pytest.approx((2.0, 6.0, 3.0, 2.0, 3.0, 10 / 10, 6 / 10))


def test_distances_are_in_shares_of_ideal_gains() -> None:
    found = tables(talk(F))
    assert negotiation.pareto_distance(found) == pytest.approx(sqrt((2 / 8) ** 2 + (1 / 6) ** 2))
    assert negotiation.nash_distance(found) == pytest.approx(6 / 8)
    assert negotiation.ks_distance(found) == pytest.approx(sqrt((2 / 8) ** 2 + (1 / 6) ** 2))


def test_the_nash_point_is_at_no_distance_from_itself_and_from_the_front() -> None:
    assert negotiation.nash_distance(tables(talk(B))) == 0.0 == negotiation.pareto_distance(tables(talk(B)))
    assert negotiation.ks_distance(tables(talk(C))) == 0.0


def test_breakdowns_have_no_distance_and_do_not_dilute_that_of_deals() -> None:
    assert np.isnan(negotiation.nash_distance(tables(talk(None))))
    assert negotiation.nash_distance(tables(talk(F), talk(None, id="N2"))) == pytest.approx(6 / 8)


def test_who_conceded() -> None:
    found = tables(talk(F, ((0, "H", A), (0, "S", E), (1, "H", F))), talk(None, id="N2"))
    assert negotiation.conceded(found, "host") == pytest.approx(10 / 12)
    assert negotiation.conceded(found, "supplier") == 0.0
    assert np.isnan(negotiation.conceded(tables(talk(None)), "host"))


def test_nothing_acceptable_to_all_leaves_no_points() -> None:
    rows = negotiation.look(talk(None, reservations={"H": 20.0, "S": 28.0}))
    assert all(np.isnan(row[1:5]).all() for row in rows)


def test_a_party_with_nothing_to_gain_does_not_hide_the_nash_point_of_the_others() -> None:
    idle = {"H": HOST, "S": SUPPLIER, "X": np.full(6, 5.0)}
    record = talk(F, parties=("H", "S", "X"), utilities=idle, reservations={"H": 10.0, "S": 20.0, "X": 5.0},
                  gains={"H": 2.0, "S": 2.0, "X": 0.0})  # fmt: skip
    assert [row[3] for row in negotiation.look(record)] == [8.0, 2.0, 0.0]


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=1, max_size=12), st.data())
def test_distances_do_not_depend_on_the_scale_of_a_utility(points: list[tuple[float, float]], data: st.DataObject) -> None:
    deal = data.draw(st.integers(0, len(points) - 1))
    scale, shift = data.draw(st.sampled_from([0.5, 4.0])), data.draw(st.sampled_from([-64.0, 0.0, 256.0]))

    def record(a: float, b: float) -> Negotiation:
        host, supplier = np.array([p[0] for p in points]), np.array([p[1] for p in points])
        mine = a * host + b
        return talk(
            A, utilities={"H": mine, "S": supplier}, reservations={"H": b, "S": 0.0},
            gains={"H": float(mine[deal] - b), "S": float(supplier[deal])},
        )  # fmt: skip

    one, other = tables(record(1.0, 0.0)), tables(record(scale, shift))
    for measure in (negotiation.pareto_distance, negotiation.ks_distance):
        assert measure(other) == pytest.approx(measure(one), abs=1e-6, nan_ok=True)
        assert 0.0 <= measure(one) <= sqrt(2) + 1e-9
