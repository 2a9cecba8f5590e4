"""The search space: base schemes, and ranges of the terms that their clauses read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field

from environment.scenario.overlay import suggest
from environment.scenario.parameter import Frozen, FrozenMap, Id, Text
from environment.scenario.registry import locate
from environment.scenario.tree import Node, parse, read_text
from environment.scenario.validate import build, problem, report
from protocols.errors import UserError

if TYPE_CHECKING:
    from environment import Scheme

DATA = Path(__file__).parent / "data"
PAIRS = ("host_supplier", "supplier_factory", "supplier_warehouse", "supplier_carrier")  # not the platform's own rules
UNTOUCHED = 0.25  # share of points at which a term stays as the base scheme has it: bargained over, or standing


class Span(Frozen):
    """Range of one term, in its unit, and where the range comes from."""

    low: float
    high: float
    source: Text = "E"


class Ranges(Frozen):
    """A file of ranges (``gongying-design/1``)."""

    schema_: Annotated[Literal["gongying-design/1"], Field(alias="schema")]
    terms: Annotated[FrozenMap[Id, Span], Field(min_length=1)]


@dataclass(frozen=True)
class Candidate:
    """A scheme to try: its base and the terms that are set. Without terms it is the base itself."""

    base: str
    terms: tuple[tuple[str, float], ...]
    scheme: Scheme


@dataclass(frozen=True)
class Space:
    """``bases`` by name, ``spans`` of the terms, and ``fitting``: base -> terms that can be set there.

    A term that is set is taken off the table wherever the base bargains over it.
    """

    bases: Mapping[str, Scheme]
    spans: Mapping[str, Span]
    fitting: Mapping[str, tuple[str, ...]]

    @cached_property
    def axes(self) -> tuple[str, ...]:
        """Terms that some base lets be set, in the order of the file."""
        return tuple(name for name in self.spans if any(name in terms for terms in self.fitting.values()))

    def unchanged(self) -> list[Candidate]:
        return [Candidate(name, (), scheme) for name, scheme in self.bases.items()]

    def at(self, point: Sequence[float]) -> Candidate:
        """The candidate at a point of the unit cube: the first coordinate picks the base, one follows per term."""
        names = list(self.bases)
        base = names[min(int(point[0] * len(names)), len(names) - 1)]
        places = dict(zip(self.axes, point[1:], strict=True))
        chosen = {name: self._value(name, places[name]) for name in self.axes if name in self.fitting[base]}
        return self.candidate(base, {name: value for name, value in chosen.items() if value is not None})

    def _value(self, name: str, place: float) -> float | None:
        if place < UNTOUCHED:
            return None
        span = self.spans[name]
        value = span.low + (place - UNTOUCHED) / (1.0 - UNTOUCHED) * (span.high - span.low)
        return float(min(max(float(f"{value:.3g}"), span.low), span.high))  # three digits: a contract is for people

    def candidate(self, base: str, terms: Mapping[str, float]) -> Candidate:
        """``base`` with ``terms`` set. Raises :class:`UserError` where the scheme would not hold together."""
        scheme = self.bases[base]
        if not terms:
            return Candidate(base, (), scheme)
        mark = hashlib.sha256(json.dumps(terms, sort_keys=True).encode()).hexdigest()[:6]
        return Candidate(base, tuple(terms.items()), changed(scheme, {**fixing(scheme, terms), "name": f"{base[:32]}-{mark}"}))


def fixing(scheme: Scheme, terms: Mapping[str, float]) -> dict[str, Any]:
    """Changes of a scheme (key -> value) that set ``terms`` and take them off the table."""
    from environment.encounters import TERMS_OF
    from environment.scenario.parties import ENCOUNTERS

    table = {name: dict(issues) for name, issues in scheme.plain()["negotiable"].items()}
    for encounter, own in ENCOUNTERS.items():
        for issue in own:
            if TERMS_OF.get(issue, issue) in terms:
                table.setdefault(encounter, {})[issue] = None
        for issue in [name for name in table.get(encounter, ()) if name in terms and name not in own]:
            del table[encounter][issue]  # an issue that the scheme itself had added
    return {"terms": {**scheme.plain()["terms"], **terms}, "negotiable": table}


def changed(scheme: Scheme, changes: Mapping[str, Any]) -> Scheme:
    """The scheme with some of its keys replaced, checked as a file would be."""
    from environment.scheme import Scheme as Model
    from environment.scheme.checks import check

    tree = Node.of({**scheme.plain(), **changes}, f"scheme {changes.get('name', scheme.name)}")
    found = build(Model, tree, "scheme")
    problems = check(found, tree)
    if problems:
        raise report(problems)
    return found


def load_space(bases: Sequence[Scheme], parameters: str | Path | None = None) -> Space:
    """The space of ``bases`` and the ranges of a file (by default the shipped ones, as far as the bases read them).

    Raises :class:`UserError` for a bad file, or for a term of one's own that no base reads.
    """
    named = {scheme.name: scheme for scheme in bases}
    if len(named) < len(bases):
        raise UserError("base schemes: found one name twice, allowed: each once")
    file, label = locate("ranges" if parameters is None else parameters, DATA, "parameters")
    tree = parse(read_text(file, label), label)
    ranges = build(Ranges, tree, "parameters")
    known = {name: _terms(scheme) for name, scheme in named.items()}
    problems = list(_faults(ranges, tree, known, strict=parameters is not None))
    if problems:
        raise report(problems)
    space = Space(named, ranges.terms, {})
    fitting = {base: tuple(t for t in ranges.terms if t in known[base] and _fits(space, base, t)) for base in named}
    found = Space(named, ranges.terms, fitting)
    if parameters is not None:
        idle = [name for name in ranges.terms if name not in found.axes]
        if idle:
            allowed = ", ".join(found.axes) or "others"
            raise UserError(f"{label}: terms.{idle[0]}: found a term that no base can have fixed, allowed: {allowed}")
    return found


def _terms(scheme: Scheme) -> frozenset[str]:
    from environment.scheme.money import clauses_of

    read = {term for pair in PAIRS for clause in clauses_of(scheme, pair) for term in clause.terms}
    return frozenset(term for term in read if not term.startswith("pool_share_"))


def _faults(ranges: Ranges, tree: Node, known: Mapping[str, frozenset[str]], strict: bool) -> list[str]:
    from protocols.contracts.quantities import QUANTITIES

    read = tuple(sorted(frozenset().union(*known.values())))
    found = []
    for name, span in ranges.terms.items():
        place = ("terms", name)
        if strict and name not in read:
            found.append(problem(tree, place, f"'{name}', which no clause of the base schemes reads", suggest(name, read)))
        elif not span.low < span.high:
            found.append(problem(tree, place, f"the empty range {span.low:g} to {span.high:g}", "low < high"))
        elif span.low < 0 or (name in QUANTITIES and QUANTITIES[name].unit.startswith("share") and span.high > 1):
            unit = QUANTITIES[name].unit if name in QUANTITIES else "≥ 0"
            limit = "0 to 1" if unit.startswith("share") else "0 and more"
            found.append(problem(tree, place, f"{span.low:g} to {span.high:g}", f"{limit} ({unit})"))
    return found


def _fits(space: Space, base: str, term: str) -> bool:
    """Whether the base still holds together with the term fixed (a pool, for one, needs something to bargain over at N1)."""
    try:
        space.candidate(base, {term: space.spans[term].high})
    except UserError:
        return False
    return True


def points(dimensions: int, count: int, seed: int) -> np.ndarray:
    """(count, dimensions) scrambled Sobol points (Owen 1998); more points of one seed begin with the same ones."""
    from scipy.stats import qmc

    if not count:
        return np.empty((0, dimensions))
    engine = qmc.Sobol(dimensions, scramble=True, seed=np.random.default_rng([seed, 31]))
    return np.asarray(engine.random_base2(int(np.ceil(np.log2(count)))))[:count]  # a power of two keeps the balance
