"""Coalition formation and arbitration: who forms, how the gain is split, and when a part secedes."""

from __future__ import annotations

import numpy as np
import pytest

from agents.strategies import make_strategy
from protocols import solutions
from protocols.errors import UserError
from protocols.games import Game, in_core, nucleolus, shapley
from protocols.outcomes import Issue, OutcomeSpace
from protocols.registry import make_protocol
from protocols.types import Breakdown, Result, Seat, View

SPACE = OutcomeSpace([Issue("plan", ("none", "host+factory", "all"))])
V = {"H": 0, "F": 0, "W": 0, "FH": 40, "HW": 0, "FW": 6, "FHW": 70}


def worth(members: frozenset[str]) -> float:
    return float(V["".join(sorted(members))])


def seats(reservations: tuple[float, ...] = (0.0, 0.0, 0.0)) -> list[Seat]:
    return [Seat(n, np.array([0.0, 20.0, 30.0]), r, make_strategy("linear")) for n, r in zip("HFW", reservations, strict=True)]


def form(split: str, **args: object) -> Result:
    rule = make_protocol("coalition_formation", SPACE, split=split, worth=worth, **args)
    return rule.run(seats(), np.random.default_rng(0))


def test_the_split_rules_are_the_solutions_of_the_game() -> None:
    game = Game.from_mapping("HFW", V)
    for split, solve in (("shapley", shapley), ("nucleolus", nucleolus)):
        result = form(split)
        assert [result.utilities[n] for n in "HFW"] == pytest.approx(solve(game).tolist())  # type: ignore[union-attr]
        assert sum(result.utilities.values()) == pytest.approx(70)  # type: ignore[union-attr]
    assert form("equal", secede=False).utilities == pytest.approx(dict.fromkeys("HFW", 70 / 3))  # type: ignore[union-attr]
    assert form("nash").utilities == pytest.approx(dict.fromkeys("HFW", 70 / 3))  # type: ignore[union-attr]


def test_a_part_that_gains_more_by_itself_secedes() -> None:
    """With v(FH) = 65 an equal split of 70 gives F and H 46.7 together: they leave W out."""
    rich = {**V, "FH": 65}
    rule = make_protocol("coalition_formation", SPACE, split="equal", worth=lambda s: float(rich["".join(sorted(s))]))
    result = rule.run(seats(), np.random.default_rng(0))
    assert result.parties == ("H", "F") and result.utilities == {"H": 32.5, "F": 32.5, "W": 0.0}  # type: ignore[union-attr]
    assert any("secede" in m.reason for m in result.transcript)
    stays = make_protocol("coalition_formation", SPACE, split="nucleolus", worth=lambda s: float(rich["".join(sorted(s))]))
    result = stays.run(seats(), np.random.default_rng(0))
    game = Game.from_mapping("HFW", rich)
    assert set(result.parties) == set("HFW") and in_core(game, np.array([result.utilities[n] for n in "HFW"]))  # type: ignore[union-attr]


def test_a_member_that_does_not_confirm_is_left_out_of_the_next_proposal() -> None:
    class Proud:
        def reset(self) -> None: ...
        def propose(self, view: View) -> None: ...
        def respond(self, view: View, offer: int) -> None: ...
        def confirm(self, view: View, worth: float) -> bool:
            return worth > 1000

    table = seats()
    table[2].strategy = Proud()  # type: ignore[assignment]
    result = make_protocol("coalition_formation", SPACE, worth=worth).run(table, np.random.default_rng(0))
    assert result.parties == ("H", "F") and result.utilities["W"] == 0  # type: ignore[union-attr]
    assert result.utilities["H"] == result.utilities["F"] == 20  # type: ignore[union-attr]


def test_without_a_table_of_values_coalitions_do_what_needs_nobody_else() -> None:
    """ "all" needs the warehouse, "host+factory" does not; side payments carry out the split and sum to
    zero."""
    table = seats((0.0, 0.0, 5.0))
    table[0].utility = np.array([0.0, 50.0, 10.0])
    table[1].utility = np.array([0.0, -10.0, 30.0])
    table[2].utility = np.array([5.0, 5.0, 45.0])
    table[2].involved = np.array([False, False, True])
    result = make_protocol("coalition_formation", SPACE).run(table, np.random.default_rng(0))
    game = Game.from_mapping("HFW", {**dict.fromkeys(V, 0), "FH": 40, "FHW": 80})
    assert result.point == {"plan": "all"}  # type: ignore[union-attr]
    gains = shapley(game)
    assert [result.utilities[n] for n in "HFW"] == pytest.approx((gains + [0, 0, 5]).tolist())  # type: ignore[union-attr]
    assert sum(result.payments.values()) == pytest.approx(0)  # type: ignore[union-attr]
    for seat in table:
        got = seat.utility[result.outcome] + result.payments[seat.name]  # type: ignore[union-attr]
        assert got == pytest.approx(result.utilities[seat.name])  # type: ignore[union-attr]


def test_no_gain_no_coalition_and_proportional_follows_the_reservation_values() -> None:
    rule = make_protocol("coalition_formation", SPACE, worth=lambda s: 0.0)
    result = rule.run(seats(), np.random.default_rng(0))
    assert isinstance(result, Breakdown) and result.reason == "no_trade"
    rule = make_protocol("coalition_formation", SPACE, split="proportional", worth=lambda s: 60.0 * (len(s) == 3))
    result = rule.run(seats((10.0, 20.0, 30.0)), np.random.default_rng(0))
    assert result.utilities == pytest.approx({"H": 20, "F": 40, "W": 60})  # type: ignore[union-attr]
    with pytest.raises(UserError, match="allowed shapley"):
        make_protocol("coalition_formation:split=luck", SPACE)


def test_arbitration_names_the_solution_of_the_reports_and_asks_for_consent() -> None:
    space = OutcomeSpace([Issue.grid("share", 0, 10, 1)])
    mine = space.axis("share").reshape(-1)
    table = np.stack([mine, (10 - mine) * 3], axis=1)
    for spec, solve in (
        ("nash", solutions.nash),
        ("kalai_smorodinsky", solutions.kalai_smorodinsky),
        ("egalitarian", solutions.egalitarian),
        ("utilitarian", solutions.utilitarian),
    ):
        pair = [Seat(n, table[:, k], 2.0, make_strategy("linear")) for k, n in enumerate("ab")]
        result = make_protocol(f"arbitration:solution={spec}", space).run(pair, np.random.default_rng(0))
        assert result.outcome == solve(table, [2.0, 2.0])  # type: ignore[union-attr]
    strong = make_protocol("arbitration:solution=asymmetric_nash,power=0.8", space).run(pair, np.random.default_rng(0))
    assert strong.point == {"share": 8}  # type: ignore[union-attr]
    pair[0].reservation, pair[1].reservation = 8.0, 8.0
    none = make_protocol("arbitration", space).run(pair, np.random.default_rng(0))
    assert isinstance(none, Breakdown) and none.reason == "no_feasible_outcome"
