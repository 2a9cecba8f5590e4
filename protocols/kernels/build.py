"""Compile a C file with the machine's C compiler, once: kept beside the byte code, or in the user's cache.

The name of the library carries a digest of source, headers beside it, flags and machine, so that a stale one is never loaded,
and one of its own bytes, so that a damaged one is made again instead of taking the process down.
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
        for kept in sorted(folder.glob(f"{name}-*.so")):
            if _whole(kept):
                return kept
    compiler = _compiler()
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder) as scratch:
                made = _compile(compiler, source, Path(scratch) / name)
                target = folder / f"{name}-{_digest(made.read_bytes())}.so"
                os.replace(made, target)  # so that another process never sees half a library
                return target
        except OSError:
            continue  # a folder that can't be written: try the next
    raise Unavailable(f"no folder to keep the compiled engine in can be written: {', '.join(map(str, folders))}")


def _name(source: Path) -> str:
    texts = (path.read_text(encoding="utf-8") for path in (source, SHARED, *sorted(source.parent.glob("*.h"))))
    text = "\n".join((*texts, *FLAGS, platform.machine(), sys.platform))
    return f"{source.stem}-{_digest(text.encode())}"


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=8).hexdigest()


def _whole(kept: Path) -> bool:
    """Whether a library holds the bytes that were compiled, as its name says."""
    try:
        return kept.stem.endswith(f"-{_digest(kept.read_bytes())}")
    except OSError:  # gone meanwhile, or not ours to read
        return False


def _folders(source: Path) -> tuple[Path, ...]:
    own = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return source.parent / "__pycache__", Path(own) / "gongying"


def _compiler() -> str:
    for name in (os.environ.get("CC", ""), "cc", "gcc", "clang"):
        if name and (found := shutil.which(name)):
            return found
    raise Unavailable("no C compiler was found (install gcc or clang, or name one in CC)")


def _compile(compiler: str, source: Path, scratch: Path) -> Path:
    command = [compiler, *FLAGS, "-o", str(scratch), str(source), "-lm"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip() or "no message").splitlines()[0]
        raise Unavailable(f"the C compiler {compiler} failed: {reason}")
    return scratch
