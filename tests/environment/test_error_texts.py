"""Every message of a user's mistake has its Chinese: read from the sources, and from real mistakes end to end."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import run
from environment import Scenario, Scheme, play
from environment.texts.errors import PAIRS, frames, in_chinese, untranslated
from protocols.errors import UserError

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("protocols", "agents", "environment", "experiments", "visualization")
# Solved theory that only Python callers and `verify` reach; its mistakes are a programmer's.
APART = ("agents/theory", "environment/logistics", "protocols/theory", "protocols/games", "experiments/verify")
HOLE = "❮1❯"  # stands for what a message carries over: a name, a number
# Pieces that only take shape with a variable of the source in them.
KNOWN = {f"{HOLE}, whose {HOLE} {HOLE} is missing", f"a number {HOLE}", f"dispositions.{HOLE}.{HOLE}: {HOLE}"}


def samples(node: ast.expr) -> list[str]:
    """Texts that the expression of a message can give, with a hole for every value it carries over."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.IfExp):
        return samples(node.body) + samples(node.orelse)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [a + b for a in samples(node.left) for b in samples(node.right)]
    if isinstance(node, ast.JoinedStr):
        found = [""]
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                more = samples(part.value) if isinstance(part.value, ast.IfExp) else [HOLE]
            else:
                more = samples(part)
            found = [a + b for a in found for b in more]
        return found
    return [HOLE]


def framed(found: ast.expr | None, allowed: ast.expr) -> list[str]:
    return [f"❮0❯: found {f}, allowed: {a}" for a in samples(allowed) for f in (samples(found) if found else [HOLE])]


def messages_of(node: ast.AST) -> list[str]:
    """Messages that a call or a reported problem can give."""
    if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 3:
        return framed(node.value.elts[1], node.value.elts[2])
    if not isinstance(node, ast.Call) or not node.args:
        return []
    name, args = getattr(node.func, "attr", getattr(node.func, "id", "")), node.args
    if name in ("UserError", "ArgumentTypeError"):
        return samples(args[0])
    if name == "PydanticCustomError":
        return framed(None, args[1])
    if name == "fail":  # of a field of a domain file: allowed, found
        return framed(args[1] if len(args) > 1 else None, args[0])
    if name == "fault" and len(args) in (2, 3):
        return [f"❮0❯: {text}" for text in samples(args[-1])]
    if name == "problem" and len(args) == 4:
        return framed(args[2], args[3])
    if name in ("keys", "_known", "_unknown") and isinstance(args[-1], ast.Constant):
        return [f"❮0❯: found unknown {args[-1].value!s} '{HOLE}', allowed: {HOLE}"]
    return []


@cache
def messages() -> tuple[tuple[str, str], ...]:
    """Place and text of every message in the sources."""
    return tuple(_messages())


def _messages() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            if place.startswith(APART) or place == "visualization/report/talks.py":
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                for text in messages_of(node):
                    if re.search("[a-z]{2}", text):
                        yield f"{place}:{getattr(node, 'lineno', 0)}", text


def test_every_message_in_the_sources_has_its_chinese() -> None:
    assert len(messages()) > 400
    missing = [f"{place}: {text}" for place, text in messages() if set(untranslated(text)) - KNOWN]
    assert not missing, "\n".join(missing)


def test_every_entry_carries_over_what_its_english_says() -> None:
    for english, chinese in (*frames.FRAMES, *PAIRS):
        fields = [set(re.findall(r"(?<!\{)\{(\w+)", text.replace("{{", ""))) for text in (english, chinese)]
        assert fields[1] <= fields[0], (english, chinese)
        assert fields[0] - fields[1] <= {"kind"}, (english, chinese)


def test_holes_survive_in_number() -> None:
    for place, text in messages():
        said = in_chinese(text)
        assert said.count("❮0❯") == text.count("❮0❯"), place
        assert said.count(HOLE) >= min(1, text.count(HOLE)), (place, text, said)


LAUNCH = (ROOT / "environment/scenario/data/autumn_launch.yaml").read_text(encoding="utf-8")


def change(old: str, new: str) -> str:
    assert old in LAUNCH
    return LAUNCH.replace(old, new, 1)


