"""Scenario files: what a show starts from."""

from __future__ import annotations

from environment.scenario.cities import City, cities, city
from environment.scenario.parameter import Parameter
from environment.scenario.scenario import Scenario

__all__ = ["City", "Parameter", "Scenario", "cities", "city"]
