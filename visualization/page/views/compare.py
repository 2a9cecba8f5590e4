"""Two settings on the same luck: who gains, what moves, where the difference comes from, and how sure that is."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from environment import Scenario, Scheme
from environment.playing import play_show
from environment.records import Show
from environment.season import Season, play_season
from experiments.compare import Contrast, contrasts
from experiments.intervals import FEWEST, Floats
from experiments.replicate import seed_of
from visualization.figures.names import Names, Pair, words
from visualization.page.settings import Settings
from visualization.quantities import beside_zero, measure_label, registered
from visualization.season_words import bare, label, unit

Tell = Callable[[float], None]
MOST_LINES = 3
TOTALS = ("income", "expense", "profit")
DOUBT = 0.5  # CNY; less is nothing


@dataclass(frozen=True, eq=False)
class Side:
    """What one side plays."""

    settings: Settings
    scenario: Scenario
    scheme: Scheme


@dataclass(frozen=True, eq=False)
class Versus:
    """Both sides played on the same seeds: contrasts b − a of profits (party, CNY), of the parties' sum, and of measures.

    ``lines[party]`` maps a line of the account to its mean difference, CNY. ``shows`` is 1, or the length of the seasons.
    """

    a: Side
    b: Side
    names: Names
    seeds: tuple[int, ...]
    shows: int
    profits: Mapping[str, Contrast]
    chain: Contrast
    measures: Mapping[str, Contrast]
    lines: Mapping[str, Mapping[str, float]]

    @property
    def n(self) -> int:
        return len(self.seeds)

    @property
    def parties(self) -> list[str]:
        """The parties of the chain, the largest gain first."""
        inside = [party for party in self.profits if party in self.names.kinds]
        return sorted(inside, key=lambda party: (-self.profits[party].difference, party))

    def verdict(self, found: Contrast) -> str:
        """Whether a difference is beyond luck: "up", "down" or "" (the interval holds zero, or too few plays to tell)."""
        if not found.clear:
            return ""
        return "up" if found.low > 0 else "down"

    def moved(self, party: str) -> list[tuple[str, float]]:
        """Every line of an account that differs, the largest difference first."""
        found = [(line, cny) for line, cny in self.lines.get(party, {}).items() if abs(cny) >= DOUBT]
        return sorted(found, key=lambda each: (-abs(each[1]), each[0]))

    def told(self, all_: bool = False) -> list[str]:
        """Names of the measures that differ, the clear ones first, then by size against their own spread; or all."""
        names = [name for name, c in self.measures.items() if c.n and (all_ or abs(c.difference) > 1e-12)]
        return sorted(names, key=lambda name: (not self.measures[name].clear, -_size(self.measures[name]), name))


def _size(found: Contrast) -> float:
    base = max(abs(found.a), abs(found.b)) or 1.0
    return abs(found.difference) / base


def versus(a: Side, b: Side, n: int, tell: Tell) -> Versus:
    """Play ``n`` replications of both; replication k has the same seed on both sides. ``tell`` gets the share done."""
    first = a.scenario.seed if a.settings.seed is None else a.settings.seed
    seeds = tuple(seed_of(first, k) for k in range(n))
    shows, rows = a.settings.shows, []
    names: Names | None = None
    for k, seed in enumerate(seeds):
        pair = []
        for at, side in enumerate((a, b)):
            done = _play(side, seed, shows, lambda share, k=k, at=at: tell((2 * k + at + share) / (2 * n)))  # type: ignore[misc]
            pair.append((dict(done.measures), {party: dict(lines) for party, lines in done.money.items()}))
            names = names or Names.of(done if isinstance(done, Show) else done.last)
        rows.append(pair)
    assert names is not None
    measures = contrasts(*(_columns([pair[at][0] for pair in rows]) for at in (0, 1)))
    moneys = [[pair[at][1] for pair in rows] for at in (0, 1)]
    profits = [_columns([{p: lines["profit"] for p, lines in money.items()} for money in each]) for each in moneys]
    chain = [sum((each[p] for p in each if p in names.kinds), np.zeros(n)) for each in profits]
    return Versus(
        a, b, names, seeds, shows, contrasts(*profits), contrasts({"chain": chain[0]}, {"chain": chain[1]})["chain"],
        measures, _lines(moneys),
    )  # fmt: skip


def _play(side: Side, seed: int, shows: int, tell: Tell) -> Show | Season:
    tell(0.0)
    held = side.settings.held()
    if shows > 1 or held:
        season = play_season(side.scenario, side.scheme, seed, shows, fixed=held, progress=lambda k: tell(k / shows))
        return season if shows > 1 else season.first
    return play_show(side.scenario, side.scheme, seed)


def _columns(rows: list[dict[str, float]]) -> dict[str, Floats]:
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: np.array([row.get(name, np.nan) for row in rows], dtype=float) for name in names}


def _lines(moneys: list[list[dict[str, dict[str, float]]]]) -> dict[str, dict[str, float]]:
    """party -> line -> mean difference, second − first."""
    found: dict[str, dict[str, float]] = {}
    for sign, each in zip((-1.0, 1.0), moneys, strict=True):
        for money in each:
            for party, lines in money.items():
                mine = found.setdefault(party, {})
                for line, cny in lines.items():
                    if line not in TOTALS:
                        mine[line] = mine.get(line, 0.0) + sign * cny / len(each)
    return found


# --- in words ---
def side_name(side: Side) -> Pair:
    """A side by its scheme, and whatever else is set."""
    s = side.settings
    held = (f"{who}.{what} = {level:g}" for who, what, level in s.dispositions)
    more = [*s.variants, *(f"{path} = {value}" for path, value in s.overrides), *held]
    en, zh = side.scheme.en, side.scheme.zh
    return (f"{en} ({', '.join(more)})", f"{zh}（{'、'.join(more)}）") if more else (en, zh)


def money_said(found: Contrast) -> Pair:
    """A difference with its interval: "+1,200 CNY [300, 2,100]"."""
    mean, low, high = (bare(value, "CNY", change=True) for value in (found.difference, found.low, found.high))
    between = f" [{low}, {high}]" if found.spread else ""
    return (f"{mean} CNY{between}", f"{mean} 元{between}")


def answer(done: Versus) -> list[Pair]:
    """Who gains when the scheme changes: the sentence, how sure it is, and where it comes from."""
    parties = done.parties
    if all(abs(done.profits[p].difference) < DOUBT for p in parties):
        return [words("page.compare.same", a=side_name(done.a), b=side_name(done.b), n=done.n)]
    best, worst = _named(done, parties, "up"), _named(done, list(reversed(parties)), "down")
    up, down = done.profits[best].difference >= DOUBT, done.profits[worst].difference <= -DOUBT
    named = {
        "best": words("page.compare.who", party=done.names(best), by=money_said(done.profits[best])),
        "worst": words("page.compare.who", party=done.names(worst), by=money_said(done.profits[worst])),
    }
    key = "both" if up and down else "up" if up else "down"
    kind = "season" if done.shows > 1 else "show"
    opening = words(f"page.compare.opening.{kind}", n=done.n, shows=done.shows, a=side_name(done.a), b=side_name(done.b))
    who = words(f"page.compare.{key}", best=named["best"], worst=named["worst"])
    found = [_joined(opening, who), words("page.compare.chain", by=money_said(done.chain))]
    found.append(_sure(done, parties))
    for party in dict.fromkeys([*([best] if up else []), *([worst] if down else [])]):
        lines = done.moved(party)[:MOST_LINES]
        if lines:
            reasons = [(words(f"clause.{line}", line), bare(cny, "CNY", change=True)) for line, cny in lines]
            listed = (", ".join(f"{en} {cny}" for (en, _), cny in reasons), "、".join(f"{zh} {cny}" for (_, zh), cny in reasons))
            found.append(words("page.compare.why", party=done.names(party), lines=listed))
    return found


def _named(done: Versus, parties: list[str], way: str) -> str:
    """The first of ``parties`` whose change cannot be luck, else the first of all."""
    sure = [p for p in parties if done.verdict(done.profits[p]) == way]
    return (sure or parties)[0]


def _sure(done: Versus, parties: list[str]) -> Pair:
    """Whose gain or loss is beyond luck."""
    if done.n < FEWEST:
        return words("page.compare.few", n=done.n, fewest=FEWEST)
    sure = {key: [done.names(p) for p in parties if done.verdict(done.profits[p]) == key] for key in ("up", "down")}
    said = [words(f"page.compare.sure.{key}", who=_listed(who)) for key, who in sure.items() if who]
    if not said:
        return words("page.compare.unsure", n=done.n)
    open_ = len(parties) - sum(len(who) for who in sure.values())
    return _joined(*said, *([words("page.compare.open", count=open_)] if open_ else []))


def _listed(pairs: list[Pair]) -> Pair:
    return (", ".join(en for en, _ in pairs), "、".join(zh for _, zh in pairs))


def _joined(*pairs: Pair) -> Pair:
    return (" ".join(en for en, _ in pairs), "".join(zh for _, zh in pairs))


def measure_name(name: str) -> Pair:
    """What a measure of a show or of a season is called."""
    return (measure_label(name, "en"), measure_label(name, "zh")) if registered(name) else label(name)


def measure_cells(name: str, found: Contrast) -> tuple[str, str, str, str]:
    """A, B, the difference and its interval as texts."""
    of = unit(name)
    change, low, high = (bare(value, of, change=True) for value in (found.difference, found.low, found.high))
    if found.clear:  # the interval leaves out zero, and must be seen to
        low, high = (beside_zero(value, shown, of == "share") for value, shown in ((found.low, low), (found.high, high)))
    between = f"{low} … {high}" if found.spread else "–"
    after = "%" if of == "share" else ""
    a, b = (f"{bare(value, of)}{after}" for value in (found.a, found.b))
    return a, b, change, between


def csv_bytes(done: Versus) -> bytes:
    """Every contrast as a CSV file."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(("what", "name", "a", "b", "difference", "low", "high", "n"))
    rows = [("profit_cny", party, done.profits[party]) for party in done.profits]
    rows += [("profit_cny", "chain", done.chain), *(("measure", name, found) for name, found in done.measures.items())]
    for what, name, found in rows:
        values = (found.a, found.b, found.difference, found.low, found.high)
        writer.writerow((what, name, *("" if math.isnan(value) else f"{value:.12g}" for value in values), found.n))
    return buffer.getvalue().encode()
