"""The compiled engine and numpy give the same bits, piece by piece and in whole shows; the choice says what it can't do."""

from __future__ import annotations

import os
import subprocess
import sys
from ctypes import CDLL, byref
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from environment import Scenario, kernels
from environment.engines import fulfilment as make_fulfilment
from environment.engines import stock as make_stock
from environment.fulfilment import Fulfilment
from environment.kernels import library
from environment.layout import compile_layout
from environment.luck import Luck, poisson
from environment.market import Market, Push
from environment.parcels import _carriers
from environment.stock import Stock, size_split
from protocols.errors import UserError
from protocols.kernels import VARIABLE, address, build
from protocols.kernels.build import Unavailable, built

SOURCE = Path(kernels.__file__).with_name("world.c")
try:
    built(SOURCE)
    WHY = ""
except Unavailable as missing:
    WHY = str(missing)
compiled = pytest.mark.skipif(bool(WHY) or library() is None, reason=WHY or "the numpy engine is chosen")

SCENARIO = Scenario.load("autumn_launch")
LAYOUT = compile_layout(SCENARIO)


@compiled
@given(
    scale=st.floats(0.1, 40.0), seed=st.integers(0, 10_000), presale=st.floats(0.0, 1.0), hours=st.integers(1, 4),
    rounds=st.integers(1, 6),
)  # fmt: skip
def test_orders_are_met_alike(scale: float, seed: int, presale: float, hours: int, rounds: int) -> None:
    rng = np.random.default_rng(seed)
    both = Stock(LAYOUT, buckets=80), make_stock(LAYOUT, buckets=80)
    assert type(both[0]) is not type(both[1])
    opening = LAYOUT.opening // rng.integers(1, 30)
    for stock in both:
        stock.on_hand[...] = opening
        for style in (2, 5):
            stock.expect(f"L{style}", 1, style, size_split(LAYOUT, style, 90, LAYOUT.size_share), 30.0, presale=True)
            stock.send(0, 2, style, 40, 20.0, f"T{style}")
            stock.send(1, 2, style, 40, 20.0, f"U{style}")
    for bucket in range(rounds):
        wanted = rng.poisson(scale, (hours, len(LAYOUT.style_of), len(LAYOUT.regions)))
        one, other = (stock.reserve(wanted, bucket, presale) for stock in both)
        assert (one.split, one.cross) == (other.split, other.cross)
        for name in ("skus", "styles", "ordered", "by_style", "so_far", "sizes"):
            assert np.array_equal(getattr(one, name), getattr(other, name)), name
        for stock in both:
            stock.receive(20.0 if bucket == 2 else 0.0)
        for name in ("on_hand", "queue", "accepted"):
            assert np.array_equal(getattr(both[0], name), getattr(both[1], name)), name
        assert np.array_equal(both[0].by_style(), both[1].by_style())
        for a, b in zip(both[0].lots, both[1].lots, strict=True):
            assert a.left == b.left == b.units.sum() and np.array_equal(a.units, b.units) and np.array_equal(a.held, b.held)


@compiled
@given(scale=st.floats(0.1, 40.0), seed=st.integers(0, 10_000), share=st.floats(0.0, 1.0), rounds=st.integers(1, 4))
def test_goods_held_elsewhere_are_sold_alike(scale: float, seed: int, share: float, rounds: int) -> None:
    rng = np.random.default_rng(seed)
    shape = len(LAYOUT.style_of), len(LAYOUT.regions)
    opening, aside, luck = LAYOUT.opening // rng.integers(1, 30), rng.integers(0, 9, LAYOUT.opening.shape), rng.random(shape)
    orders, found = rng.poisson(scale, (rounds, 1, *shape)), []
    for stock in (Stock(LAYOUT, buckets=80), make_stock(LAYOUT, buckets=80)):
        stock.on_hand[...] = opening
        held, sold, seen = aside.copy(), np.zeros((len(LAYOUT.styles), shape[1]), dtype=np.int64), []
        for bucket, wanted in enumerate(orders):
            taken = stock.reserve(wanted, bucket, 0.5)
            stock.sell_held(taken, bucket, held, (luck, bucket * 0.618), share, sold)
            seen += [getattr(taken, name).copy() for name in ("skus", "styles", "ordered", "by_style", "so_far", "sizes")]
        found.append([*seen, held, sold, stock.queue, stock.accepted, stock.on_hand])
    for one, other in zip(*found, strict=True):
        assert np.array_equal(one, other)


