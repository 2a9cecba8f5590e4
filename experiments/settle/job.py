"""Settling a record under a contract: the same cash functions that forecast and that settle a played show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from environment.ledger import to_cents
from environment.scheme.places import ALERT_CLAUSES
from experiments.export import Json
from experiments.settle.agreement import MOMENTS, Agreement, find, load_agreement
from experiments.settle.arithmetic import Arithmetic, arithmetic
from experiments.settle.record import Record
from experiments.settle.recorded import read_folder
from experiments.settle.table import read_csv
from protocols.contracts import Clause
from protocols.errors import UserError


@dataclass(frozen=True)
class Item:
    """What one clause makes its payer owe its payee, in cents (negative: the payee owes), and what has been paid of it.

    ``cause`` is the alert that an alert clause is about. ``cut`` marks a refund cut in proportion, so that all refunds of a
    fee together do not exceed it. ``paid`` is None where the record says nothing of payments.
    """

    clause: Clause
    cause: str
    payer: str
    payee: str
    cents: int
    paid: int | None
    how: Arithmetic
    cut: bool

    @property
    def due(self) -> int:
        """Cents still to be paid by the payer."""
        return self.cents - (self.paid or 0)


@dataclass(frozen=True)
class Missing:
    """A clause that cannot be settled, and the facts that the record lacks."""

    clause: Clause
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Settlement:
    """A record settled under a contract."""

    record: Record
    agreement: Agreement
    own: bool  # the contract is the record's own, so that what was paid should be what is owed
    facts: Mapping[str, float]
    items: tuple[Item, ...]
    missing: tuple[Missing, ...]

    def totals(self) -> dict[str, int]:
        """Party -> cents received minus paid under all clauses; sums to zero."""
        return self._sum({id(item): item.cents for item in self.items})

    def balances(self) -> dict[str, int]:
        """Party -> cents still to be received (negative: to be paid); sums to zero."""
        return self._sum({id(item): item.due for item in self.items})

    def _sum(self, amounts: Mapping[int, int]) -> dict[str, int]:
        found = dict.fromkeys(self.agreement.contract.parties.values(), 0)
        for item in self.items:
            found[item.payer] -= amounts[id(item)]
            found[item.payee] += amounts[id(item)]
        return found

    def as_object(self) -> dict[str, Json]:
        """The object that ``settle --json`` prints; money in integer cents."""
        contract = self.agreement.contract
        return {
            "show": self.record.source,
            "contract": contract.name,
            "own_contract": self.own,
            "parties": dict(contract.parties),
            "terms": {name: float(contract.terms[name]) for name in contract.term_names},
            "facts": {name: float(value) for name, value in self.facts.items() if name in contract.fact_names},
            "clauses": [_item_object(item) for item in self.items],
            "totals_cents": dict(self.totals()),
            "due_cents": dict(self.balances()),
            "missing": [{"clause": each.clause.name, "facts": list(each.facts)} for each in self.missing],
        }


def _item_object(item: Item) -> dict[str, Json]:
    return {
        "clause": item.clause.name,
        "cause": item.cause,
        "when": item.clause.when,
        "payer": item.payer,
        "payee": item.payee,
        "owed_cents": item.cents,
        "paid_cents": item.paid,
        "due_cents": item.due,
        "formula": item.clause.formula,
        "numbers": item.how.numbers,
        "steps": list(item.how.steps),
        "cut_to_fee": item.cut,
    }


def settle(show: Path | str, contract: Path | str | None = None) -> Settlement:
    """Settle a results folder, a CSV or a shipped example under the contract in a file (or a shipped one).

    Without ``contract`` a results folder is settled under its own contract of host and supplier. Raises :class:`UserError`
    for a record or contract that cannot be read, and when no clause of the contract can be settled.
    """
    path = find(show, ".csv", "SHOW")
    record, agreement = read_folder(path) if path.is_dir() else (read_csv(path), None)
    own = contract is None
    if contract is not None:
        agreement = load_agreement(contract)
    record = replace(record, source=str(show))
    if agreement is None:
        raise UserError(f"{path}: found no contract for a CSV, allowed: --contract FILE")
    if not own and path.is_dir():
        record = replace(record, paid={})  # what was paid under another contract settles nothing here
    return settle_record(record, agreement, own)


def settle_record(record: Record, agreement: Agreement, own: bool = False) -> Settlement:
    """As :func:`settle`, on a record and an agreement at hand."""
    facts = {**record.with_bases(agreement.counts), **agreement.facts}
    due = [c for c in agreement.contract.clauses if c.when in agreement.when]
    usual = [c for c in due if c.name not in ALERT_CLAUSES or not record.alerts and _complete(c, facts)]
    items = [] if not usual else list(_items(usual, "", record, agreement, facts))
    alerts = [c for c in due if c not in usual]
    for name, claimed in record.alerts.items():
        items += _items(alerts, name, record, agreement, {**facts, **claimed})
    heard = list(record.alerts.values()) or [dict[str, float]()]
    missing = [Missing(c, tuple(f for f in c.facts if f not in facts)) for c in usual if not _complete(c, facts)]
    for c in alerts if not own else ():
        missing.append(Missing(c, tuple(f for f in c.facts if f not in facts and not all(f in each for each in heard))))
    items.sort(key=lambda item: (MOMENTS.index(item.clause.when), item.cause))  # stable: by name within
    found = Settlement(record, agreement, own, facts, tuple(items), tuple(m for m in missing if m.facts))
    if not found.items and found.missing:
        lacking = ", ".join(dict.fromkeys(f for each in found.missing for f in each.facts))
        raise UserError(f"{record.source}: found no clause that can be settled, allowed: a record (or facts:) with {lacking}")
    return found


def _complete(clause: Clause, facts: Mapping[str, float]) -> bool:
    return all(name in facts for name in clause.facts)


def _items(
    clauses: list[Clause], cause: str, record: Record, agreement: Agreement, facts: Mapping[str, float]
) -> Iterator[Item]:
    """The clauses that the facts suffice for; refunds of one fee are cut together."""
    contract = agreement.contract
    ready = tuple(c for c in contract.clauses if (c in clauses or _is_fee(c, clauses)) and _complete(c, facts))
    terms = {name: float(value) for name, value in contract.terms.items()}
    for clause, amount in replace(contract, clauses=ready).flows(facts):
        if clause in clauses:
            cents = to_cents(float(amount))
            how = arithmetic(clause, terms, facts)
            paid = record.paid.get((clause.name, cause), 0) if record.paid else None
            cut = how.value is not None and abs(to_cents(how.value) - cents) > 1
            yield Item(clause, cause, contract.parties[clause.payer], contract.parties[clause.payee], cents, paid, how, cut)


def _is_fee(clause: Clause, clauses: list[Clause]) -> bool:
    """Whether a refund among ``clauses`` gives this payment back: its amount caps them even when it is not due."""
    return any(each.refund_of == clause.name for each in clauses)
