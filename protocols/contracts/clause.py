"""One clause of a contract: who pays whom, and how much, as a pure function of agreed terms and of facts.

The same function serves two ends. A negotiator calls it with arrays (terms over the outcome grid, facts over
demand scenarios) to get the cash it expects; settlement calls it with the scalars that came true.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from protocols.errors import UserError

Array: TypeAlias = float | NDArray[np.float64]
Values: TypeAlias = Mapping[str, Array]
Cash: TypeAlias = Callable[[Values, Values], Array]
When: TypeAlias = Literal["signing", "delivery", "settlement"]


class ContractError(UserError):
    """A contract that cannot be formed or evaluated; the message names contract, clause and culprit."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A composable clause: cash owed by the role ``payer`` to the role ``payee``.

    ``cash(terms, facts)`` returns CNY, broadcasting over its inputs by numpy's rules; it reads exactly the
    names listed in ``terms`` and ``facts`` (units and meanings:
    :data:`protocols.contracts.quantities.QUANTITIES`). Amounts are never negative unless ``signed``; a
    negative amount means that the payee pays the payer.

    ``when``: ``signing`` (due at signature), ``delivery`` (due as goods and services flow; additive in its
    facts, so that billing in parts equals billing once), ``settlement`` (due once, on final facts).
    ``refund_of`` names the clause whose payment this one gives back: within one contract, refunds of a fee
    never exceed the fee (see :meth:`protocols.contracts.contract.Contract.flows`).
    """

    name: str
    payer: str
    payee: str
    terms: tuple[str, ...]
    facts: tuple[str, ...]
    cash: Cash
    formula: str
    source: str
    doc_en: str
    doc_zh: str
    when: When = "settlement"
    signed: bool = False
    refund_of: str = ""

    def doc(self, lang: str = "en") -> str:
        """The one-sentence meaning in ``lang`` (``en`` or ``zh``)."""
        return self.doc_zh if lang == "zh" else self.doc_en


CLAUSES: dict[str, Clause] = {}
"""Every clause by name. The family modules fill it when :mod:`protocols.contracts` is imported."""


def clause(
    payer: str,
    payee: str,
    *,
    terms: tuple[str, ...] = (),
    facts: tuple[str, ...] = (),
    formula: str,
    source: str,
    en: str,
    zh: str,
    when: When = "settlement",
    signed: bool = False,
    refund_of: str = "",
) -> Callable[[Cash], Clause]:
    """Decorator: turn a cash function into a registered :class:`Clause` of the same name.

    Raises :class:`ContractError` if a clause of that name exists.
    """

    def register(cash: Cash) -> Clause:
        name = cash.__name__
        if name in CLAUSES:
            raise ContractError(f"clause {name!r} is defined twice")
        made = Clause(
            name, payer, payee, terms, facts, cash, formula, source, en, zh, when, signed, refund_of
        )
        CLAUSES[name] = made
        return made

    return register


def pos(x: Array) -> Array:
    """max(x, 0), elementwise."""
    if isinstance(
        x, float
    ):  # settlement is scalar: plain floats are ten times as fast, and give the same number
        return max(x, 0.0)
    out: Array = np.maximum(x, 0.0)
    return out


def shortfall(actual: Array, target: Array) -> Array:
    """Share of ``target`` that ``actual`` misses, within [0, 1]; 0 where the target is not positive."""
    if isinstance(actual, float) and isinstance(target, float):
        return min(max(target - actual, 0.0), target) / target if target > 0.0 else 0.0
    missed = np.asarray(np.subtract(target, actual, dtype=np.float64))
    np.maximum(missed, 0.0, out=missed)
    np.minimum(missed, target, out=missed)
    out: Array = np.divide(missed, target, out=np.zeros(missed.shape), where=np.greater(target, 0.0))
    return out
