"""Run every limit and print the validation page: ``python -m experiments.validation > docs/validation-agents.md``."""

from __future__ import annotations

import argparse
import sys

from experiments.validation.page import limits, lines


def main() -> None:
    """Some minutes; what is being run goes to standard error."""
    parser = argparse.ArgumentParser(prog="python -m experiments.validation", description="Validation through the agents")
    parser.add_argument("--lang", choices=("en", "zh"), default="en")
    lang = parser.parse_args().lang
    found = []
    for limit in limits():
        print(limit.title[lang == "zh"], "…", file=sys.stderr, flush=True)
        found.append((limit, limit.findings()))
    print("\n".join(lines(found, lang)))


if __name__ == "__main__":
    main()
