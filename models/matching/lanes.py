"""Compiled instructions that numba does not offer: many entries at once, bits, fetching ahead."""

from collections.abc import Callable
from typing import Any, cast

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from models.matching.columns import F32

LANES, FEW = 64, 16
"""Bounds that are compared at once, and entries that are read and written at once."""

Emitted = tuple[Any, Callable[..., Any]]


def _within(_typing: Any, bounds: Any, group: Any, least: Any, below: Any) -> Emitted:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        at, _ = group_of(context, builder, signature, arguments, LANES)
        row = builder.load(at, align=4)
        lower, upper = (spread(builder, row.type, value) for value in arguments[2:])
        inside = builder.and_(
            builder.fcmp_ordered(">=", row, lower), builder.fcmp_ordered("<", row, upper)
        )
        return builder.bitcast(inside, ir.IntType(LANES))

    return types.uint64(bounds, group, least, below), code


def _reaching(_typing: Any, bounds: Any, group: Any, least: Any) -> Emitted:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        at, _ = group_of(context, builder, signature, arguments, LANES)
        row = builder.load(at, align=4)
        reach = builder.fcmp_ordered(">=", row, spread(builder, row.type, arguments[2]))
        return builder.ctpop(builder.bitcast(reach, ir.IntType(LANES)))

    return types.uint64(bounds, group, least), code


def _raised(_typing: Any, bounds: Any, group: Any, first: Any, last: Any, gain: Any) -> Emitted:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        at, numbers = group_of(context, builder, signature, arguments, FEW)
        lower, upper = (
            spread(builder, numbers.type, context.cast(builder, value, kind, types.int32))
            for value, kind in zip(arguments[2:4], signature.args[2:4], strict=True)
        )
        inside = builder.and_(
            builder.icmp_signed(">=", numbers, lower), builder.icmp_signed("<", numbers, upper)
        )
        row = builder.load(at, align=4)
        more = spread(builder, row.type, arguments[4])
        more = builder.select(inside, more, ir.Constant(row.type, [0.0] * FEW))
        builder.store(builder.fadd(row, more), at, align=4)
        return context.get_dummy_value()

    return types.void(bounds, group, first, last, gain), code


def _entered(
    _typing: Any, entries: Any, group: Any, to: Any, out: Any, value: Any, before: Any
) -> Emitted:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        at, numbers = group_of(context, builder, signature, arguments, FEW)
        kinds = (types.int32, types.int32, entries.dtype, entries.dtype)
        first, last, entry, above = (
            context.cast(builder, value, kind, wanted)
            for value, kind, wanted in zip(arguments[2:], signature.args[2:], kinds, strict=True)
        )
        first, last = (spread(builder, numbers.type, value) for value in (first, last))
        row = builder.load(at, align=4)
        one_up = ir.Constant(numbers.type, [0, *range(FEW - 1)])
        moved = builder.shuffle_vector(row, ir.Constant(row.type, ir.Undefined), one_up)
        moved = builder.insert_element(moved, above, ir.IntType(32)(0))
        moves = builder.and_(
            builder.icmp_signed(">", numbers, first), builder.icmp_signed("<=", numbers, last)
        )
        row = builder.select(moves, moved, row)
        here = builder.icmp_signed("==", numbers, first)
        builder.store(builder.select(here, spread(builder, row.type, entry), row), at, align=4)
        return context.get_dummy_value()

    return types.void(entries, group, to, out, value, before), code


def group_of(
    context: Any, builder: Any, signature: Any, arguments: Any, size: int
) -> tuple[Any, Any]:
    """Where a group of an array's entries stands, and their numbers; the array and the group come first."""
    held = context.make_array(signature.args[0])(context, builder, arguments[0])
    group = context.cast(builder, arguments[1], signature.args[1], types.intp)
    start = builder.mul(group, group.type(size))
    many = ir.VectorType(context.get_data_type(signature.args[0].dtype), size)
    at = builder.bitcast(builder.gep(held.data, [start]), many.as_pointer())
    whole = ir.VectorType(ir.IntType(32), size)
    first = spread(builder, whole, builder.trunc(start, ir.IntType(32)))
    return at, builder.add(first, ir.Constant(whole, list(range(size))))


def spread(builder: Any, many: Any, value: Any) -> Any:
    """A vector that holds the value in every lane."""
    first = builder.insert_element(ir.Constant(many, ir.Undefined), value, ir.IntType(32)(0))
    lanes = ir.Constant(ir.VectorType(ir.IntType(32), many.count), [0] * many.count)
    return builder.shuffle_vector(first, ir.Constant(many, ir.Undefined), lanes)


def _lowest(_typing: Any, _bits: Any) -> Emitted:
    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.IntType(1)(0))

    return types.uint64(types.uint64), code


def _count(_typing: Any, _bits: Any) -> Emitted:
    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), code


def _fetch(_typing: Any, array: Any, at: Any) -> Emitted:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        held = context.make_array(signature.args[0])(context, builder, arguments[0])
        row = context.cast(builder, arguments[1], signature.args[1], types.intp)
        offset = builder.mul(row, builder.extract_value(held.strides, 0))
        byte, flag = ir.IntType(8).as_pointer(), ir.IntType(32)
        address = builder.gep(builder.bitcast(held.data, byte), [offset])
        kind = ir.FunctionType(ir.VoidType(), [byte, flag, flag, flag])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", [byte], kind)
        builder.call(prefetch, [address, flag(0), flag(3), flag(1)])
        return context.get_dummy_value()

    return types.void(array, at), code


within = cast("Callable[[F32, Any, Any, Any], Any]", intrinsic(_within))
"""Bits of those of the `LANES` bounds of a group that reach `least` and are `below` another, both float32."""

reaching = cast("Callable[[F32, Any, Any], Any]", intrinsic(_reaching))
"""How many of the `LANES` bounds of a group reach `least`, float32."""

raised = cast("Callable[[F32, Any, Any, Any, Any], None]", intrinsic(_raised))
"""Add a gain, float32, to those of the `FEW` bounds of a group whose rows are from `first` on, before `last`."""

entered = cast("Callable[[Any, Any, Any, Any, Any, Any], None]", intrinsic(_entered))
"""Put a value at `to`: of the `FEW` entries of a group those after it and up to `out` move one down.

`before` is the entry that stands before the group.
"""

lowest = cast("Callable[[Any], Any]", intrinsic(_lowest))
"""The number of the lowest bit that is set."""

count = cast("Callable[[Any], Any]", intrinsic(_count))
"""How many bits are set."""

fetch = cast("Callable[[Any, Any], None]", intrinsic(_fetch))
"""Begin to fetch a row of an array from memory; nothing waits for it and nothing is read."""
