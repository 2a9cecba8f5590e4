"""The arithmetic of a clause in words: its formula with the agreed terms and the facts filled in, step by step.

The formula is the registry's own text (:mod:`protocols.contracts`), read as an expression: names, numbers, ``+ - * / **``,
comparisons and the functions ``pos``, ``shortfall``, ``min``. A formula that speaks of arrays keeps its names.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from protocols.contracts import QUANTITIES, Clause
from protocols.contracts.clause import pos, shortfall

Pair = tuple[str, str]
_SIGNS: dict[type[ast.operator], tuple[str, int]] = {
    ast.Add: ("+", 1), ast.Sub: ("−", 1), ast.Mult: ("×", 2), ast.Div: ("/", 2), ast.Pow: ("^", 3),
}  # fmt: skip
_COMPARE: dict[type[ast.cmpop], str] = {ast.GtE: "≥", ast.LtE: "≤", ast.Gt: ">", ast.Lt: "<"}
FUNCTIONS: dict[str, Callable[..., float]] = {
    "pos": lambda x: float(pos(float(x))),
    "shortfall": lambda actual, target: float(shortfall(float(actual), float(target))),
    "min": lambda *values: float(min(values)),
    "max": lambda *values: float(max(values)),
}


@dataclass(frozen=True)
class Arithmetic:
    """``formula`` in words (English and 中文), the same with the ``numbers`` filled in, and the value of every function in it."""

    formula: Pair
    numbers: str
    steps: tuple[str, ...]
    value: float | None


def arithmetic(clause: Clause, terms: Mapping[str, float], facts: Mapping[str, float]) -> Arithmetic:
    """How ``clause`` comes to its amount, CNY. ``value`` is None where the formula cannot be read as one number."""
    tree = ast.parse(clause.formula, mode="eval").body
    known = {**{n: facts[n] for n in clause.facts if n in facts}, **{n: terms[n] for n in clause.terms if n in terms}}
    english, chinese = (_write(tree, lambda name, k=k: _word(name, k)) for k in (0, 1))  # type: ignore[misc]
    scalar = all(np.size(value) == 1 for value in known.values()) and len(known) == len({*clause.terms, *clause.facts})
    if not scalar:
        return Arithmetic((english, chinese), "", (), None)
    shown = {name: figure(float(value)) for name, value in known.items()}
    numbers = _write(tree, lambda name: shown.get(name, name))
    values = {name: float(value) for name, value in known.items()}
    steps = []
    for node in ast.walk(tree):
        value = _evaluate(node, values) if isinstance(node, ast.Call) else None
        if value is not None and node is not tree:
            steps.append(f"{_write(node, lambda name: shown.get(name, name))} = {figure(value)}")  # type: ignore[arg-type]
    return Arithmetic((english, chinese), numbers, tuple(reversed(steps)), _evaluate(tree, values))


def figure(value: float, digits: int = 6) -> str:
    """A number for a reader: thousands set apart, cents kept, shares with up to ``digits`` figures."""
    if value == round(value):
        return f"{value:,.0f}".replace("-", "−")
    text = f"{value:,.2f}" if abs(value) >= 100 else f"{value:.{digits}g}"
    return text.replace("-", "−")


def _word(name: str, which: int) -> str:
    quantity = QUANTITIES.get(name)
    return name if quantity is None else f"[{(quantity.en, quantity.zh)[which]}]"


def _write(node: ast.expr, name: Callable[[str], str]) -> str:
    """The expression in a reader's signs."""
    if isinstance(node, ast.BinOp):
        sign, rank = _SIGNS[type(node.op)]
        left, right = _inside(node.left, rank, name), _inside(node.right, rank + (sign in "−/"), name)
        return f"{left} {sign} {right}"
    if isinstance(node, ast.UnaryOp):
        return f"−{_inside(node.operand, 3, name)}"
    if isinstance(node, ast.Compare):
        return f"{_write(node.left, name)} {_COMPARE[type(node.ops[0])]} {_write(node.comparators[0], name)}"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return f"{node.func.id}({', '.join(_write(each, name) for each in node.args)})"
    if isinstance(node, ast.Name):
        return name(node.id)
    return str(node.value) if isinstance(node, ast.Constant) else ast.unparse(node)


def _inside(node: ast.expr, rank: int, name: Callable[[str], str]) -> str:
    """An operand, in brackets where it binds less than what it stands in."""
    text = _write(node, name)
    loose = isinstance(node, ast.Compare) or (isinstance(node, ast.BinOp) and _SIGNS[type(node.op)][1] < rank)
    return f"({text})" if loose else text


def _evaluate(node: ast.AST, values: Mapping[str, float]) -> float | None:
    """The value of an expression; None for what is not an arithmetic of known numbers."""
    if isinstance(node, ast.Constant):
        return float(node.value) if isinstance(node.value, int | float) else None
    if isinstance(node, ast.Name):
        return values.get(node.id)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
        args = [_evaluate(each, values) for each in node.args]
        return None if None in args else FUNCTIONS[node.func.id](*args)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _evaluate(node.operand, values)
        return None if inner is None else -inner
    if isinstance(node, ast.BinOp):
        return _operate(node.op, _evaluate(node.left, values), _evaluate(node.right, values))
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.GtE):
        left, right = _evaluate(node.left, values), _evaluate(node.comparators[0], values)
        return None if left is None or right is None else float(left >= right)
    return None


def _operate(sign: ast.operator, left: float | None, right: float | None) -> float | None:
    if left is None or right is None:
        return None
    if isinstance(sign, ast.Add):
        return left + right
    if isinstance(sign, ast.Sub):
        return left - right
    if isinstance(sign, ast.Mult):
        return left * right
    if isinstance(sign, ast.Div):
        return left / right if right else None
    return float(left**right) if isinstance(sign, ast.Pow) else None
