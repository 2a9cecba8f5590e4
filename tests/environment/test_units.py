"""Every unit of a parameter has its word in 中文, and no word is kept for a unit that nothing has."""

from __future__ import annotations

from environment import Scenario, Scheme
from environment.texts.units import UNITS_ZH, unit_zh


def test_units_of_parameters_are_translated() -> None:
    shipped = [*map(Scenario.load, Scenario.names()), *map(Scheme.load, Scheme.names())]
    units = {leaf.unit for each in shipped for leaf in each.parameters()}
    assert not units - UNITS_ZH.keys()
    assert not UNITS_ZH.keys() - units - {"", "–"}
    assert unit_zh("bushels") == "bushels"
