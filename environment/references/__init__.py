"""References for efficiency: arm's length, the informed planner and the clairvoyant, each on the same luck.

>>> from environment.references import compute, efficiency
"""

from environment.references.evaluation import (
    Efficiency,
    References,
    arms_length,
    clairvoyant,
    compute,
    efficiency,
    planner,
)

__all__ = ["Efficiency", "References", "arms_length", "clairvoyant", "compute", "efficiency", "planner"]