@compiled
@given(seed=st.integers(0, 10_000), rows=st.integers(0, 300), blocks=st.integers(0, 3), carried=st.floats(0.0, 900.0))
def test_what_left_is_cut_alike(seed: int, rows: int, blocks: int, carried: float) -> None:
    rng, goods = np.random.default_rng(seed), make_stock(LAYOUT, buckets=74)
    found = []
    both = Fulfilment(SCENARIO, LAYOUT, goods, Luck(seed)), make_fulfilment(SCENARIO, LAYOUT, goods, Luck(seed))
    assert type(both[0]) is not type(both[1])
    ends = (1, 90), (0, goods.queue.size), (1, 9)
    columns = [[rng.integers(a, b, rows) for a, b in ends] for _ in range(blocks)]
    for fulfilment in both:
        fulfilment.shipped = [(np.sort(hour), at, units) for hour, at, units in columns]
        fulfilment.daily[...] = carried
        order, groups = fulfilment.departures()
        cut, slot = _carriers(fulfilment)
        found.append([*order, groups, *cut, slot])
        assert [x.dtype for x in (*order, *cut, slot)] == [np.dtype(np.int64)] * 11
    for one, other in zip(*found, strict=True):
        assert np.array_equal(one, other)


@compiled
@given(seed=st.integers(0, 2**64 + 5), name=st.text(max_size=40), shape=st.lists(st.integers(0, 40), min_size=1, max_size=3))
def test_luck_is_that_of_numpy(seed: int, name: str, shape: list[int]) -> None:
    size = tuple(shape)
    assert np.array_equal(Luck(seed).uniform(name, size), Luck(seed).stream(name).random(size))
    draws, stream = Luck(seed).draws(name), Luck(seed).stream(name)
    assert [draws.random() for _ in range(7)] == [stream.random() for _ in range(7)]
    assert np.array_equal(Luck(seed).normal(name, size), Luck(seed).stream(name).standard_normal(size))


@compiled
@given(seed=st.integers(0, 10_000), level=st.floats(0.01, 60.0))
def test_counts_are_the_same(seed: int, level: float) -> None:
    from environment.kernels.audience import CompiledMarket

    market = CompiledMarket(SCENARIO, LAYOUT, Luck(seed), story=False)
    mean = np.random.default_rng(seed).gamma(0.7, level, market._u[0].shape)
    assert np.array_equal(market.units(3, mean), poisson(market._u[3], mean))


@compiled
@given(
    seed=st.integers(0, 10_000), focus=st.integers(0, 19), extra=st.integers(-1, 19), effort=st.floats(0.0, 1.0),
    last=st.booleans(),
)  # fmt: skip
def test_the_audience_is_the_same(seed: int, focus: int, extra: int, effort: float, last: bool) -> None:
    from environment.kernels.audience import CompiledMarket

    both = [kind(SCENARIO, LAYOUT, Luck(seed), story=False) for kind in (Market, CompiledMarket)]
    push = Push(focus, effort, gift=extra, test=extra, test_exposure=1.7, last_call=last)
    for t in range(6):
        seen = []
        for market in both:
            market.open_tick(t)
            wanted, exposure = market.demand(push)
            units = market.draw(t, wanted)
            heard = market.listen()
            seen.append([wanted, exposure, units, market.intensity, market.heat, *(getattr(heard, f) for f in heard.__slots__)])
        for one, other in zip(*seen, strict=True):
            assert np.array_equal(one, other)


@compiled
def test_what_does_not_fit_is_refused_not_written_past_the_end() -> None:
    from environment.kernels.audience import CompiledMarket

    stock, market = make_stock(LAYOUT, buckets=4), CompiledMarket(SCENARIO, LAYOUT, Luck(1), story=False)
    wanted = np.ones((2, len(LAYOUT.style_of), len(LAYOUT.regions)), dtype=np.int64)
    for units, bucket in ((wanted, 3), (wanted, -1), (wanted[:, :5], 0), (wanted[:, :, :2], 0)):
        with pytest.raises(IndexError, match="do not fit"):
            stock.reserve(units, bucket, 0.5)
    for bad in (np.nan, -1.0, np.inf, 1e16):
        with pytest.raises(ValueError, match="not a number"):
            market.units(0, np.full(market._u[0].shape, bad))
    with pytest.raises(ValueError, match="shape"):
        market.units(0, np.ones((2, 2)))
    with pytest.raises(ValueError, match="shape"):
        market.draw(0, np.ones((2, 2)))


