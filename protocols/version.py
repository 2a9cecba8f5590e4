"""The project's version, in one place: read by the packaging, ``run.py --version`` and every stored run."""

from __future__ import annotations

VERSION = "0.1.0"
