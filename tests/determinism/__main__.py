"""``python -m tests.determinism`` compares with the committed digests; ``--write`` renews them; ``--json`` prints them."""

from __future__ import annotations

import json
import sys

from tests.determinism.reference import FILE, digests, first_difference, machine, replicated, stored, write


def main(words: list[str]) -> int:
    if words == ["--write"]:
        write()
        print(f"written: {FILE}")
        return 0
    if words == ["--json"]:  # for another interpreter, hash seed or machine to be compared with
        print(json.dumps({"machine": machine(), "plays": digests(), "replicated": replicated(1)}))
        return 0
    if words:
        print("usage: python -m tests.determinism [--write | --json]", file=sys.stderr)
        return 2
    there, wanted = stored()
    same = there == machine()
    gap = first_difference(digests(), wanted, exact=same)
    print(gap or f"equal ({'to the bit' if same else 'to seven digits: written on another machine'})")
    return 1 if gap else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
