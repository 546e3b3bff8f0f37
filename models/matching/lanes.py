"""Compiled instructions that numba does not offer: many bounds compared at once, bits, fetching ahead."""

from collections.abc import Callable
from typing import Any, cast

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from models.matching.columns import F32

LANES = 16
"""Bounds that are compared at once."""

Emitted = tuple[Any, Callable[..., Any]]


def _within(_typing: Any, bounds: Any, group: Any, least: Any, below: Any) -> Emitted:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        held = context.make_array(signature.args[0])(context, builder, arguments[0])
        many = ir.VectorType(ir.FloatType(), LANES)
        first = context.cast(builder, arguments[1], signature.args[1], types.intp)
        start = builder.gep(held.data, [builder.mul(first, first.type(LANES))])
        row = builder.load(builder.bitcast(start, many.as_pointer()), align=4, typ=many)
        lower, upper = (spread(builder, many, value) for value in arguments[2:])
        inside = builder.and_(
            builder.fcmp_ordered(">=", row, lower), builder.fcmp_ordered("<", row, upper)
        )
        return builder.zext(builder.bitcast(inside, ir.IntType(LANES)), ir.IntType(64))

    return types.uint64(bounds, group, least, below), code


def spread(builder: Any, many: Any, value: Any) -> Any:
    """A vector that holds the value in every lane."""
    first = builder.insert_element(ir.Constant(many, ir.Undefined), value, ir.IntType(32)(0))
    lanes = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
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

lowest = cast("Callable[[Any], Any]", intrinsic(_lowest))
"""The number of the lowest bit that is set."""

count = cast("Callable[[Any], Any]", intrinsic(_count))
"""How many bits are set."""

fetch = cast("Callable[[Any, Any], None]", intrinsic(_fetch))
"""Begin to fetch a row of an array from memory; nothing waits for it and nothing is read."""
