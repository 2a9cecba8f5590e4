"""The factory's calendar: what a rush order yields day by day and what it costs.

Pure functions of a factory's profile, used by the factory to quote and by the shop floor to execute, so that
a promise and its fulfilment follow the same arithmetic. A day of production runs from the hour work starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, inf, isfinite

from agents.profiles import FactoryProfile
from agents.public import Bools, Floats
from protocols.contracts.clause import pos


@dataclass(frozen=True, slots=True)
class Day:
    """Output of one day: pieces in normal hours and in overtime, and when the lot leaves the line."""

    number: int
    units: int
    overtime: int
    ready_h: float


def base_margin(profile: FactoryProfile, smv: Floats, made: Bools) -> float:
    """Share of ex-factory value left of a plain order after labour and cloth, over all styles ``made`` (S,) at the factory."""
    cost = profile.labour * smv[made] / profile.reference_smv + profile.material_cost[made]
    return float(1.0 - cost.sum() / profile.value[made].sum()) if made.any() else 0.0


def daily_rate(profile: FactoryProfile, smv: float, reserved: float, free: float) -> float:
    """Pieces a day in normal hours: reserved plus free capacity (reference pieces), scaled to the style's minutes."""
    return min(reserved + free, profile.capacity) * profile.reference_smv / smv


def schedule(
    profile: FactoryProfile, smv: float, units: int, start_h: float, rate: float, material: float, new_material_h: float
) -> list[Day]:
    """Days of a rush order of ``units``, overtime every day, changeover loss on the first.

    ``material`` pieces (whole ones) can start at ``start_h``; the rest waits for cloth bought new at
    ``new_material_h``. Returns an empty list when not even one piece a day is made.
    """
    days: list[Day] = []
    if rate <= 0:
        return days
    left, stock, clock = units, floor(material + 1e-9) if isfinite(material) else material, start_h
    while left > 0:
        if stock <= 0 and clock < new_material_h:
            clock = new_material_h
        if clock >= new_material_h:
            stock = inf
        first = 1.0 - profile.changeover if not days else 1.0
        normal, extra = rate * first, rate * first * profile.overtime
        made = int(min(left, stock, floor(normal + extra + 1e-9)))
        if made <= 0:
            break
        over = max(0, int(round(made - normal)))
        share = made / (normal + extra)
        days.append(Day(len(days) + 1, made, over, clock + 24.0 * share))
        left -= made
        stock -= made
        clock += 24.0 * (share if stock <= 0 and left > 0 else 1.0)
    return days if left <= 0 else []


def lead_hours(profile: FactoryProfile, units: Sequence[float], rate: float, material: float) -> list[float]:
    """Hours from order to the last piece off the line for each of ``units`` (same law as :func:`schedule`)."""
    if rate <= 0:
        return [inf] * len(units)
    full = rate * (1.0 + profile.overtime)
    first = full * (1.0 - profile.changeover)
    stock_h, new_h = profile.material_lead_h
    cloth = max(new_h - stock_h - 24.0 * material / full, 0.0)  # hours without any, where it has to be bought
    return [
        stock_h + 24.0 * (u / first if u <= first and first > 0 else 1.0 + (u - first) / full) + (cloth if u > material else 0.0)
        for u in units
    ]


def unit_costs(
    profile: FactoryProfile, style: int, smv: float, units: Floats | float, rate: float, reserve: float = 1.0
) -> Floats | float:
    """CNY to make each of ``units``: labour, overtime, cloth from the reserve, cloth bought new at a premium.

    ``reserve`` is the share of the reserved cloth that earlier orders left.
    """
    labour = profile.labour * smv / profile.reference_smv
    full = rate * (1.0 + profile.overtime)
    over = units * (rate * profile.overtime / full if full > 0 else 0.0)
    fresh = pos(units - profile.material_stock.item(style) * reserve) if reserve > 0 else units
    cloth = profile.material_cost.item(style)
    return labour * (units + over * (profile.overtime_mult - 1.0)) + cloth * (units + fresh * profile.material_premium)
