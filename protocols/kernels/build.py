"""Compile a C file with the machine's C compiler, once: kept beside the byte code, or in the user's cache.

The name of the library carries a digest of source, headers beside it, flags and machine, so that a stale one is never loaded.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SHARED = Path(__file__).with_name("sums.h")
# No contraction: a fused multiply-add would round once where numpy rounds twice.
FLAGS = ("-O2", "-std=c99", "-ffp-contract=off", "-fno-math-errno", "-shared", "-fPIC")


class Unavailable(Exception):
    """Why there is no compiled engine here."""


def built(source: Path) -> Path:
    """The compiled library of ``source``, made if it is not there yet; raises :class:`Unavailable` where it can't be made."""
    if sys.maxsize < 2**32:
        raise Unavailable("the compiled engine needs a 64-bit Python")
    name, folders = _name(source), _folders(source)
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    compiler = _compiler()
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder) as scratch:
                return _compile(compiler, source, Path(scratch) / name, folder / name)
        except OSError:
            continue  # a folder that can't be written: try the next
    raise Unavailable(f"no folder to keep the compiled engine in can be written: {', '.join(map(str, folders))}")


def _name(source: Path) -> str:
    texts = (path.read_text(encoding="utf-8") for path in (source, SHARED, *sorted(source.parent.glob("*.h"))))
    text = "\n".join((*texts, *FLAGS, platform.machine(), sys.platform))
    return f"{source.stem}-{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}.so"


def _folders(source: Path) -> tuple[Path, ...]:
    own = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return source.parent / "__pycache__", Path(own) / "gongying"


def _compiler() -> str:
    for name in (os.environ.get("CC", ""), "cc", "gcc", "clang"):
        if name and (found := shutil.which(name)):
            return found
    raise Unavailable("no C compiler was found (install gcc or clang, or name one in CC)")


def _compile(compiler: str, source: Path, scratch: Path, target: Path) -> Path:
    """Compile aside and move into place, so that another process never sees half a library."""
    command = [compiler, *FLAGS, "-o", str(scratch), str(source), "-lm"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip() or "no message").splitlines()[0]
        raise Unavailable(f"the C compiler {compiler} failed: {reason}")
    os.replace(scratch, target)
    return target
