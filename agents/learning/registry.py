"""Every learning rule by name, and the one way to make one from the text of a scenario or scheme."""

from __future__ import annotations

from agents.learning.base import Learner
from agents.learning.rules import EpsilonGreedy, ExperienceWeightedAttraction, Fixed, Imitation, RothErev, UpperConfidence
from protocols.errors import UserError
from protocols.spec import build, parse_spec

RULES: dict[str, type] = {
    rule.name: rule for rule in (Fixed, RothErev, ExperienceWeightedAttraction, EpsilonGreedy, UpperConfidence, Imitation)
}


def make_learner(spec: str, size: int, start: int) -> Learner:
    """The rule that ``spec`` names ("ewa", "roth_erev:phi=0.2"), for a menu of ``size`` with ``start`` as first choice.

    Raises :class:`~protocols.errors.UserError` for unknown names and arguments.
    """
    name, args = parse_spec(spec)
    if name not in RULES:
        raise UserError(f"learning rule {name!r}: unknown, allowed {', '.join(RULES)}")
    learner: Learner = build(RULES[name], f"learning rule {name!r}", args, size=size, start=start)
    return learner
