"""A person's seat: moves come from outside (the page), and the session waits for them."""

from __future__ import annotations

from protocols.types import ACCEPT, REJECT, Response, View, Waiting


class Human:
    """Plays the move set by :meth:`play`; until then the session waits. One move answers and, if need be,
    offers."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._move: Response | int | None = None

    def play(self, move: Response | int) -> None:
        """The person's next move: ACCEPT the standing offer, LEAVE, or an outcome to offer instead."""
        self._move = move

    def respond(self, view: View, offer: int) -> Response:
        """The answer to ``offer``; a move that is an outcome rejects it (and is offered next)."""
        if self._move is None or self._move is REJECT:
            raise Waiting
        return self._take() if isinstance(self._move, Response) else REJECT

    def propose(self, view: View) -> int | None:
        """The outcome to offer; None after LEAVE."""
        if self._move is None or self._move in (ACCEPT, REJECT):
            raise Waiting
        move = self._move
        self._move = None
        return None if isinstance(move, Response) else move

    def bid(self, view: View) -> int | None:
        """A sealed bid is an offer."""
        return self.propose(view)

    def _take(self) -> Response:
        move = self._move
        self._move = None
        assert isinstance(move, Response)  # the caller has looked
        return move
