"""1 + 1 > 2, and the link against no link: arithmetic, what differs between the worlds, and a pair of real shows."""

from __future__ import annotations

import numpy as np
import pytest

from environment import Scenario, Scheme, play
from environment.measures.complementarity import complementarity_ratio
from experiments.complementarity import complementarity, judged, variants
from experiments.response import response, without_alerts


def surplus(**rows: list[float]) -> dict[str, np.ndarray]:
    return {name: np.array(values) for name, values in rows.items()}


def test_gains_beyond_the_sum_of_the_parts() -> None:
    none = [10, 20, 30, 40, 50, 60]
    more = {name: [a + b for a in none] for name, b in (("alerts", 2), ("data", 1), ("risk", 0))}
    found = judged(surplus(none=none, **more, all=[18, 30, 38, 50, 58, 70]))
    assert (found.beyond.mean, found.alone.mean, found.gains["all"].mean) == (6.0, 3.0, 9.0)
    assert (found.ratio, found.share, found.verdict, found.n) == (3.0, 1.0, "complements", 6)
    rows = {"none": [10] * 6, "alerts": [15, 16] * 3, "data": [15, 14] * 3, "risk": [12] * 6, "all": [16, 17] * 3}
    apart = judged(surplus(**rows))
    assert apart.verdict == "substitutes"
    assert np.isnan(complementarity_ratio(10.0, [9.0, 10.0, 10.0], 12.0))


def test_each_world_adds_one_part_to_none() -> None:
    worlds = variants()
    schemes = {name: scheme for name, (scheme, _) in worlds.items()}
    none, full = schemes["none"], schemes["all"]
    assert [alerts for _, alerts in worlds.values()] == [False, True, False, False, True]
    assert none == Scheme.load("arms_length") and full == Scheme.load("full_collaboration")
    money = {name: (s.contracts, s.terms, s.negotiable, s.protocols, s.strategies) for name, s in schemes.items()}
    assert money["alerts"] == money["data"] == money["none"] and money["risk"] == money["all"]
    assert schemes["risk"].visibility == none.visibility
    assert {item: kinds for item, kinds in schemes["alerts"].visibility.items() if kinds} == {
        "alert_evidence": full.visibility["alert_evidence"]
    }
    assert not schemes["data"].visibility["alert_evidence"]
    assert {**schemes["data"].visibility, "alert_evidence": full.visibility["alert_evidence"]} == full.visibility


def test_played_on_the_same_luck() -> None:
    scenario = Scenario.load("autumn_launch")
    found = complementarity(scenario, n=1, seed=7)
    world, (scheme, _) = without_alerts(scenario), variants()["data"]
    assert found.surplus["data"][0] == play(world, scheme, seed=7).measures["chain_surplus"]
    assert found.beyond.mean == pytest.approx(found.gains["all"].mean - found.alone.mean)


def test_without_the_link_no_alert_is_acknowledged() -> None:
    scenario, scheme = Scenario.load("autumn_launch"), Scheme.load("slot_fee_commission")
    states = play(without_alerts(scenario), scheme).tables["alerts"]["state"]
    assert set(states) == {"issued", "expired"}
    found = response(scenario, scheme, [scenario.seed], workers=1)
    assert (found.n, found.alerted, found.with_goods) == (1, 1, 1)
    assert found.measures["response_units"].mean > 0
