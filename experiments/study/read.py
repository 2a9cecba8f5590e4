"""Reading a study: everything it names must exist and be playable before the first show; all problems at once."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from environment import Scenario, Scheme
from environment.scenario.conduct import fault, kinds_of
from environment.scenario.overlay import suggest
from environment.scenario.parameter import plain
from environment.scenario.registry import locate, shipped
from environment.scenario.tree import Node, parse, read_text
from environment.scenario.validate import build, report
from experiments.study.contrasts import Plan, keys, meant
from experiments.study.spec import Spec
from experiments.study.words import PLACE
from experiments.sweep.apply import scheme_with, split
from experiments.sweep.outcomes import available
from protocols.errors import UserError

if TYPE_CHECKING:
    from experiments.study.play import Ahead
    from experiments.study.result import Result

DATA = Path(__file__).parent / "data"
Point = tuple[Any, ...]  # a level of every axis of the grid
Loc = tuple[str | int, ...]


@dataclass(frozen=True)
class Cell:
    """What one arm plays at one point of the grid."""

    arm: str
    point: Point
    scenario: Scenario
    scheme: Scheme
    levels: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Study:
    """A checked study: its file's keys and every world to play."""

    spec: Spec
    cells: tuple[Cell, ...]
    name_or_path: str

    @classmethod
    def load(cls, name_or_path: str | Path) -> Study:
        """A shipped study by name, or a file. :class:`UserError` lists every problem found."""
        path, label = locate(name_or_path, DATA, "study")
        return _Reader(parse(read_text(path, label), label), path.parent, str(name_or_path)).read()

    @staticmethod
    def names() -> tuple[str, ...]:
        """Names of the shipped studies."""
        return shipped(DATA)

    @property
    def seed(self) -> int:
        return self.cells[0].scenario.seed if self.spec.seed is None else self.spec.seed

    @property
    def points(self) -> tuple[Point, ...]:
        """The points of the grid, () where there is none."""
        return tuple(dict.fromkeys(cell.point for cell in self.cells))

    def run(
        self, *, quick: bool = False, workers: int | Literal["auto"] = "auto", replications: int | None = None,
        tell: Callable[[Ahead], None] = lambda _: None,
    ) -> Result:  # fmt: skip
        """Play every cell on the same seeds and compare; the result does not depend on ``workers``.

        ``replications`` replaces the file's number; ``tell`` gets the size of the work before it begins.
        """
        from experiments.study.play import run

        return run(self, quick=quick, workers=workers, replications=replications, tell=tell)


