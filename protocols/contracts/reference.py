"""The reference of clauses, generated from the registry: ``python -m protocols.contracts.reference > FILE``."""

from __future__ import annotations

from types import ModuleType

from protocols.contracts import FAMILIES, QUANTITIES, Clause

_HEAD = """# Contract clauses 合同条款

Generated from `protocols/contracts` by `python -m protocols.contracts.reference`; do not edit.
A contract is a set of clauses between parties in roles; a scheme names the clauses in force per pair. One cash function
per clause serves both ends: negotiators call it on the demand they expect, settlement on what came true.

*Payer → payee* are roles; the amount is in CNY and never negative unless the clause is marked *signed*. *Due*: at
**signing**, on **delivery** (as goods and services flow, in as many parts as they do) or at **settlement** (once, on final
facts). A *refund of* a fee, together with all other refunds of it, never exceeds the fee.
`pos(x)` = max(x, 0); `shortfall(a, b)` = the share of b that a misses, in [0, 1], 0 where b ≤ 0. Sources: R#, E, S1, S2 as in
[scenario.md](scenario.md). Terms and facts with their units: [at the end](#terms-and-facts).
"""


def clauses_reference() -> str:
    """Markdown with one section per clause, by family, in order of definition, and the table of terms and facts."""
    parts = [_HEAD]
    for family, modules in FAMILIES.items():
        parts.append(f"\n## {family}\n")
        parts += [_section(c) for module in modules for c in _defined_in(module)]
    parts.append("\n## Terms and facts\n\n| name | unit | meaning | 含义 |\n|---|---|---|---|")
    parts += [f"| `{name}` | {q.unit} | {q.en} | {q.zh} |" for name, q in QUANTITIES.items()]
    return "\n".join(parts).replace("\n\n\n", "\n\n") + "\n"


def _defined_in(module: ModuleType) -> list[Clause]:
    return [value for value in vars(module).values() if isinstance(value, Clause)]


def _section(c: Clause) -> str:
    marks = [f"{c.payer} → {c.payee}", f"due at {c.when}" if c.when != "delivery" else "due on delivery"]
    marks += [f"refund of `{c.refund_of}`"] if c.refund_of else []
    marks += ["signed"] if c.signed else []
    lines = [
        f"### `{c.name}`\n",
        f"{c.doc_en}  \n{c.doc_zh}\n",
        f"`{c.formula}`\n",
        f"- {'; '.join(marks)}",
        f"- terms: {_names(c.terms)}; facts: {_names(c.facts)}",
        f"- source: {c.source}\n",
    ]
    return "\n".join(lines)


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


if __name__ == "__main__":
    print(clauses_reference(), end="")
