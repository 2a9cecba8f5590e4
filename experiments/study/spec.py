"""What a study file (``gongying-study/1``) may hold."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from environment.scenario.parameter import Frozen, FrozenDict, FrozenMap, Id, PositiveCount, Text

FORMAT = "gongying-study/1"
Long = Annotated[str, Field(min_length=1, max_length=4000)]
Levels = Annotated[tuple[Any, ...], Field(min_length=2, max_length=12)]


class Bilingual(Frozen):
    """A text in English and in 中文."""

    en: Long
    zh: Long

    @property
    def pair(self) -> tuple[str, str]:
        return self.en, self.zh


class Size(Frozen):
    """A number of the full version and of ``--quick``."""

    full: PositiveCount
    quick: PositiveCount

    def of(self, quick: bool) -> int:
        return self.quick if quick else self.full


class Arm(Frozen):
    """One world to compare: a scheme with changes, played in the scenario with changes.

    ``overrides`` and ``scheme_overrides`` are dotted paths with values, ``dispositions`` party or kind -> disposition ->
    level, ``variants`` name variants of the scenario.
    """

    en: Text
    zh: Text
    scheme: Text
    overrides: FrozenMap[Text, Any] = FrozenDict()
    scheme_overrides: FrozenMap[Text, Any] = FrozenDict()
    dispositions: FrozenMap[Text, FrozenMap[Text, float]] = FrozenDict()
    variants: tuple[Text, ...] = ()


class Axis(Frozen):
    """A parameter of the grid, by dotted path (``scheme.`` and ``dispositions.`` as in a sweep), and its levels in order."""

    path: Text
    en: Text
    zh: Text
    values: Levels


class Joint(Frozen):
    """A weighted sum of arms, tested against zero, such as all − none − the parts' gains; weights add up to zero."""

    en: Text
    zh: Text
    weights: Annotated[FrozenMap[Id, float], Field(min_length=2)]


class Spec(Frozen):
    """The keys of a study file. ``contrasts`` are pairs [base, other]; ``ratios`` are pairs compared as other / base − 1."""

    model_config = ConfigDict(defer_build=False)

    schema_: Annotated[Literal["gongying-study/1"], Field(alias="schema")]
    name: Id
    question: Bilingual
    source: Long
    scenario: Text
    overrides: FrozenMap[Text, Any] = FrozenDict()
    arms: Annotated[FrozenMap[Id, Arm], Field(min_length=1, max_length=16)]
    grid: Annotated[FrozenMap[Id, Axis], Field(max_length=2)] = FrozenDict()
    shows: Size = Size(full=1, quick=1)
    replications: Size
    seed: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    outcomes: Annotated[tuple[Text, ...], Field(min_length=1, max_length=16)]
    contrasts: tuple[tuple[Id, Id], ...] = ()
    ratios: tuple[tuple[Id, Id], ...] = ()
    joint: FrozenMap[Id, Joint] = FrozenDict()
    text: Bilingual
