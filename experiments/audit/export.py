"""An audit as plain data: the JSON object of ``audit --json``, tidy tables, and the files of its folder."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.audit.game import EmpiricalGame
from experiments.audit.incentives import Step, Temptation
from experiments.audit.job import Audit, Finding
from experiments.audit.plays import Play
from experiments.audit.verdict import Verdict, verdict
from experiments.export import Json, plain
from experiments.storage import json_bytes, unwritable, write_atomically
from protocols.version import VERSION

FORMAT = "gongying-audit/1"
Table = dict[str, list[Any]]


def audit_object(audit: Audit) -> dict[str, Json]:
    """The JSON object: what was played, and the findings of every scheme; numbers that are undefined are null."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "scenario": audit.scenario.name,
        "variants": plain(audit.scenario.applied_variants),
        "overrides": plain(audit.scenario.applied_overrides),
        "seed": audit.seed,
        "seeds": plain(audit.plays.seeds),
        "replications": audit.replications,
        "shows": audit.shows,
        "unit": "CNY per show",
        "standing": {name: plain(conduct.as_dict()) for name, conduct in audit.stage.standing.items()},
        "schemes": {name: _finding(audit, found) for name, found in audit.findings.items()},
    }


def _finding(audit: Audit, found: Finding) -> Json:
    words = verdict(audit, found)
    return {
        "individual_rationality": {
            "status": words.status("individual_rationality"),
            "parties": {part.party: plain(part) for part in found.rationality},
        },
        "incentive_compatibility": {
            "status": words.status("incentive_compatibility"),
            "shows": {str(n): {t.party: _temptation(t) for t in tempted} for n, tempted in found.incentives.items()},
        },
        "budget_balance": {"status": words.status("budget_balance"), **_fields(found.balance)},
        "core": None if found.core is None else {"status": words.status("core"), **_fields(found.core)},
        "game": None if found.game is None else {"status": words.status("game"), **_game(found.game)},
        "welfare": plain(found.welfare),
        "verdict": _verdict(words),
    }


def _fields(found: object) -> dict[str, Json]:
    fields = plain(found)
    assert isinstance(fields, dict)
    return fields


def _temptation(found: Temptation) -> Json:
    low, high = found.most
    return {
        "best": _step(found.best),
        "best_gain_low": low,
        "best_gain_high": high,
        "cheat": _step(found.cheat),
        "deviations": [_step(step) for step in found.steps],
        "breaches": [_step(step) for step in found.breaches],
    }


def _step(step: Step | None) -> Json:
    if step is None:
        return None
    return {
        "disposition": step.deviation.disposition,
        "level": step.deviation.level,
        "instead_of": step.instead_of,
        "gain": plain(step.gain),
    }


def _game(game: EmpiricalGame) -> dict[str, Json]:
    fields = _fields(game)
    fields["pure"] = [plain(cell.broken) for cell in game.pure()]
    fields["paths"] = {player: [round(x, 6) for x in path[::8]] for player, path in game.paths.items()}
    return fields


def _verdict(words: Verdict) -> Json:
    english, chinese = words.summary
    return {
        "summary": {"en": english, "zh": chinese},
        "statements": [{"about": s.about, "status": s.status, "en": s.text[0], "zh": s.text[1]} for s in words.statements],
    }


def tables(audit: Audit) -> dict[str, Table]:
    """Tidy tables: parties, deviations, coalitions, game, and the profit of every party under usual conduct by seed."""
    found = {name: _columns(columns) for name, columns in COLUMNS.items()}
    for name, finding in audit.findings.items():
        for part in finding.rationality:
            _add(found["parties"], name, part.party, part.profit, part.alone, *_five(part.gain), part.share_at_or_above)
        for shows, tempted in finding.incentives.items():
            for each in tempted:
                for kind, steps in (("deviation", each.steps), ("breach", each.breaches)):
                    for s in steps:
                        what = (s.deviation.party, s.deviation.disposition, s.deviation.level, s.instead_of)
                        _add(found["deviations"], name, shows, kind, *what, *_five(s.gain))
        if finding.core is not None:
            for group, value in finding.core.values.items():
                _add(found["coalitions"], name, group, value, finding.core.errors[group])
        if finding.game is not None:
            for cell in finding.game.cells:
                for player, payoff in cell.payoffs.items():
                    row = (payoff, cell.errors[player], cell.regret, cell.equilibrium, cell.support)
                    _add(found["game"], name, "+".join(cell.broken), player, *row)
        play = Play(finding.scheme, audit.stage.standing_profile(), audit.shows)
        for party in audit.plays.parties:
            for seed, profit in zip(audit.plays.seeds, audit.plays.of(play, party).tolist(), strict=True):
                _add(found["seeds"], name, seed, party, profit)
    return found


_GAIN = ("gain", "se", "low", "high", "p")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "parties": ("scheme", "party", "profit", "arms_length", *_GAIN, "share_at_or_above"),
    "deviations": ("scheme", "shows", "kind", "party", "disposition", "level", "instead_of", *_GAIN),
    "coalitions": ("scheme", "coalition", "value", "se"),
    "game": ("scheme", "broken", "player", "payoff", "se", "regret", "equilibrium", "support"),
    "seeds": ("scheme", "seed", "party", "profit"),
}


def _columns(names: Sequence[str]) -> Table:
    return {name: [] for name in names}


def _add(table: Table, *row: object) -> None:
    for column, value in zip(table.values(), row, strict=True):
        column.append(value)


def _five(estimate: object) -> tuple[float, ...]:
    return tuple(getattr(estimate, name) for name in ("mean", "se", "low", "high", "p"))


def write_data(audit: Audit, folder: Path) -> None:
    """Write ``audit.json`` and ``tables/*.parquet`` into ``folder``; :class:`UserError` where that can't be done."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        write_atomically(folder / "audit.json", json_bytes(audit_object(audit)))
        for name, table in tables(audit).items():
            buffer = io.BytesIO()
            pq.write_table(pa.table(table), buffer, compression="zstd")
            write_atomically(folder / "tables" / f"{name}.parquet", buffer.getvalue())
    except OSError as error:
        raise unwritable(folder, error) from error