class _Reader:
    def __init__(self, tree: Node, folder: Path, name: str) -> None:
        self.tree, self.folder, self.name = tree, folder, name
        self.problems: list[str] = []

    def read(self) -> Study:
        spec = build(Spec, self.tree, "study")
        scenarios = self.scenarios(spec)
        if not self.problems:
            self.check_names(spec, scenarios)
            cells = tuple(self.cells(spec, scenarios))
        if self.problems:
            raise report(self.problems)
        return Study(spec, cells, self.name)

    def fault(self, loc: Loc, message: str) -> None:
        origin = self.tree.find(loc)[0].origin
        field = ".".join(str(step) for step in loc)
        lines = [re.sub(r"^--(set .+?: |(scenario|scheme|variant) )", "", line) for line in message.splitlines()]
        self.problems += [f"{origin}: {field}: {line}" for line in lines]

    def near(self, name: str) -> str:
        """``name``, or the file of that name beside the study."""
        beside = self.folder / name
        return str(beside) if "\0" not in name and not Path(name).is_absolute() and beside.is_file() else name

    def scenarios(self, spec: Spec) -> dict[str, Scenario]:
        """The scenario of every arm, its variants and overrides applied."""
        try:
            name = spec.scenario if spec.scenario in Scenario.names() else self.near(spec.scenario)
            week = Scenario.load(name).week
        except UserError as error:
            self.fault(("scenario",), str(error))
            return {}
        if week is not None:
            self.fault(("scenario",), f"found '{spec.scenario}', a week of several hosts, allowed: a scenario of one show")
            return {}
        found = {}
        for arm, each in spec.arms.items():
            try:
                changes = {**plain(spec.overrides), **plain(each.overrides)}
                found[arm] = Scenario.load(name, variants=each.variants, overrides=changes)
            except UserError as error:
                self.fault(("arms", arm), str(error))
        return found

    def check_names(self, spec: Spec, scenarios: Mapping[str, Scenario]) -> None:
        for key in ("contrasts", "ratios"):
            for at, pair in enumerate(getattr(spec, key)):
                for arm in pair:
                    self.check_arm((key, at), arm, spec)
        for key, joint in spec.joint.items():
            for arm in joint.weights:
                self.check_arm(("joint", key, "weights"), arm, spec)
            if abs(sum(joint.weights.values())) > 1e-9:
                self.fault(("joint", key, "weights"), f"found a sum of {sum(joint.weights.values()):g}, allowed: 0")
        known = available(scenarios.values(), spec.shows.full > 1)
        for at, name in enumerate(spec.outcomes):
            if name not in known:
                self.fault(("outcomes", at), f"found '{name}', allowed: {suggest(name, known)}")
        if (spec.shows.full > 1) != (spec.shows.quick > 1):
            self.fault(("shows",), "found a single show and a season, allowed: both more than 1, or both 1")
        for arm, each in spec.arms.items():
            for who, levels in each.dispositions.items():
                for what, value in levels.items():
                    self.check_disposition(("arms", arm, "dispositions", who), who, what, value, scenarios[arm])
        for lang in ("en", "zh"):
            self.check_text(lang, getattr(spec.text, lang), spec)

    def check_text(self, lang: str, text: str, spec: Spec) -> None:
        known = (*keys(spec), *spec.arms, *(f"#{arm}" for arm in spec.arms))
        for braces in re.findall(r"\{[^{}]*\}", text):
            found = PLACE.fullmatch(braces)
            if found is None:
                plan = meant(spec, braces[1:-1])
                such = f"{{{spec.outcomes[0]}: {plan[1] if plan else next(iter(spec.arms))}}}"
                self.fault(("text", lang), f"found '{braces}', allowed: {{outcome: what of it}}, such as '{such}'")
                continue
            outcome, key = found.groups()
            if outcome not in spec.outcomes:
                self.fault(("text", lang), f"found outcome '{outcome}', allowed: {', '.join(spec.outcomes)}")
            if key not in known:
                plan = meant(spec, key)
                self.fault(("text", lang), f"found '{key}', allowed: {_place(plan, known) if plan else suggest(key, known)}")

    def check_arm(self, loc: Loc, arm: str, spec: Spec) -> None:
        if arm not in spec.arms:
            self.fault(loc, f"found arm '{arm}', allowed: {suggest(arm, tuple(spec.arms))}")

    def check_disposition(self, loc: Loc, who: str, what: str, value: object, scenario: Scenario) -> None:
        said = fault(kinds_of(scenario), who, what, value)
        if said:
            self.fault(loc, said)

    def cells(self, spec: Spec, scenarios: Mapping[str, Scenario]) -> Iterator[Cell]:
        axes = [(key, axis.path, axis.values) for key, axis in spec.grid.items()]
        for arm, each in spec.arms.items():
            try:
                scheme = each.scheme if each.scheme in Scheme.names() else self.near(each.scheme)
                base = Scheme.load(scheme, plain(each.scheme_overrides))
            except UserError as error:
                self.fault(("arms", arm, "scheme"), str(error))
                continue
            for point in itertools.product(*(values for _, _, values in axes)):
                named = {path: plain(value) for (_, path, _), value in zip(axes, point, strict=True)}
                world, terms, levels = split(named)
                for who, some in levels.items():
                    for what, value in some.items():
                        self.check_disposition(("grid",), who, what, value, scenarios[arm])
                fixed = {who: dict(some) for who, some in each.dispositions.items()}
                for who, some in levels.items():
                    fixed.setdefault(who, {}).update(some)
                try:
                    made = scenarios[arm].with_overrides(world) if world else scenarios[arm]
                    yield Cell(arm, point, made, scheme_with(base, terms) if terms else base, fixed)
                except UserError as error:
                    self.fault(("grid",), f"{error} (arm {arm})")


def _place(plan: Plan, known: tuple[str, ...]) -> str:
    """How a text asks for a comparison, what it is, and what the file lacks for it."""
    kind, key, a, b, _ = plan
    if kind == "along":
        return f"'{key}'"
    said = f"'{key}' ({b} {'over' if kind == 'ratio' else 'less'} {a})"
    return said if key in known else f"{said}, with [{a}, {b}] under {'ratios' if kind == 'ratio' else 'contrasts'}"
