"""What the panel Sweeps keeps for a visitor: the open folder, what is looked at, the chosen run, the work under way."""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace

import solara

from experiments.sweep import Sweep
from protocols.errors import UserError
from visualization.figures.names import words
from visualization.page.panels.pieces import replay
from visualization.page.runner import Runner, Tell
from visualization.page.session import Session
from visualization.page.settings import Settings
from visualization.page.upload import allowed, results_root
from visualization.page.views.sweeps import Sheet, open_folder
from visualization.page.views.sweeps_plots import Moved, axes_of, moved
from visualization.page.views.sweeps_runs import Chosen, settings_of

SMALL_FOLDER = "small-sweep"
SMALL_OUTCOMES = ["chain_surplus", "net_gmv", "profit.host", "profit.supplier"]


def small_sweep() -> Sweep:
    """The sweep that a click plays: twelve shows of the reference scenario."""
    return Sweep(
        "autumn_launch", ["slot_fee_commission", "win_win_pool_nash"], name=SMALL_FOLDER, replications=3,
        parameters={"scale.return_rate": {"values": [0.8, 1.2]}}, outcomes=SMALL_OUTCOMES,
    )  # fmt: skip


@dataclass(frozen=True)
class Look:
    """What is looked at: an outcome over two axes, under one scheme in one variant; two outcomes of the Pareto set."""

    outcome: str = ""
    x: str = ""
    y: str = ""
    variant: str = ""
    scheme: str = ""
    other: str = ""

    @classmethod
    def first(cls, sheet: Sheet) -> Look:
        """Where to begin."""
        axes, main = axes_of(sheet), sheet.table.outcomes
        x, y = (*axes, "", "")[:2]
        return cls(main[0], x, y, sheet.table.variants[0], sheet.table.schemes[0], main[1] if len(main) > 1 else "")


class Desk:
    """Reactive state of the panel."""

    def __init__(self) -> None:
        self.path: solara.Reactive[str] = solara.reactive("")
        self.sheet: solara.Reactive[Sheet | None] = solara.reactive(None, equals=operator.is_)
        self.look: solara.Reactive[Look] = solara.reactive(Look(), equals=operator.eq)
        self.run: solara.Reactive[Chosen | None] = solara.reactive(None, equals=operator.eq)
        self.settings: solara.Reactive[Settings | None] = solara.reactive(None, equals=operator.eq)
        self.problem: solara.Reactive[str] = solara.reactive("")
        self.moved: solara.Reactive[tuple[Look, Moved] | None] = solara.reactive(None, equals=operator.is_)
        self.playing = False  # whether the work is a small sweep, not a folder to read
        self.runner = Runner()
        self.thinker = Runner()

    def open(self, path: str) -> None:
        """Read a folder off the page's thread."""
        self.playing = False
        self.path.set(path)

        def work(_: object) -> Sheet:
            root = results_root()
            allowed(path, root)
            return open_folder(root, path)

        self.runner.start(work, self._opened)

    def small(self) -> None:
        """Play a small sweep into the results and open it; what an earlier one left is not played again."""

        def work(tell: Tell) -> Sheet:
            root, sweep = results_root(), small_sweep()
            runs = len(sweep.design.runs)
            tell(0.0, words("page.sweeps.small.playing", runs=runs))
            sweep.run(allowed(SMALL_FOLDER, root), workers=1, ended=lambda count: tell(count / runs))
            return open_folder(root, SMALL_FOLDER)

        def done(sheet: Sheet) -> None:
            self.path.set(SMALL_FOLDER)
            self._opened(sheet)

        self.playing = True
        self.runner.start(work, done)

    def _opened(self, sheet: Sheet) -> None:
        self.run.set(None)
        self.problem.set("")
        self.moved.set(None)
        self.look.set(Look.first(sheet))
        self.sheet.set(sheet)

    def turn(self, **values: str) -> None:
        """Look at something else; an axis taken from the other side is swapped with it."""
        now = self.look.peek()
        if values.get("x") == now.y and "x" in values:
            values["y"] = now.x
        if values.get("y") == now.x and "y" in values:
            values["x"] = now.y
        self.look.set(replace(now, **values))

    def think(self) -> None:
        """Work out what moves the outcome that is looked at, off the page's thread."""
        sheet, look = self.sheet.peek(), self.look.peek()
        if sheet is None or not sheet.table.parameters:
            return

        def work(_: object) -> tuple[Look, Moved]:
            return look, moved(sheet, look.outcome, look.variant, look.scheme, look.x, look.y)

        self.thinker.start(work, self.moved.set)

    def choose(self, session: Session, identity: str) -> None:
        """Set the header to the very run and play it."""
        sheet, run = self.sheet.peek(), Chosen.of(identity)
        if sheet is None or run is None:
            return
        self.run.set(run)
        try:
            settings = settings_of(sheet, run, dict(session.files.peek()))
        except UserError as error:
            self.settings.set(None)
            self.problem.set(str(error))
            return
        self.problem.set("")
        self.settings.set(settings)
        replay(session, settings)

    def close(self) -> None:
        self.runner.cancel()
        self.thinker.cancel()
        self.sheet.set(None)
