"""A finished show as plain data: the one JSON object that scripts read, and clean values for every file."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass

import numpy as np
from pydantic import BaseModel

from environment.records import Event, Negotiation, Show
from experiments.replicate import Replications

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def plain(value: object) -> Json:
    """``value`` in the types of JSON: numpy scalars and arrays unpacked, tuples as lists, keys as text.

    A number that is not finite becomes null, since JSON has no other word for "undefined". A set is refused:
    its order would depend on the hash seed.
    """
    if value is None or isinstance(value, bool | np.bool_):
        return None if value is None else bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, str):
        return str(value)
    if isinstance(value, BaseModel):
        return plain(value.model_dump(mode="json"))
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return plain(value._asdict())
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [plain(each) for each in value]
    raise TypeError(f"no JSON form for a {type(value).__name__}")


def event_record(event: Event) -> dict[str, Json]:
    """One line of the story with its text in both languages."""
    return {
        "t_min": plain(event.t_min),
        "kind": event.kind,
        "party": event.party,
        "text": event.text("en"),
        "text_zh": event.text("zh"),
        "evidence": plain(event.evidence),
    }


def negotiation_record(talk: Negotiation) -> dict[str, Json]:
    """One encounter without its arrays: ``offers`` is the number of offers made, money is CNY."""
    return {
        "id": talk.id,
        "kind": talk.kind,
        "parties": plain(talk.parties),
        "protocol": talk.protocol,
        "t_min": plain(talk.t_min),
        "rounds": plain(talk.rounds),
        "agreed": bool(talk.agreed),
        "reason": talk.reason,
        "outcome": plain(talk.outcome),
        "gains": plain(talk.gains),
        "reservations": plain(talk.reservations),
        "strategies": plain(talk.strategies),
        "offers": len(talk.offers),
    }


def show_object(show: Show, replications: Replications | None = None) -> dict[str, Json]:
    """The object that ``run --json`` prints; docs/how-to/use-from-scripts.md describes its fields."""
    found: dict[str, Json] = {
        "scenario": show.scenario.name,
        "scheme": show.scheme.name,
        "seed": int(show.seed),
        "version": show.version,
        "variants": plain(show.scenario.applied_variants),
        "overrides": plain(show.scenario.applied_overrides),
        "measures": plain(show.measures),
        "money": {party: _to_cents(lines) for party, lines in show.money.items()},
        "timeline": [event_record(event) for event in show.events],
        "negotiations": [negotiation_record(talk) for talk in show.negotiations],
        "conservation": plain(show.conservation),
    }
    if replications is not None:
        found["replications"] = replications_object(replications)
    return found


def _to_cents(lines: Mapping[str, float]) -> dict[str, Json]:
    """CNY at two decimals: what the ledger holds, without the noise of binary fractions."""
    return {name: plain(round(float(cny), 2)) for name, cny in lines.items()}


def replications_object(done: Replications) -> dict[str, Json]:
    """Number, seeds, and the spread of each measure and, under ``money``, of each party's profit."""
    return {
        "n": done.n,
        "seeds": plain(done.seeds),
        "measures": plain(done.measure_spreads()),
        "money": plain(done.profit_spreads()),
        "conservation": plain(done.conservation),
    }
