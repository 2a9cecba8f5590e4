"""The two engines of the physical world: compiled loops where a C compiler is at hand, else numpy; same bits.

``GONGYING_ENGINE`` chooses: ``auto`` (compiled if it can be), ``numpy``, or ``compiled`` (an error where it can't be).
Only the speed differs: tests hold both to the same tables.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from ctypes import CDLL, POINTER, Structure, addressof, c_char, c_double, c_int64, c_void_p
from functools import cache
from typing import Any

import numpy as np

from protocols.errors import UserError

VARIABLE, CHOICES = "GONGYING_ENGINE", ("auto", "compiled", "numpy")


def _fields(whole: str = "", places: str = "", real: str = "") -> list[tuple[str, type]]:
    kinds = ((whole, c_int64), (places, c_void_p), (real, c_double))
    return [(name, kind) for names, kind in kinds for name in names.split()]


class Table(Structure):
    """The Poisson table of :mod:`environment.luck`; structures, fields and their order are those of ``kernels.c``."""

    _fields_ = _fields(places="below guide")


class Goods(Structure):
    """What stays the same for the orders of one show."""

    _fields_ = _fields("skus regions warehouses styles buckets", "style_of home others on_hand queue accepted")


class Audience(Structure):
    """What stays the same for the demand of one show."""

    _fields_ = [
        *_fields(
            "styles regions skus",
            "style_of attract region_share size_share shelf_seen local seen taste intensity means",
        ),
        ("table", Table),
    ]


class Push(Structure):
    """What the host and the supplier do to demand in a tick."""

    _fields_ = _fields("focus test gift", real="focus_boost test_exposure gift_boost last_boost level")


class Levels(Structure):
    """Levels of a tick's signals, and which of them an alert goes by."""

    _fields_ = _fields(real="comments visits cart_per_click tryon_per_click") + _fields("by_mentions by_carts by_tryons")


_SIGNATURES = {  # name -> result, arguments
    "gy_counts": (c_int64, [POINTER(Table), c_int64, *[c_void_p] * 4]),
    "gy_demand": (None, [POINTER(Audience), POINTER(Push), c_void_p, c_int64, c_void_p, c_void_p]),
    "gy_draw": (c_int64, [POINTER(Audience), POINTER(Levels), *[c_void_p] * 7]),
    "gy_reserve": (None, [POINTER(Goods), c_void_p, c_int64, c_int64, c_double, c_void_p, c_int64, *[c_void_p] * 3]),
}


@cache
def library() -> CDLL | None:
    """The compiled loops, or None for the numpy engine; decided once per process."""
    choice = os.environ.get(VARIABLE) or "auto"
    if choice not in CHOICES:
        raise UserError(f"{VARIABLE}: found {choice!r}; allowed: {', '.join(CHOICES)}")
    if choice == "numpy":
        return None
    from environment.kernels.build import Unavailable, built

    try:
        found = CDLL(str(built()))
    except (Unavailable, OSError) as error:
        if choice == "compiled":
            raise UserError(f"{VARIABLE}=compiled: {error}; allowed here: auto, numpy") from error
        return None
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(found, name)
        function.restype, function.argtypes = result, arguments
    return found


def engine() -> str:
    """``compiled`` or ``numpy``: what this process computes with."""
    return "numpy" if library() is None else "compiled"


_here: Callable[[Any], Any] = (c_char * 0).from_buffer


def address(array: np.ndarray) -> int:
    """Where the numbers of a contiguous array lie; good as long as the array lives."""
    if array.flags.writeable:
        return addressof(_here(array))  # much the faster
    return int(array.ctypes.data)
