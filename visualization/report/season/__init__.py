"""The report of seasons: one self-contained HTML file in English and 中文."""

from __future__ import annotations

from visualization.report.season.writer import render_season_report

__all__ = ["render_season_report"]
