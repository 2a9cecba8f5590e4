"""The world of one show: a Mesa model whose steps are the day in order.

The order of the day (each line is one function of :mod:`environment.phases`):

before   −48 h  selection and forecast: the host tells the supplier what it expects
         −24 h  N1 host and supplier agree terms; N2 each factory sells reserved days; stock is placed; N8, where the
                scenario holds it: each factory has its merchants set material aside
         −12 h  N3 each warehouse sells surge labour; N4 each carrier sells volume; the squad loads its rules
live     every 5 minutes: viewers arrive → they buy what can be promised → their signals show → the host observes and
         moves → alerts travel → the supplier observes and answers (transfers N6, rush order N5 with carrier
         capacity in the same step)
after    day by day: shelf sales, arrivals of goods, picking and shipping, impatience
settle   parcels reach doors, returns come back, contracts are settled on facts (N7), reputations are updated

Nobody but nature reads this object: parties get observations (:mod:`environment.board`).
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

import mesa
import numpy as np

from environment import engines
from environment.board import Shown
from environment.cast import assemble, catalogue_of
from environment.deals import Deals
from environment.encounters import Bargaining
from environment.layout import compile_layout
from environment.ledger import Ledger
from environment.luck import Floats, Luck
from environment.market import Push
from environment.phases import after, before, live, settle
from environment.recorder import Recorder
from environment.records import Event
from environment.scheme.scheme import ITEMS, OWNERS
from environment.trade.gate import offered
from environment.trade.on_air import OnAir, on
from environment.trade.outside import Outside
from environment.trade.own_shop import OwnShop
from environment.trade.stocking import Depot, stocked
from environment.trade.stream import Stream

if TYPE_CHECKING:
    from agents.party import Party
    from environment.phases.materials import Reserves
    from environment.scenario import Scenario
    from environment.scheme import Scheme
    from environment.week.berth import Berth


class Undisturbed:
    """Nothing that a show makes can be freed before it ends: the search for cycles of garbage rests meanwhile.

    Around a whole show, until its world is closed, there is nothing to search for afterwards either.
    """

    def __enter__(self) -> None:
        self._searched = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._searched:
            gc.enable()


class World(mesa.Model):
    """One show of a scenario under a scheme with one seed."""

    def __init__(
        self, scenario: Scenario, scheme: Scheme, seed: int, brief: Callable[[World], None] | None = None
    ) -> None:
        """``brief`` is called once the cast is assembled: what parties bring from earlier shows (a season's memory)."""
        super().__init__(rng=seed)
        self.setting, self.scheme, self.seed = scenario, scheme, seed  # (Mesa 3.5 owns the name scenario)
        self.luck = Luck(seed)
        self.layout = compile_layout(scenario)
        self.catalogue = catalogue_of(scenario)
        self.cast = assemble(self, scenario, self.luck)
        self.deals = Deals.standing(scenario, scheme, self.cast)
        self.goods = offered(self)  # after it, a refused style is in nobody's plan
        appeals = scenario.demand_model.appeals
        story = appeals == "file" or (appeals == "auto" and seed == scenario.seed)
        self.market = engines.market(scenario, self.layout, self.luck, story=story)
        self.stock = engines.stock(self.layout, buckets=int(scenario.clock.post_window_h[1]) + 2)
        self.fulfilment = engines.fulfilment(scenario, self.layout, self.stock, self.luck)
        self.ledger = Ledger([*self.cast.all(), "platform", "consumers", "outside"])
        self.bargaining = Bargaining(scenario, scheme, self.luck, self.ledger)
        self.recorder = Recorder(self.layout)
        self.events: list[Event] = []
        self.outcome: settle.Outcome | None = None
        self.push = Push(focus=int(self.layout.plan[0]), effort=scenario.behaviour.host.effort.nominal)
        self.hours = scenario.clock.pre_window_h[0]
        self.gone: frozenset[str] = frozenset()
        self._sees: dict[tuple[str, str, str | None], bool] = {}
        self.surge_sold: dict[str, float] = dict.fromkeys(self.cast.warehouses, 0.0)  # parcels a day, promised at N3
        self.experiences: list[tuple[str, str, str, float]] = []  # who, of whom, matter, word kept in [0, 1]
        self.parted = False  # the host did not come: a substitute plays
        self.outside = self.market.outside = Outside(self) if scenario.data.external else None  # None: no signals from outside
        self.delay_min = scenario.data.delay_min + scheme.information_delay_min  # of all that one party shows another
        self.stream = Stream(self.delay_min) if self.delay_min else None  # None: all is seen at once
        self.berth: Berth | None = None  # its place in a week of shows that share factories, warehouses and carriers
        self.reserves: Reserves | None = None  # material set aside at N8; None: a pool at the merchants' cards
        self.depot = Depot(self) if stocked(scenario) else None  # goods beyond the plan's stock; None: none
        if brief is not None:
            brief(self)
        self.opened = np.add.reduce(self.stock.on_hand).astype(float)  # (W,) units on the shelves before the show
        self._days = [*before.steps(self), *live.steps(self), *after.steps(self), *settle.steps(self)]
        self._next = 0
        self.shop = OwnShop(self)
        self.trade = OnAir(self) if on(scenario) else None  # mechanisms of the broadcast; None: all off

    @property
    def due(self) -> float:
        """Hour of the next step."""
        return self._days[self._next][0]

    def step(self) -> None:
        """The next thing that happens: an hour before the show, a live tick, a day after it, the settlement."""
        hour, act = self._days[self._next]
        self.hours = hour
        act()
        self._next += 1
        if self._next == len(self._days):
            self.running = False

    def play(self) -> None:
        """Run to the end."""
        with Undisturbed():
            while self.running:
                self.step()

    def sees(self, kind: str, item: str, owner: Party | None = None) -> bool:
        """Whether parties of ``kind`` see ``item``: the scheme asks for it and its owner (any owner, if not named) shows it."""
        key = (kind, item, None if owner is None else owner.name)
        if key not in self._sees:
            owners = [owner] if owner is not None else [p for p in self.cast.all().values() if p.kind in OWNERS[item]]
            shown = any(p.conduct.openness > 0.0 for p in owners)  # fixed for the length of a show
            self._sees[key] = kind in OWNERS[item] or (self.scheme.sees(kind, item) and shown)
        return self._sees[key]

    @cached_property
    def shown(self) -> Shown:
        """What is seen on air."""
        return Shown.of(self)

    def prices(self) -> Floats:
        """(S,) CNY paid per unit ordered, on average over the show: the live price, unless prices moved on air."""
        price: Floats = self.layout.price
        return price if self.trade is None else self.trade.paid()

    def disclosed(self) -> dict[tuple[str, str], float]:
        """(owner, reader) -> share of the board's items that owner shows reader; pairs the scheme asks nothing of are absent."""
        found: dict[tuple[str, str], float] = {}
        parties = self.cast.all()
        for item in ITEMS:
            readers = [p for p in parties.values() if p.kind in self.scheme.visibility.get(item, ())]
            for owner in parties.values():
                if owner.kind in OWNERS[item]:
                    for reader in readers:
                        if reader is not owner:
                            key = (owner.name, reader.name)
                            found[key] = found.get(key, 0.0) + (owner.conduct.openness > 0.0) / len(ITEMS)
        return found

    def leave(self, gone: frozenset[str]) -> None:
        """Parties that are out of business: they take no seat, make nothing, carry nothing, and give up their shelves."""
        self.bargaining.away = gone
        for c, carrier in enumerate(self.cast.carriers):
            if carrier in gone:
                self.fulfilment.daily[c] = 0.0
        for w, warehouse in enumerate(self.cast.warehouses):
            if warehouse in gone:
                self.stock.move_out(w, [i for i, name in enumerate(self.cast.warehouses) if name not in gone])
        self.gone = gone

    def tell(self, t_min: float, kind: str, party: str, key: str, *, evidence: dict[str, float | int | str] | None = None,
             **params: object) -> None:  # fmt: skip
        """Add a line to the story."""
        self.events.append(Event(t_min, kind, party, key, params, evidence or {}))

    def close(self) -> None:
        """Take no more steps and let go of the agents, so that nothing here holds on to what holds it.

        (Mesa 3.3 keeps a counter per model alive, upstream #3179, and has every model hold its own methods; 3.5 has schedule
        and scenario hold it too.)
        """
        ids = getattr(mesa.Agent, "_ids", None)
        if ids is not None:
            ids.pop(self, None)
        for party in self.cast.all().values():  # (to remove each from Mesa's sets would take longer, and free no more)
            party.__dict__.pop("model", None)
        for part in (self.shop, self.depot, self.reserves):
            if part is not None:
                part.__dict__.pop("world", None)
        for held in ("step", "_user_step", "_default_schedule", "_event_generators", "_event_list", "_scenario"):
            self.__dict__.pop(held, None)
        self._days.clear()
        self.running = False
