"""Where clauses and terms belong: which contract of a show a clause joins, and which terms every scenario gives a value."""

from __future__ import annotations

# Which contract of a show a clause belongs to; those named nowhere here belong to the contract of their pair.
OPTION_CLAUSES = ("option_fee", "option_release", "option_deduction", "option_exercise")  # N2, per factory
EXERCISE_CLAUSES = ("option_deduction", "option_exercise")  # of these, what a rush order on reserved capacity moves
RUSH_CLAUSES = (  # N5, per rush order
    "rush_price", "leftover_share_host", "leftover_share_factory", "late_delivery_penalty", "wholesale", "buyback",
    "revenue_share_factory", "quantity_flexibility", "sales_rebate", "two_part_tariff", "quantity_discount",
)  # fmt: skip
ALERT_CLAUSES = ("alert_bond", "scoring_rule", "scoring_rule_quadratic", "scoring_rule_interval")  # per alert
POOL_CLAUSES = {  # role -> clause, at the end, per member
    "host": "surplus_pool",
    "factory": "surplus_pool_factory",
    "warehouse": "surplus_pool_warehouse",
    "carrier": "surplus_pool_carrier",
}
MARKET_CLAUSES = ("commission", "commission_service_fee", "slot_fee")  # of a host and a brand without this scheme
_STANDING = (
    "commission_rate commission_service_fee slot_fee_total guarantee_multiple max_return_rate tier_threshold_cny"
    " tier_extra_rate gift_cost_share_host leftover_share_host traffic_share_supplier option_fee release_refund rush_premium"
    " buyback_price wholesale_price salvage_price leftover_share_factory late_penalty_rate handling_fee packaging_fee"
    " extra_item_fee surge_premium storage_fee_unit_month inspect_fee transfer_credit_per_unit throughput_penalty"
    " first_kg_rate card_first_kg_rate overflow_surcharge take_or_pay on_time_penalty take_rate payment_fee late_payout_low"
    " late_payout_flat late_payout_rate late_payout_cap fake_deposit_per_order fake_deposit_cap_per_day"
    " return_insurance_premium"
)
STANDING = frozenset(_STANDING.split())
"""Terms that have a standing value in every scenario; a scheme gives one to all others that its clauses read."""
