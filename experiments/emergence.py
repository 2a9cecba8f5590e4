"""Did collaboration arise over a season, when, and among whom? Early shows against late ones, levels, and pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.intervals import FEWEST, Floats, Interval, difference, interval
from experiments.seasons import Record, Seasons, mean_over_shows

SIGNS = ("word_kept", "trust_mean", "disclosure", "ties_data_density", "temptation_mean", "chain_surplus")
WINDOW = 10  # shows at either end of a season that are set against each other, or a third of a short season
STRONGER, WEAKER, GONE = 1.25, 0.8, 0.01  # of the business that a pair did after the first show


@dataclass(frozen=True, slots=True)
class Drift:
    """One measure over the season, over replications.

    ``early`` and ``late`` are means over :func:`early` and the last ``window`` shows, ``change`` their paired difference;
    ``rise`` and ``fall`` the shows from which a higher or lower level holds, in the replications where one was found (first
    change of level), whose shares are ``rose`` and ``fell``; NaN where the season is too short to look for one.
    """

    measure: str
    window: int
    early: Interval
    late: Interval
    change: Interval
    rise: tuple[int, ...]
    fall: tuple[int, ...]
    rose: float
    fell: float

    @property
    def verdict(self) -> str:
        """"rose", "fell", "unclear" (the interval of the change holds zero) or "few" (too few seasons to tell)."""
        if self.change.n < FEWEST:
            return "few"
        return {"above": "rose", "below": "fell", "around": "unclear"}[self.change.verdict]


@dataclass(frozen=True, slots=True)
class Tie:
    """Business and trust of one pair after the first and the last show; means over replications.

    ``business`` in CNY a show (smoothed), ``change`` its paired difference last − first; ``trust`` direction
    (truster, trusted) -> mean reputation over matters (first, last), NaN before any experience.
    """

    pair: tuple[str, str]
    business: tuple[float, float]
    change: Interval
    trust: Mapping[tuple[str, str], tuple[float, float]]

    @property
    def state(self) -> str:
        """"appeared", "ended", "stronger", "weaker" or "steady" (changed little) where the interval of the change leaves
        out zero; else "unclear"; "few" with too few seasons to tell; "none" where there was never any business.
        """
        first, last = self.business
        if first <= 0.0 and last <= 0.0:
            return "none"
        if self.change.n < FEWEST:
            return "few"
        if self.change.verdict == "around":
            return "unclear"
        if first <= 0.0:
            return "appeared"
        if last < GONE * first:
            return "ended"
        return "stronger" if last >= STRONGER * first else "weaker" if last <= WEAKER * first else "steady"


def window(shows: int) -> int:
    """How many shows count as early, and as late."""
    return max(1, min(WINDOW, shows // 3))


def early(shows: int) -> slice:
    """The early shows, counted from 0: without the first, in which nobody has learnt yet, where there are three or more."""
    start = 1 if shows > 2 else 0
    return slice(start, start + window(shows))


def drift(seasons: Seasons, scheme: str, measure: str) -> Drift:
    """How a measure moved over the seasons under ``scheme``."""
    values, shows = seasons.matrix(scheme, measure), window(seasons.shows)
    before, after = mean_over_shows(values[:, early(seasons.shows)]), late_values(seasons, scheme, measure)
    rise = tuple(k for k in (change_show(row) for row in values) if k)
    fall = tuple(k for k in (change_show(-row) for row in values) if k)
    n = float(len(values))
    long = _long_enough(seasons.shows)
    return Drift(
        measure, shows, interval(before), interval(after), difference(after - before), rise, fall,
        len(rise) / n if long else float("nan"), len(fall) / n if long else float("nan"),
    )  # fmt: skip


def late_values(seasons: Seasons, scheme: str, measure: str) -> Floats:
    """(replications,) mean of a measure over the last shows that were played; NaN where it is undefined."""
    values, last = seasons.matrix(scheme, measure), window(seasons.shows)
    return np.array([_mean(row[: r.shows][-last:]) for row, r in zip(values, seasons.runs[scheme], strict=True)])


def _mean(values: Floats) -> float:
    defined = values[np.isfinite(values)]
    return float(defined.mean()) if len(defined) else float("nan")


def _long_enough(shows: int) -> bool:
    from environment.measures.season import SHORTEST

    return shows >= 2 * SHORTEST


def change_show(values: Floats) -> int | None:
    """The show (from 1) from which a first higher level of ``values`` (shows,) holds, or None; NaN shows do not count."""
    from environment.measures.season import emergence

    at = np.flatnonzero(np.isfinite(values))
    found = emergence(values[at].tolist())
    return int(at[found[0] - 1]) + 1 if found else None


def ties(seasons: Seasons, scheme: str) -> list[Tie]:
    """Every pair with business or trust, the largest last business first."""
    runs = seasons.runs[scheme]
    firsts, lasts = ([_business(edges) for edges in each] for each in zip(*((r.first, r.last) for r in runs), strict=True))
    trust = [(_trust(r.first), _trust(r.last)) for r in runs]
    pairs = dict.fromkeys(p for each in (*firsts, *lasts) for p in each)
    pairs |= dict.fromkeys((min(d), max(d)) for pair in trust for each in pair for d in each)
    found = []
    for pair in pairs:
        before, after = (np.array([each.get(pair, 0.0) for each in where]) for where in (firsts, lasts))
        directions = {d: (_over(trust, 0, d), _over(trust, 1, d)) for d in (pair, pair[::-1])}
        known = {d: values for d, values in directions.items() if np.isfinite(values).any()}
        found.append(Tie(pair, (float(before.mean()), float(after.mean())), difference(after - before), known))
    return sorted(found, key=lambda tie: (-tie.business[1], -tie.business[0], tie.pair))


def _business(edges: Sequence[Mapping[str, object]]) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for row in edges:
        if row["layer"] == "trade":
            pair = (str(row["source"]), str(row["target"]))
            key = (min(pair), max(pair))
            found[key] = found.get(key, 0.0) + float(row["weight"])  # type: ignore[arg-type]
    return found


def _trust(edges: Sequence[Mapping[str, object]]) -> dict[tuple[str, str], float]:
    """(truster, trusted) -> reputation, mean over matters."""
    found: dict[tuple[str, str], list[float]] = {}
    for row in edges:
        if row["layer"] == "trust":
            found.setdefault((str(row["source"]), str(row["target"])), []).append(float(row["weight"]))  # type: ignore[arg-type]
    return {direction: float(np.mean(values)) for direction, values in found.items()}


def _over(trust: Sequence[tuple[Mapping[tuple[str, str], float], ...]], when: int, direction: tuple[str, str]) -> float:
    return _mean(np.array([each[when].get(direction, np.nan) for each in trust]))


def conduct(runs: Sequence[Record], parties: Sequence[str], disposition: str) -> Floats:
    """(replications, shows) mean level of a disposition over ``parties``, NaN after a season that ended early."""
    shows = max(r.shows for r in runs)
    rows = []
    for run in runs:
        levels = [run.dispositions[p][disposition] for p in parties if p in run.dispositions]
        mean = np.mean(np.array(levels, dtype=float), axis=0) if levels else np.full(run.shows, np.nan)
        rows.append(np.concatenate([mean, np.full(shows - run.shows, np.nan)]))
    return np.array(rows)


def moved_lines(seasons: Seasons, one: str, other: str, party: str, most: int = 3) -> list[tuple[str, float]]:
    """The lines of a party's account that differ most, other − one, mean CNY a season: where a difference comes from."""
    moved: dict[str, float] = {}
    for sign, scheme in ((-1.0, one), (1.0, other)):
        for record in seasons.runs[scheme]:
            for line, cny in record.money.get(party, {}).items():
                if line not in ("income", "expense", "profit"):
                    moved[line] = moved.get(line, 0.0) + sign * cny / seasons.n
    ranked = sorted(moved.items(), key=lambda each: (-abs(each[1]), each[0]))
    return [(line, cny) for line, cny in ranked[:most] if abs(cny) >= 0.5]
