"""Nothing leaks: a party decides from its own state and its observation, whatever happens outside it."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from agents.host import Host
from agents.observation import BoardObservation, LiveObservation
from agents.party import Encounter, Party
from agents.supplier import Supplier
from environment import Scenario, Scheme
from environment.world import World

# What Mesa and the house attach to a party that is not its private state.
_NOT_STATE = ("model", "unique_id", "pos", "catalogue")
STRANGE = {
    "scale.traffic": 1.7,
    "scale.return_rate": 1.3,
    "gift.unit_cost": 25.0,
    "warehouses.WE.parcels_per_day": 900,
    "factories.F2.capacity_per_day": 300,
    "demand_model.focus_boost": 3.0,
    "behaviour.host.forecast_inflation": 1.9,
    "behaviour.supplier.risk_aversion": 0.9,
}
Decision = tuple[dict[str, Any], Any, Any]  # state before, observation, what was decided


def private_state(party: Party) -> dict[str, Any]:
    """A deep copy of everything a party holds, without the world."""
    return {k: copy.deepcopy(v) for k, v in vars(party).items() if k not in _NOT_STATE and not k.startswith("_")}


def transplant(party: Party, state: dict[str, Any], catalogue: object) -> Party:
    """Give ``party`` (of another world) the state of its namesake."""
    for name, value in state.items():
        setattr(party, name, copy.deepcopy(value))
    party.catalogue = catalogue  # type: ignore[assignment]
    return party


def plain(value: Any) -> Any:
    """A decision as something that compares: arrays as lists, data classes as dictionaries."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value


@pytest.fixture(scope="module")
def recorded() -> Iterator[tuple[World, dict[str, list[Decision]]]]:
    """The reference show with every on-air decision written down."""
    seen: dict[str, list[Decision]] = {"host": [], "supplier": []}
    patch = pytest.MonkeyPatch()

    def spy(kind: type[Party], key: str) -> None:
        decide: Callable[..., Any] = kind.on_air  # type: ignore[attr-defined]

        def on_air(self: Party, observation: object) -> object:
            state = private_state(self)
            made = decide(self, observation)
            seen[key].append((state, copy.deepcopy(observation), copy.deepcopy(made)))
            return made

        patch.setattr(kind, "on_air", on_air)

    spy(Host, "host")
    spy(Supplier, "supplier")
    world = World(Scenario.load("autumn_launch"), Scheme.load("slot_fee_commission"), 20260917)
    world.play()
    patch.undo()
    yield world, seen
    world.close()


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[World]:
    """A world in which everything else is different, in the middle of its own show."""
    scenario = Scenario.load("autumn_launch", overrides=STRANGE)
    world = World(scenario, Scheme.load("full_collaboration"), 7)
    while world.hours < 1.0:
        world.step()
    yield world
    world.close()


def test_the_show_holds_the_decisions_that_matter(recorded: tuple[World, dict[str, list[Decision]]]) -> None:
    world, seen = recorded
    ticks = len(world.layout.plan)
    assert len(seen["host"]) == len(seen["supplier"]) == ticks
    assert any(move.alert is not None for _, _, move in seen["host"])
    assert any(answer.acknowledged for _, _, answer in seen["supplier"])


@pytest.mark.parametrize("who", ["host", "supplier"])
def test_a_replayed_observation_gives_the_same_decision_in_an_altered_world(
    who: str, recorded: tuple[World, dict[str, list[Decision]]], elsewhere: World
) -> None:
    world, seen = recorded
    stranger: Party = getattr(elsewhere.cast, who)
    mine = private_state(stranger)
    catalogue = stranger.catalogue
    for tick, (state, observation, made) in enumerate(seen[who]):
        party = transplant(stranger, state, world.catalogue)
        again = party.on_air(observation)  # type: ignore[attr-defined]
        assert plain(again) == plain(made), f"{who} decides differently in tick {tick}"
    transplant(stranger, mine, catalogue)


