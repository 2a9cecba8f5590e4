"""The physical world in compiled loops, where they can be had (:mod:`protocols.kernels`): orders, counts, demand."""

from __future__ import annotations

from ctypes import CDLL, Structure, c_double, c_int64, c_uint64, c_void_p, cast
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from protocols.kernels import Signatures, address, load

Words = NDArray[np.uint64]


def _fields(whole: str = "", places: str = "", real: str = "") -> list[tuple[str, type]]:
    kinds = ((whole, c_int64), (places, c_void_p), (real, c_double))
    return [(name, kind) for names, kind in kinds for name in names.split()]


class Table(Structure):
    """The Poisson table of :mod:`environment.luck`; structures, fields and their order are those of the C files."""

    _fields_ = _fields(places="below guide")


class Goods(Structure):
    """What stays the same for the orders of one show."""

    _fields_ = _fields(
        "skus regions warehouses styles buckets", "style_of home others on_hand queue accepted at_home met fate sold sizes"
    )


class Audience(Structure):
    """What stays the same for the demand of one show."""

    _fields_ = [
        *_fields(
            "styles regions skus",
            "style_of attract region_share size_share shelf_seen local seen taste intensity means heat warming log_appeal",
        ),
        ("table", Table),
    ]


class Push(Structure):
    """What the host and the supplier do to demand in a tick."""

    _fields_ = _fields("focus test gift", real="focus_boost test_exposure gift_boost last_boost level")


class Draw(Structure):
    """Levels of a tick's signals, which of them an alert goes by, and where luck and counts lie."""

    _fields_ = [
        *_fields(real="comments visits cart_per_click tryon_per_click explained"),
        *_fields("by_mentions by_carts by_tryons tick focus", "ordered heard noise echo wanted count shown later cell"),
    ]


class Yard(Structure):
    """One warehouse in a block of hours."""

    _fields_ = _fields(real="plain surged surge_from automation carry") + _fields("room room_day")


class Books(Structure):
    """What stays the same for the orders that wait in one show."""

    _fields_ = _fields("warehouses buckets styles regions", "queue cancelled reshelved refund remorse late leaps priority")


class Block(Structure):
    """Hours and shipping days of a block."""

    _fields_ = _fields("start end first_wave dawn first_day days", "rooms")


class Departed(Structure):
    """What is known of all that left."""

    _fields_ = [
        *_fields("n carriers warehouses styles regions span last first_day"),
        *_fields(places="rows scans draws mean sd kg"),
        *_fields(real="late ship presale_ship scan presale_scan"),
    ]


_SIGNATURES: Signatures = {
    "gy_advance": (c_int64, [*[c_void_p] * 3, c_int64, *[c_void_p] * 3]),
    "gy_counts": (c_int64, [c_void_p, c_int64, *[c_void_p] * 5]),
    "gy_cut": (c_int64, [c_void_p, c_int64, *[c_void_p] * 3, c_int64, c_void_p, c_int64, c_int64, c_void_p]),
    "gy_deliver": (None, [c_void_p, c_int64, *[c_void_p] * 3]),
    "gy_departures": (c_int64, [c_void_p, c_int64, *[c_void_p] * 3, c_int64, c_int64, *[c_void_p] * 3]),
    "gy_impatience": (c_int64, [c_void_p, c_int64, c_void_p, c_int64, c_int64, c_void_p, c_double]),
    "gy_leaps": (None, [c_int64, c_void_p]),
    "gy_luck_at": (None, [*[c_void_p] * 2, c_int64, c_int64, *[c_void_p] * 2]),
    "gy_normal": (None, [c_uint64, c_uint64, c_int64, c_void_p, c_void_p]),
    "gy_demand": (None, [*[c_void_p] * 3, c_int64, c_void_p, c_void_p]),
    "gy_draw": (c_int64, [c_void_p, c_void_p]),
    "gy_fill": (None, [c_void_p, c_void_p, c_int64]),
    "gy_regret": (None, [c_void_p, c_int64, c_void_p, c_int64, c_int64]),
    "gy_reserve": (None, [c_void_p, c_void_p, c_int64, c_int64, c_double, c_void_p, c_int64, c_void_p]),
    "gy_rows": (None, [c_uint64, c_uint64, c_int64, c_int64, c_void_p]),
    "gy_sell_held": (None, [c_void_p, c_void_p, c_int64, *[c_void_p] * 3, c_double, c_double, c_void_p]),
    "gy_tail": (c_int64, [c_void_p, c_uint64, c_uint64, *[c_int64] * 3, *[c_void_p] * 4]),
    "gy_uniform": (None, [c_uint64, c_uint64, c_int64, c_int64, c_void_p]),
    "gy_waiting": (c_int64, [c_void_p, *[c_int64] * 3, c_void_p]),
}


@cache
def library() -> CDLL | None:
    """The compiled loops of the world, or None for the numpy engine; decided once per process."""
    return load(Path(__file__).with_name("world.c"), _SIGNATURES)


@lru_cache(maxsize=16)
def leaps(count: int) -> Words:
    """What 0, 1, … ``count`` - 1 steps of any stream come to, for the compiled loops."""
    found = library()
    assert found is not None
    out = np.empty((count, 4), dtype=np.uint64)
    found.gy_leaps(count, address(out))
    return out


@cache
def normal_fill() -> int | None:
    """Where numpy's own C function for standard normal numbers lies ("Extending" in numpy's manual), None if out of reach."""
    try:
        found = CDLL(np.random._generator.__file__).random_standard_normal_fill
    except (AttributeError, OSError):
        return None
    return cast(found, c_void_p).value
