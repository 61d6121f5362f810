"""The activation lab as one scene: curves, the cursor in them, its values, and the differences."""

from __future__ import annotations

from msgspec import Struct

from nnviz.nn.activations import ACTIVATIONS
from nnviz.scenes.activation_choice import ActivationChoice
from nnviz.scenes.activation_curves import activation_plots, values
from nnviz.scenes.activation_reading import ReadingTable, cursor_marks, reading_table
from nnviz.scenes.difference_plots import DifferencePlots, difference_plots
from nnviz.scenes.lab_plot import LabPlot, Moving
from nnviz.scenes.palette import Theme


class ActivationScene(Struct, frozen=True, eq=False):
    """All that the lab shows.

    Parameters
    ----------
    plots, marks
        One plot for each of f, f' and f'', or one for all; and what the cursor draws in each.
    table
        The values at the cursor.
    differences
        f' by differences.
    """

    plots: tuple[LabPlot, ...]
    marks: tuple[tuple[Moving, ...], ...]
    table: ReadingTable
    differences: DifferencePlots


def activation_scene(choice: ActivationChoice, theme: Theme) -> ActivationScene:
    """Return what the lab shows of a choice."""
    plots = activation_plots(choice, theme)
    return ActivationScene(
        plots,
        cursor_marks(choice, plots, theme),
        reading_table(choice),
        difference_plots(choice, theme),
    )


def curves_text(choice: ActivationChoice) -> str:
    """Return all curves as a table with commas, every number as it is: to be copied."""
    columns = {"z": values(choice.shown[0], 0, choice.limit)[0]}
    for name in choice.shown:
        for order in choice.orders:
            sign = ("f", "f'", "f''")[order]
            columns[f"{ACTIVATIONS[name].name} {sign}"] = values(name, order, choice.limit)[1]
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    lines = [",".join(columns), *(",".join(map(repr, row)) for row in rows)]
    return "\n".join(lines) + "\n"
