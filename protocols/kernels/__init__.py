"""Two engines: compiled loops where a C compiler is at hand, else numpy; same bits.

``GONGYING_ENGINE`` chooses: ``auto`` (compiled if it can be), ``numpy``, or ``compiled`` (an error where it can't be).
Only the speed differs: tests hold both to the same tables. A floor that has loops of its own keeps them in a C file and
loads it by :func:`load`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from ctypes import CDLL, c_double, c_int64, c_size_t, c_void_p
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from protocols.errors import UserError

VARIABLE, CHOICES = "GONGYING_ENGINE", ("auto", "compiled", "numpy")
Signatures = Mapping[str, tuple[Any, Sequence[Any]]]  # function -> type of the result, types of the arguments


def load(source: Path, signatures: Signatures) -> CDLL | None:
    """The compiled loops of ``source`` with the functions named, or None for the numpy engine."""
    choice = os.environ.get(VARIABLE) or "auto"
    if choice not in CHOICES:
        raise UserError(f"{VARIABLE}: found {choice!r}, allowed: {', '.join(CHOICES)}")
    if choice == "numpy":
        return None
    from protocols.kernels.build import Unavailable, built

    try:
        found = CDLL(str(built(source)))
    except (Unavailable, OSError) as error:
        if choice == "compiled":
            raise UserError(f"{VARIABLE}=compiled: {error}; allowed here: auto, numpy") from error
        return None
    for name, (result, arguments) in signatures.items():
        function = getattr(found, name)
        function.restype, function.argtypes = result, list(arguments)
    return found


@cache
def library() -> CDLL | None:
    """The compiled loops of bargaining; decided once per process."""
    signatures = {
        "gy_nearest": (c_int64, [c_void_p, c_double, c_double]),
        "gy_mean_worst": (None, [c_void_p, c_int64, c_int64, c_double, c_double, c_void_p]),
    }
    return load(Path(__file__).with_name("bargaining.c"), signatures)


def engine() -> str:
    """``compiled`` or ``numpy``: what this process computes with."""
    return "numpy" if library() is None else "compiled"


_HEAD, _word = object.__basicsize__, c_size_t.from_address
_probe = np.zeros(1)
_QUICK = sys.implementation.name == "cpython" and _word(id(_probe) + _HEAD).value == _probe.ctypes.data


def address(array: np.ndarray) -> int:
    """Where the numbers of a contiguous array lie; good as long as the array lives.

    numpy's C interface has it as the first word after Python's own head of an object: read there, where a look at an array
    has shown it to be so, it costs a fraction of ``array.ctypes``.
    """
    if not array.flags.c_contiguous:
        raise ValueError(f"an array of shape {array.shape} and strides {array.strides} does not lie in one piece")
    found: int = _word(id(array) + _HEAD).value if _QUICK else array.ctypes.data
    return found
