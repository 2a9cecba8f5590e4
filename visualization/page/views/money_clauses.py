"""The arithmetic behind a posting: the clause in words, the terms it was agreed at, and the numbers where they are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from environment.deals import standing_terms
from environment.encounters import TERMS_OF
from environment.records import Negotiation, Show
from environment.scheme.places import STANDING
from experiments.settle.arithmetic import arithmetic, figure
from experiments.settle.job import Item, settle_record
from experiments.settle.recorded import CONTRACTS, read_show
from protocols.contracts import CLAUSES, QUANTITIES, Clause
from protocols.errors import UserError
from visualization.figures.names import Pair, words
from visualization.page.views.money import Posting
from visualization.report.words import measured

# Terms that differ from party to party or from style to style: known only where they were bargained over.
OWN = frozenset(
    {"first_kg_rate", "card_first_kg_rate", "overflow_surcharge", "take_or_pay", "rush_premium", "buyback_price",
     "wholesale_price", "salvage_price", "option_fee"}
)  # fmt: skip
_NO_TERMS: dict[str, float] = {}


@dataclass(frozen=True)
class Term:
    """A term of the clause: its meaning, its value with its unit, and whether it was bargained over."""

    name: Pair
    value: Pair
    agreed: bool


@dataclass(frozen=True)
class Explained:
    """A posting explained. ``numbers`` is the formula with its figures filled in, ``steps`` the functions within it;
    ``implied`` says which quantity the amount amounts to where only that one is not on record. ``talk`` is the negotiation
    whose terms it runs on.
    """

    meaning: Pair
    formula: Pair
    numbers: str = ""
    steps: tuple[str, ...] = ()
    implied: Pair = ("", "")
    terms: tuple[Term, ...] = ()
    source: str = ""
    talk: str = ""


@dataclass(frozen=True)
class Clauses:
    """Explains the postings of one show."""

    show: Show

    def explain(self, posting: Posting) -> Explained:
        """Why this amount."""
        clause = CLAUSES.get(posting.clause)
        if clause is None:
            return Explained(words(f"clause.{posting.clause}.doc", " "), ("", ""))
        talk = self.talk(posting)
        known = self.terms(talk)
        terms = tuple(
            Term((QUANTITIES[n].en, QUANTITIES[n].zh), measured(known[n], QUANTITIES[n].unit), n in _bargained(talk))
            for n in clause.terms
            if n in known
        )
        how = arithmetic(clause, {n: known[n] for n in clause.terms if n in known}, _NO_TERMS)
        meaning = (clause.doc_en, clause.doc_zh)
        found = Explained(meaning, how.formula, terms=terms, source=clause.source, talk=talk.id if talk else "")
        item = self._settled.get((posting.clause, posting.cause)) or self._settled.get((posting.clause, ""))
        if posting.contract in CONTRACTS and item is not None and abs(abs(item.cents) - posting.cents) <= 1:
            return _with(found, item.how.numbers, item.how.steps)
        if self._several(posting):
            return found
        return _with(found, implied=implied(clause, known, posting.cents / 100.0))

    def talk(self, posting: Posting) -> Negotiation | None:
        """The agreed negotiation whose terms the posting's contract runs on."""
        first, _, partner = posting.contract.partition("-")
        for kind in _encounters(posting.contract):
            for each in self.show.negotiations:
                mine = kind == "N1" or partner in each.parties and (kind != "N8" or first in each.parties)
                if each.agreed and each.kind == kind and mine:
                    return each
        return None

    def _several(self, posting: Posting) -> bool:
        """Whether a factory took several rush orders, so that it is open which terms this one is at."""
        table = self.show.tables["ledger"]
        lots = {cause for name, cause in zip(table["contract"], table["cause"], strict=True) if name == posting.contract}
        return posting.contract.startswith("rush-") and len(lots) > 1

    def terms(self, talk: Negotiation | None) -> dict[str, float]:
        """The terms that are certain: bargained, set by the scheme, or the same for everybody."""
        standing = standing_terms(self.show.scenario, self.show.scheme)
        found = {name: float(value) for name, value in standing.items() if name in STANDING - OWN}
        found |= {name: float(value) for name, value in self.show.scheme.terms.items()}
        return found | _bargained(talk)

    @cached_property
    def _settled(self) -> dict[tuple[str, str], Item]:
        """The host's contract settled again from the recorded facts; nothing where the record does not suffice."""
        try:
            done = settle_record(*read_show(self.show), own=True)
        except UserError:
            return {}
        return {(item.clause.name, item.cause): item for item in done.items}


def implied(clause: Clause, terms: Mapping[str, float], cny: float) -> Pair:
    """The one quantity of a clause that nobody recorded, from the amount; nothing where there is no such single one."""
    if len(clause.facts) != 1 or clause.formula == clause.facts[0] or clause.refund_of:
        return ("", "")
    if not all(name in terms for name in clause.terms):
        return ("", "")
    fact = clause.facts[0]
    values = [arithmetic(clause, terms, {fact: x}).value for x in (0.0, 1.0, 2.0)]
    if None in values:
        return ("", "")
    zero, one, two = (float(value) for value in values if value is not None)
    if abs(two - 2.0 * one + zero) > 1e-9 * max(1.0, abs(two)) or one == zero:
        return ("", "")
    amount = figure(round((cny - zero) / (one - zero), 2))
    unit, label = QUANTITIES[fact].unit, QUANTITIES[fact]
    return words("page.money.implied", label=(label.en, label.zh), amount=amount, unit=unit)


def _bargained(talk: Negotiation | None) -> dict[str, float]:
    if talk is None:
        return {}
    return {TERMS_OF.get(n, n): float(v) for n, v in talk.outcome.items() if isinstance(v, int | float)}


def _encounters(contract: str) -> tuple[str, ...]:
    """Which encounters agree the terms of a contract; its second party tells the rest apart."""
    if contract in CONTRACTS:
        return ("N1",)
    first = contract.partition("-")[0]
    return {"supplier": ("N2", "N3", "N4"), "rush": ("N5", "N2"), "transfer": ("N6",)}.get(first, ("N8",))


def _with(found: Explained, numbers: str = "", steps: tuple[str, ...] = (), implied: Pair = ("", "")) -> Explained:
    return Explained(found.meaning, found.formula, numbers, steps, implied, found.terms, found.source, found.talk)
