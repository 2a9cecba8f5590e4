"""A played study as tidy tables, JSON and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from experiments.export import Json, plain
from experiments.storage import json_bytes, parquet_bytes, unwritable, write_atomically
from experiments.study.result import Result
from experiments.study.words import label, sentence, unit, worded
from protocols.version import VERSION

FORMAT = "gongying-study-result/1"
Row = dict[str, Any]


def rows(result: Result) -> dict[str, list[Row]]:
    """The tables: ``values`` (a row per play and outcome), ``arms``, ``comparisons``, and ``failures`` where there are any."""
    spec = result.study.spec

    def place(arm: str, point: Sequence[Any]) -> Row:
        return {"arm": arm, **dict(zip(spec.grid, point, strict=True))}

    values = [
        {**place(arm, point), "seed": seed, "outcome": outcome, "value": float(vector[k])}
        for (arm, point), found in result.values.items()
        for outcome, vector in found.items()
        for k, seed in enumerate(result.seeds)
    ]
    arms = [
        {**place(each.arm, each.point), "outcome": outcome, **asdict(each.mean), "worst_eighth": each.tail}
        for outcome in spec.outcomes
        for each in result.levels(outcome)
    ]
    failures = [{**place(each.arm, each.point), "seed": each.seed, "trace": each.trace} for each in result.failures]
    found = {"values": values, "arms": arms, "comparisons": comparison_rows(result), "failures": failures}
    return {name: each for name, each in found.items() if each}


def comparison_rows(result: Result) -> list[Row]:
    """Every comparison; the mean of a ratio is a share."""
    return [
        {
            "outcome": each.outcome, "comparison": each.key, "kind": each.kind, "en": label(result.study.spec, each)[0],
            "zh": label(result.study.spec, each)[1], "unit": unit(each), "mean": each.paired.mean, "low": each.paired.low,
            "high": each.paired.high, "n": each.paired.n, "d": each.paired.d, "better": each.paired.better, "p": each.paired.p,
            "p_holm": each.paired.p_holm, "verdict": each.verdict,
        }
        for each in result.found
    ]  # fmt: skip


def result_object(result: Result) -> dict[str, Json]:
    """The JSON object of ``study --json``; undefined numbers are null."""
    spec = result.study.spec
    found = rows(result)
    return {
        "format": FORMAT, "version": VERSION, "study": spec.name, "quick": result.quick, "scenario": spec.scenario,
        "seed": result.study.seed, "replications": len(result.seeds), "shows": result.shows, "plays": result.plays,
        "failed": len(result.failures), "question": {"en": spec.question.en, "zh": spec.question.zh},
        "answer": dict(zip(("en", "zh"), worded(result), strict=True)),
        "sentences": [dict(zip(("en", "zh"), sentence(result, each), strict=True)) for each in result.found],
        "arms": plain(found["arms"]), "comparisons": plain(found.get("comparisons", [])),
        "failures": plain(found.get("failures", [])),
    }  # fmt: skip


def write_tables(result: Result, folder: Path) -> list[Path]:
    """Write ``study.json`` and ``tables/<name>.parquet`` and ``.csv``; the paths of the tables."""
    written = []
    try:
        write_atomically(folder / "study.json", json_bytes(result_object(result)))
        for name, each in rows(result).items():
            columns: Mapping[str, list[Any]] = {key: [row[key] for row in each] for key in each[0]}
            for path, data in (
                (folder / "tables" / f"{name}.parquet", parquet_bytes(columns)),
                (folder / "tables" / f"{name}.csv", csv_bytes(each)),
            ):
                write_atomically(path, data)
                written.append(path)
    except OSError as error:
        raise unwritable(folder, error) from error
    return written


def csv_bytes(each: Sequence[Row]) -> bytes:
    """Rows as CSV; undefined numbers are empty."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(each[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: "" if value != value else value for key, value in row.items()} for row in each)
    return buffer.getvalue().encode()
