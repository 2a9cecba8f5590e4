"""Who makes goods outside a rush order, and what they cost whom."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from environment.world import World


def maker_of(world: World, style: int) -> str:
    """The factory with most capacity that makes the style's family; "outside" for what is bought in."""
    family = world.catalogue.families[style]
    able = [f for f in world.cast.factories.values() if family in f.profile.families and f.name not in world.gone]
    return max(able, key=lambda f: (f.profile.capacity, f.name)).name if able else "outside"


def bill(
    world: World, factory: str, styles: int | Sequence[int], units: int, price: float, share: float, line: str
) -> None:
    """The supplier pays ``price`` CNY a piece; the factory bears ``share`` of the labour and material of whole pieces.

    Planned work in normal hours: cloth at list price, no overtime. Of several ``styles`` the mean of their costs counts.
    """
    if units <= 0:
        return
    post, supplier = world.ledger.post_cny, world.cast.supplier
    supplier.spent += units * price
    post(world.hours, supplier.name, factory, units * price, "goods", line, f"{units} pieces")
    if factory == "outside":
        return
    p, each = world.cast.factories[factory].profile, [styles] if isinstance(styles, int) else list(styles)
    labour = fsum(p.labour * float(world.catalogue.smv[s]) / p.reference_smv for s in each) / len(each)
    post(world.hours, factory, "outside", units * share * labour, "books", "labour", line)
    for s in each:
        _cloth(world, factory, s, units * share / len(each), line)


def _cloth(world: World, factory: str, style: int, pieces: float, line: str) -> None:
    """Cloth and trims of ``pieces`` from their merchants at list price."""
    scenario, post = world.setting, world.ledger.post_cny
    entry = scenario.styles[style]
    material = scenario.materials.get(entry.family)
    for merchant in scenario.material_suppliers if material is not None else ():
        need = material.per_kg * entry.kg * pieces if material is not None and merchant.id == material.supplier else 0.0
        need += scenario.trims_per_unit * pieces if merchant.per_piece else 0.0
        post(world.hours, factory, merchant.id, merchant.price * need, "materials", "material_purchase", line)
        cost = merchant.price * need * merchant.cost_share
        post(world.hours, merchant.id, "outside", cost, "books", "material_cost", line)
