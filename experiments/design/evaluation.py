"""What a candidate is worth on one seed: everybody's profit, and what each party would have had breaking its word.

An evaluation is known by the digest of all that it depends on, so that it is never played twice: not in a search that goes
on after a stop, and not in a longer search in the same folder.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from experiments.audit.conduct import Deviation, Stage, fixed
from experiments.storage import unwritable, write_atomically
from protocols.errors import UserError
from protocols.version import VERSION

if TYPE_CHECKING:
    from environment import Scenario, Scheme

FILE, PARTS = "evaluations.jsonl", "parts"
OWN = re.compile(r"[0-9a-f]{24}")  # an identity
Row = dict[str, Any]


@dataclass(frozen=True)
class Job:
    """A scheme to be played on ``seeds``, whose rows go to ``folder`` one by one."""

    scenario: Scenario
    scheme: Scheme
    stage: Stage
    seeds: tuple[int, ...]
    folder: Path


def work(job: Job) -> list[Row]:
    """Play and store; a play that raises is a row with its error, and the rest goes on."""
    rows = []
    for seed in job.seeds:
        row: Row = {"id": identity(job.scenario, job.scheme, seed), "scheme": job.scheme.name, "seed": seed}
        try:
            row |= _played(job, seed)
        except Exception as error:
            import traceback

            row |= {"error": f"{type(error).__name__}: {error}", "traceback": traceback.format_exc()}
        try:
            write_atomically(job.folder / PARTS / f"{row['id']}.json", _line(row).encode())
        except OSError as error:
            raise unwritable(job.folder, error) from error
        rows.append(row)
    return rows


def _played(job: Job, seed: int) -> Row:
    from environment.season import play_season

    def profits(profile: Any) -> dict[str, float]:
        season = play_season(job.scenario, job.scheme, seed, 1, fixed=fixed(profile))
        return {party: float(values[0]) for party, values in season.profit.items()}

    stage, words = job.stage, {}
    usual = profits(stage.standing_profile())
    for party, levels in tempted(stage).items():
        own = stage.standing[party].temptation
        words[party] = [
            usual[party] if level == own else profits(stage.deviate(Deviation(party, "temptation", level)))[party]
            for level in levels
        ]
    return {"profit": usual, "by_temptation": words}


def tempted(stage: Stage) -> dict[str, tuple[float, ...]]:
    """Parties that may break their word, with the levels of their menu in rising order."""
    return {party: menu["temptation"] for party, menu in stage.menus.items() if len(menu["temptation"]) > 1}


def identity(scenario: Scenario, scheme: Scheme, seed: int) -> str:
    """Digest of all that an evaluation depends on."""
    parts = [VERSION, scenario.content_hash(), scheme.content_hash(), str(seed)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


def _line(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n"


class Store:
    """The evaluations in a folder: one file each while they come, gathered into :data:`FILE` in order of ids.

    Every file is written under another name and renamed: whatever dies when, a row is whole or absent.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, Row] = {row["id"]: row for row in self._stored() if "error" not in row}

    def _stored(self) -> Iterator[Row]:
        for path in (self.folder / FILE, *self._parts()):
            try:
                lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
                for number, line in enumerate(lines, 1):
                    if line:
                        row = json.loads(line)
                        if not isinstance(row, dict) or not {"id", "profit"} <= set(row) and "error" not in row:
                            raise ValueError(f"line {number} is no evaluation")
                        yield row
            except (OSError, ValueError) as error:
                raise UserError(f"{path}: found a damaged file ({error}), allowed: delete it, it is played again") from error

    def _parts(self) -> list[Path]:
        """Files of one evaluation each; others in the folder are not ours."""
        return sorted(path for path in (self.folder / PARTS).glob("*.json") if OWN.fullmatch(path.stem))

    def add(self, rows: Iterable[Row]) -> None:
        self.rows |= {row["id"]: row for row in rows}

    def gather(self) -> None:
        """Put all rows into one file, and remove the parts."""
        text = "".join(_line(self.rows[key]) for key in sorted(self.rows))
        try:
            write_atomically(self.folder / FILE, text.encode())
            for path in self._parts():
                path.unlink(missing_ok=True)
            if (self.folder / PARTS).is_dir() and not any((self.folder / PARTS).iterdir()):
                (self.folder / PARTS).rmdir()
        except OSError as error:
            raise unwritable(self.folder, error) from error


@dataclass
class Evaluator:
    """Plays what is not stored yet. ``played`` counts evaluations played by it."""

    scenario: Scenario
    stage: Stage
    store: Store
    workers: int | Literal["auto"]
    played: int = 0

    def run(self, schemes: Sequence[Scheme], seeds: Sequence[int]) -> dict[Scheme, list[Row]]:
        """Scheme -> its rows in the order of ``seeds``."""
        from experiments.pool import run_all

        jobs = []
        for scheme in dict.fromkeys(schemes):
            open_seeds = tuple(seed for seed in seeds if identity(self.scenario, scheme, seed) not in self.store.rows)
            if open_seeds:
                jobs.append(Job(self.scenario, scheme, self.stage, open_seeds, self.store.folder))
        if jobs:
            for rows in run_all(work, jobs, workers=self.workers, unit="scheme"):
                self.store.add(rows)
                self.played += len(rows)
            self.store.gather()
        return {s: [self.store.rows[identity(self.scenario, s, seed)] for seed in seeds] for s in schemes}
