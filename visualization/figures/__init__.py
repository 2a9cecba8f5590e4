"""Figures: tables of a show in, matplotlib figures out, in English or 中文.

One function per figure, by subject: :mod:`~visualization.figures.live`, :mod:`~visualization.figures.goods`,
:mod:`~visualization.figures.parcels`, :mod:`~visualization.figures.bargaining`,
:mod:`~visualization.figures.money`, :mod:`~visualization.figures.network`,
:mod:`~visualization.figures.alerts`. :mod:`~visualization.figures.gallery` draws all of a show.
"""
