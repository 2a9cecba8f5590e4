"""The job of ``audit``: load, audit, tell, and write the folder of data, figures and page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from environment import Scenario, Scheme
from experiments import audit as job


def audited(
    schemes: Sequence[str | Path], scenario: str | Path, *, variants: Sequence[str] = (),
    overrides: Mapping[str, str] | None = None, shows: int = 1, replications: int = 20, seed: int | None = None,
    workers: int | Literal["auto"] = "auto",
) -> job.Audit:  # fmt: skip
    """Load and audit. Every mistake of the user is a :class:`UserError`."""
    world = Scenario.load(scenario, variants=variants, overrides=overrides)
    loaded = [Scheme.load(name) for name in schemes]
    return job.audit(world, loaded, shows=shows, replications=replications, seed=seed, workers=workers)


def told(audit: job.Audit, lang: str) -> str:
    """What ``audit`` prints."""
    from visualization.console_audit import audit_text

    return audit_text(audit, lang)


def written(audit: job.Audit, folder: Path | None, lang: str) -> str:
    """Write the results; the closing lines of ``audit``."""
    from visualization.console_audit import closing
    from visualization.report.audit_page import default_folder, write_audit

    folder = folder or default_folder(audit)
    return closing(folder, write_audit(audit, folder, lang), lang)