@pytest.mark.parametrize("who", ["host", "supplier"])
def test_a_decision_does_depend_on_what_is_observed(who: str, recorded: tuple[World, dict[str, list[Decision]]],
                                                    elsewhere: World) -> None:  # fmt: skip
    """The replay above could not notice a party that ignores everything: this one could."""
    world, seen = recorded
    stranger: Party = getattr(elsewhere.cast, who)
    mine, catalogue = private_state(stranger), stranger.catalogue
    field = {"host": "planned", "supplier": "sold"}[who]
    differs = 0
    for state, observation, made in seen[who]:
        party = transplant(stranger, state, world.catalogue)
        value = np.asarray(getattr(observation, field))
        other = dataclasses.replace(observation, **{field: value * 3 + 5})
        differs += plain(party.on_air(other)) != plain(made)  # type: ignore[attr-defined]
    transplant(stranger, mine, catalogue)
    assert differs > 0


def test_the_hosts_observation_is_a_read_only_copy(recorded: tuple[World, dict[str, list[Decision]]]) -> None:
    world, seen = recorded
    patch = pytest.MonkeyPatch()
    looked: list[Any] = []
    patch.setattr(Host, "on_air", lambda self, seen: looked.append(seen) or _raise())
    fresh = World(world.setting, world.scheme, world.seed)
    with pytest.raises(_Stop):
        fresh.play()
    patch.undo()
    arrays = [v for v in (getattr(looked[0], f.name) for f in dataclasses.fields(looked[0])) if isinstance(v, np.ndarray)]
    assert len(arrays) >= 6
    for array in arrays:
        assert not array.flags.writeable
        inside = [fresh.stock.on_hand, fresh.stock.sold, fresh.stock.sizes, fresh.market.unlocked]
        assert not any(np.shares_memory(array, other) for other in inside)
    fresh.close()


class _Stop(Exception):
    pass


def _raise() -> None:
    raise _Stop


# --- who sees what ----------------------------------------------------------------------------
def _watch(scheme: Scheme, seed: int = 20260917) -> tuple[list[LiveObservation], list[BoardObservation], World]:
    host: list[LiveObservation] = []
    supplier: list[BoardObservation] = []
    patch = pytest.MonkeyPatch()
    for kind, into in ((Host, host), (Supplier, supplier)):
        decide: Any = kind.on_air
        patch.setattr(kind, "on_air", lambda self, seen, into=into, decide=decide: into.append(seen) or decide(self, seen))
    world = World(Scenario.load("autumn_launch"), scheme, seed)
    world.play()
    patch.undo()
    return host, supplier, world


def _scheme(item: str, kinds: list[str]) -> Scheme:
    return Scheme.load("slot_fee_commission", {f"visibility.{item}": kinds})


@pytest.mark.parametrize(("item", "fields"), [("orders", ("units", "sizes")), ("stock", ("stock",))])
def test_what_the_matrix_withholds_from_the_host_is_none(item: str, fields: tuple[str, ...]) -> None:
    for granted in (True, False):
        host, _, world = _watch(_scheme(item, ["host"] if granted else []))
        for name in fields:
            assert all((getattr(seen, name) is not None) == granted for seen in host), (item, name)
        world.close()


def test_the_supplier_sees_exposure_only_where_signals_or_evidence_are_shared() -> None:
    for signals, evidence in ((["supplier"], []), ([], ["supplier"]), ([], [])):
        scheme = Scheme.load(
            "slot_fee_commission", {"visibility.live_signals": signals, "visibility.alert_evidence": evidence}
        )
        _, supplier, world = _watch(scheme)
        assert all((seen.exposure is not None) == bool(signals or evidence) for seen in supplier)
        world.close()


def test_what_a_party_owns_it_always_sees() -> None:
    host, supplier, world = _watch(Scheme.load("arms_length"))
    assert all(seen.mentions is not None and seen.carts is not None for seen in host)
    assert all(seen.units is not None and seen.region_units is not None for seen in supplier)
    assert all(seen.units is None and seen.stock is None and seen.sizes is None for seen in host)
    world.close()


def test_the_board_shows_the_host_what_the_supplier_declares() -> None:
    """Hidden stock is hidden: the host sees the declared share, the supplier all of its own."""
    scenario = Scenario.load("autumn_launch", overrides={"behaviour.supplier.hide_stock": 0.5})
    shown: list[Any] = []
    patch = pytest.MonkeyPatch()
    decide = Host.on_air
    patch.setattr(Host, "on_air", lambda self, seen: shown.append((seen.stock, *lying())) or decide(self, seen))
    world = World(scenario, Scheme.load("slot_fee_commission"), 3)

    def lying() -> tuple[Any, Any]:
        held, stock = world.shop.held, world.stock.by_style()
        return stock, 0 if held is None else np.add.reduceat(held, world.stock.starts, axis=0)

    world.play()
    patch.undo()
    for declared, in_show, aside in shown:  # half of all there is, and never more than the show can sell
        assert np.array_equal(declared, np.minimum(in_show, ((in_show + aside) * 0.5).astype(np.int64)))
    assert any(np.any(aside) for _, _, aside in shown)
    world.close()


