"""Where the parameters of tier and delivery bite."""

from __future__ import annotations

from tests.environment.context import Context

CONTEXTS: dict[str, Context] = {}
