"""Work of the page off its thread: progress, results, cancelling, mistakes told in words."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from protocols.errors import UserError

pytest.importorskip("solara", reason="the page's packages are not installed: pip install '.[page]'")

from visualization.page.runner import Runner, Tell  # noqa: E402
from visualization.page.session import Session  # noqa: E402


def until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_result_is_published_once_done() -> None:
    runner, found = Runner(), []

    def work(tell: Tell) -> int:
        tell(0.5, ("half", "一半"))
        return 7

    runner.start(work, found.append)
    until(lambda: runner.job.peek().state == "done")
    assert found == [7]


def test_cancelling_frees_the_page_at_once_and_drops_the_result() -> None:
    runner, found, go = Runner(), [], threading.Event()

    def work(tell: Tell) -> int:
        go.wait(20)
        tell.check()
        return 7

    runner.start(work, found.append)
    until(lambda: runner.job.peek().state == "running")
    runner.cancel()
    assert runner.job.peek().state == "cancelled"
    go.set()
    time.sleep(0.1)
    assert found == [] and runner.job.peek().state == "cancelled"


def test_starting_anew_supersedes() -> None:
    runner, found, go = Runner(), [], threading.Event()
    runner.start(lambda _: go.wait(20) and "old", found.append)
    runner.start(lambda _: "new", found.append)
    until(lambda: runner.job.peek().state == "done")
    go.set()
    time.sleep(0.1)
    assert found == ["new"]


@pytest.mark.parametrize("error", [UserError("seed: found x, allowed: y"), RuntimeError("broken")])
def test_a_mistake_is_told_and_the_next_work_runs(error: Exception) -> None:
    runner, found = Runner(), []

    def work(_: Tell) -> int:
        raise error

    runner.start(work, found.append)
    until(lambda: runner.job.peek().state == "failed")
    assert str(error) in runner.job.peek().message[0]
    runner.start(lambda _: 1, found.append)
    until(lambda: runner.job.peek().state == "done")
    assert found == [1]


def test_undo_and_redo_walk_over_settings() -> None:
    session = Session("seed=3")
    session.change(scheme="buyback")
    session.change(seed=5)
    session.undo()
    assert session.settings.peek().seed == 3 and session.settings.peek().scheme == "buyback"
    session.redo()
    assert session.settings.peek().seed == 5
    session.undo()
    session.change(shows=2)
    session.redo()
    assert session.settings.peek().shows == 2
    session.close()


def test_two_sessions_share_nothing() -> None:
    one, two = Session("lang=zh"), Session()
    one.pick("party", "host")
    one.change(seed=9)
    assert two.picked.peek() is None and two.settings.peek().seed is None and two.lang.peek() == "en"
    assert one.folder != two.folder
    folder = one.folder
    one.close()
    assert not folder.exists() and two.folder.exists()
    two.close()


def test_what_is_drawn_may_start_and_cancel_work() -> None:
    runner, seen = Runner(), []

    def drawn(job: object) -> None:
        seen.append(job)
        if runner.job.peek().state == "running":
            runner.cancel()

    runner.job.subscribe(drawn)
    runner.start(lambda tell: tell(0.5), seen.append)
    until(lambda: runner.job.peek().state == "cancelled")
    assert not runner.job.peek().busy


def test_fields_read_whole_numbers_in_their_range() -> None:
    from visualization.page.fields import read_seed, read_shows

    seeds = ("", " 7 ", "-1", "x", "9" * 19, "9223372036854775808")
    assert [read_seed(text) for text in seeds] == [-1, 7, None, None, None, None]
    assert [read_shows(text) for text in ("1", "200", "0", "201", "", "2.5")] == [1, 200, None, None, None, None]


def test_a_changed_server_is_noticed() -> None:
    from visualization.page.widgets.frame import Frame

    frame = Frame()
    frame.ping = 5
    assert frame.pong == 5
