"""What a benchmark was asked for on its command line; one message and exit code 2 for anything else."""

from __future__ import annotations

import argparse


def whole(text: str) -> int:
    """A whole number of at least one."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def parser(doc: str | None) -> argparse.ArgumentParser:
    """A parser that prints ``doc`` for help."""
    return argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)


def number(doc: str | None, name: str, default: int) -> int:
    """The one number that may be given, or ``default``."""
    asked = parser(doc)
    asked.add_argument(name, nargs="?", type=whole, default=default)
    found: int = getattr(asked.parse_args(), name)
    return found
