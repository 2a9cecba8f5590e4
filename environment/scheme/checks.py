"""References of a scheme to the registries: clauses, terms, rules of encounter, strategies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from environment.scenario.checks import keys
from environment.scenario.overlay import suggest
from environment.scenario.parties import ENCOUNTERS, OPTIONAL
from environment.scenario.season_checks import rules
from environment.scenario.tree import Loc, Node
from environment.scenario.validate import problem
from environment.scheme.scheme import ITEMS, KINDS, PAIRS, Scheme
from protocols.errors import UserError

QUANTITIES = {"N5": "rush_qty", "N6": "transfer_qty"}  # what these are about: there is no standing value
BARGAINED = tuple(name for name in ENCOUNTERS if name != "N7")  # N7 is the review: nothing to bargain over


def check(scheme: Scheme, tree: Node) -> list[str]:
    """One line per reference that leads nowhere."""
    from environment.scheme.money import check_money

    found = (
        *_clauses(scheme), *check_money(scheme), *_negotiable(scheme), *_terms(scheme), *_protocols(scheme),
        *_strategies(scheme), *_learning(scheme),
    )  # fmt: skip
    return [problem(tree, loc, what, allowed) for loc, what, allowed in found]


Problems = Iterator[tuple[Loc, str, str]]


def _clauses(scheme: Scheme) -> Problems:
    from protocols.contracts import CLAUSES

    for pair, roles in PAIRS.items():
        names: tuple[str, ...] = getattr(scheme.contracts, pair)
        fitting = tuple(sorted(c.name for c in CLAUSES.values() if {c.payer, c.payee} <= roles))
        for i, name in enumerate(names):
            if name not in CLAUSES:
                yield ("contracts", pair, i), f"unknown clause '{name}'", suggest(name, fitting)
            elif name not in fitting:
                clause = CLAUSES[name]
                yield (
                    ("contracts", pair, i),
                    f"'{name}', paid by {clause.payer} to {clause.payee}",
                    ", ".join(fitting),
                )
            elif name in names[:i]:
                yield ("contracts", pair, i), f"clause '{name}' twice", "each once"


def _terms(scheme: Scheme) -> Problems:
    from protocols.contracts import CLAUSES

    clauses = [CLAUSES[name] for pair in PAIRS for name in getattr(scheme.contracts, pair) if name in CLAUSES]
    known = {term for clause in clauses for term in clause.terms}
    known |= {issue for issues in scheme.negotiable.values() for issue in issues}
    for name in scheme.terms:
        if name not in known:
            yield ("terms", name), f"unknown term '{name}'", suggest(name, tuple(sorted(known)))


def _negotiable(scheme: Scheme) -> Problems:
    from environment.scheme.money import check_issue

    for block in ("negotiable", "protocols"):
        for encounter in getattr(scheme, block):
            if encounter not in BARGAINED:
                yield (block, encounter), f"unknown encounter '{encounter}'", ", ".join(BARGAINED)
    for encounter in BARGAINED:
        if encounter not in scheme.protocols and encounter not in OPTIONAL:
            needed = ", ".join(name for name in BARGAINED if name not in OPTIONAL)
            yield ("protocols",), f"no rule for {encounter}", f"a rule for each of {needed}"
        for issue in scheme.negotiable.get(encounter, ()):
            if issue not in ENCOUNTERS[encounter]:
                yield from check_issue(scheme, encounter, issue)
    for encounter, issue in QUANTITIES.items():
        own = scheme.negotiable.get(encounter, {})
        rest = [name for name in ENCOUNTERS[encounter] if name != issue and own.get(name, ()) is not None]
        if own.get(issue, ()) is None and rest:
            yield (
                ("negotiable", encounter, issue),
                "null, though no quantity stands",
                f"a range, or null for every issue of {encounter} (then it is not held)",
            )
    named = [kind for kind in scheme.strategies if kind != "material"]  # merchants bargain at N8 only: linear if not named
    yield from keys(("strategies",), named, KINDS, "kind of party")
    yield from keys(("visibility",), scheme.visibility, ITEMS, "item")


def _protocols(scheme: Scheme) -> Problems:
    from environment.adapted import check as check_protocol

    for encounter, spec in scheme.protocols.items():
        if encounter in BARGAINED:
            fixed = [issue for issue, span in scheme.negotiable.get(encounter, {}).items() if span is None]
            yield from _made(("protocols", encounter), spec, partial(check_protocol, encounter, fixed=fixed))


def _strategies(scheme: Scheme) -> Problems:
    from agents.strategies import make_strategy

    for kind, spec in scheme.strategies.items():
        yield from _made(("strategies", kind), spec, make_strategy)


def _learning(scheme: Scheme) -> Problems:
    for kind, spec in scheme.learning.items():
        if kind not in KINDS:
            yield ("learning", kind), f"unknown kind of party '{kind}'", suggest(kind, KINDS)
        yield from rules(("learning", kind), spec)


def _made(loc: Loc, spec: str, make: Callable[[str], object]) -> Problems:
    try:
        make(spec)
    except UserError as error:
        yield loc, f"'{spec}'", str(error)
