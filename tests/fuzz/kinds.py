"""What is fuzzed: per kind of file its originals, and what the project does with one."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.mutate import Rng, change


@dataclass(frozen=True)
class Kind:
    """``originals`` are files, or folders whose files belong together; ``attempt`` uses one (its path) as a user would."""

    name: str
    originals: tuple[Path, ...]
    attempt: Callable[[Path], object]

    def write(self, rng: Rng, folder: Path) -> Path:
        """A changed original in ``folder``."""
        source = self.originals[int(rng.integers(len(self.originals)))]
        if source.is_dir():
            shutil.copytree(source, folder, dirs_exist_ok=True)
            files = sorted(p for p in folder.rglob("*") if p.is_file())
            chosen = files[int(rng.integers(len(files)))]
        else:
            chosen = folder / source.name
            shutil.copyfile(source, chosen)
        original = chosen.read_bytes()
        if chosen.suffix == ".parquet":
            text = original.decode("latin-1")
            chosen.write_bytes(change(text, rng, plain=False).decode("utf-8", "replace").encode("latin-1", "replace"))
        else:
            plain = chosen.suffix in (".yaml", ".yml", ".json")
            chosen.write_bytes(change(original.decode(), rng, plain=plain))
        return folder if source.is_dir() and rng.random() < 0.5 else chosen


def scenario(path: Path) -> object:
    from environment import Scenario
    from environment.playing import play_show

    found = Scenario.load(path)
    if found.week is not None:
        return found
    from environment import Scheme

    return play_show(found, Scheme.load("full_collaboration" if found.seed % 2 else "slot_fee_commission"), 5)


def week(path: Path) -> object:
    """A week is read and laid out; it is played by its own test."""
    from environment import Scenario
    from environment.scenario.weekly import slots

    found = Scenario.load(path)
    return slots(found) if found.week is not None else found


def scheme(path: Path) -> object:
    from environment import Scenario, Scheme
    from environment.playing import play_show

    return play_show(Scenario.load("autumn_launch"), Scheme.load(path), 3)


def sweep(path: Path) -> object:
    from experiments.sweep import Sweep

    return Sweep.load(path).setting


def study(path: Path) -> object:
    from experiments.study import Study

    return Study.load(path).points


def ranges(path: Path) -> object:
    from environment import Scheme
    from experiments.design.space import load_space, points

    space = load_space([Scheme.load("alert_bond"), Scheme.load("leftover_share")], path)
    return [space.at(point) for point in points(1 + len(space.axes), 4, 1)]


def domain(path: Path) -> object:
    from experiments.negotiate import load_domain, negotiate

    found = load_domain(path)
    if found.space.size > 20_000:
        return found
    return negotiate(found).to_json()


def logs(path: Path) -> object:
    from environment import Scenario
    from experiments.calibrate import calibrate

    done = calibrate([path], Scenario.load("autumn_launch"))
    return done.as_object(), done.fitted()


def settled(path: Path) -> object:
    from experiments.settle import settle

    folder = path if path.is_dir() else path.parent
    return settle(str(folder / "sales.csv"), str(folder / "contract.yaml")).as_object()


def market_day(path: Path) -> object:
    from environment.market_day import DaySpec, play_day

    spec = DaySpec.load(path)
    return play_day(spec) if spec.parties <= 200 else spec


def cases(path: Path) -> object:
    from experiments.verify import verify_files

    return verify_files([path]).to_json()


def page_upload(path: Path) -> object:
    from visualization.page.upload import accept

    (path.parent / "kept").mkdir(exist_ok=True)
    return accept(path.name, path.read_bytes(), path.parent / "kept")


def results(path: Path) -> object:
    """A results folder, read by everything that reads one."""
    from environment import Scenario
    from experiments.calibrate import calibrate
    from experiments.settle import settle
    from protocols.errors import UserError

    folder = path if path.is_dir() else path.parent
    while not (folder / "run.json").exists() and folder.parent != folder and "tables" in folder.name:
        folder = folder.parent
    _vouch(folder)
    with contextlib.suppress(UserError):
        settle(str(folder), None).as_object()
    return calibrate([folder], Scenario.load("autumn_launch")).as_object()


def _vouch(folder: Path) -> None:
    """Let the manifest, where it can still be read, vouch for files as they are: a changed one shall be read, not refused."""
    path = folder / "run.json"
    with contextlib.suppress(OSError, ValueError, RecursionError):
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found, dict) and isinstance(found.get("files"), dict):
            for name in found["files"]:
                if isinstance(name, str) and (folder / name).is_file():
                    found["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
            path.write_text(json.dumps(found), encoding="utf-8")


ATTEMPTS: dict[str, Callable[[Path], object]] = {
    "scenario": scenario, "week": week, "scheme": scheme, "sweep": sweep, "study": study, "ranges": ranges, "domain": domain,
    "market_day": market_day, "logs": logs, "settled": settled, "cases": cases, "upload": page_upload, "results": results,
}  # fmt: skip


def kinds(originals: dict[str, tuple[Path, ...]]) -> tuple[Kind, ...]:
    """Every kind, with its originals."""
    return tuple(Kind(name, originals[name], attempt) for name, attempt in ATTEMPTS.items())
