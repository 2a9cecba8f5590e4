"""Whether every clause of a scheme can be paid: its facts are recorded in a show, its terms have a value, its pool a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from environment.scenario.overlay import suggest
from environment.scenario.parties import ENCOUNTERS
from environment.scenario.tree import Loc
from environment.scheme.places import EXERCISE_CLAUSES, OPTION_CLAUSES, POOL_CLAUSES, RUSH_CLAUSES, STANDING
from environment.scheme.scheme import PAIRS, Scheme
from protocols.contracts import CLAUSES, QUANTITIES, Clause

_SALES = "gross_gmv_cny net_gmv_cny commission_base_cny guarantee_base_cny revenue_cny return_rate paid_traffic_cny"


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Facts that a show records for the clauses of each pair (the books settle on exactly these).
FACTS: Mapping[str, frozenset[str]] = {
    "host_supplier": _names(
        f"{_SALES} gift_cost_cny leftover_loss_cny return_cost_cny effort_cost_cny"
        " alert_units alert_low alert_high sold_units pool_surplus_cny pool_gain_host_cny"
    ),
    "supplier_factory": _names(
        "reserved_units unexercised_units exercised_units goods_value_cny ordered_units sold_units leftover_units"
        " leftover_loss_cny late_unit_days_value_cny revenue_cny pool_surplus_cny pool_gain_factory_cny"
    ),
    "supplier_warehouse": _names(
        "orders extra_items surge_booked_parcels unit_months returned_units transfer_units shortfall_parcels"
        " pool_surplus_cny pool_gain_warehouse_cny"
    ),
    "supplier_carrier": _names(
        "parcels freight_at_card_cny overflow_parcels booked_parcels shipped_parcels late_parcels return_parcels"
        " pool_surplus_cny pool_gain_carrier_cny"
    ),
    "platform": _names(
        "net_gmv_cny gross_gmv_cny late_orders_by_style price_by_style_cny fake_orders_by_day orders paid_traffic_cny"
    ),
}
# The pairs whose clauses an encounter may bargain over, beside the issues it has by itself.
PAIRS_OF: Mapping[str, tuple[str, ...]] = {
    "N1": ("host_supplier",),
    "N2": ("supplier_factory",),
    "N3": ("supplier_warehouse",),
    "N4": ("supplier_carrier",),
    "N5": ("host_supplier", "supplier_factory"),
    "N6": ("supplier_warehouse",),
    "N8": (),  # its clauses are those of every sale of material
}
Found = Iterator[tuple[Loc, str, str]]


def check_money(scheme: Scheme) -> Found:
    """One row (place, what was found, what is allowed) per clause that could not be paid."""
    yield from _clauses(scheme)
    yield from _pool(scheme)


def clauses_of(scheme: Scheme, pair: str) -> list[Clause]:
    """The registered clauses that the scheme names for ``pair``."""
    return [CLAUSES[name] for name in getattr(scheme.contracts, pair) if name in CLAUSES]


def payable(pair: str) -> tuple[str, ...]:
    """Names of the clauses of ``pair`` that a show can settle."""
    fitting = (c for c in CLAUSES.values() if {c.payer, c.payee} <= PAIRS[pair])
    return tuple(sorted(c.name for c in fitting if set(c.facts) <= FACTS[pair]))


def negotiable_terms(scheme: Scheme, encounter: str) -> tuple[str, ...]:
    """Terms that ``encounter`` may bargain over under this scheme, beside its own issues."""
    from environment.encounters import TERMS_OF

    clauses = [c for pair in PAIRS_OF.get(encounter, ()) for c in clauses_of(scheme, pair)]
    clauses = [c for c in clauses if c.name not in POOL_CLAUSES.values()]
    if encounter == "N2":
        clauses = [c for c in clauses if c.name in OPTION_CLAUSES]
    if encounter == "N5":
        clauses = [c for c in clauses if c.name in RUSH_CLAUSES and c.name not in EXERCISE_CLAUSES]
    if encounter == "N6":
        clauses = [c for c in clauses if c.name == "transfer_credit"]
    taken = {TERMS_OF.get(issue, issue) for issue in ENCOUNTERS[encounter]}
    return tuple(sorted({term for c in clauses for term in c.terms} - taken))


def check_issue(scheme: Scheme, encounter: str, issue: str) -> Found:
    """Rows for an issue that the encounter does not have by itself."""
    terms, where = negotiable_terms(scheme, encounter), ("negotiable", encounter, issue)
    if issue not in terms:
        yield where, f"unknown issue '{issue}' of {encounter}", suggest(issue, (*ENCOUNTERS[encounter], *terms))
        return
    span = scheme.negotiable[encounter][issue]
    if span is None or len(span) != 3:
        yield where, "no step", f"[low, high, step], since {encounter} of a scenario does not have '{issue}'"


def _clauses(scheme: Scheme) -> Found:
    for pair, roles in PAIRS.items():
        for i, name in enumerate(getattr(scheme.contracts, pair)):
            if name not in CLAUSES or not {CLAUSES[name].payer, CLAUSES[name].payee} <= roles:
                continue
            clause, where = CLAUSES[name], ("contracts", pair, i)
            unknown = [fact for fact in clause.facts if fact not in FACTS[pair]]
            if unknown:
                said = f"'{name}', which reads {', '.join(unknown)}: no show records it for this pair"
                yield where, said, ", ".join(payable(pair))
            for term in clause.terms:
                if term not in QUANTITIES:
                    yield where, f"'{name}', whose term '{term}' has no unit", f"QUANTITIES['{term}'] = Quantity(unit, en, zh)"
                if term not in STANDING and term not in scheme.terms and not term.startswith("pool_share_"):
                    yield where, f"'{name}' without a value of its term '{term}'", f"terms: {{{term}: a number}}"


def _pool(scheme: Scheme) -> Found:
    places = ((pair, i, c) for pair in PAIRS for i, c in enumerate(getattr(scheme.contracts, pair)))
    named = [(("contracts", pair, i), c) for pair, i, c in places if c in POOL_CLAUSES.values()]
    if named and scheme.split is None:
        yield named[0][0], f"'{named[0][1]}' without a rule to share its pool", "split: shapley, nash or proportional"
    if scheme.split is not None and not named:
        yield ("split",), f"'{scheme.split}' without a pool", f"null, or a clause such as {', '.join(POOL_CLAUSES.values())}"
    first = scheme.negotiable.get("N1", {})
    if named and all(first.get(issue, ()) is None for issue in ENCOUNTERS["N1"]) and not negotiable_added(first):
        where: Loc = ("negotiable", "N1")
        yield where, "null for every issue, though a pool needs payoffs without a deal, which N1 records", "a range of one issue"


def negotiable_added(issues: Mapping[str, tuple[float, ...] | None]) -> tuple[str, ...]:
    """Issues that a scheme adds to an encounter: those with a step of their own."""
    return tuple(name for name, span in issues.items() if span is not None and len(span) == 3)