BAD: dict[str, tuple[str, str, str]] = {  # what is wrong -> (file, of the English, of the Chinese)
    "empty": ("", "is empty, expected a mapping of keys", "文件是空的，应为键值映射"),
    "yaml": ("a: [1", "not valid YAML: did not find expected ',' or ']'", "不是正确的 YAML：缺少“,”或“]”"),
    "list": ("- 1", "found a list of 1, allowed: a scenario file is a mapping", "读到 1 项的列表，允许：场景文件应是键值映射"),
    "twice": (LAUNCH + "\nseed: 1\n", "key 'seed' is given twice (first at", "键 'seed' 出现两次（先见于 "),
    "tag": ("a: !!set 1", "tag tag:yaml.org,2002:set is not allowed; only plain data",
            "不允许标签 tag:yaml.org,2002:set；只能是普通数据"),
    "unknown key": (LAUNCH + "\nsead: 1\n", "unknown key 'sead', allowed: 'seed' or", "没有键 'sead'，允许：'seed' 或"),
    "kind": (change("live_duration_h: 2.5", "live_duration_h: zwei"), "found 'zwei', allowed: a number", "读到 'zwei'，允许：数"),
    "choice": (change("role: main", "role: mian"), "found 'mian', allowed: 'main', 'backup'",
               "读到 'mian'，允许：'main', 'backup'"),
    "city": (change("hub_city: Beijing", "hub_city: Bejing"), "found unknown city 'Bejing', allowed: 'Beijing' or",
             "没有城市 'Bejing'，允许：'Beijing' 或"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_in_both_languages(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, english, chinese = BAD[name]
    file = tmp_path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    told = {}
    for lang in ("en", "zh"):
        assert run.main(["run", "--scenario", str(file), "--lang", lang]) == 2
        told[lang] = capsys.readouterr().err
    assert english in told["en"] and chinese in told["zh"]
    places = [re.findall(rf"{re.escape(str(file))}(?::\d+)?", said) for said in told.values()]
    assert places[0] == places[1]


MISTAKES: dict[str, tuple[Callable[[], object], str]] = {
    "name": (
        lambda: Scenario.load("autum_launch"),
        "场景 autum_launch: 没有这个名字，也没有这个文件，允许：YAML 文件的路径，或 'autumn_launch'（最接近）",
    ),
    "variant": (
        lambda: Scenario.load("autumn_launch", ["trafic_x3"]),
        "--variant trafic_x3: 没有这个变体，允许：'traffic_x3'（最接近）",
    ),
    "path": (
        lambda: Scenario.load("autumn_launch", (), {"audience.viewsx": 1}),
        "--set audience.viewsx=1: audience 下没有键 'viewsx'，允许：'views'（最接近）",
    ),
    "spec": (
        lambda: Scheme.load("arms_length", {"strategies.host": "boulware:e=-2"}),
        "--set strategies.host=boulware:e=-2: strategies.host: 读到 'boulware:e=-2'，允许："
        "time_dependent: 读到 e=-2, k=0.0，允许：e > 0，k 为 0 至 1",
    ),
    "shows": (lambda: play(shows=0), "场次: 读到 0，允许：1 或以上"),
    "disposition": (
        lambda: play(dispositions={"host": {"temptation": 7.0}}),
        "dispositions.host.temptation: 读到 7.0，允许：0 至 5",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_a_call_is_told_in_chinese(name: str) -> None:
    act, chinese = MISTAKES[name]
    with pytest.raises(UserError) as caught:
        act()
    assert in_chinese(str(caught.value)) == chinese


def test_a_wrong_option_is_told_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["run", "--seed", "x", "--lang", "zh"], ["run", "--lang", "zh", "--shows"]):
        with pytest.raises(SystemExit) as stopped:
            run.main(words)
        assert stopped.value.code == 2
        assert "错误：参数 --" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run.main(["rnu", "--lang", "zh"])
    assert "是否指 run？" in capsys.readouterr().err


def test_an_unknown_message_loses_nothing() -> None:
    assert in_chinese("x.yaml:3: a new sort of trouble with 'me'") == "x.yaml:3: a new sort of trouble with 'me'"
    said = in_chinese("x.yaml: found odd stuff here, allowed: some new rule of art")
    assert said == "x.yaml: 读到 odd stuff here，允许：some new rule of art"
    assert untranslated("x.yaml: found odd stuff here, allowed: 3") == ["odd stuff here"]


@settings(max_examples=40)
@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_breaks_it(found: str, allowed: str) -> None:
    said = in_chinese(f"f.yaml:1: a.b: found {found}, allowed: {allowed}")
    assert said.startswith("f.yaml:1: a.b: ") or "\n" in found
