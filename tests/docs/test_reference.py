"""The reference pages say what the code says: generated ones are up to date, every table is documented."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from environment import Scenario, Show
from environment.measures.reference import measures_reference
from environment.measures.registry import catalogue
from environment.measures.sources import SOURCES
from environment.scenario import baseline
from environment.scenario.baseline_page import baseline_page
from environment.scenario.reference import left_out, parameter_reference
from environment.scheme import Scheme
from environment.scheme.explain import payments
from environment.scheme.reference import schemes_reference
from environment.tables_reference import TABLES, columns, tables_reference
from protocols.contracts import CLAUSES, QUANTITIES
from protocols.contracts.reference import clauses_reference

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


def story_page() -> str:
    return baseline_page(baseline.FILE, Scenario.load("autumn_launch").story_expectations or {})


GENERATED: dict[str, tuple[str, Callable[[], str]]] = {
    "reference/clauses": ("protocols.contracts.reference", clauses_reference),
    "measures": ("environment.measures.reference", measures_reference),
    "reference/parameters": ("environment.scenario.reference", lambda: parameter_reference(Scenario.load("autumn_launch"))),
    "reference/schemes": ("environment.scheme.reference", schemes_reference),
    "reference/tables": ("environment.tables_reference", tables_reference),
    "validation-story": ("environment.scenario.baseline_page", story_page),
}


@pytest.mark.parametrize("page", GENERATED)
def test_generated_page_is_up_to_date(page: str) -> None:
    module, text = GENERATED[page]
    found = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    assert found == text(), f"run: python -m {module} > docs/{page}.md"


def test_every_table_and_column_of_a_show_is_documented(reference_show: Show) -> None:
    assert set(reference_show.tables) == set(TABLES)
    for name, table in reference_show.tables.items():
        assert tuple(table) == tuple(columns(name)), name


def test_every_column_says_more_than_its_name() -> None:
    bare = [f"{table}.{name}" for table in TABLES for name, (_, meaning) in columns(table).items() if meaning in ("", name)]
    assert not bare


def test_every_work_that_a_measure_cites_is_listed_in_full() -> None:
    cited = [entry.source for entry in catalogue().values()]
    for name, reference in SOURCES.items():
        assert any(name in source for source in cited), f"{name} is cited by no measure"
        assert f"({name[-4:]})" in reference
        cited = [source.replace(name, "") for source in cited]
    unlisted = [source for source in cited if re.search(r"\b(1[5-9]|20)\d\d\b", source)]
    assert not unlisted, "missing in environment/measures/sources.py"


def test_a_source_names_no_document_that_does_not_ship() -> None:
    """Beside works in full: rows of the calibration table, the two trade texts, statements of the trade."""
    calibration = (DOCS / "reference" / "scenario.md").read_text(encoding="utf-8")
    statements = (DOCS / "domain.md").read_text(encoding="utf-8")
    known = {
        "R": {row for cell in re.findall(r"^\| (\d+(?:–\d+)?) \|", calibration, re.M) for row in cell.split("–")},
        "S": set(re.findall(r"\bS(\d) is a", calibration)) | set(re.findall(r"\bS(\d) a tutorial", calibration)),
        "DOMAIN": set(re.findall(r"^## (\d+)\.", statements, re.M)),
    }
    for entry in catalogue().values():
        for kind, number in re.findall(r"\b([A-Z]+) ?§? ?(\d+)", entry.source):
            assert number in known.get(kind, ()), (entry.name, entry.source)


def test_every_clause_is_documented_with_its_terms_and_facts() -> None:
    page = (DOCS / "reference" / "clauses.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^### `(\w+)`", page, re.M)) == set(CLAUSES)
    for clause in CLAUSES.values():
        assert clause.doc_en in page and clause.doc_zh in page
        assert {*clause.terms, *clause.facts} <= set(QUANTITIES), clause.name


def test_every_scheme_is_documented_with_what_each_clause_says() -> None:
    page = (DOCS / "reference" / "schemes.md").read_text(encoding="utf-8")
    assert {*Scheme.names()} <= set(re.findall(r"^## (\w+)$", page, re.M))
    for scheme in map(Scheme.load, Scheme.names()):
        part = page.partition(f"\n## {scheme.name}\n")[2].partition("\n## ")[0]
        assert scheme.summary_en in part and scheme.summary_zh in part and scheme.source in part
        for payment in payments(scheme):
            assert f"| `{payment.clause.name}` " in part, (scheme.name, payment.clause.name)
            assert payment.clause.doc_en in page and payment.clause.doc_zh in page


def test_every_measure_of_a_show_is_documented(reference_show: Show) -> None:
    page = (DOCS / "measures.md").read_text(encoding="utf-8")
    assert set(reference_show.measures) <= set(catalogue())
    assert set(re.findall(r"^\| `(\w+)`", page, re.M)) == set(catalogue())


def test_the_map_leads_to_every_page() -> None:
    """From docs/index.md, directly or through the index of a folder that it links to."""
    linked, todo = set(), [DOCS / "index.md"]
    while todo:
        index = todo.pop()
        found = re.findall(r"\]\(([^)#]+\.md)\)", index.read_text(encoding="utf-8"))
        here = {(index.parent / name).resolve() for name in found}
        todo += [page for page in here - linked if page.name == "index.md" and page != DOCS / "index.md" and page.exists()]
        linked |= here
    pages = {path.resolve() for path in DOCS.rglob("*.md")} - {(DOCS / "index.md").resolve()}
    assert not pages - linked, "docs/index.md does not lead to these"


def test_the_model_page_names_parameters_that_exist() -> None:
    """What odd.md puts in code font is a parameter, a table, a file, a setting or a name of the ledger."""
    scenario = Scenario.load("autumn_launch")
    leaves = (*scenario.parameters(), *left_out(scenario))
    known = {step for leaf in leaves for step in leaf.path.split(".")} | {*TABLES, *CLAUSES, *scenario.variants}
    known |= {str(leaf.value) for leaf in scenario.parameters() if isinstance(leaf.value, str)}
    known |= {"books", "file", "parties.markets", "credulous", "ignore", "student", "hill_climber", "main_only"}
    known |= {"size_mix", "story_expectations", "environment", "experiments", "visualization"}
    for path in ("odd.md", "design.md"):
        text = re.sub(r"^    .*$", "", (DOCS / path).read_text(encoding="utf-8"), flags=re.M)
        for name in re.findall(r"`([a-z_][a-z_0-9.]+)`", text):
            assert name.endswith(".py") or name.split(".")[-1] in known or name in known, (path, name)


@pytest.fixture(scope="module")
def story() -> baseline.Expectations:
    """The reference seed and its three counterfactuals, played once."""
    return baseline.model()


def test_the_story_meets_the_expectations_of_its_file(story: baseline.Expectations) -> None:
    expected = Scenario.load("autumn_launch").story_expectations
    assert expected is not None
    far = [(name, file, now) for name, file, now, near in baseline.compare(expected, story) if not near]
    assert not far, f"explain each in its comment in the file, then: python -m environment.scenario.baseline --write\n{far}"


def test_writing_puts_the_model_in_place_of_old_numbers(
    story: baseline.Expectations, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = re.sub(r"units_total: \d+", "units_total: 1", baseline.FILE.read_text(encoding="utf-8"))
    old = re.sub(r"(transfer_WN_to_WE: \{decided_min: )[\d.]+", r"\g<1>99", old)
    copy = tmp_path / "autumn_launch.yaml"
    copy.write_text(old, encoding="utf-8")
    monkeypatch.setattr(baseline, "FILE", copy)
    baseline.write(story)
    again = Scenario.load(copy)
    assert again.parameters() == Scenario.load("autumn_launch").parameters()
    assert again.story_expectations is not None
    assert all(near for *_, near in baseline.compare(again.story_expectations, story))
    assert [line.partition("#")[2] for line in copy.read_text(encoding="utf-8").splitlines()] == [
        line.partition("#")[2] for line in old.splitlines()
    ]


def test_the_host_gains_more_from_the_hit_than_the_supplier(story: baseline.Expectations) -> None:
    """The prose of the page on the story."""
    supplier, host = story["supplier_profit"], story["host_profit_before_team_cost"]
    gained = host["story"] - host["no_reaction"]
    assert gained > max(0.0, supplier["story_all_leftover_salvaged"] - supplier["no_reaction_salvaged"])
    assert story["gross_gmv"] > story["without_reaction"]["gross_gmv"]


def test_an_expectation_that_did_not_happen_differs() -> None:
    found = {"gross_gmv": 1000.0, "alert_raised_min": math.nan, "units_A": 116.0, "transfer": {"at_h": 19.9}}
    rows = baseline.compare({"alert_raised_min": 15, "units_A": 100, "transfer": {"at_h": 19}, "gross_gmv": 1000}, found)
    assert {name: near for name, _, _, near in rows} == {
        "alert_raised_min": False, "units_A": False, "transfer.at_h": True, "gross_gmv": True,
    }  # fmt: skip
