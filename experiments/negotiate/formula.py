"""Arithmetic written as text and computed on arrays, such as ``min(demand, ordered_units) * price``.

A closed set: numbers, names, ``+ - * / **``, comparisons (1 where true, else 0), brackets, and the functions
of :data:`CALLS`. Nothing else is ever run.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import reduce

import numpy as np
from numpy.typing import NDArray

Array = float | NDArray[np.float64]
MAX_LENGTH = 500


def _where(test: Array, yes: Array, no: Array) -> Array:
    chosen: NDArray[np.float64] = np.where(np.asarray(test) != 0, yes, no)
    return chosen


_BINARY: dict[type[ast.operator], Callable[..., Array]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_COMPARE: dict[type[ast.cmpop], Callable[..., Array]] = {
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
    ast.Eq: np.equal,
}
CALLS: dict[str, tuple[int, Callable[..., Array]]] = {  # least number of arguments, function
    "min": (2, lambda *args: reduce(np.minimum, args)),
    "max": (2, lambda *args: reduce(np.maximum, args)),
    "pos": (1, lambda x: np.maximum(x, 0.0)),
    "abs": (1, np.abs),
    "sqrt": (1, np.sqrt),
    "exp": (1, np.exp),
    "log": (1, np.log),
    "where": (3, _where),
}


class Formula:
    """A parsed formula; ``names`` are those that it reads.

    Raises ValueError for a text that is no such formula.

    >>> Formula("pos(demand - stock) * 2")({"demand": np.array([3.0, 8.0]), "stock": 5.0})
    array([0., 6.])
    """

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise ValueError(f"a formula of at most {MAX_LENGTH} characters")
        try:
            self._body = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise ValueError("a formula such as min(demand, ordered_units) * price") from None
        calls = {id(node.func) for node in ast.walk(self._body) if isinstance(node, ast.Call)}
        found = [node for node in ast.walk(self._body) if isinstance(node, ast.Name)]
        self.names = frozenset(node.id for node in found if id(node) not in calls)
        _check(self._body)

    def __call__(self, values: Mapping[str, Array]) -> Array:
        """Its value, broadcast over arrays; KeyError for a name without value."""
        with np.errstate(all="ignore"):  # what is not finite is refused by whoever uses the result
            return _value(self._body, values)


def _check(node: ast.expr) -> None:
    """Refuse whatever is not in the closed set."""
    match node:
        case ast.Constant(value=(int() | float()) as number) if not isinstance(number, bool):
            return
        case ast.Name():
            return
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=inner):
            return _check(inner)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _BINARY:
            _check(left)
            return _check(right)
        case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in _COMPARE:
            _check(left)
            return _check(right)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in CALLS:
            least = CALLS[name][0]
            if len(args) == least or (name in ("min", "max") and len(args) > least):
                for inner in args:
                    _check(inner)
                return None
    raise ValueError(f"numbers, names, + - * / **, comparisons, {', '.join(CALLS)}; not {ast.unparse(node)}")


def _value(node: ast.expr, values: Mapping[str, Array]) -> Array:
    match node:
        case ast.Constant(value=(int() | float()) as number):
            return float(number)
        case ast.Name(id=name):
            return values[name]
        case ast.UnaryOp(op=sign, operand=inner):
            found = _value(inner, values)
            return -found if isinstance(sign, ast.USub) else found
        case ast.BinOp(left=left, op=sign, right=right):
            return _BINARY[type(sign)](np.asarray(_value(left, values)), _value(right, values))
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            return 1.0 * _COMPARE[type(sign)](_value(left, values), _value(right, values))
        case ast.Call(func=ast.Name(id=name), args=args):
            return CALLS[name][1](*(_value(inner, values) for inner in args))
    raise AssertionError(f"unchecked formula {ast.dump(node)}")
