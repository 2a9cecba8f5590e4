"""Goods: stock by warehouse, and what became of the units that viewers asked for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from visualization.figures.chart import (
    Chart,
    Columns,
    Floats,
    Style,
    below,
    drawing,
    numbers,
    percent,
    rule_x,
    rule_y,
    spread,
    strings,
    thousands,
)
from visualization.figures.names import Names
from visualization.figures.palette import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    series,
)

PART_COLOUR = {
    "stock": BLUE,
    "presale": SKY,
    "lost": FAINT,
    "kept": GREEN,
    "returned": ORANGE,
    "refused": VERMILLION,
    "cancelled": PURPLE,
    "open": FAINT,
}


@drawing
def stock_levels(
    stock: Columns, transfers: Columns, production: Columns, style: str, names: Names,
    lang: str = "en", live_h: float = 2.5,
) -> Chart:  # fmt: skip
    """Sellable units of one style by warehouse, in the ``live_h`` hours of the broadcast (left) and after it.

    ``stock`` has ``t_h, style, warehouse, units``. Arrivals are marked: of transfers (▲; ``style, to, units,
    t_available_h``) and of rush lots (◆; ``style, warehouse, units, t_at_warehouse_h``).
    """
    chart = Chart(3.0, lang)
    mine = strings(stock, "style") == style
    if not mine.any():
        return chart.nothing()
    hours, units = numbers(stock, "t_h")[mine], numbers(stock, "units")[mine]
    chart.text(0.065, 0.925, chart.say("figure.stock.title", style=names(style)), weight="bold", fontsize=9.5)
    near, far = chart.panel(0.065, 0.17, 0.4, 0.7), chart.panel(0.5, 0.17, 0.33, 0.7)
    arrivals = [*numbers(transfers, "t_available_h"), *numbers(production, "t_at_warehouse_h")]
    end = min(max(float(hours.max()), live_h + 1), max([72.0, *(hour + 6 for hour in arrivals)]))
    top = 1.12 * max(1.0, float(units.max()))
    near.set_xlim(0, live_h)
    far.set_xlim(live_h, end)
    for ax in (near, far):
        ax.set_ylim(0, top)
    colours = _levels(chart, (near, far), (hours, strings(stock, "warehouse")[mine], units), names)
    half_hours = np.arange(0, live_h + 0.01, 0.5)
    rule_x(near, {float(hour): f"{60 * hour:.0f}" for hour in half_hours})
    rule_x(far, {float(hour): f"{hour:.0f}" for hour in range(12, int(end) + 1, 12 if end < 100 else 24)})
    rule_y(near)
    _arrivals(far, transfers, style, ("to", "t_available_h"), "^", colours)
    _arrivals(far, production, style, ("warehouse", "t_at_warehouse_h"), "D", colours)
    below(near, chart.say("figure.live.minutes"))
    below(far, chart.say("figure.hours"))
    far.text(0, 1.03, chart.say("figure.stock.legend"), transform=far.transAxes, fontsize=8, color=MUTED)
    return chart


def _levels(chart: Chart, panels: tuple[Axes, Axes], rows: tuple[Floats, np.ndarray, Floats], names: Names) -> dict[str, str]:
    """A stepped line per warehouse in both panels, named at its end; gives the colours back."""
    hours, where, units = rows
    houses = sorted(set(where.tolist()))
    colours, far = series(houses), panels[1]
    last = {}
    for house in houses:
        at = np.flatnonzero(where == house)
        at = at[np.argsort(hours[at], kind="stable")]
        for ax in panels:
            ax.step(hours[at], units[at], where="post", color=colours[house], linewidth=1.7)
        last[house] = float(units[at[-1]])
    style: Style = {"transform": far.get_yaxis_transform(), "va": "center", "fontsize": 8}
    for house, place in zip(houses, spread(list(last.values()), 0.08 * far.get_ylim()[1], 0.0), strict=True):
        far.text(1.02, place, chart.both(names(house)), color=colours[house], **style)
    return colours


def _arrivals(ax: Axes, table: Columns, style: str, fields: tuple[str, str], marker: str, colours: dict[str, str]) -> None:
    """A mark with its quantity above the axis at the hour when goods became sellable."""
    mine = strings(table, "style") == style
    columns = (strings(table, fields[0]), numbers(table, fields[1]), numbers(table, "units"))
    (low, high), top = ax.get_xlim(), ax.get_ylim()[1]
    for at, (house, hour, units) in enumerate(zip(*(column[mine] for column in columns), strict=True)):
        if low <= hour <= high:
            colour = colours.get(str(house), INK)
            ax.plot([hour], [0.04 * top], marker=marker, color=colour, markersize=6, clip_on=False)
            ax.text(hour, (0.09 + 0.055 * (at % 3)) * top, f"+{units:,.0f}", ha="center", fontsize=7.5, color=INK)


@drawing
def orders_flow(
    ticks: Columns, orders: Columns, shipments: Columns, names: Names, lang: str = "en"
) -> Chart:  # fmt: skip
    """Left: what became of the units asked for. Right: which warehouse served which region (parcels).

    ``orders`` has ``region, units`` and ``<what>_units`` for presale, lost, cancelled, refused, returned and
    kept; ``ticks`` has ``viewers, clicks, orders``; ``shipments`` has ``region, warehouse, parcels``.
    """
    chart = Chart(2.9, lang)
    kinds = ("presale", "lost", "cancelled", "refused", "returned", "kept")
    total = {kind: float(numbers(orders, f"{kind}_units").sum()) for kind in kinds}
    sold = float(numbers(orders, "units").sum())
    if sold + total["lost"] <= 0:
        return chart.nothing()
    ax = chart.panel(0.02, 0.13, 0.5, 0.6)
    chart.text(0.02, 0.93, chart.say("figure.orders.title"), weight="bold", fontsize=9.5)
    counts = {name: thousands(round(numbers(ticks, name).sum())) for name in ("viewers", "clicks", "orders")}
    chart.text(0.02, 0.84, chart.say("figure.orders.funnel", **counts), fontsize=8, color=MUTED)
    ax.set_xlim(0, sold + total["lost"])
    ax.set_ylim(-0.75, 1.75)
    asked = {"stock": sold - total["presale"], "presale": total["presale"], "lost": total["lost"]}
    _stack(chart, ax, 1.0, asked, "asked")
    ends = {kind: total[kind] for kind in ("kept", "returned", "refused", "cancelled")}
    _stack(chart, ax, -0.25, {**ends, "open": max(0.0, sold - sum(ends.values()))}, "sold")
    _heat(chart, shipments, names)
    return chart


def _stack(chart: Chart, ax: Axes, y: float, parts: Mapping[str, float], title: str) -> None:
    """One bar of parts; each is named under the bar, moved right where its neighbour's name is in the way."""
    whole = sum(parts.values())
    ax.text(0, y + 0.38, chart.say(f"figure.orders.{title}", units=thousands(round(whole))), fontsize=8.5)
    left, free = 0.0, 0.0
    for name, value in parts.items():
        if value < 0.005 * whole or value <= 0:  # too thin to be seen
            continue
        ax.barh(y, value, left=left, height=0.44, color=PART_COLOUR[name], edgecolor="white")
        label, place = chart.say(f"figure.orders.{name}", share=percent(value / whole)), max(left, free)
        ax.text(place, y - 0.42, label, fontsize=7.5, va="center")
        free, left = place + ax.get_xlim()[1] * 0.0165 * len(label), left + value


