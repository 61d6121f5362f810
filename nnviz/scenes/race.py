"""The race from -10 to +10 as a scene: every lane's weight over the steps, and a table.

On a logarithmic axis of steps all lanes can be seen: cross-entropy is there in twenty steps, the
squared error of the same sigmoid takes twenty thousand, and ReLU never starts.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.diagnostics.one_unit import Pass, run
from nnviz.diagnostics.race import NEAR, Lane, Race
from nnviz.nn.arrays import Array, frozen
from nnviz.scenes import words
from nnviz.scenes.decimate import two_a_column
from nnviz.scenes.lab_plot import SOLID, Curve, Dash, Dot, EndName, LabPlot, Moving, Picture
from nnviz.scenes.palette import Colour, Theme
from nnviz.scenes.plot_marks import Level, Note
from nnviz.scenes.ticks import linear_axis, log_axis, round_range, rounded_up

LEAST_STEPS = 10
HEAD = ("lane", "first step", "w", "ŷ", "f′(z)", "last step", "state")
DASHES: tuple[Dash, ...] = (SOLID, SOLID, (6.0, 2.5), (2.0, 2.5), (8.0, 2.0, 2.0, 2.0))


class RaceRow(Struct, frozen=True):
    """One lane in the table."""

    cells: tuple[str, ...]
    colour: Colour
    dash: Dash
    tip: str


class RaceScene(Struct, frozen=True, eq=False):
    """What the race shows: the lanes over the steps, the table, and a sentence."""

    picture: Picture
    head: tuple[str, ...]
    rows: tuple[RaceRow, ...]
    sentence: str
    log: bool

    @property
    def text(self) -> str:
        """The table with tabs, to be copied."""
        return "\n".join("\t".join(cells) for cells in (self.head, *(r.cells for r in self.rows)))


def race_scene(race: Race, theme: Theme, columns: int = 600, *, log: bool = True) -> RaceScene:
    """Return what the race shows now.

    Parameters
    ----------
    race
        As far as it has come.
    theme, columns
        Colours, and pixels across the plot.
    log
        Whether the axis of steps is logarithmic.
    """
    rows = tuple(_row(race, place, theme) for place in range(len(race.lanes)))
    return RaceScene(_picture(race, theme, columns, log), HEAD, rows, sentence(race), log)


def lane_ink(place: int, theme: Theme) -> Colour:
    """Return the colour of a lane."""
    inks = (theme.text, theme.accent, theme.muted, theme.bad, theme.slope_text)
    return inks[place % len(inks)]


def _picture(race: Race, theme: Theme, columns: int, log: bool) -> Picture:
    steps = np.arange(race.step_count + 1, dtype=np.float64)
    if log:
        steps[0] = 0.5
        steps = np.log10(steps)
    far = rounded_up(max(race.step_count, LEAST_STEPS))
    x_axis = log_axis(0.0, np.log10(far), 6, "step") if log else linear_axis(0, far, 6, "step")
    curves = tuple(
        _lane_curve(race, place, steps, (x_axis.low, x_axis.high), columns, theme)
        for place in range(len(race.lanes))
    )
    low, high = _reach(race)
    plot = LabPlot(
        "Weight of every lane over the steps",
        x_axis,
        linear_axis(low, high, 7, "weight w"),
        curves,
        (),
        (Level(0.0, theme.border),),
        tuple(EndName(c.name, float(c.y[-1]), c.colour) for c in curves),
        (Note(x_axis.low, high, _title(race), theme.muted, (1, -1)),),
    )
    return Picture(plot, tuple(_ends(curves)))


def _title(race: Race) -> str:
    settings = race.settings
    return (
        f"x = {words.exact(settings.x)}, b = 0, target {words.exact(settings.target)},"
        f" rate {words.exact(settings.rate)}: step {words.count(race.step_count)}"
    )


def _lane_curve(
    race: Race,
    place: int,
    steps: Array,
    shown: tuple[float, float],
    columns: int,
    theme: Theme,
) -> Curve:
    x, y = two_a_column(steps, race.w[:, place], *shown, columns // 2)
    ink = lane_ink(place, theme)
    width = 2.4 if place < 2 else 1.8
    return Curve(race.lanes[place].label, frozen(x), frozen(y.copy()), ink, width, DASHES[place])


def _reach(race: Race) -> tuple[float, float]:
    """Return from below the lowest weight to above the highest; at least -10 to 10."""
    low, high = float(race.w.min()), float(race.w.max())
    low, high = round_range(min(low, -10.0), max(high, 10.0))
    return 1.12 * low, 1.12 * high


def _ends(curves: tuple[Curve, ...]) -> list[Moving]:
    return [Dot(float(c.x[-1]), float(c.y[-1]), c.colour) for c in curves]


def _row(race: Race, place: int, theme: Theme) -> RaceRow:
    found, w = run(race.unit(place)), race.w[:, place]
    last = words.number(float(w[-1] - w[-2])) if race.step_count else "–"
    cells = (
        race.lanes[place].label,
        words.number(race.first_step(place) + 0.0, 5),
        words.number(float(w[-1]), 6),
        words.number(found.output),
        words.number(found.slope),
        last,
        _state(race, place, found),
    )
    return RaceRow(cells, lane_ink(place, theme), DASHES[place], _why(race.lanes[place]))


def _state(race: Race, place: int, found: Pass) -> str:
    learned = race.learned_at(place)
    if learned is not None:
        return f"learned at {words.count(learned)}" if learned else "right at the start"
    if found.blocked:
        return "dead: f′ = 0"
    if abs(float(found.gradient[0])) * race.settings.rate < 1e-3:
        return "shut: crawls"
    return "on its way"


def _why(lane: Lane) -> str:
    if lane.cost != "half_mse":
        return "The cross-entropy's derivative cancels f′: the step is rate × (y − ŷ) × x."
    return "The step is rate × (y − ŷ) × f′(z) × x: where f′ is tiny, so is the step."


def sentence(race: Race) -> str:
    """Say how the lanes stand."""
    if race.step_count == 0:
        steps = ", ".join(
            f"{lane.label} {words.number(race.first_step(place) + 0.0, 2)}"
            for place, lane in enumerate(race.lanes)
        )
        return f"The first step will be: {steps}. Guess who is first, then run."
    places = range(len(race.lanes))
    done = [place for place in places if race.learned_at(place) is not None]
    if not done:
        return f"No lane has its error below {words.exact(NEAR)} yet."
    done.sort(key=lambda place: race.learned_at(place) or 0)
    told = ", ".join(
        f"{race.lanes[place].label} at step {words.count(race.learned_at(place) or 0)}"
        for place in done
    )
    rest = len(race.lanes) - len(done)
    waiting = f" {rest} not there yet." if rest else ""
    over = " The race ends here." if race.is_over else ""
    return f"Error below {words.exact(NEAR)}: {told}.{waiting}{over}"
