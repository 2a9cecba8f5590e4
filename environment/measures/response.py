"""How fast the chain answers a surge, and what the link between host and suppliers adds to that on the same luck."""

from __future__ import annotations

from math import fsum

from environment.measures.registry import Tables, column, measure

NAN = float("nan")


def alerted(t: Tables) -> str:
    """The style of the first alert, "" if there was none."""
    return str(t["alerts"]["style"][0]) if len(t["alerts"]["style"]) else ""


def surge_h(t: Tables, style: str) -> float:
    """Hour at which the host's signals for ``style`` first ran above the test-link ratio, NaN if never."""
    rows = zip(t["styles"]["style"], column(t, "styles", "surge_min").tolist(), strict=True)
    return next((minute / 60.0 for name, minute in rows if name == style), NAN)


def arrivals(t: Tables, style: str) -> list[tuple[float, float]]:
    """(hour, units) of all goods of ``style`` that were made or moved because of the show, as they became available."""
    made = zip(t["production"]["style"], t["production"]["t_at_warehouse_h"], t["production"]["units"], strict=True)
    moves = t["transfers"]
    moved = zip(moves["style"], moves["cause"], moves["t_available_h"], moves["units"], strict=True)
    found = [(float(hour), float(units)) for name, hour, units in made if name == style]
    return sorted(found + [(float(h), float(n)) for name, cause, h, n in moved if name == style and cause == "N6"])


def surge_to_goods(t: Tables, style: str) -> float:
    """Hours from the surge of ``style`` to its first additional goods, NaN without either."""
    goods = arrivals(t, style)
    return goods[0][0] - surge_h(t, style) if goods else NAN


@measure("surge_to_goods_h", "response", "h", "hour of the first goods made or moved for the alerted style − hour of its surge",
         "surge to first goods", "从爆发到首批货", source="S1: response speed", low=-float("inf"))  # fmt: skip
def surge_to_goods_h(t: Tables) -> float:
    return surge_to_goods(t, alerted(t))


@measure("commitment_to_goods_h", "response", "h",
         "hour of the first goods, made or moved, for the alerted style − hour of the commitment",
         "commitment to first goods made or moved", "从承诺到首批货（生产或调拨）",
         source="S1: response speed", low=-float("inf"))  # fmt: skip
def commitment_to_goods_h(t: Tables) -> float:
    style = alerted(t)
    goods, rows = arrivals(t, style), zip(t["alerts"]["style"], t["alerts"]["state"], t["alerts"]["t_min"], strict=True)
    times = [float(minute) for name, state, minute in rows if name == style and state == "committed"]
    return goods[0][0] - min(times) / 60.0 if goods and times else NAN


@measure("rush_units", "response", "units", "Σ units made to rush orders", "units made to rush orders", "翻单生产件数")
def rush_units(t: Tables) -> float:
    rows = zip(t["production"]["lot"], t["production"]["units"], strict=True)
    return float(sum(units for lot, units in rows if not str(lot).startswith("G")))  # G: greige finished


@measure("material_cost", "response", "CNY", "Σ cost of material bought for rush orders", "material bought for rush orders",
         "翻单原料采购额")  # fmt: skip
def material_cost(t: Tables) -> float:
    return fsum(t["materials"]["cost_cny"])


# --- with and against no link -------------------------------------------------------------------
@measure("response_saved_h", "response", "h", "surge to first goods without the link − with it, for the style alerted with it",
         "hours the link saves", "协同节省的响应时间", source="S1: response speed", low=-float("inf"), scope="pair")  # fmt: skip
def response_saved(linked: Tables, unlinked: Tables) -> float:
    """NaN unless goods came in both shows: :func:`response_units` tells of shows in which they came in one only."""
    style = alerted(linked)
    return surge_to_goods(unlinked, style) - surge_to_goods(linked, style) if style else NAN


@measure("response_speedup", "response", "share", "(surge to first goods without the link) / (with it) − 1",
         "how much faster the link answers", "响应提速幅度", source='S1 claims "+50 %"',
         low=-float("inf"), scope="pair")  # fmt: skip
def response_speedup(linked: Tables, unlinked: Tables) -> float:
    """0.5: half as fast again with the link; NaN unless goods came after the surge in both shows."""
    style = alerted(linked)
    one, other = surge_to_goods(linked, style), surge_to_goods(unlinked, style)
    return other / one - 1.0 if style and one > 0 and other > 0 else NAN


@measure("response_units", "response", "units", "units made or moved for the alerted style, with the link − without",
         "goods the link brings", "协同带来的补货件数", low=-float("inf"), scope="pair")  # fmt: skip
def response_units(linked: Tables, unlinked: Tables) -> float:
    style = alerted(linked)
    one, other = (fsum(units for _, units in arrivals(t, style)) for t in (linked, unlinked))
    return one - other if style else NAN
