"""Where the parameters of the data platform bite."""

from __future__ import annotations

from typing import Any

from tests.environment.context import Context

SNAP: dict[str, Any] = {
    "data.external": [
        {"id": "cold", "families": ["knit"], "regions": ["NORTH"], "effect": 0.4, "window_min": [0, 4320], "known_min": -2880}
    ]
}
CONTEXTS: dict[str, Context] = {
    "data.delay_min": Context(values=(30.0,)),
    "data.external": Context(values=(SNAP["data.external"],)),
    "data.use_external": Context(SNAP, values=(False,), why="there are signals from outside"),
}
