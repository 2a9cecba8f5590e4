"""The ``verify`` verb: read files of solved cases, run them, and report by family."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from experiments.verify.files import load_cases, shipped
from experiments.verify.runner import Verdict, family_of, verify
from protocols.errors import UserError


@dataclass(frozen=True)
class FamilyLine:
    """One family's tally: ``worst_gap`` is the largest absolute gap, ``tightest`` the case that uses (or
    exceeds) the largest share of its tolerance; both None when no number was compared.
    """

    family: str
    cases: int
    passes: int
    fails: int
    unsupported: int
    worst_gap: float | None
    tightest: Verdict | None


@dataclass(frozen=True)
class VerifyReport:
    """All verdicts in file order, the cases behind them, and notes (English, 中文) on what the files held
    beside cases.

    ``ok`` says whether everything passed: the exit code is 0 only then.
    """

    verdicts: tuple[Verdict, ...]
    cases: tuple[object, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def ok(self) -> bool:
        return all(verdict["status"] == "pass" for verdict in self.verdicts)

    @property
    def families(self) -> list[FamilyLine]:
        """One line per family, in order of name."""
        return [
            _tally(family, [verdict for verdict in self.verdicts if verdict["family"] == family])
            for family in sorted({verdict["family"] for verdict in self.verdicts})
        ]

    def to_json(self) -> list[Verdict]:
        """The verdicts as JSON-clean data."""
        return list(self.verdicts)

    def text(self, lang: str = "en") -> str:
        """A table per family, then every case that did not pass, with its reason."""
        from experiments.verify.tables import report_text

        return report_text(self, lang)

    def write_page(self, path: Path, lang: str = "en") -> None:
        """Write the validation page; a folder that is not there is made.

        Raises :class:`UserError` for a path that cannot be written.
        """
        from experiments.verify.tables import validation_page

        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(validation_page(self, lang), encoding="utf-8")
        except OSError as problem:
            raise UserError(f"--page {path}: cannot be written ({problem.strerror})") from None


def verify_files(
    paths: Sequence[str | Path],
    family: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> VerifyReport:
    """Run the cases of one or more files, optionally of one family only (letter or part of its name).

    Without a path, those that come with the project.
    Raises :class:`UserError` for a file that cannot be read as cases, and for a family that no case belongs
    to.
    """
    cases: list[object] = []
    notes: list[tuple[str, str]] = []
    for path in paths or shipped():
        found, remarks = load_cases(path)
        cases += found
        notes += remarks
    if not cases:
        raise UserError("verify: found no case, allowed: files with one or more solved cases")
    if family is not None:
        families = sorted({family_of(case) for case in cases})
        wanted = {name for name in families if _names_family(family, name)}
        if not wanted:
            known = "; ".join(families)
            raise UserError(f"--family: found {family!r}, allowed: {known} (or a first letter)")
        cases = [case for case in cases if family_of(case) in wanted]
    return VerifyReport(tuple(verify(cases, progress)), tuple(cases), tuple(notes))


def _names_family(wanted: str, family: str) -> bool:
    want, name = wanted.strip().casefold(), family.casefold()
    if len(want) == 1:
        return name.startswith(want)
    return bool(want) and want in name


def _tally(family: str, verdicts: Sequence[Verdict]) -> FamilyLine:
    statuses = [verdict["status"] for verdict in verdicts]
    measured = [verdict for verdict in verdicts if verdict["gap"] is not None]
    gap = max((verdict["gap"] or 0.0 for verdict in measured), default=None)
    counts = (statuses.count("pass"), statuses.count("fail"), statuses.count("unsupported"))
    return FamilyLine(family, len(verdicts), *counts, gap, max(measured, key=_share, default=None))


def _share(verdict: Verdict) -> float:
    """Share of the tolerance used; a gap under a tolerance of zero uses infinitely much of it."""
    used = verdict["tolerance_used"]
    return math.inf if used is None else used


def verify_with_bar(paths: Sequence[str | Path], family: str | None = None) -> VerifyReport:
    """:func:`verify_files` with a progress bar on stderr, on a terminal, after two seconds."""
    import sys

    from tqdm import tqdm

    with tqdm(delay=2, unit="case", leave=False, disable=not sys.stderr.isatty()) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return verify_files(paths, family, show)
