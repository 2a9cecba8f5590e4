"""Every figure of a show by name, ready for the report, the page, or a folder of files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote

from environment.records import Event, Negotiation, Show
from experiments.replicate import Replications
from visualization.figures.alerts import alert_life
from visualization.figures.bargaining import negotiation
from visualization.figures.chart import Chart, Columns, numbers, strings
from visualization.figures.goods import orders_flow, returns_by_reason, stock_levels
from visualization.figures.live import Mark, forecast_against_actual, live_show
from visualization.figures.money import TOTALS, money_waterfall, profit_bars
from visualization.figures.names import Names, words
from visualization.figures.network import network_map
from visualization.figures.parcels import dispatch_curve, parcel_states
from visualization.figures.svg import Drawing, drawn

MOST_TALKS = 30  # figures of negotiations drawn for one show; the rest stay in the tables
MOST_PARTIES = 16  # waterfalls drawn for one show
MOST_MARKS = 24  # events numbered in the figure of the broadcast


def live_events(show: Show) -> list[Event]:
    """The events of the broadcast that its figure numbers, in order: the first 24."""
    live = 60 * float(show.scenario.clock.live_duration_h)
    return [event for event in show.events if 0 <= event.t_min <= live][:MOST_MARKS]


def expected_and_sold(show: Show) -> dict[str, tuple[float, float]]:
    """Style -> (units forecast before the show, units ordered in all)."""
    orders, forecast = show.tables.get("orders", {}), show.tables.get("forecast", {})
    first: dict[str, float] = {}
    for style, units in zip(strings(forecast, "style").tolist(), numbers(forecast, "forecast_units").tolist(), strict=True):
        first.setdefault(style, units)
    sold: Counter[str] = Counter()
    for style, units in zip(strings(orders, "style").tolist(), numbers(orders, "units").tolist(), strict=True):
        sold[style] += units
    return {style: (first.get(style, 0.0), float(units)) for style, units in sold.items()}


def hit_style(show: Show) -> str:
    """The style that outsold its forecast by most units; "" where nothing was ordered."""
    sold = expected_and_sold(show)
    return max(sold, key=lambda style: (sold[style][1] - sold[style][0], style)) if sold else ""


def _table(show: Show, name: str) -> Columns:
    return show.tables.get(name, {})


def _live(show: Show, names: Names, lang: str) -> Chart:
    marks = [Mark(event.t_min, words(f"event.{event.kind}", event.kind)) for event in live_events(show)]
    return live_show(_table(show, "ticks"), _table(show, "style_ticks"), names, marks, lang)


def _stock(show: Show, names: Names, lang: str) -> Chart:
    live_h = float(show.scenario.clock.live_duration_h)
    stock, moved, made = (_table(show, name) for name in ("stock", "transfers", "production"))
    return stock_levels(stock, moved, made, hit_style(show), names, lang, live_h)


def _orders(show: Show, names: Names, lang: str) -> Chart:
    ticks, orders, sent = (_table(show, name) for name in ("ticks", "orders", "shipments"))
    return orders_flow(ticks, orders, sent, names, lang)


FIGURES: dict[str, Callable[[Show, Names, str], Chart]] = {
    "live": _live,
    "alerts": lambda show, names, lang: alert_life(_table(show, "alerts"), names, lang),
    "network": lambda show, names, lang: network_map(_table(show, "nodes"), _table(show, "edges"), lang),
    "forecast": lambda show, names, lang: forecast_against_actual(_table(show, "forecast"), _table(show, "orders"), names, lang),
    "stock": _stock,
    "orders": _orders,
    "parcels": lambda show, names, lang: parcel_states(_table(show, "parcel_states"), lang),
    "dispatch": lambda show, names, lang: dispatch_curve(_table(show, "shipments"), lang),
    "returns": lambda show, names, lang: returns_by_reason(_table(show, "returns"), names, lang),
}
"""Name -> figure of a whole show. Profits, waterfalls and negotiations come besides: see :func:`gallery`."""


def earners(show: Show) -> list[str]:
    """Parties of the chain with a waterfall of their own: those that moved money on two lines or more, by its
    size.
    """
    names = Names.of(show)
    size: dict[str, float] = {}
    for party, lines in show.money.items():
        moved = [abs(value) for name, value in lines.items() if name not in TOTALS and abs(value) >= 0.005]
        if party in names.kinds and len(moved) > 1:
            size[party] = sum(moved)
    return sorted(size, key=lambda party: (-size[party], party))[:MOST_PARTIES]


def drawn_talks(show: Show) -> list[Negotiation]:
    """The negotiations with a figure: the first 30 in which somebody made an offer."""
    return [talk for talk in show.negotiations if len(talk.offers)][:MOST_TALKS]


def gallery(show: Show, lang: str = "en", replications: Replications | None = None) -> Iterator[tuple[str, Chart]]:
    """(name, chart) of every figure of a show; ``replications`` add the spread of profits."""
    names = Names.of(show)
    for name, draw in FIGURES.items():
        yield name, draw(show, names, lang)
    yield (
        "profit",
        profit_bars(show.money, names, lang, replications.profit_spreads() if replications else None),
    )
    for party in earners(show):
        yield f"money-{party}", money_waterfall(show.money[party], party, names, lang)
    for talk in drawn_talks(show):
        yield f"negotiation-{talk.id}", negotiation(talk, names, lang)


def drawings(show: Show, replications: Replications | None = None) -> dict[str, Drawing]:
    """Every figure of a show drawn once, for files and pages in either language."""
    return {name: drawn(chart, name) for name, chart in gallery(show, "en", replications)}


def figure_files(drawn: Mapping[str, Drawing], lang: str = "en") -> dict[str, bytes]:
    """Every figure in one language as ``figures/<name>.svg``; the same show gives the same bytes."""
    return {f"figures/{quote(name, safe='')}.svg": drawing.file(lang).encode() for name, drawing in drawn.items()}
