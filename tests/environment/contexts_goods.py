"""Where the parameters of product and stocking bite."""

from __future__ import annotations

from tests.environment.context import Context

CONTEXTS: dict[str, Context] = {}
