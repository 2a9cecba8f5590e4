"""The story of a week: who got capacity, who was crowded out, what it cost; every number is a decision or its outcome."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from math import fsum
from typing import TYPE_CHECKING, Any

from environment.names import name_of
from environment.records import Event, Table
from environment.scenario.conduct import KINDS
from environment.texts import render

if TYPE_CHECKING:
    from environment.week.play import Played

Pair = tuple[str, str]
FULL = 0.98  # share of a day's capacity from which a partner counts as full


def story(together: Played, alone: Mapping[str, Played], tables: Mapping[str, Table]) -> list[Event]:
    """Lines in order of the week's hours."""
    found = [*_programme(together), *_deals(together, tables["week_deals"]), *_full(together, tables["week_capacity"])]
    found += [*_costs(together, tables["week_shows"]), *_sum(together, tables["week_parties"])]
    return sorted(found, key=lambda event: event.t_min)


def rows(table: Table) -> Iterator[dict[str, Any]]:
    """A table row by row."""
    for values in zip(*table.values(), strict=True):
        yield dict(zip(table, values, strict=True))


def joined(parts: list[Pair]) -> Pair:
    """A list in both languages."""
    return "; ".join(en for en, _ in parts), "；".join(zh for _, zh in parts)


def _say(key: str, **params: object) -> Pair:
    return render(key, "en", params), render(key, "zh", params)


def _name(together: Played, show: str, party: str) -> Pair:
    return name_of(together.worlds[together.calendar.shows.index(show)].setting, party)


def when(together: Played, hour: float) -> str:
    """Date and time of an hour of the week."""
    return f"{together.calendar.base.clock.live_start + timedelta(hours=hour):%m-%d %H:%M}"


def _programme(together: Played) -> Iterator[Event]:
    calendar = together.calendar
    parts = []
    for name, start, world in zip(calendar.shows, calendar.starts, together.worlds, strict=True):
        units = int(world.catalogue.nominal.sum())
        parts.append(_say("week.show", who=_name(together, name, name), when=when(together, start), units=units))
    first = min(slot + w.setting.clock.pre_window_h[0] for slot, w in zip(calendar.starts, together.worlds, strict=True))
    yield Event(first * 60.0, "programme", calendar.shows[0], "week.programme", {"shows": len(parts), "list": joined(parts)})


def _deals(together: Played, table: Table) -> Iterator[Event]:
    """Per show and encounter: what its partners sold it where that is not what they would have sold it alone."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows(table):
        found.setdefault((row["show"], row["encounter"]), []).append(row)
    for (show, kind), deals in found.items():
        moved = [d for d in deals if _moved(d)]
        if not moved:
            continue
        supplier = together.worlds[together.calendar.shows.index(show)].cast.supplier.name
        parts = [_say("week.deal", party=_name(together, show, d["party"]), sold=_sold(d), alone=_alone(d)) for d in moved]
        params = {"who": _name(together, show, supplier), "host": _name(together, show, show), "list": joined(parts)}
        evidence = {d["party"]: round(d["sold"]) for d in moved}
        yield Event(60.0 * moved[0]["t_h"], "booking", supplier, f"week.{kind}", params, evidence)


def _moved(deal: Mapping[str, Any]) -> bool:
    """Whether the others in the week changed what was sold, or the price of what was."""
    sold, alone = round(deal["sold"]), round(deal["sold_alone"])
    return sold != alone or (sold > 0 and abs(float(deal["price_cny"] - deal["price_alone_cny"])) >= 0.01)


def _sold(deal: Mapping[str, Any]) -> Pair:
    sold, room = round(deal["sold"]), round(deal["room"])
    key = "sold" if sold else "unsold" if room else "none_left"
    return _say(f"week.deal.{key}", sold=sold, room=room, price=deal["price_cny"])


def _alone(deal: Mapping[str, Any]) -> Pair:
    sold = round(deal["sold_alone"])
    return _say("week.deal.alone" if sold else "week.deal.alone.nothing", sold=sold, price=deal["price_alone_cny"])


def _full(together: Played, table: Table) -> Iterator[Event]:
    """Days on which a partner had nothing left, and whose parcels or pieces they were."""
    calendar = together.calendar
    houses, carriers = [w.id for w in calendar.base.warehouses], [c.id for c in calendar.base.carriers]
    for row in rows(table):
        most = row["promised"] if row["kind"] == "factory" else row["used"]
        if row["capacity"] <= 0 or most < FULL * row["capacity"]:
            continue
        day = calendar.day_of(row["day_start_h"])
        if row["kind"] == "factory":
            lines = calendar.lines[row["party"]]
            part = {n: fsum(p.rate for p in lines.promises if p.show == n and p.start <= row["day_start_h"] + 12 < p.end)
                    for n in calendar.shows}  # fmt: skip
        elif row["kind"] == "warehouse":
            part = dict(zip(calendar.shows, calendar.picked[:, houses.index(row["party"]), day].tolist(), strict=True))
        else:
            loaded = calendar.loaded[:, :, carriers.index(row["party"]), houses.index(row["place"]), day].sum(axis=1)
            part = dict(zip(calendar.shows, loaded.tolist(), strict=True))
        total = fsum(part.values())
        parts = [_say("week.part", who=_name(together, n, n), share=amount / total) for n, amount in part.items() if amount >= 1]
        place = _name(together, calendar.shows[0], row["place"]) if row["place"] else ("", "")
        params = {"party": _name(together, calendar.shows[0], row["party"]), "place": place, "used": round(most),
                  "capacity": round(row["capacity"]), "when": when(together, row["day_start_h"]),
                  "list": joined(parts)}  # fmt: skip
        yield Event(60.0 * row["day_start_h"], "full", row["party"], f"week.full.{row['kind']}", params)


def _costs(together: Played, table: Table) -> Iterator[Event]:
    """Per show: its own result against the one it would have had with the week to itself."""
    for row in rows(table):
        world = together.worlds[together.calendar.shows.index(row["show"])]
        hours = row["start_h"] + world.setting.clock.settle_h
        params = {
            "who": _name(together, row["show"], row["show"]), "merchant": _name(together, row["show"], row["supplier"]),
            "host": row["host_cny"] - row["host_cny_alone"], "supplier": row["supplier_cny"] - row["supplier_cny_alone"],
            "share": row["share_24h"], "share_alone": row["share_24h_alone"], "rush": round(row["rush_units"]),
            "rush_alone": round(row["rush_units_alone"]), "lost": round(row["lost_units"]),
            "lost_alone": round(row["lost_units_alone"]),
        }  # fmt: skip
        yield Event(60.0 * hours, "cost", row["show"], "week.cost", params)


def _sum(together: Played, table: Table) -> Iterator[Event]:
    """The whole week: what crowding cost the chain, and who bore it."""
    by_kind = dict.fromkeys(KINDS, 0.0)
    for row in rows(table):
        by_kind[row["kind"]] += row["profit_cny"] - row["alone_cny"]
    parts = [_say("week.kind", kind=_say(f"kind.{kind}"), cny=cny) for kind, cny in by_kind.items()]
    worlds, starts = together.worlds, together.calendar.starts
    last = max(start + world.setting.clock.settle_h for start, world in zip(starts, worlds, strict=True))
    params = {"cny": fsum(by_kind.values()), "list": joined(parts)}
    yield Event(60.0 * last, "sum", together.calendar.shows[0], "week.sum", params)
