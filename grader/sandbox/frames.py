"""The wire format between the judge and the process that runs student code.

Fixed little-endian headers and raw array bytes. Reading it executes nothing and guesses nothing,
checks every size before it allocates, and raises `ProtocolError` alone. Both sides use this file,
so it knows only NumPy.
"""

import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.generic]

ARRAY_BYTES = 4_000_000
FRAME_BYTES = 16_000_000
TEXT_BYTES = 4_000
MAX_NDIM = 8
DTYPES = ("|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8")

_FRAME = struct.Struct("<BI")
_ARRAY = struct.Struct("<BB")
_FAULT = struct.Struct("<BIB")
_U16 = struct.Struct("<H")
_U32 = struct.Struct("<I")


class ProtocolError(Exception):
    """Bytes that are not of this format."""


class Operation(IntEnum):
    """What one call does to the object of its case.

    NEW builds it. CALL calls a method. READ reads an attribute, and gives no array where there is
    none. INPUTS gives the arrays handed to the latest call of a method, or to the class, as they
    are now.
    """

    NEW = 1
    CALL = 2
    READ = 3
    INPUTS = 4


class FrameKind(IntEnum):
    """What a frame from the child says.

    READY: confined, student code comes next. LOADED: the file has run. VALUES, FAULT: the answer
    to one call. STOPPED: a fault that ended everything. DONE: nothing follows.
    """

    READY = 1
    LOADED = 2
    VALUES = 3
    FAULT = 4
    STOPPED = 5
    DONE = 6


class FaultCode(IntEnum):
    """Why a call, or the whole file, gave no value."""

    SYNTAX = 1
    NO_MODULE = 2
    EXCEPTION = 3
    EXIT = 4
    MEMORY = 5
    NOT_WRITTEN = 6
    NO_CLASS = 7
    SIGNATURE = 8
    NO_METHOD = 9
    NOTHING = 10
    NOT_AN_ARRAY = 11
    TOO_LARGE = 12


@dataclass(frozen=True)
class Fault:
    """A fault with its texts, whose meaning depends on the code. line: 0 where unknown."""

    code: FaultCode
    texts: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class Frame:
    """One frame. arrays: of VALUES. fault: of FAULT and STOPPED."""

    kind: FrameKind
    arrays: tuple[Array, ...] = ()
    fault: Fault | None = None


def pack_text(text: str, limit: int = TEXT_BYTES) -> bytes:
    """A text in UTF-8 behind its length, cut to `limit` bytes."""
    data = text.encode("utf-8", "replace")[:limit]
    return _U16.pack(len(data)) + data


def pack_arrays(arrays: Sequence[Array]) -> bytes:
    """Up to 255 arrays of the listed dtypes. Raises ProtocolError for any other."""
    return bytes((len(arrays),)) + b"".join(map(_pack_array, arrays))


def _pack_array(array: Array) -> bytes:
    name = array.dtype.newbyteorder("<").str
    if name not in DTYPES or array.ndim > MAX_NDIM or array.nbytes > ARRAY_BYTES:
        raise ProtocolError(f"cannot send dtype {array.dtype}, shape {array.shape}")
    plain = array.astype(name, copy=False)
    shape = struct.pack(f"<{array.ndim}I", *array.shape)
    return _ARRAY.pack(DTYPES.index(name), array.ndim) + shape + plain.tobytes()


def pack_frame(frame: Frame) -> bytes:
    """A frame as bytes."""
    payload = b""
    if frame.kind is FrameKind.VALUES:
        payload = pack_arrays(frame.arrays)
    elif frame.fault is not None:
        texts = b"".join(map(pack_text, frame.fault.texts))
        payload = _FAULT.pack(frame.fault.code, frame.fault.line, len(frame.fault.texts)) + texts
    return _FRAME.pack(frame.kind, len(payload)) + payload


class Reader:
    """A cursor over received bytes that never looks beyond them."""

    def __init__(self, data: bytes | memoryview) -> None:
        self._data = memoryview(data)
        self._at = 0

    @property
    def left(self) -> int:
        """Bytes not read yet."""
        return len(self._data) - self._at

    def take(self, size: int) -> memoryview:
        """The next `size` bytes. Raises ProtocolError where there are fewer."""
        if size > self.left:
            raise ProtocolError(f"{size} bytes announced, {self.left} left")
        self._at += size
        return self._data[self._at - size : self._at]

    def byte(self) -> int:
        """The next byte."""
        return self.take(1)[0]

    def u16(self) -> int:
        """The next two bytes as a number."""
        (number,) = _U16.unpack(self.take(_U16.size))
        return int(number)

    def u32(self) -> int:
        """The next four bytes as a number."""
        (number,) = _U32.unpack(self.take(_U32.size))
        return int(number)

    def text(self) -> str:
        """The next text; bytes that are not UTF-8 are replaced."""
        return bytes(self.take(self.u16())).decode("utf-8", "replace")

    def arrays(self) -> tuple[Array, ...]:
        """The next arrays."""
        return tuple(self._array() for _ in range(self.byte()))

    def _array(self) -> Array:
        code, ndim = self.byte(), self.byte()
        if code >= len(DTYPES) or ndim > MAX_NDIM:
            raise ProtocolError(f"array of dtype code {code} with {ndim} dimensions")
        shape = tuple(self.u32() for _ in range(ndim))
        dtype = np.dtype(DTYPES[code])
        if math.prod(max(size, 1) for size in shape) * dtype.itemsize > ARRAY_BYTES:
            raise ProtocolError(f"array of shape {shape}")
        data = self.take(math.prod(shape) * dtype.itemsize)
        if dtype.kind == "b":  # any byte may come, a bool is 0 or 1
            return np.not_equal(np.frombuffer(data, np.uint8), 0).reshape(shape)
        array: Array = np.frombuffer(data, dtype).reshape(shape)
        return array


def read_frames(data: bytes | memoryview) -> Iterator[Frame]:
    """The frames in what a child wrote; one cut off at the end is left out.

    Raises ProtocolError at the first frame that is not of this format.
    """
    reader = Reader(data)
    while reader.left >= _FRAME.size:
        kind, size = _FRAME.unpack(reader.take(_FRAME.size))
        if size > FRAME_BYTES:
            raise ProtocolError(f"a frame of {size} bytes")
        if size > reader.left:
            return
        yield _read_frame(kind, Reader(reader.take(size)))


def _read_frame(kind: int, payload: Reader) -> Frame:
    try:
        frame = _payload(FrameKind(kind), payload)
    except ValueError as error:
        raise ProtocolError(str(error)) from error
    if payload.left:
        raise ProtocolError(f"{payload.left} bytes too many in a frame")
    return frame


def _payload(kind: FrameKind, payload: Reader) -> Frame:
    if kind is FrameKind.VALUES:
        return Frame(kind, arrays=payload.arrays())
    if kind in {FrameKind.FAULT, FrameKind.STOPPED}:
        code, line, count = payload.byte(), payload.u32(), payload.byte()
        texts = tuple(payload.text() for _ in range(count))
        return Frame(kind, fault=Fault(FaultCode(code), texts, line))
    return Frame(kind)
