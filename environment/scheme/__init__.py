"""Scheme files: the incentive scheme under which a show is played."""

from __future__ import annotations

from environment.scheme.scheme import ITEMS, KINDS, OWNERS, PAIRS, Scheme

__all__ = ["ITEMS", "KINDS", "OWNERS", "PAIRS", "Scheme"]
