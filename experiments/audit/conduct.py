"""What the parties of an audit may do: standing conduct, menus of levels, and the profiles that are played.

A *profile* fixes every disposition of every party for all shows (:mod:`agents.dispositions`), so that no learning rule
moves anybody while a deviation is measured.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from agents.dispositions import DISPOSITIONS, Conduct, menus

if TYPE_CHECKING:
    from environment import Scenario

PLAYERS = ("host", "supplier", "factory", "warehouse", "carrier")
SIDE = {"material": "factory"}  # merchants of material stand with the factories they supply
Profile = tuple[tuple[str, Conduct], ...]  # every party with its conduct, in the order of the scenario


@dataclass(frozen=True, slots=True)
class Deviation:
    """One party, one disposition, at another level than it stands."""

    party: str
    disposition: str
    level: float


@dataclass(frozen=True)
class Stage:
    """The parties of a scenario: player they belong to, standing conduct, and menu of every disposition."""

    sides: Mapping[str, str]
    standing: Mapping[str, Conduct]
    menus: Mapping[str, Mapping[str, tuple[float, ...]]]

    @property
    def parties(self) -> tuple[str, ...]:
        return tuple(self.sides)

    @property
    def players(self) -> tuple[str, ...]:
        """Players of the coalition game: kinds that are there."""
        return tuple(player for player in PLAYERS if player in self.sides.values())

    @property
    def tempted(self) -> tuple[str, ...]:
        """Players of the empirical game: kinds of which some party may break its word."""
        found = {self.sides[name] for name, menu in self.menus.items() if len(menu["temptation"]) > 1}
        return tuple(player for player in PLAYERS if player in found)

    def standing_profile(self) -> Profile:
        return tuple(self.standing.items())

    def deviations(self) -> Iterator[Deviation]:
        """Every level of every menu that is not the standing one."""
        for name, offered in self.menus.items():
            for disposition in DISPOSITIONS:
                own = getattr(self.standing[name], disposition)
                yield from (Deviation(name, disposition, level) for level in offered[disposition] if level != own)

    def deviate(self, step: Deviation) -> Profile:
        """Everybody at standing conduct but for one step."""
        moved = replace(self.standing[step.party], **{step.disposition: step.level})
        return tuple((name, moved if name == step.party else conduct) for name, conduct in self.standing.items())

    def kept(self, party: str) -> float:
        """The temptation at which a party keeps its word best: the lowest of its menu."""
        return self.menus[party]["temptation"][0]

    def breaking(self, broken: Collection[str]) -> Profile:
        """Standing conduct, but kinds in ``broken`` at their strongest temptation and all others keeping their word."""
        return tuple(
            (name, replace(own, temptation=self.menus[name]["temptation"][-1] if self.sides[name] in broken else self.kept(name)))
            for name, own in self.standing.items()
        )

    def against(self, members: Collection[str]) -> Profile:
        """Members keep their word and show their data; outsiders do neither; the rest of conduct stands."""
        found = []
        for name, conduct in self.breaking([p for p in PLAYERS if p not in members]):
            offered = self.menus[name]["openness"]
            inside = self.sides[name] in members
            found.append((name, replace(conduct, openness=max(offered) if inside else min(0.0, *offered))))
        return tuple(found)


def stage_of(scenario: Scenario) -> Stage:
    """Read the parties, their standing conduct and their menus (``season.levels``) off a scenario."""
    import mesa

    from environment.cast import assemble
    from environment.luck import Luck

    parties = assemble(mesa.Model(), scenario, Luck(0)).all()
    levels = scenario.season.levels
    return Stage(
        sides={name: SIDE.get(party.kind, party.kind) for name, party in parties.items()},
        standing={name: party.conduct for name, party in parties.items()},
        menus={name: menus(levels.get(name, levels.get(p.kind, {})), p.conduct) for name, p in parties.items()},
    )


def fixed(profile: Profile) -> dict[str, dict[str, float]]:
    """A profile in the form that a season is held to."""
    return {name: conduct.as_dict() for name, conduct in profile}
