"""Money on the page: the books sum up at every level, and a posting's arithmetic gives its amount."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from environment import Scenario, play
from environment.records import Show
from environment.texts import CATALOGUE
from protocols.contracts import CLAUSES
from visualization.figures.names import Names
from visualization.page.settings import Pick
from visualization.page.views.money import Books, cny, ledger_csv
from visualization.page.views.money_clauses import Clauses
from visualization.page.views.money_groups import GROUPS, OTHER, group_of
from visualization.page.views.money_place import Place, follow, start

PAGE = Path(__file__).parents[2] / "visualization" / "page"


@pytest.fixture(scope="module")
def books(played: Show) -> Books:
    return Books(played, Names.of(played))


def test_every_account_is_the_engines_own(books: Books, played: Show) -> None:
    assert books.total == 0
    for account in books.accounts:
        assert account.balance == round(100 * played.money[account.id]["profit"])
    inside = [account.inside for account in books.accounts]
    assert inside == sorted(inside, reverse=True)


def test_each_level_sums_to_the_one_above(books: Books) -> None:
    for account in books.accounts:
        steps = books.waterfall(account.id)
        assert steps[-1].total and steps[-1].end == account.balance == sum(step.change for step in steps[:-1])
        assert all(before.end == after.start for before, after in zip(steps[:-1], steps[1:-1], strict=False))
        partners = books.partners(account.id)
        assert sum(line.change for line in partners) == account.balance
        for partner in partners:
            lines = books.lines(account.id, partner.key)
            assert sum(line.change for line in lines) == partner.change
            for line in lines:
                found = books.of(account.id, partner=partner.key, line=line.key)
                assert sum(each.change(account.id) for each in found) == line.change and len(found) == line.count


def test_a_group_narrows_what_is_below_it(books: Books) -> None:
    for step in books.waterfall("supplier")[:-1]:
        assert sum(line.change for line in books.partners("supplier", step.key)) == step.change


def test_clauses_of_contracts_have_a_group_with_a_name() -> None:
    assert OTHER not in {group_of(name) for name in CLAUSES}
    assert group_of("a clause nobody knows") == OTHER
    for group in (*GROUPS, OTHER):
        assert all(CATALOGUE[f"page.money.group.{group}"])


@pytest.mark.parametrize("scheme", ["slot_fee_commission", "alert_bond"])
def test_arithmetic_with_numbers_comes_to_the_amount(scheme: str) -> None:
    show = play(scheme=scheme, seed=7)
    books, clauses = Books(show, Names.of(show)), Clauses(show)
    shown = 0
    for posting in books.postings:
        found = clauses.explain(posting)
        if found.numbers:
            text = found.numbers.replace(",", "").replace("×", "*").replace("−", "-").replace("^", "**")
            if re.fullmatch(r"[0-9.*+\-/() ]+", text):  # one without functions can be worked out by hand
                value = 1.0
                for factor in text.split("*"):
                    value *= float(factor)
                assert value == pytest.approx(posting.cents / 100, abs=0.02)
                shown += 1
            assert found.talk == "N1"
    assert shown >= 3


def test_an_implied_quantity_is_what_the_terms_make_of_the_amount(books: Books, played: Show) -> None:
    clauses = Clauses(played)
    surge = next(each for each in books.postings if each.clause == "surge_booking")
    talk = clauses.talk(surge)
    assert talk is not None and talk.kind == "N3" and set(talk.parties) == {surge.payer, surge.payee}
    found = clauses.explain(surge)
    assert f"{talk.outcome['surge_parcels']:,.0f}" in found.implied[0] and found.implied[1]
    assert any(term.agreed for term in found.terms)


def test_what_a_factory_pays_its_merchant_leads_to_their_talk() -> None:
    show = play(Scenario.load("autumn_launch", variants=["merchants_bargain"]), seed=20260917)
    clauses, paid = Clauses(show), [p for p in Books(show, Names.of(show)).postings if p.clause == "material_reserve"]
    assert paid
    for posting in paid:
        talk = clauses.talk(posting)
        assert talk is not None and talk.kind == "N8" and set(talk.parties) == {posting.payer, posting.payee}
        assert any(term.agreed for term in clauses.explain(posting).terms)


def test_a_click_anywhere_leads_to_its_place(books: Books) -> None:
    here = follow(books, Place(), None)
    assert here.party == start(books) == "supplier"
    assert follow(books, here, Pick("party", "host")) == Place("host")
    assert follow(books, here, Pick("party", "nobody")) == here
    assert follow(books, here, Pick("edge", "host>supplier")) == Place("host", partner="supplier")
    assert follow(books, here, Pick("negotiation", "N1")).partner in ("host", "supplier")
    commission = next(each for each in books.postings if each.clause == "commission")
    found = follow(books, here, Pick("posting", str(commission.at)))
    assert (found.party, found.partner, found.posting) == ("supplier", "host", commission.at)
    assert follow(books, found, Pick("posting", str(commission.at))) == found
    assert follow(books, here, Pick("posting", "999999")) == here


def test_a_step_closes_what_is_below_it() -> None:
    place = Place("host", "sales", "supplier", "a|b", 3)
    assert place.to(group="risk") == Place("host", "risk")
    assert place.to(line="c|d") == Place("host", "sales", "supplier", "c|d")


def test_the_csv_holds_every_cent(books: Books) -> None:
    rows = list(csv.DictReader(io.StringIO(ledger_csv(books.postings).decode())))
    assert len(rows) == len(books.postings)
    assert [round(100 * float(row["cny"])) for row in rows] == [each.cents for each in books.postings]


@pytest.mark.parametrize(("cents", "text"), [(-5, "−0.05"), (123456789, "1,234,567.89"), (100, "1.00")])
def test_cents_as_text(cents: int, text: str) -> None:
    assert cny(cents) == text


def test_every_text_that_the_panels_name_is_there_in_both_languages() -> None:
    mine = ("money", "collaboration", "compare", "sweeps", "pieces")
    named = set()
    for path in (*PAGE.glob("panels/*.py"), *PAGE.glob("views/*.py")):
        if path.stem.startswith(mine):
            named |= set(re.findall(r'"(page\.[a-z_0-9.]+)"', path.read_text(encoding="utf-8")))
    assert len(named) > 80
    assert not [key for key in named if key not in CATALOGUE and not key.endswith(".")]
    assert all(all(CATALOGUE[key]) for key in named if key in CATALOGUE)
