"""Write the golden transcripts afresh: ``python -m tests.golden.refresh``. Read the differences before you
keep them."""

from __future__ import annotations

from pathlib import Path

from agents.strategies import STRATEGIES
from protocols.registry import PROTOCOLS
from tests.golden.encounters import play_rule, play_strategy, written

HERE = Path(__file__).parent


def golden() -> dict[str, str]:
    """File name → text of the golden transcript of every registered rule and strategy."""
    texts = {f"protocols/{name}.txt": written(name, *play_rule(name)) for name in PROTOCOLS}
    texts |= {f"strategies/{name}.txt": written(name, *play_strategy(name)) for name in STRATEGIES}
    return texts


def main() -> None:
    for name, text in golden().items():
        path = HERE / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
