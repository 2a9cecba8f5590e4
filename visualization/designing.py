"""The job of ``design``: load, search, tell, and write the folder of data, schemes, figures and page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from environment import Scenario, Scheme
from experiments import design as job
from experiments.design.export import default_folder


def designed(
    schemes: Sequence[str], scenario: str | Path, *, variants: Sequence[str] = (), overrides: Mapping[str, str] | None = None,
    parameters: str | None = None, trials: int = 64, replications: int = 8, seed: int | None = None,
    folder: Path | None = None, workers: int | Literal["auto"] = "auto",
) -> job.Design:  # fmt: skip
    """Load and search. Every mistake of the user is a :class:`UserError`."""
    world = Scenario.load(scenario, variants=variants, overrides=overrides)
    bases = [Scheme.load(name) for name in schemes]
    if folder is None:
        folder = default_folder(world.name, [base.name for base in bases], world.seed if seed is None else seed)
    return job.design(
        world, bases, parameters=parameters, trials=trials, replications=replications, seed=seed, folder=folder, workers=workers
    )


def written(done: job.Design, lang: str) -> Path:
    """Write the results; the path of the page."""
    from visualization.report.design_page import write_design

    return write_design(done, lang)


def told(done: job.Design, page: Path, lang: str) -> str:
    """What ``design`` prints."""
    from visualization.console_design import design_text

    return design_text(done, page, lang)
