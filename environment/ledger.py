"""Double-entry ledger in integer cents: every transfer names contract, clause and cause.

A posting takes from one account what it gives to another, so all balances sum to zero after every posting.
Balances start at zero: they are what the show changed, not what a party owned before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import index
from typing import TypeAlias

import numpy as np

from protocols.contracts.clause import Array, Values
from protocols.contracts.contract import Contract

COLUMNS = ("t_h", "payer", "payee", "cents", "contract", "clause", "cause")
Row: TypeAlias = tuple[float, str, str, int, str, str, str]
Column: TypeAlias = list[float] | list[str] | list[int]


class LedgerError(ValueError):
    """A posting that no ledger may hold: an unknown account, or an amount that is not a finite number."""


def to_cents(cny: float) -> int:
    """CNY to the nearest cent, ties to even; a tie is a tie if it is one in decimal (0.575 -> 58).

    Raises :class:`LedgerError` if ``cny`` is not finite.
    """
    amount = cny * 100.0
    try:
        cents = round(amount)
    except (OverflowError, ValueError):
        raise LedgerError(f"an amount must be a finite number of CNY, found {cny}") from None
    if not -0.49999 <= amount - cents <= 0.49999:  # near a tie: multiply without the error of binary floats
        cents = round(round(amount, 6))
    return cents


class Ledger:
    """Postings in order, and the balance of each account in cents."""

    def __init__(self, accounts: Iterable[str]) -> None:
        self._rows: list[Row] = []
        self._clauses: dict[str, defaultdict[str, int]] = {account: defaultdict(int) for account in accounts}
        """Account -> clause -> cents received less paid."""

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def accounts(self) -> tuple[str, ...]:
        """Account ids in the order given at creation."""
        return tuple(self._clauses)

    def post(
        self, t_h: float, payer: str, payee: str, cents: int, contract: str, clause: str, cause: str
    ) -> None:
        """Move ``cents`` from ``payer`` to ``payee`` at ``t_h`` (hours from the start of the broadcast).

        A negative amount is posted the other way round, zero is not posted.
        Raises :class:`LedgerError` for an unknown account, ``TypeError`` for an amount that is not an
        integer.
        """
        cents = index(cents)
        try:
            got, paid = self._clauses[payee], self._clauses[payer]
        except KeyError:
            unknown = payee if payer in self._clauses else payer
            raise LedgerError(
                f"{contract}/{clause}: unknown account {unknown!r} (known: {', '.join(self._clauses)})"
            ) from None
        if cents == 0:
            return
        if cents < 0:
            payer, payee, got, paid, cents = payee, payer, paid, got, -cents
        self._rows.append((t_h, payer, payee, cents, contract, clause, cause))
        got[clause] += cents
        paid[clause] -= cents

    def post_cny(
        self, t_h: float, payer: str, payee: str, cny: float, contract: str, clause: str, cause: str
    ) -> None:
        """As :meth:`post`, for an amount in CNY, rounded once (:func:`to_cents`)."""
        self.post(t_h, payer, payee, to_cents(cny), contract, clause, cause)

    def settle(
        self, contract: Contract, facts: Values, t_h: float, cause: str, when: str | None = None
    ) -> dict[str, int]:
        """Run the contract's clauses (only those due ``when``, if given) on what came true, and post them.

        Returns clause -> cents owed by its payer to its payee. Nothing is posted if a clause fails.
        Raises :class:`protocols.contracts.ContractError` for a missing term or fact, :class:`LedgerError`
        for an amount that is not one finite number.
        """
        parties, name = contract.parties, contract.name
        due = [(c, self._one_amount(name, c.name, amount)) for c, amount in contract.flows(facts, when=when)]
        for c, cents in due:
            self.post(t_h, parties[c.payer], parties[c.payee], cents, name, c.name, cause)
        return {c.name: cents for c, cents in due}

    def balance(self, account: str) -> int:
        """Cents received minus paid by ``account`` so far."""
        return sum(self._of(account).values())

    def balances(self) -> Mapping[str, int]:
        """All balances, in cents."""
        return {account: sum(clauses.values()) for account, clauses in self._clauses.items()}

    def total(self) -> int:
        """Sum of all balances: zero, always."""
        return sum(self.balances().values())

    def received(self, cause: str) -> dict[str, int]:
        """Account -> cents received less paid in the postings of one cause."""
        got: dict[str, int] = {}
        for _, payer, payee, cents, _, _, why in self._rows:
            if why == cause:
                got[payer] = got.get(payer, 0) - cents
                got[payee] = got.get(payee, 0) + cents
        return got

    def by_clause(self, account: str) -> dict[str, int]:
        """Clause -> cents received (positive) or paid (negative) by ``account``, by first posting."""
        return dict(self._of(account))

    def columns(self) -> dict[str, Column]:
        """The postings as columns of equal length (:data:`COLUMNS`); ``cents`` is always positive."""
        columns = zip(*self._rows, strict=True) if self._rows else ((),) * len(COLUMNS)
        return {name: list(column) for name, column in zip(COLUMNS, columns, strict=True)}

    def column(self, name: str) -> Column:
        """One of :meth:`columns`."""
        at = COLUMNS.index(name)
        return [row[at] for row in self._rows]  # type: ignore[return-value]

    def _of(self, account: str) -> Mapping[str, int]:
        if account not in self._clauses:
            raise LedgerError(f"unknown account {account!r} (known: {', '.join(self._clauses)})")
        return self._clauses[account]

    @staticmethod
    def _one_amount(contract: str, clause: str, amount: Array) -> int:
        if amount.__class__ is not float and not isinstance(amount, (float, int)):
            if np.size(amount) != 1:
                raise LedgerError(f"{contract}/{clause}: facts settle one amount, found an array of shape {np.shape(amount)}")
            amount = np.asarray(amount).item()
        try:
            return to_cents(float(amount))
        except LedgerError as error:
            raise LedgerError(f"{contract}/{clause}: {error}") from None
