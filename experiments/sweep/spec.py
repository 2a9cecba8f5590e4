"""What a sweep file (``gongying-sweep/1``) may hold: its keys, their types, and what an axis of the design is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import ConfigDict, Field

from environment.scenario.parameter import Frozen, FrozenDict, FrozenMap, Id, Positive, PositiveCount, Text, plain
from environment.scenario.tree import Node
from environment.scenario.validate import shown

FORMAT = "gongying-sweep/1"
NO_VARIANT = "none"
T = TypeVar("T")
Some = Annotated[tuple[T, ...], Field(min_length=1)]


class Limits(Frozen):
    """What one run may take: ``seconds`` of wall time, ``memory_mb`` MiB beyond what a worker holds idle."""

    seconds: Positive | None = None
    memory_mb: PositiveCount | None = None


class Spec(Frozen):
    """The keys of a sweep file.

    ``variants`` name variants of the scenario, ``none`` for the scenario as it is, ``a+b`` for two at once. ``points`` is
    for sampling other than ``grid``. Without ``seed`` it is the scenario's.
    """

    model_config = ConfigDict(defer_build=False)
    KEYS: ClassVar[tuple[str, ...]] = ("values", "low", "high", "steps", "log")  # of an axis

    schema_: Annotated[Literal["gongying-sweep/1"], Field(alias="schema")]
    name: Id
    scenario: Text
    schemes: Some[Text]
    variants: Some[Text] = (NO_VARIANT,)
    parameters: FrozenMap[Text, Any] = FrozenDict()
    sampling: Literal["grid", "latin_hypercube", "sobol", "saltelli", "morris"] = "grid"
    points: PositiveCount | None = None
    replications: PositiveCount = 1
    shows: PositiveCount = 1
    seed: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    outcomes: Literal["all"] | Some[Text] = "all"
    limits: Limits = Limits()

    def plain(self) -> dict[str, Any]:
        """The spec with its defaults, as a file would say it."""
        found = {field.alias or name: plain(getattr(self, name)) for name, field in type(self).model_fields.items()}
        return {key: value for key, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Axis:
    """One parameter of the design: its ``values``, or the range from ``low`` to ``high`` that sampling fills.

    ``log`` spaces a range evenly in logarithms; ``whole`` rounds it to whole numbers; ``steps`` makes levels of it.
    """

    path: str
    origin: str
    values: tuple[Any, ...] = ()
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    whole: bool = False
    steps: int = 0

    def levels(self) -> tuple[Any, ...]:
        """What the axis may be: its values, or the steps of its range (none of a range without steps)."""
        if self.values or not self.steps:
            return self.values
        shares = (k / (self.steps - 1) for k in range(self.steps))
        return tuple(dict.fromkeys(self._inside(share) for share in shares))

    def at(self, share: float) -> Any:
        """The value at ``share`` (0 to 1) of the axis."""
        levels = self.levels()
        return levels[min(int(share * len(levels)), len(levels) - 1)] if levels else self._inside(share)

    def _inside(self, share: float) -> int | float:
        value = self.low * (self.high / self.low) ** share if self.log else self.low + share * (self.high - self.low)
        value = min(max(value, self.low), self.high)
        return round(value) if self.whole else float(f"{value:.12g}")

    def ends(self) -> tuple[Any, ...]:
        """Values that show whether the axis is playable: all of them, or both ends of a range."""
        return self.values or (self.at(0.0), self.at(1.0))


def read_axis(path: str, node: Node, *, grid: bool) -> tuple[Axis | None, list[str]]:
    """The axis written at ``node``, and what is wrong with it."""
    where = f"parameters.{path}"
    if not isinstance(node.value, dict):
        return None, [f"{node.origin}: {where}: found {shown(node)}, allowed: {{values: [...]}} or {{low: .., high: ..}}"]
    has = node.value
    faults = [
        f"{has[key].origin}: {where}: unknown key '{key}', allowed: {', '.join(Spec.KEYS)}" for key in has if key not in Spec.KEYS
    ]
    if "values" in has:
        faults += [
            f"{has[key].origin}: {where}.{key}: found beside values, allowed: either values or a range"
            for key in ("low", "high", "steps", "log")
            if key in has
        ]
        values = has["values"]
        if not isinstance(values.value, tuple) or not values.value:
            faults.append(f"{values.origin}: {where}.values: found {shown(values)}, allowed: a list of one value or more")
            return None, faults
        plain_values = tuple(plain(each.plain()) for each in values.value)
        if len({repr(float(each)) if _number(each) else repr(each) for each in plain_values}) < len(plain_values):
            faults.append(f"{values.origin}: {where}.values: found the same value twice, allowed: different values")
        return (None if faults else Axis(path, values.origin, plain_values)), faults
    return _read_range(where, path, node, grid, faults)


def _read_range(where: str, path: str, node: Node, grid: bool, faults: list[str]) -> tuple[Axis | None, list[str]]:
    assert isinstance(node.value, dict)
    has, ends = node.value, {}
    for key in ("low", "high"):
        if key not in has:
            faults.append(f"{node.origin}: {where}.{key}: found nothing, allowed: a number (or values instead of a range)")
        elif not _number(has[key].value):
            faults.append(f"{has[key].origin}: {where}.{key}: found {shown(has[key])}, allowed: a finite number")
        else:
            ends[key] = float(has[key].value)  # type: ignore[arg-type]
    log = has["log"].value if "log" in has else False
    steps = has["steps"].value if "steps" in has else None
    if not isinstance(log, bool):
        faults.append(f"{has['log'].origin}: {where}.log: found {shown(has['log'])}, allowed: true or false")
    if "steps" in has and not (isinstance(steps, int) and not isinstance(steps, bool) and 2 <= steps <= 10_000):
        faults.append(f"{has['steps'].origin}: {where}.steps: found {shown(has['steps'])}, allowed: 2 to 10000")
    if grid and "steps" not in has:
        faults.append(f"{node.origin}: {where}.steps: found nothing, allowed: the number of levels (sampling is grid)")
    if len(ends) == 2 and not ends["low"] < ends["high"]:
        empty = f"found the empty range {ends['low']:g} to {ends['high']:g}, allowed: low < high"
        faults.append(f"{has['high'].origin}: {where}: {empty}")
    elif log is True and ends.get("low", 1.0) <= 0:
        faults.append(f"{has['low'].origin}: {where}.low: found {ends['low']:g}, allowed: > 0 where log is true")
    if faults:
        return None, faults
    return Axis(path, node.origin, (), ends["low"], ends["high"], bool(log), steps=steps if isinstance(steps, int) else 0), []


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")
