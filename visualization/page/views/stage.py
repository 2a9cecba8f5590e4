"""What the stage widget shows of a finished show: plain data and one buffer of numbers."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

import numpy as np

from environment.scenario.cities import cities
from environment.texts import CATALOGUE
from visualization.figures.names import Names, words
from visualization.figures.palette import MUTED, of_kind
from visualization.page.playing import Shown
from visualization.page.replay import Replay
from visualization.page.views.legend import legend
from visualization.report.story import timeline

COUNTERS = ("viewers", "likes", "orders", "units", "lost_units", "gmv")
KINDS = ("host", "supplier", "factory", "warehouse", "carrier", "material", "region")
CNY, HOURS, MINUTES = (("CNY", "元"), ("h", "小时"), ("min", "分钟"))  # as short as the stage has room for
Json = dict[str, Any]


def stage_words(lang: str) -> dict[str, str]:
    """Every label of the widget, in one language."""
    which = 1 if lang == "zh" else 0
    return {key.removeprefix("stage."): pair[which] for key, pair in CATALOGUE.items() if key.startswith("stage.")}


def stage_series(replay: Replay) -> tuple[list[tuple[str, int, int]], bytes]:
    """Layout (name, rows, width) of the numbers, and the numbers themselves as little-endian float32."""
    parts = {
        "minutes": replay.minutes, **{name: replay.counters[name] for name in COUNTERS}, "stock": replay.stock,
        "waiting": replay.waiting, "on_road": replay.on_road, "road": replay.on_road.sum(axis=1), "delivered": replay.delivered,
        "turnover": replay.turnover, "trips": replay.trips,
    }  # fmt: skip
    layout = [(name, values.shape[0], values.shape[1] if values.ndim > 1 else 1) for name, values in parts.items()]
    return layout, b"".join(np.ascontiguousarray(values, dtype="<f4").tobytes() for values in parts.values())


def stage_data(shown: Shown, lang: str) -> tuple[Json, bytes]:
    """The header (names, network, events, talks, hauls, alerts; in ``lang``) and the buffer of the widget."""
    which, names, replay = 1 if lang == "zh" else 0, shown.names, shown.replay
    layout, series = stage_series(replay)
    start = datetime.fromisoformat(str(shown.show.scenario.clock.live_start))
    header: Json = {
        "layout": layout,
        "nodes": _nodes(shown, which),
        "regions": _regions(shown, which),
        "kinds": {kind: CATALOGUE[f"stage.tier.{kind}"][which] for kind in KINDS},
        "cities": [(c.lon, c.lat, round(0.5 + 0.28 * math.log10(max(c.population, 1e5) / 1e5), 2)) for c in cities().values()],
        "edges": _edges(shown, which),
        "events": _events(shown, which),
        "talks": [
            {"id": t.id, "label": words(f"talk.{t.kind}", t.kind)[which], "parties": t.parties, "start": t.start, "end": t.end,
             "agreed": t.agreed} for t in replay.talks
        ],  # fmt: skip
        "hauls": [
            {"kind": h.kind, "source": h.source, "target": h.target, "style": h.style, "units": h.units, "decided": h.decided,
             "depart": h.depart, "arrive": h.arrive} for h in replay.hauls
        ],  # fmt: skip
        "alerts": _alerts(shown, which),
        "warehouses": replay.warehouses,
        "stocked": replay.stock[0].tolist() if len(replay.stock) else [],
        "lanes": replay.lanes,
        "live": replay.live,
        "end": replay.end,
        "start": 0.0,
        "opens": start.replace(tzinfo=None).timestamp() * 1000.0 + _offset(start),
        "scale": _scale(replay, which),
        "legend": legend(lang),
        "crowd": float(replay.counters["viewers"].max(initial=0.0)),
        "busiest": float(replay.on_road.max(initial=0.0)),
        "roads": float(replay.on_road.sum(axis=1).max(initial=0.0)),
        "turnover": max((float(replay.turnover[-1, k]) for k in _inside(replay, names)), default=0.0),
    }
    return header, series


def _offset(start: datetime) -> float:
    """What turns this machine's reading of the local time of the show into a time whose UTC reading is that local time (ms)."""
    naive = start.replace(tzinfo=None)
    return (naive - datetime(1970, 1, 1)).total_seconds() * 1000.0 - naive.timestamp() * 1000.0


def _inside(replay: Replay, names: Names) -> list[int]:
    return [k for k, (a, b) in enumerate(replay.pairs) if a in names.kinds and b in names.kinds]


