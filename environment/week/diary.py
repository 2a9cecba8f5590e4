"""The diary of a week: its tables, what they add up to, and what the shows did to each other."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from math import fsum
from typing import TYPE_CHECKING, Any

import numpy as np

from environment.records import Show, Table
from environment.scenario.conduct import KINDS
from environment.week.story import story
from protocols.version import VERSION

if TYPE_CHECKING:
    from environment.scenario import Scenario
    from environment.scheme import Scheme
    from environment.week.play import Played
    from environment.week.result import Week

Alone = Mapping[str, "Played"]  # host -> its show with the week to itself
MEASURED = (("share_24h", "share_shipped_24h"), ("lost_units", "lost_units"), ("units", "units_total"), ("gmv_cny", "gross_gmv"))


def diary(scenario: Scenario, scheme: Scheme, seed: int, together: Played, alone: Alone) -> Week:
    """The week as it is left behind."""
    from environment.measures import week as _  # noqa: F401  (registers the measures)
    from environment.measures.registry import compute_all
    from environment.week.result import Week

    tables: dict[str, Table] = {
        "week_shows": _shows(together, alone),
        "week_parties": _parties(together, alone),
        "week_deals": _deals(together, alone),
        "week_capacity": _capacity(together),
    }
    events = story(together, alone, tables)
    tables["week_timeline"] = _timeline(together, events)
    money: dict[str, dict[str, float]] = {}
    for show in together.shows.values():
        for party, lines in show.money.items():
            account = money.setdefault(party, {})
            for line, cny in lines.items():
                account[line] = round(account.get(line, 0.0) + cny, 2)
    shows = together.shows.values()
    return Week(
        scenario=scenario, scheme=scheme, seed=seed, version=VERSION, shows=together.shows,
        alone={name: played.shows[name] for name, played in alone.items()},
        starts=dict(zip(together.calendar.shows, together.calendar.starts, strict=True)),
        money=money, cash=dict(zip(*(tables["week_parties"][c] for c in ("party", "cash_cny")), strict=True)),
        measures=compute_all(tables, scope="week"), events=events, tables=tables,
        conservation={
            "ledger_sum": sum(abs(show.conservation["ledger_sum"]) for show in shows),
            "oversold": sum(show.conservation["oversold"] for show in shows),
            "overrun": round(together.calendar.overrun(), 6),
        },
    )  # fmt: skip


def chain_of(show: Show) -> list[str]:
    """Parties of a show, without the accounts around the chain."""
    return [name for name in show.money if name not in ("platform", "consumers", "outside")]


def _table(rows: list[dict[str, Any]]) -> Table:
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}


def _shows(together: Played, alone: Alone) -> Table:
    rows = []
    for name, start, world in zip(together.calendar.shows, together.calendar.starts, together.worlds, strict=True):
        row: dict[str, Any] = {"show": name, "supplier": world.cast.supplier.name, "start_h": start, "seed": world.seed}
        for suffix, show in (("", together.shows[name]), ("_alone", alone[name].shows[name])):
            row |= {column + suffix: show.measures.get(measure, float("nan")) for column, measure in MEASURED}
            row["rush_units" + suffix] = float(np.sum(show.tables["production"]["units"])) if show.tables["production"] else 0.0
            row["host_cny" + suffix] = show.money[name]["profit"]
            row["supplier_cny" + suffix] = show.money[row["supplier"]]["profit"]
            row["chain_cny" + suffix] = round(fsum(show.money[party]["profit"] for party in chain_of(show)), 2)
        rows.append(row)
    return _table(rows)


def _parties(together: Played, alone: Alone) -> Table:
    """Profit over the week of every party, and what the same shows would have brought it one by one."""
    rows: dict[str, dict[str, Any]] = {}
    for (name, show), world in zip(together.shows.items(), together.worlds, strict=True):
        for party, kind in ((p.name, p.kind) for p in world.cast.all().values()):
            row = rows.setdefault(party, {"party": party, "kind": kind, "profit_cny": 0.0, "alone_cny": 0.0, "cash_cny": 0.0})
            row["profit_cny"] += show.money[party]["profit"]
            row["alone_cny"] += alone[name].shows[name].money[party]["profit"]
            row["cash_cny"] = row["profit_cny"] + _opening(world.setting, party)
    ordered = sorted(rows.values(), key=lambda row: KINDS.index(row["kind"]))
    return _table([{k: round(v, 2) if isinstance(v, float) else v for k, v in row.items()} for row in ordered])


def _opening(scenario: Scenario, party: str) -> float:
    groups = ((scenario.host, scenario.supplier), scenario.factories, scenario.warehouses, scenario.carriers,
              scenario.material_suppliers)  # fmt: skip
    return next(float(each.cash) for each in chain(*groups) if each.id == party)


def _deals(together: Played, alone: Alone) -> Table:
    rows = []
    for deal in together.deals:
        other = next(d for d in alone[deal.show].deals if (d.kind, d.party) == (deal.kind, deal.party))
        rows.append(
            {"t_h": deal.hour, "show": deal.show, "encounter": deal.kind, "party": deal.party, "capacity": deal.capacity,
             "room": deal.room, "standing": deal.wanted, "sold": deal.sold, "price_cny": deal.price,
             "sold_alone": other.sold, "price_alone_cny": other.price}
        )  # fmt: skip
    return _table(rows)


def _capacity(together: Played) -> Table:
    """Per day and partner (carriers: per warehouse): what there is, what is promised ahead, what was used."""
    calendar, worlds = together.calendar, together.worlds
    houses = [w.id for w in calendar.base.warehouses]
    made = _made(together)
    rows = []
    for day in range(calendar.fleet.shape[2]):
        start = calendar.first_hour(day)
        for name, lines in calendar.lines.items():
            rows.append(_row(start, name, "factory", "", lines.capacity, lines.mean(start, start + 24.0), made[name][day]))
        for w, house in enumerate(calendar.base.warehouses):
            surge = float(calendar.surge[:, w, day].sum())
            used = float(calendar.picked[:, w, day].sum())
            rows.append(_row(start, house.id, "warehouse", "", house.parcels_per_day + surge, surge, used))
        for c, carrier in enumerate(calendar.base.carriers):
            for w, house_id in enumerate(houses):
                booked, used = float(calendar.booked[:, c, w, day].sum()), float(calendar.loaded[:, :, c, w, day].sum())
                rows.append(_row(start, carrier.id, "carrier", house_id, float(calendar.fleet[c, w, day]), booked, used))
    busy = [row["day_start_h"] for row in rows if row["promised"] > 0 or row["used"] > 0]
    assert worlds
    return _table([row for row in rows if min(busy) <= row["day_start_h"] <= max(busy)])


def _row(start: int, party: str, kind: str, place: str, capacity: float, promised: float, used: float) -> dict[str, Any]:
    return {"day_start_h": start, "party": party, "kind": kind, "place": place, "capacity": capacity,
            "promised": round(promised, 3), "used": round(used, 3)}  # fmt: skip


def _made(together: Played) -> dict[str, np.ndarray]:
    """factory -> (D,) pieces at its reference minutes made on each day in normal hours."""
    calendar = together.calendar
    made = {name: np.zeros(calendar.fleet.shape[2]) for name in calendar.lines}
    for world, start in zip(together.worlds, calendar.starts, strict=True):
        ends: dict[str, float] = {}
        for lot, factory, style, _, units, overtime, ready, *_ in world.recorder.production:
            begin = max(ready - 24.0, ends.get(lot, -1e9))
            ends[lot] = ready
            s = world.layout.styles.index(style)
            pieces = (units - overtime) * float(world.catalogue.smv[s]) / world.cast.factories[factory].profile.reference_smv
            for day in range(calendar.day_of(start + begin), calendar.day_of(start + ready) + 1):
                low = calendar.first_hour(day) - start
                share = max(0.0, min(ready, low + 24.0) - max(begin, low)) / max(ready - begin, 1e-9)
                made[factory][day] += pieces * share
    return made


def _timeline(together: Played, events: list[Any]) -> Table:
    rows = [(e.t_min / 60.0, "", e.kind, e.party, e.text("en"), e.text("zh")) for e in events]
    for name, start in zip(together.calendar.shows, together.calendar.starts, strict=True):
        rows += [(start + e.t_min / 60.0, name, e.kind, e.party, e.text("en"), e.text("zh")) for e in together.shows[name].events]
    rows.sort(key=lambda row: row[0])
    names = ("t_h", "show", "kind", "party", "text", "text_zh")
    return {column: [row[i] for row in rows] for i, column in enumerate(names)}
