"""Keeps the last pictures made of a function, which is known again by identity.

A function may hold arrays, so it can't be compared with another one; but the same object is the
same function, and its picture need not be made twice.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple

from nnviz.experiment.function import Function
from nnviz.scenes.descent_state import Region

Made = TypeVar("Made")
More = TypeVarTuple("More")  # what else a picture depends on, such as a theme; compared by value
MOST = 6


def kept(
    make: Callable[[Function, Region, *More], Made],
) -> Callable[[Function, Region, *More], Made]:
    """Return `make` with a memory of its last answers."""
    memory: OrderedDict[tuple[object, ...], tuple[Function, Made]] = OrderedDict()

    @wraps(make)
    def answer(function: Function, region: Region, *more: *More) -> Made:
        key = id(function), region, *more
        if key not in memory:
            memory[key] = function, make(function, region, *more)
            while len(memory) > MOST:
                memory.popitem(last=False)
        memory.move_to_end(key)
        return memory[key][1]

    return answer
