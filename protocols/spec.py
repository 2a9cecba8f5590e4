"""Specs: a name with arguments in one line of text, as in "boulware:e=0.2" or "rationing:cut=linear"."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeVar

from protocols.errors import UserError

T = TypeVar("T")
Argument = float | int | bool | str


def parse_spec(text: str) -> tuple[str, dict[str, Argument]]:
    """Split "name:key=value,key=value" into the name and its arguments.

    >>> parse_spec("time_dependent:e=0.5,k=0")
    ('time_dependent', {'e': 0.5, 'k': 0})
    """
    name, _, rest = text.strip().partition(":")
    args: dict[str, Argument] = {}
    for part in filter(None, (piece.strip() for piece in rest.split(","))):
        key, equals, value = (bit.strip() for bit in part.partition("="))
        if not (key.isidentifier() and equals and value) or key in args:
            raise UserError(f"{text!r}: found {part!r}, allowed name:key=value,key=value with each key once")
        args[key] = _value(value)
    return name.strip(), args


def _value(text: str) -> Argument:
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        return number if math.isfinite(number) else text
    return text


@cache
def _parameters(make: Callable[..., object]) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(make).parameters


def build(make: Callable[..., T], what: str, args: Mapping[str, object], **fixed: object) -> T:
    """Call ``make`` with ``fixed`` and ``args``; wrong names or types of arguments are the user's mistake.

    ``what`` names the thing in messages. Arguments with a number as default take numbers, text takes text.
    """
    known = {name: p for name, p in _parameters(make).items() if name not in fixed}
    for name, value in args.items():
        if name not in known:
            raise UserError(f"{what}: found argument {name!r}, allowed {', '.join(known) or 'no arguments'}")
        wanted = _misfit(known[name].default, value)
        if wanted:
            raise UserError(f"{what}: found {name} = {value!r}, allowed {wanted}")
    missing = [n for n, p in known.items() if p.default is p.empty and n not in args]
    if missing:
        raise UserError(f"{what}: argument {missing[0]!r} is missing")
    return make(**fixed, **args)


def _misfit(default: object, value: object) -> str:
    """What is allowed in place of ``value`` for an argument with this default; "" when it fits."""
    if isinstance(default, bool):
        return "" if isinstance(value, bool) else "true or false"
    if isinstance(default, int):
        return "" if isinstance(value, int) and not isinstance(value, bool) else "a whole number"
    if isinstance(default, float):
        return "" if isinstance(value, int | float) and not isinstance(value, bool) else "a number"
    if isinstance(default, str):
        return "" if isinstance(value, str) else "text"
    return ""
