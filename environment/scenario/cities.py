"""Chinese cities with coordinates (GeoNames, CC BY 4.0; two county-level towns added by hand)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class City:
    """A city: names, province, coordinates in degrees, inhabitants."""

    name: str
    zh: str
    province: str
    lat: float
    lon: float
    population: int


def key(name: str) -> str:
    """Spelling by which a city is found: Xi'an and Xi’an are one."""
    return name.replace("’", "'").casefold()


@cache
def cities() -> dict[str, City]:
    """All cities by :func:`key`; of two with one name the larger (the file is in order of size)."""
    found: dict[str, City] = {}
    path = Path(__file__).parent / "data" / "cn_cities.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            made = City(
                row["name"],
                row["name_zh"],
                row["province"],
                float(row["lat"]),
                float(row["lon"]),
                int(row["population"]),
            )
            found.setdefault(key(made.name), made)
    return found


def city(name: str) -> City:
    """The city of that name; ``KeyError`` when there is none (scenarios are checked when loaded)."""
    return cities()[key(name)]
