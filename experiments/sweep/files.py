"""Files that are whole or absent, and tables of runs read back from them."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from protocols.errors import UserError

if TYPE_CHECKING:
    import pyarrow as pa


def write_durably(path: Path, data: bytes | pa.Table, label: str, *, if_new: bool = False) -> None:
    """Write a file or table under a temporary name, flush it to the disk, rename it; with ``if_new`` only what differs.

    Raises :class:`UserError` when the folder or the disk refuses; what was there stays.
    """
    content = data if isinstance(data, bytes) else _parquet(data)
    temporary = path.with_name(f".{path.name}.{label}.tmp")
    try:
        if if_new and path.exists() and path.stat().st_size == len(content) and path.read_bytes() == content:
            return
        try:
            with temporary.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        _sync_folder(path.parent)
    except OSError as error:
        raise refused(path.parent, error) from error


def refused(folder: Path, error: OSError) -> UserError:
    """The message for a folder or disk that takes no more."""
    return UserError(
        f"{folder}: found {error.strerror or error}, allowed: a folder that can be written, with space left "
        "(nothing stored is lost: the same command goes on from there)"
    )


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _parquet(table: pa.Table) -> bytes:
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def names_of(path: Path) -> tuple[str, ...]:
    """Columns of a Parquet file."""
    return tuple(_checked(path, lambda pq: pq.read_schema(path).names))


def rows_of(path: Path) -> int:
    """Rows of a Parquet file."""
    return int(_checked(path, lambda pq: pq.read_metadata(path).num_rows))


def read_columns(path: Path, names: Sequence[str] | None = None) -> pa.Table:
    """Columns of a Parquet file, all by default."""
    return _checked(path, lambda pq: pq.read_table(path, columns=None if names is None else list(names)))


def ids_of(path: Path) -> list[str]:
    """The column ``id``."""
    found: list[str] = read_columns(path, ["id"])["id"].to_pylist()
    return found


def _checked(path: Path, read: Any) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return read(pq)
    except FileNotFoundError:
        raise
    except (OSError, pa.ArrowException, KeyError) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> UserError:
    return UserError(f"{path}: found a damaged file ({error}), allowed: delete it, its runs are played again")


def parts_of(folder: Path) -> list[Path]:
    """Files of a sweep's folder that hold outcomes."""
    rows = folder / "rows.parquet"
    return [*([rows] if rows.exists() else []), *sorted((folder / "parts").glob("*.parquet"))]


def joined(design: pa.Table, outcomes: Sequence[str], paths: Sequence[Path]) -> pa.Table:
    """The rows of ``design`` (in order of ids) that are done, with their outcomes, each once."""
    import pyarrow as pa

    names = ["id", *outcomes]
    tables = [read_columns(path, names) for path in paths if set(names) <= set(names_of(path))]
    empty = pa.table({name: pa.array([], type=pa.float64() if at else pa.string()) for at, name in enumerate(names)})
    table = pa.concat_tables([empty, *tables])
    ids, first = np.unique(np.array(table["id"].to_pylist(), dtype="U24"), return_index=True)  # sorted
    wanted = np.array(design["id"].to_pylist(), dtype="U24")
    done = np.isin(wanted, ids)
    table = table.take(first[np.searchsorted(ids, wanted[done])])
    found = design.filter(pa.array(done))
    for name in outcomes:
        found = found.append_column(name, table[name])
    return found.replace_schema_metadata(None).combine_chunks()


def encoded(lines: Sequence[str]) -> bytes:
    """Lines of JSON as bytes. What UTF-8 has no place for (half a character, in the name of a file) stays an escape."""
    return "".join(lines).encode(errors="backslashreplace")


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file of failures."""
    try:
        found = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
        if not all(isinstance(each, dict) and {"id", "why"} <= each.keys() for each in found):
            raise ValueError("lines that are no failures")
    except ValueError as error:
        raise _damaged(path, error) from error
    return found


def read_failures(folder: Path) -> list[dict[str, Any]]:
    """Every failure noted in a sweep's folder, oldest first."""
    paths = [folder / "failures.jsonl", *sorted((folder / "failures").glob("*.jsonl"))]
    return [each for path in paths if path.exists() for each in read_lines(path)]
