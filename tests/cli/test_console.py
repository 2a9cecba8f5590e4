"""Text for a terminal: widths, wrapping, numbers, and a whole show in lines that fit."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import environment
import run
from environment import Show
from environment.texts import LANGUAGES, render
from environment.world import World
from visualization.columns import grid, keep_together, pad, width, wrap
from visualization.console import WIDTH, console_text, stamp
from visualization.figures.names import Names
from visualization.quantities import evidence_label, money, number, quantity, signed

TEXTS = st.text(alphabet="abc ,.一二三，。（）ｘ", max_size=80)


@given(TEXTS, st.integers(4, 40))
def test_wrapping_loses_nothing_and_fits_where_words_do(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert "".join("".join(lines).split()) == "".join(text.split())
    longest = max((width(word) for word in text.split()), default=0)
    for line in lines:
        assert line == line.rstrip()
        assert width(line) <= max(columns, longest) + sum(char in "，。）" for char in line) * 2


def test_closing_punctuation_does_not_start_a_line() -> None:
    assert wrap("一二三，四", 6) == ["一二三，", "四"]


def test_what_is_kept_together_moves_as_a_whole() -> None:
    assert wrap("one two " + keep_together("three four"), 16) == ["one two", "three four"]


@given(TEXTS, st.integers(0, 60), st.booleans())
def test_padding_reaches_the_width(text: str, columns: int, right: bool) -> None:
    assert width(pad(text, columns, right)) == max(columns, width(text))


def test_a_grid_aligns_chinese_and_english() -> None:
    lines = list(grid([("风衣", "1", "x"), ("coat", "10", "y")], right=frozenset({1}), indent=0))
    assert lines == ["风衣   1  x", "coat  10  y"]


@pytest.mark.parametrize(
    ("t_min", "shown"),
    [(-2880, "T−48h"), (-90, "T−1.5h"), (0, "T+0min"), (150, "T+150min"), (155, "T+2.6h"), (21600, "T+360h")],
)
def test_stamps(t_min: float, shown: str) -> None:
    assert stamp(t_min, 150) == shown


def test_numbers_read_well() -> None:
    assert money(-0.4) == "0"
    assert signed(-1234.6) == "−1,235"
    assert signed(0.2) == "0"
    assert number(math.nan) == money(math.nan) == signed(math.nan) == "–"
    assert quantity(0.195, "share", "zh") == "19.5%"
    assert quantity(1500, "units", "zh") == "1,500 件"
    assert quantity("Friday", "", "en") == "Friday"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_show_fits_the_terminal(reference_show: Show, lang: str) -> None:
    text = console_text(reference_show, lang)
    assert max(width(line) for line in text.splitlines()) <= WIDTH
    for talk in reference_show.negotiations:
        assert f"  {talk.id} " in text
    for lines in reference_show.money.values():
        assert money(lines["profit"]) in text
    assert "{" not in text and "nan" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_brackets_of_the_evidence_stay_with_their_words(reference_show: Show, lang: str) -> None:
    lines = console_text(reference_show, lang).splitlines()
    assert any("[" in line or "〔" in line for line in lines)
    assert not [line for line in lines if line.endswith(("[", "〔")) or line.strip() in ("]", "〕")]


def test_one_is_singular_and_no_guarantee_is_said_so(reference_show: Show) -> None:
    english, chinese = (console_text(reference_show, lang) for lang in LANGUAGES)
    assert "after 1 rounds" not in " ".join(english.split())
    assert render("deal.none", "en", {"other": "x", "rounds": 1, "reason": "y"}).startswith("No deal with x after 1 round (")
    assert render("deal.none", "en", {"other": "x", "rounds": 11, "reason": "y"}).startswith("No deal with x after 11 rounds")
    assert reference_show.negotiations[0].outcome["guarantee_multiple"] == 0
    assert "no sales guarantee" in english and "不保量" in chinese
    assert quantity(5, "× slot fee", "zh") == "5 倍坑位费"


def test_balancing_accounts_stand_below_the_profits(reference_show: Show) -> None:
    text = console_text(reference_show)
    profits, around = text[text.index("Money (CNY)") : text.index("Measures")].split("Balancing accounts")
    assert "platform  " not in profits and "profit" in profits
    assert "platform  " in around and "consumers" in around and "Host  " not in around


def test_every_piece_of_evidence_has_a_name_in_both_languages() -> None:
    sources = [path.read_text(encoding="utf-8") for path in Path(environment.__file__).parent.rglob("*.py")]
    written = [body for text in sources for body in re.findall(r"evidence=\{(.*?)\}", text, re.S)]
    found = {key for body in written for key in re.findall(r'"([a-z_]+)":', body)}
    assert {"gain_cny", "rivals", "mentions"} <= found
    for key in sorted(found):
        en, zh = evidence_label(key, Names({}, {}))
        assert "_" not in en and en != zh, key


@pytest.mark.parametrize("words", [(), ("--shows", "2"), ("festival_week",)])
def test_what_is_played_is_said_before_it_is_played(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said: list[str] = []
    whole = World.step

    def step(world: World) -> None:
        if not said:
            said.append(capsys.readouterr().out)
        whole(world)

    monkeypatch.setattr(World, "step", step)
    assert run.main(["run", *words, "--seed", "3", "--workers", "1", "--out", str(tmp_path)]) == 0
    title = said[0].splitlines()[0]
    assert len(title) > 10 and title not in capsys.readouterr().out  # once, and before
