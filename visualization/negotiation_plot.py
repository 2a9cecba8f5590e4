"""A stand-alone negotiation as a picture, by the same figure that a show's report uses."""

from __future__ import annotations

import io
import warnings

import numpy as np
from matplotlib.text import Text

from environment.records import Negotiation
from experiments.negotiate import Negotiated
from protocols.types import Agreement
from visualization.figures.bargaining import negotiation
from visualization.figures.chart import RC_LOCK, Chart
from visualization.figures.names import Names
from visualization.figures.svg import drawn

MONEY = "CNY"


def picture(done: Negotiated, form: str, lang: str = "en") -> bytes:
    """The bytes of an "svg" in either language, or of a "png" in English."""
    chart = _chart(done)
    if form == "svg":
        return drawn(chart, done.domain.name).file(lang).encode()
    buffer = io.BytesIO()
    with RC_LOCK, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .*missing from", category=UserWarning)
        chart.savefig(buffer, format="png", dpi=150, metadata={"Software": None})
    return buffer.getvalue()


def _chart(done: Negotiated) -> Chart:
    """The chart in English. Utilities that are no money are shown in per cent of a party's own range."""
    money = done.domain.unit == MONEY
    names = Names({p.name: (p.says("en"), p.says("zh")) for p in done.domain.parties}, dict.fromkeys(done.domain.names, ""))
    chart = negotiation(_record(done, money), names)
    if not money:
        for text in chart.findobj(Text):
            english = text.get_text()
            if ", CNY" in english and english in chart.pairs:
                chinese = chart.pairs.pop(english).replace("（元）", "（%）")
                text.set_text(english.replace(", CNY", ", %"))
                chart.pairs[text.get_text()] = chinese
    return chart


def _record(done: Negotiated, money: bool) -> Negotiation:
    """The negotiation as a show records one."""
    result, domain = done.result, done.domain
    utilities, reservations = {}, {}
    for party in domain.parties:
        finite = party.utility[np.isfinite(party.utility)]
        low, span = (float(finite.min()), float(np.ptp(finite))) if len(finite) else (0.0, 0.0)
        shift, scale = (0.0, 1.0) if money else (low, 100.0 / span if span else 1.0)
        utilities[party.name] = (party.utility - shift) * scale
        reservations[party.name] = (party.reservation - shift) * scale
    return Negotiation(
        id=domain.name,
        kind="domain",
        parties=domain.names,
        protocol=done.protocol,
        t_min=0.0,
        rounds=result.rounds,
        agreed=isinstance(result, Agreement),
        reason="" if isinstance(result, Agreement) else result.reason,
        outcome=dict(result.point) if isinstance(result, Agreement) else {},
        gains={name: done.payoffs[name] - party.reservation for name, party in zip(domain.names, domain.parties, strict=True)},
        reservations=reservations,
        issues={issue.name: (issue.unit, list(issue.values)) for issue in domain.space.issues},
        utilities=utilities,
        offers=list(result.offers),
        transcript=list(result.transcript),
        strategies=dict(done.strategies),
    )
