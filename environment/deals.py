"""Contracts in force: the scheme's clauses between each pair, at standing terms until a deal replaces them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from environment.cast import slot_fee_total
from protocols.contracts import CLAUSES, Contract

if TYPE_CHECKING:
    from environment.cast import Cast
    from environment.scenario import Scenario
    from environment.scheme import Scheme

RUSH_CLAUSES = ("rush_price", "leftover_share_host", "leftover_share_factory", "late_delivery_penalty", "buyback")
OPTION_CLAUSES = ("option_fee", "option_release", "option_deduction", "option_exercise")


def standing_terms(scenario: Scenario, scheme: Scheme) -> dict[str, float]:
    """Every term at its standing value: the scenario's, replaced where the scheme says so."""
    host, costs, platform = scenario.contracts.host_supplier, scenario.warehouse_costs, scenario.platform
    factory, payout = scenario.contracts.supplier_factory, scenario.platform.late_ship_payout
    terms = {
        "commission_rate": host.commission_rate,
        "commission_service_fee": platform.commission_service_fee,
        "slot_fee_total": slot_fee_total(scenario),
        "guarantee_multiple": host.guarantee.multiple_of_fee,
        "max_return_rate": host.max_return_rate,
        "tier_threshold_cny": host.tier_bonus.above_gross_gmv,
        "tier_extra_rate": host.tier_bonus.extra_rate,
        "gift_cost_share_host": scenario.gift.cost_share_host,
        "leftover_share_host": host.leftover_risk_share_host,
        "traffic_share_supplier": 1.0 - scenario.paid_traffic.share_host,
        "option_fee": scenario.capacity_reservation.fee_per_unit,
        "release_refund": scenario.capacity_reservation.release_refund,
        "buyback_price": 0.0,
        "leftover_share_factory": factory.leftover_risk_share_factory,
        "late_penalty_rate": factory.late_penalty_rate,
        "handling_fee": costs.handling_per_order,
        "packaging_fee": costs.packaging,
        "extra_item_fee": costs.extra_item,
        "surge_premium": costs.surge_labour_premium,
        "storage_fee_unit_month": costs.storage_per_unit_month,
        "inspect_fee": costs.return_inspect,
        "transfer_credit_per_unit": 0.0,
        "throughput_penalty": scenario.contracts.supplier_warehouse.throughput_penalty,
        "on_time_penalty": scenario.contracts.supplier_carrier.on_time_penalty,
        "take_rate": platform.take_rate,
        "payment_fee": platform.payment_fee,
        "late_payout_low": payout.below_3,
        "late_payout_flat": payout.below_300,
        "late_payout_rate": payout.at_or_above_300_rate,
        "late_payout_cap": payout.cap,
        "fake_deposit_per_order": platform.fake_ship_deposit.per_order,
        "fake_deposit_cap_per_day": platform.fake_ship_deposit.cap_per_day,
        "return_insurance_premium": platform.return_freight_insurance_per_order,
    }
    return {**terms, **scheme.terms}


@dataclass(slots=True)
class Deals:
    """The contracts of one show; a negotiation that ends in a deal replaces terms, a breakdown leaves them."""

    host_supplier: Contract
    factories: dict[str, Contract]
    warehouses: dict[str, Contract]
    carriers: dict[str, Contract]
    platform: Contract
    sales: Contract  # what consumers pay and get back, under every scheme
    rush: dict[str, Contract] = field(default_factory=dict)  # lot -> terms of the rush order

    @classmethod
    def standing(cls, scenario: Scenario, scheme: Scheme, cast: Cast) -> Deals:
        """All contracts at standing terms."""
        terms = standing_terms(scenario, scheme)
        host, supplier = cast.host.name, cast.supplier.name
        named = scheme.contracts

        def contract(name: str, clauses: tuple[str, ...], roles: dict[str, str], **own: float) -> Contract:
            return Contract(name, roles, tuple(CLAUSES[c] for c in clauses), {**terms, **own, **scheme.terms})

        options = tuple(c for c in named.supplier_factory if c in OPTION_CLAUSES)
        return cls(
            host_supplier=contract(
                "host-supplier", named.host_supplier, {"host": host, "supplier": supplier, "platform": "platform"}
            ),
            factories={
                f.id: contract(
                    f"supplier-{f.id}",
                    options,
                    {"supplier": supplier, "factory": f.id},
                    rush_premium=f.rush_premium,
                )
                for f in scenario.factories
            },
            warehouses={
                w: contract(f"supplier-{w}", named.supplier_warehouse, {"supplier": supplier, "warehouse": w})
                for w in cast.warehouses
            },
            carriers={
                c.id: contract(
                    f"supplier-{c.id}",
                    named.supplier_carrier,
                    {"supplier": supplier, "carrier": c.id},
                    first_kg_rate=cast.carriers[c.id].profile.card_first_kg,
                    card_first_kg_rate=cast.carriers[c.id].profile.card_first_kg,
                    overflow_surcharge=c.overflow_surcharge,
                    take_or_pay=c.take_or_pay,
                )
                for c in scenario.carriers
            },
            platform=contract(
                "platform",
                named.platform,
                {"supplier": supplier, "host": host, "platform": "platform", "consumers": "consumers"},
            ),
            sales=contract("sales", ("sale", "refund"), {"supplier": supplier, "consumers": "consumers"}),
        )

    def rush_contract(self, scenario: Scenario, scheme: Scheme, factory: str, premium: float) -> Contract:
        """The contract a rush order with ``factory`` is bargained and settled under."""
        clauses = tuple(
            c for c in (*scheme.contracts.host_supplier, *scheme.contracts.supplier_factory) if c in RUSH_CLAUSES
        )
        roles = {**self.host_supplier.parties, "factory": factory}
        terms = {**standing_terms(scenario, scheme), "rush_premium": premium}
        return Contract(f"rush-{factory}", roles, tuple(CLAUSES[c] for c in dict.fromkeys(clauses)), terms)
