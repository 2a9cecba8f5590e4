"""Settings, links, files and allowed folders of the page, without a browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from environment import Scenario, Scheme, play
from protocols.errors import UserError
from protocols.types import ACCEPT
from visualization.page.choices import MOST, SHOW, Against, Sitting
from visualization.page.playing import play_settings
from visualization.page.settings import PANELS, Pick, Settings, View, from_query, to_query
from visualization.page.upload import accept, allowed, folders

DATA = Path(__file__).resolve().parents[2] / "environment"
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
SETTINGS = st.builds(
    Settings,
    scenario=NAMES,
    scheme=NAMES,
    seed=st.none() | st.integers(0, 2**63 - 1),
    variants=st.lists(NAMES, max_size=3).map(tuple),
    overrides=st.lists(st.tuples(NAMES, st.text(max_size=8)), max_size=3).map(tuple),
    shows=st.integers(1, 200),
    dispositions=st.lists(st.tuples(NAMES, NAMES, st.sampled_from([0.0, 0.25, 1.5])), max_size=3).map(tuple),
)
VIEWS = st.builds(
    View,
    settings=SETTINGS,
    lang=st.sampled_from(["en", "zh"]),
    theme=st.sampled_from(["light", "dark"]),
    panel=st.sampled_from(PANELS),
    cursor=st.none() | st.integers(-2880, 21600).map(float),
    picked=st.none() | st.builds(Pick, st.sampled_from(["party", "edge", "event"]), NAMES),
    against=st.builds(
        Against, scheme=NAMES, variants=st.lists(NAMES, max_size=2).map(tuple), n=st.integers(1, MOST), played=st.booleans(),
        overrides=st.lists(st.tuples(NAMES, st.text(max_size=8)), max_size=2).map(tuple),
    ),
    sitting=st.none() | st.builds(
        Sitting, source=st.just(SHOW) | NAMES.filter(lambda name: name != "show"), talk=st.just("") | NAMES, party=NAMES,
        moves=st.lists(st.just(ACCEPT) | st.integers(0, 10**8), max_size=20).map(tuple),
    ),
)


@given(VIEWS)
def test_a_link_reopens_the_same_view(view: View) -> None:
    assert from_query(to_query(view)) == view


@given(st.text(max_size=60))
def test_no_link_is_an_error(query: str) -> None:
    assert from_query(query).panel in PANELS


@pytest.mark.parametrize("query", ["seat=a~b", "seat=~~host", "seat=x~~", "moves=1~2", "seat=", "n=0&b=", "n=999&compared=yes"])
def test_half_a_seat_or_comparison_in_a_link_is_none(query: str) -> None:
    view = from_query(query)
    assert (view.sitting, view.against) == (None, Against())


def test_moves_after_one_that_makes_no_sense_are_left_out() -> None:
    found = from_query("seat=show~N5~host&moves=12~a~-3~4").sitting
    assert found == Sitting(SHOW, "N5", "host", (12, ACCEPT))


def test_play_in_steps_is_the_same_show() -> None:
    told: list[float] = []
    done = play_settings(Settings(scheme="alert_bond", seed=7), {}, lambda fraction, _: told.append(fraction))
    plain = play(Scenario.load("autumn_launch"), scheme=Scheme.load("alert_bond"), seed=7)
    assert done.show.measures == plain.measures
    assert done.show.money == plain.money
    assert told == sorted(told) and len(told) > 20


def test_work_stops_where_it_is_told_to() -> None:
    class Enough(Exception):
        pass

    calls: list[float] = []

    def tell(fraction: float, _: tuple[str, str]) -> None:
        calls.append(fraction)
        if len(calls) == 5:
            raise Enough

    with pytest.raises(Enough):
        play_settings(Settings(), {}, tell)
    assert len(calls) == 5


def test_paths_of_the_server_cannot_be_named() -> None:
    for name in ("/etc/passwd", "../secret.yaml", "file:mine.yaml", str(DATA / "scenario/data/autumn_launch.yaml")):
        with pytest.raises(UserError):
            play_settings(Settings(scenario=name), {}, lambda *_: None)


def test_accepts_and_names_good_files(tmp_path: Path) -> None:
    kind, label, path = accept("a/b/mine.yaml", (DATA / "scenario/data/autumn_launch.yaml").read_bytes(), tmp_path)
    assert (kind, label) == ("scenario", "file:mine.yaml")
    assert path.parent == tmp_path
    assert Scenario.load(path).name == "autumn_launch"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"#" * (2 * 1024 * 1024 + 1), "allowed: up to"),
        (b"name: x", "schema"),
        (b"schema: gongying-scheme/1\nname: !!python/object/apply:os.system [ls]\n", "bad.yaml"),
        (b"schema: gongying-scenario/1\nname: [\n", "bad.yaml:"),
        (b"schema: gongying-scheme/1\n\xff\xfe", "bad.yaml"),
        (b"\x00", "schema"),
    ],
)
def test_refuses_bad_files_in_words(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(UserError, match=said) as caught:
        accept("bad.yaml", data, tmp_path)
    assert str(tmp_path) not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_folders_outside_the_root_are_not_reachable(tmp_path: Path) -> None:
    root = tmp_path / "results"
    (root / "mine").mkdir(parents=True)
    (tmp_path / "secret").mkdir()
    os.symlink(tmp_path / "secret", root / "link")
    assert allowed("mine", root) == root / "mine"
    for path in ("..", "../secret", "/etc", str(tmp_path / "secret"), "link", "mine/../../secret", "\0"):
        with pytest.raises(UserError):
            allowed(path, root)


def test_listing_does_not_follow_links(tmp_path: Path) -> None:
    root = tmp_path / "results"
    (root / "a").mkdir(parents=True)
    (root / "a" / "manifest.json").write_text("{}", encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "manifest.json").write_text("{}", encoding="utf-8")
    os.symlink(tmp_path / "out", root / "b")
    assert folders(root) == ["a"]
    assert folders(tmp_path / "nothing") == []
