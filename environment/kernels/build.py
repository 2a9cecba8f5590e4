"""Compile ``kernels.c`` with the machine's C compiler, once: kept beside the byte code, or in the user's cache.

The name of the library carries a digest of source, flags, compiler and machine, so that a stale one is never loaded.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).with_name("kernels.c")
# No contraction: a fused multiply-add would round once where numpy rounds twice.
FLAGS = ("-O2", "-std=c99", "-ffp-contract=off", "-fno-math-errno", "-shared", "-fPIC")


class Unavailable(Exception):
    """Why there is no compiled engine here."""


def built() -> Path:
    """The compiled library, made if it is not there yet; raises :class:`Unavailable` where it can't be made."""
    if sys.maxsize < 2**32:
        raise Unavailable("the compiled engine needs a 64-bit Python")
    name = _name()
    for folder in _folders():
        if (folder / name).is_file():
            return folder / name
    compiler = _compiler()
    for folder in _folders():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder) as scratch:
                return _compile(compiler, Path(scratch) / name, folder / name)
        except OSError:
            continue  # a folder that can't be written: try the next
    raise Unavailable(f"no folder to keep the compiled engine in can be written: {', '.join(map(str, _folders()))}")


def _name() -> str:
    text = "\n".join((SOURCE.read_text(encoding="utf-8"), *FLAGS, platform.machine(), sys.platform))
    return f"kernels-{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}.so"


def _folders() -> Iterator[Path]:
    yield SOURCE.parent / "__pycache__"
    yield Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "gongying"


def _compiler() -> str:
    for name in (os.environ.get("CC", ""), "cc", "gcc", "clang"):
        if name and (found := shutil.which(name)):
            return found
    raise Unavailable("no C compiler was found (install gcc or clang, or name one in CC)")


def _compile(compiler: str, scratch: Path, target: Path) -> Path:
    """Compile aside and move into place, so that another process never sees half a library."""
    command = [compiler, *FLAGS, "-o", str(scratch), str(SOURCE), "-lm"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip() or "no message").splitlines()[0]
        raise Unavailable(f"the C compiler {compiler} failed: {reason}")
    os.replace(scratch, target)
    return target
