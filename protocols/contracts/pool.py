"""The surplus pool: members give up their gains over no deal and receive agreed shares of the sum.

The supplier sits in the middle and holds the pool. A member with share s and own gain g is paid s*S - g out
of the common gain S, so that it ends with exactly s*S above its no-deal payoff; the supplier keeps 1 - sum
of shares. Gains and losses are shared alike. How the shares are found (Shapley, Nash, proportional)
is not the clause's business.
"""

from __future__ import annotations

from protocols.contracts.clause import Array, Cash, Clause, Values, clause

_ZH = {"host": "主播", "factory": "工厂", "warehouse": "仓库", "carrier": "物流商"}


def _member(role: str, name: str) -> Clause:
    share, gain = f"pool_share_{role}", f"pool_gain_{role}_cny"

    def cash(t: Values, f: Values) -> Array:
        return t[share] * f["pool_surplus_cny"] - f[gain]

    cash.__name__ = name
    made: Cash = cash
    return clause(
        "supplier",
        role,
        terms=(share,),
        facts=("pool_surplus_cny", gain),
        formula=f"{share} * pool_surplus_cny - {gain}",
        source="Shapley 1953 and Nash 1950 for the shares",
        signed=True,
        en=f"Surplus pool: the {role} ends with its agreed share of the common gain over no deal.",
        zh=f"共赢池：{_ZH[role]}最终得到共同增益的约定份额。",
    )(made)


surplus_pool = _member("host", "surplus_pool")
surplus_pool_factory = _member("factory", "surplus_pool_factory")
surplus_pool_warehouse = _member("warehouse", "surplus_pool_warehouse")
surplus_pool_carrier = _member("carrier", "surplus_pool_carrier")
