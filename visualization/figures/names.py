"""What people call the parties, styles, warehouses and regions of a show, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from environment.records import Show
from environment.texts import CATALOGUE, render
from environment.texts.errors import in_chinese

Pair = tuple[str, str]  # a text in English and in 中文


def words(key: str, fallback: str = "", **params: Any) -> Pair:
    """Both versions of a text of the catalogue; without such a text, ``fallback`` in plain words."""
    if key not in CATALOGUE:
        plain = (fallback or key.rpartition(".")[2]).replace("_", " ")
        return (plain, plain)
    return (render(key, "en", params), render(key, "zh", params))


def reason_said(reason: str) -> Pair:
    """Why a party stopped or a negotiation ended: a code of the catalogue, with what the rule adds to it after a colon."""
    code, _, detail = reason.partition(": ")
    en, zh = words(f"ending.{code}", code)
    return (f"{en}: {detail}", f"{zh}：{in_chinese(detail)}") if detail else (en, zh)


@dataclass(frozen=True)
class Names:
    """Identity -> name in both languages (a style's begins with its identity), and party -> kind."""

    table: Mapping[str, Pair]
    kinds: Mapping[str, str]

    @classmethod
    def of(cls, show: Show) -> Names:
        """All names of a show: parties from its nodes, styles and regions from its scenario."""
        nodes = show.tables.get("nodes", {})
        rows = list(zip(*(nodes.get(c, ()) for c in ("id", "name_en", "name_zh", "kind")), strict=True))
        table = {str(i): (str(en), str(zh)) for i, en, zh, _ in rows}
        table.update({s.id: (f"{s.id} {s.en}", f"{s.id} {s.zh}") for s in show.scenario.styles})
        table.update({region.id: (region.en, region.zh) for region in show.scenario.regions})
        for account in ("platform", "consumers", "outside"):
            table.setdefault(account, words(f"account.{account}"))
        return cls(table, {str(i): str(kind) for i, _, _, kind in rows})

    def __call__(self, identity: str) -> Pair:
        """The name of ``identity``; the identity itself where it has none."""
        return self.table.get(str(identity), (str(identity), str(identity)))

    def kind(self, party: str) -> str:
        """The kind of a party; its own name for an account outside the chain."""
        return self.kinds.get(party, party)
