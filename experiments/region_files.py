"""The folder of a market day: parties and edges as Parquet, measures and money as JSON."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

from protocols.errors import UserError

if TYPE_CHECKING:
    from environment.market_day import MarketDay


def write(day: MarketDay, folder: Path) -> None:
    """Write ``parties.parquet``, ``edges.parquet`` and ``day.json``; :class:`UserError` where the folder cannot be written."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from experiments.storage import write_atomically

    said = {"scheme": day.scheme.name, "seed": day.seed, "measures": day.measures, "money": day.money}
    text = json.dumps({**said, "spec": day.region.spec.model_dump(mode="json", by_alias=True)}, ensure_ascii=False, indent=2)
    try:
        write_atomically(folder / "day.json", f"{text}\n".encode())  # first: it says whose the folder is
        for name, columns in day.tables().items():
            buffer = io.BytesIO()
            pq.write_table(pa.table(columns), buffer)
            write_atomically(folder / f"{name}.parquet", buffer.getvalue())
    except OSError as error:
        raise UserError(f"--out {folder}: cannot be written ({error.strerror or error})") from None
