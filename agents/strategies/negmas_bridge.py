"""NegMAS negotiators at our tables: the one strategy, and with its exporter the one place, that needs NegMAS.

Mohammad, Nakadai and Greenwald (2021), "NegMAS: A Platform for Automated Negotiations", PRIMA 2020, Springer.

NegMAS is licensed AGPL-3.0-or-later. It is no part of this project: nothing of it is copied, and it is loaded only
when one of its negotiators is asked for. The negotiator sits in a private session of NegMAS in which puppets repeat
what the others do at our table, and what it does there is done here. One act at our table is one step there, so its
clock counts offers.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, NoReturn

import numpy as np

from protocols.errors import UserError
from protocols.outcomes import Issue, OutcomeSpace, Value
from protocols.preferences import linear_additive
from protocols.types import ACCEPT, LEAVE, REJECT, Floats, Response, View

Negotiator = Any  # negmas.sao.SAONegotiator; NegMAS publishes no types
Outcome = tuple[Value, ...]
_ONLY = "negmas: a NegMAS negotiator plays alternating_offers and stacked_alternating_offers, no other rule"


def library() -> Any:
    """NegMAS, if it is installed."""
    try:
        import negmas
        import negmas.sao.negotiators
    except ImportError as error:
        raise UserError(
            f"NegMAS cannot be loaded ({error}): install the extra 'negmas' (pip install 'negmas>=0.16,<0.17'); "
            "it is licensed AGPL-3.0-or-later"
        ) from error
    return negmas


def negotiators() -> list[str]:
    """The names of the negotiators that come with NegMAS, as taken by :class:`NegmasNegotiator`.

    A few of them are unfinished on purpose (bases of others) and can't be made without further arguments.
    """
    return sorted(_catalogue())


def _catalogue() -> dict[str, Callable[[], Negotiator]]:
    negmas = library()
    found = vars(negmas.sao.negotiators).items()
    return {name: kind for name, kind in found if isinstance(kind, type) and issubclass(kind, negmas.Negotiator)}


class NegmasNegotiator:
    """Plays as a ``negotiator`` of NegMAS does: the name of one that comes with it, or what makes one.

    For alternating and stacked alternating offers without discounting. It sees its own utilities (what is
    impossible for it counts as a little worse than no deal) and the offers made; labels reach it as the numbers
    0, 1, … of a categorical issue. Its chance is the seat's own stream. Its manners are its own: some accept less
    than their reservation value.
    """

    def __init__(self, negotiator: str | Callable[[], Negotiator] = "AspirationNegotiator") -> None:
        known = _catalogue()
        if isinstance(negotiator, str) and negotiator not in known:
            raise UserError(f"negmas: found negotiator {negotiator!r}, allowed {', '.join(sorted(known))}")
        self.make = known[negotiator] if isinstance(negotiator, str) else negotiator
        self.reset()

    def reset(self) -> None:
        self._replica: _Replica | None = None
        self._next: int | None = None  # the counter-offer that came with the last answer

    def propose(self, view: View) -> int | None:
        """The counter-offer that came with its answer, or its opening offer; None when it leaves."""
        offer, self._next = self._next, None
        if offer is not None:
            return offer
        if len(view.history) or view.score is not None:
            self.bid(view)  # asked for an offer that answers none
        return self._seated(view).act()[1]

    def respond(self, view: View, offer: int) -> Response:
        """Its answer to the standing offer."""
        replica = self._seated(view)
        replica.catch_up(view, offer)
        answer, self._next = replica.act()
        return answer

    def _seated(self, view: View) -> _Replica:
        if self._replica is None:
            self._replica = _Replica(self.make, view)
        return self._replica

    def bid(self, view: View) -> NoReturn:
        """Refused, as are the other questions that NegMAS negotiators have no answer to."""
        raise UserError(_ONLY)

    def choose(self, view: View, allowed: object) -> NoReturn:
        self.bid(view)

    def report(self, view: View) -> NoReturn:
        self.bid(view)

    def order(self, view: View) -> NoReturn:
        self.bid(view)

    def vote(self, view: View, now: int, new: int) -> NoReturn:
        self.bid(view)


class _Replica:
    """The private session: our encounter as the negotiator sees it."""

    def __init__(self, make: Callable[[], Negotiator], view: View) -> None:
        if view.discount != 1.0:
            raise UserError(f"negmas: found discount {view.discount} of party {view.me!r}, allowed 1")
        negmas = library()
        self.me = view.me
        self.reject, self.accept = negmas.ResponseType.REJECT_OFFER, negmas.ResponseType.ACCEPT_OFFER
        self.saying = negmas.sao.SAOResponse
        plain, labelled = _without_labels(view.space)
        self.points = outcomes(plain)
        self.numbers = {point: k for k, point in enumerate(self.points)}
        first = view.parties.index(view.history[0][1] if len(view.history) else view.me)
        self.circle = view.parties[first:] + view.parties[:first]
        self.turn = 0  # acts played so far; whose turn it is follows from it
        self.read = 0  # offers of the history played so far
        self.luck = Luck(view.rng)  # for what happens in the session; to open it takes draws of its own, for names
        with Luck(view.rng).lent():
            space = outcome_space(plain, categorical=labelled)
            self.session = negmas.SAOMechanism(
                outcome_space=space, n_steps=len(self.circle) * view.n_rounds, one_offer_per_step=True, sync_calls=True
            )
            worth = possible(view.utility, view.reservation)
            ufun = utility_function(plain, worth, view.reservation, self.me, space)
            self.ids = {party: self._join(make, ufun, party) for party in self.circle}

    def _join(self, make: Callable[[], Negotiator], ufun: object, party: str) -> str:
        if party == self.me:
            player = make()
            joined = self.session.add(player, ufun=ufun)
        else:
            player = _puppet()(name=party)
            joined = self.session.add(player)
        if not joined:  # it says so by returning None
            raise RuntimeError(f"negmas: {type(player).__name__} could not join the session")
        return str(player.id)

    def catch_up(self, view: View, standing: int) -> None:
        """Let the puppets do what the others have done since the negotiator's last act."""
        if self.read < len(view.history) and view.history[self.read][1] == self.me:
            self.read += 1  # its own offer, which its last act made
        while (party := self.circle[self.turn % len(self.circle)]) != self.me:
            ahead = view.history[self.read] if self.read < len(view.history) else None
            if ahead is not None and ahead[1] == party:
                self._step({self.ids[party]: self.saying(self.reject, self.points[ahead[2]])})
                self.read += 1
            else:  # in these rules a party that makes no offer on its turn has accepted the standing one
                now = self.session.state.current_offer
                self._step({self.ids[party]: self.saying(self.accept, now)})
        if self.read < len(view.history) or self.session.state.current_offer != self.points[standing]:
            raise UserError(_ONLY)

    def act(self) -> tuple[Response, int | None]:
        """The negotiator's own act: its answer, and the offer it makes if it does not accept."""
        state = self._step(None)
        if state.agreement is not None:
            return ACCEPT, None
        mine = state.current_proposer == self.ids[self.me]
        if state.broken or self.ids[self.me] in state.left_negotiators or (mine and state.current_offer is None):
            return LEAVE, None  # to pass without an offer, which NegMAS lets some do, is to leave here
        if not mine:
            return ACCEPT, None
        if state.current_offer not in self.numbers:
            raise RuntimeError(f"negmas: it offered {state.current_offer}, which is no outcome of this space")
        return REJECT, self.numbers[state.current_offer]

    def _step(self, action: dict[str, object] | None) -> Any:
        with self.luck.lent():
            state = self.session.step(action) if action else self.session.step()
        if state.has_error:
            raise RuntimeError(f"negmas: {' '.join(state.error_details.strip().splitlines()[-1:])}")
        self.turn += 1
        return state


