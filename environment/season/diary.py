"""The diary of a season: what every show adds to its series, and the season's own measures at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agents.dispositions import DISPOSITIONS, Conduct
from environment.names import name_of
from environment.records import Event, Show, Table
from environment.season.mind import Mind
from environment.season.result import Season
from environment.season.ties import Ties
from environment.texts import CATALOGUE
from protocols.version import VERSION

if TYPE_CHECKING:
    from environment.scenario import Scenario
    from environment.scheme import Scheme
    from environment.world import World

Row = dict[str, Any]


@dataclass(slots=True)
class Diary:
    """Collects one season."""

    scenario: Scenario
    scheme: Scheme
    seed: int
    shows: int = 0
    series: dict[str, list[float | None]] = field(default_factory=dict)
    trust: dict[str, list[float | None]] = field(default_factory=dict)
    network: list[list[Row]] = field(default_factory=list)
    dispositions: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    profit: dict[str, list[float]] = field(default_factory=dict)
    cash: dict[str, list[float]] = field(default_factory=dict)
    money: dict[str, dict[str, float]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    first: Show | None = None
    last: Show | None = None
    _called: Mapping[str, frozenset[str]] | None = None
    _faults: list[int] = field(default_factory=lambda: [0, 0])

    def enter(
        self, world: World, show: Show, minds: Mapping[str, Mind], ties: Ties, conduct: Mapping[str, Conduct],
        called: Mapping[str, frozenset[str]], failed: list[str], carried: Mapping[str, float],
    ) -> None:  # fmt: skip
        """File one finished show. ``conduct`` and ``called`` are what it was played with, ``carried`` what it left behind."""
        from environment.measures.season import per_show

        self.shows += 1
        self.first, self.last = self.first or show, show
        self._faults = [a + abs(show.conservation[k]) for a, k in zip(self._faults, ("ledger_sum", "oversold"), strict=True)]
        conduct = conduct or {name: party.conduct for name, party in world.cast.all().items()}
        levels = {name: own.as_dict() for name, own in conduct.items()}
        for name, mind in minds.items():
            if name not in self.dispositions:
                self.dispositions[name] = {disposition: [] for disposition in DISPOSITIONS}
            for disposition, level in levels[name].items():
                self.dispositions[name][disposition].append(level)
            self.profit.setdefault(name, []).append(world.ledger.balance(name) / 100.0)
            self.cash.setdefault(name, []).append(mind.cash)
        edges = self._edges(world, minds, ties)
        self.network.append(edges)
        for party, lines in show.money.items():
            total = self.money.setdefault(party, {})
            for line, cny in lines.items():
                total[line] = total.get(line, 0.0) + cny
        values = {**show.measures, **per_show(edges, levels, world.experiences)}
        values |= carried
        _append(self.series, values, self.shows)
        _append(self.trust, {_edge(r): r["weight"] for r in edges if r["layer"] == "trust"}, self.shows)
        self._news(called, failed)

    def _edges(self, world: World, minds: Mapping[str, Mind], ties: Ties) -> list[Row]:
        """Weighted edges after the show: business per show (trade, CNY), share of items shown (information), trust."""
        rows: list[Row] = []
        for (a, b), cny in ties.business.items():
            if cny >= 1.0:
                rows.append({"source": a, "target": b, "layer": "trade", "matter": "", "weight": cny})
        for (owner, reader), share in world.disclosed().items():
            rows.append({"source": owner, "target": reader, "layer": "information", "matter": "", "weight": share})
        for name, mind in minds.items():
            for (partner, matter), reputation in mind.trust.items():
                rows.append(
                    {"source": name, "target": partner, "layer": "trust", "matter": matter, "weight": reputation.mean}
                )
        return rows

    def _news(self, called: Mapping[str, frozenset[str]], failed: list[str]) -> None:
        supplier = self.scenario.supplier.id
        for kind in sorted(called):
            before = None if self._called is None else self._called[kind]
            for key, names in (
                () if before is None else (("season.dropped", before - called[kind]), ("season.called", called[kind] - before))
            ):
                for name in sorted(names):
                    about = CATALOGUE[f"talk.{kind}"]
                    self._tell(supplier, key, other=name_of(self.scenario, name), encounter=kind, about=about)
        for name in failed:
            self._tell(name, "season.failed", who=name_of(self.scenario, name), cash=self.cash[name][-1])
        self._called = dict(called)

    def _tell(self, party: str, key: str, **params: object) -> None:
        self.events.append(Event(float(self.shows), key.split(".")[1], party, key, {"show": self.shows, **params}))

    def close(self) -> Season:
        """The finished season, its own measures and tables included."""
        from environment.measures.season import of_season

        assert self.first is not None and self.last is not None
        measures = of_season(self.series, self.network, self.profit)
        emerged = measures.get("emergence_show")
        if emerged is not None:
            self.events.append(
                Event(emerged, "emerged", self.scenario.supplier.id, "season.emerged",
                      {"show": int(emerged), "before": measures["emergence_before"], "after": measures["emergence_after"]})
            )  # fmt: skip
        return Season(
            scenario=self.scenario, scheme=self.scheme, seed=self.seed, version=VERSION, shows=self.shows,
            series=self.series, trust=self.trust, network=self.network, dispositions=self.dispositions,
            profit=self.profit, cash=self.cash, money=self.money, measures=measures,
            events=sorted(self.events, key=lambda e: e.t_min), first=self.first, last=self.last,
            conservation={"ledger_sum": self._faults[0], "oversold": self._faults[1]},
            tables=self._tables(),
        )  # fmt: skip

    def _tables(self) -> dict[str, Table]:
        numbers = range(1, self.shows + 1)
        series = [(k, m, v) for m, values in self.series.items() for k, v in zip(numbers, values, strict=True) if v is not None]
        trust = [(k, e, v) for e, values in self.trust.items() for k, v in zip(numbers, values, strict=True) if v is not None]
        parties = [
            (k, name, profit[k - 1], self.cash[name][k - 1], *(self.dispositions[name][d][k - 1] for d in DISPOSITIONS))
            for name, profit in self.profit.items()
            for k in numbers
        ]
        edges = [(k, *row.values()) for k, rows in zip(numbers, self.network, strict=True) for row in rows]
        return {
            "season_series": _table(("show", "measure", "value"), series),
            "season_trust": _table(("show", "edge", "reputation"), trust),
            "season_parties": _table(("show", "party", "profit_cny", "cash_cny", *DISPOSITIONS), parties),
            "season_network": _table(("show", "source", "target", "layer", "matter", "weight"), edges),
        }


def _edge(row: Row) -> str:
    return f"{row['source']}->{row['target']}:{row['matter']}"


def _append(series: dict[str, list[float | None]], values: Mapping[str, float], shows: int) -> None:
    """Add one show's values; names that come up late or stay away are padded with None."""
    for name in values:
        if name not in series:
            series[name] = [None] * (shows - 1)
    for name, column in series.items():
        column.append(values.get(name))


def _table(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Table:
    found = zip(*rows, strict=True) if rows else ((),) * len(columns)
    return {name: list(values) for name, values in zip(columns, found, strict=True)}
