"""The folder of a sweep: outcomes and failures in small files that are whole or absent, whatever dies when.

Layout::

    sweep.yaml               the sweep, defaults filled in
    design.parquet           every run: id, variant, scheme, point, replication, seed, parameters
    parts/NNNNNN-*.parquet   outcomes as they came: id and outcomes
    failures/NNNNNN-*.jsonl  failures as they came
    journal/                 notes of the chunks at work (see :mod:`experiments.sweep.journal`)
    rows.parquet             when all is done: the design with its outcomes, in order of ids
    failures.jsonl           when all is done: what failed, in order of ids
    sweep.lock               who is at work

Every file is written under a temporary name, flushed to the disk and renamed. A run that is noted twice counts once.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.sweep.design import Design
from experiments.sweep.files import names_of, read_columns, write_durably
from experiments.sweep.journal import Outcome, read_journal, trace_of

if TYPE_CHECKING:
    import pyarrow as pa

MANY = 100  # small parts, then they are merged
SMALL = 20_000  # rows of a part that is still small


class Store:
    """Outcomes and failures of a design in ``folder``; ``label`` keeps the files of shards apart."""

    def __init__(self, folder: Path, design: Design, outcomes: Sequence[str], label: str) -> None:
        self.folder, self.design, self.outcomes, self.label = folder, design, tuple(outcomes), label
        self._wanted = {run.id: run for run in design.runs}
        self._new: list[Outcome] = []
        self._journals: list[Path] = []
        self.done: set[str] = set()
        self.failed: set[str] = set()

    # --- reading ------------------------------------------------------------------------------------
    def open(self) -> None:
        """Find out what is done, and take in what workers noted of a sweep that was cut off."""
        for name in ("parts", "failures", "journal"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self._sweep_up()
        for path in self.parts():
            if set(self.outcomes) <= set(names_of(path)):
                self.done |= self._wanted.keys() & set(read_columns(path, ["id"])["id"].to_pylist())
        self.failed = {each["id"] for each in self.failures()} & self._wanted.keys() - self.done
        for path in sorted((self.folder / "journal").glob(f"{self.label}-*.jsonl")):
            notes = read_journal(path)
            if notes.names == self.outcomes:
                self.add([each for each in notes.outcomes if each.id in self._wanted and each.id not in self.done], path)
            else:
                self._journals.append(path)
        self.flush()

    def _sweep_up(self) -> None:
        """Remove temporary files of a write that was cut off."""
        for path in self.folder.rglob(f".*.{self.label}.tmp"):
            path.unlink(missing_ok=True)

    def parts(self) -> list[Path]:
        """Files that hold outcomes."""
        rows = self.folder / "rows.parquet"
        return [*([rows] if rows.exists() else []), *sorted((self.folder / "parts").glob("*.parquet"))]

    def failures(self) -> list[dict[str, Any]]:
        """Every failure that was noted, oldest first."""
        return read_failures(self.folder)

    # --- writing ------------------------------------------------------------------------------------
    def add(self, outcomes: Iterable[Outcome], journal: Path | None = None) -> None:
        """Take in outcomes; they are on disk after the next :meth:`flush`, and in ``journal`` until then."""
        for each in outcomes:
            self._new.append(each)
            (self.failed if each.why else self.done).add(each.id)
        self.failed -= self.done
        if journal is not None:
            self._journals.append(journal)

    def flush(self) -> None:
        """Put on disk what is new."""
        rows = [each for each in self._new if not each.why]
        failures = [each for each in self._new if each.why]
        if rows:
            self._write_part(self._table(rows))
        if failures:
            lines = [json.dumps(self._failure(each), ensure_ascii=False) + "\n" for each in failures]
            write_durably(self._next("failures", "jsonl"), "".join(lines).encode(), self.label)
        self._new.clear()
        for path in self._journals:
            path.unlink(missing_ok=True)
            trace_of(path).unlink(missing_ok=True)
        self._journals.clear()
        if len(small := self._small_parts()) >= MANY:
            self._merge(small)

    def _table(self, rows: Sequence[Outcome]) -> pa.Table:
        import pyarrow as pa

        values = np.array([each.values for each in rows], dtype=float).reshape(len(rows), len(self.outcomes))
        columns = {name: values[:, at] for at, name in enumerate(self.outcomes)}
        return pa.table({"id": pa.array([each.id for each in rows], type=pa.string()), **columns})

    def _failure(self, of: Outcome) -> dict[str, Any]:
        run = self._wanted[of.id]
        found = {key: getattr(run, key) for key in ("id", "variant", "scheme", "point", "replication", "seed")}
        return {**found, "parameters": self.design.values(run), "why": of.why, "detail": of.detail}

    def _next(self, folder: str, suffix: str) -> Path:
        numbers = [int(p.name.partition("-")[0]) for p in (self.folder / folder).glob(f"*-{self.label}.{suffix}")]
        return self.folder / folder / f"{max(numbers, default=0) + 1:06d}-{self.label}.{suffix}"

    def _write_part(self, table: pa.Table) -> None:
        write_durably(self._next("parts", "parquet"), table, self.label)

    def _small_parts(self) -> list[Path]:
        import pyarrow.parquet as pq

        own = sorted((self.folder / "parts").glob(f"*-{self.label}.parquet"))
        return [path for path in own if pq.read_metadata(path).num_rows < SMALL] if len(own) >= MANY else []

    def _merge(self, paths: Sequence[Path]) -> None:
        """One part instead of many; if this is cut off, some rows are there twice, which does no harm."""
        import pyarrow as pa

        by_names: dict[tuple[str, ...], list[Path]] = {}
        for path in paths:
            by_names.setdefault(names_of(path), []).append(path)
        for names, group in by_names.items():
            self._write_part(pa.concat_tables([read_columns(path, list(names)) for path in group]))
            for path in group:
                path.unlink()

    # --- the end ------------------------------------------------------------------------------------
    def compact(self) -> None:
        """Write ``rows.parquet`` and ``failures.jsonl``; parts that they hold entirely go. Nothing changes if all is there."""
        parts = [path for path in self.parts() if path.name != "rows.parquet"]
        names = ("id", *self.outcomes)
        table = self._rows(names)
        data = self._finished(table)
        write_durably(self.folder / "rows.parquet", data, self.label, if_new=True)
        latest = {each["id"]: each for each in self.failures() if each["id"] in self.failed}
        text = "".join(json.dumps(latest[name], ensure_ascii=False) + "\n" for name in sorted(latest))
        write_durably(self.folder / "failures.jsonl", text.encode(), self.label, if_new=True)
        for path in parts:
            if set(names_of(path)) <= set(names) and set(read_columns(path, ["id"])["id"].to_pylist()) <= self.done:
                path.unlink()
        for path in sorted((self.folder / "failures").glob("*.jsonl")):
            if {each["id"] for each in read_lines(path)} <= self._wanted.keys():
                path.unlink()

    def keep_earlier_rows(self) -> None:
        """Before the design changes: rows of an earlier one become a part, so that they serve again if it comes back."""
        rows = self.folder / "rows.parquet"
        if rows.exists() and set(read_columns(rows, ["id"])["id"].to_pylist()) - self._wanted.keys():
            rows.replace(self._next("parts", "parquet"))

    def _rows(self, names: Sequence[str]) -> pa.Table:
        """Outcomes of the design from all parts, each id once, in order of ids."""
        import pyarrow as pa

        tables = [read_columns(path, list(names)) for path in self.parts() if set(names) <= set(names_of(path))]
        if not tables:
            return pa.table({name: pa.array([], type=pa.string() if name == "id" else pa.float64()) for name in names})
        table = pa.concat_tables(tables)
        _, first = np.unique(np.array(table["id"].to_pylist(), dtype=str), return_index=True)  # sorted
        table = table.take(first)
        return table.filter(pa.array([name in self._wanted for name in table["id"].to_pylist()], type=pa.bool_()))

    def _finished(self, table: pa.Table) -> pa.Table:
        """The design's columns, then the outcomes, a row per run that is done."""
        import pyarrow as pa

        design = pa.table(self.design.table())
        design = design.filter(pa.array([name in self.done for name in design["id"].to_pylist()], type=pa.bool_()))
        assert design["id"].to_pylist() == table["id"].to_pylist()
        for name in self.outcomes:
            design = design.append_column(name, table[name])
        return design.combine_chunks()


def read_failures(folder: Path) -> list[dict[str, Any]]:
    """Every failure noted in a folder, oldest first."""
    paths = [folder / "failures.jsonl", *sorted((folder / "failures").glob("*.jsonl"))]
    return [each for path in paths if path.exists() for each in read_lines(path)]


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def same_bytes(path: Path, data: bytes) -> bool:
    """Whether a file holds exactly ``data``."""
    return path.exists() and path.stat().st_size == len(data) and path.read_bytes() == data


def describe(folder: Path, files: Mapping[str, Any], label: str) -> None:
    """Write the files that say what a sweep is, where they are not there already."""
    for name, data in files.items():
        write_durably(folder / name, data, label, if_new=True)


__all__ = ["Store", "describe", "os", "read_failures", "read_lines", "same_bytes"]
