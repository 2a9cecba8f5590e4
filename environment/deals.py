"""Contracts in force: the scheme's clauses between each pair, at standing terms until a deal replaces them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from environment.cast import slot_fee_total
from environment.scheme.places import ALERT_CLAUSES, EXERCISE_CLAUSES, MARKET_CLAUSES, OPTION_CLAUSES, POOL_CLAUSES, RUSH_CLAUSES
from protocols.contracts import CLAUSES, Contract

if TYPE_CHECKING:
    from environment.cast import Cast
    from environment.scenario import Scenario
    from environment.scheme import Scheme


_TERMS: dict[tuple[str, str], dict[str, float]] = {}
_DRAWN_UP: dict[tuple[str, str], Deals] = {}


def standing_terms(scenario: Scenario, scheme: Scheme) -> dict[str, float]:
    """Every term at its standing value: the scenario's, replaced where the scheme says so (kept for the last few pairs)."""
    key = (scenario.content_hash(), scheme.content_hash())
    if key not in _TERMS:
        if len(_TERMS) >= 64:
            _TERMS.clear()
        _TERMS[key] = _standing_terms(scenario, scheme)
    return dict(_TERMS[key])


def _standing_terms(scenario: Scenario, scheme: Scheme) -> dict[str, float]:
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
    alerts: Contract  # what each demand alert of the host is held to
    market: Contract  # what host and supplier agree with others than each other
    salvage: Mapping[int, float]  # style -> CNY that the parties agree an unsold unit fetches
    usual: dict[str, Contract]  # warehouse or carrier -> its contract at standing terms
    reorder: dict[str, Contract]  # factory -> what rush orders with it are bargained under, at standing terms
    settled: dict[str, dict[str, Any]] = field(default_factory=dict)  # warehouse or carrier -> facts of its settlement
    rush: dict[str, Contract] = field(default_factory=dict)  # lot -> terms of the rush order

    @classmethod
    def standing(cls, scenario: Scenario, scheme: Scheme, cast: Cast) -> Deals:
        """All contracts at standing terms: drawn up once per scenario and scheme, they hold nothing of a seed."""
        key = (scenario.content_hash(), scheme.content_hash())
        if key not in _DRAWN_UP:
            if len(_DRAWN_UP) >= 64:
                _DRAWN_UP.clear()
            _DRAWN_UP[key] = cls._draw_up(scenario, scheme, cast)
        drawn = _DRAWN_UP[key]
        return replace(
            drawn, factories=dict(drawn.factories), warehouses=dict(drawn.warehouses), carriers=dict(drawn.carriers),
            settled={}, rush={},
        )  # fmt: skip

    @classmethod
    def _draw_up(cls, scenario: Scenario, scheme: Scheme, cast: Cast) -> Deals:
        terms = standing_terms(scenario, scheme)
        host, supplier = cast.host.name, cast.supplier.name
        named = scheme.contracts

        def contract(name: str, clauses: tuple[str, ...], roles: dict[str, str], **own: float) -> Contract:
            return Contract(name, roles, tuple(CLAUSES[c] for c in clauses), {**terms, **own, **scheme.terms})

        options = tuple(c for c in named.supplier_factory if c in OPTION_CLAUSES)
        apart = {*ALERT_CLAUSES, *POOL_CLAUSES.values()}
        usual = tuple(c for c in named.host_supplier if c not in apart)
        both = dict.fromkeys((*named.host_supplier, *named.supplier_factory))
        rush = tuple(c for c in both if c in RUSH_CLAUSES or c in EXERCISE_CLAUSES)
        roles = {"host": host, "supplier": supplier, "platform": "platform"}
        warehouses = {
            w: contract(f"supplier-{w}", _but_pool(named.supplier_warehouse), {"supplier": supplier, "warehouse": w})
            for w in cast.warehouses
        }
        carriers = {
            c.id: contract(
                f"supplier-{c.id}",
                _but_pool(named.supplier_carrier),
                {"supplier": supplier, "carrier": c.id},
                first_kg_rate=cast.carriers[c.id].profile.card_first_kg,
                card_first_kg_rate=cast.carriers[c.id].profile.card_first_kg,
                overflow_surcharge=c.overflow_surcharge,
                take_or_pay=c.take_or_pay,
            )
            for c in scenario.carriers
        }
        return cls(
            host_supplier=contract("host-supplier", usual, roles),
            alerts=contract("alerts", tuple(c for c in named.host_supplier if c in ALERT_CLAUSES), roles),
            market=contract("host-supplier", market_clauses(usual), roles),
            factories={
                f.id: contract(
                    f"supplier-{f.id}",
                    options,
                    {"supplier": supplier, "factory": f.id},
                    rush_premium=f.rush_premium,
                )
                for f in scenario.factories
            },
            warehouses=warehouses,
            carriers=carriers,
            usual={**warehouses, **carriers},
            reorder={f.id: contract(f"rush-{f.id}", rush, {**roles, "factory": f.id}) for f in scenario.factories},
            platform=contract(
                "platform",
                named.platform,
                {"supplier": supplier, "host": host, "platform": "platform", "consumers": "consumers"},
            ),
            salvage=dict(enumerate(cast.supplier.profile.salvage.tolist())),
            sales=contract("sales", ("sale", "refund"), {"supplier": supplier, "consumers": "consumers"}),
        )

    def rush_contract(self, scenario: Scenario, scheme: Scheme, factory: str, premium: float, style: int) -> Contract:
        """The contract a rush order of ``style`` with ``factory`` is bargained and settled under.

        Prices per unit stand at the style's own: wholesale at its ex-factory value, buyback at the scenario's share of it,
        the agreed salvage at what an unsold unit fetches. What reserved capacity costs when used is as agreed at N2.
        """
        value = scenario.styles[style].ex_factory
        own = {
            "rush_premium": premium,
            "buyback_price": scenario.contracts.supplier_factory.buyback * value,
            "wholesale_price": value,
            "salvage_price": self.salvage[style],
        }
        option = {name: v for name, v in self.factories[factory].terms.items() if name in ("option_fee", "exercise_price")}
        found = self.reorder[factory].with_terms(**{**own, **scheme.terms, "rush_premium": premium, **option})
        roles = {**self.host_supplier.parties, "factory": factory}
        if roles == dict(found.parties):
            return found
        return Contract(found.name, roles, found.clauses, found.terms)  # the host did not come: a substitute is bound


def _but_pool(clauses: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(c for c in clauses if c not in POOL_CLAUSES.values())


def market_clauses(usual: tuple[str, ...]) -> tuple[str, ...]:
    """Clauses between a host and a brand that have not agreed on the scheme: neither revenue nor cost of effort is shared; a
    commission is paid."""
    found = tuple(c for c in usual if c not in ("revenue_share", "effort_cost_share"))
    return found if "commission" in found else (*MARKET_CLAUSES, *(c for c in found if c not in MARKET_CLAUSES))
