"""Money on the page: who earned what, and every contract and clause behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from environment.records import Show
from protocols.contracts import CLAUSES
from visualization.figures.chart import numbers, strings
from visualization.figures.gallery import earners
from visualization.figures.money import parts
from visualization.figures.names import Names, Pair, words
from visualization.quantities import money, signed
from visualization.report.words import joined, plain


@dataclass(frozen=True)
class Account:
    """A line of the money table. ``inside`` tells parties of the chain from the accounts around it."""

    id: str
    name: Pair
    kind: str
    inside: bool
    income: str
    expense: str
    profit: str
    loss: bool
    largest: Pair
    figure: str


@dataclass(frozen=True)
class Posting:
    """All postings of one clause between two parties under one contract."""

    clause: Pair
    payer: Pair
    payee: Pair
    count: int
    amount: str
    meaning: Pair
    formula: str
    source: str


def accounts(show: Show, names: Names) -> list[Account]:
    """A line per party, those of the chain first."""
    drawn = set(earners(show))
    rows = []
    for party, lines in show.money.items():
        profit = float(lines.get("profit", 0.0))
        largest = joined(_line(name, value) for name, value in sorted(parts(lines), key=lambda line: -abs(line[1]))[:4])
        rows.append(
            Account(
                party,
                names(party),
                names.kind(party),
                party in names.kinds,
                money(lines.get("income", 0.0)),
                money(lines.get("expense", 0.0)),
                money(profit),
                profit < 0,
                largest if largest[0] else plain("–"),
                f"money-{party}" if party in drawn else "",
            )
        )
    return sorted(rows, key=lambda row: not row.inside)


def _line(name: str, value: float) -> Pair:
    label = words(f"clause.{name}", name)
    return (f"{label[0]} {signed(value)}", f"{label[1]} {signed(value)}")


def ledger(show: Show, names: Names) -> list[tuple[Pair, int, str, list[Posting]]]:
    """The ledger summed up: (contract, postings, turnover in CNY, its clauses), by turnover."""
    table = show.tables.get("ledger", {})
    keys = zip(*(strings(table, column).tolist() for column in ("contract", "clause", "payer", "payee")), strict=True)
    sums: dict[tuple[str, str, str, str], list[float]] = {}
    for key, cents in zip(keys, numbers(table, "cents").tolist(), strict=True):
        entry = sums.setdefault(key, [0, 0.0])
        entry[0] += 1
        entry[1] += cents
    contracts: dict[str, list[tuple[float, Posting]]] = {}
    totals: dict[str, list[float]] = {}
    for (contract, clause, payer, payee), (count, cents) in sums.items():
        contracts.setdefault(contract, []).append((cents, _posting(clause, names(payer), names(payee), int(count), cents)))
        total = totals.setdefault(contract, [0, 0.0])
        total[0] += count
        total[1] += cents
    order = sorted(totals, key=lambda contract: (-totals[contract][1], contract))
    return [
        (
            _contract(name, names),
            int(totals[name][0]),
            money(totals[name][1] / 100),
            _by_size(contracts[name]),
        )
        for name in order
    ]


def _contract(name: str, names: Names) -> Pair:
    """A contract is known by its two parties (``supplier-F1``), by a word and a party (``rush-F2``) or a
    word.
    """
    first, _, second = name.partition("-")
    if not second:
        return words(f"contract.{name}", name)
    left = names(first) if first in names.kinds else words(f"contract.{first}", first)
    party, _, matter = second.partition("/")
    parts = [left, names(party), *([words(f"contract.{matter}", matter)] if matter else [])]
    return joined(parts, " · ", " · ")


def _by_size(rows: list[tuple[float, Posting]]) -> list[Posting]:
    return [posting for _, posting in sorted(rows, key=lambda row: -row[0])]


def _posting(clause: str, payer: Pair, payee: Pair, count: int, cents: float) -> Posting:
    known = CLAUSES.get(clause)
    meaning = (known.doc_en, known.doc_zh) if known else words(f"clause.{clause}.doc", " ")
    return Posting(
        words(f"clause.{clause}", clause),
        payer,
        payee,
        count,
        money(cents / 100),
        meaning,
        known.formula if known else "",
        known.source if known else "",
    )


def balanced(conservation: Mapping[str, int]) -> bool:
    """Whether every cent paid was received and nothing was sold that was not there."""
    return not conservation.get("ledger_sum", 0) and not conservation.get("oversold", 0)
