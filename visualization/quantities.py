"""Numbers as people read them: thousands set apart, a real minus sign, units in both languages."""

from __future__ import annotations

import math
from collections.abc import Mapping

from environment.measures.registry import Measure, catalogue
from environment.texts import CATALOGUE, LANGUAGES
from environment.texts.units import UNITS_ZH
from visualization.figures.names import Names, Pair, words

# Unit -> how it follows a number, in English and in 中文. A share is shown in per cent.
_OF_PARAMETERS = (
    "CNY", "CNY/unit", "CNY/kg", "CNY/order", "× slot fee", "CNY/parcel", "units", "units/day", "parcels/day", "h", "min",
    "rounds", "days", "orders", "CNY/item", "CNY/day", "CNY/unit/month",
)  # fmt: skip
UNITS: dict[str, tuple[str, str]] = {
    **{unit: (f" {unit}", f" {UNITS_ZH[unit]}") for unit in _OF_PARAMETERS},
    "": ("", ""),
    "1": ("", ""),
    "× fee": (" × fee", " 倍坑位费"),
    "parcels": (" parcels", " 单"),
    "x": (" x", " 倍"),
    "items": (" items", " 件"),
    "share/day": (" share/day", "（占货值/天）"),
    "unit·month": (" unit·month", " 件·月"),
}
SHARES = frozenset({"share", "rate", "%"})


def number(value: object) -> str:
    """A number with thousands set apart, to three decimals below 1, else four digits; – if undefined.

    A text stays as it is.

    >>> number(1234567), number(1234.5678), number(15.2727), number(-0.12345), number(2.0)
    ('1,234,567', '1,235', '15.27', '−0.123', '2')
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if not math.isfinite(value):
        return "–"
    if isinstance(value, int):
        return f"{value:,}".replace("-", "−")
    decimals = 3 if abs(value) < 1 else max(0, 4 - len(str(int(abs(value)))))
    text = f"{value:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if decimals else text
    return "0" if text == "-0" else text.replace("-", "−")


def money(cny: float) -> str:
    """CNY without decimals.

    >>> money(-1234.5)
    '−1,234'
    """
    return number(round(cny)) if math.isfinite(cny) else "–"


def beside_zero(value: float, shown: str, percent: bool = False) -> str:
    """``shown``, or ``value`` to one digit where it would read 0 without being 0: an end of an interval that leaves out zero.

    >>> beside_zero(-0.0003, "0"), beside_zero(0.0003, "0", percent=True), beside_zero(0.0, "0")
    ('−0.0003', '+0.03', '0')
    """
    if shown != "0" or value == 0 or not math.isfinite(value):
        return shown
    return f"{100 * value if percent else value:+.1g}".replace("-", "−")


def signed(cny: float) -> str:
    """CNY without decimals and with its sign.

    >>> signed(1234.5)
    '+1,234'
    """
    return ("+" if math.isfinite(cny) and round(cny) > 0 else "") + money(cny)


def parts(value: object, unit: str, lang: str) -> tuple[str, str]:
    """A value and what follows it, for two columns.

    >>> parts(0.195, "share", "en"), parts(90000, "CNY", "zh")
    (('19.5', '%'), ('90,000', ' 元'))
    """
    if (unit in SHARES or unit.startswith("share ")) and isinstance(value, int | float) and math.isfinite(value):
        return number(round(100 * float(value), 1)), "%"
    whole = unit == "CNY" and isinstance(value, int | float) and abs(value) >= 1000
    shown = money(float(value)) if whole else number(value)  # type: ignore[arg-type]
    return shown, UNITS.get(unit, (f" {unit}", f" {unit}"))[LANGUAGES.index(lang)]


def quantity(value: object, unit: str, lang: str) -> str:
    """A value with its unit.

    >>> quantity(0.195, "share", "en"), quantity(90000, "CNY", "zh")
    ('19.5%', '90,000 元')
    """
    return "".join(parts(value, unit, lang))



def left_out(issue: str, value: object) -> Pair | None:
    """How a term that is zero reads where it is no term at all: no guarantee, rather than one of 0; else None."""
    key = f"issue.{issue}.none"
    return words(key) if value == 0 and key in CATALOGUE else None


def nothing(point: Mapping[str, object], ending: bool = False) -> Pair | None:
    """How an outcome reads that moves no goods, whatever its other terms: no order; as an ``ending``: agreed to order nothing.

    None for any other outcome.
    """
    for issue, value in point.items():
        key = f"issue.{issue}.{'agreed' if ending else 'nothing'}"
        if value == 0 and key in CATALOGUE:
            return words(key)
    return None


def evidence_label(key: str, names: Names) -> Pair:
    """What a piece of evidence is called; ``gain_<party>`` and the identity of a party by its name."""
    kind, _, party = key.partition("_")
    if kind == "gain" and names(party) != (party, party):
        return words("evidence.gain", party=names(party))
    return words(f"evidence.{key}", key) if names(key) == (key, key) else names(key)


def registered(name: str) -> Measure | None:
    """The measure of that name, with its group, unit, formula and source; None for a name nobody defined."""
    return catalogue().get(name)


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
