"""Same input, same bytes; shows do not influence each other; schemes share nature's luck."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from environment import Scenario, Scheme, Show, play
from environment.world import World


def digest(show: Show) -> str:
    """SHA-256 of every table, event, negotiation, measure and line of money of a show."""
    rows = {name: {c: [_plain(v) for v in column] for c, column in t.items()} for name, t in sorted(show.tables.items())}
    story = [(e.t_min, e.kind, e.party, e.text("en"), e.text("zh"), _plain(dict(e.evidence))) for e in show.events]
    talks = [
        (n.id, n.rounds, n.agreed, n.reason, _plain(dict(n.outcome)), _plain(dict(n.gains)), _plain(dict(n.reservations)),
         [(r, p, int(o)) for r, p, o in n.offers],
         [hashlib.sha256(np.asarray(u).tobytes()).hexdigest() for u in n.utilities.values()])
        for n in show.negotiations
    ]  # fmt: skip
    whole = [rows, story, talks, _plain(show.measures), _plain(show.money), _plain(show.conservation)]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return [(str(k), _plain(v)) for k, v in value.items()]
    if isinstance(value, np.generic):
        value = value.item()
    return value.hex() if isinstance(value, float) else value


def _in_a_process(hash_seed: str, root: Path) -> str:
    env = {**os.environ, "PYTHONHASHSEED": hash_seed}
    code = (
        "import sys; sys.path[:0] = [sys.argv[1], sys.argv[2]]\n"
        "from test_determinism import digest\nfrom environment import Scenario, play\n"
        "print(*(digest(play(Scenario.load('autumn_launch'), seed=s)) for s in (20260917, 11)))"
    )
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", code, str(root), here], env=env, capture_output=True, text=True, check=False, cwd=root
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_bytes_do_not_depend_on_the_hash_seed_or_the_process(root: Path) -> None:
    here = " ".join(digest(play("autumn_launch", seed=s)) for s in (20260917, 11))
    assert [_in_a_process(h, root) for h in ("0", "1")] == [here] * 2  # random: tests/determinism/test_matrix.py


def test_shows_in_one_process_do_not_influence_each_other() -> None:
    """A, B, A: the second A equals the first, also where B shares caches (same scenario, other seed or scheme)."""
    first = digest(play("autumn_launch", seed=5))
    for scheme, seed, changes in (
        ("slot_fee_commission", 6, {}),
        ("full_collaboration", 5, {}),
        ("slot_fee_commission", 5, {"behaviour.host.forecast_inflation": 1.9, "factories.F2.outside.margin": 0.4}),
    ):
        play(Scenario.load("autumn_launch", overrides=changes), scheme, seed=seed)
    assert digest(play("autumn_launch", seed=5)) == first


def test_a_settled_encounter_is_the_one_that_would_be_played() -> None:
    """Encounters kept from an earlier show equal those of a show that starts with an empty memory."""
    from environment import encounters

    play("autumn_launch", seed=8)  # fills whatever is kept
    kept = digest(play("autumn_launch", seed=9))
    encounters._SETTLED.clear()
    assert digest(play("autumn_launch", seed=9)) == kept


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("N1", {"outside_option.host.gmv_share": 0.5}),
        ("N2-F2", {"factories.F2.outside.margin": 0.3}),
        ("N3-WE", {"warehouses.WE.labour_per_order": 0.5}),
        ("N4-C1", {"carriers.C1.cost_share": 0.6}),
    ],
)
def test_a_settled_encounter_is_played_anew_when_a_party_changes(name: str, changes: dict[str, float]) -> None:
    before = next(n for n in play("autumn_launch", seed=5).negotiations if n.id == name)
    after = next(n for n in play(Scenario.load("autumn_launch", overrides=changes), seed=5).negotiations if n.id == name)
    assert dict(before.reservations) != dict(after.reservations) or any(
        not np.array_equal(before.utilities[p], after.utilities[p]) for p in before.parties
    )


def test_other_seeds_are_other_shows() -> None:
    assert len({digest(play("autumn_launch", seed=s)) for s in (1, 2, 3)}) == 3


def test_schemes_share_their_luck() -> None:
    """On one seed nature deals every scheme the same hand: arrivals, appeals, sizes, order luck, outside markets."""
    worlds = [World(Scenario.load("autumn_launch"), Scheme.load(s), 31) for s in Scheme.names()]
    first = worlds[0]
    drawn = [name for name, value in vars(first.market).items() if isinstance(value, np.ndarray)]
    assert {"viewers", "log_appeal", "size_share"} <= set(drawn)
    for other in worlds[1:]:
        for name in drawn:
            assert np.array_equal(getattr(first.market, name), getattr(other.market, name)), name
        for f, factory in first.cast.factories.items():
            assert factory.profile.outside_margin == other.cast.factories[f].profile.outside_margin
        for c, carrier in first.cast.carriers.items():
            assert carrier.profile.spot_first_kg == other.cast.carriers[c].profile.spot_first_kg
    for world in worlds:
        world.play()
    arrived = {w.market.audience_share: [tick.heard.viewers for tick in w.recorder.ticks] for w in worlds}
    for world in worlds:
        assert [tick.heard.viewers for tick in world.recorder.ticks] == arrived[world.market.audience_share]
        world.close()
