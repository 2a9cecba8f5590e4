"""Every play of an audit, once: profiles and schemes by content, the same seeds for all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.audit.conduct import Profile, fixed

if TYPE_CHECKING:
    from environment import Scenario, Scheme
    from environment.season import Season

Floats = NDArray[np.float64]
Flow = tuple[str, str, str]  # payer, payee, clause


@dataclass(frozen=True, slots=True)
class Play:
    """What is played: a scheme, everybody's conduct, and how many shows in a row."""

    scheme: Scheme
    profile: Profile
    shows: int = 1


@dataclass(frozen=True, slots=True)
class Take:
    """One play under one seed: CNY per show of every party, the sum of its ledgers, and postings of the first show."""

    profit: dict[str, float]
    ledger_sum: int
    books: dict[Flow, int] | None  # (payer, payee, clause) -> cents


@dataclass(frozen=True)
class Plays:
    """Results of all plays: ``profit[play]`` has shape (seeds, parties), CNY per show."""

    parties: tuple[str, ...]
    seeds: tuple[int, ...]
    profit: Mapping[Play, Floats]
    books: Mapping[Play, tuple[dict[Flow, int], ...]]
    ledger_sum: int  # largest absolute sum of a ledger, cents

    def of(self, play: Play, party: str) -> Floats:
        """CNY per show of one party, a value per seed."""
        found: Floats = self.profit[play][:, self.parties.index(party)]
        return found

    def by_side(self, play: Play, sides: Mapping[str, str], players: Sequence[str]) -> Floats:
        """(seeds, players): CNY per show summed over the parties of each player."""
        member = np.array([[sides[party] == player for player in players] for party in self.parties], dtype=float)
        found: Floats = self.profit[play] @ member
        return found

    def chain(self, play: Play) -> Floats:
        """(seeds,) surplus of the whole chain, CNY per show."""
        found: Floats = self.profit[play].sum(axis=1)
        return found


@dataclass(frozen=True, slots=True)
class PlayTask:
    """One play under all seeds, so that what is prepared for a profile is prepared once."""

    play: Play
    seeds: tuple[int, ...]
    keep_books: bool

    @property
    def size(self) -> int:
        return len(self.seeds) * self.play.shows

    def run(self, scenario: Scenario) -> list[Take]:
        """Play it; an error names the scheme and the seed."""
        from environment.season import play_season

        play, takes = self.play, []
        for seed in self.seeds:
            try:
                season = play_season(scenario, play.scheme, seed, play.shows, fixed=fixed(play.profile))
            except Exception as error:
                error.add_note(f"in the audit, scheme {play.scheme.name}, seed {seed}")
                raise
            mean = {party: float(np.sum(values)) / play.shows for party, values in season.profit.items()}
            takes.append(Take(mean, season.conservation["ledger_sum"], _books(season) if self.keep_books else None))
        return takes


def tasks_of(plays: Iterable[Play], seeds: Sequence[int], books: Collection[Play] = ()) -> list[PlayTask]:
    """A task per play; equal plays once, whatever they are for. ``books`` are plays whose postings are kept."""
    return [PlayTask(play, tuple(seeds), play in books) for play in dict.fromkeys(plays)]


def gathered(tasks: Sequence[PlayTask], results: Sequence[list[Take]], seeds: Sequence[int]) -> Plays:
    """The results of all tasks as arrays."""
    parties = tuple(results[0][0].profit)
    both = list(zip(tasks, results, strict=True))
    return Plays(
        parties=parties,
        seeds=tuple(seeds),
        profit={t.play: np.array([[take.profit[party] for party in parties] for take in takes]) for t, takes in both},
        books={t.play: tuple(take.books for take in takes if take.books is not None) for t, takes in both if t.keep_books},
        ledger_sum=max(abs(take.ledger_sum) for takes in results for take in takes),
    )


def _books(season: Season) -> dict[Flow, int]:
    """Postings of the first show by payer, payee and clause, cents."""
    found: dict[Flow, int] = {}
    rows = season.first.tables["ledger"]
    for payer, payee, clause, cents in zip(rows["payer"], rows["payee"], rows["clause"], rows["cents"], strict=True):
        key = (str(payer), str(payee), str(clause))
        found[key] = found.get(key, 0) + int(cents)
    return found
