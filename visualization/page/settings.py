"""What a visitor has set: frozen values, and how they travel in the address of a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import parse_qsl, urlencode

from environment.playing import DEFAULT_SCHEME
from visualization.page.choices import SEP, Against, Sitting, against_of, against_pairs, sitting_of, sitting_pairs

PANELS = ("stage", "table", "money", "collaboration", "compare", "sweeps", "seat")
LANGUAGES = ("en", "zh")
THEMES = ("light", "dark")
KINDS = ("party", "edge", "negotiation", "posting", "event")
MOST_SHOWS, MOST_SEED = 200, 2**63
MOST_FIELDS = 200  # of a link; what comes after them is left out


@dataclass(frozen=True)
class Settings:
    """What to play. ``seed`` None means the scenario's own; ``dispositions`` holds (party or kind, disposition, level)."""

    scenario: str = "autumn_launch"
    scheme: str = DEFAULT_SCHEME
    seed: int | None = None
    variants: tuple[str, ...] = ()
    overrides: tuple[tuple[str, str], ...] = ()
    shows: int = 1
    dispositions: tuple[tuple[str, str, float], ...] = ()

    def held(self) -> dict[str, dict[str, float]]:
        """``dispositions`` as :func:`environment.play` takes them."""
        found: dict[str, dict[str, float]] = {}
        for who, what, level in self.dispositions:
            found.setdefault(who, {})[what] = level
        return found

    def changed(self, **values: object) -> Settings:
        """A copy with other values."""
        known = {each.name for each in fields(self)}
        if not set(values) <= known:
            raise TypeError(f"no such setting: {', '.join(sorted(set(values) - known))}")
        return replace(self, **values)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Pick:
    """What was clicked last: ``kind`` is one of :data:`KINDS`; an edge's id is "a>b", an event's its number in the show."""

    kind: str
    id: str


@dataclass(frozen=True)
class View:
    """What is looked at, beside what is played: all a shared link reopens."""

    settings: Settings = Settings()
    lang: str = "en"
    theme: str = "light"
    panel: str = "stage"
    cursor: float | None = None
    picked: Pick | None = None
    against: Against = Against()
    sitting: Sitting | None = None


def to_query(view: View) -> str:
    """The link's query: only what differs from the defaults.

    >>> to_query(View(Settings(seed=7), lang="zh"))
    'seed=7&lang=zh'
    """
    s, plain = view.settings, Settings()
    pairs: list[tuple[str, str]] = []
    for name in ("scenario", "scheme", "seed", "shows"):
        if getattr(s, name) != getattr(plain, name):
            pairs.append((name, str(getattr(s, name))))
    if s.variants:
        pairs.append(("variants", SEP.join(s.variants)))
    pairs += [("set", f"{path}={value}") for path, value in s.overrides]
    pairs += [("hold", f"{who}.{what}={level:g}") for who, what, level in s.dispositions]
    start = View()
    pairs += [(name, getattr(view, name)) for name in ("lang", "theme", "panel") if getattr(view, name) != getattr(start, name)]
    if view.cursor is not None:
        pairs.append(("at", f"{view.cursor:g}"))
    if view.picked is not None:
        pairs.append(("pick", f"{view.picked.kind}:{view.picked.id}"))
    return urlencode([*pairs, *against_pairs(view.against), *sitting_pairs(view.sitting)])


def from_query(query: str) -> View:
    """The view a link asks for; what it asks for in vain is left at its default (a link is never an error).

    >>> from_query("seed=7&lang=zh&panel=nowhere").settings.seed
    7
    """
    found: dict[str, list[str]] = {}
    fields = "&".join(query.lstrip("?").split("&", MOST_FIELDS)[:MOST_FIELDS])
    for name, value in parse_qsl(fields, keep_blank_values=True):
        found.setdefault(name, []).append(value)
    one = {name: values[-1] for name, values in found.items()}
    plain = Settings()
    settings = Settings(
        scenario=one.get("scenario", plain.scenario),
        scheme=one.get("scheme", plain.scheme),
        seed=_whole(one.get("seed"), 0, MOST_SEED - 1),
        variants=tuple(name for name in one.get("variants", "").split(SEP) if name),
        overrides=tuple((p, v) for p, sign, v in (each.partition("=") for each in found.get("set", [])) if sign and p),
        shows=_whole(one.get("shows"), 1, MOST_SHOWS) or plain.shows,
        dispositions=tuple(each for each in map(_held, found.get("hold", [])) if each is not None),
    )
    return View(
        settings,
        lang=_of(one, "lang", LANGUAGES, "en"),
        theme=_of(one, "theme", THEMES, "light"),
        panel=_of(one, "panel", PANELS, "stage"),
        cursor=_number(one.get("at")),
        picked=_pick(one.get("pick")),
        against=against_of(found),
        sitting=sitting_of(found),
    )


def _of(found: Mapping[str, str], name: str, allowed: tuple[str, ...], otherwise: str) -> str:
    return found[name] if found.get(name) in allowed else otherwise


def _whole(text: str | None, low: int, high: int) -> int | None:
    if text is None or not text.isdecimal() or len(text) > 20:
        return None
    return int(text) if low <= int(text) <= high else None


def _number(text: str | None) -> float | None:
    try:
        value = float(text) if text is not None else None
    except ValueError:
        return None
    return value if value is not None and abs(value) < 1e7 else None


def _held(text: str) -> tuple[str, str, float] | None:
    name, _, level = text.partition("=")
    who, _, what = name.rpartition(".")
    value = _number(level)
    return (who, what, value) if who and what and value is not None else None


def _pick(text: str | None) -> Pick | None:
    kind, sign, identity = (text or "").partition(":")
    return Pick(kind, identity) if sign and kind in KINDS and identity else None
