"""A finished show on disk: Parquet tables, JSON Lines, and a manifest with a digest of every file.

Layout of a folder::

    run.json                 manifest: what was played, by which version, digest of every other file
    scenario.json            the scenario as played, variants and overrides applied
    scheme.json              the scheme as played
    measures.json            the measures of the show, name -> number (docs/measures.md); undefined ones left out
    timeline.jsonl           the story, a line an event
    negotiations.jsonl       the encounters, a line each
    transcripts/<id>.jsonl   every message of an encounter
    tables/<name>.parquet    every recorded table
    replications.parquet     a row per replication, if there were any
    versions.json            versions of Python and of the libraries that did the work

The same input gives the same bytes: no file holds a clock time, and only ``versions.json`` depends on the
machine. Each file is written under a temporary name and then renamed. The manifest is first replaced by one that says that
the folder is unfinished (:mod:`experiments.claim`), and written last.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np

from environment.records import Show
from experiments.claim import FORMAT, MANIFEST, RUN, UNFINISHED, digest, listed, read_object, refuse_foreign
from experiments.export import Json, event_record, negotiation_record, plain
from experiments.replicate import Replications
from protocols.errors import UserError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

LIBRARIES = ("mesa", "networkx", "numpy", "pandas", "pyarrow", "pydantic", "pyyaml", "scipy")
_OURS = re.compile(
    r"(tables|transcripts|figures)/[^/\\]+\.(parquet|jsonl|svg)|(replications|seasons|temptations)\.parquet|(season|week)\.json"
)


def write_show(
    show: Show, folder: Path | str, replications: Replications | None = None, *,
    tables: Mapping[str, Mapping[str, Any]] | None = None, extra: Mapping[str, bytes] | None = None,
) -> Path:  # fmt: skip
    """Write everything of a show into ``folder`` (made if missing) and return it; ``tables`` and ``extra`` files besides.

    Files of an earlier run that this one does not have are removed, nothing else in the folder is touched.
    Raises :class:`UserError` if the folder can't be made or written, or holds files of others where ours would go.
    """
    folder = Path(folder)
    contents = {**dict(_files(show, replications)), **(extra or {})}
    contents |= {f"tables/{name}.parquet": parquet_bytes(table) for name, table in (tables or {}).items()}
    try:
        begin(folder, contents)
        for name, data in contents.items():
            write_atomically(folder / name, data)
        write_atomically(folder / "versions.json", json_bytes(_versions()))
        write_atomically(folder / MANIFEST, json_bytes(_manifest(show, replications, contents)))
    except OSError as error:
        raise unwritable(folder, error) from error
    return folder


def unwritable(folder: Path, error: OSError) -> UserError:
    """The message for a folder that can't be written."""
    return UserError(f"{folder}: found {error.strerror or error}, allowed: a folder that can be written")


