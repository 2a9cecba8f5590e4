"""How a party changes its dispositions from show to show: five learning rules over a menu of choices, paid in money.

A rule sees the choices it made and the money it then earned, nothing else. It never sees another party's menu,
payoffs (except :class:`~agents.learning.imitation.Imitation`, which sees what peers of its kind did and made of
their turnover) or what "cooperation" might be.
"""

from agents.learning.base import Learner
from agents.learning.registry import RULES, make_learner

__all__ = ["RULES", "Learner", "make_learner"]
