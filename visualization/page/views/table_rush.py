"""A rush order from alert to deal: what was claimed, believed, promised and called for before anybody bargained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from environment.records import Event, Show
from visualization.figures.names import Pair, words
from visualization.page.views.table import Case
from visualization.quantities import number
from visualization.report.words import share


def chain(show: Show, case: Case, facts: Mapping[str, Any] | None) -> list[Pair]:
    """Sentences from the alert to the call for proposals, for a rush order (N5); none for other encounters.

    ``facts`` are what its parties knew (:class:`~visualization.page.views.table_behind.Behind`); without them the events
    of the show tell what they can.
    """
    talk = case.talk
    end = next((e for e in show.events if e.params.get("negotiation") == talk.id and "style" in e.params), None)
    if talk.kind != "N5" or end is None:
        return []
    style = end.params["style"]
    earlier = [e for e in show.events if e.params.get("style") == style and e.t_min <= talk.t_min]
    found = [*_claimed(earlier), *_believed(earlier)]
    wanted = end.evidence.get("wanted", None if facts is None else facts.get("wanted"))
    if "believed_demand" in end.evidence:
        e, p = end.evidence, end.params
        found.append(
            words("table.rush.short", t=f"{talk.t_min:g}", style=style, believed=_n(e["believed_demand"]), short=_n(p["short"]),
                  stock=_n(e["promisable"]), stay=share(float(p["presale"]) / 100.0), wanted=_n(e["wanted"]))
        )  # fmt: skip
    elif wanted is not None:
        found.append(words("table.rush.wanted", style=style, wanted=_n(wanted)))
    top = talk.issues.get("rush_qty", ("", [0]))[1][-1]
    if wanted is not None and not isinstance(top, str):
        found.append(words("table.rush.call", wanted=_n(wanted), top=_n(top)))
    return found + (_limits(show, facts) if facts is not None else [])


def _claimed(earlier: list[Event]) -> list[Pair]:
    alert = next((e for e in reversed(earlier) if e.key == "alert"), None)
    if alert is None:
        return []
    p = alert.params
    return [words("table.rush.claim", t=f"{alert.t_min:g}", style=p["style"], units=_n(p["units"]), low=_n(p["low"]),
                  high=_n(p["high"]), ratio=f"{p['ratio']:.1f}")]  # fmt: skip


def _believed(earlier: list[Event]) -> list[Pair]:
    read = next((e for e in reversed(earlier) if e.key == "alert.read"), None)
    if read is None:
        return []
    p = read.params
    return [words("table.rush.believed", claim=_n(p["claim"]), believed=_n(p["believed"]), trust=share(float(p["trust"])),
                  own=_n(read.evidence.get("own_nowcast", float("nan"))))]  # fmt: skip


def _limits(show: Show, facts: Mapping[str, Any]) -> list[Pair]:
    """What the factories can do, and what happens without a deal."""
    found = [words("table.rush.option", units=_n(facts["option_units"]))]
    leads = np.asarray(facts["lead_by_quantity"], dtype=np.float64)
    if np.isfinite(leads).any():
        longest = int(np.flatnonzero(np.isfinite(leads))[-1])
        first = next((k for k in range(len(leads)) if np.isfinite(leads[k]) and leads[k] > 0), longest)
        found.append(words("table.rush.leads", short=_n(leads[first]), long=_n(leads[longest])))
    return found


def lead_times(case: Case, facts: Mapping[str, Any] | None) -> list[Pair] | None:
    """Lead time per quantity on the table, as the factories quoted; None where there is none on record."""
    if facts is None or "lead_by_quantity" not in facts or "rush_qty" not in case.talk.issues:
        return None
    leads = list(facts["lead_by_quantity"])
    if len(leads) != len(case.talk.issues["rush_qty"][1]):
        return None
    never = words("table.rush.never")
    return [(f"{_n(x)} h", f"{_n(x)} 小时") if np.isfinite(x) else never for x in leads]


def _n(value: object) -> str:
    return number(round(float(value))) if isinstance(value, int | float) and np.isfinite(value) else "–"
