"""Money as the page shows it: accounts that sum to zero, a waterfall per party, and the postings behind every bar.

All amounts are integer cents, as in the ledger.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from environment.ledger import COLUMNS
from environment.records import Show
from visualization.figures.names import Names, Pair, words
from visualization.page.views.money_groups import GROUPS, OTHER, group_name, group_of


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of the ledger; ``at`` is its number (from 0), by which every panel knows it."""

    at: int
    t_h: float
    payer: str
    payee: str
    cents: int
    contract: str
    clause: str
    cause: str

    def change(self, party: str) -> int:
        """Cents that ``party`` gained by it."""
        return self.cents * ((self.payee == party) - (self.payer == party))

    def partner(self, party: str) -> str:
        """Who is at the other end."""
        return self.payer if self.payee == party else self.payee


@dataclass(frozen=True, slots=True)
class Account:
    """A party or an account around the chain: cents received, paid, and left."""

    id: str
    name: Pair
    kind: str
    inside: bool
    received: int
    paid: int

    @property
    def balance(self) -> int:
        return self.received - self.paid


@dataclass(frozen=True, slots=True)
class Step:
    """A bar of the waterfall: a group of clauses (or the result, ``total``) from ``start`` to ``end``, cents."""

    key: str
    name: Pair
    start: int
    end: int
    total: bool = False

    @property
    def change(self) -> int:
        return self.end if self.total else self.end - self.start


@dataclass(frozen=True, slots=True)
class Line:
    """Postings summed up: with a counterparty, or under a clause of a contract."""

    key: str
    name: Pair
    received: int
    paid: int
    count: int

    @property
    def change(self) -> int:
        return self.received - self.paid


@dataclass(frozen=True)
class Books:
    """The ledger of a finished show."""

    show: Show
    names: Names

    @cached_property
    def postings(self) -> tuple[Posting, ...]:
        table = self.show.tables["ledger"]
        rows = zip(*(table[name] for name in COLUMNS), strict=True)
        return tuple(Posting(at, *row) for at, row in enumerate(rows))

    @cached_property
    def accounts(self) -> tuple[Account, ...]:
        """Every account, the parties of the chain first and by balance."""
        got, paid = dict.fromkeys(self.show.money, 0), dict.fromkeys(self.show.money, 0)
        for each in self.postings:
            got[each.payee] = got.get(each.payee, 0) + each.cents
            paid[each.payer] = paid.get(each.payer, 0) + each.cents
        names, inside = self.names, self.names.kinds
        rows = [Account(i, names(i), names.kind(i), i in inside, got[i], paid.get(i, 0)) for i in got]
        return tuple(sorted(rows, key=lambda row: (not row.inside, -row.balance, row.id)))

    @property
    def total(self) -> int:
        """Sum of all balances: zero, or the books are wrong."""
        return sum(each.balance for each in self.accounts)

    def of(self, party: str, group: str = "", partner: str = "", line: str = "") -> list[Posting]:
        """The postings of ``party``, of one group, with one partner, of one line (:meth:`lines`), as far as given."""
        return [
            each
            for each in self.postings
            if party in (each.payer, each.payee)
            and (not group or group_of(each.clause) == group)
            and (not partner or each.partner(party) == partner)
            and (not line or line_key(each) == line)
        ]

    def waterfall(self, party: str) -> list[Step]:
        """What came in and went out by group of clauses, and the result; receipts first, each by size."""
        sums: dict[str, int] = {}
        for each in self.of(party):
            group = group_of(each.clause)
            sums[group] = sums.get(group, 0) + each.change(party)
        order = {group: k for k, group in enumerate((*GROUPS, OTHER))}
        steps, at = [], 0
        for group, cents in sorted(sums.items(), key=lambda item: (item[1] < 0, -abs(item[1]), order[item[0]])):
            steps.append(Step(group, group_name(group), at, at + cents))
            at += cents
        return [*steps, Step("", words("money.profit"), 0, at, total=True)]

    def partners(self, party: str, group: str = "") -> list[Line]:
        """With whom the money went, the largest first."""
        return self._summed(party, self.of(party, group), lambda each: (each.partner(party), self.names(each.partner(party))))

    def lines(self, party: str, partner: str, group: str = "") -> list[Line]:
        """Under which clauses of which contracts it went with one partner, the largest first."""
        return self._summed(party, self.of(party, group, partner), lambda each: (line_key(each), self.line_name(each)))

    def line_name(self, each: Posting) -> Pair:
        clause, contract = words(f"clause.{each.clause}", each.clause), contract_name(each.contract, self.names)
        return (f"{clause[0]} · {contract[0]}", f"{clause[1]} · {contract[1]}")

    @staticmethod
    def _summed(party: str, rows: Iterable[Posting], name: object) -> list[Line]:
        found: dict[str, list[int]] = {}
        called: dict[str, Pair] = {}
        for each in rows:
            key, pair = name(each)  # type: ignore[operator]
            called[key] = pair
            sums = found.setdefault(key, [0, 0, 0])
            sums[0 if each.change(party) > 0 else 1] += each.cents
            sums[2] += 1
        lines = [Line(key, called[key], *sums) for key, sums in found.items()]
        return sorted(lines, key=lambda line: (-abs(line.change), line.key))


def line_key(each: Posting) -> str:
    return f"{each.contract}|{each.clause}"


def contract_name(name: str, names: Names) -> Pair:
    """A contract by its two parties (``supplier-F1``), by a word and a party (``rush-F2``), or by a word."""
    first, _, second = name.partition("-")
    if not second:
        return words(f"contract.{name}", name)
    left = names(first) if first in names.kinds else words(f"contract.{first}", first)
    party, _, matter = second.partition("/")
    right = names(party)
    more = words(f"contract.{matter}", matter) if matter else ("", "")
    return (" – ".join(filter(None, (left[0], right[0], more[0]))), " – ".join(filter(None, (left[1], right[1], more[1]))))


def ledger_csv(postings: Sequence[Posting]) -> bytes:
    """Postings as a CSV file, amounts in CNY."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(("posting", "t_h", "payer", "payee", "cny", "contract", "clause", "cause"))
    for each in postings:
        amount = f"{each.cents // 100}.{each.cents % 100:02d}"
        writer.writerow((each.at, f"{each.t_h:g}", each.payer, each.payee, amount, each.contract, each.clause, each.cause))
    return buffer.getvalue().encode()


def cny(cents: int, sign: bool = False) -> str:
    """Cents as CNY to the cent.

    >>> cny(-123456), cny(500, sign=True), cny(0, sign=True)
    ('−1,234.56', '+5.00', '0.00')
    """
    whole, rest = divmod(abs(cents), 100)
    return f"{'−' if cents < 0 else '+' if sign and cents else ''}{whole:,}.{rest:02d}"
