"""A sweep from declaration to rows: ``Sweep.load(FILE).run(OUT).frame()``."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from environment.scenario.registry import locate, shipped
from environment.scenario.tree import Node, parse, read_text
from experiments.claim import SWEEP, refuse_foreign
from experiments.sweep.checks import Reader, Setting
from experiments.sweep.design import Design, design_of, world_hash
from experiments.sweep.driver import Driver
from experiments.sweep.engines import Engine, open_engine
from experiments.sweep.files import refused
from experiments.sweep.lock import locked
from experiments.sweep.results import OUTCOMES, Results
from experiments.sweep.spec import FORMAT
from experiments.sweep.store import MANY, WHOLE, Store
from experiments.sweep.work import OURS, Base
from protocols.errors import UserError
from protocols.version import VERSION

if TYPE_CHECKING:
    import pyarrow as pa

DATA = Path(__file__).parent / "data"
BYTES, HEAD_BYTES = 9, 260  # of an outcome on disk, about; of its head in every part


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is ahead: runs in all and ``pending`` ones; wall ``seconds`` by the pilot's ``pace`` (seconds of a run); bytes."""

    name: str
    runs: int
    pending: int
    workers: int
    pace: float
    seconds: float
    bytes: int


class Sweep:
    """Many runs over parameters, schemes and luck, checked when it is made.

    Arguments are the keys of a sweep file (``docs/how-to/run-a-sweep.md``). Raises :class:`protocols.errors.UserError`
    that lists every problem found.

    >>> sweep = Sweep(scenario="autumn_launch", schemes=["commission_only", "alert_bond"], replications=5,
    ...               parameters={"scale.return_rate": {"values": [0.8, 1.2]}}, outcomes=["net_gmv", "profit.host"])
    >>> len(sweep.design.runs)
    20
    """

    def __init__(
        self, scenario: str, schemes: Sequence[str], *, name: str = "sweep", variants: Sequence[str] = ("none",),
        parameters: Mapping[str, Mapping[str, object]] | None = None, sampling: str = "grid", points: int | None = None,
        replications: int = 1, shows: int = 1, seed: int | None = None, outcomes: str | Sequence[str] = "all",
        limits: Mapping[str, float] | None = None,
    ) -> None:  # fmt: skip
        given = {
            "schema": FORMAT, "name": name, "scenario": str(scenario), "schemes": list(schemes), "variants": list(variants),
            "parameters": parameters, "sampling": sampling, "points": points, "replications": replications, "shows": shows,
            "seed": seed, "outcomes": outcomes if isinstance(outcomes, str) else list(outcomes), "limits": limits,
        }  # fmt: skip
        tree = Node.of({key: value for key, value in given.items() if value is not None}, "sweep")
        self.setting: Setting = Reader(tree, Path()).read()

    @classmethod
    def load(cls, name_or_path: str | Path) -> Sweep:
        """A shipped sweep by name, or a file; scenario and schemes in it may be files beside it."""
        path, label = locate(name_or_path, DATA, "sweep")
        made = cls.__new__(cls)
        made.setting = Reader(parse(read_text(path, label), label), path.parent).read()
        return made

    @staticmethod
    def names() -> tuple[str, ...]:
        """Names of the shipped sweeps."""
        return shipped(DATA)

    @cached_property
    def design(self) -> Design:
        """Points and runs, played by this project's model."""
        return design_of(self.setting)

    @property
    def default_out(self) -> Path:
        return Path("results") / f"sweep-{self.setting.spec.name}"

    def run(
        self, out: Path | str | None = None, workers: int | None = None, *, engine: str = "local", limit: float | None = None,
        shard: tuple[int, int] | None = None, retry_failed: bool = False, model: str = OURS,
        tell: Callable[[Estimate], None] = lambda _: None, ended: Callable[[int], None] = lambda _: None,
    ) -> Results:  # fmt: skip
        """Play what is not done yet into the folder ``out`` and return what is there.

        ``workers`` are processes (a core each by default), ``limit`` seconds a run may take (instead of the sweep's own),
        ``shard`` (i, n) plays the i-th of n parts, ``retry_failed`` plays failed runs again. ``model`` ("module:function")
        plays runs in place of :func:`experiments.sweep.work.play_outcomes`. ``tell`` gets the estimate once the pilot is
        back, ``ended`` after each chunk how many runs have ended; what either raises stops the sweep. A script needs the
        usual ``if __name__ == "__main__":`` guard.
        """
        start = time.perf_counter()
        _check_shard(shard)
        if limit is not None and not 0.0 < limit <= 1e9:
            raise UserError(f"limit: found {limit}, allowed: a number of seconds above 0, up to 1e9")
        whole = self.design if model == OURS else design_of(self.setting, model)
        design = whole if shard is None else whole.shard(*shard)
        label = WHOLE if shard is None else f"shard-{shard[0]}-of-{shard[1]}"
        folder = self.default_out if out is None else Path(out)
        try:
            refuse_foreign(folder, SWEEP)
        except OSError as error:
            raise refused(folder, error) from error
        with locked(folder, label):
            store = Store(folder, design, self._table(whole), self.setting.outcomes, label)
            store.open({"sweep.yaml": self._description()})
            settled = store.done if retry_failed else store.done | store.failed
            pending = list({run.id: run for run in design.runs if run.id not in settled}.values())
            if pending:
                self._play(store, pending, engine, workers, self._base(model, limit), tell, ended)
            if shard is None:
                store.compact()
        done = sum(run.id in store.done for run in design.runs)
        failed = sum(run.id in store.failed for run in design.runs)
        return Results(len(design.runs), done, failed, time.perf_counter() - start, folder, len(pending))

    def _play(
        self, store: Store, pending: list[Any], engine: str, workers: int | None, base: Base, tell: Callable[[Estimate], None],
        told: Callable[[int], None],
    ) -> None:  # fmt: skip
        from tqdm import tqdm

        room = self._bytes(len(pending))
        most = 2 * room + min(len(pending), MANY) * HEAD_BYTES * len(self.setting.outcomes)  # parts beside rows.parquet
        free = shutil.disk_usage(store.folder).free
        if most > free:
            raise refused(store.folder, OSError(28, f"{free / 1e6:,.1f} MB free, up to {most / 1e6:,.1f} MB needed at work"))
        opened: Engine = open_engine(engine, workers)
        bar = tqdm(total=len(pending), unit="run", leave=False, disable=not sys.stderr.isatty())
        count = failed = 0

        def paced(seconds: float) -> None:
            wall = seconds * len(pending) / opened.workers
            bar.clear()
            runs = len(store.design.runs)
            tell(Estimate(self.setting.spec.name, runs, len(pending), opened.workers, seconds, wall, room))

        def moved(ended: int, bad: int) -> None:
            nonlocal count, failed
            count, failed = count + ended, failed + bad
            told(count)
            if failed:
                bar.set_postfix(failed=failed, refresh=False)
            bar.update(ended)

        try:
            Driver(store, opened, base, paced, moved).play(pending)
        finally:
            bar.close()
            opened.close()

    def _base(self, model: str, limit: float | None) -> Base:
        found, limits = self.setting, self.setting.spec.limits
        seconds = limits.seconds if limit is None else limit
        worlds = [world_hash(found, variant, scheme, model) for variant in found.scenarios for scheme in found.schemes]
        token = hashlib.sha256(json.dumps([worlds, found.outcomes, seconds, limits.memory_mb]).encode()).hexdigest()
        return Base(
            token, found.scenarios, found.schemes, found.spec.shows, found.outcomes, model, seconds, limits.memory_mb
        )  # fmt: skip

    def _bytes(self, runs: int) -> int:
        return runs * (BYTES * len(self.setting.outcomes) + 40)

    def _table(self, design: Design) -> pa.Table:
        import pyarrow as pa

        names = json.dumps(self.setting.outcomes).encode()
        return pa.table(design.table()).replace_schema_metadata({OUTCOMES: names})

    def _description(self) -> bytes:
        """The sweep as a file that runs it again, headed by what it was played with."""
        import yaml

        found = self.setting
        head = [f"# gongying {VERSION}"]
        head += [f"# scenario {each.name}, variant {name}: {each.content_hash()}" for name, each in found.scenarios.items()]
        head += [f"# scheme {name}: {each.content_hash()}" for name, each in found.schemes.items()]
        body = yaml.safe_dump({**found.spec.plain(), "seed": found.seed}, allow_unicode=True, sort_keys=False)
        return ("\n".join(head) + "\n" + body).encode()


def _check_shard(shard: tuple[int, int] | None) -> None:
    if shard is not None and not 1 <= shard[0] <= shard[1]:
        raise UserError(f"--shard {shard[0]}/{shard[1]}: found part {shard[0]}, allowed: 1/{shard[1]} to {shard[1]}/{shard[1]}")
