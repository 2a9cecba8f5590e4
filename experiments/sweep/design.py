"""The design: points of the parameters, and the runs they make, each with the hash that identifies it."""

from __future__ import annotations

import hashlib
import itertools
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from environment.luck import Luck
from experiments.replicate import seed_of
from experiments.sweep.checks import Setting
from experiments.sweep.sizes import block
from protocols.errors import UserError
from protocols.version import VERSION

MOST_RUNS = 5_000_000  # more would not fit into memory
Point = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One run: ``point`` counts design points; the seed depends on the replication only."""

    id: str
    variant: str
    scheme: str
    point: int
    replication: int
    seed: int


@dataclass(frozen=True)
class Design:
    """``points[k]`` holds a value per name in ``names``; runs in order of variant, point, scheme, replication."""

    names: tuple[str, ...]
    points: tuple[Point, ...]
    runs: tuple[Run, ...]

    def values(self, run: Run) -> dict[str, Any]:
        """Parameter -> value of a run."""
        return dict(zip(self.names, self.points[run.point], strict=True))

    def shard(self, part: int, of: int) -> Design:
        """Part ``part`` (from 1) of ``of`` about equal parts."""
        low, high = ((k * len(self.runs)) // of for k in (part - 1, part))
        return Design(self.names, self.points, self.runs[low:high])

    def table(self) -> dict[str, list[Any]]:
        """The design as columns, a row per run in order of ids: id, variant, scheme, point, replication, seed, parameters."""
        runs = sorted(self.runs, key=lambda run: run.id)
        keys = ("id", "variant", "scheme", "point", "replication", "seed")
        found: dict[str, list[Any]] = {key: [getattr(run, key) for run in runs] for key in keys}
        for at, name in enumerate(self.names):
            column = _column([point[at] for point in self.points])
            found[name] = [column[run.point] for run in runs]
        return found


def _column(values: list[Any]) -> list[Any]:
    """Values of one kind for a table: numbers, true/false, or texts (others as JSON)."""
    if all(isinstance(v, bool) for v in values):
        return values
    if all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
        return values if all(isinstance(v, int) for v in values) else [float(v) for v in values]
    return [v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in values]


def design_of(setting: Setting, model: str = "") -> Design:
    """All runs of a sweep. ``model`` names what plays them when that is not this project's model."""
    spec = setting.spec
    places = math.prod(len(axis.levels()) for axis in setting.axes) if spec.points is None else spec.points
    count = places * len(setting.schemes) * len(setting.scenarios) * spec.replications
    if count > MOST_RUNS:
        raise UserError(f"{spec.name}: found {count:,} runs, allowed: at most {MOST_RUNS:,}")
    points = points_of(setting)
    names = tuple(axis.path for axis in setting.axes)
    values = [json.dumps(dict(sorted(zip(names, point, strict=True))), ensure_ascii=False) for point in points]
    seeds = [seed_of(setting.seed, k) for k in range(spec.replications)]
    runs = []
    for variant in setting.scenarios:
        worlds = {name: world_hash(setting, variant, name, model) for name in setting.schemes}
        for point, scheme in itertools.product(range(len(points)), setting.schemes):
            for replication, seed in enumerate(seeds):
                name = run_id(worlds[scheme], values[point], seed)
                runs.append(Run(name, variant, scheme, point, replication, seed))
    return Design(names, points, tuple(runs))


def world_hash(setting: Setting, variant: str, scheme: str, model: str) -> str:
    """Hash of what is played but for parameters and luck: contents, number of shows, version of the model."""
    contents: Mapping[str, object] = {
        "version": VERSION,
        "model": model,
        "scenario": setting.scenarios[variant].content_hash(),
        "scheme": setting.schemes[scheme].content_hash(),
        "shows": setting.spec.shows,
    }
    return hashlib.sha256(json.dumps(contents).encode()).hexdigest()


def run_id(world: str, values: str, seed: int) -> str:
    """The identity of a run, 24 hexadecimal digits: equal for equal work, whichever sweep it belongs to."""
    return hashlib.sha256(f"{world}\n{values}\n{seed}".encode()).hexdigest()[:24]


def points_of(setting: Setting) -> tuple[Point, ...]:
    """Design points in order: the grid, or a sample of the unit cube laid over the axes.

    Latin hypercube: McKay, Beckman and Conover (1979); scrambled Sobol points: Owen (1998); by ``scipy.stats.qmc``.
    Designs for indices: Saltelli (2002), trajectories of Morris (1991) on four levels; by SALib.
    """
    spec, axes = setting.spec, setting.axes
    if spec.sampling == "grid":
        return tuple(itertools.product(*(axis.levels() for axis in axes)))
    assert spec.points is not None
    luck = Luck(setting.seed).stream("sweep.design")
    if spec.sampling == "saltelli" or spec.sampling == "morris":
        from experiments.analysis.indices import unit_points

        count = spec.points // block(spec.sampling, len(axes))
        cube = unit_points(spec.sampling, len(axes), count, int(luck.integers(2**31)))
    else:
        from scipy.stats import qmc

        sampler = qmc.Sobol if spec.sampling == "sobol" else qmc.LatinHypercube
        cube = sampler(len(axes), seed=luck).random(spec.points)
    return tuple(tuple(axis.at(float(u)) for axis, u in zip(axes, row, strict=True)) for row in cube)
