"""Bad scenario files and overrides: one clear message each, with file, line, field, found and allowed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from environment.scenario import Scenario
from environment.scenario.overlay import overlay
from environment.scenario.tree import MAX_BYTES, Node, parse
from protocols.errors import UserError

SOURCE = Path(__file__).resolve().parents[2] / "environment" / "scenario" / "data" / "autumn_launch.yaml"
TEXT = SOURCE.read_text(encoding="utf-8")


def refusal(path: Path, text: str | bytes, **how: object) -> str:
    """The message with which a file of that content is refused."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UserError) as caught:
        Scenario.load(path, **how)  # type: ignore[arg-type]
    return str(caught.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bad.yaml"


def test_all_problems_are_listed_at_once(file: Path) -> None:
    text = (
        re.sub(r"mean_stay_s: \d+", "mean_stay_s: -3", TEXT)
        .replace("moq: 3", "moq: few", 1)
        .replace("seed: 2026", "sede: 2026")
    )
    rows = refusal(file, text).splitlines()
    assert len(rows) == 4  # sede is unknown and seed is missing
    assert all(row.startswith(f"{file}:") for row in rows)
    assert any("'seed' (nearest)" in row for row in rows) and any(
        "seed: found nothing" in row for row in rows
    )


def test_references_are_all_listed_too(file: Path) -> None:
    text = TEXT.replace("city: Langfang", "city: Atlantis").replace("from: WS, to: WE", "from: WE, to: WE")
    message = refusal(file, text)
    assert "Atlantis" in message and "to itself" in message


def test_an_unserved_region_and_an_unlinked_party(file: Path) -> None:
    without = TEXT.replace("NORTHWEST: far, ", "").replace(", NORTHWEST: far", "")
    assert "region NORTHWEST, which no warehouse serves" in refusal(file, without)
    alone = TEXT.replace("parties: [supplier, C1, C2]", "parties: [supplier, C1]")
    assert "carriers.C2: found C2 without a trade link" in refusal(file, alone)


def test_more_problems_than_anyone_reads_are_counted(file: Path) -> None:
    message = refusal(file, TEXT.replace("kg:", "kilo:"))
    assert message.splitlines()[-1] == "… and 1 more problems" or "more problems" in message.splitlines()[-1]
    assert len(message.splitlines()) <= 41


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"a: [1, 2\nb: }", 2, "not valid YAML"),
        (b"- 1\n- 2\n", 1, "a list of 2"),
        (b"", None, "is empty"),
        (b"just words", 1, "'just words'"),
        (b"a: 1\nb: \xe9t\xe9\n", 2, "not UTF-8 text (byte 0xe9)"),
        (b"a: 1\n\xff\xfe", 2, "not UTF-8"),
        (b"a: \x00b", None, "not valid YAML"),
        (b"a: " + b"[" * 100_000, 1, "nested deeper than 20 levels"),
        (b"a: " + b"{a: " * 50 + b"1" + b"}" * 50, 1, "nested deeper than 20 levels"),
        (b"a: &a [*a]", 1, "alias *a names nothing complete"),
        (b"a: *b", 1, "alias *b names nothing complete"),
        (b"a: 1\nb: 2\na: 3\n", 3, "key 'a' is given twice (first at {file}:1)"),
        (b"a: !!python/object/apply:os.system [ls]", 1, "is not allowed; only plain data"),
        (b"a: !!int 3", 1, "is not allowed; only plain data"),
        (b"a: 1\n---\nb: 2\n", 2, "a second document begins"),
        (b"[a, b]: 1\n", 1, "a key must be text"),
        (b"? {a: 1}\n: 2\n", 1, "a key must be text"),
        (b"#" * (MAX_BYTES + 1), None, "larger than 2048 KiB"),
    ],
)
def test_a_file_that_is_no_scenario(file: Path, content: bytes, line: int | None, said: str) -> None:
    message = refusal(file, content)
    assert said.format(file=file) in message
    assert message.startswith(f"{file}:{line}: " if line else f"{file}: ")
    assert len(message.splitlines()) == 1


def test_an_alias_bomb_is_counted_before_it_grows(file: Path) -> None:
    rows = ["a: &a [" + ", ".join("1" * 10) + "]"]
    rows += [
        f"{chr(98 + i)}: &{chr(98 + i)} [" + ", ".join([f"*{chr(97 + i)}"] * 10) + "]" for i in range(20)
    ]
    assert "more than 200000 values" in refusal(file, "\n".join(rows))


def test_anchors_in_moderation_are_fine(file: Path) -> None:
    terms = re.search(r"outside: (\{load[^}]*\})", TEXT)
    assert terms
    text = TEXT.replace(terms[1], "*usual").replace("*usual", f"&usual {terms[1]}", 1)
    file.write_text(text, encoding="utf-8")
    assert Scenario.load(file) == Scenario.load("autumn_launch")


