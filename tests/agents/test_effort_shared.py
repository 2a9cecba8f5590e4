"""Who bears the cost of the host's effort: it moves the effort, both foresee it, and the books settle it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents import host_values
from agents.party import Encounter, Party
from agents.prospect import effort_for
from agents.supplier_pre import chain_margin
from environment import Scenario, Scheme, encounters
from environment.world import World

PLAIN = ["commission", "commission_service_fee", "slot_fee", "effort_cost_share"]
FIXED = {"commission_rate": None, "slot_fee_total": None, "guarantee_multiple": None, "gift_cost_share_host": None}
RATE = 0.2


def shared(share: float, table: list[float] | None = None, clauses: list[str] | None = None) -> Scheme:
    """Commission and fee fixed, the supplier bears ``share`` of the effort; bargained over ``table``, if given."""
    own = {} if table is None else {"N1.effort_cost_share_supplier": table}
    issues = {"N1": {**FIXED, **{name.split(".")[1]: span for name, span in own.items()}}}
    terms = {"commission_rate": RATE, "guarantee_multiple": 0.0, "effort_cost_share_supplier": share}
    return Scheme.load(
        "slot_fee_commission", {"contracts.host_supplier": clauses or PLAIN, "terms": terms, "negotiable": issues}
    )


def table(monkeypatch: pytest.MonkeyPatch, scenario: Scenario, scheme: Scheme) -> tuple[World, dict[str, np.ndarray]]:
    """A show played, and the expected profit of every outcome of N1 by party."""
    found: dict[str, np.ndarray] = {}
    decide = Party.appraise

    def appraise(self: Party, encounter: Encounter) -> tuple[Any, float]:
        if encounter.kind == "terms":
            profit = getattr(self, "value_terms")(encounter)[0]  # noqa: B009
            found[self.name] = np.broadcast_to(profit, (*encounter.space.shape, profit.shape[-1])).mean(axis=-1)
        return decide(self, encounter)

    monkeypatch.setattr(Party, "appraise", appraise)
    encounters._SETTLED.clear()
    world = World(scenario, scheme, 7)
    world.play()
    return world, found


def test_the_first_best_effort_where_cost_is_shared_as_revenue_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cachon 2003 sec. 4: a share of revenue alone gives too little effort; the host that bears of its cost the share that it
    has of the margin chooses what is best for both. Seen in what the host does, and in what both expect at the table.

    Goods in plenty and an honest forecast, so that the two agree on what effort brings.
    """
    easy: dict[str, Any] = {"behaviour.host.effort.cost": 150_000, "behaviour.host.forecast_inflation": 1.0}
    base = Scenario.load("autumn_launch")
    for style in base.styles:
        easy[f"styles.{style.id}.stock"] = {w: 40 * n for w, n in style.stock.items()}
    scenario = Scenario.load("autumn_launch", overrides=easy)
    fee = scenario.platform.commission_service_fee
    world, worth = table(monkeypatch, scenario, shared(0.0, [0.0, 0.9, 0.01]))
    host = world.cast.host
    margin = chain_margin(world.cast.supplier, fee)
    best = host_values.planned_effort(host.profile, margin / (1.0 - fee), world.catalogue)
    fair = 1.0 - RATE * (1.0 - fee) / margin  # the supplier bears of the cost what it has of the margin
    assert 0.3 < best < 0.95 and 0.2 < fair < 0.8
    together = sum(worth.values())
    assert np.argmax(together) * 0.01 == pytest.approx(fair, abs=0.02)
    for share, reached in ((0.0, False), (fair, True), (min(0.9, fair + 0.15), False)):
        played = World(scenario, shared(share), 7)
        played.play()
        assert not played.parted
        assert (played.cast.host.effort() == pytest.approx(best, rel=1e-6)) is reached
        assert {tick.effort for tick in played.recorder.ticks[1:]} == {played.cast.host.effort()}


def test_effort_that_costs_nothing_is_whole_and_paid_by_the_supplier() -> None:
    scenario = Scenario.load("autumn_launch")
    efforts = []
    for share in (0.0, 0.05, 1.0):
        world = World(scenario, shared(share), 7)
        world.play()
        assert not world.parted
        efforts.append(world.cast.host.effort())
        mean_square = float(np.mean([tick.effort**2 for tick in world.recorder.ticks]))
        bill = share * scenario.behaviour.host.effort.cost * mean_square
        assert -world.ledger.by_clause("supplier").get("effort_cost_share", 0) / 100 == pytest.approx(bill, abs=0.01)
    assert efforts[0] < efforts[1] < efforts[2] == 1.0


def test_what_the_supplier_bears_it_foresees(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where effort is whole already, a larger share moves that much money and nothing else."""
    world, worth = table(monkeypatch, Scenario.load("autumn_launch"), shared(0.5, [0.5, 1.0, 0.25]))
    moved = 0.25 * world.setting.behaviour.host.effort.cost
    assert np.allclose(np.diff(worth["host"]), moved) and np.allclose(np.diff(worth["supplier"]), -moved)


def test_a_stranger_bears_its_own_effort() -> None:
    """The substitute after a breakdown, and the other brand that the host could play for, know nothing of the clause."""
    rich = {"outside_option.host.gmv_share": 1.0, "outside_option.supplier.audience_share": 1.0,
            "outside_option.supplier.commission_rate": 0.02, "outside_option.supplier.slot_fee_total": 9.0}  # fmt: skip
    world = World(Scenario.load("autumn_launch", overrides=rich), shared(1.0, [0.9, 1.0, 0.1]), 7)
    world.play()
    assert world.parted and "effort_cost_share" not in world.ledger.by_clause("supplier")
    assert world.cast.host.effort() < 1.0


def test_in_a_pool_gain_and_cost_are_shared_by_the_pool() -> None:
    pool = Scheme.load("win_win_pool_nash")
    both = Scheme.load(
        "win_win_pool_nash",
        {"contracts.host_supplier": [*pool.contracts.host_supplier, "effort_cost_share"],
         "terms": {**pool.terms, "effort_cost_share_supplier": 0.9}},
    )  # fmt: skip
    efforts = []
    for scheme in (pool, both):
        world = World(Scenario.load("autumn_launch"), scheme, 7)
        world.play()
        efforts.append(world.cast.host.effort())
    assert efforts[0] == efforts[1]


def test_effort_by_hand() -> None:
    """Half the cost doubles it, no cost makes it whole, and nobody works for nothing."""
    pull = np.array([0.0, 0.2, 0.2, 0.2, 0.0])
    assert effort_for(pull, np.array([0.0, 0.0, 0.5, 1.0, 1.0])).tolist() == [0.0, 0.2, 0.4, 1.0, 0.0]
