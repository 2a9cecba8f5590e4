"""The reference pages of protocols and strategies: up to date, complete, and true to what the code refuses."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from agents.strategies import STRATEGIES
from agents.strategies.reference import TITLES as STRATEGY_TITLES
from agents.strategies.reference import strategies_reference
from protocols import reference
from protocols.outcomes import Issue, OutcomeSpace
from protocols.registry import PROTOCOLS, make_protocol
from protocols.types import Breakdown

PAGES: dict[str, tuple[str, Callable[[], str]]] = {
    "protocols": ("protocols.reference", reference.protocols_reference),
    "strategies": ("agents.strategies.reference", strategies_reference),
}


@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_up_to_date_and_plain_markdown(page: str, root: Path) -> None:
    module, text = PAGES[page]
    written = (root / "docs" / "reference" / f"{page}.md").read_text(encoding="utf-8")
    assert written == text(), f"run: python -m {module} > docs/reference/{page}.md"
    assert not re.search(r":\w+:`|``| \n", written)


@pytest.mark.parametrize(("page", "names"), [("protocols", PROTOCOLS), ("strategies", STRATEGIES)])
def test_every_name_has_a_section_with_its_arguments(page: str, names: dict[str, type], root: Path) -> None:
    written = (root / "docs" / "reference" / f"{page}.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", written, re.M | re.S))
    assert set(names) <= set(sections)
    for name, kind in names.items():
        told = sections[name].partition("- arguments:")[2]
        for argument in set(inspect.signature(kind).parameters) - {"space", "first"}:
            assert f"`{argument}`" in told, (name, argument)


def test_every_name_has_a_chinese_one() -> None:
    assert set(PROTOCOLS) == set(reference.TITLES)
    assert set(STRATEGIES) <= set(STRATEGY_TITLES)


def test_every_protocol_says_how_it_fails() -> None:
    assert set(re.findall(r'"(\w+)"', Breakdown.__doc__ or "")) == set(reference.FAILURES)
    for name, rule in PROTOCOLS.items():
        assert "party_failed" in reference.failures(rule), name


@pytest.mark.parametrize(
    ("name", "argument"), [("rationing", "cut"), ("arbitration", "solution"), ("coalition_formation", "split")]
)
def test_the_choices_that_are_listed_are_taken(name: str, argument: str, root: Path) -> None:
    written = (root / "docs" / "reference" / "protocols.md").read_text(encoding="utf-8")
    section = written.partition(f"### `{name}`")[2].partition("\n### ")[0]
    listed = section.partition(f"- `{argument}`:")[2].partition("- source")[0]
    found = re.findall(r"^  - `(\w+)`:", listed, re.M) or re.findall(r"`(\w+)`", listed)
    assert len(found) >= 3
    for choice in found:
        make_protocol(f"{name}:{argument}={choice}", OutcomeSpace([Issue("price", (1, 2))]))


def test_cross_references_and_code_become_markdown() -> None:
    doc = """One line
    of two.

    A target is at :attr:`protocols.types.Seat.discount`, :func:`~a.b.solve` or ``e``.
    """
    assert reference.markdown(doc) == "One line of two.\n\nA target is at `Seat.discount`, `solve` or `e`."
