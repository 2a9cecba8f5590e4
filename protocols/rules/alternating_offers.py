"""Alternating offers between two parties, with a deadline or with discounting.

Ståhl (1972), *Bargaining Theory*; Rubinstein (1982), "Perfect Equilibrium in a Bargaining Model",
Econometrica 50.
"""

from __future__ import annotations

from protocols.rules.stacked_alternating_offers import StackedAlternatingOffers


class AlternatingOffers(StackedAlternatingOffers):
    """Two parties answer each other's offers in turn: accept, counter-offer, or leave; each acts once a
    round.

    With :attr:`protocols.types.Seat.discount` below 1 every further offer costs time, as in Rubinstein's
    game; the deadline is ``rounds``. It is stacked alternating offers for two, with the same ways to fail.
    """

    name = "alternating_offers"
    seats = (2, 2)
