"""Where a parameter bites: values to try and what else must hold for it to matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Context:
    """A show in which a parameter matters: other overrides, variants, scheme, seed; and the values to try."""

    overrides: tuple[tuple[str, Any], ...] = ()
    variants: tuple[str, ...] = ()
    scheme: str = "slot_fee_commission"
    seed: int | None = None
    values: tuple[Any, ...] = ()
    why: str = ""

    def __hash__(self) -> int:
        return hash((repr(self.overrides), self.variants, self.scheme, self.seed))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Context) and hash(self) == hash(other)


CONTEXTS: dict[str, Context] = {}
