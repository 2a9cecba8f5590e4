"""The job of ``analyse``: everything that a sweep can tell of some outcomes, as one object."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from experiments.analysis.breakeven import BreakEven, break_even
from experiments.analysis.discovery import Discovery, question
from experiments.analysis.factorial import Factorial, Term, anova
from experiments.analysis.indices import Index, indices
from experiments.analysis.paired import Paired, compare
from experiments.analysis.pareto import Front, pareto
from experiments.analysis.response import (
    Curve,
    Effect,
    Interaction,
    Surface,
    curve,
    difference,
    effects,
    interactions,
    respond,
    surface,
)
from experiments.analysis.table import Floats, Table, load
from protocols.errors import UserError

Tell = Callable[[int, int], None]  # groups done, groups in all


@dataclass(frozen=True)
class Answer:
    """What parameters do to one outcome under one scheme in one variant.

    ``model`` is ``grid`` or the surrogate's form, ``fit`` its R² on points left out (NaN for a grid). ``problem`` says why
    there is no answer, where there is none. ``surface`` is over the two numeric parameters of largest effect.
    """

    outcome: str
    variant: str
    scheme: str
    model: str = ""
    fit: float = float("nan")
    curves: tuple[Curve, ...] = ()
    effects: tuple[Effect, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    terms: tuple[Term, ...] = ()
    indices: tuple[Index, ...] = ()
    second: Floats | None = None
    surface: Surface | None = None
    problem: str = ""


@dataclass(frozen=True)
class Crossing:
    """The break-evens of ``other`` against ``base`` along one parameter; none where ``found`` is empty."""

    outcome: str
    variant: str
    base: str
    other: str
    parameter: str
    curve: Curve
    found: tuple[BreakEven, ...]


@dataclass(frozen=True)
class Analysis:
    """An analysed sweep: ``base`` is the scheme that others are compared with."""

    table: Table
    folder: Path
    base: str
    comparisons: tuple[Paired, ...]
    answers: tuple[Answer, ...] = ()
    crossings: tuple[Crossing, ...] = ()
    front: Front | None = None
    discoveries: tuple[Discovery, ...] = ()
    half_width: float | None = None
    larger: Mapping[str, bool] = field(default_factory=dict)

    def answers_of(self, outcome: str) -> tuple[Answer, ...]:
        return tuple(each for each in self.answers if each.outcome == outcome)


def analyse(
    folder: Path | str | Table, outcomes: Sequence[str] = (), *, base: str | None = None, half_width: float | None = None,
    discover: Sequence[str] = (), tell: Tell = lambda done, of: None,
) -> Analysis:  # fmt: skip
    """Analyse the sweep in ``folder`` (or a :class:`Table`). An outcome written ``-name`` is wanted small.

    Raises :class:`UserError` where there is no finished sweep, or an outcome, scheme or question is unknown.
    """
    asked = [question(text) for text in discover]
    larger = {each.removeprefix("-"): False for each in outcomes if each.startswith("-")}
    names = [each.removeprefix("-") for each in outcomes]
    table = load(folder, names) if not isinstance(folder, Table) else replace(folder, outcomes=tuple(names) or folder.outcomes)
    base = base if base is not None else table.schemes[0]
    found = []
    if asked:  # first, as it may be refused
        from experiments.analysis.ema_workbench_bridge import discover as boxes

        found = [boxes(table, each) for each in asked]
    comparisons = compare(table, base, half_width)
    answers, crossings = _respond(table, base, tell) if table.parameters else ((), ())
    conditions = len(table.schemes) * len(table.variants) * table.points
    front = _front(table, larger) if len(table.outcomes) > 1 and conditions > 1 else None
    where = Path(table.name) if isinstance(folder, Table) else Path(folder)
    return Analysis(table, where, base, comparisons, answers, crossings, front, tuple(found), half_width, larger)


def _front(table: Table, larger: Mapping[str, bool]) -> Front | None:
    try:
        return pareto(table, larger)
    except UserError:  # no condition defines every outcome: no set to speak of
        return None


def _respond(table: Table, base: str, tell: Tell) -> tuple[tuple[Answer, ...], tuple[Crossing, ...]]:
    answers: list[Answer] = []
    crossings: list[Crossing] = []
    total = len(table.outcomes) * len(table.variants) * len(table.schemes)
    for outcome in table.outcomes:
        for variant in table.variants:
            for scheme in table.schemes:
                answers.append(answer(table, outcome, variant, scheme))
                if scheme != base:
                    crossings += _crossings(table, outcome, variant, base, scheme)
                tell(len(answers), total)
    return tuple(answers), tuple(crossings)


def answer(table: Table, outcome: str, variant: str, scheme: str) -> Answer:
    """How one outcome answers to the parameters under one scheme."""
    try:
        response = respond(table, table.group(outcome, variant, scheme))
    except UserError as error:
        return Answer(outcome, variant, scheme, problem=str(error))
    found = effects(table, response)
    index, second = indices(table, response)
    order = sorted(range(len(found)), key=lambda k: -abs(found[k].change))
    numbers = [k for k in order if table.numeric(table.parameters[k])][:2]
    return Answer(
        outcome, variant, scheme, response.model, response.fit,
        curves=tuple(curve(table, response, k) for k in range(len(found))),
        effects=found,
        interactions=interactions(table, response),
        terms=anova(response) if isinstance(response, Factorial) else (),
        indices=index,
        second=second,
        surface=surface(table, response, *numbers) if len(numbers) == 2 else None,
    )  # fmt: skip


def _crossings(table: Table, outcome: str, variant: str, base: str, other: str) -> list[Crossing]:
    pair = difference(table.group(outcome, variant, base), table.group(outcome, variant, other))
    try:
        response = respond(table, pair)
    except UserError:
        return []
    numbers = [k for k, name in enumerate(table.parameters) if table.numeric(name)]
    return [
        Crossing(outcome, variant, base, other, table.parameters[k], curve(table, response, k), break_even(table, response, k))
        for k in numbers
    ]
