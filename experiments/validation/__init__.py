"""Validation through the agents: in the solvable limits parties that bargain and learn are held against theory.

One module per limit. Each function plays parties of this project (rules of encounter, strategies, contracts settled in the
ledger, learning rules, reputations) in a world small enough to be solved on paper, and returns a
:class:`~experiments.validation.finding.Finding`: what theory says, computed apart by the formula modules, and what was
found, with an interval. ``python -m experiments.validation > docs/validation-agents.md`` writes the page.
"""

from experiments.validation.finding import Finding

__all__ = ["Finding"]
