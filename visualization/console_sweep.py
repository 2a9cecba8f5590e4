"""What ``sweep`` prints: the estimate before, the counts and failures after, the status of a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from environment.texts import render

if TYPE_CHECKING:
    from experiments.sweep import Results, Status
    from experiments.sweep.sweep import Estimate

SHOWN = 5  # failures in full


def estimate_text(ahead: Estimate, lang: str) -> str:
    """One line about what is ahead."""
    return render(
        "sweep.estimate",
        lang,
        {
            "name": ahead.name,
            "runs": ahead.runs,
            "pending": ahead.pending,
            "pace": duration(ahead.pace),
            "wall": duration(ahead.seconds),
            "workers": ahead.workers,
            "size": f"{max(ahead.bytes / 1e6, 0.1):,.1f} MB",
        },
    )


def results_text(name: str, done: Results, shard: bool, lang: str) -> str:
    """What came of a sweep, and what to do next."""
    counts = {"name": name, "runs": done.runs, "done": done.done, "failed": done.failed, "ran": done.ran}
    lines = [] if done.ran or done.done < done.runs else [render("sweep.nothing", lang, counts)]
    lines.append(render("sweep.done", lang, {**counts, "wall": duration(done.seconds)}))
    if done.failed:
        found = done.failures()
        lines += [_failures(found, lang), *_shown(found, str(done.out), lang), render("sweep.retry", lang)]
    lines.append(render("sweep.shard", lang) if shard else render("sweep.rows", lang, {"path": done.out / "rows.parquet"}))
    return "\n".join(lines)


def status_text(now: Status, found: Sequence[Mapping[str, Any]], lang: str) -> str:
    """How far a sweep is, who is at work, and what failed."""
    counts = {"runs": now.runs, "done": now.done, "failed": now.failed, "pending": now.pending}
    holder = render("sweep.at_work", lang, {"holder": now.holder}) if now.holder else render("sweep.idle", lang)
    lines = [render("sweep.status", lang, counts), holder]
    if found:
        lines += [_failures(found, lang), *_shown(found, str(now.out), lang)]
    return "\n".join(lines)


def _failures(found: Sequence[Mapping[str, Any]], lang: str) -> str:
    reasons = sorted({each["why"] for each in found})
    counts = [render(f"sweep.why.{why}", lang, {"n": sum(each["why"] == why for each in found)}) for why in reasons]
    return render("sweep.failures", lang, {"reasons": (", ", "，")[lang == "zh"].join(counts)})


def _shown(found: Sequence[Mapping[str, Any]], out: str, lang: str) -> list[str]:
    lines = [f"  {_failure(each, lang)}" for each in found[:SHOWN]]
    more = len(found) - SHOWN
    return [*lines, "  " + render("sweep.more", lang, {"n": more, "path": out})] if more > 0 else lines


def _failure(of: Mapping[str, Any], lang: str) -> str:
    parameters = "".join(f"{name}={value}, " for name, value in of["parameters"].items())
    detail = [line for line in of["detail"].splitlines() if line.strip()]
    last = detail[0] if of["why"] in ("time", "memory") else detail[-1]  # those begin with the limit
    return render("sweep.failure", lang, {**of, "parameters": parameters, "last": last})


def duration(seconds: float) -> str:
    """Seconds as a person says them: 12 ms, 3.4 s, 5 min 20 s, 2 h 5 min."""
    if seconds < 1.0:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60.0:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min"
