"""The job of ``run`` for a week of several hosts: play, tell, and write tables and report."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from environment import Scenario, Scheme
from environment.texts import render
from environment.week import Week, play_week
from experiments.export import Json, replications_object
from experiments.replicate import Replications, replications
from experiments.week_files import week_object, write_week
from protocols.errors import UserError
from visualization.console import Begun, heading


@dataclass(frozen=True)
class WeekRun:
    """A week that was played and, if asked for, its replications."""

    week: Week
    replications: Replications | None = None

    def as_object(self) -> dict[str, Json]:
        """The JSON object of ``run --json``."""
        found = week_object(self.week)
        if self.replications is not None:
            found["replications"] = replications_object(self.replications)
        return found

    def as_text(self, lang: str, headed: bool = True) -> str:
        """What ``run`` prints; without its heading where ``headed`` is false."""
        from visualization.console_week import week_text

        return week_text(self.week, lang, self.replications, headed=headed)

    def write(self, folder: Path | None, lang: str) -> tuple[Path, Path]:
        """Write tables and the report; returns the folder and the report."""
        from visualization.rehearsal import default_folder
        from visualization.report.week import render_week_report

        folder = folder or default_folder(self.week, 1, self.replications.n if self.replications else 0)
        report = render_week_report(self.week, lang).encode()
        write_week(self.week, folder, self.as_object(), {"report.html": report})
        return folder, folder / "report.html"


def rehearse_week(
    scenario: Scenario, scheme: Scheme, seed: int | None, wanted: int | None, workers: int | Literal["auto"],
    refused: dict[str, bool], begun: Begun | None = None,
) -> WeekRun:  # fmt: skip
    """Play the week, and ``wanted`` replications; ``refused`` options (name -> whether given) mean nothing for one.

    ``begun`` is told the heading before it is played.
    """
    for option, given in refused.items():
        if given:
            raise UserError(f"{option}: {render('week.refused', 'en')}")
    start = scenario.seed if seed is None else seed
    if begun is not None:
        begun(lambda lang: heading(scenario, scheme, start, lang))
    week = play_week(scenario, scheme, start)
    return WeekRun(week, None if wanted is None else replications(scenario, scheme, week.seed, wanted, workers=workers))


def command(week: Week) -> str:
    """The command line that plays this week again."""
    words = ["python", "run.py", "run", week.scenario.name, "--scheme", week.scheme.name]
    for name in week.scenario.applied_variants:
        words += ["--variant", name]
    for path, value in week.scenario.applied_overrides.items():
        words += ["--set", f"{path}={value}"]
    return shlex.join([*words, "--seed", str(week.seed)])
