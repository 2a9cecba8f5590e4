"""A contract: parties in their roles, clauses, agreed terms. Forecast and settlement share one method."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from protocols.contracts.clause import Array, Clause, ContractError, Values, shortfall

Plan: TypeAlias = tuple[tuple[Clause, ...], tuple[tuple[str, Clause], ...]]  # clauses; fees (and who charges them) to cap


@dataclass(frozen=True)
class Contract:
    """Clauses between parties. ``parties`` maps role -> party id; ``terms`` maps term -> agreed value.

    Clauses are kept in order of name, so that the order in which they were listed changes nothing, not even
    a bit. Terms that no clause reads are allowed (a scheme's standing terms). Raises :class:`ContractError`
    when a clause appears twice or names a role that nobody holds.
    """

    name: str
    parties: Mapping[str, str]
    clauses: tuple[Clause, ...]
    terms: Mapping[str, float]
    _known: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What follows from the clauses alone, worked out once: shared by all contracts that differ in terms only."""

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.clauses, key=lambda c: c.name))
        for one, two in zip(ordered, ordered[1:], strict=False):
            if one.name == two.name:
                raise ContractError(f"contract {self.name!r}: clause {one.name!r} appears twice")
        for c in ordered:
            for role in (c.payer, c.payee):
                if role not in self.parties:
                    held = ", ".join(self.parties) or "none"
                    where = f"contract {self.name!r}, clause {c.name!r}"
                    raise ContractError(f"{where}: nobody holds the role {role!r} (held: {held})")
        object.__setattr__(self, "clauses", ordered)

    def with_terms(self, **new: float) -> Contract:
        """The same contract with some terms set anew."""
        made = object.__new__(type(self))  # parties and clauses were found good when this one was made
        vars(made).update(vars(self), terms={**self.terms, **new})
        return made

    def without(self, names: Collection[str]) -> Contract:
        """The same contract less the clauses called ``names``."""
        key = ("without", *sorted(names))
        if key not in self._known:
            kept = tuple(c for c in self.clauses if c.name not in names)
            self._known[key] = {"clauses": kept, "_known": {}}
        made = object.__new__(type(self))
        vars(made).update(vars(self), **self._known[key])
        return made

    def flows(
        self, facts: Values, terms: Values | None = None, when: str | None = None
    ) -> list[tuple[Clause, Array]]:
        """What each clause makes its payer owe its payee, CNY.

        ``terms`` overrides the agreed terms (arrays over outcome axes, say); ``when`` keeps only the clauses
        due then. Shapes broadcast by numpy's rules: give facts a last axis of demand nodes, and terms a last
        axis of length 1 (``axis[..., None]``). Refunds of one fee (``Clause.refund_of``) together never
        exceed that fee: when they would, they are cut in proportion. Raises :class:`ContractError` for a
        term or fact that is missing.
        """
        plan = self._known.get(when) or self._plan(when, [c for c in self.clauses if when is None or c.when == when])
        return self._amounts(plan, self.terms if terms is None else {**self.terms, **terms}, facts)

    def income(self, role: str, facts: Values, terms: Values | None = None) -> Array:
        """Received minus paid by ``role`` under all clauses, CNY; shape as :meth:`flows` broadcasts.

        Clauses that move nothing of ``role`` are not looked at.
        """
        if role not in self.parties:
            raise ContractError(f"contract {self.name!r}: nobody holds the role {role!r}")
        key = ("income", role)
        own = self._known.get(key)
        if own is None:  # refunds are capped together, whoever gets them
            own = self._plan(key, [c for c in self.clauses if c.refund_of or role in (c.payer, c.payee)])
        total: Array = 0.0
        for c, amount in self._amounts(own, self.terms if terms is None else {**self.terms, **terms}, facts):
            if amount.__class__ is float and amount == 0.0:
                continue  # nothing moves: the grid need not be gone through to add it
            if c.payee == role:
                total = total + amount
            if c.payer == role:
                total = total - amount
        return total

    @property
    def term_names(self) -> tuple[str, ...]:
        """The terms that the clauses read, sorted."""
        return self._names("terms")

    @property
    def fact_names(self) -> tuple[str, ...]:
        """The facts that the clauses read, sorted."""
        return self._names("facts")

    def terms_of(self, role: str) -> frozenset[str]:
        """The terms that the clauses read which ``role`` pays or is paid by."""
        key = ("terms of", role)
        if key not in self._known:
            self._known[key] = frozenset(t for c in self.clauses if role in (c.payer, c.payee) for t in c.terms)
        names: frozenset[str] = self._known[key]
        return names

    def concerns(self, issues: tuple[tuple[str, str], ...], parties: tuple[tuple[str, str], ...]) -> dict[str, frozenset[str]]:
        """Which of the ``issues`` (name, and the term it sets) concern each of the ``parties`` (name, kind): those no clause
        reads (quantities), and those of clauses it pays or is paid by (by its kind, if it holds no role here)."""
        key = ("concerns", issues, parties)
        if key not in self._known:
            read, found = self.term_names, {}
            for name, kind in parties:
                roles = {role for role, holder in self.parties.items() if holder == name} or {kind}
                mine = frozenset().union(*map(self.terms_of, roles))
                found[name] = frozenset([issue for issue, term in issues if term in mine or term not in read])
            self._known[key] = found
        return dict(self._known[key])

    def _names(self, what: str) -> tuple[str, ...]:
        key = ("names", what)
        if key not in self._known:
            self._known[key] = tuple(sorted({name for c in self.clauses for name in getattr(c, what)}))
        names: tuple[str, ...] = self._known[key]
        return names

    def _plan(self, key: Hashable, clauses: list[Clause]) -> Plan:
        """``clauses``, and the fees of which several of them give something back; kept under ``key``."""
        fees = sorted({c.refund_of for c in clauses if c.refund_of})
        paid = [(fee, c) for fee in fees for c in self.clauses if c.name == fee]
        capped = tuple((fee, c) for fee, c in paid if sum(r.refund_of == fee for r in clauses) > 1)
        self._known[key] = plan = (tuple(clauses), capped)
        return plan

    def _amounts(self, plan: Plan, terms: Values, facts: Values) -> list[tuple[Clause, Array]]:
        """What each clause of ``plan`` makes its payer owe; refunds of one fee cut in proportion where together they exceed
        it."""
        clauses, capped = plan
        try:
            amounts = [(c, c.cash(terms, facts)) for c in clauses]
        except KeyError:  # once more, one by one: to say which clause misses what
            amounts = [(c, self._cash(c, terms, facts)) for c in clauses]
        for fee, payment in capped:
            refunds = [a for c, a in amounts if c.refund_of == fee]
            total = sum(refunds[1:], start=refunds[0])
            paid = self._cash(payment, terms, facts)
            if np.all(np.less_equal(total, paid)):
                continue
            scale = 1.0 - shortfall(paid, total)
            amounts = [(c, a * scale if c.refund_of == fee else a) for c, a in amounts]
        return amounts

    def _cash(self, c: Clause, terms: Values, facts: Values) -> Array:
        try:
            return c.cash(terms, facts)
        except KeyError as error:
            name = error.args[0]
            kind = "term" if name in c.terms else "fact"
            raise ContractError(
                f"contract {self.name!r}, clause {c.name!r}: {kind} {name!r} is missing"
            ) from None
