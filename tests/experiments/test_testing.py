"""The comparison of test policies: what counts as a hit, a delay, a false alarm."""

from __future__ import annotations

import numpy as np
import pytest

from environment import Scenario, Scheme, play
from experiments.testing import POLICIES, detections, judged, table

SCHEME = Scheme.load("slot_fee_commission")


def test_every_policy_plays_the_same_hits_and_the_first_is_the_yardstick() -> None:
    found = detections(Scenario.load("autumn_launch"), SCHEME, range(1000, 1004), links=3)
    assert [d.policy for d in found] == list(POLICIES)
    assert (found[0].host.mean, found[0].supplier.mean) == (0.0, 0.0)
    assert len({d.shows for d in found}) == 1 and all(0.0 <= d.delay.mean <= 150.0 for d in found)
    assert all(0.0 <= d.found.mean <= 1.0 and d.false_alarms.mean >= 0.0 for d in found)
    assert table(found).count("\n") == len(POLICIES) + 1


def test_a_hit_is_timed_from_the_shelf_to_its_promotion() -> None:
    """On the reference story the knit B is the only hit off the main list; it is promoted with its alert."""
    show = play(Scenario.load("autumn_launch"), SCHEME)
    delays, false, host, supplier = judged(show)
    promoted = next(e.t_min for e in show.events if e.key == "promote")
    assert delays == [promoted] and false == 0
    assert (host, supplier) == (show.money["host"]["profit"], show.money["supplier"]["profit"])


def test_a_hit_that_nobody_finds_counts_to_the_end() -> None:
    never = {"signals.alert_rule.consecutive_ticks": 30, "signals.quick_test_link.qty": 9999}
    deaf = Scenario.load("autumn_launch", overrides=never)
    delays, false, *_ = judged(play(deaf, SCHEME))
    assert delays == [150.0] and false == 0


def test_a_promoted_style_below_plan_is_a_false_alarm() -> None:
    eager = Scenario.load("autumn_launch", overrides={"signals.alert_rule.ratio": 0.3, "signals.alert_rule.consecutive_ticks": 1})
    show = play(eager, SCHEME)
    appeal = dict(zip(show.tables["styles"]["style"], show.tables["styles"]["appeal"], strict=True))
    promoted = {e.params["style"][0].split(" ")[0] for e in show.events if e.key == "promote"}
    assert judged(show)[1] == sum(appeal[s] < 1.0 for s in promoted) > 0


@pytest.mark.parametrize("policy", POLICIES)
def test_links_are_limited(policy: str) -> None:
    changes = {"selection.policy": policy, "selection.test_links.most": 2, "signals.quick_test_link.trigger_ratio": 1.1}
    show = play(Scenario.load("autumn_launch", overrides=changes), SCHEME, seed=3)
    assert int(np.sum(np.array(show.tables["desk"]["kind"]) == "test")) <= 2
