"""Arrays whose references are not counted, for the inside of a loop.

A slice in compiled code counts references, an atomic operation at its birth and another at its
death; on a small network that takes longer than the arithmetic. A slice of an unowned array is
unowned too and counts nothing. Whoever makes one must hold the array itself as long.
"""

from __future__ import annotations

from typing import Any

from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import make_array


@intrinsic
def unowned(typing_context: Any, array: Any) -> Any:
    """Return the same array, which counts no references."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        view = make_array(signature.return_type)(context, builder, arguments[0])
        view.meminfo = cgutils.get_null_value(view.meminfo.type)
        view.parent = cgutils.get_null_value(view.parent.type)
        return view._getvalue()

    return array(array), generate
