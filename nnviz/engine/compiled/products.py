"""Matrix products for small matrices: tiles of the result are kept in registers.

BLAS packs both factors before it multiplies, which small matrices never pay back, and its kernels
may be older than the processor. Here a tile of rows x 8 or 16 columns is summed up in vector
registers, straight from the factors. The tiles are written in LLVM's vectors, for a loop in Python
gives the compiler no way to say that its sums should stay in registers.
"""

from __future__ import annotations

from typing import Any

import llvmlite.binding
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

from nnviz.engine.compiled.jit import fast
from nnviz.nn.arrays import Array

LANES = 8  # doubles in a vector; LLVM makes two or four of it on lesser processors
_WIDE_REGISTERS = bool(llvmlite.binding.get_host_cpu_features().get("avx512f"))

_INDEX = ir.IntType(64)
_VECTOR = ir.VectorType(ir.DoubleType(), LANES)
_MASK = ir.VectorType(ir.IntType(1), LANES)
_PICKS = ir.VectorType(ir.IntType(32), LANES)


class _Tile:
    """Writes the code of one tile: c[i, j] = start[j] + sum over k of a[i, k] b[k, j].

    Parameters
    ----------
    builder
        Where to write.
    rows, vectors
        Of the tile; a vector is 8 columns.
    mask
        Which columns of the last vector there are; None for all.
    biased
        Whether there is a start, the row of b behind the last k; else it is 0.
    """

    def __init__(
        self, builder: Any, rows: int, vectors: int, mask: Any | None, biased: Any
    ) -> None:
        self.builder, self.rows, self.vectors = builder, rows, vectors
        self.mask, self.biased = mask, biased
        kind = ir.FunctionType(_VECTOR, [_VECTOR, _VECTOR, _VECTOR])
        self._fma = cgutils.get_or_insert_function(builder.module, kind, "llvm.fma.v8f64")

    def at(self, pointer: Any, index: Any) -> Any:
        """Return a place behind a pointer."""
        return self.builder.gep(pointer, [index], inbounds=True)

    def plus(self, index: Any, more: int) -> Any:
        """Return an index plus a number."""
        return self.builder.add(index, ir.Constant(_INDEX, more))

    def times(self, index: Any, factor: int) -> Any:
        """Return an index times a number."""
        return self.builder.mul(index, ir.Constant(_INDEX, factor))

    def load(self, pointer: Any, v: int) -> Any:
        """Return the v-th vector from there on; columns that are not there are 0."""
        pointer = self.at(pointer, ir.Constant(_INDEX, LANES * v))
        place = self.builder.bitcast(pointer, _VECTOR.as_pointer())
        if self.mask is None or v < self.vectors - 1:
            return self.builder.load(place, align=8)
        kind = ir.FunctionType(_VECTOR, [place.type, ir.IntType(32), _MASK, _VECTOR])
        name = "llvm.masked.load.v8f64.p0"
        masked = cgutils.get_or_insert_function(self.builder.module, kind, name)
        zero = ir.Constant(_VECTOR, [0.0] * LANES)
        return self.builder.call(masked, [place, ir.Constant(ir.IntType(32), 8), self.mask, zero])

    def store(self, vector: Any, pointer: Any, v: int) -> None:
        """Write the v-th vector from there on; columns that are not there are left alone."""
        pointer = self.at(pointer, ir.Constant(_INDEX, LANES * v))
        place = self.builder.bitcast(pointer, _VECTOR.as_pointer())
        if self.mask is None or v < self.vectors - 1:
            self.builder.store(vector, place, align=8)
            return
        kind = ir.FunctionType(ir.VoidType(), [_VECTOR, place.type, ir.IntType(32), _MASK])
        name = "llvm.masked.store.v8f64.p0"
        masked = cgutils.get_or_insert_function(self.builder.module, kind, name)
        self.builder.call(masked, [vector, place, ir.Constant(ir.IntType(32), 8), self.mask])

    def spread(self, scalar: Any) -> Any:
        """Return a vector of eight times the same."""
        undefined = ir.Constant(_VECTOR, ir.Undefined)
        first = self.builder.insert_element(undefined, scalar, ir.Constant(ir.IntType(32), 0))
        return self.builder.shuffle_vector(first, undefined, ir.Constant(_PICKS, [0] * LANES))

    def write(self, a: Any, b: Any, c: Any, depth: Any) -> None:
        """Write the loop over k; a, b and c are pairs of a pointer and strides."""
        builder = self.builder
        starts = self._starts(b, depth)
        before = builder.block
        loop = builder.append_basic_block("k")
        builder.branch(loop)
        builder.position_at_end(loop)
        k = builder.phi(_INDEX)
        k.add_incoming(ir.Constant(_INDEX, 0), before)
        sums = [[builder.phi(_VECTOR) for _ in range(self.vectors)] for _ in range(self.rows)]
        added = self._added(a, b, k, sums)
        following = self.plus(k, 1)
        k.add_incoming(following, loop)
        for old, new in zip(sums, added, strict=True):
            for phi, value, start in zip(old, new, starts, strict=True):
                phi.add_incoming(start, before)
                phi.add_incoming(value, loop)
        done = builder.append_basic_block("done")
        builder.cbranch(builder.icmp_signed("<", following, depth), loop, done)
        builder.position_at_end(done)
        pointer, stride = c
        for i, row in enumerate(added):
            first = self.at(pointer, self.times(stride, i))
            for v, value in enumerate(row):
                self.store(value, first, v)

    def _starts(self, b: Any, depth: Any) -> list[Any]:
        """Write what the sums of each vector begin with."""
        right, stride = b
        builder, zero = self.builder, ir.Constant(_INDEX, 0)
        row = builder.select(self.biased, builder.mul(depth, stride), zero)
        nothing = ir.Constant(_VECTOR, [0.0] * LANES)
        return [
            builder.select(self.biased, self.load(self.at(right, row), v), nothing)
            for v in range(self.vectors)
        ]

    def _added(self, a: Any, b: Any, k: Any, sums: list[list[Any]]) -> list[list[Any]]:
        """Write one step over k: every sum plus its product."""
        (left, row, column), (right, stride) = a, b
        first = self.at(right, self.builder.mul(k, stride))
        across = [self.load(first, v) for v in range(self.vectors)]
        along = self.builder.mul(k, column)
        added = []
        for i, old in enumerate(sums):
            place = self.builder.add(self.times(row, i), along)
            factor = self.spread(self.builder.load(self.at(left, place)))
            pairs = zip(across, old, strict=True)
            added.append([self.builder.call(self._fma, [factor, v, s]) for v, s in pairs])
        return added


