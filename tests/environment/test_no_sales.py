"""A show that sells nothing is a show: it plays, its money adds up, and a measure without a denominator is left out."""

from __future__ import annotations

import pytest

from environment import Scenario, play

AUTUMN = Scenario.load("autumn_launch")
NOTHING: dict[str, dict[str, object]] = {
    "nobody buys": {"audience.click_to_order": 0.0},
    "nobody clicks": {"audience.product_click_rate": 0.0},
    "everybody cancels": {f"styles.{style.id}.pre_ship_refund": 1.0 for style in AUTUMN.styles},
    "empty shelves": {f"styles.{style.id}.stock.{house}": 0 for style in AUTUMN.styles for house in style.stock},
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("variants", [(), ("flexible_stock", "co_creation")], ids=["plain", "mechanisms"])
@pytest.mark.parametrize("scheme", ["slot_fee_commission", "full_collaboration"])
@pytest.mark.parametrize("why", NOTHING)
def test_a_show_that_sells_nothing_plays(why: str, scheme: str, variants: tuple[str, ...]) -> None:
    show = play(Scenario.load("autumn_launch", variants, NOTHING[why]), scheme)
    measures = show.every_measure()
    if why != "empty shelves":  # there, what is made during the show may still be sold
        assert measures["net_gmv"] == 0.0
        assert "return_rate" not in measures  # no denominator
    if why in ("nobody buys", "nobody clicks"):
        assert measures["gross_gmv"] == 0.0
        assert "alert_shading" not in measures
    assert set(show.conservation.values()) == {0}
