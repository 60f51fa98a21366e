"""What student code returned, as arrays that can be sent."""

from typing import Any

import numpy as np

from grader.sandbox.protocol.frames import (
    ARRAYS_IN_A_FRAME,
    MAX_NDIM,
    SENDABLE,
    Array,
    Fault,
    FaultCode,
)

MAX_ITEMS = 64


class FaultError(Exception):
    """A call cannot be answered, and why."""

    def __init__(self, code: FaultCode, *texts: str, line: int = 0) -> None:
        super().__init__(code.name)
        self.fault = Fault(code, texts, line)


def as_arrays(value: Any, subject: str, most_bytes: int) -> tuple[Array, ...]:
    """A result as arrays: one for each item of a tuple or list of arrays, one for anything else.

    subject: what returned it, for people. Raises FaultError where it is no array of real numbers.
    """
    if value is None:
        raise FaultError(FaultCode.NOTHING, subject)
    is_short_sequence = isinstance(value, tuple | list) and len(value) <= MAX_ITEMS
    if not is_short_sequence or not any(isinstance(item, np.ndarray) for item in value):
        return (_as_array(value, subject, most_bytes),)
    arrays = tuple([_as_array(item, subject, most_bytes) for item in value])
    if sum([array.nbytes for array in arrays]) > ARRAYS_IN_A_FRAME * most_bytes:
        shapes = ", ".join(str(array.shape) for array in arrays)
        raise FaultError(FaultCode.TOO_LARGE, subject, shapes)
    return arrays


def is_sendable(array: Array, most_bytes: int) -> bool:
    """Whether an array can be sent as it is."""
    fits = array.ndim <= MAX_NDIM and array.nbytes <= most_bytes
    return fits and array.dtype in SENDABLE


def _as_array(value: Any, subject: str, most_bytes: int) -> Array:
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        raise FaultError(FaultCode.NOT_AN_ARRAY, subject, type(value).__name__) from None
    if is_sendable(array, most_bytes):
        return array
    if array.dtype == np.longdouble:
        array = array.astype(np.float64)
    if array.dtype not in SENDABLE or array.ndim > MAX_NDIM:
        kind = f"ndarray, dtype={array.dtype}" if value is array else type(value).__name__
        raise FaultError(FaultCode.NOT_AN_ARRAY, subject, kind)
    if array.nbytes > most_bytes:
        raise FaultError(FaultCode.TOO_LARGE, subject, f"{array.shape}")
    return array
