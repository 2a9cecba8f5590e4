"""From a row of a sweep back to the very run: settings that play it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from environment import Scenario, Scheme
from experiments.sweep.apply import split
from experiments.sweep.spec import NO_VARIANT
from protocols.errors import UserError
from visualization.page.playing import FILE, OF_SCHEME
from visualization.page.settings import Settings
from visualization.page.views.sweeps import Sheet


@dataclass(frozen=True)
class Chosen:
    """A run of a sheet: where it stands in the design."""

    variant: str
    scheme: str
    point: int
    replication: int = 0

    @property
    def id(self) -> str:
        return f"{self.variant}|{self.scheme}|{self.point}|{self.replication}"

    @classmethod
    def of(cls, text: str) -> Chosen | None:
        """The run named by ``id``."""
        parts = text.rsplit("|", 2)
        head = parts[0].split("|", 1) if len(parts) == 3 else []
        if len(head) != 2 or not parts[1].isdecimal() or not parts[2].isdecimal():
            return None
        return cls(head[0], head[1], int(parts[1]), int(parts[2]))


def row_of(sheet: Sheet, run: Chosen) -> dict[str, Any] | None:
    """The row of a run; None if it failed or was never played."""
    frame = sheet.table.frame
    found = frame[
        (frame["variant"] == run.variant) & (frame["scheme"] == run.scheme) & (frame["point"] == run.point)
        & (frame["replication"] == run.replication)
    ]  # fmt: skip
    return None if found.empty else {str(k): v for k, v in found.iloc[0].to_dict().items()}


def values_of(sheet: Sheet, row: Mapping[str, Any]) -> dict[str, Any]:
    """parameter -> value of a row, those that are the same everywhere included."""
    names = (*sheet.table.levels, *sheet.table.constant)
    return {name: _plain(row[name]) for name in names if name in row}


def settings_of(sheet: Sheet, run: Chosen, files: Mapping[str, str]) -> Settings:
    """Settings that play ``run`` again. Raises :class:`UserError` where the page cannot: the scenario or a scheme is a file
    that the visitor has not brought, or the arm of a study that is not shipped.
    """
    row = row_of(sheet, run)
    if row is None:
        raise UserError("run: found none there, allowed: a run that ended (this one failed or was never played)")
    values, seed = values_of(sheet, row), int(row["seed"])
    shows = int(sheet.table.about.get("shows") or 1)
    if sheet.kind == "study":
        return _of_arm(sheet, run, values, seed, shows, files)
    variants = () if run.variant == NO_VARIANT else tuple(run.variant.split("+"))
    return _settings(str(sheet.table.about.get("scenario")), run.scheme, variants, values, seed, shows, files)


def _of_arm(
    sheet: Sheet, run: Chosen, values: Mapping[str, Any], seed: int, shows: int, files: Mapping[str, str]
) -> Settings:
    if sheet.spec is None:
        raise UserError(f"study {sheet.table.name}: found one that is not shipped, allowed: a shipped study (its arms are known)")
    spec, arm = sheet.spec, sheet.spec.arms[run.scheme]
    own: dict[str, Any] = {**dict(spec.overrides), **dict(arm.overrides)}
    own |= {f"{OF_SCHEME}{path}": value for path, value in arm.scheme_overrides.items()}
    own |= {f"dispositions.{who}.{what}": v for who, some in arm.dispositions.items() for what, v in some.items()}
    return _settings(spec.scenario, arm.scheme, tuple(arm.variants), {**own, **values}, seed, shows, files)


def _settings(
    scenario: str, scheme: str, variants: tuple[str, ...], values: Mapping[str, Any], seed: int, shows: int,
    files: Mapping[str, str],
) -> Settings:  # fmt: skip
    of_scenario, of_scheme, levels = split(values)
    overrides = [(path, text_of(value)) for path, value in of_scenario.items()]
    overrides += [(f"{OF_SCHEME}{path}", text_of(value)) for path, value in of_scheme.items()]
    held = tuple((who, what, level) for who, some in levels.items() for what, level in some.items())
    return Settings(
        _known(scenario, Scenario.names(), files, "scenario"), _known(scheme, Scheme.names(), files, "scheme"), seed, variants,
        tuple(overrides), shows, held,
    )  # fmt: skip


def _known(name: str, shipped: tuple[str, ...], files: Mapping[str, str], kind: str) -> str:
    if name in shipped:
        return name
    brought = f"{FILE}{name.rpartition('/')[2]}"
    if brought in files:
        return brought
    raise UserError(f"{kind} {name}: a file of the sweep's author; load that file here (under Load a file), then click again")


def text_of(value: object) -> str:
    """A value as YAML reads it back, to the last bit.

    >>> text_of(1e-05), text_of(0.1), text_of(True), text_of([1, 2]), text_of("gross"), text_of("no")
    ('1.0e-05', '0.1', 'true', '[1, 2]', 'gross', '"no"')
    """
    if isinstance(value, float):
        text = repr(value)
        head, sign, tail = text.partition("e")
        return f"{head}{'' if '.' in head else '.0'}e{tail}" if sign else text
    if not isinstance(value, str):
        return json.dumps(_plain(value), ensure_ascii=False)
    return next((text for text in (value, json.dumps(value, ensure_ascii=False)) if _reads(text, value)), json.dumps(value))


def _reads(text: str, value: str) -> bool:
    """Whether YAML reads ``value`` from ``text``."""
    import yaml

    try:
        return bool(yaml.safe_load(text) == value)
    except yaml.YAMLError:
        return False


def _plain(value: Any) -> Any:
    """Plain data of a cell of a frame (arrays become lists, numpy numbers Python's)."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple | list) else value
