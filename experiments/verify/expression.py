"""Reading a utility frontier written as text, such as ``parabola u2=1-u1^2`` or ``quarter circle
u1^2+u2^2=1``.

A solved case names its frontier by an equation in ``u1`` and ``u2``, after any words of description. The
equation is parsed into a closed set of arithmetic (never ``eval``): numbers, names, ``+ - * / ^``, brackets,
sqrt, exp, log.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping

MAX_LENGTH = 400
ROUNDING = 1e-9  # a root or a coordinate this far below zero is rounding, not a wrong frontier

_BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: lambda base, power: math.pow(0.0 if -ROUNDING < base < 0.0 else base, power),
}
_CALLS: dict[str, Callable[[float], float]] = {
    "sqrt": lambda x: math.sqrt(0.0 if -ROUNDING < x < 0.0 else x),
    "exp": math.exp,
    "log": math.log,
    "ln": math.log,
    "abs": abs,
}


def evaluate(node: ast.expr, names: Mapping[str, float]) -> float:
    """Value of a parsed arithmetic expression; ValueError on anything that is not plain arithmetic."""
    match node:
        case ast.Constant(value=(int() | float()) as number) if not isinstance(number, bool):
            return float(number)
        case ast.Name(id=name) if name in names:
            return names[name]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -evaluate(inner, names)
        case ast.UnaryOp(op=ast.UAdd(), operand=inner):
            return evaluate(inner, names)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _BINARY:
            return _BINARY[type(sign)](evaluate(left, names), evaluate(right, names))
        case ast.Call(func=ast.Name(id=name), args=[inner], keywords=[]) if name in _CALLS:
            return _CALLS[name](evaluate(inner, names))
    raise ValueError(f"frontier: {ast.unparse(node)!r} is not arithmetic in {', '.join(sorted(names))}")


def frontier_curve(text: str, constants: Mapping[str, float] | None = None) -> Callable[[float], float]:
    """The curve ``u2 = f(u1)`` of a described frontier; implicit equations are solved for the largest ``u2 >=
    0``.

    >>> circle = frontier_curve("quarter circle u1^2+u2^2=1")
    >>> round(circle(0.6), 9)
    0.8
    """
    left, right = _equation(text)
    given = dict(constants or {})
    if isinstance(left, ast.Name) and left.id == "u2" and "u2" not in _names(right):
        return lambda u1: evaluate(right, {**given, "u1": u1})

    def gap(u1: float, u2: float) -> float:
        names = {**given, "u1": u1, "u2": u2}
        return evaluate(left, names) - evaluate(right, names)

    return lambda u1: _largest_root(lambda u2: gap(u1, u2))


def _equation(text: str) -> tuple[ast.expr, ast.expr]:
    """Both sides of the first tail of the text that parses as ``side = side`` with u1 or u2 in it."""
    if len(text) > MAX_LENGTH or text.count("=") != 1:
        raise ValueError(f"frontier: found {text[:60]!r}, allowed: a short text ending in one equation")
    plain = re.sub(r"(\d)\s*(?=u[12]\b)", r"\1*", text.replace("^", "**").replace("−", "-"))
    for start in (match.start() for match in re.finditer(r"(?<!\S)\S", plain)):
        sides = plain[start:].split("=")
        try:
            left, right = (ast.parse(side.strip(), mode="eval").body for side in sides)
        except SyntaxError:
            continue
        if "u2" in _names(left) | _names(right):
            return left, right
    raise ValueError(f"frontier: found {text!r}, allowed: words, then an equation such as u2=1-u1^2")


def _names(node: ast.expr) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _largest_root(function: Callable[[float], float]) -> float:
    """The root above which an increasing function of u2 >= 0 stays positive."""
    from scipy.optimize import brentq

    at_zero = function(0.0)
    if abs(at_zero) <= ROUNDING:
        return 0.0
    if at_zero > 0.0:
        raise ValueError("frontier: no u2 >= 0 satisfies the equation at some u1 <= u1_max")
    high = 1.0
    while function(high) < 0.0:
        high *= 2.0
        if high > 1e15:
            raise ValueError("frontier: the equation leaves u2 unbounded")
    return float(brentq(function, 0.0, high, xtol=1e-15, rtol=1e-14, maxiter=500))
