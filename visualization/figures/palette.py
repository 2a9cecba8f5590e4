"""Colours of every figure: the palette of Okabe and Ito (2008), told apart by people of any colour vision."""

from __future__ import annotations

from collections.abc import Sequence

ORANGE, SKY, GREEN, YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, VERMILLION, PURPLE, BLACK = "#0072B2", "#D55E00", "#CC79A7", "#000000"

PAPER, INK, MUTED, RULE, FAINT = "#ffffff", "#1f2933", "#5b6773", "#e1e6eb", "#c3cbd3"

# Series in the order in which they are handed out; yellow is left out: it vanishes on white.
SERIES = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY)

KIND_COLOUR = {
    "host": VERMILLION,
    "supplier": BLUE,
    "factory": GREEN,
    "warehouse": ORANGE,
    "carrier": PURPLE,
    "material": SKY,
}


def of_kind(kind: str) -> str:
    """Colour of a kind of party; grey for accounts outside the chain."""
    return KIND_COLOUR.get(kind, MUTED)


def series(names: Sequence[str]) -> dict[str, str]:
    """A colour for each of a few named series; grey once the palette is used up."""
    return {name: SERIES[at] if at < len(SERIES) else FAINT for at, name in enumerate(names)}
