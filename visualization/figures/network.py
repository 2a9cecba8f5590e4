"""The network: where the parties are, and who trades with whom."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from visualization.figures.chart import Chart, Columns, Floats, drawing, numbers, spread, strings
from visualization.figures.palette import FAINT, INK, MUTED, RULE, of_kind

# Goods flow down this list and money up it; the host stands beside the supplier.
LAYERS = (("material",), ("factory",), ("supplier", "host"), ("warehouse",), ("carrier",))
LABELLED = 40  # more names than this would cover each other
CROWD = 120  # more parties than this stay where they are, as small dots


@drawing
def network_map(nodes: Columns, edges: Columns, lang: str = "en") -> Chart:
    """Left: parties at the coordinates of their cities, trade edges between them. Right: the same edges by
    kind of party.

    ``nodes`` has ``id, kind, name_en, name_zh, lat, lon``; ``edges`` has ``source, target, layer, weight``.
    """
    chart = Chart(4.4, lang)
    ids = strings(nodes, "id")
    if not len(ids):
        return chart.nothing()
    kinds = strings(nodes, "kind")
    trade = strings(edges, "layer") == "trade"
    place = {name: at for at, name in enumerate(ids.tolist())}
    pairs = [
        (place[a], place[b])
        for a, b in zip(strings(edges, "source")[trade].tolist(), strings(edges, "target")[trade].tolist(), strict=True)
        if a in place and b in place
    ]
    labels = [chart.both((str(en), str(zh))) for en, zh in zip(nodes["name_en"], nodes["name_zh"], strict=True)]
    left = chart.panel(0.02, 0.03, 0.5, 0.87, chart.say("figure.network.map"))
    where = np.column_stack([numbers(nodes, "lon"), numbers(nodes, "lat")])
    at = np.flatnonzero(np.isfinite(where).all(axis=1))  # a carrier is at home everywhere
    new = {int(old): place for place, old in enumerate(at)}
    here = [(new[a], new[b]) for a, b in pairs if a in new and b in new]
    if len(at):
        _map(left, where[at], kinds[at], here, [labels[k] for k in at])
    right = chart.panel(0.56, 0.03, 0.43, 0.87, chart.say("figure.network.layers"))
    _layers(chart, right, kinds, pairs, labels)
    return chart


def _dots(ax: Axes, where: Floats, kinds: np.ndarray, size: float) -> None:
    """A dot per party in the colour of its kind; small ones where there are many."""
    colours = [of_kind(kind) for kind in kinds]
    small = len(kinds) > CROWD
    ax.scatter(where[:, 0], where[:, 1], s=8 if small else size, c=colours, edgecolor="white", zorder=3)


def apart(points: Floats, gap: float, rounds: int = 120) -> Floats:
    """Points (n, 2) pushed apart until no two are nearer than ``gap``, each pulled back to its place."""
    turn = 2.399963 * np.arange(len(points))  # the golden angle: those of one city leave it on different sides
    moved = points + 1e-3 * gap * np.column_stack([np.cos(turn), np.sin(turn)])
    for _ in range(rounds):
        offset = moved[:, None] - moved[None]
        distance = np.hypot(offset[..., 0], offset[..., 1]) + np.eye(len(points)) * 9 * gap
        if float(distance.min()) >= gap * 0.98:
            break
        push = np.clip(gap - distance, 0, None)[..., None] * offset / distance[..., None]
        moved = moved + 0.45 * push.sum(axis=1) + 0.01 * (points - moved)
    return np.asarray(moved)


def _map(ax: Axes, where: Floats, kinds: np.ndarray, pairs: list[tuple[int, int]], labels: list[str]) -> None:
    ax.set_aspect(1 / np.cos(np.radians(float(where[:, 1].mean()))), anchor="N")
    low, high = where.min(axis=0), where.max(axis=0)
    extent = max(float((high - low).max()), 2.0)
    shown = apart(where, 0.055 * extent) if len(where) <= CROWD else where
    ax.add_collection(LineCollection([(shown[a], shown[b]) for a, b in pairs], colors=FAINT, linewidths=0.7, zorder=1))
    if len(where) <= CROWD:
        ax.add_collection(LineCollection(list(zip(where, shown, strict=True)), colors=INK, linewidths=0.5, zorder=2))
        ax.scatter(where[:, 0], where[:, 1], s=4, color=INK, zorder=2)
    _dots(ax, shown, kinds, 46)
    low, high = np.minimum(low, shown.min(axis=0)), np.maximum(high, shown.max(axis=0))
    ax.set_ylim(low[1] - 0.06 * extent, high[1] + 0.06 * extent)
    ax.set_xlim((low[0] + high[0] - 1.9 * extent) / 2, (low[0] + high[0] + 1.9 * extent) / 2)
    if len(labels) <= LABELLED:
        _in_columns(ax, shown, labels, (low[0] - 0.12 * extent, high[0] + 0.12 * extent), 0.055 * extent)


def _in_columns(ax: Axes, shown: Floats, labels: list[str], columns: tuple[float, float], gap: float) -> None:
    """Names in a column on either side, each tied to its node by a hair line, so that none covers another."""
    order = np.argsort(shown[:, 0], kind="stable")
    half = (len(order) + 1) // 2
    for side, mine in ((0, order[:half]), (1, order[half:])):
        x, lean = columns[side], -1 if side == 0 else 1
        for k, y in zip(mine, spread(shown[mine, 1].tolist(), gap), strict=True):
            ax.plot([shown[k, 0], x], [shown[k, 1], y], color=RULE, linewidth=0.6, zorder=0, clip_on=False)
            ax.text(
                x + lean * 0.2 * gap,
                y,
                labels[k],
                fontsize=7,
                va="center",
                ha="left" if lean > 0 else "right",
                zorder=4,
            )


def _layers(chart: Chart, ax: Axes, kinds: np.ndarray, pairs: list[tuple[int, int]], labels: list[str]) -> None:
    """A column per kind from materials to carriers; the host above the supplier it bargains with."""
    columns = [layer for layer in LAYERS if any(kind in layer for kind in kinds)]
    spot = np.zeros((len(kinds), 2))
    for at, layer in enumerate(columns):
        here = sorted((k for k, kind in enumerate(kinds) if kind in layer), key=lambda k: (layer.index(kinds[k]), k))
        for row, k in enumerate(here):
            spot[k] = (at, (len(here) - 1) / 2 - row)
    reach = max(1.2, float(np.abs(spot[:, 1]).max()))
    spot[:, 1] /= reach
    ax.add_collection(LineCollection([(spot[a], spot[b]) for a, b in pairs], colors=FAINT, linewidths=0.9, zorder=1))
    _dots(ax, spot, kinds, 60)
    for at, layer in enumerate(columns):
        ax.text(at, 1.42, chart.say(f"figure.network.{layer[0]}"), ha="center", fontsize=7.5, color=MUTED)
    if len(labels) <= LABELLED:
        for (x, y), label in zip(spot, labels, strict=True):
            odd = round(x) % 2  # neighbours in adjoining columns: one above its dot, one below
            ax.text(
                x,
                y + (0.065 if odd else -0.075),
                label,
                fontsize=7,
                va="bottom" if odd else "top",
                ha="center",
                zorder=4,
            )
    ax.set_xlim(-0.55, len(columns) - 0.45)
    ax.set_ylim(-1.3, 1.5)
