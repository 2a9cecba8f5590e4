"""Where the parameters of selection, organisation and pricing bite."""

from __future__ import annotations

from tests.environment.context import Context

CONTEXTS: dict[str, Context] = {}
