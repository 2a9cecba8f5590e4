"""Work off the page's thread: one piece at a time per visitor, with progress, and it can be cancelled."""

from __future__ import annotations

import logging
import operator
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import solara

from environment.texts.errors import in_chinese
from protocols.errors import UserError

T = TypeVar("T")
Pair = tuple[str, str]
NOTHING: Pair = ("", "")
LOG = logging.getLogger(__name__)
# Pieces of work under way for all visitors together: more would only slow each other down.
_SLOTS = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))


class Cancelled(Exception):
    """The visitor has cancelled."""


@dataclass(frozen=True)
class Job:
    """How work stands: idle, waiting, running, done, cancelled or failed; progress 0..1; a message in both languages."""

    state: str = "idle"
    progress: float = 0.0
    message: Pair = NOTHING

    @property
    def busy(self) -> bool:
        return self.state in ("waiting", "running")


class Tell:
    """How work reports how far it is. Calling it raises :class:`Cancelled` once the visitor has cancelled."""

    def __init__(self, put: Callable[[float, Pair], None]) -> None:
        self._put = put
        self.stop = threading.Event()

    def __call__(self, fraction: float, message: Pair = NOTHING) -> None:
        self.check()
        self._put(fraction, message)

    def check(self) -> None:
        """Raise :class:`Cancelled` once the visitor has cancelled; costs nothing."""
        if self.stop.is_set():
            raise Cancelled


class Runner:
    """Runs one piece of work at a time in a thread of its own and publishes :attr:`job`.

    ``start(work, done)``: ``work(tell)`` runs in the thread and returns a value that nobody changes any more; ``done(value)``
    then publishes it. Starting anew cancels what is under way, and a result that comes too late is dropped.
    """

    def __init__(self) -> None:
        self.job: solara.Reactive[Job] = solara.reactive(Job(), equals=operator.eq)
        self._tell: Tell | None = None
        self._latest = Job()
        self._lock = threading.Lock()  # never held while a reactive is set: that draws, and drawing may start work

    def start(self, work: Callable[[Tell], T], done: Callable[[T], None], message: Pair = NOTHING) -> None:
        """Run ``work``; ``message`` says what it is until it tells something itself."""
        with self._lock:
            if self._tell is not None:
                self._tell.stop.set()
            tell = Tell(lambda fraction, said: self._progress(tell, fraction, said))
            self._tell, self._latest = tell, Job("waiting", 0.0, message)
        self._show()
        threading.Thread(target=self._run, args=(tell, work, done, message), daemon=True).start()

    def cancel(self) -> None:
        """Stop what is under way at its next report; the page is free at once."""
        with self._lock:
            if self._tell is not None:
                self._tell.stop.set()
                self._tell, self._latest = None, Job("cancelled")
        self._show()

    def _run(self, tell: Tell, work: Callable[[Tell], T], done: Callable[[T], None], message: Pair) -> None:
        while not _SLOTS.acquire(timeout=0.2):
            if tell.stop.is_set():
                return
        try:
            self._publish(tell, Job("running", 0.0, message))
            value = work(tell)
            if self._current(tell):
                done(value)
                self._publish(tell, Job("done", 1.0), last=True)
        except Cancelled:
            pass
        except UserError as error:
            self._publish(tell, Job("failed", 0.0, (str(error), in_chinese(str(error)))), last=True)
        except Exception as error:  # the visitor reads it in words, the log keeps the rest
            LOG.exception("work of the page failed")
            said = f"{type(error).__name__}: {error}"
            self._publish(tell, Job("failed", 0.0, (said, said)), last=True)
        finally:
            _SLOTS.release()

    def _current(self, tell: Tell) -> bool:
        with self._lock:
            return self._tell is tell

    def _progress(self, tell: Tell, fraction: float, message: Pair) -> None:
        now = self._latest
        said = message if message != NOTHING else now.message
        if fraction - now.progress >= 0.02 or said != now.message or fraction < now.progress:
            self._publish(tell, replace(now, state="running", progress=min(1.0, max(0.0, fraction)), message=said))

    def _publish(self, tell: Tell, job: Job, last: bool = False) -> None:
        with self._lock:
            if self._tell is not tell:
                return
            self._latest = job
            if last:
                self._tell = None
        self._show()

    def _show(self) -> None:
        """Publish the latest state; of two threads that come here at once, neither leaves an older one behind."""
        while True:
            latest = self._latest
            self.job.set(latest)
            if self._latest is latest:
                return
