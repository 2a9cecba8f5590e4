"""One digest per table of a small set of plays, so that a difference names the first table that differs."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

FILE = Path(__file__).parent / "digests.json"
DIGITS = 7  # significant digits of the portable digest: other processors round the last bits of exp and sums otherwise
Digests = dict[str, dict[str, tuple[str, str]]]  # play -> table -> (exact digest, portable digest)

SHOWS: tuple[tuple[str, str, str, int], ...] = (  # scenario, variant, scheme, seed
    ("autumn_launch", "", "slot_fee_commission", 20260917),
    ("autumn_launch", "", "slot_fee_commission", 11),
    ("autumn_launch", "", "full_collaboration", 20260917),
    ("autumn_launch", "", "arms_length", 7),
    ("autumn_launch", "", "alert_bond", 3),
    ("autumn_launch", "", "win_win_pool_shapley", 2**62 + 1),
    ("autumn_launch", "traffic_x3", "guarantee", 5),
    ("autumn_launch", "factory_breakdown_F2", "capacity_option", 6),
    ("autumn_launch", "returns_75", "full_collaboration", 1),
    ("autumn_launch", "data_after_an_hour", "data_board", 4),
    ("autumn_launch", "modular_variants", "full_collaboration", 2),
    ("snack_evening", "", "slot_fee_commission", 1),
)


_DISPATCHED = ("AVX512_SKX", "AVX2", "FMA3", "ASIMD", "VSX2", "VX")  # by which numpy and the C library choose exp and log


def machine() -> dict[str, str]:
    """What the last bits of floating point depend on: numpy, its processor features, the C library.

    Not on BLAS, which has an order of summation for every make of processor (:mod:`protocols.sums`).
    """
    from numpy._core._multiarray_umath import __cpu_features__ as features  # type: ignore[import-not-found,unused-ignore]

    kind = " ".join(name for name in _DISPATCHED if features.get(name))
    return {"numpy": np.__version__, "processor": f"{platform.machine()} {kind}", "libc": " ".join(platform.libc_ver())}


def tables_of(show: Any) -> Iterator[tuple[str, object]]:
    """(name, content) of everything that a show leaves, in a fixed order; what happens first comes first."""
    for name in sorted(show.tables):
        yield f"table {name}", {column: list(values) for column, values in show.tables[name].items()}
    yield "events", [(e.t_min, e.kind, e.party, e.text("en"), e.text("zh"), dict(e.evidence)) for e in show.events]
    for talk in getattr(show, "negotiations", ()):
        yield f"negotiation {talk.id}", [
            talk.rounds, talk.agreed, talk.reason, dict(talk.outcome), dict(talk.gains), dict(talk.reservations),
            [(r, p, int(o)) for r, p, o in talk.offers], {p: np.asarray(u).tolist() for p, u in talk.utilities.items()},
        ]  # fmt: skip
    yield "measures", show.measures
    yield "money", show.money
    yield "conservation", dict(show.conservation)


def plays() -> Iterator[tuple[str, list[tuple[str, object]]]]:
    """(name of the play, its tables)."""
    from environment import Scenario, play

    for name, variant, scheme, seed in SHOWS:
        scenario = Scenario.load(name, variants=[variant] if variant else [])
        label = " ".join(filter(None, (name, variant, scheme, str(seed))))
        yield label, list(tables_of(play(scenario, scheme=scheme, seed=seed)))
    season = play("autumn_launch", scheme="full_collaboration", seed=4, shows=4)
    yield "season of 4 shows", [*tables_of(season), ("trust", season.trust), ("dispositions", season.dispositions)]
    week = play("festival_week", seed=2)
    yield "festival_week", list(tables_of(week))
    yield "market day of 200 parties", _market_day()


def _market_day() -> list[tuple[str, object]]:
    from environment.market_day import DaySpec, play_day

    day = play_day(DaySpec.load(overrides={"parties": 200}))
    return [*((f"table {name}", table) for name, table in sorted(day.tables().items())), ("measures", day.measures)]


def digests() -> Digests:
    """Digests of every table of every play, played here and now."""
    return {play: {name: (_digest(table, None), _digest(table, DIGITS)) for name, table in tables} for play, tables in plays()}


def replicated(workers: int) -> str:
    """Digest of a few replications, played by so many processes."""
    from environment import Scenario, Scheme
    from experiments.replicate import replications

    scenario = Scenario.load("autumn_launch")
    done = replications(scenario, Scheme.load("slot_fee_commission"), scenario.seed, 4, workers=workers)
    return _digest([list(done.seeds), done.measures, done.profits, done.conservation], None)


def _digest(content: object, digits: int | None) -> str:
    text = json.dumps(_plain(content, digits), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: object, digits: int | None) -> object:
    if isinstance(value, Mapping):
        return [(str(key), _plain(each, digits)) for key, each in value.items()]
    if isinstance(value, list | tuple):
        return [_plain(each, digits) for each in value]
    if isinstance(value, np.ndarray):
        return _plain(value.tolist(), digits)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value.hex() if digits is None else f"{value:.{digits}g}"
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def stored() -> tuple[dict[str, str], Digests]:
    """The machine that wrote the committed file, and its digests."""
    found = json.loads(FILE.read_text(encoding="utf-8"))
    return found["machine"], {play: {n: (a, b) for n, (a, b) in each.items()} for play, each in found["plays"].items()}


def write() -> None:
    """Renew the committed file."""
    lines = [f"  {json.dumps(play)}: {{\n" + ",\n".join(
        f"   {json.dumps(name)}: {json.dumps(pair)}" for name, pair in each.items()) + "\n  }"
        for play, each in digests().items()]  # fmt: skip
    plays_ = ",\n".join(lines)
    FILE.write_text(f'{{\n "machine": {json.dumps(machine())},\n "plays": {{\n{plays_}\n }}\n}}\n', encoding="utf-8")


def first_difference(found: Digests, wanted: Digests, *, exact: bool) -> str:
    """The first play and table that differ, in words; empty if none does."""
    which = 0 if exact else 1
    for play, tables in wanted.items():
        if play not in found:
            return f"{play}: not played"
        for name, pair in tables.items():
            if name not in found[play]:
                return f"{play}: {name} is missing"
            if found[play][name][which] != pair[which]:
                return f"{play}: {name} differs"
        extra = [name for name in found[play] if name not in tables]
        if extra:
            return f"{play}: {extra[0]} is new"
    return next((f"{play}: is new" for play in found if play not in wanted), "")