@compiled
@pytest.mark.parametrize("regions", [1, 7, 8, 9, 16, 23, 128, 129, 300, 1000])
def test_sums_are_rounded_as_numpy_rounds_them(regions: int) -> None:
    """Taste is a sum over regions: numpy adds in blocks, and so must we."""
    rng, found = np.random.default_rng(regions), library()
    assert found is not None
    local, exposure, wanted = rng.random((3, regions)), np.empty(3), np.empty((3, regions))
    styles = [rng.random(3) for _ in range(4)]
    places = [
        np.zeros(1, dtype=np.int64), styles[0], rng.random(regions), rng.random(1), styles[1], local.copy(), np.empty(3),
        np.empty(3), np.zeros((3, regions)), np.zeros(1), np.zeros(3), np.zeros(3), np.zeros((3, regions)),
    ]  # fmt: skip
    audience = kernels.Audience(3, regions, 1, *map(address, places), kernels.Table(0, 0))
    push = kernels.Push(0, -1, -1, 1.3, 1.0, 1.0, 1.0, 0.7)
    found.gy_demand(byref(audience), byref(push), address(styles[2]), 1, address(exposure), address(wanted))
    assert np.array_equal(places[7], np.add.reduce(local, 1))
    assert np.array_equal(wanted, exposure[:, None] * local)


def _run(root: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "run.py", "run", "--json", *words]
    return subprocess.run(line, cwd=root, env={**os.environ, **env}, capture_output=True, text=True, check=False)


@compiled
def test_a_run_is_the_same(root: Path) -> None:
    """Other scenarios, schemes, seasons and weeks: tests/determinism plays them with numpy too."""
    one, other = (_run(root, "--seed", "11", GONGYING_ENGINE=name) for name in ("numpy", "compiled"))
    assert (one.returncode, other.returncode) == (0, 0), one.stderr + other.stderr
    assert one.stdout == other.stdout


def test_an_engine_that_is_not_there_is_said(root: Path) -> None:
    wrong = _run(root, GONGYING_ENGINE="fortran")
    assert wrong.returncode == 2 and wrong.stdout == ""
    assert "GONGYING_ENGINE: found 'fortran', allowed: auto, compiled, numpy" in wrong.stderr


def test_without_a_compiler_numpy_serves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """``auto`` falls back; ``compiled`` says what to install."""

    monkeypatch.setattr(build, "_folders", lambda _: [tmp_path / "none"])
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    with pytest.raises(Unavailable, match="install gcc or clang"):
        built(SOURCE)
    monkeypatch.setenv(VARIABLE, "auto")
    assert library.__wrapped__() is None
    monkeypatch.setenv(VARIABLE, "compiled")
    with pytest.raises(UserError, match="GONGYING_ENGINE=compiled: no C compiler"):
        library.__wrapped__()


def test_a_compiler_that_fails_is_told_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "cc"
    broken.write_text("#!/bin/sh\necho 'no such luck' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(build, "_folders", lambda _: [tmp_path / "made"])
    monkeypatch.setenv("CC", str(broken))
    with pytest.raises(Unavailable, match="failed: no such luck"):
        built(SOURCE)
    assert not list((tmp_path / "made").iterdir())


@compiled
def test_a_library_is_made_once_and_where_it_can_be(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setattr(build, "_folders", lambda _: [blocked / "x", tmp_path / "made"])
    first = built(SOURCE)
    stamp = first.stat().st_mtime_ns
    assert first.parent == tmp_path / "made" and built(SOURCE) == first and first.stat().st_mtime_ns == stamp



@compiled
@pytest.mark.parametrize("left", [0, 5_000, -1])
def test_a_damaged_library_is_made_again_not_loaded(left: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(build, "_folders", lambda _: [tmp_path])
    whole = built(SOURCE)
    content = whole.read_bytes()
    whole.write_bytes(content[:left])
    again = built(SOURCE)
    assert build._whole(again) and len(again.read_bytes()) == len(content)
    assert CDLL(str(again)).gy_draw
