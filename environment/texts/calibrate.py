"""Texts of the calibration of a scenario to logs."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {}
