"""Numbers of a season in words: measures with their units, and means with their intervals, in both languages."""

from __future__ import annotations

import math

from environment.names import name_of
from environment.texts import CATALOGUE
from experiments.intervals import Interval
from visualization.figures.names import Pair, words
from visualization.quantities import UNITS, money, number, registered

SHARES = frozenset({"word_kept", "word_kept_last", "disclosure", "ties_data_density", "partner_persistence"})
PLAIN = frozenset({"temptation_mean", "trust_mean", "trust_last", "season_gini"})


def told(name: str) -> bool:
    """Whether a number of a season is told to people.

    Not those of the last five shows: what is late is the window of :mod:`experiments.emergence`. Nor the mean over shows of
    a kind's share of the surplus: a show whose surplus is near zero rules a mean of ratios.
    """
    return not name.endswith("_last") and not name.startswith("profit_share_")


def label(name: str, scenario: object = None) -> Pair:
    """What a number of a season is called; ``profit.<party>`` by the party's name."""
    if name.startswith("profit."):
        party = name.removeprefix("profit.")
        return words("console.profit_of", party=name_of(scenario, party))  # type: ignore[arg-type]
    found = registered(name)
    return (found.en, found.zh) if found and f"measure.{name}" not in CATALOGUE else words(f"measure.{name}", name)


def unit(name: str) -> str:
    """The unit of a number of a season; shares are shown in per cent."""
    if name in SHARES or (name.startswith("emergence_") and not name.endswith("_show")):
        return "share"
    found = registered(name)
    if found:
        return "share" if found.unit.startswith(("share", "rate")) else found.unit
    if name.startswith("profit.") or name.endswith("_cny"):
        return "CNY"
    return "" if name in PLAIN else {"units": "units", "h": "h", "min": "min"}.get(name.rpartition("_")[2], "")


def bare(value: float, of: str, change: bool = False, thousand: bool = False) -> str:
    """A number without its unit, with its sign if it is a ``change``; money in whole (or ``thousand``) CNY."""
    if not math.isfinite(value):
        return "–"
    if of == "share":
        text = number(round(100 * value, 1))
    elif of == "CNY":
        kilo = value / 1000
        text = money(value) if not thousand else number(round(kilo, 1)) if abs(kilo) < 100 else money(kilo)
    else:
        text = number(float(value)) if abs(value) < 10 else number(round(value))
    return f"+{text}" if change and value > 0 and text != "0" else text


def after(of: str, change: bool = False) -> Pair:
    """What follows a number: a share is in per cent, a change of one in points."""
    if of == "share":
        return words("unit.points") if change else ("%", "%")
    return UNITS.get(of, (f" {of}", f" {of}"))


def spanned(found: Interval, of: str, change: bool = False, thousand: bool = False) -> str:
    """"mean [low, high]" without units; the mean alone where there is no interval."""
    mean = bare(found.mean, of, change, thousand)
    if found.n <= 1 or not math.isfinite(found.low):
        return mean
    return f"{mean} [{bare(found.low, of, change, thousand)}, {bare(found.high, of, change, thousand)}]"


def said(found: Interval, of: str, change: bool = False) -> Pair:
    """A mean with its unit, and its interval: "91.2% [88, 94]"."""
    mean, (english, chinese) = bare(found.mean, of, change), after(of, change)
    if found.n <= 1 or not math.isfinite(found.low):
        return (mean + english, mean + chinese)
    between = f" [{bare(found.low, of, change)}, {bare(found.high, of, change)}]"
    return (mean + english + between, mean + chinese + between)
