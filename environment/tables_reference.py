"""What every recorded table holds, and the page that says so: ``python -m environment.tables_reference > FILE``.

The declaration is the documentation; a test holds it against the tables of a real show.
"""

from __future__ import annotations

from collections.abc import Mapping

from environment.tables_trade import TRADE

TABLES: Mapping[str, tuple[str, str]] = {
    "ledger": (
        "one row per posting of the double-entry ledger",
        """
        t_h | h | when it is due
        payer | party | who pays
        payee | party | who receives
        cents | 0.01 CNY | amount, whole and never negative
        contract | name | contract it comes from; `books` for a party's own costs, a lane for haulage
        clause | name | [clause](clauses.md), or the line of the books (labour, haulage, gifts, salvage …)
        cause | text | what brought it about: a lot, a style, an encounter
        """,
    ),
    "ticks": (
        "one row per live tick",
        """
        t_min | min | end of the tick
        viewers | people | in the room: arrivals and those who stayed
        likes | count | likes given in the tick
        comments | count | comments made in the tick
        clicks | count | clicks on products
        orders | orders | accepted: units / units per order, rounded
        units | units | accepted, in stock and presale
        presale_units | units | of these, presale
        lost_units | units | wanted, and served neither from stock nor as presale
        gmv | CNY | accepted units × price
        focus | style | style explained
        effort | 0–1 | the host's effort
        """,
    ),
    "style_ticks": (
        "one row per live tick and style",
        """
        t_min | min | end of the tick
        style | style | style offered
        units | units | accepted, in stock and presale
        presale_units | units | of these, presale
        lost_units | units | wanted and not served
        mentions | count | comments that name the style
        carts | count | add-to-cart, all regions
        heat | ratio | the host's smoothed signals over plan, after the tick
        focus | yes/no | whether it was explained
        """,
    ),
    "stock": (
        "sellable stock after every live tick and every block of a shipping day",
        """
        t_h | h | when it was counted: end of the tick or of the block
        style | style | style counted
        warehouse | party | where it lies
        units | units | on hand and not promised
        """,
    ),
    "orders": (
        "totals per style and region",
        """
        style | style | style ordered
        region | region | region of the buyers
        price_cny | CNY/unit | price on air
        units | units | ordered, in stock and presale
        presale_units | units | of these, presale
        own_shop_units | units | of these, sold in the supplier's own shop out of goods held back from the show
        lost_units | units | wanted and not served
        cancelled_units | units | cancelled before shipping
        refused_units | units | refused at the door
        returned_units | units | sent back
        kept_units | units | ordered − cancelled − refused − returned
        stock_out_min | min | on air in which a buyer found it out of stock: sold as presale, or not at all
        """,
    ),
    "shelf": (
        "one row per hour of shelf and replay sales after the broadcast",
        """
        t_h | h | start of the hour; the first row holds what came since the broadcast as well
        wanted_units | units | asked for, whether served or not
        """,
    ),
    "styles": (
        "one row per style: plan against truth",
        """
        style | style | style offered
        plan_units | units | whole show at appeal 1 along the printed rundown
        wanted_units | units | ordered and lost
        units | units | ordered
        appeal | ratio | latent multiplier, mean over regions by share (nobody saw it)
        surge_min | min | first tick with heat at or above the test-link ratio; NaN if never
        """,
    ),
    "shipments": (
        "one row per hour of departure, cohort of orders and carrier",
        """
        style | style | style shipped
        region | region | destination
        warehouse | party | origin
        carrier | party | who carries it
        parcels | parcels | units / units per order (expectation, not whole)
        units | units | shipped
        refused_units | units | of these, refused at the door
        t_order_h | h | middle of the hour of the order
        t_picked_h | h | off the shelf, on the packing bench
        t_packed_h | h | packed, waiting for the truck
        t_out_h | h | out of the warehouse
        t_hub_h | h | half-way between first scan and door
        t_delivered_h | h | at the door
        presale | yes/no | sold as presale
        overflow | yes/no | carried beyond the booked volume
        home | yes/no | from the region's own warehouse
        """,
    ),
    "parcel_states": (
        "parcels of shipped orders by visible state, hour by hour",
        """
        t_h | h | when it was counted
        accepted | parcels | ordered, not yet picked
        picked | parcels | picked, not yet packed
        packed | parcels | packed, not yet out
        out | parcels | out, not yet scanned by the carrier
        in_transit | parcels | scanned, not yet in delivery
        delivering | parcels | on the last leg
        delivered | parcels | at the door
        """,
    ),
    "transfers": (
        "one row per move between warehouses",
        """
        id | name | T1, T2 …
        style | style | style moved
        from | party | warehouse that sends
        to | party | warehouse that receives
        units | units | sent
        t_decided_h | h | when the move was decided on
        t_departed_h | h | when the truck left
        t_available_h | h | put away at the target
        cause | text | `placement` (before the show), `N6` (on air) or `modular` (lots after the show)
        """,
    ),
    "production": (
        "one row per day of a rush order",
        """
        lot | name | R1, R2 …: one per rush order and factory
        factory | party | who makes it
        style | style | style made
        day | number | 1 = first day on the line
        units | units | made that day
        overtime_units | units | of these, in overtime
        t_ready_h | h | off the line
        t_at_warehouse_h | h | arrival
        warehouse | party | destination
        """,
    ),
    "materials": (
        "one row per purchase of material for a rush order",
        """
        lot | name | rush order
        factory | party | buyer
        merchant | party | seller
        item | name | yarn, greige_fabric, ingredients, trims, packaging
        unit | name | unit of the two quantities
        from_stock | item unit | out of the reserve
        bought_new | item unit | bought at a premium
        cost_cny | CNY | paid by the factory
        """,
    ),
    "returns": (
        "one row per style and reason",
        """
        style | style | style sent back
        reason | name | size, expectation, colour, quality
        units | units | sent back
        """,
    ),
    "leftover": (
        "goods without a buyer at settlement, per style and warehouse",
        """
        style | style | style left over
        warehouse | party | where it lies
        units | units | never sold, or cancelled before shipping
        cost_cny | CNY/unit | ex-factory
        salvage_cny | CNY/unit | what a unit still brings
        """,
    ),
    "forecast": (
        "the host's forecast of each style's units in the whole show, before it and every 15 min on air",
        """
        t_min | min | when the forecast was made
        style | style | style forecast
        forecast_units | units | before the show as told to the supplier, on air as the host believes
        actual_so_far | units | ordered by then
        """,
    ),
    "alerts": (
        "one row per state that a demand alert entered",
        """
        id | name | A1, A2 …
        style | style | style it is about
        state | name | issued, acknowledged, countered, committed, fulfilled, defaulted; expired: not committed to
        t_min | min | when it entered the state
        party | party | who brought it about
        """,
    ),
    "alert_claims": (
        "one row per demand alert: claim, belief, truth",
        """
        id | name | A1, A2 …, as in `alerts`
        style | style | style it is about
        t_min | min | when it was issued
        claimed_units | units | whole show, as the host claims
        claimed_low | units | 10 % quantile of the claim
        claimed_high | units | 90 % quantile of the claim
        believed_units | units | what the supplier made of it; NaN if it never arrived
        wanted_units | units | ordered and lost in the end
        """,
    ),
    "negotiations": (
        "one row per encounter (offers and messages: `negotiations.jsonl` and `transcripts/` of a stored run)",
        """
        id | name | N1, N2-F1 …, N8-F2-Y1
        kind | name | N1 … N6, N8
        protocol | name | rule of encounter
        t_min | min | when it began
        rounds | rounds | played
        agreed | yes/no | whether it ended in a deal
        reason | name | agreed, deadline, walk_away, no_feasible_outcome, refused, party_failed
        on_front | yes/no | whether the deal is Pareto-efficient in its outcome space
        nash_ratio | share | (Nash product / best Nash product)^(1/parties); NaN without a deal
        phase | name | pre, live, post
        """,
    ),
    "seats": (
        "one row per party of every encounter; gains are utility − reservation value, expected by the party itself",
        """
        negotiation | name | id of the encounter
        party | party | who sits there
        bound | yes/no | whether it is a party of the deal (a rule may leave some out)
        gain_cny | CNY | of the result; 0 without a deal
        ideal_cny | CNY | its best among outcomes that nobody would refuse; NaN where there is none (so below)
        front_cny | CNY | at the Pareto-efficient outcome nearest to the deal, in shares of ideal gains; NaN without a deal
        nash_cny | CNY | at the Nash outcome
        ks_cny | CNY | at the Kalai–Smorodinsky outcome
        first_share | share | own gain of its first own offer / the most that any outcome gives it; NaN if it made none
        last_share | share | own gain of its last own offer / the most that any outcome gives it
        """,
    ),
    "parties": (
        "one row per party",
        """
        party | party | whose account it is
        kind | name | host, supplier, factory, warehouse, carrier, material
        profit_cny | CNY | balance of its account
        negotiated_gain_cny | CNY | Σ over its encounters of utility − reservation value, as it expected; NaN if it sat at none
        no_deal_cny | CNY | its payoff without its deals (host and supplier: as they expected it); NaN if it has none
        cash_cny | CNY | cash at the start + profit
        """,
    ),
    "conservation": (
        "what must be zero",
        """
        ledger_sum | 0.01 CNY | sum of all accounts
        oversold | units | accepted beyond what could be promised
        """,
    ),
    "review": (
        "findings of the review",
        """
        key | name | text of the catalogue
        text_en | text | the finding in English
        text_zh | text | the finding in 中文
        """,
    ),
    "desk": (
        "what the mechanisms of the broadcast did; empty where all are off",
        """
        t_min | min | when
        kind | name | test, trial, bench, question, request_box, request_size, promise, price, wait_…, approval_…
        style | style | style it is about
        count | count | requests, comments, units: as the kind has it
        minutes | min | waiting time, of requests and decisions
        value | as the kind | price: share moved; trial: CNY; requests: units bought; promise: units in time; approval: asked
        kept | 0/1, share | request answered in time; promise kept; approval given; NaN where it has no meaning
        """,
    ),
    "design_queue": (
        "tickets for product design",
        """
        style | style | style to be redesigned
        request | text | what is asked for
        count | count | comments or returns behind it
        text_en | text | the ticket in English
        text_zh | text | the ticket in 中文
        """,
    ),
    "nodes": (
        "parties as nodes of the network",
        """
        id | party | the node
        kind | name | host, supplier, factory, warehouse, carrier, material
        name_en | text | name in English
        name_zh | text | name in 中文
        lat | degrees | NaN for a party without a place
        lon | degrees | NaN for a party without a place
        city | name | empty for a party without a place
        """,
    ),
    "regions": (
        "regions of demand",
        """
        id | region | the region
        name_en | text | name in English
        name_zh | text | name in 中文
        hub_city | name | city that stands for it on the map
        lat | degrees | of the hub city
        lon | degrees | of the hub city
        share | share | of demand
        home | party | warehouse that serves it first
        """,
    ),
    "edges": (
        "edges of the multiplex network",
        """
        source | party | information: whose matter it is; trust: who trusts
        target | party | information: who sees it; trust: who is trusted
        layer | name | trade, information, trust
        weight | 0–1 | trade: 1; information: share of the board's items seen; trust: mean of the reputation
        """,
    ),
    **TRADE,
}

