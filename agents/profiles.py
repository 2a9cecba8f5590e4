"""Private profiles: what each kind of party knows of itself, fills in once and shows to nobody.

All money in CNY, times in hours, quantities in units or parcels as named. Sources: the scenario's parameter
of the same name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from agents.public import Floats, Ints


@dataclass(frozen=True, slots=True)
class Traits:
    """Attitudes and temptations of a party.

    ``risk_aversion`` in [0, 1] weighs the tail in mean–CVaR;
    ``temptation`` is the extent to which the party breaks its word at the peak when that pays: the host's alert
    inflation minus one, the supplier's hidden share of stock, the factory's diverted share of reserved
    capacity, the surge labour a warehouse sells over what it staffs, the carrier's bumped share of booked parcels.
    ``patience`` is the per-show discount factor with which a factory and a carrier weigh the business they would lose;
    ``forgetting`` what experience counts after another show, as everybody knows it.
    """

    risk_aversion: float
    temptation: float = 0.0
    patience: float = 0.0
    forgetting: float = 1.0


@dataclass(frozen=True, slots=True)
class Rivals:
    """What else the days are worth that a factory, a warehouse or a carrier is asked for: other hosts of the week.

    Its own books and the programme of the week tell it, for each day, how much others are going to ask for (``wanted``) and
    how much it has left to sell (``room``), pieces or parcels a day; ``margin`` is what a unit sold to them brings, CNY.
    """

    wanted: tuple[float, ...]
    room: tuple[float, ...]
    margin: float

    def missed(self, sold: Floats | float) -> Floats:
        """CNY it expects to lose on others turned away when it sells ``sold`` units a day of all these days."""
        over = [np.maximum(np.asarray(sold) + wanted - room, 0.0) for wanted, room in zip(self.wanted, self.room, strict=True)]
        lost: Floats = self.margin * np.sum(over, axis=0)
        return lost


@dataclass(frozen=True, slots=True, eq=False)
class HostProfile:
    traits: Traits
    trust_prior: float  # weight on partners' promises
    forecast_inflation: float  # its forecast over its plan
    effort_cost: float  # CNY at full effort, quadratic
    conversion_gain: float
    nominal_effort: float
    hill_climber: bool
    alert_ratio: float
    alert_ticks: int
    alert_span: float
    alert_deadline_min: float  # time the chain has to answer
    test_ratio: float
    test_qty: int
    test_minutes: float
    vote_every: int
    vote_first: int
    last_pieces: int  # stock shown at which it says that the last pieces are going
    outside_gmv_share: float
    outside_commission: float
    outside_slot_fee: float
    service_fee: float  # share of its commission that the platform keeps


@dataclass(frozen=True, slots=True, eq=False)
class SupplierProfile:
    traits: Traits
    trust_prior: float
    inflation_spread: float  # log spread of a host's exaggeration as first met
    discount_rule: str
    cost: Floats  # (S,) ex-factory
    salvage: Floats  # (S,) value of an unsold or returned unit
    opening: Ints  # (S, W)
    forecast_bias: Floats  # (R,) the regional bias of its history
    logistics: float  # CNY per order: handling, packaging, freight, insurance at standing rates
    return_cost: float  # CNY per returned unit
    take_rate: float
    payment_fee: float
    low_stock: float
    service_level: float
    min_move: int
    lane_h: Mapping[tuple[int, int], float]  # (from, to) -> hours door to shelf
    lane_cost: Mapping[tuple[int, int], tuple[float, float]]  # (from, to) -> CNY per kg, CNY per unit
    freight_premium: Floats  # (W, R) CNY per parcel above the region's own warehouse
    delay_h: Floats  # (W, R) extra hours against the region's own warehouse
    late_hazard: float  # cancellations per 12 hours of lateness
    outside_audience: float
    outside_commission: float
    outside_slot_fee: float


@dataclass(frozen=True, eq=False)
class FactoryProfile:
    traits: Traits
    families: tuple[str, ...]
    capacity: float  # pieces a day at the reference minutes
    standing_reserve: float  # of them held for us by the standing contract
    reference_smv: float
    overtime: float
    overtime_mult: float
    changeover: float
    moq: int
    labour: float  # CNY per piece at the reference minutes
    standard_lead_h: float
    rush_lead_h: float
    standing_premium: float
    outside_load: float  # share of free capacity sold on the open market
    outside_margin: float  # its margin on ex-factory value, as expected before the show
    peak_margin: float  # the same at tonight's peak
    margin_floor: float  # margin below which it does not get out of bed
    to_warehouse_h: Floats  # (W,)
    material_cost: Floats  # (S,) CNY per piece at stock price
    material_stock: Floats  # (S,) pieces the reserved greige covers
    material_lead_h: tuple[float, float]  # from stock, bought new
    material_premium: float
    value: Floats  # (S,) ex-factory value of a piece
    rivals: Rivals | None = None  # other hosts of a week


@dataclass(frozen=True, slots=True, eq=False)
class WarehouseProfile:
    traits: Traits
    index: int
    throughput: float  # parcels a day, true
    surge_max: float
    labour: float  # CNY per parcel in normal hours
    packing: float  # CNY of material per parcel, billed on at cost
    surge_premium: float  # extra labour cost share of surge hours
    share: float  # share of the show's orders that falls to it, as it expects
    rivals: Rivals | None = None  # other hosts of a week


@dataclass(frozen=True, eq=False)
class CarrierProfile:
    traits: Traits
    index: int
    booked: Floats  # (W,) parcels a day at standing terms
    overflow: Floats  # (W,)
    overflow_surcharge: float
    card_first_kg: float  # mean first-kg card rate over its lanes
    cost_first_kg: float  # its own cost per parcel
    spot_first_kg: float  # what the spot market pays today
    take_or_pay: float
    rivals: Rivals | None = None  # other hosts of a week
