"""The incentive scheme: clauses per pair, what is negotiable and by which rule, who sees what."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from environment.scenario.network import misfit
from environment.scenario.parameter import (
    Frozen,
    FrozenDict,
    FrozenMap,
    Id,
    NonNegative,
    P,
    Parameter,
    Text,
    leaves,
    plain,
)
from environment.scenario.parties import Negotiation
from protocols.errors import UserError

_MOST_VALUES, _MOST_OUTCOMES = 1000, 500_000  # of an issue, of a negotiation

Kind = Literal["host", "supplier", "factory", "warehouse", "carrier"]
Item = Literal[
    "live_signals", "orders", "sales_by_region", "stock", "forecast", "alert_evidence", "factory_capacity",
    "material_stock", "warehouse_throughput", "carrier_load", "parcel_states", "reputation",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)
ITEMS: tuple[str, ...] = get_args(Item)

# Whose private matter an item is: its owner always sees its own.
OWNERS: Mapping[str, tuple[str, ...]] = {
    "live_signals": ("host",),
    "orders": ("supplier",),
    "sales_by_region": ("supplier",),
    "stock": ("supplier",),
    "forecast": ("supplier",),
    "alert_evidence": ("host",),
    "factory_capacity": ("factory",),
    "material_stock": ("factory",),
    "warehouse_throughput": ("warehouse",),
    "carrier_load": ("carrier",),
    "parcel_states": ("warehouse", "carrier"),
    "reputation": (),
}
# Roles that may pay or be paid under a clause of the pair.
PAIRS: Mapping[str, frozenset[str]] = {
    "host_supplier": frozenset({"host", "supplier", "platform"}),
    "supplier_factory": frozenset({"supplier", "factory"}),
    "supplier_warehouse": frozenset({"supplier", "warehouse"}),
    "supplier_carrier": frozenset({"supplier", "carrier"}),
    "platform": frozenset({"platform", "supplier", "host", "consumers"}),
}

Spec = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(:[a-z0-9_=,.+-]+)?$")]
ClauseNames = tuple[Id, ...]


def _span(values: tuple[float, ...]) -> tuple[float, ...]:
    """A range of an issue, with its own step where it has three numbers."""
    if len(values) not in (2, 3) or values[0] > values[1]:
        raise PydanticCustomError("range", "[low, high] with low ≤ high, or [low, high, step]")
    if len(values) == 3 and (values[2] <= 0 or misfit((values[0], values[1]), values[2])):
        raise PydanticCustomError("range", "[low, high, step] with a step > 0 that divides the range")
    return values


Span = Annotated[tuple[float, ...], AfterValidator(_span)]


class Clauses(Frozen):
    """Names of the contract clauses in force between each pair."""

    host_supplier: Annotated[ClauseNames, P("clauses", "R4–R9", "Host and supplier", "主播与商家")]
    supplier_factory: Annotated[ClauseNames, P("clauses", "E", "Supplier and factories", "商家与工厂")]
    supplier_warehouse: Annotated[
        ClauseNames, P("clauses", "R20–R21", "Supplier and warehouses", "商家与仓库")
    ]
    supplier_carrier: Annotated[ClauseNames, P("clauses", "R17–R19", "Supplier and carriers", "商家与物流商")]
    platform: Annotated[
        ClauseNames, P("clauses", "R1–R16", "Platform, buyers and supplier", "平台、买家与商家")
    ]


class Scheme(Frozen):
    """An incentive scheme file (``gongying-scheme/1``).

    >>> Scheme.load("arms_length").sees("host", "stock")
    False
    """

    model_config = ConfigDict(defer_build=False)
    NOT_PARAMETERS: ClassVar[tuple[str, ...]] = ("schema",)

    schema_: Annotated[
        Literal["gongying-scheme/1"],
        Field(alias="schema"),
        P("format", "–", "Format of the file", "文件格式"),
    ]
    name: Annotated[Id, P("id", "–", "Name of the scheme", "方案名")]
    en: Annotated[Text, P("text", "–", "Name in English", "英文名")]
    zh: Annotated[Text, P("text", "–", "Name in Chinese", "中文名")]
    summary_en: Annotated[Text, P("text", "–", "One sentence in English", "英文简介")]
    summary_zh: Annotated[Text, P("text", "–", "One sentence in Chinese", "中文简介")]
    source: Annotated[Text, P("text", "–", "Where the scheme comes from", "来源")]
    contracts: Clauses
    terms: Annotated[
        FrozenMap[Id, float],
        P("as the term", "E", "Terms that replace the scenario's standing terms", "替换的条款值"),
    ]
    negotiable: Annotated[
        FrozenMap[Id, FrozenMap[Id, Span | None]],
        P(
            "by issue",
            "E",
            "Own range of an issue; [low, high, step] of any other term of the pair's clauses; null = fixed at the standing term",
            "可谈范围",
        ),
    ]
    protocols: Annotated[
        FrozenMap[Id, Spec], P("rule", "–", "Rule of encounter of each negotiation", "谈判规则")
    ]
    strategies: Annotated[
        FrozenMap[Id, Spec], P("strategy", "E", "How each kind of party bargains", "谈判策略")
    ]
    learning: Annotated[
        FrozenMap[Id, Spec], P("rule", "E", "Learning rules that replace the scenario's, by kind or party", "替换的学习规则")
    ] = FrozenDict()
    split: Annotated[
        Literal["shapley", "nash", "proportional"] | None,
        P("rule", "E", "How a surplus pool finds its members' shares; null = there is no pool", "共赢池分配规则"),
    ] = None
    visibility: Annotated[
        FrozenMap[Id, tuple[Kind, ...]],
        P("kinds", "S1", "Who sees an item besides its owner", "数据可见范围"),
    ]
    information_delay_min: Annotated[
        NonNegative, P("min", "S1", "Delay of everything that is shared", "信息传递延迟")
    ]

    @classmethod
    def load(cls, name_or_path: str | Path, overrides: Mapping[str, object] | None = None) -> Scheme:
        """A shipped scheme by name, or a file, with dotted overrides applied.

        Raises :class:`protocols.errors.UserError` listing every problem found.
        """
        from environment.scheme.loader import load

        return load(name_or_path, dict(overrides or {}))

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Names of the shipped schemes."""
        from environment.scheme.loader import names

        return names()

    def sees(self, kind: str, item: str) -> bool:
        """Whether parties of ``kind`` see ``item`` of others; owners always see their own."""
        return kind in OWNERS[item] or kind in self.visibility.get(item, ())

    def issues(self, negotiation: Negotiation) -> dict[str, tuple[float, float, float]]:
        """What the encounter is about: issue -> (low, high, step); issues fixed by the scheme are left out.

        The scenario's issues come first, then those that the scheme adds with a step of their own.

        Raises :class:`protocols.errors.UserError` when the scenario's step does not fit the scheme's range.
        """
        own = self.negotiable.get(negotiation.id, {})
        found: dict[str, tuple[float, float, float]] = {}
        for name, (low, high, step) in negotiation.ranges().items():
            span = own.get(name, (low, high))
            if span is None:
                continue
            span, step = (span[0], span[1]), (span[2] if len(span) == 3 else step)
            fault = misfit(span, step)
            if fault:
                where = f"scheme {self.name}: negotiable.{negotiation.id}.{name}"
                raise UserError(f"{where}: found {fault}, allowed: a range that the scenario's step divides")
            found[name] = (*span, step)
        added = {name: span for name, span in own.items() if name not in negotiation.issues and span is not None}
        found |= {name: (span[0], span[1], span[2]) for name, span in added.items() if len(span) == 3}
        self._small_enough(negotiation.id, found, own)
        return found

    def _small_enough(self, kind: str, ranges: Mapping[str, tuple[float, float, float]], own: Mapping[str, Any]) -> None:
        """Every party values every outcome: refuse more than anybody's memory holds."""
        outcomes = 1
        for name, (low, high, step) in ranges.items():
            steps = (high - low) / step
            if steps >= _MOST_VALUES:
                where = f"scheme {self.name}: negotiable.{kind}.{name}" if name in own else f"negotiations.{kind}.{name}"
                raise UserError(f"{where}: found {steps:.6g} steps, allowed: fewer than {_MOST_VALUES}")
            outcomes *= math.ceil(steps - 1e-6) + 1
        if outcomes > _MOST_OUTCOMES:
            where = f"scheme {self.name}: negotiable.{kind}"
            raise UserError(f"{where}: found {outcomes:,} outcomes, allowed: {_MOST_OUTCOMES:,} or fewer")

    def plain(self) -> dict[str, Any]:
        """The scheme as JSON-able data, under the file's own keys."""
        found: dict[str, Any] = plain(self)
        return found

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Scheme:
        """A copy; a changed one has an identity of its own, not that of what it was copied from."""
        made = super().model_copy(update=update, deep=deep)
        made.__dict__.pop("_digest", None)
        return made

    @cached_property
    def _digest(self) -> str:
        return hashlib.sha256(json.dumps(self.plain(), ensure_ascii=False).encode()).hexdigest()

    def content_hash(self) -> str:
        """SHA-256 of the resolved content."""
        return self._digest

    def parameters(self) -> list[Parameter]:
        """Every leaf with path, value, unit, source and meaning."""
        return [leaf for leaf in leaves(self) if leaf.path not in self.NOT_PARAMETERS]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scheme) and self.content_hash() == other.content_hash()

    def __hash__(self) -> int:
        return int(self.content_hash()[:15], 16)
