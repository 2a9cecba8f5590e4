"""The one exception that means "the user made a mistake", shared by every floor."""

from __future__ import annotations


class UserError(ValueError):
    """A mistake in the user's input: shown as one message, exit code 2, never a traceback."""
