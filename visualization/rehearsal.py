"""The job of ``run``: play, replicate, tell, and write the folder of tables, figures and report.

Seasons are the job of :mod:`visualization.season_run`; it is called from here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from environment import Scenario, Scheme, Show, play
from environment.playing import DEFAULT_SCHEME
from experiments.export import Json, show_object
from experiments.replicate import Replications, replications
from experiments.storage import write_show
from protocols.errors import UserError
from visualization.console import Begun, heading

if TYPE_CHECKING:
    from environment.references import Efficiency
    from environment.week import Week
    from visualization.season_run import SeasonRun
    from visualization.week_run import WeekRun

REPORT = "report.html"


@dataclass(frozen=True)
class Rehearsal:
    """A show that was played and, if asked for, its replications."""

    show: Show
    replications: Replications | None = None
    efficiency: Efficiency | None = None

    def as_object(self) -> dict[str, Json]:
        """The JSON object of ``run --json``."""
        found = show_object(self.show, self.replications)
        if self.efficiency is not None:
            from visualization.console_references import references_object

            found["references"] = references_object(self.efficiency)
        return found

    def as_text(self, lang: str, headed: bool = True) -> str:
        """What ``run`` prints; without its heading where ``headed`` is false."""
        from visualization.console import console_text

        text = console_text(self.show, lang, self.replications, headed=headed)
        if self.efficiency is not None:
            from visualization.console_references import references_text

            text += "\n\n" + references_text(self.efficiency, lang)
        return text


@dataclass(frozen=True)
class Written:
    """Where the results went."""

    folder: Path
    report: Path

    def as_text(self, lang: str) -> str:
        """The closing lines of ``run``."""
        from visualization.console import say

        return "\n".join([say("report", lang, path=self.report), say("tables", lang, path=self.folder)])


def rehearse(
    scenario: str | Path,
    *,
    scheme: str | Path | None = None,
    against: str | Path | None = None,
    variants: Sequence[str] = (),
    overrides: Mapping[str, str] | None = None,
    seed: int | None = None,
    shows: int = 1,
    replications_wanted: int | None = None,
    workers: int | Literal["auto"] = "auto",
    references: bool = False,
    begun: Begun | None = None,
) -> Rehearsal | SeasonRun | WeekRun:
    """Load, play once, and replicate if wanted: a show, or seasons where ``shows`` is more than one.

    ``against`` is a second scheme that plays the same seasons; ``references`` sets a single show against arm's length,
    planner and clairvoyant; ``begun`` is told the heading, by language, before anything is played. Every mistake of the user
    is a :class:`UserError`.
    """
    world = Scenario.load(scenario, variants=variants, overrides=overrides)
    incentive = Scheme.load(scheme or DEFAULT_SCHEME)
    if world.week is not None:
        from visualization.week_run import rehearse_week

        refused = {"--shows": shows > 1, "--against": bool(against), "--references": references}
        return rehearse_week(world, incentive, seed, replications_wanted, workers, refused, begun)
    if shows > 1 and references:
        raise UserError(f"--references: found with --shows {shows}, allowed: with one show (a season: the audit verb gives it)")
    if shows > 1:
        from visualization.season_run import rehearse_seasons

        schemes = [incentive, *([Scheme.load(against)] if against else [])]
        return rehearse_seasons(
            world, schemes, seed=seed, shows=shows, replications_wanted=replications_wanted, workers=workers, begun=begun
        )
    if against:
        raise UserError(
            f"--against: found {against} with one show, allowed: with --shows 2 or more "
            f"(single shows: compare {incentive.name} {against})"
        )
    if begun is not None:
        begun(lambda lang: heading(world, incentive, world.seed if seed is None else seed, lang))
    show = play(world, scheme=incentive, seed=seed)
    judged = None
    if references:
        from environment.references import efficiency

        judged = efficiency(show)
    if replications_wanted is None:
        return Rehearsal(show, None, judged)
    return Rehearsal(show, replications(world, incentive, show.seed, replications_wanted, workers=workers), judged)


def default_folder(show: Show | Week, shows: int = 1, replications: int = 0, against: Sequence[Scheme] = ()) -> Path:
    """``results/<scenario>-<scheme>-<seed>``, with the variants, and a digest of what is not as shipped.

    ``against`` are other schemes that were played. Different inputs go to different folders, the same input to the same
    one.
    """
    scenario, scheme = show.scenario, show.scheme
    parts = [scenario.name, scheme.name, *(f"vs-{other.name}" for other in against), str(show.seed), *scenario.applied_variants]
    if shows > 1:
        parts.append(f"{shows}shows")
    if replications:
        parts.append(f"x{replications}")
    if not all(_as_shipped(scenario, each) for each in (scheme, *against)):
        content = scenario.content_hash() + "".join(each.content_hash() for each in (scheme, *against))
        parts.append(hashlib.sha256(content.encode()).hexdigest()[:6])
    return Path("results") / "-".join(parts)


def _as_shipped(scenario: Scenario, scheme: Scheme) -> bool:
    """Whether both are what their names and the applied variants stand for in the project itself."""
    if scenario.name not in Scenario.names() or scheme.name not in Scheme.names():
        return False
    if not set(scenario.applied_variants) <= set(Scenario.load(scenario.name).variants):
        return False
    shipped = Scenario.load(scenario.name, variants=scenario.applied_variants)
    return scenario == shipped and scheme.content_hash() == Scheme.load(scheme.name).content_hash()


def write_results(done: Rehearsal | SeasonRun | WeekRun, folder: Path | None, *, lang: str = "en") -> Written:
    """Write tables, figures and the report of a rehearsal; files that are not ours stay as they are."""
    if not isinstance(done, Rehearsal):
        return Written(*done.write(folder, lang))
    from visualization.figures.gallery import drawings, figure_files
    from visualization.report import render_report

    folder = folder or default_folder(done.show, 1, done.replications.n if done.replications else 0)
    drawn = drawings(done.show, done.replications)
    report = render_report(done.show, done.replications, lang, drawn)
    write_show(done.show, folder, done.replications, extra=figure_files(drawn, lang) | {REPORT: report.encode()})
    return Written(folder, folder / REPORT)
