"""The timeline and the cast: what happened when, who was there and what each was after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from environment.records import Event, Show
from visualization.figures.gallery import live_events
from visualization.figures.names import Names, Pair, words
from visualization.quantities import unit_of
from visualization.report.words import event_text, measured, moment, plain

AGREED_NOTHING = ("rush.zero", "transfer.zero")


@dataclass(frozen=True)
class Line:
    """A line of the timeline. ``number`` is its number in the figure of the broadcast, 0 if it has none."""

    stamp: Pair
    clock: str
    phase: str
    number: int
    party: Pair
    kind: str
    label: Pair
    text: Pair
    evidence: list[tuple[Pair, Pair]]
    talks: list[str]


@dataclass(frozen=True)
class Player:
    """A party of the cast: who it is, what it was after, its negotiations by kind, and how it came out."""

    id: str
    name: Pair
    kind: str
    wants: Pair
    talks: list[tuple[Pair, list[tuple[str, bool]]]]
    gain: float
    profit: float


def timeline(show: Show, names: Names) -> list[Line]:
    """Every event of the show in order."""
    live = 60 * float(show.scenario.clock.live_duration_h)
    start = datetime.fromisoformat(str(show.scenario.clock.live_start))
    number = {id(event): at + 1 for at, event in enumerate(live_events(show))}
    known = {talk.id for talk in show.negotiations}
    lines = []
    for event in show.events:
        phase = "before" if event.t_min < 0 else "live" if event.t_min <= live else "after"
        lines.append(
            Line(
                moment(event.t_min, live),
                (start + timedelta(minutes=float(event.t_min))).strftime("%m-%d %H:%M"),
                phase,
                number.get(id(event), 0),
                names(event.party),
                names.kind(event.party),
                _label(event),
                event_text(event),
                _evidence(event, names, known),
                _mentioned(event, known),
            )
        )
    return lines


def _label(event: Event) -> Pair:
    """What kind of event it is; an agreement to do nothing is neither a deal nor none."""
    return words(f"event.{event.key if event.key in AGREED_NOTHING else event.kind}", event.kind)


def _mentioned(event: Event, known: set[str]) -> list[str]:
    """Identities of negotiations that the event speaks of, to link to them."""
    values = [*event.params.values(), *event.evidence.values()]
    return list(dict.fromkeys(value for value in values if isinstance(value, str) and value in known))


def _evidence(event: Event, names: Names, known: set[str]) -> list[tuple[Pair, Pair]]:
    """What the decision rested on: name and value. A party's name as key stands for units at that party."""
    shown = []
    for key, value in event.evidence.items():
        if value in known:
            continue
        if key.startswith("gain_"):
            label = words("evidence.gain", party=names(key.removeprefix("gain_")))
        else:
            label = names(key) if key in names.kinds else words(f"evidence.{key}", key)
        unit = "CNY" if key.startswith("gain_") else unit_of(key)
        shown.append((label, names(value) if isinstance(value, str) else measured(value, unit)))
    return shown


def cast(show: Show, names: Names) -> list[Player]:
    """The parties of the chain in the order of the nodes table, by kind."""
    order = ("host", "supplier", "factory", "warehouse", "carrier", "material")
    players = []
    for party, kind in names.kinds.items():
        mine = [talk for talk in show.negotiations if party in talk.parties]
        by_kind: dict[Pair, list[tuple[str, bool]]] = {}
        for talk in mine:
            by_kind.setdefault(words(f"talk.{talk.kind}", talk.kind), []).append((talk.id, talk.agreed))
        gain = sum(float(talk.gains.get(party, 0.0)) for talk in mine if talk.agreed)
        profit = float(show.money.get(party, {}).get("profit", 0.0))
        players.append(Player(party, names(party), kind, words(f"wants.{kind}", kind), list(by_kind.items()), gain, profit))
    place = {kind: at for at, kind in enumerate(order)}
    return sorted(players, key=lambda player: place.get(player.kind, len(order)))


def title(show: Show) -> Pair:
    """The title of the scenario; its name where it has none."""
    scenario = show.scenario
    fallback = plain(scenario.name)
    return (
        getattr(scenario, "title_en", "") or fallback[0],
        getattr(scenario, "title_zh", "") or fallback[1],
    )
