"""Where goods wait: the night's traffic, top-up before the show, semi-finished pools, lots after it, rents."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from agents.stocking import Keeper, believed_traffic, restock, top_up
from agents.supplier_pre import by_warehouse
from agents.variants import Finishing, Pool, safety, spread_out
from environment.names import name_of, style_name
from environment.stock import size_split
from environment.trade.making import bill, maker_of
from protocols.sums import dot

if TYPE_CHECKING:
    from environment.luck import Floats, Ints
    from environment.scenario import Scenario
    from environment.world import World

Act = tuple[float, Callable[[], None]]


def stocked(scenario: Scenario) -> bool:
    """Whether any mechanism of the product or stocking block acts within a show."""
    s = scenario.stocking
    pools = any(group.hold != "none" for group in scenario.product.groups.values())
    rents = any((*s.front.rent_month.values(), *s.front.opening.values()))
    learns = s.elastic.step > 0 or s.position.learning > 0
    return pools or rents or learns or bool(
        s.traffic.log_sigma or s.top_up.first_days or s.top_up.season_share < 1 or s.modular.every_days
    )


class Depot:
    """The supplier's stock before and after one show, beyond what the plan put on the shelves."""

    def __init__(self, world: World) -> None:
        self.world = world
        rules, supplier = world.setting.stocking, world.cast.supplier
        self.keeper = supplier.keeper = Keeper(np.zeros(len(world.layout.styles)))
        sigma = rules.traffic.log_sigma
        self.log_traffic = sigma * float(world.luck.stream("stocking.traffic").standard_normal()) - sigma**2 / 2.0
        if sigma > 0:
            world.market.viewers *= np.exp(self.log_traffic)
        days = rules.top_up.first_days
        steps = world.luck.stream("stocking.estimates").standard_normal(max(days, 1))
        self.errors = rules.traffic.estimate_log_sigma * np.cumsum(steps)  # of the estimate 1, 2, … days before the show
        self.ordered: Ints = np.zeros_like(world.stock.opening)  # (S, W) on their way to the shelves
        self._open(rules.top_up.season_share)
        self.rows: list[tuple[object, ...]] = []
        self.last_restock = -np.inf

    def _open(self, share: float) -> None:
        """Only ``share`` of the plan's opening stock is there, size by size."""
        stock = self.world.stock
        if share < 1.0:
            stock.give_back(np.floor(stock.on_hand * share + 0.5).astype(np.int64) - stock.on_hand)
            stock.opening = stock.by_style().copy()
            self.world.cast.supplier.restocked(stock.opening.copy())

    def allocate(self) -> None:
        """Send the season's order to the warehouses by what the planner learned of regions, instead of by the plan's split."""
        world, stock = self.world, self.world.stock
        share = self._open_share()[world.layout.style_of]
        pieces = stock.on_hand.sum(axis=1).tolist()
        stock.give_back(np.stack([spread_out(n, share[k]) for k, n in enumerate(pieces)]) - stock.on_hand)
        stock.opening = stock.by_style().copy()
        world.cast.supplier.restocked(stock.opening.copy())

    # --- before the show ----------------------------------------------------------------------
    def prepared(self, plan: list[Act]) -> list[Act]:
        """The steps before the show with the planner's own: daily reviews, pools before stock is placed, goods arrive last."""
        rules, place = self.world.setting.stocking, -self.world.setting.inventory.placement_lead_h
        own: list[Act] = []
        for day in range(rules.top_up.first_days, 0, -1):
            if 24.0 * day >= rules.top_up.lead_h:
                own.append((-24.0 * day, lambda day=day: self.review(day)))  # type: ignore[misc]
        groups = [name for name, group in self.world.setting.product.groups.items() if group.hold != "none"]
        if groups:
            own.append((place, lambda: self.hold(groups)))
        if groups or own:
            own.append((0.0, self.arrive))
        merged = [(hour, 0, k, act) for k, (hour, act) in enumerate(own[:-1])]  # reviews and pools first within their hour
        merged += [(hour, 1, k, act) for k, (hour, act) in enumerate([*plan, *own[-1:]])]
        return [(hour, act) for hour, _, _, act in sorted(merged, key=lambda item: item[:3])]

    def review(self, day: int) -> None:
        """``day`` days before the show: the host's estimate of its traffic, and what the supplier makes or buys of it."""
        world, rules, supplier = self.world, self.world.setting.stocking, self.world.cast.supplier
        error = rules.traffic.estimate_log_sigma * day**0.5
        claim = world.cast.host.traffic_claim(float(np.exp(self.log_traffic + self.errors[day - 1])))
        factor, doubt = believed_traffic(supplier, claim, rules.traffic.log_sigma, error)
        premium = rules.top_up.premium
        units = top_up(supplier, self.keeper, factor, doubt, premium, rules.top_up.units_per_day)
        shut = [name in world.gone for name in world.layout.warehouses]
        if any(shut):  # nobody there to receive goods
            units[:, shut.index(False)] += units[:, shut].sum(axis=1)
            units[:, shut] = 0
        units = self.order(units, "top_up", premium, rules.top_up.lead_h)
        world.tell(
            world.hours * 60.0, "stocking", supplier.name, "stocking.top_up", days=day, claim=100 * claim,
            factor=100 * factor, units=int(units.sum()),
            evidence={"claimed_traffic": round(claim, 3), "believed_traffic": round(factor, 3), "doubt": round(doubt, 3)},
        )  # fmt: skip

    def order(self, units: Ints, what: str, premium: float, lead_h: float) -> Ints:
        """Have finished goods (S, W) made or bought, as many as can be paid; they lie on the shelves when the show begins."""
        world, supplier = self.world, self.world.cast.supplier
        cost = float(dot(units.sum(axis=1), world.layout.cost)) * (1.0 + premium)
        if cost > supplier.purse:  # as much of everything as it can pay
            units = np.floor(units * (supplier.purse / cost)).astype(np.int64)
        if not units.any():
            return units
        for s in np.flatnonzero(units.sum(axis=1)).tolist():
            amount = int(units[s].sum())
            bill(world, maker_of(world, s), s, amount, world.layout.cost[s] * (1.0 + premium), 1.0, what)
            for w in np.flatnonzero(units[s]).tolist():
                self._note(what, s, int(units[s, w]), world.hours + lead_h, w)
        self.ordered += units
        supplier.restocked(supplier.profile.opening + units)
        return units

    def arrive(self) -> None:
        """What was ordered lies on the shelves."""
        world, units = self.world, np.zeros_like(self.world.stock.on_hand)
        for s, w in zip(*(axis.tolist() for axis in self.ordered.nonzero()), strict=True):
            units[:, w] += size_split(world.layout, s, int(self.ordered[s, w]), world.layout.size_share)
        world.stock.give_back(units)
        world.stock.opening += self.ordered
        world.opened += self.ordered.sum(axis=0)

    def hold(self, groups: list[str]) -> None:
        """Each group's safety stock: a pool of greige, finished goods, or neither, as the supplier's rule and profit say."""
        world, supplier = self.world, self.world.cast.supplier
        for name in groups:
            group, pool = world.setting.product.groups[name], pool_of(world, name)
            if group.factory in world.gone:
                continue
            plan = safety(supplier, pool)
            hold = group.hold
            if hold == "auto":
                hold = "pool" if plan.pool_gain >= plan.finished_gain else "finished"
            held = 0
            if hold == "pool":
                held = min(plan.pool, int(supplier.purse / pool.greige)) if pool.greige > 0 else plan.pool
            if held:
                pool.left = held
                supplier.pools.append(pool)
                bill(world, group.factory, pool.styles, held, pool.greige, group.greige_share, "greige")
                self._note("greige", pool.styles[0], held, world.hours, None)
            elif hold == "finished":
                shares, units = self._open_share(), np.zeros_like(self.ordered)
                for s, amount in zip(pool.styles, plan.finished, strict=True):
                    units[s] = spread_out(amount, shares[s])
                held = int(self.order(units, "finished", 0.0, -world.hours).sum())
            styles = [style_name(world, s) for s in pool.styles]
            world.tell(
                world.hours * 60.0, "stocking", supplier.name, f"variants.{hold}", factory=name_of(world.setting, group.factory),
                units=held,
                list=(", ".join(s[0] for s in styles), "、".join(s[1] for s in styles)),
                evidence={"pool_gain": round(plan.pool_gain), "finished_gain": round(plan.finished_gain)},
            )  # fmt: skip

    # --- on air and after ---------------------------------------------------------------------
    def finish(self, wish: Finishing, t_min: float) -> None:
        """Finish greige into a style; the goods can be promised at once, by warehouse as its regions buy."""
        world, layout = self.world, self.world.layout
        group = world.setting.product.groups[wish.pool.name]
        factory = world.cast.factories[group.factory]
        sold = world.recorder.sold[wish.style] + world.layout.region_share
        need: Floats = np.bincount(layout.home, sold, minlength=len(layout.warehouses)).astype(float)
        need[[w in world.gone for w in layout.warehouses]] = 0.0
        name, last = f"G{1 + sum(row[0] == 'finishing' for row in self.rows)}", t_min / 60.0
        for w, part in enumerate(spread_out(wish.units, need).tolist()):
            if part:
                made = t_min / 60.0 + group.finishing_h
                ready = made + float(factory.profile.to_warehouse_h[w])
                load = size_split(layout, wish.style, part, layout.size_share)
                presale = ready > world.setting.promises.ship_within_h
                world.stock.expect(f"{name}.{w}", w, wish.style, load, ready, presale=presale)
                self._note("finishing", wish.style, part, ready, w)
                row = (name, group.factory, layout.styles[wish.style], 1, part, 0, made, ready, layout.warehouses[w])
                world.recorder.production.append(row)
                last = max(last, ready)
        j = wish.pool.styles.index(wish.style)
        bill(world, group.factory, wish.style, wish.units, float(wish.pool.finish[j]), 1.0 - group.greige_share, "finishing")
        world.tell(
            t_min, "stocking", world.cast.supplier.name, "variants.finish", style=style_name(world, wish.style),
            units=wish.units, left=wish.pool.left, ready=last, factory=name_of(world.setting, group.factory),
        )  # fmt: skip

    def restock(self, hour: float) -> None:
        """Every few days after the show: small lots to where the shelf sales will run out."""
        from environment.phases.goods import haul

        world, rules, supplier = self.world, self.world.setting.stocking.modular, self.world.cast.supplier
        if not rules.every_days or hour - self.last_restock < 24.0 * rules.every_days:
            return
        self.last_restock = hour
        stock, houses = world.stock.by_style().copy(), world.layout.warehouses
        for lot in world.stock.lots:
            if not lot.arrived:
                stock[lot.style, lot.warehouse] += lot.left
        live, done = world.setting.clock.live_duration_h, world.market.shelf
        rest = 1.0 - float(done(np.array([hour - live]))[0])
        if rest <= 0.0:
            return
        sold = np.sum([tick.units for tick in world.recorder.ticks], axis=0)  # live, its own books

        def left(later: float) -> float:
            return (1.0 - float(done(np.array([hour - live + later]))[0])) / rest

        to_come = sold * world.catalogue.shelf_share * rest
        moved = 0
        for wish in restock(supplier, stock, to_come, left, rules.lot_units):
            if world.gone.isdisjoint((houses[wish.source], houses[wish.target])):
                moved += haul(world, wish.style, wish.source, wish.target, int(wish.shortage), hour, "modular")[0]
        if moved:
            world.tell(hour * 60.0, "stocking", supplier.name, "stocking.modular", units=moved, lot=rules.lot_units)

    def settle(self) -> None:
        """What greige is left fetches its value; rents of the warehouses that were opened are due."""
        world, end = self.world, self.world.setting.clock.settle_h
        post, supplier = world.ledger.post_cny, world.cast.supplier.name
        for pool in supplier_pools(world):
            post(end, "outside", supplier, pool.left * pool.salvage, "books", "greige_left", pool.name)
            self._note("greige_left", pool.styles[0], pool.left, end, None)
        front = world.setting.stocking.front
        for name in world.layout.warehouses:
            share = front.rent_month.get(name, 0.0) + front.opening.get(name, 0.0) / front.life_months
            post(end, supplier, "outside", share / front.shows_month, "books", "warehouse_rent", name)

    def _open_share(self) -> Floats:
        """(S, W) shares of demand by warehouse as the planner expects them, those out of business left out."""
        share = by_warehouse(self.world.cast.supplier)
        share = share * [name not in self.world.gone for name in self.world.layout.warehouses]
        return share

    def _note(self, what: str, style: int, units: int, ready_h: float, warehouse: int | None) -> None:
        layout = self.world.layout
        place = "" if warehouse is None else layout.warehouses[warehouse]
        self.rows.append((what, layout.styles[style], place, units, self.world.hours, ready_h))


def pool_of(world: World, name: str) -> Pool:
    """A group's pool as yet empty: greige costs its share of the cheapest variant, finishing the rest of each, dearer."""
    group, layout = world.setting.product.groups[name], world.layout
    styles = tuple(layout.styles.index(s) for s in group.styles)
    cost = layout.cost[list(styles)]
    greige = group.greige_share * float(cost.min())
    hours = group.finishing_h + float(world.cast.factories[group.factory].profile.to_warehouse_h.max())
    quick = hours + world.setting.clock.live_duration_h <= world.setting.promises.ship_within_h
    finish = (cost - greige) * (1.0 + group.finishing_premium)
    return Pool(name, styles, greige, finish, greige * group.greige_salvage, quick)


def supplier_pools(world: World) -> list[Pool]:
    """The pools that were bought."""
    pools: list[Pool] = world.cast.supplier.pools
    return pools


COLUMNS = ("what", "style", "warehouse", "units", "t_decided_h", "t_ready_h")


def rows_of(depot: Depot | None) -> dict[str, list[object]]:
    """The recorded table of what was stocked beyond the plan."""
    rows = [] if depot is None else depot.rows
    return {name: [row[i] for row in rows] for i, name in enumerate(COLUMNS)}
