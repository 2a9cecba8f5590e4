"""A scheme that binds only some: members deal with each other under it, every other pair at arm's length."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from environment import Scheme

PAIRS = {
    "host_supplier": {"host", "supplier"},
    "supplier_factory": {"supplier", "factory"},
    "supplier_warehouse": {"supplier", "warehouse"},
    "supplier_carrier": {"supplier", "carrier"},
}
TABLES = {  # who sits at an encounter
    "N1": PAIRS["host_supplier"], "N2": PAIRS["supplier_factory"], "N3": PAIRS["supplier_warehouse"],
    "N4": PAIRS["supplier_carrier"], "N5": {"host", "supplier", "factory"}, "N6": PAIRS["supplier_warehouse"],
    "N8": {"factory"},  # merchants of material stand with the factories they supply
}  # fmt: skip


def restricted(scheme: Scheme, base: Scheme, members: Collection[str]) -> Scheme:
    """``scheme`` among the kinds in ``members``, ``base`` (arm's length) between all others.

    A pair's clauses, an encounter's rule and range, and a term are the scheme's when all who are bound by them are
    members. Data go from members to members as the scheme says, otherwise as ``base`` says. The platform's rules bind
    everybody. With all kinds as members this is the scheme itself.
    """
    inside = frozenset(members)
    if inside >= set().union(*PAIRS.values()):
        return scheme
    whole, apart = scheme.plain(), base.plain()
    found = dict(apart)
    bound = {pair for pair, kinds in PAIRS.items() if kinds <= inside}
    clauses = {pair: (whole if pair in bound else apart)["contracts"][pair] for pair in PAIRS}
    found["contracts"] = {**clauses, "platform": whole["contracts"]["platform"]}
    found["terms"] = _terms(whole, apart, inside)
    for block in ("negotiable", "protocols"):
        held = {name: (whole if kinds <= inside else apart)[block] for name, kinds in TABLES.items()}
        found[block] = {name: source[name] for name, source in held.items() if name in source}
    for block in ("strategies", "learning"):
        if whole.get(block) or apart.get(block):
            found[block] = _by_kind(whole.get(block, {}), apart.get(block, {}), inside)
    found["visibility"] = _visibility(whole["visibility"], apart["visibility"], inside)
    if found["visibility"] != apart["visibility"]:
        found["information_delay_min"] = whole["information_delay_min"]
    pooled = any(name.startswith("surplus_pool") for names in clauses.values() for name in names)
    if pooled:
        found["split"] = whole["split"]
    return type(scheme).model_validate_json(json.dumps(found))


def _by_kind(whole: dict[str, Any], apart: dict[str, Any], inside: frozenset[str]) -> dict[str, Any]:
    kinds = dict.fromkeys([*apart, *whole])
    sources = {kind: whole if kind in inside else apart for kind in kinds}
    return {kind: source[kind] for kind, source in sources.items() if kind in source}


def _terms(whole: dict[str, Any], apart: dict[str, Any], inside: frozenset[str]) -> dict[str, float]:
    """Terms of both schemes, each from the one that binds those who pay or are paid by it."""
    found = {}
    for name in dict.fromkeys([*apart["terms"], *whole["terms"]]):
        source = whole if any(kinds <= inside for kinds in _bound_by(name, whole, apart)) else apart
        if name in source["terms"]:
            found[name] = source["terms"][name]
    return found


def _bound_by(term: str, *schemes: dict[str, Any]) -> list[set[str]]:
    """Kinds whose pair's clauses read ``term``; without a clause, those who bargain over it."""
    from environment.scenario.parties import ENCOUNTERS
    from protocols.contracts import CLAUSES

    named = {pair: [CLAUSES[c] for s in schemes for c in s["contracts"][pair]] for pair in PAIRS}
    found = [PAIRS[pair] for pair, clauses in named.items() if any(term in c.terms for c in clauses)]
    return found or [TABLES[name] for name, issues in ENCOUNTERS.items() if term in issues and name in TABLES]


def _visibility(whole: dict[str, Any], apart: dict[str, Any], inside: frozenset[str]) -> dict[str, list[str]]:
    """Item -> readers: members read what the scheme shows them of each other (outsiders keep theirs to themselves)."""
    from environment.scheme.scheme import OWNERS

    found = {}
    for item in dict.fromkeys([*apart, *whole]):
        owners = set(OWNERS[item] or inside)  # reputations have no owner: members tell each other
        told = [kind for kind in whole.get(item, ()) if kind in inside and owners & inside - {kind}]
        found[item] = list(dict.fromkeys([*apart.get(item, ()), *told]))
    return found