# --- at the table -----------------------------------------------------------------------------
def _encounters(scheme: str = "slot_fee_commission") -> list[tuple[Encounter, Party, dict[str, Any], Any, float, World]]:
    rows: list[Any] = []
    patch = pytest.MonkeyPatch()
    from environment import encounters

    getattr(encounters, "_SETTLED", {}).clear()  # settled encounters are not appraised again
    decide = Party.appraise

    def appraise(self: Party, encounter: Encounter) -> tuple[Any, float]:
        state = private_state(self)
        utility, reservation = decide(self, encounter)
        rows.append((encounter, self, state, utility.copy(), reservation))
        return utility, reservation

    patch.setattr(Party, "appraise", appraise)
    world = World(Scenario.load("autumn_launch"), Scheme.load(scheme), 20260917)
    world.play()
    patch.undo()
    return [(*row, world) for row in rows]


def _scramble(party: Party) -> None:
    """Turn everything private of ``party`` upside down."""
    profile = getattr(party, "profile", None)
    if profile is not None:
        changes: dict[str, Any] = {}
        for f in dataclasses.fields(profile):
            value = getattr(profile, f.name)
            if isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype == np.float64):
                changes[f.name] = value * 1.7 + 0.3
        party.profile = dataclasses.replace(profile, **changes)  # type: ignore[attr-defined]
    party.traits = dataclasses.replace(party.traits, risk_aversion=0.77, temptation=0.4)
    party.cash *= 0.1
    for reputation in party.trust.values():
        reputation.good, reputation.bad = 1.0, 9.0
    memory = getattr(party, "memory", None)
    if memory is not None:
        memory.belief.shape = memory.belief.shape * 5.0


def test_appraisals_ignore_the_private_state_of_the_others() -> None:
    rows = _encounters()
    kinds = {row[0].kind for row in rows}
    assert {"terms", "capacity", "surge", "volume"} <= kinds
    world = rows[0][-1]
    everybody = list(world.cast.all().values())
    for encounter, party, state, utility, reservation, _ in rows:
        kept = {p.name: private_state(p) for p in everybody}
        for other in everybody:
            if other is not party:
                _scramble(other)
        transplant(party, state, party.catalogue)
        world.seed, world.hours = 1, 99.0
        again, floor = party.appraise(encounter)
        assert np.array_equal(again, utility), (encounter.id, party.name)
        assert floor == reservation, (encounter.id, party.name)
        for other in everybody:
            transplant(other, kept[other.name], other.catalogue)
    world.close()


def test_appraisals_do_depend_on_the_own_private_state() -> None:
    rows = _encounters()
    moved = set()
    for encounter, party, state, utility, _, _ in rows:
        transplant(party, state, party.catalogue)
        _scramble(party)
        again, _ = party.appraise(encounter)
        if not np.array_equal(again, utility):
            moved.add((encounter.kind, party.kind))
    assert {("terms", "host"), ("terms", "supplier"), ("capacity", "factory"), ("surge", "warehouse"),
            ("volume", "carrier")} <= moved  # fmt: skip
    rows[0][-1].close()


@pytest.mark.parametrize("shown", [True, False])
def test_free_capacity_reaches_the_supplier_only_by_the_matrix(shown: bool) -> None:
    """Before the show (N2): a factory that has more to sell elsewhere changes nothing for who does not see it."""
    utilities = []
    for load in (0.2, 0.9):
        scenario = Scenario.load("autumn_launch", overrides={"factories.F1.outside.load": load})
        scheme = Scheme.load("slot_fee_commission", {"visibility.factory_capacity": ["supplier"] if shown else []})
        world = World(scenario, scheme, 5)
        while not any(n.id == "N2-F1" for n in world.bargaining.records):
            world.step()
        record = next(n for n in world.bargaining.records if n.id == "N2-F1")
        utilities.append((record.utilities["supplier"], record.reservations["supplier"]))
        world.close()
    same = np.array_equal(utilities[0][0], utilities[1][0]) and utilities[0][1] == utilities[1][1]
    assert same != shown
