"""What a parameter of a file is: a typed, frozen value with its unit, source and meaning in two languages.

Every field of a scenario or scheme carries a :class:`P`; the parameter reference is generated from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, NoReturn, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, Strict, StringConstraints
from pydantic_core import PydanticCustomError

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class P:
    """Unit, source tag and meaning of a parameter.

    Sources: R# a row of the calibration table, S1/S2 the trade texts, E our estimate, – names and choices.
    """

    unit: str
    source: str
    en: str
    zh: str


class Frozen(BaseModel):
    """Base of every model of a file: unknown keys refused, no silent conversions, no NaN, immutable."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        populate_by_name=True,
        hide_input_in_errors=True,
        defer_build=True,  # one validator for the whole file instead of one per model: halves the import
    )


class FrozenDict(dict[K, V]):
    """A mapping in file order that cannot be changed; ``with_overrides`` makes a changed copy."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("the values of a scenario are frozen; make a changed copy with with_overrides({...})")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(self.items()))

    def __reduce__(self) -> tuple[type[FrozenDict[K, V]], tuple[dict[K, V]]]:
        return type(self), (dict(self),)


def _ordered(pair: tuple[float, float]) -> tuple[float, float]:
    if pair[0] > pair[1]:
        raise PydanticCustomError("range", "[low, high] with low ≤ high")
    return pair


def _dated(value: object) -> object:
    """A bare number would be read as seconds since 1970."""
    if isinstance(value, datetime) or isinstance(value, str) and value[4:5] == "-":
        return value
    raise PydanticCustomError("datetime", "a date and time")


def _near(value: datetime) -> datetime:
    """Dates of a show and of its weeks must stay dates in every time zone."""
    if not 1900 <= value.year <= 2200:
        raise PydanticCustomError("years", "a year from 1900 to 2200")
    return value


def _divisor(value: float) -> float:
    """What others are divided by: nothing a show knows is that small, and its square or inverse is no number."""
    if 0 < value < LEAST:
        raise PydanticCustomError("tiny", "at least 1e-06")
    return value


LEAST = 1e-6
MOST = 1e9
YEAR_H = 8760.0
FrozenMap = Annotated[Mapping[K, V], AfterValidator(FrozenDict)]
# Every number has an end on both sides, so that no product or power of those of a file overflows.
Share = Annotated[float, Field(ge=0, le=1)]
NonNegative = Annotated[float, Field(ge=0, le=MOST)]
Positive = Annotated[float, Field(gt=0, le=MOST), AfterValidator(_divisor)]
Wealth = Annotated[float, Field(ge=0, le=1e15)]  # cash, and sums that stand for "without end"
Multiple = Annotated[float, Field(ge=0, le=1000)]  # of a plan, a price, a usual level
PositiveMultiple = Annotated[float, Field(ge=0.001, le=1000)]
Spread = Annotated[float, Field(ge=0, le=5)]  # log standard deviation, coefficient of variation
PositiveSpread = Annotated[float, Field(ge=1e-6, le=5)]
Power = Annotated[float, Field(ge=0, le=20)]  # elasticity
Hours = Annotated[float, Field(ge=0, le=YEAR_H)]
PositiveHours = Annotated[float, Field(ge=0.01, le=YEAR_H)]
Minutes = Annotated[float, Field(ge=0, le=60 * YEAR_H)]
PositiveMinutes = Annotated[float, Field(ge=0.01, le=60 * YEAR_H)]
Days = Annotated[float, Field(ge=0, le=3650)]
PositiveDays = Annotated[float, Field(ge=0.01, le=3650)]
DayCount = Annotated[int, Field(ge=0, le=365)]
Times = Annotated[int, Field(ge=1, le=10_000)]  # rounds, ticks, shows
TimesOrNone = Annotated[int, Field(ge=0, le=10_000)]
Count = Annotated[int, Field(ge=0, le=10**12)]
PositiveCount = Annotated[int, Field(gt=0, le=10**12)]
Edge = Annotated[float, Field(ge=-MOST, le=MOST)]
Range = Annotated[tuple[Edge, Edge], AfterValidator(_ordered)]
HourEdge = Annotated[float, Field(ge=-YEAR_H, le=YEAR_H)]
Window = Annotated[tuple[HourEdge, HourEdge], AfterValidator(_ordered)]  # hours from live start
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")]
Moment = Annotated[AwareDatetime, Strict(False), AfterValidator(_near), BeforeValidator(_dated)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=300)]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One leaf of a file: dotted ``path``, ``value`` (plain data), and its :class:`P`.

    ``pattern`` is the path with ids and keys of collections as ``*``: what it is, of whichever item.
    """

    path: str
    pattern: str
    value: Any  # plain data: a number, text, a list or a small mapping
    unit: str
    source: str
    text_en: str
    text_zh: str


def described(model: type[BaseModel], name: str) -> P | None:
    """The :class:`P` of a field, if it has one."""
    return next((extra for extra in model.model_fields[name].metadata if isinstance(extra, P)), None)


def _fields(value: BaseModel) -> Iterator[tuple[str, str, object]]:
    """(key in the file, field name, value) of every field, but for optional ones left out of the file."""
    for name, field in type(value).model_fields.items():
        if name in value.model_fields_set or field.is_required():
            yield field.alias or name, name, getattr(value, name)


def plain(value: object) -> Any:
    """``value`` as plain JSON-able data, model fields under the names used in files."""
    if isinstance(value, BaseModel):
        return {step: plain(item) for step, _, item in _fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def leaves(value: object, path: str = "", pattern: str = "", about: P | None = None) -> Iterator[Parameter]:
    """Every leaf below ``value``; a plain list is one leaf, a list of objects is walked by ``id``."""
    if isinstance(value, BaseModel):
        for step, name, item in _fields(value):
            yield from leaves(item, _join(path, step), _join(pattern, step), described(type(value), name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from leaves(item, _join(path, str(key)), _join(pattern, "*"), about)
    elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel) and hasattr(value[0], "id"):
        for item in value:
            yield from leaves(item, _join(path, item.id), _join(pattern, "*"), about)
    else:
        text = about or P("", "", "", "")
        yield Parameter(path, pattern, plain(value), text.unit, text.source, text.en, text.zh)


def _join(path: str, step: str) -> str:
    return f"{path}.{step}" if path else step
