"""Budget balance: money between the parties nets to zero, what leaves the chain is named, pools pay out what they take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from environment.luck import Luck
from experiments.audit.intervals import Estimate, simultaneous
from experiments.audit.plays import Flow, Play, Plays

AROUND = ("platform", "consumers", "outside")  # accounts that are no party of the chain
Books = Sequence[dict[Flow, int]]


@dataclass(frozen=True)
class Balance:
    """Cents that must be zero in every seed (the largest absolute value is given), and CNY per show that leave the chain."""

    between_parties: int  # net of all transfers from party to party
    whole: int  # parties, platform, consumers and outside markets together
    pools: dict[str, int]  # clause -> net over all that it binds
    ledger_sum: int  # as the ledgers of all plays of the audit say
    leaves: dict[str, Estimate]  # account -> net receipts from the parties (negative: it pays in)
    clauses: dict[str, float]  # clause -> mean CNY that it moves from parties to the platform (negative: back)

    @property
    def exact(self) -> bool:
        return not (self.between_parties or self.whole or self.ledger_sum or any(self.pools.values()))


def budget_balance(plays: Plays, standing: Play, luck: Luck) -> Balance:
    """Check the postings of the first show of ``standing`` in every seed."""
    books = plays.books[standing]
    nets = [_nets(book, lambda key: True) for book in books]
    inner = [_nets(book, lambda key: not {key[0], key[1]} & set(AROUND)) for book in books]
    received = np.array([[net.get(account, 0) / 100.0 for account in AROUND] for net in nets])
    estimates = simultaneous(received, luck.stream("audit.balance"))
    clauses = dict.fromkeys(key[2] for book in books for key in book)
    return Balance(
        between_parties=max(abs(sum(net.values())) for net in inner),
        whole=max(abs(sum(net.values())) for net in nets),
        pools={name: _net_of(books, name) for name in clauses if "pool" in name or name == "side_payment"},
        ledger_sum=plays.ledger_sum,
        leaves=dict(zip(AROUND, estimates, strict=True)),
        clauses=_to_platform(books),
    )


def _nets(book: dict[Flow, int], counts: Callable[[Flow], bool]) -> dict[str, int]:
    """Account -> cents received less cents paid, over the postings that count."""
    found: dict[str, int] = {}
    for key, cents in book.items():
        if counts(key):
            found[key[0]] = found.get(key[0], 0) - cents
            found[key[1]] = found.get(key[1], 0) + cents
    return found


def _net_of(books: Books, clause: str) -> int:
    """Largest absolute net of the parties under a clause, cents: what a pool takes in it must pay out to them."""
    found = [_nets(book, lambda key: key[2] == clause) for book in books]
    return max(abs(sum(cents for account, cents in net.items() if account not in AROUND)) for net in found)


def _to_platform(books: Books) -> dict[str, float]:
    totals: dict[str, float] = {}
    for book in books:
        for (payer, payee, clause), cents in book.items():
            sign = (payee == "platform") - (payer == "platform")
            if sign and not {payer, payee} & {"consumers", "outside"}:
                totals[clause] = totals.get(clause, 0.0) + sign * cents / 100.0 / len(books)
    return totals
