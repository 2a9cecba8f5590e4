"""A contract: parties in their roles, clauses, agreed terms. Forecast and settlement share one method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from protocols.contracts.clause import Array, Clause, ContractError, Values, shortfall


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
        return replace(self, terms={**self.terms, **new})

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
        agreed: Values = self.terms if terms is None else {**self.terms, **terms}
        due = [c for c in self.clauses if when is None or c.when == when]
        amounts = [(c, self._cash(c, agreed, facts)) for c in due]
        fees = {c.refund_of for c in due if c.refund_of}
        for fee in sorted(fees):
            amounts = self._cap_refunds(fee, amounts, agreed, facts)
        return amounts

    def income(self, role: str, facts: Values, terms: Values | None = None) -> Array:
        """Received minus paid by ``role`` under all clauses, CNY; shape as :meth:`flows` broadcasts."""
        if role not in self.parties:
            raise ContractError(f"contract {self.name!r}: nobody holds the role {role!r}")
        total: Array = 0.0
        for c, amount in self.flows(facts, terms):
            if c.payee == role:
                total = total + amount
            if c.payer == role:
                total = total - amount
        return total

    @property
    def term_names(self) -> tuple[str, ...]:
        """The terms that the clauses read, sorted."""
        return tuple(sorted({name for c in self.clauses for name in c.terms}))

    @property
    def fact_names(self) -> tuple[str, ...]:
        """The facts that the clauses read, sorted."""
        return tuple(sorted({name for c in self.clauses for name in c.facts}))

    def _cash(self, c: Clause, terms: Values, facts: Values) -> Array:
        try:
            return c.cash(terms, facts)
        except KeyError as error:
            name = error.args[0]
            kind = "term" if name in c.terms else "fact"
            raise ContractError(
                f"contract {self.name!r}, clause {c.name!r}: {kind} {name!r} is missing"
            ) from None

    def _cap_refunds(
        self, fee: str, amounts: list[tuple[Clause, Array]], terms: Values, facts: Values
    ) -> list[tuple[Clause, Array]]:
        """Cut refunds of one fee in proportion where together they exceed it."""
        refunds = [a for c, a in amounts if c.refund_of == fee]
        payment = next((c for c in self.clauses if c.name == fee), None)
        if payment is None or len(refunds) < 2:
            return amounts
        total = sum(refunds[1:], start=refunds[0])
        scale = 1.0 - shortfall(self._cash(payment, terms, facts), total)
        return [(c, a * scale if c.refund_of == fee else a) for c, a in amounts]
