"""What the tables of the mechanisms of the trade hold: part of :mod:`environment.tables_reference`."""

from __future__ import annotations

from collections.abc import Mapping

TRADE: Mapping[str, tuple[str, str]] = {
    "quality": (
        "one row per style offered, where goods have defects or a host tries samples",
        """
        style | style | style offered
        samples | units | tried by the host
        found | units | of these, defective
        refused | yes/no | not admitted
        effort | 0–1 | the supplier's work on quality
        defect_rate | share | of the goods as delivered
        received_units | units | kept or sent back
        defective_units | units | of these, defective and sent back for no other reason
        """,
    ),
    "promises": (
        "the host's word to its audience, where the audience's trust or visible parcels matter",
        """
        promise | name | dispatch (in stock), presale (dispatch), delivery (not given up), quality, last_pieces
        units | units | for which it was given
        broken | units | for which it was broken
        """,
    ),
    "audience": (
        "one row where the audience's trust matters",
        """
        trust | 0–1 | at the start of the show
        trust_after | 0–1 | after it
        conversion | × | factor on units per viewer
        """,
    ),
    "care": (
        "shipped units by carrier, where goods need care",
        """
        carrier | party | who carried them
        tender | yes/no | whether they need care
        units | units | shipped
        damaged_units | units | damaged on the way
        """,
    ),
    "stocking": (
        "goods made or bought beyond the season's order and rush orders",
        """
        what | name | `top_up`, `finished` (safety stock), `greige` (bought), `finishing` (greige into a style), `greige_left`
        style | style | of greige, the first of its group
        warehouse | party | where it goes; empty for greige
        units | units | made, bought or finished
        t_decided_h | h | decided
        t_ready_h | h | on the shelf
        """,
    ),
    "platform_rules": (
        "what the platform did to the shop, one row",
        """
        throttled_h | h | held back for late orders
        shelf_h | h | from the end of the broadcast to the end of the shelf
        """,
    ),
}
