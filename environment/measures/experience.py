"""What buyers experience: quality of the goods, promises kept, care on the way; and the platform's hand on late shops.

Measures of a mechanism are reported where it is on.
"""

from __future__ import annotations

import numpy as np

from environment.measures.registry import Tables, column, measure, moved, ratio, sum_of, total, where_on


@measure("defect_rate", "service", "share", "Σ defect rate of a style × units received / Σ units received",
         "defect rate of what buyers got", "到手次品率", high=1.0)  # fmt: skip
@where_on("quality")
def defect_rate(t: Tables) -> float:
    received = column(t, "quality", "received_units")
    return ratio(total(column(t, "quality", "defect_rate") * received), total(received))


@measure("styles_refused", "service", "", "styles refused by the host's trial", "styles refused", "未入选款数")
@where_on("quality")
def styles_refused(t: Tables) -> float:
    return sum_of(t, "quality", "refused")


@measure("quality_effort", "service", "", "mean over admitted styles of the supplier's effort",
         "work on quality", "品控投入", high=1.0)  # fmt: skip
@where_on("quality")
def quality_effort(t: Tables) -> float:
    admitted = column(t, "quality", "refused") == 0
    return ratio(total(column(t, "quality", "effort") * admitted), total(admitted.astype(float)))


@measure("after_sale_payouts", "service", "CNY", "Σ ledger clause after_sale_payout", "after-sale payouts", "售后赔付额")
@where_on("quality")
def after_sale_payouts(t: Tables) -> float:
    return moved(t, "after_sale_payout")


@measure("promises_broken", "service", "share", "Σ units for which a promise was broken / units ordered",
         "promises to buyers broken", "对买家失信率")  # fmt: skip
@where_on("promises")
def promises_broken(t: Tables) -> float:
    return ratio(sum_of(t, "promises", "broken"), _promised(t, "delivery", "units"))


@measure("cancelled_waiting", "service", "share", "units whose buyers gave up waiting / units ordered",
         "cancelled for lateness", "超时退单率", high=1.0)  # fmt: skip
@where_on("promises")
def cancelled_waiting(t: Tables) -> float:
    return ratio(_promised(t, "delivery", "broken"), _promised(t, "delivery", "units"))


@measure("last_pieces_untrue", "service", "share", "units sold on an untrue “last pieces” / units sold on the claim",
         "untrue “last pieces”", "虚报“仅剩XX件”", high=1.0)  # fmt: skip
@where_on("promises")
def last_pieces_untrue(t: Tables) -> float:
    return ratio(_promised(t, "last_pieces", "broken"), _promised(t, "last_pieces", "units"))


def _promised(t: Tables, promise: str, what: str) -> float:
    rows = zip(t["promises"]["promise"], column(t, "promises", what).tolist(), strict=True)
    return float(sum(units for name, units in rows if name == promise))


@measure("audience_trust", "relations", "", "the audience's trust at the start of the show", "trust of the audience",
         "观众信任", high=1.0)  # fmt: skip
@where_on("audience")
def audience_trust(t: Tables) -> float:
    return sum_of(t, "audience", "trust")


@measure("damaged_share", "service", "share", "units damaged on the way / units shipped that need care",
         "damaged on the way", "需小心货品破损率", high=1.0)  # fmt: skip
@where_on("care")
def damaged_share(t: Tables) -> float:
    tender = column(t, "care", "tender")
    return ratio(sum_of(t, "care", "damaged_units"), total(column(t, "care", "units") * tender))


def _last_carrier(t: Tables, tender: bool) -> float:
    """Share of goods that (do not) need care which goes to the carrier named last, the dearest."""
    units = column(t, "care", "units") * (column(t, "care", "tender") == tender)
    last = np.array([name == t["care"]["carrier"][-1] for name in t["care"]["carrier"]], dtype=float)
    return ratio(total(units * last), total(units))


@measure("careful_share_tender", "service", "share", "units that need care sent by the last carrier of the file / all of them",
         "tender goods with the dearest carrier", "需小心货品走末位物流商比例", high=1.0)  # fmt: skip
@where_on("care")
def careful_share_tender(t: Tables) -> float:
    return _last_carrier(t, True)


@measure("careful_share_plain", "service", "share", "units that need no care sent by the last carrier of the file / all of them",
         "ordinary goods with the dearest carrier", "普通货品走末位物流商比例", high=1.0)  # fmt: skip
@where_on("care")
def careful_share_plain(t: Tables) -> float:
    return _last_carrier(t, False)


@measure("throttled_share", "service", "share", "hours in which the platform holds the shop back / hours after the broadcast",
         "throttled by the platform", "被平台限流时长占比", source="R13", high=1.0)  # fmt: skip
def throttled_share(t: Tables) -> float:
    return ratio(sum_of(t, "platform_rules", "throttled_h"), sum_of(t, "platform_rules", "shelf_h"))


@measure("return_insurance_cost", "service", "CNY", "Σ ledger clause return_insurance", "return-freight insurance", "运费险支出",
         source="R14–R16")  # fmt: skip
def return_insurance_cost(t: Tables) -> float:
    return moved(t, "return_insurance")
