"""The scenario: everything a show starts from, typed and frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import ConfigDict, Field, PrivateAttr

from environment.scenario import market, parties, season, terms
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
from environment.scenario.trade.data import DataPlatform
from environment.scenario.trade.delivery import Delivery
from environment.scenario.trade.organisation import Organisation
from environment.scenario.trade.pricing import Pricing
from environment.scenario.trade.product import Product
from environment.scenario.trade.selection import Selection
from environment.scenario.trade.stocking import Stocking
from environment.scenario.trade.tier import Tier
from environment.scenario.trade.week import Week
from environment.scenario.tree import Node

Number = int | float
T = TypeVar("T")
Some = Annotated[tuple[T, ...], Field(min_length=1)]


class Scenario(Frozen):
    """A scenario file (``gongying-scenario/1``). Money in CNY, time in hours from live start, weight in kg.

    >>> Scenario.load("autumn_launch", overrides={"audience.views": 2000000}).audience.views
    2000000
    """

    model_config = ConfigDict(defer_build=False)
    NOT_PARAMETERS: ClassVar[tuple[str, ...]] = ("schema", "variants", "story_expectations")

    schema_: Annotated[
        Literal["gongying-scenario/1"],
        Field(alias="schema"),
        P("format", "–", "Format of the file", "文件格式"),
    ]
    name: Annotated[Id, P("id", "–", "Name of the scenario", "场景名")]
    title_en: Annotated[Text, P("text", "–", "Title in English", "英文标题")]
    title_zh: Annotated[Text, P("text", "S2", "Title in Chinese", "中文标题")]
    seed: Annotated[int, Field(ge=0, lt=2**63), P("integer", "–", "Seed of the reference run", "随机种子")]
    clock: market.Clock
    host: parties.Seated
    supplier: parties.Seated
    scale: market.Scale
    audience: market.Audience
    regions: Some[market.Region]
    forecast: market.Forecast
    demand_model: market.DemandModel
    sizes: market.Sizes
    styles: Some[market.Style]
    bought_in_families: Annotated[tuple[Id, ...], P("ids", "E", "Families that no factory makes", "外购品类")]
    rundown_plan: Annotated[tuple[Id, ...], P("ids", "E", "Style explained in each live tick", "讲解顺序")]
    gift: market.Gift
    signals: market.Signals
    warehouses: Some[parties.Warehouse]
    warehouse_costs: terms.WarehouseCosts
    transfers: tuple[terms.Transfer, ...]
    replenishment: terms.Replenishment
    inventory: terms.Inventory
    material_suppliers: Some[parties.MaterialSupplier]
    materials: FrozenMap[Id, parties.Material]
    trims_per_unit: Annotated[NonNegative, P("sets/unit", "E", "Sets of trims or packaging per piece", "每件辅料或包材")]
    factories: Some[parties.Factory]
    capacity_reservation: terms.CapacityReservation
    carriers: Some[parties.Carrier]
    zones: Annotated[
        FrozenMap[Id, FrozenMap[Id, parties.ZoneClass]],
        P("zone class", "E", "Zone from warehouse to region", "分区"),
    ]
    promises: terms.Promises
    platform: terms.Platform
    contracts: terms.Contracts
    paid_traffic: terms.PaidTraffic
    salvage: terms.Salvage
    returns: terms.Returns
    behaviour: parties.Behaviour
    risk: terms.Risk
    outside_option: terms.OutsideOption
    negotiations: tuple[parties.Negotiation, ...]
    season: season.Season
    tier: Tier = Tier()  # from here on: mechanisms of the trade, off when left out of the file
    selection: Selection = Selection()
    organisation: Organisation = Organisation()
    pricing: Pricing = Pricing()
    product: Product = Product()
    stocking: Stocking = Stocking()
    delivery: Delivery = Delivery()
    data: DataPlatform = DataPlatform()
    week: Week | None = None  # other shows on the same factories, warehouses and carriers
    variants: Annotated[FrozenMap[Id, FrozenMap[str, Any]], P("overlay", "–", "Named overlays", "变体")] = (
        FrozenDict()
    )
    story_expectations: Annotated[
        FrozenMap[str, Number | FrozenMap[str, Number]] | None,
        P("as named", "E", "What the reference run is to show", "预期"),
    ] = None

    _tree: Node | None = PrivateAttr(default=None)
    _applied: tuple[tuple[str, ...], tuple[tuple[str, Any], ...]] = PrivateAttr(default=((), ()))

    @classmethod
    def load(
        cls,
        name_or_path: str | Path,
        variants: Sequence[str] = (),
        overrides: Mapping[str, object] | None = None,
    ) -> Scenario:
        """A shipped scenario by name, or a file, with variants and then dotted overrides applied.

        Text values of ``overrides`` are read as YAML. Raises :class:`protocols.errors.UserError` that lists
        every problem found.
        """
        from environment.scenario.loader import load

        return load(name_or_path, tuple(variants), dict(overrides or {}))

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Names of the shipped scenarios."""
        from environment.scenario.loader import names

        return names()

    def with_overrides(self, overrides: Mapping[str, object]) -> Scenario:
        """A changed copy; keys are dotted paths, text values are read as YAML."""
        from environment.scenario.loader import rebuild

        return rebuild(self, dict(overrides))

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Scenario:
        """A copy; a changed one has an identity of its own, not that of what it was copied from."""
        made = super().model_copy(update=update, deep=deep)
        made.__dict__.pop("_digest", None)
        if update:
            made._tree = None
        return made

    @property
    def applied_variants(self) -> tuple[str, ...]:
        """Variants applied, in order."""
        return self._applied[0]

    @property
    def applied_overrides(self) -> dict[str, Any]:
        """Overrides applied, in order."""
        return dict(self._applied[1])

    def plain(self) -> dict[str, Any]:
        """The resolved scenario as JSON-able data, under the file's own keys."""
        found: dict[str, Any] = plain(self)
        return found

    @cached_property
    def _digest(self) -> str:
        data = {key: value for key, value in self.plain().items() if key != "variants"}
        return hashlib.sha256(
            json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        ).hexdigest()

    def content_hash(self) -> str:
        """SHA-256 of the resolved content (order of entries counts; the ``variants`` block does not)."""
        return self._digest

    def parameters(self) -> list[Parameter]:
        """Every parameter with value, unit, source, meaning; format, variants, expectations are none."""
        found = (leaf for leaf in leaves(self) if leaf.path.split(".")[0] not in self.NOT_PARAMETERS)
        return [replace(leaf, unit=_unit(leaf)) for leaf in found]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.content_hash() == other.content_hash()

    def __hash__(self) -> int:
        return int(self.content_hash()[:15], 16)

    def __getstate__(self) -> dict[Any, Any]:
        """Leaves the tree of origins behind: a copy sent to another process rebuilds it when needed."""
        state = super().__getstate__()
        state["__pydantic_private__"] = {"_tree": None, "_applied": self._applied}
        return state


def _unit(leaf: Parameter) -> str:
    """The unit of an issue's range and step is the issue's own."""
    if leaf.pattern in ("negotiations.*.issues.*", "negotiations.*.grid.*"):
        _, encounter, _, issue = leaf.path.split(".")
        return parties.ENCOUNTERS[encounter][issue]
    return leaf.unit
