"""Parcels: how many in which state, and how soon they left."""

from __future__ import annotations

import numpy as np

from visualization.figures.chart import (
    Chart,
    Columns,
    Floats,
    below,
    drawing,
    numbers,
    percent,
    rule_x,
    rule_y,
    thousands,
)
from visualization.figures.palette import BLUE, FAINT, GREEN, INK, VERMILLION

STATES = ("accepted", "picked", "packed", "out", "in_transit", "delivering", "delivered")
# From waiting (warm) over moving (blue) to arrived (green): an order that survives grey printing.
STATE_COLOURS = ("#D55E00", "#E69F00", "#F3C969", "#0072B2", "#56B4E9", "#A9D8F3", "#009E73")


@drawing
def parcel_states(states: Columns, lang: str = "en") -> Chart:
    """Parcels in each visible state, hour by hour. ``states`` has ``t_h`` and a column per state."""
    chart = Chart(3.0, lang)
    hours = numbers(states, "t_h")
    if not len(hours):
        return chart.nothing()
    heights = np.array([numbers(states, state) if state in states else np.zeros(len(hours)) for state in STATES])
    if heights.sum() <= 0:
        return chart.nothing()
    ax = chart.panel(0.075, 0.15, 0.75, 0.72, chart.say("figure.states.title"))
    ax.stackplot(hours, heights, colors=STATE_COLOURS, linewidth=0)
    ax.set_xlim(float(hours[0]), float(hours[-1]))
    ax.set_ylim(0, 1.02 * float(heights.sum(axis=0).max()))
    rule_x(ax, 9)
    rule_y(ax)
    below(ax, chart.say("figure.hours"))
    for at, (state, colour) in enumerate(zip(STATES, STATE_COLOURS, strict=True)):
        y = 0.06 + 0.13 * at
        ax.plot([1.03], [y], marker="s", markersize=7, color=colour, transform=ax.transAxes, clip_on=False)
        ax.text(1.05, y, chart.say(f"state.{state}"), transform=ax.transAxes, va="center", fontsize=8)
    return chart


@drawing
def dispatch_curve(shipments: Columns, lang: str = "en", hours: int = 120) -> Chart:
    """Share of parcels that left within so many hours of their order; 24 h and 48 h are read off.

    ``shipments`` has ``parcels, t_order_h, t_out_h, presale``; a parcel that never left counts as waiting.
    """
    chart = Chart(2.8, lang)
    parcels = numbers(shipments, "parcels")
    waited = numbers(shipments, "t_out_h") - numbers(shipments, "t_order_h")
    presale = np.asarray(shipments.get("presale", ()), dtype=bool)
    if not len(parcels):
        return chart.nothing()
    ax = chart.panel(0.075, 0.16, 0.75, 0.7, chart.say("figure.dispatch.title"))
    groups = [("all", np.ones(len(parcels), dtype=bool), INK)]
    if presale.any() and not presale.all():
        groups += [("stock", ~presale, BLUE), ("presale", presale, VERMILLION)]
    grid = np.linspace(0, hours, 4 * hours + 1)
    for at, (name, mine, colour) in enumerate(groups):
        thick = 2.2 if name == "all" else 1.2
        ax.plot(grid, within(waited[mine], parcels[mine], grid), color=colour, linewidth=thick)
        label = chart.say(f"figure.dispatch.{name}", parcels=thousands(float(parcels[mine].sum())))
        ax.text(1.015, 0.62 - 0.12 * at, label, transform=ax.transAxes, color=colour, fontsize=8)
    for limit in (24, 48):
        share = float(within(waited, parcels, np.array([float(limit)]))[0])
        ax.axvline(limit, color=FAINT, linewidth=0.8, linestyle=(0, (3, 2)))
        ax.plot([limit], [share], "o", color=GREEN, markersize=5, zorder=4)
        text = f"{limit} h: {percent(share)}"
        ax.text(limit + 1.2, share - 0.03, text, va="top", fontsize=8.5, weight="bold")
    ax.set_xlim(0, hours)
    ax.set_ylim(0, 1.03)
    rule_x(ax, {float(hour): str(hour) for hour in range(0, hours + 1, 12)})
    rule_y(ax, form=percent)
    below(ax, chart.say("figure.dispatch.hours"))
    return chart


def within(waited: Floats, parcels: Floats, limits: Floats) -> Floats:
    """Share of parcels whose wait is at most each limit; nan waits are never over."""
    order = np.argsort(np.where(np.isnan(waited), np.inf, waited), kind="stable")
    cumulative = np.concatenate([[0.0], np.cumsum(parcels[order])])
    reached = np.searchsorted(np.where(np.isnan(waited), np.inf, waited)[order], limits, side="right")
    return np.asarray(cumulative[reached] / max(1.0, float(parcels.sum())))
