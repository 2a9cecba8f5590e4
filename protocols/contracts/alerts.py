"""Clauses that put money behind a demand alert: a bond, and proper scoring rules."""

from __future__ import annotations

import numpy as np

from protocols.contracts.clause import Array, Values, clause, pos


@clause(
    "host",
    "supplier",
    terms=("alert_bond_cny_per_unit",),
    facts=("alert_units", "sold_units"),
    formula="alert_bond_cny_per_unit * pos(alert_units - sold_units)",
    source="collateral on announcements, after Cachon & Lariviere 2001 (forced compliance)",
    en="The host forfeits a bond on each unit by which its demand alert overstated demand.",
    zh="预警保证金：预警每虚高一件，主播赔付一份保证金。",
)
def alert_bond(t: Values, f: Values) -> Array:
    return t["alert_bond_cny_per_unit"] * pos(f["alert_units"] - f["sold_units"])


@clause(
    "supplier",
    "host",
    terms=("score_base_cny", "score_rate_cny_per_unit", "alert_quantile"),
    facts=("alert_units", "sold_units"),
    formula="score_base_cny - score_rate_cny_per_unit * "
    "(alert_quantile * pos(sold_units - alert_units) + (1 - alert_quantile) * pos(alert_units - sold_units))",
    source="Gneiting & Raftery 2007 sec. 6 (quantile score); Koenker & Bassett 1978",
    signed=True,
    en="Pinball score for a quantile alert: the host's expected pay is highest when it states its "
    "true quantile.",
    zh="分位数计分：主播如实报出自己的分位数预测时，期望报酬最高。",
)
def scoring_rule(t: Values, f: Values) -> Array:
    miss = f["sold_units"] - f["alert_units"]
    tau = t["alert_quantile"]
    return t["score_base_cny"] - t["score_rate_cny_per_unit"] * (tau * pos(miss) + (1.0 - tau) * pos(-miss))


@clause(
    "supplier",
    "host",
    terms=("score_base_cny", "score_rate_cny_per_unit2"),
    facts=("alert_units", "sold_units"),
    formula="score_base_cny - score_rate_cny_per_unit2 * (alert_units - sold_units) ** 2",
    source="Brier 1950; Savage 1971 (quadratic rule elicits the mean)",
    signed=True,
    en="Quadratic score for a mean alert: the host's expected pay is highest when it states its true mean.",
    zh="平方计分：主播如实报出自己的均值预测时，期望报酬最高。",
)
def scoring_rule_quadratic(t: Values, f: Values) -> Array:
    out: Array = t["score_base_cny"] - t["score_rate_cny_per_unit2"] * np.square(
        f["alert_units"] - f["sold_units"]
    )
    return out


@clause(
    "supplier",
    "host",
    terms=("score_base_cny", "score_rate_cny_per_unit", "alert_coverage"),
    facts=("alert_low", "alert_high", "sold_units"),
    formula="score_base_cny - score_rate_cny_per_unit * (alert_high - alert_low"
    " + 2 / (1 - alert_coverage) * (pos(alert_low - sold_units) + pos(sold_units - alert_high)))",
    source="Winkler 1972; Gneiting & Raftery 2007 eq. 43 (interval score)",
    signed=True,
    en="Interval score: the host's expected pay is highest when it states its true central interval.",
    zh="区间计分：主播如实报出自己的中心预测区间时，期望报酬最高。",
)
def scoring_rule_interval(t: Values, f: Values) -> Array:
    low, high, sold = f["alert_low"], f["alert_high"], f["sold_units"]
    missed = pos(low - sold) + pos(sold - high)
    score = (high - low) + 2.0 / (1.0 - t["alert_coverage"]) * missed
    return t["score_base_cny"] - t["score_rate_cny_per_unit"] * score
