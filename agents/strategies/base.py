"""What most strategies share: an aspiration level that says what to offer and what to accept."""

from __future__ import annotations

from protocols.types import ACCEPT, REJECT, Response, View


class Aspiring:
    """Plays by a target utility: offers the outcome of smallest own utility that reaches it, accepts what
    reaches it.

    Subclasses give :meth:`target`. Ties between equally good outcomes go to the lowest index. When nothing is
    worth more than no deal any longer (discounting), it walks away.
    """

    def target(self, view: View) -> float:
        """The utility to insist on now."""
        raise NotImplementedError

    def propose(self, view: View) -> int | None:
        """The outcome whose own utility is smallest among those at or above the target."""
        return view.at_least(min(self.target(view), view.best))

    def respond(self, view: View, offer: int) -> Response:
        """Accept what is at least as good as the target and the reservation value."""
        worth, target = view.utility.item(offer), self.target(view)
        return ACCEPT if (worth >= target or worth >= view.best) and worth >= view.floor else REJECT

    def reset(self) -> None:
        """Nothing to forget."""


def plays_by_target(strategy: Aspiring) -> bool:
    """Whether a strategy offers and accepts by its target alone, as :class:`Aspiring` does."""
    kind = type(strategy)
    return kind.propose is Aspiring.propose and kind.respond is Aspiring.respond
