"""Judging a night's money by how strong the night was: a control variate for luck.

What a party earns moves mostly with the size of the show, which its own conduct hardly moves. A party therefore judges a
choice by its profit less what a night of that strength usually brings (linear regression on the strength, kept up
recursively). Control variates: Lavenberg and Welch (1981) Management Science 27.
"""

from __future__ import annotations


class Yardstick:
    """Running regression of profit on the strength of the night.

    >>> y = Yardstick()
    >>> [round(y.judge(profit, night), 6) for profit, night in ((10.0, 1.0), (20.0, 2.0), (30.0, 3.0), (45.0, 4.0))]
    [10.0, 20.0, 20.0, 27.75]
    """

    def __init__(self) -> None:
        self.count = 0
        self.mean_x = self.mean_y = self.xx = self.xy = 0.0

    def judge(self, profit: float, strength: float) -> float:
        """Take the night in; its profit at a night of average strength (CNY). The first two nights count as they are."""
        self.count += 1
        dx = strength - self.mean_x
        self.mean_x += dx / self.count
        self.mean_y += (profit - self.mean_y) / self.count
        self.xx += dx * (strength - self.mean_x)
        self.xy += dx * (profit - self.mean_y)
        if self.count < 3 or self.xx <= 0.0:
            return profit
        return profit - self.xy / self.xx * (strength - self.mean_x)
