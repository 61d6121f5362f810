"""What every preset of the descent lab is: a record of settings that builds a `Function`."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

import msgspec

from nnviz.experiment.expression import compile_function
from nnviz.experiment.function import FormulaOfSquares, Function

_VARIABLES = ("x", "y")


class FunctionPreset(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="name"):
    """A function with its settings; `build` makes it."""

    label: ClassVar[str] = ""
    sentence: ClassVar[str] = ""

    @abstractmethod
    def build(self) -> Function:
        """Return the function with these settings."""

    def of(self, formula: str, residuals: tuple[str, ...] = (), **known: Any) -> Function:
        """Return the function of a formula.

        Parameters
        ----------
        formula
            As it can be typed.
        residuals
            Formulas whose squares sum up to it, where there are any.
        known
            The other parts of `Function`.
        """
        whole = compile_function(formula)
        parts = tuple(compile_function(part, whole.size) for part in residuals)
        return Function(
            name=str(self.__struct_config__.tag),
            label=self.label,
            sentence=self.sentence,
            formula=formula,
            variables=_VARIABLES[: whole.size],
            objective=FormulaOfSquares(whole, parts) if parts else whole,
            **known,
        )
