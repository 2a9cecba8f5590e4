"""The job of ``run --shows N``: play seasons under one scheme or two, tell, and write tables, figures and report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from environment import Scenario, Scheme
from experiments.export import Json
from experiments.replicate import seed_of
from experiments.season_files import season_object, seasons_object, write_seasons
from experiments.seasons import Seasons, distinct, seasons
from experiments.temptations import Temptation, temptations
from visualization.console import Begun
from visualization.console_season import heading

TRIALS = 10  # shows on which temptations are tried where no more replications are asked for


@dataclass(frozen=True)
class SeasonRun:
    """Seasons that were played: one scheme or two, one season each or several on the same luck."""

    done: Seasons
    replicated: bool  # whether replications were asked for
    workers: int | Literal["auto"] = "auto"

    @property
    def schemes(self) -> tuple[Scheme, ...]:
        return self.done.schemes

    @cached_property
    def temptations(self) -> dict[str, list[Temptation]]:
        """Scheme -> what each kind would gain in a show by breaking its word; played when first asked for."""
        base = self.done.seeds[0]
        seeds = [seed_of(base, k) for k in range(max(TRIALS, self.done.n))]
        return {s.name: temptations(self.done.scenario, s, seeds, workers=self.workers) for s in self.schemes}

    def as_object(self) -> dict[str, Json]:
        """The JSON object of ``run --shows N --json``."""
        if len(self.schemes) == 1 and not self.replicated:
            return season_object(self.done.whole[self.schemes[0].name])
        return seasons_object(self.done, self.temptations)

    def as_text(self, lang: str, headed: bool = True) -> str:
        """What ``run --shows N`` prints; without its heading where ``headed`` is false."""
        from visualization.console_season import season_text

        return season_text(self.done, self.temptations, lang, headed=headed)

    def folder(self) -> Path:
        """Where the results go unless told otherwise."""
        from visualization.rehearsal import default_folder

        a, *others = self.schemes
        show = self.done.whole[a.name].first
        return default_folder(show, self.done.shows, self.done.n if self.replicated else 0, others)

    def write(self, folder: Path | None, lang: str) -> tuple[Path, Path]:
        """Write tables, figures and the report; returns the folder and the report."""
        from visualization.figures.gallery import figure_files
        from visualization.figures.season import season_drawings
        from visualization.report.season import render_season_report

        folder = folder or self.folder()
        drawn = season_drawings(self.done, self.temptations)
        report = render_season_report(self, lang, drawn).encode()
        more = figure_files(drawn, lang) | {"report.html": report}
        write_seasons(self.done, folder, self.temptations, self.as_object(), more)
        return folder, folder / "report.html"


def rehearse_seasons(
    scenario: Scenario, schemes: Sequence[Scheme], *, seed: int | None, shows: int, replications_wanted: int | None,
    workers: int | Literal["auto"] = "auto", begun: Begun | None = None,
) -> SeasonRun:  # fmt: skip
    """Play the seasons of ``run --shows N``; ``begun`` is told the heading before they are."""
    start = scenario.seed if seed is None else seed
    distinct(schemes)
    if begun is not None:
        begun(lambda lang: heading(scenario, schemes, shows, replications_wanted or 1, start, lang))
    done = seasons(scenario, schemes, start, shows, replications_wanted or 1, workers=workers)
    return SeasonRun(done, replications_wanted is not None, workers)


def command(run: SeasonRun) -> str:
    """The command line that plays these seasons again."""
    import shlex

    scenario, (a, *others) = run.done.scenario, run.schemes
    words = ["python", "run.py", "run", "--scenario", scenario.name, "--scheme", a.name]
    for other in others:
        words += ["--against", other.name]
    for name in scenario.applied_variants:
        words += ["--variant", name]
    overrides: Mapping[str, object] = scenario.applied_overrides
    for path, value in overrides.items():
        words += ["--set", f"{path}={value}"]
    words += ["--seed", str(run.done.seeds[0]), "--shows", str(run.done.shows)]
    if run.replicated:
        words += ["--replications", str(run.done.n)]
    return shlex.join(words)
