"""Reading a sweep before its first run: everything it names must exist and be playable; all problems at once."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from environment import Scenario, Scheme
from environment.scenario.conduct import fault, kinds_of
from environment.scenario.overlay import suggest
from environment.scenario.tree import Node
from environment.scenario.validate import build, report, shown
from experiments.sweep.apply import scheme_with, split
from experiments.sweep.outcomes import available, cheap
from experiments.sweep.sizes import CROSSED, SAMPLES, allowed, fits
from experiments.sweep.spec import NO_VARIANT, Axis, Spec, read_axis
from protocols.errors import UserError

NOT_SWEPT = {
    "seed": "luck comes from seed and replications of the sweep",
    "name": "it changes nothing in play",
    "variants": "variants of the sweep choose among them",
    "story_expectations": "they change nothing in play",
}


@dataclass(frozen=True)
class Setting:
    """What a sweep plays: ``scenarios`` by variant, ``schemes`` by name, the axes, and the outcomes it keeps."""

    spec: Spec
    scenarios: Mapping[str, Scenario]
    schemes: Mapping[str, Scheme]
    axes: tuple[Axis, ...]
    outcomes: tuple[str, ...]

    @property
    def seed(self) -> int:
        return next(iter(self.scenarios.values())).seed if self.spec.seed is None else self.spec.seed


class Reader:
    """Reads the parts of a sweep's tree one by one and gathers what is wrong with them."""

    def __init__(self, tree: Node, folder: Path) -> None:
        self.tree, self.folder = tree, folder
        self.problems: list[str] = []
        self.found: dict[str, Any] = {}  # scenario and schemes by name or path
        self.scenarios: dict[str, Scenario] = {}
        self.schemes: dict[str, Scheme] = {}

    def read(self) -> Setting:
        """The setting; :class:`UserError` with a line for every problem."""
        try:
            spec = build(Spec, self.tree, "sweep")
        except UserError as error:
            spec = None
            self.problems += str(error).splitlines()
        if isinstance(self.tree.value, dict):
            self.read_scenarios()
            self.read_schemes()
            axes, outcomes = self.read_axes(), self.read_outcomes()
            self.read_sampling(axes)
        if spec is None or self.problems:
            raise report(self.problems)
        spec = spec.model_copy(update=self.found)  # so that the stored sweep names the same files
        return Setting(spec, self.scenarios, self.schemes, tuple(axes), outcomes)

    def fault(self, node: Node, field: str, message: str) -> None:
        lines = [re.sub(r"^--(set .+?: |(scenario|scheme|variant) )", "", line) for line in message.splitlines()]
        self.problems += [f"{node.origin}: {field}: {line}" for line in lines]

    def texts(self, key: str) -> list[Node]:
        """The texts listed under ``key``, as far as they are texts."""
        node = self.tree.child(key)
        items = node.value if node is not None and isinstance(node.value, tuple) else ()
        return [each for each in items if isinstance(each.value, str) and each.value]

    def near(self, name: str) -> str:
        """``name``, or the file of that name beside the sweep file."""
        beside = self.folder / name
        return str(beside) if "\0" not in name and not Path(name).is_absolute() and beside.is_file() else name

    def read_scenarios(self) -> None:
        node = self.tree.child("scenario")
        if node is None or not isinstance(node.value, str):
            return
        name = self.found["scenario"] = node.value if node.value in Scenario.names() else self.near(node.value)
        try:
            week = Scenario.load(name).week
        except UserError as error:
            return self.fault(node, "scenario", str(error).removeprefix("scenario "))
        if week is not None:
            return self.fault(node, "scenario", f"found '{node.value}', a week of several hosts, allowed: a scenario of one show")
        for each in self.texts("variants") or [Node(NO_VARIANT, node.origin)]:
            variant = str(each.value)
            if variant in self.scenarios:
                self.fault(each, "variants", f"found '{variant}' twice, allowed: different variants")
            try:
                self.scenarios[variant] = Scenario.load(name, variants=() if variant == NO_VARIANT else variant.split("+"))
            except UserError as error:
                self.fault(each, "variants", str(error))

    def read_schemes(self) -> None:
        names = []
        for node in self.texts("schemes"):
            name = str(node.value)
            names.append(name if name in Scheme.names() else self.near(name))
            try:
                scheme = Scheme.load(names[-1])
            except UserError as error:
                self.fault(node, "schemes", str(error).removeprefix("scheme "))
                continue
            if scheme.name in self.schemes:
                self.fault(node, "schemes", f"found '{scheme.name}' twice, allowed: different schemes")
            self.schemes[scheme.name] = scheme
        self.found["schemes"] = tuple(names)

    def read_axes(self) -> list[Axis]:
        block = self.tree.child("parameters")
        sampling = self.tree.child("sampling")
        grid = sampling is None or sampling.value == "grid"
        axes = []
        for path, node in block.value.items() if block is not None and isinstance(block.value, dict) else ():
            axis, faults = read_axis(path, node, grid=grid)
            self.problems += faults
            if axis is not None:
                axis = self.whole(axis)
                if not self.refused(axis):
                    axes.append(axis)
        return axes

    def refused(self, axis: Axis) -> bool:
        """Whether a scenario, scheme or party refuses the path or one of its values."""
        before, field = len(self.problems), f"parameters.{axis.path}"
        at = Node(None, axis.origin)
        if axis.path in NOT_SWEPT:
            self.fault(at, field, f"found '{axis.path}', allowed: a parameter of play ({NOT_SWEPT[axis.path]})")
            return True
        if axis.path.startswith("dispositions."):
            self.check_disposition(axis, at)
            return len(self.problems) > before
        for value in axis.ends():
            for message in self.refusals(axis.path, value):
                self.fault(at, field, message)
        return len(self.problems) > before

    def refusals(self, path: str, value: Any) -> list[str]:
        """What the scenarios and schemes say to ``path`` = ``value``, without repetition."""
        scenario, scheme, _ = split({path: value})
        found: dict[str, None] = {}
        for each in self.schemes.values() if scheme else ():
            try:
                scheme_with(each, scheme)
            except UserError as error:
                found[f"{error} (scheme {each.name})"] = None
        for world in self.scenarios.values() if scenario else ():
            try:
                world.with_overrides(scenario)
            except UserError as error:
                found[str(error)] = None
        return list(found)

    def whole(self, axis: Axis) -> Axis:
        """The axis with ``whole`` set where a range runs over a whole-numbered parameter."""
        if axis.values or axis.path.startswith("dispositions."):
            return axis
        inside = axis.path.removeprefix("scheme.")
        groups = self.scenarios if inside == axis.path else self.schemes
        values = [p.value for each in groups.values() for p in each.parameters() if p.path == inside]
        return replace(axis, whole=bool(values) and all(isinstance(v, int) and not isinstance(v, bool) for v in values))

    def check_disposition(self, axis: Axis, at: Node) -> None:
        who, _, what = axis.path.removeprefix("dispositions.").rpartition(".")
        kinds = {name: kind for world in self.scenarios.values() for name, kind in kinds_of(world).items()}
        wrong = dict.fromkeys(fault(kinds, who, what, value) for value in axis.ends())
        for said in filter(None, wrong):
            self.fault(at, f"parameters.{axis.path}", said)

    def read_outcomes(self) -> tuple[str, ...]:
        if not self.scenarios:
            return ()
        shows = self.tree.child("shows")
        many = shows is not None and isinstance(shows.value, int) and shows.value > 1
        node = self.tree.child("outcomes")
        if node is None or node.value == "all":
            return cheap(self.scenarios.values(), many)
        known, wanted = available(self.scenarios.values(), many), self.texts("outcomes")
        found: list[str] = []
        for each in wanted:
            name = str(each.value)
            if each.value not in known:
                self.fault(each, "outcomes", f"found '{name}', allowed: 'all' or {suggest(name, known)}")
            if name in found:
                self.fault(each, "outcomes", f"found '{name}' twice, allowed: different outcomes")
            found.append(name)
        return tuple(found)

    def read_sampling(self, axes: list[Axis]) -> None:
        sampling, points = self.tree.child("sampling"), self.tree.child("points")
        memory = self.tree.find(("limits", "memory_mb"))
        if len(memory[1]) == 2 and not sys.platform.startswith("linux"):
            self.fault(memory[0], "limits.memory_mb", f"found a limit on {sys.platform}, allowed: on Linux only")
        if sampling is None or sampling.value == "grid":
            if points is not None:
                self.fault(points, "points", f"found {shown(points)}, allowed: nothing where sampling is grid")
            return
        if sampling.value in SAMPLES:
            self.read_points(str(sampling.value), sampling, points, axes)

    def read_points(self, kind: str, sampling: Node, points: Node | None, axes: list[Axis]) -> None:
        """Whether a sample of that kind can have so many points and parameters."""
        block = self.tree.child("parameters")
        count = len(block.value) if block is not None and isinstance(block.value, dict) else 0
        least = 2 if kind in CROSSED else 1
        if points is None:
            self.fault(sampling, "points", f"found nothing, allowed: {allowed(kind, max(count, least))}")
        elif count >= least and isinstance(points.value, int) and points.value > 0 and not fits(kind, points.value, count):
            self.fault(points, "points", f"found {points.value}, allowed: {allowed(kind, count, points.value)}")
        if count < least:
            wanted = "two or more" if least == 2 else "one or more"
            self.fault(sampling, "parameters", f"found {count or 'nothing'}, allowed: {wanted} for {kind}")
        for axis in axes:
            if kind in CROSSED and len(axis.values) == 1:
                told = f"found one value, allowed: two or more for {kind}"
                self.fault(Node(None, axis.origin), f"parameters.{axis.path}.values", told)
