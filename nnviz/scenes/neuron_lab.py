"""The lab Neuron as one scene: the unit's pictures, its chain rule in numbers, its next step."""

from __future__ import annotations

from msgspec import Struct

from nnviz.scenes.lab_form import FormRow
from nnviz.scenes.lab_plot import Picture
from nnviz.scenes.palette import Theme
from nnviz.scenes.unit_chain import UnitChain, unit_chain
from nnviz.scenes.unit_choice import UnitChoice
from nnviz.scenes.unit_form import unit_rows
from nnviz.scenes.unit_map import map_picture
from nnviz.scenes.unit_plots import activation_picture, cost_picture
from nnviz.scenes.unit_words import state_words, step_sentence


class NeuronScene(Struct, frozen=True, eq=False):
    """All that the lab shows of one unit.

    Parameters
    ----------
    rows
        The form.
    activation, cost, map
        Pictures.
    chain
        The chain rule in numbers.
    state
        Where the unit stands, as (name, value) pairs.
    sentence
        What the next step does.
    """

    rows: tuple[FormRow, ...]
    activation: Picture
    cost: Picture
    map: Picture
    chain: UnitChain
    state: tuple[tuple[str, str], ...]
    sentence: str

    @property
    def text(self) -> str:
        """Where the unit stands and how it is updated, to be copied."""
        state = ", ".join(f"{name} = {value}" for name, value in self.state)
        return "\n".join([state, self.chain.text, self.chain.update, self.sentence])


def neuron_scene(choice: UnitChoice, theme: Theme) -> NeuronScene:
    """Return what the lab shows of a choice."""
    return NeuronScene(
        unit_rows(choice),
        activation_picture(choice, theme),
        cost_picture(choice, theme),
        map_picture(choice, theme),
        unit_chain(choice),
        state_words(choice),
        step_sentence(choice),
    )
