"""The report of a week of several hosts: one self-contained HTML file in English and 中文."""

from __future__ import annotations

from visualization.report.week.writer import render_week_report

__all__ = ["render_week_report"]
