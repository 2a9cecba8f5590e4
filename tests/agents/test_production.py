"""The factory's arithmetic: a promise and its fulfilment follow one law, and cloth is used once."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.factory import Factory
from agents.production import lead_hours, schedule, unit_costs
from environment import Scenario, Scheme
from environment.world import World


@cache
def _factory() -> Factory:
    world = World(Scenario.load("autumn_launch"), Scheme.load("slot_fee_commission"), 1)
    return world.cast.factories["F2"]


@given(units=st.integers(1, 4000), rate=st.floats(100.0, 3000.0), material=st.floats(0.0, 4000.0) | st.just(np.inf))
def test_a_schedule_makes_what_was_ordered_when_it_was_promised(units: int, rate: float, material: float) -> None:
    p = _factory().profile
    stock_h, new_h = p.material_lead_h
    days = schedule(p, 22.0, units, stock_h, rate, material, new_h)
    assert sum(day.units for day in days) == units
    assert all(0 <= day.overtime <= day.units for day in days)
    ready = [day.ready_h for day in days]
    assert ready == sorted(ready) and ready[0] > stock_h
    full = rate * (1.0 + p.overtime)
    assert all(day.units <= full + 1e-6 for day in days)
    assert days[0].units <= full * (1.0 - p.changeover) + 1e-6
    late = sum(day.units for day in days if day.ready_h > new_h)
    assert units - late <= max(np.floor(material + 1e-9), 0) or new_h <= stock_h
    if material >= units:
        promised = lead_hours(p, [float(units)], rate, material)[0]
        assert ready[-1] == pytest.approx(promised, abs=24.0 * (len(days) + 1) / full)  # whole pieces only


@given(rate=st.floats(50.0, 3000.0), material=st.floats(0.0, 4000.0))
def test_leads_and_costs_rise_with_the_quantity(rate: float, material: float) -> None:
    p = dataclasses.replace(_factory().profile, material_stock=np.full(20, material))
    units = np.arange(1.0, 4000.0, 37.0)
    assert (np.diff(lead_hours(p, units.tolist(), rate, material)) > 0).all()
    cost = unit_costs(p, 5, 22.0, units, rate)
    assert (np.diff(cost) > 0).all()
    assert (unit_costs(p, 5, 22.0, units, rate, 0.3) >= cost - 1e-9).all()


def test_reserved_cloth_is_used_once() -> None:
    """Several rush orders share one reserve: together they draw no more from it than it held."""
    scenario = Scenario.load("autumn_launch", overrides={"material_suppliers.Y1.reserved": 300})
    world = World(scenario, Scheme.load("slot_fee_commission"), 20260917)
    world.play()
    world.close()
    yarn = [row for row in world.recorder.materials if row[2] == "Y1"]
    assert len(yarn) >= 2, "the reference show places several rush orders"
    drawn, bought = sum(row[5] for row in yarn), sum(row[6] for row in yarn)
    assert drawn == pytest.approx(300.0) and bought > 0
    per_piece = 0.92 * 0.50
    assert drawn + bought == pytest.approx(per_piece * sum(r["units"] for r in world.recorder.rushes))
    assert world.cast.factories["F2"].cloth_left == world.cast.factories["F3"].cloth_left == 0.0


def test_a_factory_that_sold_every_line_elsewhere_still_owes_the_goods() -> None:
    changes = {"factories.F2.divert": 1.0, "factories.F2.outside.margin": 1.5, "factories.F2.outside.load": 1.0,
               "behaviour.factory.patience": 0.0}  # fmt: skip
    world = World(Scenario.load("autumn_launch", overrides=changes), Scheme.load("slot_fee_commission"), 20260917)
    world.play()
    world.close()
    made: dict[str, int] = {}
    for row in world.recorder.production:
        made[row[0]] = made.get(row[0], 0) + row[4]
    assert made == {rush["lot"]: rush["units"] for rush in world.recorder.rushes}
