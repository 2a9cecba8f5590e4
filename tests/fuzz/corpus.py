"""The originals that are changed: the files that come with the project, and small ones made here of each format of a log."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT, EXPERIMENTS = ROOT / "environment", ROOT / "experiments"
WEEK = "festival_week.yaml"


def build(folder: Path) -> dict[str, tuple[Path, ...]]:
    """Kind -> originals. A file is changed by itself; of a folder one file is changed."""
    scenarios = sorted((ENVIRONMENT / "scenario" / "data").glob("*.yaml"))
    domains = sorted((EXPERIMENTS / "negotiate" / "data").glob("*.yaml"))
    found = {
        "scenario": tuple(path for path in scenarios if path.name != WEEK),
        "week": tuple(path for path in scenarios if path.name == WEEK),
        "scheme": tuple(sorted((ENVIRONMENT / "scheme" / "data").glob("*.yaml"))),
        "sweep": (*sorted((EXPERIMENTS / "sweep" / "data").glob("*.yaml")), _sweep(folder)),
        "study": tuple(sorted((EXPERIMENTS / "study" / "data").glob("*.yaml"))),
        "ranges": (_ranges(folder),),
        "domain": (*domains, *sorted((ROOT / "tests" / "data" / "domains").iterdir())),
        "market_day": (_market_day(folder),),
        "logs": _logs(folder),
        "settled": _settled(folder),
        "cases": _cases(folder),
    }
    return {**found, "upload": found["scenario"] + found["scheme"], "results": (_results(folder),)}


def _sweep(folder: Path) -> Path:
    path = folder / "every_key.yaml"
    path.write_text(
        "schema: gongying-sweep/1\nname: every_key\nscenario: autumn_launch\nschemes: [slot_fee_commission, alert_bond]\n"
        "variants: [none, carrier_outage_E]\nparameters:\n  scale.traffic: {low: 0.5, high: 2, log: true}\n"
        "  styles.B.price: {values: [199, 229]}\nsampling: sobol\npoints: 8\nreplications: 2\nseed: 3\n"
        "outcomes: [net_gmv, profit.host]\nlimits: {seconds: 60, memory_mb: 500}\n"
    )
    return path


def _ranges(folder: Path) -> Path:
    path = folder / "ranges.yaml"
    path.write_text(
        "schema: gongying-design/1\nterms:\n  commission_rate: {low: 0.1, high: 0.3, source: R5}\n"
        "  slot_fee_total: {low: 0, high: 150000}\n  leftover_share_host: {low: 0, high: 0.5, source: E}\n"
    )
    return path


def _market_day(folder: Path) -> Path:
    path = folder / "market_day.yaml"
    text = (ENVIRONMENT / "market_day" / "data" / "market_day.yaml").read_text()
    path.write_text(text.replace("parties: 1000", "parties: 60 "))
    return path


def _show() -> object:
    from environment import play

    return play("autumn_launch", seed=4)


def _results(folder: Path) -> Path:
    from experiments.storage import write_show

    path = folder / "results"
    write_show(_show(), path)  # type: ignore[arg-type]
    return path


def _logs(folder: Path) -> tuple[Path, ...]:
    import pandas as pd

    from experiments.calibrate.own import logs_of

    show = _show()
    names = ("ticks", "style_ticks", "orders", "shipments", "production")
    logs = logs_of({name: show.frame(name) for name in names}, "show")  # type: ignore[attr-defined]
    paths = []
    for log in logs:
        path = folder / f"{log.layout}.csv"
        pd.DataFrame(dict(log.columns)).head(120).to_csv(path, index=False)
        paths.append(path)
    for name in ("fb_live_sellers_thailand", "garment_worker_productivity"):
        path = folder / f"{name}.csv"
        lines = (EXPERIMENTS / "calibrate" / "data" / f"{name}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join([lines[0], *lines[1:200]]), encoding="utf-8")
        paths.append(path)
    return tuple(paths)


def _settled(folder: Path) -> tuple[Path, ...]:
    made = []
    for name in ("minimum_sales", "roi_return_cap"):
        here = folder / "settle" / name
        here.mkdir(parents=True)
        shutil.copyfile(EXPERIMENTS / "settle" / "data" / f"{name}.csv", here / "sales.csv")
        shutil.copyfile(EXPERIMENTS / "settle" / "data" / f"{name}.yaml", here / "contract.yaml")
        made.append(here)
    return tuple(made)


def _cases(folder: Path) -> tuple[Path, ...]:
    """A small file of solved cases per family: its first two."""
    families: dict[str, list[object]] = {}
    for case in json.loads((EXPERIMENTS / "verify" / "data" / "cases.json").read_text(encoding="utf-8")):
        families.setdefault(case["family"][0], []).append(case)
    paths = []
    for name, cases in sorted(families.items()):
        for at in range(0, min(len(cases), 8), 2):
            path = folder / f"cases_{name}{at}.json"
            path.write_text(json.dumps(cases[at : at + 2], ensure_ascii=False), encoding="utf-8")
            paths.append(path)
    return tuple(paths)