def test_missing_files_and_names(tmp_path: Path) -> None:
    cases = {
        "autum_launch": "'autumn_launch' (nearest)",
        str(tmp_path / "nope.yaml"): "no such file",
        str(tmp_path): "a directory",
        "": "a name or the path",
        "a\0b": "a name or the path",
    }
    for name, said in cases.items():
        with pytest.raises(UserError, match=r".") as caught:
            Scenario.load(name)
        assert said in str(caught.value)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("audience.vews", "3", "unknown key 'vews' in audience, allowed: 'views' (nearest)"),
        (
            "audence.views",
            "3",
            "unknown path 'audence.views': the top level has no 'audence', allowed: 'audience'",
        ),
        ("audience.views", "x", "audience.views: found 'x', allowed: a whole number"),
        ("audience.views", "", "audience.views: found '', allowed: a whole number"),
        ("audience.views.x", "3", "audience.views holds no entries"),
        ("factories.F9.moq", "3", "factories has no 'F9', allowed: F1, F2, F3, F4"),
        ("factories.F9", "3", "no item 'F9', allowed: F1, F2, F3, F4"),
        ("factories.F9", "{id: F1}", "id: found 'F1', allowed: 'F9', as in the path"),
        ("rundown_plan.77", "A", "found item '77', allowed: 0 to 29"),
        ("styles.A.price", "[1", "not valid YAML"),
        ("styles", "[]", "styles: found an empty list, allowed: at least 1"),
        ("a..b", "3", "is not a dotted path"),
        ("", "3", "is not a dotted path"),
        ("gift.stock", object(), "found object"),
        ("warehouses.WS.default_regions", "[SOUTH]", "region SOUTHWEST at home in no warehouse"),
    ],
)
def test_a_bad_override_says_which_option_and_why(path: str, value: object, said: str) -> None:
    with pytest.raises(UserError) as caught:
        Scenario.load("autumn_launch", overrides={path: value})
    assert said in str(caught.value)
    if path != "warehouses.WS.default_regions":
        assert str(caught.value).startswith(f"--set {path}=")


def test_variants_are_checked(file: Path) -> None:
    with pytest.raises(UserError, match=r"--variant trafic_x3: no such variant, allowed: 'traffic_x3'"):
        Scenario.load("autumn_launch", ["trafic_x3"])
    lots = re.sub(r"(factories.F2.capacity_per_day): \d+", r"\1: lots", TEXT)
    wrong = refusal(file, lots, variants=["factory_breakdown_F2"])
    assert (
        wrong.startswith("variant factory_breakdown_F2 (")
        and "found 'lots', allowed: a whole number" in wrong
    )
    astray = TEXT.replace("factories.F2.capacity_per_day:", "factories.F7.capacity_per_day:")
    assert "variant factory_breakdown_F2" in refusal(file, astray)  # found without being asked for


@given(st.binary(max_size=300))
@settings(max_examples=30)
def test_no_bytes_whatever_cause_anything_but_a_user_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.yaml"
    path.write_bytes(data)
    with pytest.raises(UserError):
        Scenario.load(path)


ROWS = TEXT.split("\n")


@given(st.integers(6, len(ROWS) - 1), st.sampled_from(["", "x", "- 3", "  y: [", "null", "{a: 1}"]))
@settings(max_examples=30)
def test_a_damaged_row_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, at: int, row: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.yaml"
    path.write_text("\n".join([*ROWS[:at], row, *ROWS[at + 1 :]]), encoding="utf-8")
    try:
        Scenario.load(path)
    except UserError as error:
        assert str(error)


WORDS = st.text(
    st.characters(codec="utf-8", min_codepoint=32, max_codepoint=0xD7FF, exclude_characters="\x7f"),
    max_size=9,
)
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN)
def test_json_is_read_as_it_was_written(data: object) -> None:
    def lists(value: object) -> object:
        if isinstance(value, dict):
            return {key: lists(item) for key, item in value.items()}
        return [lists(item) for item in value] if isinstance(value, tuple) else value

    assert lists(parse(json.dumps(data), "json").plain()) == data


@pytest.mark.parametrize(
    ("text", "value"),
    [("NO", "NO"), ("off", "off"), ("22:00", "22:00"), ("2026-09-17", "2026-09-17"), ("010", 10),
     ("1e3", 1000.0), ("1_000", "1_000"), ("0x1F", "0x1F"), ("true", True), ("~", None),
     ("'7'", "7"), ("-.5", -0.5), ("<<", "<<")],
)  # fmt: skip
def test_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    read = parse(f"a: {text}", "f").child("a")
    assert read is not None
    assert read.value == value and type(read.value) is type(value)


def test_the_slow_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML comes without libyaml, files mean the same and the limits hold."""
    small = TEXT[: TEXT.index("audience:")]
    fast = parse(small, "f")
    monkeypatch.setattr("environment.scenario.tree._LOADER", yaml.SafeLoader)
    assert parse(small, "f") == fast
    with pytest.raises(UserError, match="nested deeper"):
        parse("a: " + "[" * 3000, "f")


KEYS = st.sampled_from(["a", "b", "c"])


@given(
    st.dictionaries(KEYS, st.dictionaries(KEYS, st.integers(), min_size=1), min_size=1),
    KEYS,
    KEYS,
    st.integers(),
)
def test_an_overlay_changes_its_path_and_nothing_else(
    data: dict[str, dict[str, int]], top: str, below: str, value: int
) -> None:
    root = Node.of(data, "file")
    if top not in data:
        with pytest.raises(UserError, match="unknown path"):
            overlay(root, f"{top}.{below}", Node(value, "--set"))
        return
    changed = overlay(root, f"{top}.{below}", Node(value, "--set"))
    assert changed.plain() == {**data, top: {**data[top], below: value}}
    assert root.plain() == data


def test_an_unknown_key_of_a_listed_entry_names_the_nearest() -> None:
    with pytest.raises(UserError, match=r"unknown key 'prise' in styles\.B, allowed: 'price' \(nearest\)"):
        Scenario.load("autumn_launch", overrides={"styles.B.prise": 1})
