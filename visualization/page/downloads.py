"""What can be taken home from the page: made when asked for, from the run that is shown."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

from visualization.page.playing import Shown


def report(shown: Shown, lang: str) -> bytes:
    """The self-contained report (HTML)."""
    from visualization.report.writer import render_report

    return render_report(shown.show, None, lang).encode()


def transcripts(shown: Shown, _lang: str) -> bytes:
    """Every message of every negotiation, a JSON object a line."""
    from experiments.export import plain

    lines = [
        json.dumps({"negotiation": talk.id, **_object(plain(message))}, ensure_ascii=False)
        for talk in shown.show.negotiations
        for message in talk.transcript
    ]
    return "\n".join([*lines, ""]).encode()


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {"message": value}


def result(shown: Shown, _lang: str) -> bytes:
    """The object of ``run --json``."""
    from experiments.export import show_object

    return json.dumps(show_object(shown.show, None), ensure_ascii=False, indent=1).encode()


def story(shown: Shown, lang: str) -> bytes:
    """The story as a table (CSV, with a byte-order mark so that spreadsheets read 中文)."""
    from visualization.report.story import timeline

    which = 1 if lang == "zh" else 0
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["t_min", "time", "kind", "party", "text"])
    for event, line in zip(shown.show.events, timeline(shown.show, shown.names), strict=True):
        writer.writerow([f"{event.t_min:g}", line.clock, event.kind, line.party[which], line.text[which]])
    return out.getvalue().encode("utf-8-sig")


DOWNLOADS: tuple[tuple[str, str, Callable[[Shown, str], bytes]], ...] = (
    ("report", ".html", report), ("transcript", ".jsonl", transcripts), ("json", ".json", result), ("events", ".csv", story),
)  # fmt: skip
