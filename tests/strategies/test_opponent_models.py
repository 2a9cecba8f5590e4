"""Models of the other side improve joint gains where issues can be traded, and learn what they should."""

from __future__ import annotations

import numpy as np

from agents.strategies import make_strategy
from agents.strategies.opponent_model import OpponentModel
from protocols.outcomes import Issue, OutcomeSpace
from protocols.preferences import linear_additive
from protocols.registry import make_protocol
from protocols.types import Seat

SPACE = OutcomeSpace([Issue.grid(f"i{k}", 0, 5, 1) for k in range(4)])
RISING = np.arange(6) / 5


def domain(seed: int) -> np.ndarray:
    """(outcomes, 2): opposed on every issue, but each cares about different ones: room for logrolling."""
    rng = np.random.default_rng(seed)
    curves = (RISING, 1 - RISING)
    return np.stack([linear_additive(SPACE, [c] * 4, rng.dirichlet(np.full(4, 0.7))) for c in curves], axis=1)


def share_of_the_best_product(spec: str, domains: range) -> float:
    total = 0.0
    for seed in domains:
        table = domain(seed)
        seats = [Seat(n, table[:, k], 0.1, make_strategy(spec)) for k, n in enumerate("ab")]
        result = make_protocol("alternating_offers", SPACE, 20).run(seats, np.random.default_rng(seed))
        if result.agreed:
            total += table[result.outcome].prod() / table.prod(axis=1).max()  # type: ignore[union-attr]
    return total / len(domains)


def test_trade_offs_and_learning_raise_joint_gains_over_plain_concession() -> None:
    plain, near, learned = (share_of_the_best_product(s, range(24)) for s in ("linear", "trade_off", "bayesian"))
    assert near > plain + 0.05
    assert learned > plain + 0.05


def test_the_model_learns_direction_and_importance_from_concessions() -> None:
    """The opponent insists on a high first issue and gives way on the last: it must care more about the
    first."""
    model = OpponentModel(SPACE)
    prior = model.worth().reshape(SPACE.shape)
    assert np.allclose(prior[0, 3, 3, 3], prior[5, 3, 3, 3])
    for round_, last in enumerate((5, 4, 3, 2, 1, 0)):
        model.observe(SPACE.index({"i0": 5, "i1": 5, "i2": 5, "i3": last}), round_ / 10)
    worth = model.worth().reshape(SPACE.shape)
    assert worth[5, 3, 3, 3] > worth[0, 3, 3, 3] + 0.1
    assert worth[5, 3, 3, 3] - worth[0, 3, 3, 3] > worth[3, 3, 3, 5] - worth[3, 3, 3, 0]
    assert ((worth >= -1e-12) & (worth <= 1 + 1e-12)).all()


def test_the_model_serves_labels_and_issues_without_a_choice() -> None:
    space = OutcomeSpace([Issue("colour", ("red", "blue", "green")), Issue("fixed", (1,)), Issue("pair", (0, 1))])
    model = OpponentModel(space)
    for time in (0.0, 0.1, 0.2):
        model.observe(space.index({"colour": "blue", "fixed": 1, "pair": 0}), time)
    worth = model.worth()
    assert worth.argmax() == space.index({"colour": "blue", "fixed": 1, "pair": 0})
    alone = OpponentModel(OutcomeSpace([Issue("x", (1,))]))
    alone.observe(0, 0.0)
    assert alone.worth().tolist() == [1.0]
