"""The three references of a show on its own luck, and how much of the possible gain a show captured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from environment.measures.efficiency import captured
from environment.references.central import seat
from environment.references.clairvoyant import Tape, bound
from environment.references.owner import Owner
from environment.scheme import Scheme
from environment.scheme.scheme import ITEMS, KINDS
from environment.world import World

if TYPE_CHECKING:
    from environment.records import Show
    from environment.scenario import Scenario

_KEPT: dict[tuple[str, int], References] = {}
_SCHEMES: dict[str, Scheme] = {}


@dataclass(frozen=True, slots=True)
class References:
    """Chain surplus, CNY, on one scenario's luck of one seed.

    ``arm``: at arm's length; ``planner``: one owner who knows what the parties jointly know; ``clairvoyant``: an upper bound
    with realised demand known beforehand; ``plan``: what the owner prepared; ``gap``: (clairvoyant − planner) /
    |clairvoyant|, the value of perfect information and of everything the bound relaxes; ``notes``: what to mind.
    """

    arm: float
    planner: float
    clairvoyant: float
    plan: dict[str, object]
    gap: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Efficiency:
    """η = (W − W_arm) / (W_planner − W_arm): 0 at arm's length, 1 at the planner's surplus; NaN with a ``reason``."""

    value: float
    surplus: float
    references: References
    reason: str = ""


def compute(scenario: Scenario, seed: int) -> References:
    """All references of ``scenario`` with ``seed`` (kept per scenario content and seed)."""
    key = (scenario.content_hash(), int(seed))
    if key not in _KEPT:
        if len(_KEPT) >= 4096:
            _KEPT.clear()
        _KEPT[key] = _compute(scenario, int(seed))
    return _KEPT[key]


def arms_length(scenario: Scenario, seed: int) -> float:
    """CNY the chain keeps when the same luck is played at arm's length."""
    return compute(scenario, seed).arm


def planner(scenario: Scenario, seed: int) -> float:
    """CNY the chain keeps under the informed planner."""
    return compute(scenario, seed).planner


def clairvoyant(scenario: Scenario, seed: int) -> float:
    """CNY that no placing, reserving, making and routing of the two shows' goods could have exceeded."""
    return compute(scenario, seed).clairvoyant


def efficiency(show: Show) -> Efficiency:
    """η of a finished show against the references of its scenario and seed."""
    found = compute(show.scenario, show.seed)
    surplus, gain = show.measures["chain_surplus"], found.planner - found.arm
    reason = ""
    if gain <= 0:
        reason = "on this luck the planner gains nothing over arm's length"
    elif gain < NOISE * abs(found.planner):
        reason = f"on this luck the planner gains less than {NOISE:.0%} over arm's length"
    return Efficiency(float("nan") if reason else captured(surplus, found.arm, found.planner), surplus, found, reason)


NOISE = 0.01  # gains below this share of the planner's surplus are the luck of single orders


def play_arm(scenario: Scenario, seed: int) -> tuple[World, Tape]:
    """The arm's-length show, played, with the orders it was asked for."""
    return _play(scenario, rules("arms_length"), seed, None)


def play_planner(scenario: Scenario, seed: int, terms: Mapping[str, float]) -> tuple[World, Tape]:
    """The planner's show, played; ``terms`` are those between host and supplier, so that the host plays as it does."""
    return _play(scenario, rules("central"), seed, terms)


def _play(scenario: Scenario, scheme: Scheme, seed: int, terms: Mapping[str, float] | None) -> tuple[World, Tape]:
    tapes: list[Tape] = []

    def brief(world: World) -> None:
        if terms is not None:
            seat(world, terms)
        tapes.append(Tape(world))

    world = World(scenario, scheme, seed, brief=brief)
    world.play()
    return world, tapes[0]


def rules(name: str) -> Scheme:
    """Arm's length as shipped, or the planner's: the same clauses between the parties, all data shared at once, days of the
    factories for sale."""
    if name not in _SCHEMES:
        arm = Scheme.load("arms_length")
        plain = arm.plain()
        days = plain["negotiable"]["N2"]
        _SCHEMES["arms_length"] = arm
        _SCHEMES["central"] = Scheme.load(
            "arms_length",
            {
                "visibility": {item: list(KINDS) for item in ITEMS},
                "information_delay_min": 0,
                "negotiable": {kind: issues for kind, issues in plain["negotiable"].items() if kind != "N2"},
                "terms": {term: value for term, value in plain["terms"].items() if term not in days},
            },
        )
    return _SCHEMES[name]


def _surplus(world: World) -> float:
    return sum(world.ledger.balance(name) for name in world.cast.all()) / 100.0


def _compute(scenario: Scenario, seed: int) -> References:
    notes = []
    arm, tape = play_arm(scenario, seed)
    terms = next((dict(n.outcome) for n in arm.bargaining.records if n.kind == "N1" and n.agreed), {})
    central, whole = play_planner(scenario, seed, {k: float(v) for k, v in terms.items()})
    bounds = [bound(central, whole)]
    if arm.parted:
        notes.append("at arm's length host and supplier parted: the bound holds for the planner's show only")
    else:
        bounds.append(bound(arm, tape))
    if scenario.pricing.bound or scenario.organisation.tolerance.discount:
        notes.append("prices move on air: the bound counts every sale at its live price")
    surplus, best = _surplus(central), round(max(bounds), 2)
    plan = _plan(central)
    for world in (arm, central):
        world.close()
    return References(_surplus(arm), surplus, best, plan, (best - surplus) / abs(best) if best else float("nan"), tuple(notes))


def _plan(world: World) -> dict[str, object]:
    """What the owner prepared and had made, by name."""
    owner, layout = world.cast.supplier, world.layout
    assert isinstance(owner, Owner)
    prepared = owner.prepare()
    return {
        "moved": [(layout.styles[s], layout.warehouses[a], layout.warehouses[b], n) for s, a, b, n in prepared.moves],
        "reserved": {name: round(x, 1) for name, x in prepared.reserved.items()},
        "surge": {name: round(x, 1) for name, x in prepared.surge.items()},
        "rushed": [(layout.styles[r["style"]], r["factory"], r["units"]) for r in world.recorder.rushes],
        "expected": round(prepared.expected, 2),
    }
