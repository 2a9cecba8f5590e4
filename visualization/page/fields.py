"""Fields to type in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import solara
from solara import v

from environment.scenario.parameter import Parameter
from visualization.page.session import Session
from visualization.page.settings import MOST_SEED, MOST_SHOWS


@solara.component
def Number(
    label: str, value: str, read: Callable[[str], Any], put: Callable[[Any], None], complaint: str, name: str, unset: str = "",
) -> None:  # fmt: skip
    """A text field that hands on what ``read`` makes of it, and complains where that is None; empty, it shows ``unset``."""
    text, set_text = solara.use_state(value)
    solara.use_effect(lambda: set_text(value), [value])
    bad = read(text) is None

    def done(given: str) -> None:
        set_text(given)
        if read(given) is not None:
            put(read(given))

    field = v.TextField(label=label, v_model=text, on_v_model=set_text, dense=True, outlined=True, hide_details="auto",
                        error_messages=[complaint] if bad else [], class_=f"gy-{name}",
                        placeholder=unset or None)  # fmt: skip
    whole(field, done)


def whole(field: Any, put: Callable[[str], None]) -> None:
    """Hand on what was typed once it is whole (Enter, or leaving the field), as the event itself tells it.

    The synchronised text may come after the event: the browser holds it back while the server is busy.
    """
    v.use_event(field, "change", lambda _widget, _event, given: put(given if isinstance(given, str) else ""))


def read_seed(text: str) -> int | None:
    """A seed; −1 stands for the scenario's own."""
    if not text.strip():
        return -1
    return int(text) if text.strip().isdecimal() and len(text) < 20 and int(text) < MOST_SEED else None


def read_shows(text: str) -> int | None:
    return int(text) if text.strip().isdecimal() and 1 <= int(text[:6]) <= MOST_SHOWS else None


def parameter_items(session: Session, known: Iterable[Parameter]) -> list[dict[str, str]]:
    """Parameters to choose from: path and meaning in the visitor's language, so that either is found by typing."""
    return [{"value": p.path, "text": f"{p.path} · {session.of((p.text_en, p.text_zh))}"} for p in known]