def _tile(rows: int, vectors: int, *, masked: bool) -> Any:
    """Return an intrinsic that computes one tile of a product.

    Its arguments are (a, a0, row, column, b, b0, b_stride, c, c0, c_stride, depth, columns,
    biased): flat arrays, where in them the tile begins, their strides, the terms of each sum,
    (masked) how many columns the last vector has, and whether b has one more row to begin with.
    """

    @intrinsic
    def tile(
        typing_context: Any, a: Any, a0: Any, row: Any, column: Any, b: Any, b0: Any, b_stride: Any,
        c: Any, c0: Any, c_stride: Any, depth: Any, columns: Any, biased: Any,
    ) -> Any:  # fmt: skip
        """Compute one tile."""
        del typing_context, a0, row, column, b0, b_stride, c0, c_stride, depth, columns, biased

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            mask = None
            if masked:
                count = builder.trunc(arguments[11], ir.IntType(8))
                ones = ir.Constant(ir.IntType(8), 0xFF)
                shift = builder.sub(ir.Constant(ir.IntType(8), LANES), count)
                mask = builder.bitcast(builder.lshr(ones, shift), _MASK)
            code = _Tile(builder, rows, vectors, mask, arguments[12])
            left, right, result = (
                code.at(make_array(signature.args[n])(context, builder, arguments[n]).data, start)
                for n, start in ((0, arguments[1]), (4, arguments[5]), (7, arguments[8]))
            )
            code.write(
                (left, arguments[2], arguments[3]),
                (right, arguments[6]),
                (result, arguments[9]),
                arguments[10],
            )
            return context.get_dummy_value()

        i = types.intp
        return types.void(a, i, i, i, b, i, i, c, i, i, i, i, types.boolean), generate

    return tile


_TALL = 8 if _WIDE_REGISTERS else 4
_MOST = 2 if _WIDE_REGISTERS else 1  # vectors
_tall_2 = _tile(_TALL, _MOST, masked=False)
_tall_2_part = _tile(_TALL, _MOST, masked=True)
_tall_1 = _tile(_TALL, 1, masked=False)
_tall_1_part = _tile(_TALL, 1, masked=True)
_flat_2 = _tile(1, 2, masked=False)
_flat_2_part = _tile(1, 2, masked=True)
_flat_1 = _tile(1, 1, masked=False)
_flat_1_part = _tile(1, 1, masked=True)


@fast
def multiply(
    a: Array, a0: int, row: int, column: int, b: Array, b0: int, b_stride: int,
    c: Array, c0: int, c_stride: int, rows: int, depth: int, columns: int, biased: bool,
) -> None:  # fmt: skip
    """C = A B inside flat arrays: A[i, k] is a[a0 + i row + k column], B and C are row-major.

    Parameters
    ----------
    a, b, c
        Flat arrays.
    a0, b0, c0
        Where in them the matrices begin.
    row, column
        Strides of A, so that its transpose is the same with both exchanged.
    b_stride, c_stride
        From one row to the next.
    rows, depth, columns
        A is (rows, depth), B (depth, columns).
    biased
        Whether B has one row more, which is added to every row of C.
    """
    tall = rows // _TALL * _TALL
    j = 0
    while j < columns:
        step = min(columns - j, _MOST * LANES)
        last = (step - 1) % LANES + 1
        b1 = b0 + j
        for i in range(0, tall, _TALL):
            a1, c1 = a0 + i * row, c0 + i * c_stride + j
            if step == 16:
                _tall_2(a, a1, row, column, b, b1, b_stride, c, c1, c_stride, depth, 8, biased)
            elif step > LANES:
                _tall_2_part(
                    a, a1, row, column, b, b1, b_stride, c, c1, c_stride, depth, last, biased
                )
            elif step == LANES:
                _tall_1(a, a1, row, column, b, b1, b_stride, c, c1, c_stride, depth, 8, biased)
            else:
                _tall_1_part(
                    a, a1, row, column, b, b1, b_stride, c, c1, c_stride, depth, last, biased
                )
        for i in range(tall, rows):
            a1, c1 = a0 + i * row, c0 + i * c_stride + j
            if step == 16:
                _flat_2(a, a1, row, column, b, b1, b_stride, c, c1, c_stride, depth, 8, biased)
            elif step > LANES:
                _flat_2_part(
                    a, a1, row, column, b, b1, b_stride, c, c1, c_stride, depth, last, biased
                )
            elif step == LANES:
                _flat_1(a, a1, row, column, b, b1, b_stride, c, c1, c_stride, depth, 8, biased)
            else:
                _flat_1_part(
                    a, a1, row, column, b, b1, b_stride, c, c1, c_stride, depth, last, biased
                )
        j += step
