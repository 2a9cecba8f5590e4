"""The folder of a sweep: outcomes and failures in small files that are whole or absent, whatever dies when.

Layout::

    sweep.yaml               the sweep, defaults filled in
    design.parquet           every run: id, variant, scheme, point, replication, seed, parameters
    parts/NNNNNN-*.parquet   outcomes as they came: id and outcomes
    failures/NNNNNN-*.jsonl  failures as they came
    journal/                 notes of the chunks at work (see :mod:`experiments.sweep.journal`)
    rows.parquet             when all is done: the design with its outcomes, in order of ids
    failures.jsonl           when all is done: what failed, in order of ids
    *.lock                   who is at work

Every file is written under a temporary name, flushed to the disk and renamed. A run that is noted twice counts once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.sweep.design import Design
from experiments.sweep.files import (
    encoded,
    ids_of,
    joined,
    names_of,
    parts_of,
    read_columns,
    read_failures,
    read_lines,
    refused,
    rows_of,
    write_durably,
)
from experiments.sweep.journal import Outcome, read_journal, trace_of

if TYPE_CHECKING:
    import pyarrow as pa

MANY = 100  # parts, then the small ones are merged
SMALL = 20_000  # rows of a part that is still small
WHOLE = "all"  # label of a driver that is no shard


class Store:
    """Outcomes and failures of ``design`` in ``folder``; ``label`` keeps the files of shards apart.

    ``table`` is the whole sweep's design as stored, of which ``design`` may be a shard.
    """

    def __init__(self, folder: Path, design: Design, table: pa.Table, outcomes: Sequence[str], label: str = WHOLE) -> None:
        self.folder, self.design, self.table, self.outcomes, self.label = folder, design, table, tuple(outcomes), label
        self._wanted = {run.id: run for run in design.runs}
        self._new: list[Outcome] = []
        self._journals: list[Path] = []
        self.done: set[str] = set()
        self.failed: set[str] = set()

    # --- reading ------------------------------------------------------------------------------------
    def open(self, texts: Mapping[str, bytes]) -> None:
        """Describe the sweep, find out what is done, and take in what workers noted of one that was cut off."""
        try:
            for name in ("parts", "failures", "journal"):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise refused(self.folder, error) from error
        for path in self.folder.rglob(f".*.{'*' if self.label == WHOLE else self.label}.tmp"):
            path.unlink(missing_ok=True)  # of a write that was cut off
        if self.label == WHOLE:
            self._keep_earlier_rows()
        for name, data in texts.items():
            write_durably(self.folder / name, data, self.label, if_new=True)
        write_durably(self.folder / "design.parquet", self.table, self.label, if_new=True)
        for path in parts_of(self.folder):
            if set(self.outcomes) <= set(names_of(path)):
                self.done |= self._wanted.keys() & set(ids_of(path))
        self.failed = {each["id"] for each in read_failures(self.folder)} & self._wanted.keys() - self.done
        self._absorb()
        self.flush()

    def _keep_earlier_rows(self) -> None:
        """Rows of an earlier design become a part, so that they serve again if it comes back."""
        rows = self.folder / "rows.parquet"
        if rows.exists() and not (set(ids_of(rows)) <= self._wanted.keys() and self._columns() == names_of(rows)):
            rows.replace(self._next("parts", "parquet"))

    def _columns(self) -> tuple[str, ...]:
        return (*self.table.column_names, *self.outcomes)

    def _absorb(self) -> None:
        """Outcomes that workers noted and no driver stored."""
        for path in sorted((self.folder / "journal").glob("*.jsonl" if self.label == WHOLE else f"{self.label}-*.jsonl")):
            notes = read_journal(path)
            fits = notes.names == self.outcomes
            self.add([o for o in notes.outcomes if fits and o.id in self._wanted and o.id not in self.done], path)

    # --- writing ------------------------------------------------------------------------------------
    def add(self, outcomes: Iterable[Outcome], journal: Path | None = None) -> None:
        """Take in outcomes; they are on disk after the next :meth:`flush`, and in ``journal`` until then."""
        for each in outcomes:
            self._new.append(each)
            if each.why:
                self.failed.add(each.id)
            else:
                self.done.add(each.id)
                self.failed.discard(each.id)
        if journal is not None:
            self._journals.append(journal)

    def flush(self) -> None:
        """Put on disk what is new."""
        rows = [each for each in self._new if not each.why]
        failures = [each for each in self._new if each.why]
        if rows:
            write_durably(self._next("parts", "parquet"), self._part(rows), self.label)
        if failures:
            lines = [json.dumps(self._failure(each), ensure_ascii=False) + "\n" for each in failures]
            write_durably(self._next("failures", "jsonl"), encoded(lines), self.label)
        self._new.clear()
        for path in self._journals:
            path.unlink(missing_ok=True)
            trace_of(path).unlink(missing_ok=True)
        self._journals.clear()
        if rows:
            self._merge_small()

    def _part(self, rows: Sequence[Outcome]) -> pa.Table:
        import pyarrow as pa

        values = np.array([each.values for each in rows], dtype=float).reshape(len(rows), len(self.outcomes))
        columns = {name: np.ascontiguousarray(values[:, at]) for at, name in enumerate(self.outcomes)}
        return pa.table({"id": pa.array([each.id for each in rows], type=pa.string()), **columns})

    def _failure(self, of: Outcome) -> dict[str, Any]:
        run = self._wanted[of.id]
        found = {key: getattr(run, key) for key in ("id", "variant", "scheme", "point", "replication", "seed")}
        return {**found, "parameters": self.design.values(run), "why": of.why, "detail": of.detail}

    def _next(self, folder: str, suffix: str) -> Path:
        numbers = [p.name.partition("-")[0] for p in (self.folder / folder).glob(f"*-{self.label}.{suffix}")]
        last = max((int(each) for each in numbers if each.isdecimal()), default=0)  # others were put there by hand
        return self.folder / folder / f"{last + 1:06d}-{self.label}.{suffix}"

    def _merge_small(self) -> None:
        """One part instead of many; if this is cut off, some rows are there twice, which does no harm."""
        import pyarrow as pa

        own = sorted((self.folder / "parts").glob(f"*-{self.label}.parquet"))
        small = [path for path in own if rows_of(path) < SMALL] if len(own) >= MANY else []
        groups: dict[tuple[str, ...], list[Path]] = {}
        for path in small:
            groups.setdefault(names_of(path), []).append(path)
        for group in (each for each in groups.values() if len(each) > 1):
            write_durably(self._next("parts", "parquet"), pa.concat_tables(map(read_columns, group)), self.label)
            for path in group:
                path.unlink()

    # --- the end ------------------------------------------------------------------------------------
    def compact(self) -> None:
        """Write ``rows.parquet`` and ``failures.jsonl``; files that they hold entirely go. Nothing changes if all is there."""
        rows, parts = self.folder / "rows.parquet", sorted((self.folder / "parts").glob("*.parquet"))
        noted = sorted((self.folder / "failures").glob("*.jsonl"))
        if not parts and not noted and rows.exists() and (self.folder / "failures.jsonl").exists():
            return
        write_durably(rows, joined(self.table, self.outcomes, parts_of(self.folder)), self.label, if_new=True)
        latest = {each["id"]: each for each in read_failures(self.folder) if each["id"] in self.failed}
        lines = [json.dumps(latest[name], ensure_ascii=False) + "\n" for name in sorted(latest)]
        write_durably(self.folder / "failures.jsonl", encoded(lines), self.label, if_new=True)
        for path in parts:
            if set(names_of(path)) <= set(self._columns()) and set(ids_of(path)) <= self.done:
                path.unlink()
        for path in noted:
            if {each["id"] for each in read_lines(path)} <= self._wanted.keys():
                path.unlink()
