"""Matrices inside flat arrays, made at no cost: a view that owns nothing.

A slice in compiled code counts references, an atomic operation at its birth and its death; on a
small network that takes longer than the arithmetic. These views leave the counting out, so whoever
makes one must hold the flat array as long, as an argument of the function does.
"""

from __future__ import annotations

from typing import Any

from numba import types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array, populate_array


@intrinsic
def matrix(typing_context: Any, flat: Any, start: Any, rows: Any, columns: Any) -> Any:
    """flat[start : start + rows * columns].reshape(rows, columns); the bounds are not checked."""
    del typing_context, start, rows, columns
    view = types.Array(flat.dtype, 2, "C", readonly=not flat.mutable)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        _, _, rows, columns = arguments
        itemsize = _itemsize(context, flat)
        strides = [builder.mul(columns, itemsize), itemsize]
        return _view(context, builder, signature, arguments, [rows, columns], strides)

    return view(flat, types.intp, types.intp, types.intp), generate


@intrinsic
def vector(typing_context: Any, flat: Any, start: Any, size: Any) -> Any:
    """flat[start : start + size]; the bounds are not checked."""
    del typing_context, start, size
    view = types.Array(flat.dtype, 1, "C", readonly=not flat.mutable)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        strides = [_itemsize(context, flat)]
        return _view(context, builder, signature, arguments, [arguments[2]], strides)

    return view(flat, types.intp, types.intp), generate


def _itemsize(context: Any, flat: Any) -> Any:
    return context.get_constant(
        types.intp, context.get_abi_sizeof(context.get_data_type(flat.dtype))
    )


def _view(
    context: Any, builder: Any, signature: Any, arguments: Any, shape: list[Any], strides: list[Any]
) -> Any:
    flat_type = signature.args[0]
    flat = make_array(flat_type)(context, builder, arguments[0])
    view = make_array(signature.return_type)(context, builder)
    populate_array(
        view,
        data=builder.gep(flat.data, [arguments[1]], inbounds=True),
        shape=shape,
        strides=strides,
        itemsize=_itemsize(context, flat_type),
        meminfo=None,
    )
    return view._getvalue()
