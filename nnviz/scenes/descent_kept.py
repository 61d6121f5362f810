"""Keeps the last pictures made of a function, which is known again by identity.

A function may hold arrays, so it can't be compared with another one; but the same object is the
same function, and its picture need not be made twice.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from nnviz.experiment.function import Function
from nnviz.scenes.descent_state import Region
from nnviz.scenes.palette import Theme

Made = TypeVar("Made")
MOST = 6


def kept(
    make: Callable[[Function, Region, Theme], Made],
) -> Callable[[Function, Region, Theme], Made]:
    """Return `make` with a memory of its last answers."""
    memory: OrderedDict[tuple[int, Region, str], tuple[Function, Made]] = OrderedDict()

    @wraps(make)
    def answer(function: Function, region: Region, theme: Theme) -> Made:
        key = id(function), region, theme.name
        if key not in memory:
            memory[key] = function, make(function, region, theme)
            while len(memory) > MOST:
                memory.popitem(last=False)
        memory.move_to_end(key)
        return memory[key][1]

    return answer
