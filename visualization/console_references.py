"""A show against its references on the same luck: arm's length, the informed planner, the clairvoyant."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from environment.texts import render
from experiments.export import Json, plain
from visualization.columns import grid
from visualization.console import WIDTH, section
from visualization.quantities import money

if TYPE_CHECKING:
    from environment.references import Efficiency


def references_object(found: Efficiency) -> dict[str, Json]:
    """The ``references`` of ``run --references --json``; η is null where it is not defined, and ``reason`` says why."""
    known = found.references
    return {
        "chain_surplus": plain(found.surplus),
        "arms_length": plain(known.arm),
        "planner": plain(known.planner),
        "clairvoyant": plain(known.clairvoyant),
        "gap": plain(known.gap),
        "efficiency": plain(found.value),
        "reason": found.reason,
        "notes": plain(known.notes),
    }


def references_text(found: Efficiency, lang: str) -> str:
    """What the chain kept, what it would have kept under each reference, and the share of the possible gain captured."""
    known = found.references

    def say(key: str, **params: object) -> str:
        return render(f"references.{key}", lang, params)

    rows = [
        (say("arm"), money(known.arm)),
        (say("show"), money(found.surplus)),
        (say("planner"), money(known.planner)),
        (say("clairvoyant"), money(known.clairvoyant)),
    ]
    lines = list(grid(rows, right=frozenset({1}), total=WIDTH))
    lines.append("  " + (say("none") if math.isnan(found.value) else say("share", share=found.value)))
    return section("references", lang, lines)
