"""What a market day leaves behind: measures, tables and the network."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from environment.luck import Floats
from environment.market_day.spec import KINDS
from environment.measures.fairness import gini

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from environment.market_day.books import Books
    from environment.market_day.region import Region
    from environment.market_day.table import Talks
    from environment.scheme import Scheme

PAIR = {"N1": "host", "N2": "factory", "N3": "warehouse", "N4": "carrier"}


@dataclass
class MarketDay:
    """One show day of a generated region."""

    region: Region
    scheme: Scheme
    seed: int
    talks: dict[str, Talks]
    books: Books
    facts: dict[str, Floats]

    @cached_property
    def measures(self) -> dict[str, float]:
        """Name -> value; shares in [0, 1], money in CNY (docs/how-to/play-a-whole-region.md says how each is found)."""
        found: dict[str, float] = {"parties": float(self.region.spec.parties)}
        found["trade_edges"] = float(sum(len(edges) for edges in self.region.edges.values()))
        for name, talks in self.talks.items():
            found[f"agreement_rate_{name}"] = float(talks.agreed.mean()) if len(talks.agreed) else 0.0
            found[f"rounds_{name}"] = float(talks.rounds.mean()) if len(talks.rounds) else 0.0
        f = self.facts
        wanted = float(f["wanted"].sum())
        found |= {
            "units_wanted": wanted,
            "units_sold": float(f["sold"].sum()),
            "lost_share": 1.0 - float(f["sold"].sum()) / max(wanted, 1.0),
            "gross_gmv": float(f["gross"].sum()),
            "net_gmv": float(f["net"].sum()),
            "alerts": float(len(f["alerts"])),
            "rush_units": float(f["rushed"].sum()),
            "late_share": float(np.average(f["late"], weights=self._supplied())),
            "warehouse_load": float(f["warehouse_load"].mean()),
            "carrier_load": float(f["carrier_load"].mean()),
        }
        for kind in KINDS:
            profit = self.books.of(kind)
            found[f"profit_{kind}"] = float(profit.sum())
            found[f"losing_{kind}"] = float((profit < 0).mean())
        gains = np.maximum(self.books.of("host"), 0.0)
        if gains.any():
            found["profit_gini_host"] = float(gini(gains))
        found["ledger_sum"] = float(self.books.total())
        return found

    def _supplied(self) -> Floats:
        edges = self.region.edges["host"]
        return edges.per_buyer(self.facts["sold"], self.region.count["supplier"]) + 1e-9

    def tables(self) -> dict[str, dict[str, Any]]:
        """``parties`` and ``edges`` as columns of equal length."""
        names = self.region.names()
        parties = {
            "party": names,
            "kind": [kind for kind in KINDS for _ in range(self.region.count[kind])],
            "profit_cny": np.concatenate([self.books.of(kind) for kind in KINDS]).tolist(),
        }
        columns: dict[str, list[Any]] = {c: [] for c in ("encounter", "supplier", "partner", "km", "agreed", "rounds", "gain_supplier_cny", "gain_partner_cny")}  # noqa: E501
        for name, kind in PAIR.items():
            e, talks = self.region.edges[kind], self.talks[name]
            mine = 1 if kind == "host" else 0
            columns["encounter"] += [name] * len(e)
            columns["supplier"] += [f"supplier{k + 1}" for k in e.buyer.tolist()]
            columns["partner"] += [f"{kind}{k + 1}" for k in e.seller.tolist()]
            columns["km"] += e.km.tolist()
            columns["agreed"] += talks.agreed.tolist()
            columns["rounds"] += talks.rounds.tolist()
            columns["gain_supplier_cny"] += talks.gain[mine].tolist()
            columns["gain_partner_cny"] += talks.gain[1 - mine].tolist()
        return {"parties": parties, "edges": columns}

    def frame(self, name: str) -> pd.DataFrame:
        """One of :meth:`tables` for pandas."""
        import pandas as pd

        return pd.DataFrame(self.tables()[name])

    @property
    def money(self) -> dict[str, float]:
        """Clause -> CNY that moved, net of what went the other way."""
        found: dict[str, float] = {}
        for (clause, _, _), cents in self.books.lines.items():
            found[clause] = found.get(clause, 0.0) + cents / 100.0
        return found

    def graph(self) -> nx.Graph:
        """The trade network."""
        return self.region.graph()
