"""One setting of the form: its value, its limits, and how a typed text becomes a value.

Limits are read off the types of the spec, so that the form and the file agree on what is allowed.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, TypeAlias, get_type_hints

import msgspec
from msgspec import Struct, inspect
from msgspec.structs import replace

from nnviz.engine.settings import needs_reset
from nnviz.experiment.spec import ExperimentSpec
from nnviz.scenes import words
from nnviz.scenes.experiment_choices import Choice
from nnviz.scenes.experiment_words import words_of

Kind: TypeAlias = Literal["choice", "number", "whole", "switch", "many"]
WHOLE_SET = "whole set"


class Field(Struct, frozen=True):
    """One setting.

    Parameters
    ----------
    name
        Its dotted path, layers by their number on screen: "network.layers.1.units".
    label, tip
        What it is called, and what it means.
    kind
        "choice" of one, "many" of several, "number", "whole" number, or "switch".
    value
        Of the spec: a choice's name, a tuple of them, a number, or a bool.
    needs_reset
        Whether a change begins the run again.
    low, high
        The limits of a number.
    above, below
        Whether the limit itself is not allowed.
    choices
        What there is to choose from.
    offered
        Numbers that are offered beside typing one.
    share
        Shown in percent.
    zero
        The word that stands for 0; "" for none.
    fixed
        Why it can't be changed; "" where it can.
    """

    name: str
    label: str
    tip: str
    kind: Kind
    value: Any
    needs_reset: bool
    low: float = float("-inf")
    high: float = float("inf")
    above: bool = False
    below: bool = False
    choices: tuple[Choice, ...] = ()
    offered: tuple[float, ...] = ()
    share: bool = False
    zero: str = ""
    fixed: str = ""

    @property
    def text(self) -> str:
        """The value as it stands in a number's box; reading it gives the same value."""
        return self.text_of(self.value)

    def text_of(self, value: float) -> str:
        """Return how a number is written in this field's box."""
        if self.zero and value == 0:
            return self.zero
        return f"{words.exact(round(100 * value, 10))} %" if self.share else words.exact(value)

    @property
    def whole_tip(self) -> str:
        """The tooltip: what it means, why it can't be changed, when a change takes effect."""
        effect = "Resets the run." if self.needs_reset else "Applies at once."
        end = "" if self.tip.endswith(".") else "."
        return f"{self.tip}{end} {self.fixed or effect}"

    def within(self, low: float, high: float, fixed: str = "") -> Field:
        """Return the field with other limits, and why these leave no choice."""
        return replace(self, low=low, high=high, fixed=fixed)

    def offering(self, numbers: tuple[float, ...]) -> Field:
        """Return the field with numbers to choose from."""
        return replace(self, offered=numbers)

    def read(self, text: str) -> float:
        """Return the value that `text`, typed into the box, stands for.

        Raises
        ------
        ValueError
            Where it is not a number or not allowed; the message is a sentence for the person.
        """
        plain = text.strip()
        if self.zero and plain.lower() == self.zero:
            return 0
        value = words.read_number(plain.removesuffix("%") if self.share else plain)
        value = value / 100 if self.share else value
        if self.kind == "whole" and not value.is_integer():
            raise ValueError(self._allowed())
        if not self._is_inside(value):
            raise ValueError(self._allowed())
        return int(value) if self.kind == "whole" else value

    def _is_inside(self, value: float) -> bool:
        low = value > self.low if self.above else value >= self.low
        high = value < self.high if self.below else value <= self.high
        return low and high

    def _allowed(self) -> str:
        """Say which numbers are allowed: "A whole number from 1 to 1,024, please."."""
        what = "a whole number" if self.kind == "whole" else "a number"
        low = f"{'above' if self.above else 'from'} {self._shown(self.low)}"
        high = f"{'below' if self.below else 'to'} {self._shown(self.high)}"
        between = f"{low} and at most {self._shown(self.high)}" if self.above else f"{low} {high}"
        return f"Give {what} {between}."

    def _shown(self, limit: float) -> str:
        if self.share:
            return f"{words.exact(100 * limit)} %"
        return words.count(int(limit)) if float(limit).is_integer() else words.exact(limit)


def number_field(
    path: str, part: msgspec.Struct, name: str, kind_of: str = "", *, share: bool = False
) -> Field:
    """Return the field for the setting `name` of `part`, which lies at `path` of the spec.

    Parameters
    ----------
    path
        Such as "training.optimizer".
    part
        The part as it is now.
    name
        Of the setting: a number, or a switch.
    kind_of
        "optimizer", "schedule", "initializer", "layer" where its words are found so.
    share
        Shown in percent.
    """
    full = f"{path}.{name}"
    label, tip = words_of(full, kind_of)
    info = _type_of(type(part), name)
    value = getattr(part, name)
    if isinstance(info, inspect.BoolType):
        return Field(full, label, tip, "switch", value, resets(full))
    assert isinstance(info, inspect.IntType | inspect.FloatType)
    kind: Kind = "whole" if isinstance(info, inspect.IntType) else "number"
    field = Field(full, label, tip, kind, value, resets(full), share=share, **_limits(info))
    return replace(field, zero=WHOLE_SET) if full == "training.batch" else field


def _limits(info: inspect.IntType | inspect.FloatType) -> dict[str, Any]:
    """Return the limits that a type sets, as a Field has them."""
    low, high = (info.ge if info.gt is None else info.gt), (info.le if info.lt is None else info.lt)
    return {
        "low": float("-inf") if low is None else low,
        "high": float("inf") if high is None else high,
        "above": info.gt is not None,
        "below": info.lt is not None,
    }


def setting_fields(path: str, part: msgspec.Struct, kind_of: str) -> tuple[Field, ...]:
    """Return the fields of all settings of an optimiser, schedule, or initialiser."""
    return tuple(number_field(path, part, name, kind_of) for name in part.__struct_fields__)


def choice_field(name: str, value: str, choices: tuple[Choice, ...], kind_of: str = "") -> Field:
    """Return the field for a setting that is one of `choices`."""
    label, tip = words_of(name, kind_of)
    chosen = next((one for one in choices if one.value == value), None)
    if chosen is not None:
        tip = f"{tip} Now: {chosen.label}. {chosen.tip}"
    return Field(name, label, tip, "choice", value, resets(name), choices=choices)


def resets(name: str) -> bool:
    """Whether a change of the setting at this path begins the run again."""
    return needs_reset(ExperimentSpec(), name)


@cache
def _type_of(kind: type[msgspec.Struct], name: str) -> inspect.Type:
    """Return the type of one setting; that of the whole part would take a hundred times as long."""
    return inspect.type_info(_hints(kind)[name])


@cache
def _hints(kind: type[msgspec.Struct]) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)