class Luck:
    """Lends a seat's own stream to NegMAS, which draws from the interpreter's global generators, and gives these
    back as they were found: nothing outside a NegMAS seat ever depends on them, or on it."""

    def __init__(self, rng: np.random.Generator) -> None:
        seeds = rng.integers(2**32, size=2)
        self._states = (
            _plain().Random(int(seeds[0])).getstate(),
            np.random.RandomState(int(seeds[1])).get_state(),  # noqa: NPY002
        )

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Within, the global generators are this seat's."""
        found = _global_states()
        _set_global_states(self._states)
        try:
            yield
        finally:
            self._states = _global_states()
            _set_global_states(found)


def _plain() -> Any:
    return sys.modules["random"]  # not imported by name, as nothing but NegMAS may draw from it


def _global_states() -> tuple[Any, Any]:
    return _plain().getstate(), np.random.get_state()  # noqa: NPY002


def _set_global_states(states: tuple[Any, Any]) -> None:
    _plain().setstate(states[0])
    np.random.set_state(states[1])  # noqa: NPY002


@cache
def _puppet() -> type:
    """A NegMAS negotiator that never decides anything: its acts are given to the session from outside."""

    class Puppet(library().sao.SAONegotiator):  # type: ignore[misc]
        def propose(self, state: object, dest: str | None = None) -> NoReturn:
            raise RuntimeError("negmas: the negotiator did not move on its turn")

        def respond(self, state: object, source: str | None = None) -> NoReturn:
            raise RuntimeError("negmas: the negotiator did not move on its turn")

    return Puppet


