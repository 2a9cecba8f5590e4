"""Which clauses belong together in the picture of a party's money."""

from __future__ import annotations

from protocols.contracts import CLAUSES
from visualization.figures.names import Pair, words

# Group -> clauses of the books and of contracts, in the order of the picture.
GROUPS: dict[str, frozenset[str]] = {
    "sales": frozenset({"sale", "refund"}),
    "goods": frozenset({"goods_opening", "salvage_unsold", "salvage_returned", "gifts"}),
    "host": frozenset({"commission", "slot_fee", "guarantee", "return_cap", "tier_bonus", "revenue_share"}),
    "making": frozenset({"option_fee", "option_release", "option_deduction", "option_exercise", "rush_price", "wholesale",
                         "late_delivery_penalty", "quantity_discount", "quantity_discount_schedule", "two_part_tariff",
                         "revenue_share_factory"}),
    "materials": frozenset({"material_purchase", "material_cost", "material_reserve", "material_holding"}),
    "store": frozenset({"handling", "surge_booking", "storage", "return_inspection", "transfer_credit", "throughput_penalty"}),
    "delivery": frozenset({"freight", "overflow_surcharge", "take_or_pay", "on_time_penalty", "returns_pickup"}),
    "platform": frozenset({"take_rate", "payment_fee", "late_ship_payout", "fake_ship_deposit", "return_insurance",
                           "paid_traffic", "commission_service_fee"}),
    "risk": frozenset({"leftover_share_host", "leftover_share_factory", "buyback", "quantity_flexibility", "sales_rebate",
                       "gift_cost_share", "return_cost_share", "effort_cost_share", "effort_cost_share_factory",
                       "traffic_share"}),
    "pool": frozenset({"surplus_pool", "surplus_pool_factory", "surplus_pool_warehouse", "surplus_pool_carrier"}),
    "alerts": frozenset({"alert_bond", "scoring_rule", "scoring_rule_quadratic", "scoring_rule_interval"}),
    "own": frozenset({"labour", "overtime", "effort", "approach", "haulage", "line_haul"}),
    "elsewhere": frozenset({"spot_freight", "diverted_capacity", "outside_option"}),
}  # fmt: skip
_OF = {clause: group for group, clauses in GROUPS.items() for clause in clauses}
OTHER = "other"
_ROLES = {"factory": "making", "warehouse": "store", "carrier": "delivery", "platform": "platform", "host": "host"}


def group_of(clause: str) -> str:
    """The group of a clause; one that is listed nowhere goes by the roles it binds, and else to ``other``."""
    if clause in _OF:
        return _OF[clause]
    known = CLAUSES.get(clause)
    roles = () if known is None else (known.payer, known.payee)
    return next((group for role, group in _ROLES.items() if role in roles), OTHER)


def group_name(group: str) -> Pair:
    return words(f"page.money.group.{group}", group)
