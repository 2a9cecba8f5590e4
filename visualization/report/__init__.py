"""The report of a show: one self-contained HTML file in English and 中文."""

from __future__ import annotations

from visualization.report.writer import render_report, write_report

__all__ = ["render_report", "write_report"]
