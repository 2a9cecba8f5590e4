"""The supplier 商家: owns the goods, sits in the middle, and answers alerts with stock, transfers and rush orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

import mesa
import numpy as np

from agents import supplier_live, supplier_pre
from agents.beliefs import AppealBelief, trust_weighted
from agents.host_values import Valued
from agents.observation import Alert, BoardObservation
from agents.party import Encounter, Party
from agents.profiles import SupplierProfile
from agents.public import Catalogue, Floats, Ints
from agents.trust import Inflation
from agents.variants import Finishing, Pool, finishing
from protocols.sums import dot

if TYPE_CHECKING:
    from agents.stocking import Keeper

_EVIDENCE_WEIGHT = np.array(0.25)  # orders of one tick are one story told by many, and tastes differ by region


@dataclass(frozen=True, slots=True)
class TransferWish:
    """A transfer the supplier wants to bargain for."""

    style: int
    source: int
    target: int
    surplus: float
    shortage: float


@dataclass(frozen=True, slots=True)
class RushWish:
    """Goods the supplier wants made, in answer to an alert or to its own nowcast."""

    style: int
    wanted: int
    demand: float
    stock: float
    alert: Alert | None


@dataclass(slots=True)
class Answer:
    """What the supplier does after one look at the board: mostly nothing."""

    transfers: Sequence[TransferWish] = ()
    rush: Sequence[RushWish] = ()
    sufficient: Sequence[Alert] = ()  # alerts that stock can meet: the style ships first
    acknowledged: Sequence[tuple[Alert, float]] = ()  # alert, units it believes
    held_back: Sequence[tuple[int, float]] = ()  # style, share of its stock kept from the show
    finishing: Sequence[Finishing] = ()  # greige to be finished into what runs low


@dataclass(slots=True)
class _Memory:
    belief: AppealBelief
    believed: dict[int, float] = field(default_factory=dict)  # style -> units it came to expect after an alert
    region_units: Ints | None = None  # (S, R) so far
    asked: set[tuple[int, int]] = field(default_factory=set)  # (style, warehouse) transfers already bargained over
    tick: int = -1
    sold: Ints | None = None
    promoted: tuple[int, ...] = ()
    rushed: dict[int, int] = field(default_factory=dict)  # style -> tick of the last rush order it asked for
    ahead: Floats | None = None  # (S,) known signals from outside: demand to come over the plan's
    _board: BoardObservation | None = None  # the last look at the board, as long as nobody asked what it has
    _have: Ints | None = None

    def look(self, seen: BoardObservation) -> None:
        """Take the board of the tick for its books: what it has is added up when it is asked for, which is seldom."""
        self._board = seen

    @property
    def have(self) -> Ints | None:
        """(S,) units sold or promisable, own books."""
        if self._board is not None:
            seen, self._board = self._board, None
            self._have = seen.sold + np.add.reduce(seen.stock, 1) + seen.incoming
            if seen.aside is not None:
                self._have = self._have + seen.aside
        return self._have

    @have.setter
    def have(self, units: Ints) -> None:
        self._board, self._have = None, units


def _low_level(profile: SupplierProfile) -> Ints:
    """(S, W) whole units below which a warehouse runs low."""
    level: Ints = np.ceil(profile.low_stock * profile.opening).astype(np.int64)
    return level


def _biased(catalogue: Catalogue, profile: SupplierProfile) -> Floats:
    """(R,) demand shares with the regional bias of its history."""
    share = catalogue.region_share * profile.forecast_bias
    shares: Floats = share / np.add.reduce(share)
    return shares


@lru_cache(maxsize=32)
def _standing(catalogue: Catalogue, profile: SupplierProfile) -> tuple[Ints, Ints, tuple[float, ...], float]:
    """What a supplier comes to every show with: :attr:`Supplier.low_level`, ``serves``, ``history`` and ``usual``; read-only."""
    level, serves = _low_level(profile), (catalogue.home[:, None] == np.arange(len(catalogue.warehouses))).astype(np.int64)
    history: Floats = dot(serves.T, 50.0 * _biased(catalogue, profile))
    for array in (level, serves):
        array.setflags(write=False)
    return level, serves, tuple(history.tolist()), float(np.add.reduce(history))


class Supplier(Party):
    """Brand merchant: profit is kept sales less goods, fees and logistics, by its own shaded nowcast."""

    kind: ClassVar[str] = "supplier"

    def __init__(
        self, model: mesa.Model, name: str, catalogue: Catalogue, profile: SupplierProfile, host: str
    ) -> None:
        super().__init__(model, name, catalogue, profile.traits)
        self.profile = profile
        self.keeper: Keeper | None = None  # its stock planner, where stock is planned beyond the opening stock
        self.pools: list[Pool] = []  # semi-finished goods it holds
        # (S, W) stock below which a warehouse runs low; (R, W) who serves whom; (W,) orders its history counts for, and their sum
        self.low_level, self.serves, self.history, self.usual = _standing(catalogue, profile)
        self.host = host
        self.commission = profile.outside_commission  # agreed rate, known after N1
        self.spent = 0.0  # CNY of goods that it ordered for this show beyond the plan
        self.pooled = False  # shares the gains of the show with its host: the commission is no cost to both
        self.claims: Floats = catalogue.nominal  # (S,) the host's forecast
        self.memory = _Memory(AppealBelief(catalogue.log_sigma, np.ones(len(catalogue.styles))))
        self.unit_quality: Floats | None = None  # (S,) CNY per ordered unit: its work on quality, and defects beyond the usual
        self._scenarios: tuple[Catalogue, bytes, Floats] | None = None  # of which catalogue and outlook, demand in each
        self.inflation = Inflation(profile.inflation_spread)  # how far the host's claims usually run ahead of the truth

    @property
    def purse(self) -> float:
        """CNY it can still order goods for: nobody pays it before the show is settled."""
        return max(self.cash - self.spent, 0.0)

    def situation(self) -> tuple[float | bytes | str, ...]:
        known = () if self.unit_quality is None else (self.unit_quality.tobytes(), self.catalogue.plan.tobytes())
        if self.keeper is not None:
            known = (*known, *self.keeper.situation(), self.profile.opening.tobytes())
        return (*super().situation(), self.commission, self.claims.tobytes(), self.inflation.mean, *known)

    @property
    def faith(self) -> float:
        """Trust in the host's alerts."""
        return self.reputation(self.host, self.profile.trust_prior, "alert").mean

    # --- before the show ----------------------------------------------------------------------
    def hear_outside(self, ahead: Floats) -> None:
        """Take note of known signals from outside: (S,) demand to come over the plan's."""
        self.memory.ahead = ahead

    def hear_forecast(self, claims: Floats) -> None:
        """Take note of the host's forecast (S,), shaded by trust like any alert."""
        self.claims = claims

    def outlook(self) -> Floats:
        """(S,) units it expects of the show: trust · claim less usual exaggeration + (1 − trust) · own plan."""
        own, rule, claims = self.catalogue.nominal, self.profile.discount_rule, self.claims / self.inflation.factor
        own = own if self.memory.ahead is None else own * self.memory.ahead
        return np.array(trust_weighted(rule, self.faith, claims, own))

    def scenarios(self) -> Floats:
        """(N, S) units of the show in every demand scenario around its outlook; read-only, kept until the outlook changes."""
        outlook, c = self.outlook(), self.catalogue
        if self._scenarios is None or self._scenarios[0] is not c or self._scenarios[1] != outlook.tobytes():
            drawn = c.draws(outlook, c.log_sigma)
            drawn.setflags(write=False)
            self._scenarios = c, outlook.tobytes(), drawn
        return self._scenarios[2]

    def pool_rate(self, service_fee: float) -> float:
        """The commission that would move the host's effort as the chain's margin on kept sales does."""
        return supplier_pre.chain_margin(self, service_fee) / (1.0 - service_fee)

    def regional(self) -> Floats:
        """(R,) demand shares as its history has them (biased)."""
        if self.keeper is not None and self.keeper.shares is not None and self.catalogue.nominal.any():
            learned: Floats = dot(self.keeper.shares.T, self.catalogue.nominal) / self.catalogue.nominal.sum()
            return learned
        return _biased(self.catalogue, self.profile)

    def restocked(self, opening: Ints) -> None:
        """Its stock before the show is ``opening`` (S, W) now."""
        self.profile = replace(self.profile, opening=opening)
        self.low_level = _low_level(self.profile)

    def placement(self) -> list[TransferWish]:
        """Pre-show moves: where forecast plus safety stock exceeds what lies there, from where there is more."""
        return supplier_pre.placement(self)

    def value_terms(self, encounter: Encounter) -> Valued:
        return supplier_pre.terms(self, encounter)

    def value_capacity(self, encounter: Encounter) -> Valued:
        return supplier_pre.capacity(self, encounter)

    def value_surge(self, encounter: Encounter) -> Valued:
        return supplier_pre.surge(self, encounter)

    def value_volume(self, encounter: Encounter) -> Valued:
        return supplier_pre.volume(self, encounter)

    def value_rush(self, encounter: Encounter) -> Valued:
        return supplier_live.rush(self, encounter)

    def value_transfer(self, encounter: Encounter) -> Valued:
        return supplier_live.transfer(self, encounter)

    # --- on air -------------------------------------------------------------------------------
    def on_air(self, seen: BoardObservation) -> Answer:
        """Learn from the board, answer alerts, watch stock by warehouse."""
        memory = self.memory
        if seen.exposure is not None and seen.ordered is not None:
            memory.belief.learn(seen.ordered, seen.exposure, _EVIDENCE_WEIGHT)
        memory.tick, memory.sold = seen.tick, seen.sold
        memory.look(seen)
        memory.promoted = seen.promoted
        if seen.ahead is not None:
            memory.ahead = seen.ahead
        if seen.region_units is not None:
            memory.region_units = seen.region_units
        answer = Answer(finishing=finishing(self, seen)) if self.pools else Answer()
        for alert in seen.alerts:
            self._consider(alert, answer, seen.tick)
        if memory.rushed:
            answer.rush = [*answer.rush, *self._again(seen)]
        answer.transfers = supplier_live.transfer_wishes(self, seen)
        return answer

    def _consider(self, alert: Alert, answer: Answer, tick: int) -> None:
        """What an alert moves it to do, by what it believes of it, goes into its ``answer``."""
        claim = alert.units / self.inflation.factor  # its usual exaggeration taken off
        believed = trust_weighted(self.profile.discount_rule, self.faith, claim, self.nowcast(alert.style))
        self.memory.believed[alert.style] = believed
        answer.acknowledged = [*answer.acknowledged, (alert, believed)]
        have = self._have(alert.style)
        if believed <= have or not self.catalogue.reorderable[alert.style]:
            answer.sufficient = [*answer.sufficient, alert]
        else:
            answer.rush = [*answer.rush, self._rush_wish(alert.style, believed, have, alert, tick)]
        if believed > have and self.traits.temptation > 0:  # scarce goods sell anyway: in the own shop without commission
            answer.held_back = [*answer.held_back, (alert.style, self.traits.temptation)]

    def _again(self, seen: BoardObservation) -> list[RushWish]:
        """A further rush order when what is left to sell runs low against what it still expects (every half hour)."""
        wishes = []
        for style, last in self.memory.rushed.items():
            if (seen.tick - last) * self.catalogue.tick_min < 30.0:
                continue
            left, demand = float(sum(seen.stock[style].tolist()) + int(seen.incoming[style])), self.nowcast(style)
            if left < self.profile.low_stock * (demand - float(seen.sold[style])):
                wishes.append((style, demand, self._have(style)))
        return [self._rush_wish(style, demand, have, None, seen.tick) for style, demand, have in wishes] if wishes else []

    def _have(self, style: int) -> float:
        """Units of a style sold or promisable, by the board it has seen."""
        have = self.memory.have
        assert have is not None
        return float(have[style])

    def spread(self, style: int) -> float:
        """Log spread of its belief about a style's total units."""
        return self.catalogue.doubt(self.memory.belief.spread_of(style), self.memory.tick)

    def nowcast(self, style: int) -> float:
        """Units of the whole show it expects of ``style`` from its own books and what it sees on air."""
        memory, c = self.memory, self.catalogue
        if memory.sold is None:
            return float(self.outlook()[style])
        promoted = style in memory.promoted
        rest = c.promoted(style, memory.tick, 1.0 - c.slot_floor) if promoted else c.to_come.item(memory.tick + 1, style)
        if memory.ahead is not None:
            rest = rest * float(memory.ahead[style])
        return float(memory.sold.item(style)) + memory.belief.level_of(style) * rest

    def expected(self, style: int) -> float:
        """Units of the whole show it expects, alerts included."""
        return max(self.memory.believed.get(style, 0.0), self.nowcast(style))

    def _rush_wish(self, style: int, demand: float, have: float, alert: Alert | None, tick: int) -> RushWish:
        """The newsvendor quantity on presale demand beyond stock, at standing terms."""
        self.memory.rushed[style] = tick
        wanted = supplier_live.newsvendor(self, style, demand, have)
        return RushWish(style, wanted, demand, have, alert)
