"""The running order without some styles: who gets their slots."""

from __future__ import annotations

import numpy as np

from agents.public import Bools, Floats, Ints


def refill(plan: Ints, out: Bools, worth: Floats) -> Ints:
    """The running order with the slots of styles that are ``out`` given to others.

    Each goes to the style of most worth (S,) per slot it then has.
    """
    filled, slots = plan.copy(), np.bincount(plan, minlength=len(out)).astype(float)
    value = np.where(out, -1.0, worth)
    for t in out[plan].nonzero()[0].tolist():
        style = int(np.argmax(value / (slots + 1.0)))
        filled[t] = style
        slots[style] += 1.0
    return filled
