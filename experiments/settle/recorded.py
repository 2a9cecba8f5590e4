"""A results folder as a record: its own host–supplier contract, and the facts behind every clause of it.

The facts come from the stored tables, not from the model that made them, so that settling a folder checks its ledger.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from environment import Scenario, Scheme
from environment.deals import market_clauses, standing_terms
from environment.names import name_of
from environment.phases.facts import return_cost
from environment.scheme.places import ALERT_CLAUSES, POOL_CLAUSES
from experiments.claim import FORMAT, MANIFEST, check_digests, read_object
from experiments.settle.agreement import Agreement
from experiments.settle.record import Record
from experiments.storage import read_show_tables
from protocols.contracts import CLAUSES, Contract
from protocols.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

    from environment.records import Show

CONTRACTS = ("host-supplier", "alerts")  # of the ledger: those between host and supplier
NEEDED = {
    "orders": (
        "style", "price_cny", "units", "own_shop_units", "cancelled_units", "refused_units", "returned_units", "kept_units",
    ),  # fmt: skip
    "leftover": ("style", "units", "cost_cny", "salvage_cny"),
    "production": ("lot", "style", "units"),
    "ticks": ("effort",),
    "ledger": ("payer", "payee", "cents", "contract", "clause", "cause"),
    "alert_claims": ("id", "claimed_units", "claimed_low", "claimed_high", "wanted_units"),
}


def read_folder(folder: Path) -> tuple[Record, Agreement]:
    """The record of a stored show and the contract between its host and its supplier."""
    _manifest(folder)
    scenario, scheme = Scenario.load(folder / "scenario.json"), Scheme.load(folder / "scheme.json")
    tables = read_show_tables(folder, NEEDED)
    talk = next((t for t in _talks(folder) if t.get("kind") == "N1"), None)
    own = _own(None if talk is None else (bool(talk["agreed"]), talk["outcome"]), scenario, scheme)
    return _record(str(folder), scenario, tables, own.contract.parties), own


def read_show(show: Show) -> tuple[Record, Agreement]:
    """As :func:`read_folder`, of a show at hand."""
    talk = next((t for t in show.negotiations if t.kind == "N1"), None)
    own = _own(None if talk is None else (talk.agreed, talk.outcome), show.scenario, show.scheme)
    tables = {name: show.frame(name) for name in NEEDED}
    return _record("show", show.scenario, tables, own.contract.parties), own


def _manifest(folder: Path) -> None:
    found = read_object(folder / MANIFEST)
    kind = None if found is None else found.get("format")
    if kind != FORMAT:
        raise UserError(f"{folder}: found {'no run.json' if kind is None else kind}, allowed: the results folder of one show")
    check_digests(folder, ["scenario.json", "scheme.json", "negotiations.jsonl", *(f"tables/{name}.parquet" for name in NEEDED)])


def _own(talk: tuple[bool, Mapping[str, Any]] | None, scenario: Scenario, scheme: Scheme) -> Agreement:
    """The scheme's clauses between host and supplier at the terms that the two agreed on (N1), or at market terms.

    ``talk`` says whether they agreed, and on what; None where they did not meet.
    """
    apart = set(POOL_CLAUSES.values())  # the surplus pool is settled with all its members, on gains that no table holds
    named = tuple(c for c in scheme.contracts.host_supplier if c not in apart)
    terms, roles = standing_terms(scenario, scheme), {"host": scenario.host.id, "supplier": scenario.supplier.id}
    if talk is not None and talk[0]:
        terms |= {name: float(value) for name, value in talk[1].items()}
    elif talk is not None:
        usual = tuple(c for c in named if c not in ALERT_CLAUSES)
        named, roles["host"] = market_clauses(usual), "outside"  # a substitute plays at market terms
        fresh = scenario.outside_option.supplier
        terms |= {"commission_rate": fresh.commission_rate, "slot_fee_total": fresh.slot_fee_total}
        terms |= {"guarantee_multiple": 0.0, "gift_cost_share_host": 0.0}
    clauses = tuple(CLAUSES[c] for c in named)
    roles |= {"platform": "platform"} if any("platform" in (c.payer, c.payee) for c in clauses) else {}
    held = {name: float(terms[name]) for c in clauses for name in c.terms}
    written = scenario.contracts.host_supplier
    counts = {
        "commission": "gross" if written.commission_base == "gross" else "net",
        "guarantee": "gross" if written.guarantee.base == "gross_gmv" else "net",
    }
    return Agreement(Contract(CONTRACTS[0], roles, clauses, held), (scheme.en, scheme.zh), counts)


def _talks(folder: Path) -> list[dict[str, Any]]:
    path = folder / "negotiations.jsonl"
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise UserError(f"{path}: found {error}, allowed: one JSON object a line") from None


def _record(source: str, scenario: Scenario, tables: Mapping[str, pd.DataFrame], parties: Mapping[str, str]) -> Record:
    orders, left, ledger = tables["orders"], tables["leftover"], tables["ledger"]
    price = orders["price_cny"].to_numpy(float)
    back = (orders["cancelled_units"] + orders["refused_units"] + orders["returned_units"]).to_numpy(float)
    gross, refund = float(orders["units"].to_numpy(float) @ price), float(back @ price)
    own_gross, own_back = _own_shop(orders)
    gross, refund = gross - own_gross, refund - own_back
    returned = float(orders["returned_units"].sum())
    shipped = float((orders["kept_units"] + orders["refused_units"]).sum()) + returned
    salvage = left["salvage_cny"].to_numpy(float)
    loss = float(left["units"].to_numpy(float) @ (left["cost_cny"].to_numpy(float) - salvage))
    effort = tables["ticks"]["effort"].to_numpy(float)
    facts = {
        "gross_gmv_cny": gross,
        "refund_cny": refund,
        "net_gmv_cny": gross - refund,
        "revenue_cny": gross - refund + float(left["units"].to_numpy(float) @ salvage),
        "return_rate": returned / max(shipped, 1.0),
        "returned_units": returned,
        "gift_cost_cny": _posted(ledger, "gifts"),
        "paid_traffic_cny": _posted(ledger, "paid_traffic"),
        "leftover_loss_cny": loss - _rush_loss(left, tables["production"]),
        "return_cost_cny": _return_cost(scenario, orders, ledger),
        "effort_cost_cny": scenario.behaviour.host.effort.cost * float(np.mean(effort**2)) if len(effort) else 0.0,
        "orders": float(orders["units"].sum()) / scenario.audience.units_per_order,
    }
    names = {party: name_of(scenario, party) for party in parties.values()}
    return Record(source, facts, _alerts(tables["alert_claims"]), _paid(ledger, parties), names)


def _own_shop(orders: pd.DataFrame) -> tuple[float, float]:
    """(gross, refunded) CNY of the supplier's own shop, no part of the show's turnover; its share of refunds is its style's."""
    styles = orders.groupby("style", sort=False)
    units = styles[["units", "own_shop_units", "kept_units"]].sum()
    gross = units["own_shop_units"] * styles["price_cny"].first()
    return float(gross.sum()), float((gross * (1.0 - units["kept_units"] / units["units"].clip(lower=1))).sum())


