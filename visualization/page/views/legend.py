"""What is drawn on the Stage, as a short legend: a sign and a sentence each, as safe HTML."""

from __future__ import annotations

import math

from markupsafe import Markup

from environment.texts import CATALOGUE
from visualization.figures.palette import FAINT, GREEN, MUTED, ORANGE, PURPLE, VERMILLION, of_kind

KINDS = ("host", "supplier", "factory", "warehouse", "carrier", "material", "region")
SHELF = Markup('<rect x="9" y="2" width="6" height="14" fill="{0}"/><rect x="9" y="7" width="6" height="9" fill="{1}"/>')
CURVE = '<path d="M1 14Q12 1 23 11" fill="none" stroke="{0}" stroke-width="2"{1}/>'


def _polygon(points: list[tuple[float, float]], colour: str) -> Markup:
    return Markup('<polygon points="{}" fill="{}"/>').format(" ".join(f"{x:g},{y:g}" for x, y in points), colour)


def _kind(kind: str) -> Markup:
    """The mark of a kind of party: the shapes of the Stage, around (12, 9)."""
    colour = of_kind(kind) if kind != "region" else FAINT
    if kind in ("warehouse", "region"):
        half = 6 if kind == "warehouse" else 3
        return _polygon([(12 - half, 9 - half), (12 + half, 9 - half), (12 + half, 9 + half), (12 - half, 9 + half)], colour)
    if kind == "factory":
        return _polygon([(12, 2), (19, 15), (5, 15)], colour)
    if kind == "carrier":
        return _polygon([(12, 1), (20, 9), (12, 17), (4, 9)], colour)
    if kind == "material":
        corners = [(12 + 7 * math.cos(k * math.pi / 3), 9 + 7 * math.sin(k * math.pi / 3)) for k in range(6)]
        return _polygon([(round(x, 1), round(y, 1)) for x, y in corners], colour)
    return Markup('<circle cx="12" cy="9" r="6.5" fill="{}"/>').format(colour)


def _ring(colour: str, width: float) -> Markup:
    return Markup('<circle cx="12" cy="9" r="6" fill="none" stroke="{}" stroke-width="{}"/>').format(colour, width)


def _line(colour: str, more: str = "") -> Markup:
    return Markup(f'<path d="M1 9H23" fill="none" stroke="{colour}" stroke-width="2.5"{more}/>')


def signs() -> dict[str, Markup]:
    """What is drawn, by the key of its sentence."""
    return {
        **{kind: _kind(kind) for kind in KINDS},
        "ring": _ring("#eab28f", 4),
        "shelf": SHELF.format(FAINT, GREEN),
        "trade": _line(MUTED),
        "parcels": Markup(CURVE.format(PURPLE, "")) + Markup('<circle cx="12" cy="7" r="3.5" fill="{}"/>').format(PURPLE),
        "rush": Markup(CURVE.format(GREEN, "")),
        "transfer": Markup(CURVE.format(ORANGE, "")),
        "talk": _line(of_kind("supplier"), ' stroke-dasharray="5 4"'),
        "alert": _ring(VERMILLION, 1.5),
        "information": Markup(CURVE.format(MUTED, ' stroke-dasharray="2 3"')),
        "trust": Markup(CURVE.format(GREEN, "")),
        "city": Markup('<circle cx="12" cy="9" r="2.5" fill="{}"/>').format(FAINT),
        "home": Markup('<path d="M3 15L18 4" stroke="{}"/>').format(FAINT) + Markup('<circle cx="3" cy="15" r="2"/>'),
    }


def legend(lang: str) -> str:
    """The legend in one language, as HTML."""
    which = 1 if lang == "zh" else 0
    rows = []
    for key, sign in signs().items():
        text = CATALOGUE[f"kind.{key}" if f"kind.{key}" in CATALOGUE else f"stage.legend.{key}"][which]
        svg = Markup('<svg viewBox="0 0 24 18" width="24" height="18" aria-hidden="true">{}</svg>').format(sign)
        rows.append(Markup('<li data-sign="{}">{}<span>{}</span></li>').format(key, svg, text))
    return str(Markup('<ul class="gs-signs">{}</ul>').format(Markup("").join(rows)))
