"""A design as plain data, tables and scheme files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from experiments.audit.intervals import Estimate
from experiments.design.job import Design, Recommended
from experiments.design.objectives import Score
from experiments.design.search import Trial
from experiments.storage import json_bytes, parquet_bytes, unwritable, write_atomically
from protocols.version import VERSION


def design_object(done: Design) -> dict[str, Any]:
    """The design as JSON-able data; money is CNY per show."""
    from experiments.design.words import told

    tried = [each for each in done.trials if each.score is not None]
    return {
        "version": VERSION,
        "scenario": done.scenario.name,
        "seed": done.seed,
        "bases": list(done.space.bases),
        "terms": {name: [done.space.spans[name].low, done.space.spans[name].high] for name in done.space.axes},
        "trials": len(done.trials),
        "failed": len(done.trials) - len(tried),
        "replications": done.replications,
        "fresh": done.fresh,
        "possible": done.possible,
        "arms_length": _score(done.alone),
        "front": [_trial(each) for each in done.trials if each.number in done.front],
        "recommended": {each.aim: _recommended(done, each) for each in done.recommended},
        "answers": [{"en": en, "zh": zh} for en, zh in told(done)],
        "out": str(done.folder),
    }


def _recommended(done: Design, each: Recommended) -> dict[str, Any]:
    return {"file": scheme_file(each.aim), **_trial(each.trial), "out_of_sample": _score(each.fresh)}


def scheme_file(aim: str) -> str:
    """Where a recommended scheme is, in the folder of the design."""
    return f"schemes/design_{aim}.yaml"


def _trial(trial: Trial) -> dict[str, Any]:
    assert trial.score is not None
    terms = dict(trial.candidate.terms)
    return {"trial": trial.number, "base": trial.candidate.base, "terms": terms, "in_sample": _score(trial.score)}


def _score(found: Score) -> dict[str, Any]:
    cheat = found.cheat
    return {
        "surplus": _estimate(found.surplus),
        "more_than_arms_length": _estimate(found.more),
        "worst_off": found.worst_off,
        "worst_off_gain": _estimate(found.kinds[found.worst_off]),
        "kinds": {kind: _estimate(gain) for kind, gain in found.kinds.items()},
        "parties": {party: _estimate(gain) for party, gain in found.gains.items()},
        "breach_gain": found.breach,
        "breach": None if cheat is None else {"party": cheat.party, "temptation": cheat.level, **_estimate(cheat.gain)},
        "all_take_part": found.feasible,
        "losers": list(found.losers),
    }


def _estimate(found: Estimate) -> dict[str, float]:
    return {"mean": found.mean, "low": found.low, "high": found.high}


def trial_table(done: Design) -> dict[str, list[Any]]:
    """Column -> values, a row per trial; a term that a trial leaves as its base has it is missing."""
    rows = []
    for trial in done.trials:
        found, terms = trial.score, dict(trial.candidate.terms)
        row: dict[str, Any] = {"trial": trial.number, "base": trial.candidate.base, "scheme": trial.candidate.scheme.name}
        row |= {name: terms.get(name) for name in done.space.axes}
        row |= {"seeds": trial.seeds, "error": trial.error or None}
        row |= {"surplus": None, "worst_off_gain": None, "breach_gain": None, "short": None, "worst_off": None}
        if found is not None:
            row |= {"surplus": found.surplus.mean, "worst_off_gain": found.worst, "breach_gain": found.breach,
                    "short": found.short, "worst_off": found.worst_off}  # fmt: skip
        rows.append({**row, "efficient": trial.number in done.front})
    return {name: [row[name] for row in rows] for name in rows[0]}


def scheme_text(done: Design, each: Recommended) -> str:
    """The file of a recommended scheme."""
    import yaml

    from experiments.design.words import recommendation

    words = " ".join(en for en, _ in recommendation(done, each))
    return f"# {words}\n" + yaml.safe_dump(each.scheme.plain(), allow_unicode=True, sort_keys=False, width=120)


def write_data(done: Design) -> None:
    """Write ``design.json``, ``trials.parquet`` and the three schemes into the folder of the design."""
    try:
        write_atomically(done.folder / "design.json", json_bytes(design_object(done)))
        write_atomically(done.folder / "trials.parquet", parquet_bytes(trial_table(done)))
        for each in done.recommended:
            write_atomically(done.folder / scheme_file(each.aim), scheme_text(done, each).encode())
    except OSError as error:
        raise unwritable(done.folder, error) from error


def default_folder(scenario: str, bases: list[str], seed: int) -> Path:
    """``results/design-<scenario>-<bases>-<seed>``: where to go on when the same is asked for again."""
    few = "+".join(bases) if 0 < len(bases) <= 3 else f"{len(bases)}schemes" if bases else "all"
    return Path("results") / f"design-{scenario}-{few}-{seed}"
