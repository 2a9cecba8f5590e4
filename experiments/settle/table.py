"""A CSV of sales, returns and payments as a record of a show.

One row per line of the books, columns ``kind, name, units, unit_price_cny, amount_cny`` (order free, the last four may be
missing or empty). An amount that is not given is units × unit price. Kinds:

- ``sale``: goods sold; ``refund``: sold goods refunded before dispatch; ``return``: sold goods that came back
- ``paid``: what has been paid under the clause ``name``, CNY, from its payer to its payee
- ``fact``: any other fact of a clause by ``name``, its value under ``amount_cny``
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from environment.ledger import to_cents
from environment.scenario.tree import read_text
from experiments.settle.record import Record
from protocols.contracts import CLAUSES, QUANTITIES
from protocols.errors import UserError

COLUMNS = ("kind", "name", "units", "unit_price_cny", "amount_cny")
GOODS = ("sale", "refund", "return")
KINDS = (*GOODS, "paid", "fact")


@dataclass(frozen=True)
class _Line:
    where: str
    kind: str
    name: str
    units: float | None
    amount: float | None  # CNY


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows of a CSV file with their lines."""
    rows = csv.reader(io.StringIO(read_text(path, str(path)), newline=None))
    try:
        for row in rows:
            yield rows.line_num, row
    except csv.Error as error:
        raise UserError(f"{path}:{rows.line_num}: found {error}, allowed: cells separated by commas") from None


def read_csv(path: Path) -> Record:
    """The record in a CSV file. Raises :class:`UserError` naming file, line and column."""
    rows = _rows(path)
    head = [name.strip() for name in next(rows, (1, []))[1]]
    for name in head:
        if name not in COLUMNS or head.count(name) > 1:
            raise UserError(f"{path}:1: found column {name!r}, allowed: each of {', '.join(COLUMNS)} once")
    if "kind" not in head:
        raise UserError(f"{path}:1: found no column kind, allowed: {', '.join(COLUMNS)}")
    lines = [_line(f"{path}:{at}", head, row) for at, row in rows if any(cell.strip() for cell in row)]
    if not any(line.kind == "sale" for line in lines):
        raise UserError(f"{path}: found no row of kind sale, allowed: at least one")
    return _record(str(path), lines)


def _line(where: str, head: list[str], row: list[str]) -> _Line:
    if len(row) != len(head):
        raise UserError(f"{where}: found {len(row)} cells, allowed: {len(head)}, as in the first row")
    cells = dict(zip(head, (cell.strip() for cell in row), strict=True))
    kind, name = cells["kind"], cells.get("name", "")
    if kind not in KINDS:
        raise UserError(f"{where}: kind: found {kind!r}, allowed: {', '.join(KINDS)}")
    units, price, amount = (_number(where, column, cells.get(column, "")) for column in COLUMNS[2:])
    if amount is None and units is not None and price is not None:
        amount = units * price
    if kind in GOODS and units is None and amount is None:
        raise UserError(f"{where}: found neither units nor amount_cny, allowed: at least one of the two")
    known = CLAUSES if kind == "paid" else QUANTITIES
    if kind not in GOODS and (name not in known or amount is None):
        what = "the name of a clause" if kind == "paid" else "the name of a fact (docs/reference/clauses.md)"
        raise UserError(f"{where}: name: found {name!r}, allowed: {what}, with its value under amount_cny")
    return _Line(where, kind, name, units, amount)


def _number(where: str, column: str, cell: str) -> float | None:
    if not cell:
        return None
    try:
        value = float(cell.replace(",", ""))
    except ValueError:
        value = math.nan
    if not 0.0 <= value < 1e15:
        raise UserError(f"{where}: {column}: found {cell!r}, allowed: a number from 0 on")
    return value


def _record(source: str, lines: list[_Line]) -> Record:
    goods = {kind: [line for line in lines if line.kind == kind] for kind in GOODS}
    facts: dict[str, float] = {}
    gross, early, back = (_total(line.amount for line in goods[kind]) for kind in GOODS)
    sold, cancelled, returned = (_total(line.units for line in goods[kind]) for kind in GOODS)
    if gross is not None:
        facts["gross_gmv_cny"] = gross
    if early is not None and back is not None:
        facts["refund_cny"] = early + back
        if gross is not None:
            facts["net_gmv_cny"] = gross - early - back
    rate = _rate(sold, cancelled, returned)  # by units, as a show counts it; by value where the log has no units
    rate = _rate(gross, early, back) if rate is None else rate
    if rate is not None:
        facts["return_rate"] = rate
    if returned is not None:
        facts["returned_units"] = returned
    paid: dict[tuple[str, str], int] = {}
    for line in lines:
        if line.kind == "fact":
            facts[line.name] = float(line.amount or 0.0)
        elif line.kind == "paid":
            paid[line.name, ""] = paid.get((line.name, ""), 0) + to_cents(float(line.amount or 0.0))
    if facts.get("net_gmv_cny", 0.0) < 0.0 or not 0.0 <= facts.get("return_rate", 0.0) <= 1.0:
        raise UserError(f"{source}: found more refunded and returned than sold, allowed: at most what was sold")
    return Record(source, facts, {}, paid)


def _total(values: Iterable[float | None]) -> float | None:
    """The sum; None where one is not given (no rows at all: 0)."""
    found = list(values)
    return None if any(value is None for value in found) else math.fsum(value for value in found if value is not None)


def _rate(sold: float | None, early: float | None, back: float | None) -> float | None:
    """Returned over shipped, by value or by units."""
    if sold is None or early is None or back is None:
        return None
    shipped = sold - early
    return back / shipped if shipped > 0.0 else 0.0
