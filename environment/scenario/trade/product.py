"""Modular variants that share semi-finished goods, and products designed with the audience."""

from __future__ import annotations

from environment.scenario.parameter import Frozen


class Product(Frozen):
    """Modular variants that share semi-finished goods, and products designed with the audience."""
