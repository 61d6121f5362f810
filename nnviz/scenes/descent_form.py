"""The form of the descent lab: settings of the function, the start, settings of a method.

Every row is read off the record that it changes, so that form, file and program agree on what is
allowed; what is not is refused with a sentence.
"""

from __future__ import annotations

import msgspec

from nnviz.optim.descent import DecreasingRate
from nnviz.optim.method import Method
from nnviz.optim.methods import METHODS
from nnviz.optim.settings import Setting, settings_of
from nnviz.scenes import experiment_words as say
from nnviz.scenes.descent_choice import PresetChoice, function_choices
from nnviz.scenes.descent_state import MOST_START, SCHEDULES, Descent
from nnviz.scenes.experiment_choices import Choice
from nnviz.scenes.experiment_fields import Field, Kind

_KINDS: dict[str, Kind] = {"float": "number", "int": "whole", "bool": "switch", "choice": "choice"}
_LABELS = {
    "half_mse": "half squared error",
    "cross_entropy": "cross-entropy",
}
FAMILIES = {
    "values": "values only",
    "gradient": "with the gradient",
    "Hessian": "with the Hessian",
    "residuals": "for sums of squares",
}


def function_field(descent: Descent) -> Field:
    """Return the choice of a function."""
    tip = descent.function.sentence
    return Field(
        "function",
        "Function",
        tip,
        "choice",
        descent.choice.name,
        False,
        choices=function_choices(),
    )


def function_fields(descent: Descent) -> tuple[Field, ...]:
    """Return the settings of the chosen function, and the coordinates of the start."""
    choice = descent.choice
    fields: list[Field] = []
    if isinstance(choice, PresetChoice):
        fields = [
            _field(f"function.{one.name}", one, choice.value_of(one.name))
            for one in choice.settings
        ]
    for place, name in enumerate(descent.function.variables):
        tip = "Where every method begins; a click into the picture sets it."
        value = descent.race.start[place]
        fields.append(
            Field(
                f"start.{place}",
                f"start {name}",
                tip,
                "number",
                value,
                False,
                low=-MOST_START,
                high=MOST_START,
            )
        )
    return tuple(fields)


def method_fields(descent: Descent) -> tuple[Field, ...]:
    """Return the settings of the selected method; of a schedule also its own."""
    method = descent.method
    fields: list[Field] = []
    for one in settings_of(type(method)):
        if one.kind == "record":
            fields += _schedule_fields(method, one)
        elif one.name != "tolerance":
            fields.append(_field(f"method.{one.name}", one, getattr(method, one.name)))
    tolerance = next(one for one in settings_of(type(method)) if one.name == "tolerance")
    return (*fields, _field("method.tolerance", tolerance, method.tolerance))


def _schedule_fields(method: Method, setting: Setting) -> list[Field]:
    assert isinstance(method, DecreasingRate)
    schedule = method.schedule
    choices = tuple(Choice(name, *say.SCHEDULES[name]) for name in SCHEDULES)
    now = str(schedule.__struct_config__.tag)
    name = f"method.{setting.name}"
    fields = [Field(name, setting.label, setting.tip, "choice", now, False, choices=choices)]
    own: tuple[Setting, ...] = settings_of(type(schedule))
    return [*fields, *(_field(f"{name}.{one.name}", one, _of(schedule, one)) for one in own)]


def _of(record: msgspec.Struct, setting: Setting) -> object:
    return getattr(record, setting.name)


def _field(name: str, setting: Setting, value: object) -> Field:
    low = float("-inf") if setting.least is None else setting.least
    high = float("inf") if setting.most is None else setting.most
    return Field(
        name,
        setting.label,
        setting.tip,
        _KINDS[setting.kind],
        value,
        False,
        low=low,
        high=high,
        above=setting.open_least,
        below=setting.open_most,
        choices=tuple(Choice(one, _LABELS.get(one, one)) for one in setting.choices),
    )


def method_tip(name: str) -> str:
    """Return what a method is: its formula and the first sentence about it."""
    kind = METHODS[name]
    about = (kind.__doc__ or "").split("\n\n")[0].replace("\n", " ").strip()
    return f"{kind.formula}\n{about}"
