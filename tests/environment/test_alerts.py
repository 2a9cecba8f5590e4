"""The demand alert: discounted by trust, delayed by the scheme, answered by stock or by making; honesty is remembered."""

from __future__ import annotations

from typing import Any

import pytest

from agents.beliefs import trust_weighted
from agents.trust import Reputation
from environment import Scenario, Scheme
from environment.phases.memory import accuracy as alert_accuracy
from environment.world import World

HOST = "behaviour.host.alert_inflation"


def _played(scheme: Scheme | str = "slot_fee_commission", seed: int = 20260917, variants: tuple[str, ...] = (),
            **overrides: Any) -> World:  # fmt: skip
    scenario = Scenario.load("autumn_launch", variants=list(variants), overrides=overrides)
    world = World(scenario, Scheme.load(scheme) if isinstance(scheme, str) else scheme, seed)
    world.play()
    world.close()
    return world


def test_a_claim_is_discounted_by_trust() -> None:
    assert trust_weighted("trust_weighted", 0.6, 100.0, 50.0) == pytest.approx(80.0)
    assert trust_weighted("credulous", 0.0, 100.0, 50.0) == 100.0
    assert trust_weighted("ignore", 1.0, 100.0, 50.0) == 50.0


def test_inflation_raises_the_claim_and_the_tally_of_what_is_believed() -> None:
    honest, inflated = (_played(**{HOST: x}) for x in (1.0, 2.0))
    claims = [w.recorder.alerts[0].alert.units for w in (honest, inflated)]
    assert claims[1] > 1.7 * claims[0]
    for world in (honest, inflated):
        alert = world.recorder.alerts[0].alert
        believed = world.cast.supplier.memory.believed[alert.style]
        assert min(claims[0] * 0.5, alert.units) <= believed <= alert.units
        assert alert.low < alert.units < alert.high
        assert sum(alert.region_mix) == pytest.approx(1.0)


def test_who_is_further_from_the_truth_is_trusted_less_afterwards() -> None:
    ends = []
    for inflation in (1.0, 2.0, 8.0):
        world = _played(**{HOST: inflation})
        o = world.outcome
        assert o is not None
        wanted = (o.ordered + world.recorder.lost).sum(axis=1)
        said = [alert_accuracy(x.alert.units, float(wanted[x.alert.style])) for x in world.recorder.alerts]
        ends.append((sum(said) / len(said), world.cast.supplier.faith))
        prior = world.setting.behaviour.supplier.trust_in_host_prior
        assert (ends[-1][1] > prior) == (ends[-1][0] > prior)
    assert [x for _, x in sorted(ends)] == sorted(x for _, x in ends)


def test_accuracy_is_one_for_the_truth_and_symmetric_in_ratio() -> None:
    assert alert_accuracy(100.0, 100.0) == 1.0
    assert alert_accuracy(200.0, 100.0) == alert_accuracy(100.0, 200.0) == 0.5
    r = Reputation.prior(0.5, weight=4.0)
    before = r.mean
    r.record(1.0)
    assert r.mean > before
    r.record(0.0)
    r.record(0.0)
    assert r.mean < before


def test_news_travels_as_slowly_as_the_scheme_says() -> None:
    scheme = Scheme.load("slot_fee_commission", {"information_delay_min": 30})
    now, late = _played(), _played(scheme)
    gaps = []
    for world in (now, late):
        life = world.recorder.alerts[0]
        issued, read = life.at("issued"), life.at("acknowledged")
        assert issued is not None and read is not None
        gaps.append(read - issued)
    assert gaps == [0.0, 30.0]


def test_enough_stock_ships_first_and_nothing_is_made() -> None:
    world = _played(**{"styles.B.stock": {"WN": 9000, "WE": 9000, "WS": 9000}})
    life = world.recorder.alerts[0]
    assert world.layout.styles[life.alert.style] == "B"
    assert world.fulfilment.priority[life.alert.style]
    assert not [r for r in world.recorder.rushes if r["style"] == life.alert.style]
    assert life.at("committed") == life.at("acknowledged")
    assert any(e.key == "alert.stock" for e in world.events)


def test_what_is_bought_in_cannot_be_made() -> None:
    world = _played(**{"styles.S10.true_mult": 9.0, "styles.B.true_mult": 1.0})
    styles = [world.layout.styles[life.alert.style] for life in world.recorder.alerts]
    assert "S10" in styles
    assert not [r for r in world.recorder.rushes if world.layout.styles[r["style"]] == "S10"]
    assert any(e.key == "alert.bought_in" for e in world.events)


def test_a_backup_outside_the_reservation_has_no_option() -> None:
    covered, bare = _played(), _played(variants=("backup_not_covered",))
    assert all(r["covered"] for r in covered.recorder.rushes)
    assert not any(r["covered"] for r in bare.recorder.rushes)
    assert not any(e.key == "rush.option" for e in bare.events)


def test_every_state_is_timed_and_named() -> None:
    world = _played()
    life = world.recorder.alerts[0]
    states = [s for s, _, _ in life.states]
    assert states[0] == "issued" and states[-1] in ("fulfilled", "defaulted")
    assert {"acknowledged", "committed"} <= set(states)
    assert {p for _, _, p in life.states} <= set(world.cast.all())