def _finite(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _nodes(shown: Shown, which: int) -> list[Json]:
    table = shown.show.tables.get("nodes", {})
    found = []
    for i, kind, lat, lon, city in zip(*(table.get(c, ()) for c in ("id", "kind", "lat", "lon", "city")), strict=True):
        name = shown.names(str(i))[which]
        profit = shown.show.money.get(str(i), {}).get("profit", 0.0)
        tip = f"{name}\n{words(f'kind.{kind}', str(kind))[which]}{' · ' + str(city) if city else ''}\n"
        tip += f"{CATALOGUE['stage.card.result'][which]}: {profit:+,.0f} {CNY[which]}"
        if kind == "warehouse":
            tip += f"\n{CATALOGUE['stage.legend.shelf'][which]}"
        found.append({"id": str(i), "kind": str(kind), "name": name, "lat": _finite(lat), "lon": _finite(lon),
                      "colour": of_kind(str(kind)), "tip": tip.replace("-", "−")})  # fmt: skip
    return found


def _regions(shown: Shown, which: int) -> list[Json]:
    table = shown.show.tables.get("regions", {})
    rows = zip(*(table.get(c, ()) for c in ("id", "name_en", "name_zh", "lat", "lon")), strict=True)
    return [{"id": str(i), "name": (en, zh)[which], "lat": _finite(lat), "lon": _finite(lon)} for i, en, zh, lat, lon in rows]


def _edges(shown: Shown, which: int) -> list[Json]:
    """Trade, information and trust; trust between two parties is the mean over its matters."""
    table = shown.show.tables.get("edges", {})
    index = {pair: k for k, pair in enumerate(shown.replay.pairs)}
    trust: dict[tuple[str, str], list[float]] = {}
    found: list[Json] = []
    for a, b, layer, weight in zip(*(table.get(c, ()) for c in ("source", "target", "layer", "weight")), strict=True):
        if str(layer).startswith("trust"):
            trust.setdefault((str(a), str(b)), []).append(float(weight))
            continue
        pair = index.get((min(a, b), max(a, b)), -1)
        paid = float(shown.replay.turnover[-1, pair]) if pair >= 0 else 0.0
        tip = f"{shown.names(a)[which]} – {shown.names(b)[which]}\n"
        tip += f"{CATALOGUE['stage.card.paid'][which]}: {paid:,.0f} {CNY[which]}"
        found.append({"id": f"{a}>{b}", "a": str(a), "b": str(b), "layer": str(layer), "weight": float(weight), "pair": pair,
                      "tip": tip})  # fmt: skip
    for (a, b), weights in trust.items():
        found.append({"id": f"{a}>{b}", "a": a, "b": b, "layer": "trust", "weight": sum(weights) / len(weights), "pair": -1,
                      "tip": ""})  # fmt: skip
    return found


def _events(shown: Shown, which: int) -> list[Json]:
    found = []
    for n, (event, line) in enumerate(zip(shown.show.events, timeline(shown.show, shown.names), strict=True)):
        colour = of_kind(shown.names.kind(event.party)) if event.party in shown.names.kinds else MUTED
        found.append({"n": n, "t": float(event.t_min), "kind": event.kind, "stamp": line.stamp[which], "text": line.text[which],
                      "party": event.party, "colour": colour})  # fmt: skip
    return found


def _alerts(shown: Shown, which: int) -> list[Json]:
    by: dict[str, Json] = {}
    first = {str(e.params.get("style", ("",))[0]).split(" ")[0]: n for n, e in enumerate(shown.show.events) if e.kind == "alert"}
    for state in shown.replay.alerts:
        made = by.setdefault(state.id, {
            "id": state.id, "by": state.party, "label": shown.names(state.style)[which], "states": [], "end": 0.0,
            "event": first.get(state.style, -1),
        })  # fmt: skip
        made["states"].append({"t": state.t_min, "party": state.party, "label": CATALOGUE[f"alert.{state.state}"][which]})
        made["end"] = max(made["end"], state.t_min + 60.0)
    return list(by.values())


def _scale(replay: Replay, which: int) -> list[tuple[float, str]]:
    """Minutes at which the line of time is labelled."""
    start, live, end = float(replay.minutes[0]), replay.live, replay.end
    hours = HOURS[which]
    marks = [(start, f"−{-start / 60:g} {hours}")] if start < 0 else []
    if start < -1440.0:
        marks.append((-1440.0, f"−24 {hours}"))
    step = 30.0 if live <= 240.0 else 60.0
    marks += [(m, f"{m:g}") for m in np.arange(0.0, live - 0.4 * step, step).tolist()]
    marks.append((live, f"{live:g} {MINUTES[which]}"))
    later = ((60.0 * h, f"+{h} {hours}") for h in (24, 48, 72, 120) if live < 60.0 * h < 0.6 * end)
    return [*marks, *later, (end, f"+{end / 60:g} {hours}")]
