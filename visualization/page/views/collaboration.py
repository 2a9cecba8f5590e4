"""A season as the page shows it: the network show by show, signs of collaboration, reputations, dispositions, money."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from environment.season import Season
from experiments.emergence import SIGNS
from experiments.seasons import Seasons, record_of
from visualization.figures.chart import Floats
from visualization.figures.names import Names, Pair, words
from visualization.figures.palette import of_kind
from visualization.figures.season import TRUST
from visualization.figures.ties import edge, labelled, layers
from visualization.quantities import UNITS
from visualization.season_answer import answer, listed
from visualization.season_words import label, unit

Line = Sequence[float | None]


@dataclass(frozen=True)
class Tie:
    """Two parties after one show: business, CNY a show; trust direction -> reputation (mean over matters)."""

    pair: tuple[str, str]
    business: float
    trust: dict[tuple[str, str], float]

    @property
    def weakest(self) -> float | None:
        """The lower trust of the two; None before any experience."""
        return min(self.trust.values(), default=None)


@dataclass(frozen=True)
class Reputation:
    """What one party thinks of another in one matter, show by show (None before the first experience)."""

    id: str
    truster: str
    trusted: str
    matter: str
    values: Line

    @property
    def known(self) -> list[float]:
        return [float(value) for value in self.values if value is not None]

    @property
    def change(self) -> float:
        """Last minus first known value."""
        return self.known[-1] - self.known[0] if self.known else 0.0


@dataclass(frozen=True)
class Story:
    """A finished season, with the names of its parties."""

    season: Season
    names: Names

    @cached_property
    def done(self) -> Seasons:
        """The season as a set of one, for what is said of seasons."""
        season, name = self.season, self.season.scheme.name
        runs, whole = {name: (record_of(season),)}, {name: season}
        return Seasons(season.scenario, (season.scheme,), (season.seed,), season.shows, runs, whole)

    def answers(self) -> list[tuple[Pair, list[Pair]]]:
        """Whether, when, among whom, what it was worth: each question with its sentences."""
        return answer(self.done, {self.season.scheme.name: []})[:4]  # who would rather cheat takes shows of its own

    # --- the network ---
    @cached_property
    def spots(self) -> dict[str, tuple[float, float]]:
        return layers(self.names.kinds)

    @cached_property
    def lines(self) -> dict[tuple[str, str], Floats]:
        """The line of every pair that ever did business."""
        pairs = {tie.pair for show in range(1, self.season.shows + 1) for tie in self.ties(show) if tie.business > 0}
        return {pair: edge(self.spots, *pair) for pair in sorted(pairs) if set(pair) <= set(self.spots)}

    def lifts(self, which: int) -> dict[str, float]:
        """How far over its place each name stands, in language number ``which``."""
        return labelled(self.spots, {party: self.names(party)[which] for party in self.spots}, list(self.lines.values()))

    def ties(self, show: int) -> list[Tie]:
        """Every pair with business or trust after ``show`` (from 1), the largest business first."""
        business: dict[tuple[str, str], float] = {}
        trust: dict[tuple[str, str], list[float]] = {}
        for row in self.season.network[show - 1]:
            one, other = str(row["source"]), str(row["target"])
            if row["layer"] == "trade":
                pair = (min(one, other), max(one, other))
                business[pair] = business.get(pair, 0.0) + float(row["weight"])
            elif row["layer"] == "trust":
                trust.setdefault((one, other), []).append(float(row["weight"]))
        pairs = dict.fromkeys([*business, *((min(d), max(d)) for d in trust)])
        found = [
            Tie(p, business.get(p, 0.0), {d: math.fsum(v) / len(v) for d, v in trust.items() if set(d) == set(p)}) for p in pairs
        ]
        return sorted(found, key=lambda tie: (-tie.business, tie.pair))

    def gone(self, show: int) -> frozenset[str]:
        """Who is out of business after ``show``."""
        return frozenset(e.party for e in self.season.events if e.kind == "failed" and e.t_min <= show)

    # --- series ---
    def measures(self) -> list[str]:
        """Names of the series: the signs of collaboration first."""
        return [*(name for name in SIGNS if name in self.season.series), *(n for n in self.season.series if n not in SIGNS)]

    def dispositions(self, party: str) -> dict[str, Line]:
        """disposition -> level in every show of a party."""
        return dict(self.season.dispositions.get(party, {}))

    def moved(self) -> list[str]:
        """The parties whose dispositions ever changed, in their order."""
        return [p for p, each in self.season.dispositions.items() if any(len(set(v)) > 1 for v in each.values())]

    @cached_property
    def reputations(self) -> tuple[Reputation, ...]:
        """Every reputation, those that moved most first."""
        found = []
        for key, values in self.season.trust.items():
            pair, _, matter = key.partition(":")
            truster, _, trusted = pair.partition("->")
            found.append(Reputation(key, truster, trusted, matter, tuple(values)))
        return tuple(sorted(found, key=lambda each: (-abs(each.change), each.id)))

    def reputation_name(self, each: Reputation) -> Pair:
        return words(
            "page.collab.reputation", truster=self.names(each.truster), trusted=self.names(each.trusted),
            matter=words(f"matter.{each.matter}", each.matter),
        )  # fmt: skip

    def profits(self) -> list[tuple[str, float]]:
        """Party -> CNY over the season, the largest first."""
        rows = [(party, math.fsum(values)) for party, values in self.season.profit.items()]
        return sorted(rows, key=lambda row: (-row[1], row[0]))

    def events(self) -> list[tuple[int, str, Pair]]:
        """(show, party, text) of what changed between shows."""
        return [(int(e.t_min), e.party, (e.text("en"), e.text("zh"))) for e in self.season.events]

    @property
    def emerged(self) -> int:
        """The show from which promises were kept more; 0 if no such show was found."""
        found = self.season.measures.get("emergence_show", math.nan)
        return int(found) if math.isfinite(found) else 0


def trust_colour(value: float | None) -> str:
    """The colour of an edge; nothing where trust is unknown."""
    return "" if value is None else next(colour for top, colour in TRUST if value < top)


def tie_title(story: Story, tie: Tie, show: int) -> Pair:
    """A pair in words: business and trust after a show."""
    a, b = (story.names(party) for party in tie.pair)
    trust = listed(
        [words("page.collab.trust", a=story.names(x), b=story.names(y), value=f"{v:.2f}") for (x, y), v in tie.trust.items()]
    )
    return words("page.collab.tie", a=a, b=b, show=show, business=f"{tie.business:,.0f}", trust=trust)


def network(story: Story, show: int, which: int) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Parties and edges after ``show`` as the widget draws them, in language number ``which``."""
    ties, gone, lifts = story.ties(show), story.gone(show), story.lifts(which)
    widest = max((t.business for k in range(1, story.season.shows + 1) for t in story.ties(k)), default=1.0) or 1.0
    edges: list[dict[str, object]] = [
        {
            "id": ">".join(tie.pair), "title": tie_title(story, tie, show)[which],
            "line": story.lines[tie.pair].round(3).tolist(),
            "width": round(1.0 + 7.0 * math.sqrt(tie.business / widest), 2), "colour": trust_colour(tie.weakest),
        }
        for tie in reversed(ties)
        if tie.pair in story.lines and tie.business > 0
    ]  # fmt: skip
    parties: list[dict[str, object]] = [
        {
            "id": party, "label": story.names(party)[which], "x": x, "y": y, "lift": lifts[party], "gone": party in gone,
            "colour": of_kind(story.names.kind(party)),
            "title": words("page.collab.party", name=story.names(party), kind=words(f"kind.{story.names.kind(party)}"))[which],
        }
        for party, (x, y) in story.spots.items()
    ]  # fmt: skip
    return parties, edges


def measure_name(name: str) -> Pair:
    """A measure, and its unit where it is not a share."""
    (english, chinese), of = label(name), unit(name)
    after = UNITS.get(of, (of, of))
    return (english, chinese) if of in ("", "share") else (f"{english} ({after[0].strip()})", f"{chinese}（{after[1].strip()}）")
