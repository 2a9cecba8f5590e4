"""The show in five sentences, and its key numbers: read off the tables, whatever happened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from environment.records import Show
from visualization.figures.alerts import clock
from visualization.figures.chart import numbers, strings
from visualization.figures.gallery import expected_and_sold
from visualization.figures.names import Names, Pair, words
from visualization.figures.parcels import within
from visualization.report.words import cny, count, say, share


@dataclass(frozen=True)
class Card:
    """A key number: its name, its value, and a remark."""

    label: Pair
    value: Pair
    note: Pair


@dataclass(frozen=True)
class Facts:
    """Totals of a show that sentences and cards speak of: of the broadcast to ``lost``, of the whole show from
    ``all_units`` on.
    """

    viewers: float
    orders: float
    units: float
    gmv: float
    presale: float
    lost: float
    all_units: float
    all_presale: float
    all_lost: float
    cancelled: float
    refused: float
    returned: float
    out_24h: float
    out_48h: float

    @classmethod
    def of(cls, show: Show) -> Facts:
        """Read off ``ticks``, ``orders`` and ``shipments``; nan for a share of nothing."""
        ticks, orders, sent = (show.tables.get(name, {}) for name in ("ticks", "orders", "shipments"))
        waited, parcels = numbers(sent, "t_out_h") - numbers(sent, "t_order_h"), numbers(sent, "parcels")
        left = within(waited, parcels, np.array([24.0, 48.0])) if parcels.sum() > 0 else np.full(2, np.nan)

        def total(table: str, column: str) -> float:
            return float(numbers(ticks if table == "ticks" else orders, column).sum())

        return cls(
            total("ticks", "viewers"),
            total("ticks", "orders"),
            total("ticks", "units"),
            total("ticks", "gmv"),
            total("ticks", "presale_units"),
            total("ticks", "lost_units"),
            total("orders", "units"),
            total("orders", "presale_units"),
            total("orders", "lost_units"),
            total("orders", "cancelled_units"),
            total("orders", "refused_units"),
            total("orders", "returned_units"),
            float(left[0]),
            float(left[1]),
        )


def sentences(show: Show, names: Names) -> list[Pair]:
    """What sold, what ran hot, how the chain answered, what was bargained, who earned."""
    facts = Facts.of(show)
    return [
        _sales(show, facts),
        _hit(show, names),
        _answer(show, names),
        _bargains(show, names),
        _end(show, facts, names),
    ]


def cards(show: Show, names: Names) -> list[Card]:
    """The key numbers of a show, all of them of the whole show."""
    facts = Facts.of(show)
    sold, gross = facts.all_units, float(show.measures.get("gross_gmv", float("nan")))
    back = (facts.cancelled + facts.refused + facts.returned) / sold if sold else float("nan")
    deals = sum(talk.agreed for talk in show.negotiations)
    chain = sum(lines.get("profit", 0.0) for party, lines in show.money.items() if party in names.kinds)
    asked = sold + facts.all_lost
    return [
        Card(say("card.gmv"), cny(gross), say("card.gmv.note", live=cny(facts.gmv))),
        Card(say("card.units"), (count(sold), count(sold)), say("card.units.note", live=count(facts.units))),
        Card(
            say("card.presale"),
            share(facts.all_presale / sold if sold else float("nan")),
            say("card.presale.note", units=count(facts.all_presale)),
        ),
        Card(
            say("card.lost"),
            share(facts.all_lost / asked if asked else float("nan")),
            say("card.lost.note", units=count(facts.all_lost)),
        ),
        Card(say("card.dispatch"), share(facts.out_24h), say("card.dispatch.note", share=share(facts.out_48h))),
        Card(
            say("card.back"),
            share(back),
            say("card.back.note", returned=count(facts.returned), refused=count(facts.refused), cancelled=count(facts.cancelled)),
        ),
        Card(say("card.deals"), (f"{deals} / {len(show.negotiations)}",) * 2, say("card.deals.note")),
        Card(say("card.chain"), cny(chain), say("card.chain.note")),
    ]


def _sales(show: Show, facts: Facts) -> Pair:
    minutes = count(60 * float(show.scenario.clock.live_duration_h))
    return say(
        "sum.sales",
        minutes=minutes,
        viewers=count(facts.viewers),
        orders=count(facts.orders),
        units=count(facts.units),
        gmv=cny(facts.gmv),
        presale=count(facts.presale),
        lost=count(facts.lost),
    )


def _hit(show: Show, names: Names) -> Pair:
    gaps = {style: sold - plan for style, (plan, sold) in expected_and_sold(show).items()}
    both = expected_and_sold(show)
    if not gaps:
        return say("sum.nothing_sold")
    hot, flat = max(gaps, key=lambda s: (gaps[s], s)), min(gaps, key=lambda s: (gaps[s], s))
    params = {
        "hit": names(hot),
        "sold": count(both[hot][1]),
        "plan": count(both[hot][0]),
        "flat": names(flat),
        "flat_sold": count(both[flat][1]),
        "flat_plan": count(both[flat][0]),
    }
    if gaps[hot] > 0 > gaps[flat]:
        return say("sum.hit_and_flat", **params)
    return say("sum.hit" if gaps[hot] > 0 else "sum.flat", **params)


def _answer(show: Show, names: Names) -> Pair:
    alerts, moves, lots = (show.tables.get(name, {}) for name in ("alerts", "transfers", "production"))
    ids = strings(alerts, "id")
    moved = {
        "transfers": count(len(strings(moves, "id"))),
        "moved": count(float(numbers(moves, "units").sum())),
        "made": count(float(numbers(lots, "units").sum())),
    }
    if not len(ids):
        return say("sum.no_alert", **moved)
    first = ids == ids[0]
    state = str(strings(alerts, "state")[first][-1])
    return say(
        "sum.alert",
        party=names(str(strings(alerts, "party")[first][0])),
        style=names(str(strings(alerts, "style")[first][0])),
        when=clock(float(numbers(alerts, "t_min")[first][0])),
        state=words(f"report.alert.{state}", state),
        alerts=count(len(set(ids.tolist()))),
        **moved,
    )


def _bargains(show: Show, names: Names) -> Pair:
    talks = show.negotiations
    agreed = [talk for talk in talks if talk.agreed]
    if not agreed:
        return say("sum.no_deal", n=len(talks))
    gain, party, talk = max(
        ((gain, party, talk) for talk in agreed for party, gain in talk.gains.items()),
        key=lambda item: item[0],
    )
    return say(
        "sum.deals",
        n=len(talks),
        agreed=len(agreed),
        gain=cny(gain),
        party=names(party),
        talk=words(f"talk.{talk.kind}", talk.kind),
        id=talk.id,
    )


def _end(show: Show, facts: Facts, names: Names) -> Pair:
    profit = {party: float(lines.get("profit", 0.0)) for party, lines in show.money.items() if party in names.kinds}
    if not profit:
        return say("sum.service", p24=share(facts.out_24h), p48=share(facts.out_48h))
    best, worst = max(profit, key=lambda p: (profit[p], p)), min(profit, key=lambda p: (profit[p], p))
    return say(
        "sum.end",
        p24=share(facts.out_24h),
        p48=share(facts.out_48h),
        best=names(best),
        most=cny(profit[best]),
        worst=names(worst),
        least=cny(profit[worst]),
    )
