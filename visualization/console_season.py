"""Seasons as plain text for a terminal: the answer, what changed, measures, parties, trust, business, temptations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import fsum

from environment import Scenario, Scheme
from environment.names import name_of
from environment.season import Season
from environment.texts import LANGUAGES
from experiments.emergence import early, ties, window
from experiments.seasons import Seasons
from experiments.temptations import Temptation
from visualization.columns import grid, width, wrap
from visualization.console import WIDTH, changes, say, section
from visualization.figures.names import words
from visualization.quantities import money, signed
from visualization.season_answer import answer, breach, closing, opening, reason
from visualization.season_words import after, bare, label, spanned, told, unit

MOST_EVENTS, MOST_EDGES, MOST_TRUST = 24, 16, 16
# Measures of a show that the table shows as means over the season, beside the measures of the season itself.
SHOWN = (
    "word_kept", "trust_mean", "disclosure", "ties_data_density", "temptation_mean", "chain_surplus", "agreement_rate",
    "forecast_error_end", "alert_bias", "lost_units", "share_shipped_24h", "leftover_value",
)  # fmt: skip


def season_text(
    done: Seasons, tempted: Mapping[str, Sequence[Temptation]], lang: str = "en", *, headed: bool = True
) -> str:
    """Everything a person wants to know of the seasons, as lines of at most :data:`WIDTH` columns, headed or not."""
    pieces = [heading(done.scenario, done.schemes, done.shows, done.n, done.seeds[0], lang)] if headed else []
    if short := list(_short(done, lang)):
        pieces.append("\n".join(short))
    pieces.append(section("season.answer", lang, _answer(done, tempted, lang)))
    first, mean = (say(f"season.{key}" if done.n > 1 else "season.of_one", lang, n=done.n) for key in ("of_first", "of_mean"))
    pieces.append(section("season.measures", lang, measures(done, lang), of=mean))
    for scheme, letter in zip(done.schemes, "AB", strict=False):
        season = done.whole[scheme.name]
        trials = tempted[scheme.name]
        n = trials[0].gain.n if trials else 0
        pieces += [
            section("season.events", lang, events(season, lang), letter=letter, of=first),
            section("season.parties", lang, parties(season, lang), letter=letter, of=first, **ends(season, lang)),
            section("season.trust", lang, trust(season, lang), letter=letter, of=first),
            section("season.edges", lang, edges(done, scheme.name, lang), letter=letter, of=mean),
            section("season.temptations", lang, temptations(trials, lang), letter=letter, n=n),
        ]
    runs = [record for scheme in done.schemes for record in done.runs[scheme.name]]
    cents, units = (max(abs(r.conservation[key]) for r in runs) for key in ("ledger_sum", "oversold"))
    pieces.append(say("conserved", lang, cents=cents, units=units))
    return "\n\n".join(pieces)


def heading(scenario: Scenario, schemes: Sequence[Scheme], shows: int, n: int, seed: int, lang: str) -> str:
    """What is played, how often, and whether there are intervals."""
    which = LANGUAGES.index(lang)
    lines = [(scenario.title_en, scenario.title_zh)[which], say("season.title", lang, shows=shows)]
    for scheme, letter in zip(schemes, "AB", strict=False):
        lines.append(say("season.scheme", lang, letter=letter, name=scheme.name, title=(scheme.en, scheme.zh)[which]))
    lines += changes(scenario, lang)
    lines.append(say("season.played" if n > 1 else "season.once", lang, n=n, seed=seed))
    if len(schemes) > 1:
        lines.append(say("season.paired", lang))
    return "\n".join(line for text in lines for line in wrap(text, WIDTH))


def _short(done: Seasons, lang: str) -> Iterator[str]:
    """Seasons that ended before their last show."""
    for scheme in done.schemes:
        played = done.whole[scheme.name].shows
        if played < done.shows:
            title = (scheme.en, scheme.zh)[LANGUAGES.index(lang)]
            yield from wrap(say("season.ended", lang, scheme=title, shows=played), WIDTH)


def _answer(done: Seasons, tempted: Mapping[str, Sequence[Temptation]], lang: str) -> Iterator[str]:
    which = LANGUAGES.index(lang)
    for question, sentences in answer(done, tempted):
        yield "  " + question[which]
        yield from _bullets([sentence[which] for sentence in sentences])


def _bullets(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        wide = any("\u4e00" <= char <= "\u9fff" for char in text)
        first, *rest = wrap(text, WIDTH - 4 - 2 * wide)
        yield f"  · {first}"
        yield from (f"    {line}" for line in rest)


def events(season: Season, lang: str) -> Iterator[str]:
    """What changed between shows, in order."""
    if not season.events:
        yield "  " + say("season.quiet", lang)
        return
    shown = season.events[:MOST_EVENTS]
    yield from _bullets([event.text(lang) for event in shown])
    if len(season.events) > len(shown):
        yield "  " + say("season.more", lang, n=len(season.events) - len(shown))


def measures(done: Seasons, lang: str) -> Iterator[str]:
    """Each measure under A and B with its interval, and the paired difference with its own."""
    season = [n for n in done.season_measures() if told(n) and "emergence" not in n]  # when a level changed is told in sentences
    shows = [name for name in SHOWN if name in done.names()]
    columns = [*"AB"[: len(done.schemes)], *(["B − A"] if len(done.schemes) > 1 else [])]
    rows: list[list[str]] = []
    for key, names in (("of_season", season), ("of_shows", shows)):
        rows += [["", *["" for _ in columns]]] if rows else []
        rows += [[say(f"season.{key}", lang), *columns], *(_measure(done, name, lang) for name in names)]
    space = sum(2 + max(width(row[at]) for row in rows) for at in range(1, len(columns) + 1))
    return grid(_folded(rows, WIDTH - 2 - space), right=frozenset(range(1, len(columns) + 1)), total=WIDTH)


def _folded(rows: Sequence[Sequence[str]], most: int) -> list[list[str]]:
    """Rows whose first cell takes at most ``most`` columns: the rest of a longer one goes to rows below it."""
    found = []
    for name, *cells in rows:
        indent = " " * (len(name) - len(name.lstrip()))
        first, *rest = wrap(name.lstrip(), most - len(indent) - 1)  # room for a per-cent sign that stays on its line
        found.append([indent + first, *cells])
        found += [[f"{indent}  {each}", *["" for _ in cells]] for line in rest for each in wrap(line, most - len(indent) - 3)]
    return found


def _measure(done: Seasons, name: str, lang: str) -> list[str]:
    which, of = LANGUAGES.index(lang), unit(name)
    a, *others = (scheme.name for scheme in done.schemes)
    found = [spanned(done.summary(scheme, name), of, thousand=True) for scheme in (a, *others)]
    found += [spanned(done.difference(a, other, name), of, change=True, thousand=True) for other in others]
    after_it = say("season.thousand", lang) if of == "CNY" else after(of)[which].strip()
    named = label(name)[which]
    return ["  " + (say("season.unit", lang, measure=named, unit=after_it) if after_it else named), *found]


def parties(season: Season, lang: str) -> Iterator[str]:
    """Profit of the season, cash at its end, and mean conduct in its first and last shows."""
    which = LANGUAGES.index(lang)
    heads = ("col.party", "col.profit", "col.season.cash", "col.season.conduct")
    rows: list[tuple[str, ...]] = [tuple(say(key, lang) for key in heads)]
    for party, profit in season.profit.items():
        levels = season.dispositions[party]
        conduct = "   ".join(_path(levels[name]) for name in ("temptation", "openness", "toughness"))
        rows.append(
            (name_of(season.scenario, party)[which], signed(sum(profit)), money(season.cash[party][-1]), conduct)
        )
    return grid(rows, right=frozenset({1, 2}), total=WIDTH, head=True)


def ends(season: Season, lang: str) -> dict[str, object]:
    """Which shows are early and which late, for a heading."""
    which = LANGUAGES.index(lang)
    return {"opening": opening(season.shows)[which], "closing": closing(window(season.shows))[which]}


def _path(levels: Sequence[float]) -> str:
    shows = window(len(levels))
    return " → ".join(bare(fsum(each) / shows, "") for each in (levels[early(len(levels))], levels[-shows:]))


def trust(season: Season, lang: str) -> Iterator[str]:
    """The reputations that moved most, from the first experience to the last show."""
    which = LANGUAGES.index(lang)
    heads = ("truster", "trusted", "matter", "path")
    rows: list[tuple[str, ...]] = [tuple(say(f"col.season.{key}", lang) for key in heads)]
    known = {edge: [v for v in values if v is not None] for edge, values in season.trust.items()}
    ranked = sorted((edge for edge in known if known[edge]), key=lambda e: (-abs(known[e][-1] - known[e][0]), e))
    for edge in ranked[:MOST_TRUST]:
        link, _, matter = edge.partition(":")
        truster, _, trusted = link.partition("->")
        who, whom = (name_of(season.scenario, party)[which] for party in (truster, trusted))
        path = f"{known[edge][0]:.2f} → {known[edge][-1]:.2f}"
        rows.append((who, whom, words(f"matter.{matter}", matter)[which], path))
    return grid(rows, total=WIDTH, head=True)


def edges(done: Seasons, scheme: str, lang: str) -> Iterator[str]:
    """Pairs by business: what they did at first and at last, and whether the edge strengthened, starved or appeared."""
    which = LANGUAGES.index(lang)
    rows: list[tuple[str, ...]] = [(say("col.season.path", lang), "", "", say("col.season.pair", lang))]
    found = [tie for tie in ties(done, scheme) if tie.state != "none"]
    for tie in found[:MOST_EDGES]:
        a, b = (name_of(done.scenario, party)[which] for party in tie.pair)
        change = f"({spanned(tie.change, 'CNY', change=True)})" if done.n > 1 else ""
        path = f"{money(tie.business[0])} → {money(tie.business[1])}"
        rows.append((path, change, words(f"season.tie.{tie.state}")[which], f"{a} – {b}"))
    yield from grid(rows, right=frozenset({0}), total=WIDTH, head=True)
    if len(found) > MOST_EDGES:
        yield "  " + say("season.more", lang, n=len(found) - MOST_EDGES)


def temptations(tempted: Sequence[Temptation], lang: str) -> Iterator[str]:
    """Per kind and level: what breaking its word brings it and the chain, and on which lines of its account."""
    which = LANGUAGES.index(lang)
    rows: list[tuple[str, ...]] = [
        (say("col.who", lang), say("col.season.gain", lang), say("col.season.chain", lang), say("col.season.why", lang))
    ]
    notes = []
    for each in tempted:
        gain, chain = (spanned(found, "CNY", change=True) for found in (each.gain, each.chain))
        rows.append((words(f"kind.{each.kind}")[which], gain, chain, reason(each.clauses, each.gain.mean)[which]))
        notes.append("→ " + breach(each)[which])
    return grid(rows, right=frozenset({1, 2}), total=WIDTH, head=True, notes=notes)
