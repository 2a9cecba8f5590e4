"""What became of a batch of orders: met from stock, presold or lost."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from environment.luck import Ints


@dataclass(slots=True)
class Taken:
    """How one batch of orders was met; ``skus`` (3, K, R) in stock, presale and lost, ``styles`` (3, S, R) the same.

    Counted up in ``ordered`` (S, R) in stock and presale, and in ``by_style`` (4, S) in stock, presale, lost and ordered;
    ``so_far`` (S, R) and ``sizes`` (K,) are what was ordered up to here, this batch and those before it. ``skus`` is good
    until the next batch is met, all else stays.
    """

    skus: Ints
    styles: Ints
    split: int = 0
    cross: int = 0
    ordered: Ints = field(init=False)  # read-only, as all below
    by_style: Ints = field(init=False)
    so_far: Ints = field(init=False)
    sizes: Ints = field(init=False)

    def count(self) -> None:
        """Count up what ``styles`` holds."""
        self.ordered = self.styles[0] + self.styles[1]
        self.by_style = np.add.reduce(np.concatenate([self.styles, self.ordered[None]]), 2)
        for array in (self.ordered, self.by_style):
            array.setflags(write=False)

    @property
    def in_stock(self) -> Ints:
        """(K, R) units."""
        units: Ints = self.skus[0]
        return units

    @property
    def presale(self) -> Ints:
        """(K, R) units."""
        units: Ints = self.skus[1]
        return units

    @property
    def lost(self) -> Ints:
        """(K, R) units."""
        units: Ints = self.skus[2]
        return units
