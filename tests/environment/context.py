"""What a perturbed parameter needs around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Context:
    """A show in which a parameter matters, and the values to try (none: what suits its type)."""

    overrides: Mapping[str, Any] = field(default_factory=dict)
    values: tuple[Any, ...] = ()
    together: Mapping[str, Any] = field(default_factory=dict)  # what must change with it for the file to stay valid
    terms: Mapping[str, Any] = field(default_factory=dict)  # overrides of the scheme
    scheme: str = "slot_fee_commission"
    seed: int | None = None
    shows: int = 1
    why: str = ""