def outcomes(space: OutcomeSpace) -> list[Outcome]:
    """The outcomes as NegMAS writes them: tuples of values, numbered as here."""
    return [tuple(point.values()) for point in space]


def outcome_space(space: OutcomeSpace, name: str = "domain", categorical: Collection[str] = ()) -> Any:
    """The same issues with the same values in the same order, for NegMAS (which knows no units); labels,
    whole numbers among others, and the issues named in ``categorical`` make categorical issues."""
    negmas = library()
    issues = [
        negmas.make_issue(list(issue.values), name=issue.name)
        if issue.numeric and issue.name not in categorical and len({type(value) for value in issue.values}) == 1
        else negmas.CategoricalIssue(list(issue.values), name=issue.name)
        for issue in space.issues
    ]
    return negmas.make_os(issues, name=name)


def _without_labels(space: OutcomeSpace) -> tuple[OutcomeSpace, set[str]]:
    """The space with 0, 1, … for labels, and the names of the issues that had some.

    Negotiators that draw from sets of outcomes would else play by Python's hash of texts, new in every process.
    """
    labelled = {issue.name for issue in space.issues if not issue.numeric}
    issues = [Issue(i.name, tuple(range(len(i.values)))) if i.name in labelled else i for i in space.issues]
    return OutcomeSpace(issues), labelled


def possible(utility: Floats, reservation: float) -> Floats:
    """Utilities with -inf (impossible) replaced by a number a little below the worst possible and no deal, since
    NegMAS strategies scale by their range."""
    finite = utility[utility > -np.inf]
    if len(finite) == len(utility) or not len(finite):
        return utility
    low = min(float(finite.min()), reservation)
    return np.where(utility > -np.inf, utility, low - 0.01 * max(float(finite.max()) - low, 1e-6))


def utility_function(space: OutcomeSpace, utility: Floats, reservation: float, name: str, outcomes_there: Any = None) -> Any:
    """The utilities as a NegMAS utility function that gives the same numbers: additive where they are, else a
    table. ``outcomes_there`` is the NegMAS outcome space to use."""
    negmas = library()
    fixed = {
        "outcome_space": outcomes_there if outcomes_there is not None else outcome_space(space),
        "reserved_value": float(reservation), "name": name,
    }  # fmt: skip
    parts = additive_parts(space, utility)
    if parts is None:
        worth = dict(zip(outcomes(space), utility.tolist(), strict=True))
        return negmas.MappingUtilityFunction(worth, **fixed)
    tables = [
        negmas.preferences.value_fun.TableFun(dict(zip(issue.values, part.tolist(), strict=True)))
        for issue, part in zip(space.issues, parts, strict=True)
    ]
    return negmas.LinearAdditiveUtilityFunction(values=tables, weights=[1.0] * len(tables), **fixed)


def additive_parts(space: OutcomeSpace, utility: Floats) -> list[Floats] | None:
    """One table an issue whose sums are exactly these utilities; None if there are none to be found.

    The tables are the differences from the worst outcome, whose own worth goes to the first issue.
    """
    if len(space.issues) == 1:
        return [utility.copy()]
    if not np.isfinite(utility).all():
        return None
    cube = utility.reshape(space.shape)
    base = np.unravel_index(int(utility.argmin()), space.shape)
    lowest = float(utility.min())
    parts = []
    for axis in range(cube.ndim):
        line = cube[tuple(slice(None) if k == axis else place for k, place in enumerate(base))]
        parts.append(line.copy() if axis == 0 else line - lowest)
    return parts if np.array_equal(linear_additive(space, [part.tolist() for part in parts]), utility) else None
