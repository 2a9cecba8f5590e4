"""From a name or a file to a :class:`Scheme`: read, overlay, validate, check references; cached."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from environment.scenario.overlay import apply_overrides
from environment.scenario.registry import locate, shipped
from environment.scenario.tree import parse, read_text
from environment.scenario.validate import build, report
from environment.scheme.checks import check
from environment.scheme.scheme import Scheme

_DATA = Path(__file__).parent / "data"
_KEEP = 64
_schemes: dict[tuple[str, str], Scheme] = {}


def names() -> tuple[str, ...]:
    """Names of the shipped schemes."""
    return shipped(_DATA)


def load(name_or_path: str | Path, overrides: Mapping[str, object]) -> Scheme:
    """See :meth:`Scheme.load`."""
    path, label = locate(name_or_path, _DATA, "scheme")
    text = read_text(path, label)
    digest = hashlib.sha256(f"{label}\0{text}".encode(errors="surrogateescape")).hexdigest()
    key = (digest, repr(list(overrides.items())))
    found = _schemes.pop(key, None)  # put back below: the least recently used goes first
    if found is None:
        tree = apply_overrides(parse(text, label), overrides)
        found = build(Scheme, tree, "scheme")
        problems = check(found, tree)
        if problems:
            raise report(problems)
        if len(_schemes) >= _KEEP:
            del _schemes[next(iter(_schemes))]
    _schemes[key] = found
    return found
