"""Contracts as composable clauses; importing this package registers all clauses in ``CLAUSES``."""

from protocols.contracts import (
    alerts,
    capacity,
    carrier,
    host_sharing,
    host_supplier,
    materials,
    platform,
    pool,
    supply,
    warehouse,
)
from protocols.contracts.clause import CLAUSES, Array, Clause, ContractError
from protocols.contracts.contract import Contract
from protocols.contracts.quantities import QUANTITIES, Quantity

FAMILIES = {
    "host_supplier": (host_supplier, host_sharing, alerts, pool),
    "supplier_factory": (capacity, supply),
    "supplier_warehouse": (warehouse,),
    "supplier_carrier": (carrier,),
    "platform": (platform,),
    "factory_material": (materials,),
}

__all__ = [
    "CLAUSES",
    "FAMILIES",
    "QUANTITIES",
    "Array",
    "Clause",
    "Contract",
    "ContractError",
    "Quantity",
]
