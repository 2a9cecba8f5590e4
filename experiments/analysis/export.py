"""An analysis as plain data: tidy frames, the JSON object of ``analyse --json``, and the files of its folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.analysis.discovery import Box
from experiments.analysis.job import Analysis, Answer
from experiments.export import Json, plain
from experiments.storage import json_bytes, unwritable, write_atomically
from protocols.version import VERSION

if TYPE_CHECKING:
    import pandas as pd

FORMAT = "gongying-analysis/1"
Row = dict[str, Any]


def rows(analysis: Analysis) -> dict[str, list[Row]]:
    """Name of a tidy table -> its rows; empty tables are left out. Values of parameters are as in the sweep."""
    found: dict[str, list[Row]] = {
        "comparisons": [asdict(each) | {"verdict": each.verdict} for each in analysis.comparisons],
        "effects": _of(analysis, "effects"),
        "interactions": _of(analysis, "interactions"),
        "anova": [
            _key(a) | {"term": " × ".join(analysis.table.parameters[k] for k in t.which), **_without(asdict(t), "which")}
            for a in analysis.answers for t in a.terms
        ],
        "indices": _of(analysis, "indices"),
        "fits": [_key(a) | {"model": a.model, "fit": a.fit, "problem": a.problem} for a in analysis.answers],
        "curves": [_key(a) | row for a in analysis.answers for c in a.curves for row in _points(c)],
        "surfaces": [_key(a) | row for a in analysis.answers for row in _surface(a)],
        "differences": [_pair(c) | row for c in analysis.crossings for row in _points(c.curve)],
        "break_even": [_pair(c) | asdict(b) for c in analysis.crossings for b in c.found],
        "pareto": _front(analysis),
        "discovery": [_box(d.question, b) for d in analysis.discoveries for b in d.boxes],
    }  # fmt: skip
    return {name: each for name, each in found.items() if each}


def _front(analysis: Analysis) -> list[Row]:
    if analysis.front is None:
        return []
    return [{str(name): value for name, value in row.items()} for row in analysis.front.frame.to_dict("records")]


def _of(analysis: Analysis, what: str) -> list[Row]:
    return [_key(answer) | asdict(each) for answer in analysis.answers for each in getattr(answer, what)]


def _key(of: Answer) -> Row:
    return {"outcome": of.outcome, "variant": of.variant, "scheme": of.scheme}


def _pair(of: Any) -> Row:
    return {"outcome": of.outcome, "variant": of.variant, "base": of.base, "other": of.other}


def _without(row: Row, *names: str) -> Row:
    return {key: value for key, value in row.items() if key not in names}


def _points(curve: Any) -> Iterable[Row]:
    for x, mean, low, high in zip(curve.x, curve.mean, curve.low, curve.high, strict=True):
        yield {"parameter": curve.parameter, "x": x, "mean": mean, "low": low, "high": high}


def _surface(answer: Answer) -> Iterable[Row]:
    found = answer.surface
    if found is not None:
        for i, x in enumerate(found.x):
            for j, y in enumerate(found.y):
                yield {"one": found.parameters[0], "other": found.parameters[1], "x": x, "y": y, "mean": found.mean[i, j]}


def _box(asked: object, box: Box) -> Row:
    shown = {name: " … ".join(f"{v:g}" if isinstance(v, float) else v for v in each) for name, each in box.limits.items()}
    limits = "; ".join(f"{name}: {text}" for name, text in shown.items())
    return {"question": str(asked), **_without(asdict(box), "limits"), "limits": limits}


def frames(analysis: Analysis) -> dict[str, pd.DataFrame]:
    """The tidy tables as pandas frames; a column that mixes numbers and texts is text."""
    import pandas as pd

    found = {}
    for name, each in rows(analysis).items():
        frame = pd.DataFrame(each)
        worded = [c for c in frame.columns if any(isinstance(value, str | bool) for value in frame[c])]
        texts = [c for c in worded if not all(isinstance(value, bool) for value in frame[c])]
        found[name] = frame.assign(**{c: frame[c].astype(str) for c in texts})
    return found


def analysis_object(analysis: Analysis) -> dict[str, Json]:
    """The JSON object: what was analysed, then every table as a list of rows; undefined numbers are null."""
    from experiments.analysis.words import answers

    table = analysis.table
    return {
        "format": FORMAT,
        "version": VERSION,
        "sweep": table.name,
        "scenario": plain(table.about.get("scenario")),
        "schemes": list(table.schemes),
        "variants": list(table.variants),
        "base": analysis.base,
        "outcomes": list(table.outcomes),
        "parameters": plain(table.levels if table.is_grid else {k: [v[0], v[-1]] for k, v in table.levels.items()}),
        "constant": plain(table.constant),
        "design": "grid" if table.is_grid else plain(table.about.get("sampling", "sample")),
        "points": table.points,
        "replications": table.replications,
        "runs": len(table.frame),
        "missing": table.planned - len(table.frame),
        "answers": [{"about": key, "en": text[0], "zh": text[1]} for key, text in answers(analysis)],
        **{name: plain(each) for name, each in rows(analysis).items()},
    }


def write_tables(analysis: Analysis, folder: Path, csv: bool = False) -> list[Path]:
    """Write ``analysis.json`` and ``tables/<name>.parquet`` (and ``.csv``); the paths of the tables."""
    import io

    written = []
    try:
        write_atomically(folder / "analysis.json", json_bytes(analysis_object(analysis)))
        for name, frame in frames(analysis).items():
            buffer = io.BytesIO()
            frame.to_parquet(buffer, index=False)
            written.append(folder / "tables" / f"{name}.parquet")
            write_atomically(written[-1], buffer.getvalue())
            if csv:
                write_atomically(folder / "tables" / f"{name}.csv", frame.to_csv(index=False, lineterminator="\n").encode())
    except OSError as error:
        raise unwritable(folder, error) from error
    return written
