"""The books of a market day: one array ledger in integer cents over all parties, the platform, consumers and outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from environment.luck import Floats, Ints
from environment.market_day.spec import KINDS
from protocols.contracts import Contract

OTHERS = ("platform", "consumers", "outside")


class Books:
    """Balances by account; every line moves the same cents from payers to payees, so the sum stays zero."""

    def __init__(self, count: Mapping[str, int]) -> None:
        self.offset: dict[str, int] = {}
        size = 0
        for kind in KINDS:
            self.offset[kind] = size
            size += count[kind]
        for name in OTHERS:
            self.offset[name] = size
            size += 1
        self.balance: Ints = np.zeros(size, dtype=np.int64)
        self.lines: dict[tuple[str, str, str], int] = {}  # (clause, payer's kind, payee's kind) -> cents, net
        self.count = dict(count)

    def account(self, kind: str, numbers: Ints | None = None) -> Ints:
        """Account numbers of parties of ``kind``; of the platform, consumers or outside, the one."""
        first = self.offset[kind]
        return np.array([first]) if numbers is None else first + numbers

    def post(self, clause: str, payer: str, payee: str, cny: Floats, by: Ints | None = None, to: Ints | None = None) -> None:
        """Move ``cny`` (n,) from accounts ``by`` of kind ``payer`` to ``to`` of kind ``payee``; negative the other way.

        To the nearest cent, ties to even, where a tie is one in decimal: as in :func:`environment.ledger.to_cents`.
        """
        cents = np.rint(np.round(np.atleast_1d(cny) * 100.0, 6)).astype(np.int64)  # processors differ in the last bits
        if not cents.any():
            return
        np.subtract.at(self.balance, np.broadcast_to(self.account(payer, by), cents.shape), cents)
        np.add.at(self.balance, np.broadcast_to(self.account(payee, to), cents.shape), cents)
        key = (clause, payer, payee)
        self.lines[key] = self.lines.get(key, 0) + int(cents.sum())

    def settle(self, contract: Contract, facts: Mapping[str, Any], terms: Mapping[str, Any], holders: Mapping[str, Ints]) -> None:
        """Run a contract's clauses on facts (n,) at terms (n,), between the parties that hold its roles."""
        quiet = dict.fromkeys(contract.fact_names, 0.0)
        n = len(next(iter(holders.values())))
        for clause, amount in contract.flows({**quiet, **facts}, terms):
            cny = np.broadcast_to(np.asarray(amount, dtype=float), (n,))
            self.post(clause.name, clause.payer, clause.payee, cny, holders.get(clause.payer), holders.get(clause.payee))

    def of(self, kind: str) -> Floats:
        """(n,) balances of all parties of a kind, CNY."""
        first = self.offset[kind]
        found: Floats = self.balance[first : first + self.count.get(kind, 1)] / 100.0
        return found

    def total(self) -> int:
        """Sum of all balances, cents: zero, always."""
        return int(self.balance.sum())