def _heat(chart: Chart, shipments: Columns, names: Names) -> None:
    """Regions × warehouses, each cell its share of the region's parcels and their number."""
    regions, houses = strings(shipments, "region"), strings(shipments, "warehouse")
    parcels = numbers(shipments, "parcels")
    columns = sorted(set(houses.tolist()))
    rows = sorted(set(regions.tolist()), key=lambda region: (-float(parcels[regions == region].sum()), region))[:8]
    chart.text(0.6, 0.93, chart.say("figure.orders.where"), weight="bold", fontsize=9.5)
    if not rows:
        chart.text(0.6, 0.84, chart.say("figure.nothing"), fontsize=8, color=MUTED)
        return
    grid = np.array([[parcels[(regions == r) & (houses == h)].sum() for h in columns] for r in rows])
    share = grid / np.maximum(grid.sum(axis=1, keepdims=True), 1)
    ax = chart.panel(0.665, 0.03, 0.33, 0.74)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    rule_y(ax, {at: chart.both(names(region)) for at, region in enumerate(rows)}, grid=False)
    for at, house in enumerate(columns):
        label = chart.both(names(house)) if len(columns) < 4 else house
        ax.text(at, -0.6, label, ha="center", va="bottom", fontsize=7 if len(columns) < 3 else 6.5, color=MUTED)
    for y, x in np.ndindex(*share.shape):
        depth = 0.06 + 0.84 * float(share[y, x])  # opacity of blue: nothing is almost white
        ax.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=BLUE, alpha=depth, edgecolor="white"))
        if grid[y, x] > 0:
            ax.text(
                x,
                y,
                f"{percent(share[y, x])} · {grid[y, x]:,.0f}",
                ha="center",
                va="center",
                fontsize=7,
                color="white" if share[y, x] > 0.6 else INK,
            )


@drawing
def returns_by_reason(returns: Columns, names: Names, lang: str = "en") -> Chart:
    """Units that came back, by reason; the style that came back most in each is named.

    ``returns`` has ``style, reason, units``.
    """
    units, reasons, styles = numbers(returns, "units"), strings(returns, "reason"), strings(returns, "style")
    ranked = sorted(set(reasons.tolist()), key=lambda reason: (-float(units[reasons == reason].sum()), reason))
    chart = Chart(0.75 + 0.3 * max(1, len(ranked)), lang)
    if not ranked or units.sum() <= 0:
        return chart.nothing()
    height = chart.get_figheight()
    ax = chart.panel(0.13, 0.1 / height, 0.55, 1 - 0.5 / height, chart.say("figure.returns.title"))
    rows = np.arange(len(ranked))[::-1]
    values = np.array([units[reasons == reason].sum() for reason in ranked])
    ax.barh(rows, values, height=0.6, color=VERMILLION, alpha=0.85)
    ax.set_xlim(0, float(values.max()))
    ax.set_ylim(-0.5, len(ranked) - 0.5)
    labels = [chart.say(f"reason.{reason}") for reason in reversed(ranked)]
    rule_y(ax, dict(enumerate(labels)), grid=False)
    for row, value, reason in zip(rows, values, ranked, strict=True):
        here = {s: float(units[(reasons == reason) & (styles == s)].sum()) for s in sorted(set(styles.tolist()))}
        first = max(here, key=lambda s: here[s])
        text = chart.say(
            "figure.returns.line",
            units=thousands(float(value)),
            share=percent(value / units.sum()),
            style=names(first),
            part=thousands(here[first]),
        )
        ax.text(value + 0.01 * values.max(), row, text, va="center", fontsize=8)
    return chart
