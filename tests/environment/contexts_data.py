"""Where the parameters of the data platform bite."""

from __future__ import annotations

from tests.environment.context import Context

CONTEXTS: dict[str, Context] = {}
