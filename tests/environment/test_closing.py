"""A show that has ended is freed at once: nothing of it waits for a search for cycles."""

from __future__ import annotations

import gc

from environment.playing import play_show
from environment.scenario import Scenario
from environment.scheme import Scheme


def test_a_show_leaves_no_cycles_behind() -> None:
    scenario, scheme = Scenario.load("autumn_launch"), Scheme.load("slot_fee_commission")
    play_show(scenario, scheme, 1)  # what is kept for all shows
    gc.collect()
    gc.disable()
    try:
        play_show(scenario, scheme, 2)
        assert gc.collect() < 50
    finally:
        gc.enable()


def test_the_search_for_cycles_goes_on_after_a_show() -> None:
    assert gc.isenabled()
    play_show(Scenario.load("autumn_launch"), Scheme.load("slot_fee_commission"), 1)
    assert gc.isenabled()
