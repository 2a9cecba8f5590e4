"""Tables are made when somebody reads them, say the same however they are read, and let the world go."""

from __future__ import annotations

import copy
import gc
import weakref

import numpy as np
import pytest

from environment import Scenario, Scheme, Show, play
from environment.playing import finish
from environment.recorded import Labels, Tables
from environment.tables_reference import TABLES
from environment.world import World


def test_a_show_does_not_hold_its_world() -> None:
    world = World(Scenario.load("autumn_launch"), Scheme.load("slot_fee_commission"), 3)
    world.play()
    show, seen = finish(world), weakref.ref(world)
    world.close()
    del world
    gc.collect()
    assert seen() is None
    assert sum(show.tables["shipments"]["units"]) > 0


def test_columns_are_plain_and_of_one_length(played: Show) -> None:
    for name, table in played.tables.items():
        assert len({len(column) for column in table.values()}) == 1, name
        for column, values in table.items():
            assert type(values) is list, (name, column)
            assert {type(v) for v in values} <= {int, float, str, bool}, (name, column)


def test_arrays_and_plain_columns_are_the_same_numbers(played: Show) -> None:
    assert isinstance(played.tables, Tables)
    for name, table in played.tables.items():
        raw = played.tables.raw[name]
        assert list(raw) == list(table)
        for column, values in table.items():
            assert repr(list(np.asarray(list(raw[column])).tolist())) == repr(values), (name, column)


def test_a_table_is_made_once_and_only_when_read() -> None:
    made: list[str] = []

    def maker(name: str) -> dict[str, Labels]:
        made.append(name)
        return {"size": Labels(("S", "M"), np.array([1, 0, 1]))}

    tables = Tables({"one": lambda: maker("one"), "two": lambda: maker("two")})
    assert list(tables) == ["one", "two"] and "one" in tables and "three" not in tables and not made
    assert tables["one"] == tables["one"] == {"size": ["M", "S", "M"]} and made == ["one"]
    assert tables.get("three", {}) == {}
    with pytest.raises(KeyError):
        tables["three"]
    labels = tables.raw["one"]["size"]
    assert (labels[0], labels[1:], len(labels), labels.index("S")) == ("M", ["S", "M"], 3, 1)


@pytest.fixture(scope="module")
def played() -> Show:
    show = play("autumn_launch", seed=5)
    assert isinstance(show, Show) and set(show.tables) == set(TABLES)
    return show


def test_a_tick_stays_as_it_was_written_down_and_ticks_add_up_to_the_orders_on_air() -> None:
    world = World(Scenario.load("autumn_launch"), Scheme.load("slot_fee_commission"), 3)
    while len(world.recorder.ticks) < 12:
        world.step()
    ticks, sold = world.recorder.ticks, world.recorder.sold.sum(axis=1)
    before = copy.deepcopy(ticks)
    assert np.array_equal(world.recorder.on_air, sold) and sum(tick.units for tick in ticks).tolist() == sold.tolist()
    for _ in range(6):
        world.step()
    for then, now in zip(before, ticks, strict=False):
        for name in ("units", "parts", "heat"):
            assert np.array_equal(getattr(then, name), getattr(now, name)), name
        for name in ("clicks", "mentions", "carts"):
            assert np.array_equal(getattr(then.heard, name), getattr(now.heard, name)), name
    world.close()