def write_atomically(path: Path, data: bytes) -> None:
    """Write ``data`` under a temporary name beside ``path``, then rename: a reader sees all of it or none.

    A link stays, and what it points to is written. Raises :class:`UserError` for what is there and no regular file.
    """
    if not path.name or "\0" in str(path):
        raise UserError(f"found {str(path)!r}, allowed: the path of a file")
    target = Path(os.path.realpath(path))
    if target.is_symlink() or target.exists() and not target.is_file():
        raise UserError(f"{path}: found no regular file, allowed: a file that can be written")
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{os.getpid()}-{threading.get_ident()}.tmp")
    try:
        temporary.write_bytes(data)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def read_show_tables(folder: Path | str, needed: Mapping[str, Sequence[str]] | None = None) -> dict[str, pd.DataFrame]:
    """The tables of a stored show as frames, by name.

    :class:`UserError` if one is damaged, none there, or one of the columns ``needed`` of a table.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    paths = sorted((Path(folder) / "tables").glob("*.parquet"))
    if not paths:
        raise UserError(f"{folder}: found no tables/*.parquet, allowed: the folder of a stored run")
    frames = {}
    for path in paths:
        try:
            frames[path.stem] = pq.read_table(path).to_pandas()
        except (OSError, pa.ArrowException) as error:
            raise UserError(f"{path}: found a damaged table ({error}), allowed: a Parquet file") from error
    for name, columns in (needed or {}).items():
        lacking = [c for c in columns if name not in frames or c not in frames[name].columns]
        if lacking:
            raise UserError(f"{folder}/tables/{name}.parquet: found no column {lacking[0]}, allowed: the tables of a stored run")
    return frames


def _files(show: Show, replications: Replications | None) -> Iterable[tuple[str, bytes]]:
    """Name and bytes of every file but the manifest."""
    yield "scenario.json", json_bytes(plain(show.scenario.plain()))
    yield "scheme.json", json_bytes(plain(show.scheme.plain()))
    yield "measures.json", json_bytes(plain(show.measures))
    yield "timeline.jsonl", _json_lines(event_record(event) for event in show.events)
    yield "negotiations.jsonl", _json_lines(negotiation_record(talk) for talk in show.negotiations)
    for talk in show.negotiations:
        name = quote(talk.id, safe="")
        yield f"transcripts/{name}.jsonl", _json_lines(plain(message) for message in talk.transcript)
    for name, table in sorted(show.tables.items()):
        yield f"tables/{name}.parquet", parquet_bytes(table)
    if replications is not None:
        yield "replications.parquet", parquet_bytes(_replication_table(replications))


def _replication_table(done: Replications) -> dict[str, object]:
    profits = {f"profit.{party}": values for party, values in done.profits.items()}
    return {"replication": np.arange(done.n), "seed": np.array(done.seeds), **done.measures, **profits}


def _manifest(show: Show, replications: Replications | None, files: Mapping[str, bytes]) -> Json:
    return {
        "format": FORMAT,
        "version": show.version,
        "scenario": show.scenario.name,
        "scheme": show.scheme.name,
        "seed": int(show.seed),
        "variants": plain(show.scenario.applied_variants),
        "overrides": plain(show.scenario.applied_overrides),
        "replications": 0 if replications is None else replications.n,
        "content_sha256": hashlib.sha256(files["scenario.json"] + files["scheme.json"]).hexdigest(),
        "files": digests(files),
    }


def digests(files: Mapping[str, bytes]) -> Json:
    """Name -> SHA-256, as manifests hold them."""
    return {name: digest(data) for name, data in sorted(files.items())}


def _versions() -> Json:
    return {"python": platform.python_version(), **{name: metadata.version(name) for name in LIBRARIES}}


def begin(folder: Path, names: Iterable[str]) -> None:
    """Say that ``names`` are being written into ``folder``; remove what an earlier run wrote and this one lacks."""
    refuse_foreign(folder, RUN)
    earlier = listed(read_object(folder / MANIFEST))
    stale = sorted(name for name in earlier.keys() - set(names) if _OURS.fullmatch(name))
    write_atomically(folder / MANIFEST, json_bytes({"format": UNFINISHED, "files": dict.fromkeys([*names, *stale], "")}))
    for name in stale:
        (folder / name).unlink(missing_ok=True)


def json_bytes(value: Json) -> bytes:
    return (json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()


def _json_lines(rows: Iterable[Json]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in rows).encode()


def parquet_bytes(table: Mapping[str, Any]) -> bytes:
    """A table (name -> column) as a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    arrays = {name: _column(values) for name, values in table.items()}
    pq.write_table(pa.table(arrays), buffer, compression="zstd")
    return buffer.getvalue()


def _column(values: Iterable[Any]) -> pa.Array:
    """A column as an Arrow array; one that mixes numbers and texts becomes text."""
    import pyarrow as pa

    if isinstance(values, np.ndarray) and values.dtype != object:
        return pa.array(values)
    items = list(values)
    if any(isinstance(each, str) for each in items):
        return pa.array([None if each is None else str(each) for each in items], type=pa.string())
    return pa.array(items)
