"""A show as plain text for a terminal: its story, negotiations, money and measures, in English or 中文."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from environment.records import Event, Negotiation, Show
from environment.texts import LANGUAGES, render
from experiments.replicate import Replications, Spread
from protocols.version import VERSION
from visualization.columns import grid, keep_together, width, wrap
from visualization.figures.names import Names, Pair, words
from visualization.quantities import (
    evidence_label,
    left_out,
    measure_label,
    money,
    nothing,
    parts,
    quantity,
    registered,
    signed,
    unit_of,
)

if TYPE_CHECKING:
    from environment import Scenario, Scheme

WIDTH = 110
Begun = Callable[[Callable[[str], str]], None]  # is told the heading, as a function of the language
LARGEST = 4  # lines of money shown per party
TOTALS = ("income", "expense", "profit")


def console_text(show: Show, lang: str = "en", replications: Replications | None = None, *, headed: bool = True) -> str:
    """Everything a person wants to know of a finished show, as lines of at most :data:`WIDTH` columns.

    Without its heading where ``headed`` is false: it was printed before the show was played.
    """
    names = Names.of(show)
    pieces = [
        *([heading(show.scenario, show.scheme, show.seed, lang)] if headed else []),
        section("story", lang, timeline(show, names, lang)),
        section("talks", lang, negotiations(show, names, lang)),
        section("money", lang, accounts(show, names, lang)),
        section("measures", lang, measures(show, lang)),
    ]
    short = list(stockouts(show, names, lang))
    if short:
        pieces.append(section("stockouts", lang, short))
    if replications is not None:
        pieces.append(section("replications", lang, spreads(replications, names, lang), n=replications.n))
    pieces.append(
        say("conserved", lang, cents=show.conservation["ledger_sum"], units=show.conservation["oversold"])
    )
    return "\n\n".join(pieces)


def catalogue(rows: Sequence[tuple[str, Pair]], lang: str) -> str:
    """Names with their titles, a line each."""
    which = LANGUAGES.index(lang)
    return "\n".join(grid([(name, title[which]) for name, title in rows], total=WIDTH, indent=0))


def say(key: str, lang: str, **params: object) -> str:
    """A text of the console in one language."""
    return render(f"console.{key}", lang, params)


def section(key: str, lang: str, lines: Iterable[str], **params: object) -> str:
    """A heading and its lines."""
    text = say(key, lang, **params)
    return "\n".join([text, "═" * min(width(text), WIDTH), *lines])


def heading(scenario: Scenario, scheme: Scheme, seed: int, lang: str) -> str:
    """What is played: scenario, scheme, seed, and what was changed in the scenario."""
    which = LANGUAGES.index(lang)
    lines = [
        say(
            "title",
            lang,
            scenario=(scenario.title_en, scenario.title_zh)[which],
            scheme=(scheme.en, scheme.zh)[which],
            seed=seed,
            version=VERSION,
        )
    ]
    lines += changes(scenario, lang)
    return "\n".join(line for text in "\n".join(lines).split("\n") for line in wrap(text, WIDTH))


def changes(scenario: Scenario, lang: str) -> Iterator[str]:
    """What was changed in the scenario."""
    if scenario.applied_variants:
        yield say("variants", lang, names=", ".join(scenario.applied_variants))
    if scenario.applied_overrides:
        changed = (f"{path}={value}" for path, value in scenario.applied_overrides.items())
        yield say("overrides", lang, names=", ".join(changed))


def stamp(t_min: float, live_min: float) -> str:
    """Time from the start of the broadcast: hours before it, minutes during it, hours after it.

    >>> stamp(-2880, 150), stamp(40, 150), stamp(1140, 150)
    ('T−48h', 'T+40min', 'T+19h')
    """
    sign = "−" if t_min < 0 else "+"
    if 0 <= t_min <= live_min:
        return f"T+{t_min:g}min"
    return f"T{sign}{round(abs(t_min) / 60, 1):g}h"


def timeline(show: Show, names: Names, lang: str) -> Iterator[str]:
    """When, on the clock, who, what happened, and on what evidence."""
    clock = show.scenario.clock
    start = datetime.fromisoformat(str(clock.live_start))
    rows = [tuple(say(f"col.{key}", lang) for key in ("when", "clock", "who", "what"))]
    for event in show.events:
        rows.append(
            (
                stamp(event.t_min, 60 * clock.live_duration_h),
                (start + timedelta(minutes=event.t_min)).strftime("%m-%d %H:%M"),
                names(event.party)[LANGUAGES.index(lang)],
                event.text(lang) + _evidence(event, names, lang),
            )
        )
    return grid(rows, total=WIDTH, head=True)


def _evidence(event: Event, names: Names, lang: str) -> str:
    if not event.evidence:
        return ""
    items = []
    for key, value in event.evidence.items():
        label = evidence_label(key, names)[LANGUAGES.index(lang)]
        items.append(f"{label} {quantity(value, unit_of(key), lang)}")
    opening, closing = say("evidence", lang, items="\n").split("\n")  # no line ends with the one or begins with the other
    comma, blank = ((",", " "), ("；", ""))[LANGUAGES.index(lang)]
    whole = [*(item + comma for item in items[:-1]), items[-1] + closing]
    whole[0] = opening.lstrip() + whole[0]
    return opening[: -len(opening.lstrip())] + blank.join(keep_together(item) for item in whole)


def negotiations(show: Show, names: Names, lang: str) -> Iterator[str]:
    """Per encounter a line with its rounds and gains, and below it the terms or why there are none."""
    which = LANGUAGES.index(lang)
    rows = [tuple(say(f"col.{key}", lang) for key in ("talk", "about", "rounds", "gains"))]
    outcomes = []
    for talk in show.negotiations:
        gains = (_gain(talk, party, names(party)[which]) for party in talk.parties)
        about = words(f"talk.{talk.kind}", talk.kind)[which]
        rows.append((talk.id, about, str(talk.rounds), _listed(gains)))
        outcomes.append("→ " + _outcome(talk, lang))
    return grid(rows, right=frozenset({2}), total=WIDTH, head=True, notes=outcomes)


def _listed(items: Iterable[str]) -> str:
    """Items with dots between them; a line may end after a dot, not inside an item."""
    *firsts, last = list(items) or [""]
    return " ".join([*(keep_together(f"{item} ·") for item in firsts), keep_together(last)])


def _gain(talk: Negotiation, party: str, name: str) -> str:
    return f"{name} {signed(talk.gains.get(party, 0.0))}" if talk.agreed else name


def _outcome(talk: Negotiation, lang: str) -> str:
    which = LANGUAGES.index(lang)
    if not talk.agreed:
        return say("no_deal", lang, reason=words(f"ending.{talk.reason}", talk.reason)[which])
    if idle := nothing(talk.outcome, True):
        return idle[which]
    terms = []
    for issue, value in talk.outcome.items():
        unit = talk.issues[issue][0] if issue in talk.issues else ""
        named = f"{words(f'issue.{issue}', issue)[which]} {quantity(value, unit, lang)}"
        none = left_out(issue, value)
        terms.append(none[which] if none else named)
    return _listed(terms)


def accounts(show: Show, names: Names, lang: str) -> Iterator[str]:
    """A line per party: income, expense, profit, and the clauses that moved most money; then the accounts around
    the chain, which balance it and earn no profit.
    """
    inside = {party: lines for party, lines in show.money.items() if party in names.kinds}
    around = {party: lines for party, lines in show.money.items() if party not in names.kinds}
    yield from _accounts(inside, names, lang, ("party", "income", "expense", "profit", "largest"))
    if around:
        yield from ("", "  " + say("around", lang))
        yield from _accounts(around, names, lang, ("account", "income", "expense", "net", "largest"))


def _accounts(
    money_of: Mapping[str, Mapping[str, float]], names: Names, lang: str, heads: Sequence[str]
) -> Iterator[str]:
    which = LANGUAGES.index(lang)
    rows = [tuple(say(f"col.{key}", lang) for key in heads)]
    for party, lines in money_of.items():
        clauses = [(name, cny) for name, cny in lines.items() if name not in TOTALS and cny]
        clauses.sort(key=lambda item: (-abs(item[1]), item[0]))
        largest = [f"{words(f'clause.{name}', name)[which]} {signed(cny)}" for name, cny in clauses[:LARGEST]]
        rows.append(
            (
                names(party)[which],
                *(money(lines.get(key, 0.0)) for key in TOTALS),
                _listed(largest) or say("nothing", lang),
            )
        )
    return grid(rows, right=frozenset({1, 2, 3}), total=WIDTH, head=True)


def measures(show: Show, lang: str) -> Iterator[str]:
    """Name, value and unit of every measure, by group."""
    rows, group = [], ""
    for name, value in show.measures.items():
        found = registered(name)
        new = words(f"console.group.{found.group}", found.group)[LANGUAGES.index(lang)] if found else ""
        shown, unit = parts(value, unit_of(name), lang)
        rows.append((new if new != group else "", measure_label(name, lang), shown, unit.strip()))
        group = new
    return grid(rows, right=frozenset({2}), total=WIDTH)


def stockouts(show: Show, names: Names, lang: str) -> Iterator[str]:
    """Minutes in which buyers of a region found styles out of stock, the longest first; nothing where none was."""
    which, table = LANGUAGES.index(lang), show.tables["orders"]
    found: dict[str, dict[str, float]] = {}
    for region, style, minutes in zip(table["region"], table["style"], table["stock_out_min"], strict=True):
        if minutes > 0:
            found.setdefault(str(region), {})[str(style)] = float(minutes)
    if not found:
        return iter(())
    rows = [tuple(say(f"col.{name}", lang) for name in ("region", "all_styles", "which_styles"))]
    for region, styles in sorted(found.items(), key=lambda item: (-sum(item[1].values()), item[0])):
        longest = sorted(styles.items(), key=lambda item: (-item[1], item[0]))[:3]
        said = ("; ", "；")[which].join(f"{names(style)[which]} {minutes:g}" for style, minutes in longest)
        rows.append((names(region)[which], f"{sum(styles.values()):g}", said))
    return grid(rows, right=frozenset({1}), total=WIDTH, head=True)


def spreads(done: Replications, names: Names, lang: str) -> Iterator[str]:
    """P10, P50, P90 and mean of every measure and of the profit of every party of the chain."""
    which = LANGUAGES.index(lang)
    heads = (say("col.measure", lang), "P10", "P50", "P90", say("col.mean", lang))
    rows: list[tuple[str, ...]] = [heads]
    for name, spread in done.measure_spreads().items():
        unit = unit_of(name)
        rows.append((measure_label(name, lang), *(quantity(value, unit, lang) for value in _four(spread))))
    for party, spread in done.profit_spreads().items():
        if party in names.kinds:
            label = say("profit_of", lang, party=names(party)[which])
            rows.append((label, *(money(value) for value in _four(spread))))
    return grid(rows, right=frozenset({1, 2, 3, 4}), total=WIDTH, head=True)


def _four(spread: Spread) -> tuple[float, float, float, float]:
    return spread.p10, spread.p50, spread.p90, spread.mean
