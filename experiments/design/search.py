"""The search: unchanged bases and Sobol points of the space, cut in half while the number of seeds doubles.

Successive halving (Jamieson and Talwalkar 2016, AISTATS): every candidate is played on a few seeds, the better half on twice
as many, and so on up to all of them. Better is by constrained domination (:func:`experiments.design.objectives.ranked`).
Unchanged bases stay to the end, as the yardstick. Nothing depends on the number of workers, or on being stopped between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from environment.scheme import Scheme
from experiments.design.evaluation import Evaluator, Row
from experiments.design.objectives import Score, ranked, score
from experiments.design.space import Candidate, Space, points
from protocols.errors import UserError


@dataclass(frozen=True)
class Trial:
    """A candidate, the seeds it was played on, and its score on those; ``error`` says why there is none."""

    number: int
    candidate: Candidate
    seeds: int = 0
    score: Score | None = None
    error: str = ""


def drawn(space: Space, count: int, seed: int) -> list[Trial]:
    """The bases as they are and then Sobol points, ``count`` in all; the same scheme twice counts once."""
    found = space.unchanged()
    if count < len(found):
        raise UserError(f"trials: found {count}, allowed: {len(found)} or more (every base scheme is a trial)")
    trials = [Trial(at, each) for at, each in enumerate(found)]
    seen = {each.scheme for each in found}
    for at, point in enumerate(points(1 + len(space.axes), count - len(found), seed), len(found)):
        try:
            candidate = space.at([float(x) for x in point])
        except UserError as error:
            base = list(space.bases)[min(int(point[0] * len(space.bases)), len(space.bases) - 1)]
            trials.append(Trial(at, Candidate(base, (), space.bases[base]), error=str(error)))
            continue
        if candidate.scheme not in seen:
            seen.add(candidate.scheme)
            trials.append(Trial(at, candidate))
    return trials


def rungs(replications: int) -> list[int]:
    """Seeds of each round: a quarter of them (two at least), then twice as many, up to all.

    >>> rungs(8), rungs(2), rungs(20)
    ([2, 4, 8], [2], [5, 10, 20])
    """
    found = [max(2, replications // 4)]
    while found[-1] < replications:
        found.append(min(replications, 2 * found[-1]))
    return found


def halved(evaluator: Evaluator, trials: Sequence[Trial], alone: Scheme, seeds: Sequence[int]) -> list[Trial]:
    """All trials in their order, each with the score of the last round that it reached."""
    known = {trial.number: trial for trial in trials}
    racing = [trial.number for trial in trials if not trial.error]
    for at, n in enumerate(rungs(len(seeds))):
        if at:
            order = ranked([_score_of(known[number]) for number in racing])
            kept = {racing[k] for k in order[: (len(racing) + 1) // 2]}
            racing = [number for number in racing if number in kept or not known[number].candidate.terms]
        for trial in scored(evaluator, [known[number] for number in racing], alone, seeds[:n]):
            known[trial.number] = trial
        racing = [number for number in racing if not known[number].error]
        if not racing:
            raise UserError(f"design: no scheme could be played; the first said: {known[trials[0].number].error}")
    return [known[trial.number] for trial in trials]


def scored(evaluator: Evaluator, trials: Sequence[Trial], alone: Scheme, seeds: Sequence[int]) -> list[Trial]:
    """The trials with their scores on ``seeds``, or with the first error."""
    rows = evaluator.run([alone, *(trial.candidate.scheme for trial in trials)], seeds)
    fault = _error(rows[alone])
    if fault:
        raise UserError(f"design: {alone.name}, which all is compared with, could not be played: {fault}")
    found = []
    for trial in trials:
        own = rows[trial.candidate.scheme]
        fault = _error(own)
        result = None if fault else score(evaluator.stage, own, rows[alone])
        found.append(replace(trial, seeds=len(seeds), score=result, error=fault))
    return found


def _error(rows: Sequence[Row]) -> str:
    return next((f"seed {row['seed']}: {row['error']}" for row in rows if "error" in row), "")


def _score_of(trial: Trial) -> Score:
    assert trial.score is not None
    return trial.score
