"""The same bits whatever the interpreter, the hash seed or the number of processes; a difference names its table."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.determinism.reference import Digests, digests, first_difference, machine, replicated, stored

INTERPRETERS = tuple(filter(None, os.environ.get("GONGYING_PYTHONS", "").split(os.pathsep)))  # further ones to compare with


@cache
def here() -> Digests:
    return digests()


def elsewhere(root: Path, python: str, hash_seed: str, **settings: str) -> tuple[Digests, str, dict[str, str]]:
    """The digests of a process of its own."""
    env = {**os.environ, "PYTHONHASHSEED": hash_seed, **settings}
    done = subprocess.run(
        [python, "-m", "tests.determinism", "--json"], cwd=root, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    plays = {play: {name: (a, b) for name, (a, b) in each.items()} for play, each in found["plays"].items()}
    return plays, found["replicated"], found["machine"]


def test_the_committed_digests_hold() -> None:
    """To the bit on the kind of machine that wrote them, to seven digits elsewhere.

    After a change that is meant to move results: ``python -m tests.determinism --write``.
    """
    there, wanted = stored()
    gap = first_difference(here(), wanted, exact=there == machine())
    assert not gap, f"{gap}; if that is meant: python -m tests.determinism --write"


def test_hash_seed_process_engine_and_blas_do_not_matter(root: Path) -> None:
    """(What OpenBLAS takes for the make of the processor decides the order of its sums.) Hash seeds 0 and 1, and the compiled
    engine in another process: tests/environment/test_determinism.py."""
    plays, again, _ = elsewhere(root, sys.executable, "random", GONGYING_ENGINE="numpy", OPENBLAS_CORETYPE="Prescott")
    assert not first_difference(plays, here(), exact=True)
    assert again == replicated(1)


def test_an_older_processor_decides_alike(root: Path) -> None:
    """Without the instructions that numpy's faster exponentials need, last bits differ, and nothing that anybody does."""
    from numpy._core._multiarray_umath import __cpu_dispatch__ as faster  # type: ignore[import-not-found,unused-ignore]

    plays, _, _ = elsewhere(root, sys.executable, "0", NPY_DISABLE_CPU_FEATURES=" ".join(faster))
    assert not first_difference(plays, here(), exact=False)


def test_the_number_of_processes_does_not_matter() -> None:
    assert replicated(1) == replicated(2)


@pytest.mark.parametrize("python", INTERPRETERS)
def test_other_versions_of_python_give_the_same_bits(root: Path, python: str) -> None:
    plays, again, there = elsewhere(root, python, "1")
    same = there == machine()
    assert not first_difference(plays, here(), exact=same)
    assert not same or again == replicated(2)


def test_a_difference_names_play_and_table() -> None:
    one: Digests = {"a": {"orders": ("1", "1"), "money": ("2", "2")}, "b": {"orders": ("3", "3")}}
    other: Digests = {"a": {"orders": ("1", "1"), "money": ("9", "2")}, "b": {"orders": ("3", "3")}}
    assert first_difference(one, other, exact=True) == "a: money differs"
    assert first_difference(one, other, exact=False) == ""
    assert first_difference({"a": one["a"]}, one, exact=True) == "b: not played"
    assert first_difference(one, {"a": one["a"]}, exact=True) == "b: is new"
