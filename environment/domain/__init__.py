"""What the trade says it does, and where the model has it."""

from environment.domain.statements import Statement, statements

__all__ = ["Statement", "statements"]