def _posted(ledger: pd.DataFrame, clause: str) -> float:
    return float(ledger.loc[ledger["clause"] == clause, "cents"].sum()) / 100.0


def _return_cost(scenario: Scenario, orders: pd.DataFrame, ledger: pd.DataFrame) -> float:
    """What the goods sent back have cost, by the bills posted: of inspection, of pick-ups, and what they were sold for."""
    styles = [style.id for style in scenario.styles]
    units = orders.groupby("style", sort=False)[["returned_units", "refused_units"]].sum().reindex(styles).fillna(0.0)
    sold = ledger[ledger["clause"] == "salvage_returned"].groupby("cause")["cents"].sum().reindex(styles).fillna(0.0)
    cost = np.array([float(style.ex_factory) for style in scenario.styles])
    back, refused = (units[name].to_numpy(float) for name in ("returned_units", "refused_units"))
    fetched = _posted(ledger, "doorstep_pickup") + _posted(ledger, "returns_pickup")
    inspected = _posted(ledger, "return_inspection")
    return return_cost(back, refused, cost, sold.to_numpy(float) / 100.0, inspected, fetched)


def _rush_loss(left: pd.DataFrame, production: pd.DataFrame) -> float:
    """CNY lost on goods of rush orders: their own deals share it. The last goods made are the first left over."""
    unsold = left.groupby("style", sort=False)["units"].sum()
    each = left.groupby("style", sort=False)[["cost_cny", "salvage_cny"]].first()
    made = production.groupby(["lot", "style"], sort=False)["units"].sum().groupby("style").sum()
    mine = made.reindex(unsold.index).fillna(0.0).clip(upper=unsold)
    return float((mine * (each["cost_cny"] - each["salvage_cny"])).sum())


def _alerts(claims: pd.DataFrame) -> dict[str, dict[str, float]]:
    names = {f"alert_{end}": f"claimed_{end}" for end in ("units", "low", "high")} | {"sold_units": "wanted_units"}
    return {str(row["id"]): {fact: float(row[c]) for fact, c in names.items()} for _, row in claims.iterrows()}


def _paid(ledger: pd.DataFrame, parties: Mapping[str, str]) -> dict[tuple[str, str], int]:
    """(clause, alert or nothing) -> cents from payer to payee, as posted between host and supplier."""
    found: dict[tuple[str, str], int] = {}
    mine = ledger[ledger["contract"].isin(CONTRACTS)]
    rows = zip(*(mine[name].tolist() for name in ("contract", "clause", "cause", "payer", "cents")), strict=True)
    for contract, clause, cause, payer, cents in rows:
        key = (str(clause), str(cause) if contract == CONTRACTS[1] else "")
        sign = 1 if payer == parties[CLAUSES[key[0]].payer] else -1  # a negative amount is posted the other way round
        found[key] = found.get(key, 0) + sign * int(cents)
    return found
