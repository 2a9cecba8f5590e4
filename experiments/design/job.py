"""The design of a scheme: search, Pareto front, three recommendations, and what these are worth on fresh seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from experiments.audit.conduct import Stage, stage_of
from experiments.claim import DESIGN, refuse_foreign
from experiments.design.evaluation import Evaluator, Store
from experiments.design.objectives import Score, efficient, score
from experiments.design.search import Trial, drawn, halved
from experiments.design.space import Space, changed, load_space
from experiments.replicate import seed_of
from protocols.errors import UserError

if TYPE_CHECKING:
    from environment import Scenario, Scheme

ALONE = "arms_length"
AIMS = ("total", "worst", "honest")  # what each recommendation is best at
FRESH = 1_000_000  # replications from here on are no seeds of any search


@dataclass(frozen=True)
class Recommended:
    """The best of the front for one aim: ``trial`` as found by the search, ``fresh`` its score on seeds it was not chosen by."""

    aim: str
    trial: Trial
    scheme: Scheme
    fresh: Score


@dataclass(frozen=True)
class Design:
    """A finished search. ``front`` holds numbers of trials; ``possible`` is False where no trial lets all take part."""

    scenario: Scenario
    space: Space
    stage: Stage
    parameters: str | None
    seed: int
    replications: int
    fresh: int
    wanted: int
    trials: tuple[Trial, ...]
    front: tuple[int, ...]
    possible: bool
    alone: Score
    recommended: tuple[Recommended, ...]
    folder: Path
    played: int

    @property
    def finalists(self) -> tuple[Trial, ...]:
        """Trials played on all seeds."""
        return tuple(each for each in self.trials if each.score is not None and each.seeds == self.replications)


def design(
    scenario: Scenario, bases: Sequence[Scheme] = (), *, parameters: str | Path | None = None, trials: int = 64,
    replications: int = 8, seed: int | None = None, folder: Path | str, workers: int | Literal["auto"] = "auto",
) -> Design:  # fmt: skip
    """Search terms of ``bases`` (all shipped schemes but arm's length, if none is named) and try the best on fresh seeds.

    Evaluations are stored in ``folder``: the same call goes on where it was stopped and ends alike, whatever ``workers``.
    Raises :class:`protocols.errors.UserError` for input that cannot be searched. A script that uses more than one worker
    needs the usual ``if __name__ == "__main__":`` guard.
    """
    from environment import Scheme
    from experiments.sweep.lock import locked
    from experiments.sweep.store import WHOLE

    if replications < 2:
        raise UserError(f"replications: found {replications}, allowed 2 or more (an interval needs two seeds)")
    found = list(bases) or [Scheme.load(name) for name in Scheme.names() if name != ALONE]
    space, folder = load_space(found, parameters), Path(folder)
    refuse_foreign(folder, DESIGN)
    seed = scenario.seed if seed is None else seed
    chosen = drawn(space, trials, seed)
    stage, alone = stage_of(scenario), Scheme.load(ALONE)
    with locked(folder, WHOLE):
        evaluator = Evaluator(scenario, stage, Store(folder), workers)
        seeds = [seed_of(seed, k) for k in range(replications)]
        done = halved(evaluator, chosen, alone, seeds)
        last = [each for each in done if each.score is not None and each.seeds == replications]
        scores = [each.score for each in last if each.score is not None]
        front = [last[at] for at in efficient(scores)]
        new = [seed_of(seed, FRESH + k) for k in range(2 * replications)]
        recommended = recommend(evaluator, space, front, alone, new)
        rows = evaluator.run([alone], seeds)[alone]
    return Design(
        scenario=scenario, space=space, stage=stage, parameters=None if parameters is None else str(parameters), seed=seed,
        replications=replications, fresh=len(new), wanted=trials, trials=tuple(done),
        front=tuple(each.number for each in front), possible=any(each.feasible for each in scores),
        alone=score(stage, rows, rows), recommended=recommended, folder=folder, played=evaluator.played,
    )  # fmt: skip


def recommend(
    evaluator: Evaluator, space: Space, front: Sequence[Trial], alone: Scheme, seeds: Sequence[int]
) -> tuple[Recommended, ...]:
    """The best of the front for every aim (ties: the larger surplus), played again on ``seeds``."""
    best = {aim: max(front, key=lambda trial, aim=aim: _merit(trial, aim)) for aim in AIMS}  # type: ignore[misc]
    schemes = [alone, *dict.fromkeys(trial.candidate.scheme for trial in best.values())]
    rows = evaluator.run(schemes, seeds)
    found = []
    for aim, trial in best.items():
        scheme = trial.candidate.scheme
        for row in rows[scheme]:
            if "error" in row:
                raise UserError(f"design: {scheme.name} could not be played on fresh seed {row['seed']}: {row['error']}")
        fresh = score(evaluator.stage, rows[scheme], rows[alone])
        found.append(Recommended(aim, trial, named(space.bases[trial.candidate.base], trial, aim), fresh))
    return tuple(found)


def _merit(trial: Trial, aim: str) -> tuple[float, float]:
    assert trial.score is not None
    surplus, worst, keeping = trial.score.point
    return {"total": surplus, "worst": worst, "honest": keeping}[aim], surplus


def named(base: Scheme, trial: Trial, aim: str) -> Scheme:
    """The scheme of a trial under a name of its own, with its origin in words."""
    from experiments.design.words import say

    title, about = say(f"title.{aim}"), say(f"aim.{aim}")
    terms: Mapping[str, float] = dict(trial.candidate.terms)
    summary = say("summary", base=(base.en, base.zh), n=len(terms), aim=about)
    return changed(
        trial.candidate.scheme,
        {
            "name": f"design_{aim}",
            "en": title[0], "zh": title[1], "summary_en": summary[0], "summary_zh": summary[1],
            "source": f"found by search from {base.name} (trial {trial.number})",
        },
    )  # fmt: skip
