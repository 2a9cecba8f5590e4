"""Numbers as people read them: thousands set apart, a real minus sign, units in both languages."""

from __future__ import annotations

import math

from environment.measures.registry import MEASURES, Measure
from environment.texts import LANGUAGES
from visualization.figures.names import words

# Unit -> how it follows a number, in English and in 中文. A share is shown in per cent.
UNITS: dict[str, tuple[str, str]] = {
    "": ("", ""),
    "1": ("", ""),
    "CNY": (" CNY", " 元"),
    "CNY/unit": (" CNY/unit", " 元/件"),
    "CNY/kg": (" CNY/kg", " 元/公斤"),
    "CNY/parcel": (" CNY/parcel", " 元/单"),
    "units": (" units", " 件"),
    "units/day": (" units/day", " 件/天"),
    "parcels": (" parcels", " 单"),
    "parcels/day": (" parcels/day", " 单/天"),
    "h": (" h", " 小时"),
    "min": (" min", " 分钟"),
    "rounds": (" rounds", " 轮"),
}
SHARES = frozenset({"share", "rate", "%"})


def number(value: object) -> str:
    """A number with thousands set apart and at most three decimals; a text as it is; – if undefined.

    >>> number(1234567), number(-0.12345), number(2.0)
    ('1,234,567', '−0.123', '2')
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if not math.isfinite(value):
        return "–"
    text = f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    return "0" if text == "-0" else text.replace("-", "−")


def money(cny: float) -> str:
    """CNY without decimals.

    >>> money(-1234.5)
    '−1,234'
    """
    return number(round(cny)) if math.isfinite(cny) else "–"


def signed(cny: float) -> str:
    """CNY without decimals and with its sign.

    >>> signed(1234.5)
    '+1,234'
    """
    return ("+" if math.isfinite(cny) and round(cny) > 0 else "") + money(cny)


def quantity(value: object, unit: str, lang: str) -> str:
    """A value with its unit.

    >>> quantity(0.195, "share", "en"), quantity(90000, "CNY", "zh")
    ('19.5%', '90,000 元')
    """
    if unit in SHARES and isinstance(value, int | float) and math.isfinite(value):
        return f"{number(round(100 * float(value), 1))}%"
    return number(value) + UNITS.get(unit, (f" {unit}", f" {unit}"))[LANGUAGES.index(lang)]


def registered(name: str) -> Measure | None:
    """The measure of that name, with its group, unit, formula and source; None for a name nobody defined."""
    import environment.measures.show  # noqa: F401 (fills the registry)

    return MEASURES.get(name)


def measure_label(name: str, lang: str) -> str:
    """What a measure is called."""
    found = registered(name)
    pair = (found.en, found.zh) if found else words(f"measure.{name}", name)
    return pair[LANGUAGES.index(lang)]


def unit_of(name: str) -> str:
    """The unit of a measure; of another quantity, what the first or last word of its name tells."""
    found = registered(name)
    if found:
        return found.unit
    first, last = name.split("_")[0], name.split("_")[-1]
    if "share" in (first, last) or last == "rate":
        return "share"
    return {"cny": "CNY", "h": "h", "min": "min", "units": "units", "parcels": "parcels"}.get(last, "")


def in_words(name: str, value: float, lang: str) -> str:
    """A measure's value with its unit."""
    unit = unit_of(name)
    return quantity(round(value) if unit == "CNY" and math.isfinite(value) else value, unit, lang)