_HEAD = """# Recorded tables of a show 数据表

Generated from `environment/tables_reference.py` by `python -m environment.tables_reference`; do not edit.
`show.frame("orders")` gives a table as a pandas frame; `python run.py run` stores all of them under `results/<run>/tables/`,
and what is [measured](../measures.md) from them in `results/<run>/measures.json`.
Hours (`_h`) and minutes (`_min`) count from the start of the broadcast, negative before it. *style*, *region* and *party* are ids
of the scenario; the accounts `platform`, `consumers` and `outside` (all other markets) appear as parties in the ledger.
"""


def columns(table: str) -> dict[str, tuple[str, str]]:
    """column -> (unit, meaning) of a recorded table, in order."""
    rows = [[cell.strip() for cell in line.split("|")] for line in TABLES[table][1].strip().splitlines()]
    return {name: (unit, meaning) for name, unit, meaning in rows}


def tables_reference() -> str:
    """Markdown with one section per table."""
    parts = [_HEAD]
    for name, (about, _) in TABLES.items():
        parts.append(f"\n## {name}\n\n{about[0].upper()}{about[1:]}.\n\n| column | unit | meaning |\n|---|---|---|")
        parts += [f"| `{column}` | {unit} | {meaning} |" for column, (unit, meaning) in columns(name).items()]
    return "\n".join(parts).replace("\n\n\n", "\n\n") + "\n"


if __name__ == "__main__":
    print(tables_reference(), end="")
