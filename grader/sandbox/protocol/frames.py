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

ARRAY_BYTES = 4_000_000  # unless a run's limits say otherwise
ARRAYS_IN_A_FRAME = 4  # of the largest size
HEADS_BYTES = 16_384  # for what comes with arrays and faults
TEXT_BYTES = 4_000
MAX_NDIM = 8
DTYPES = ("|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8")

_TYPES = tuple(map(np.dtype, DTYPES))
_CODES = {dtype: code for code, dtype in enumerate(_TYPES)}
_CODES |= {dtype.newbyteorder(): code for dtype, code in _CODES.items()}
SENDABLE = frozenset(_CODES)  # in either byte order
FRAME_HEAD = struct.Struct("<BI")  # kind and size of what follows
_ARRAY = struct.Struct("<BB")
_SHAPES = tuple(struct.Struct(f"<{ndim}I") for ndim in range(MAX_NDIM + 1))
_HEADS = tuple(struct.Struct(f"<BB{ndim}I") for ndim in range(MAX_NDIM + 1))
_FAULT = struct.Struct("<BIB")
_U16 = struct.Struct("<H")
_U32 = struct.Struct("<I")


class ProtocolError(Exception):
    """Bytes that are not of this format."""


class Operation(IntEnum):
    """What one call does to the object of its case, or by a function of the file.

    NEW builds it. CALL calls a method. READ reads an attribute, and gives no array where there is
    none. INPUTS gives the arrays handed to the latest call of a method, or to the class, as they
    are now. RUN calls a method for what it does, and gives no array whatever it returns. WRITE sets
    an attribute to an array.

    FUNCTION calls a function. PUSH calls one that returns a result and a cache, keeps the cache and
    gives the result. PULL calls one with its arguments and the cache of the latest PUSH.

    OUTPUTS gives what the latest call of a method or of PUSH returned, as it is now.

    SEAL closes the output: what the code prints from there on goes nowhere.

    What READ and WRITE name may lie in a list or dict: `grads/0`, `params/weight`.
    """

    NEW = 1
    CALL = 2
    READ = 3
    INPUTS = 4
    RUN = 5
    WRITE = 6
    FUNCTION = 7
    PUSH = 8
    PULL = 9
    OUTPUTS = 10
    SEAL = 11


class FrameKind(IntEnum):
    """What a frame from the child says.

    READY: confined, student code comes next. LOADED: the file has run. VALUES, FAULT: the answer
    to one call. NOTE: what was read otherwise than written. STOPPED: a fault that ended everything.
    DONE: nothing follows.
    """

    READY = 1
    LOADED = 2
    VALUES = 3
    FAULT = 4
    STOPPED = 5
    DONE = 6
    NOTE = 7


_KINDS = {kind.value: kind for kind in FrameKind}
_WORDS = {kind: FRAME_HEAD.pack(kind, 0) for kind in FrameKind}


class FaultCode(IntEnum):
    """Why a call, or the whole file, gave no value; from READ_AS on, what is only noted."""

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
    FORBIDDEN = 13
    NO_FUNCTION = 14
    NO_CACHE = 15
    NO_PLACE = 16
    READ_AS = 17
    FOR_SHOW = 18
    REST_LEFT = 19
    ASKS_FORWARD = 20
    COMPLEX = 21


@dataclass(frozen=True)
class Fault:
    """A fault with its texts, whose meaning depends on the code. line: 0 where unknown."""

    code: FaultCode
    texts: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class Frame:
    """One frame. arrays: of VALUES. fault: of FAULT, NOTE and STOPPED."""

    kind: FrameKind
    arrays: tuple[Array, ...] = ()
    fault: Fault | None = None


def pack_text(text: str, limit: int = TEXT_BYTES) -> bytes:
    """A text in UTF-8 behind its length, cut to `limit` bytes."""
    data = text.encode("utf-8", "replace")[:limit]
    return _U16.pack(len(data)) + data


def array_parts(arrays: Sequence[Array]) -> Iterator[bytes | memoryview]:
    """Up to 255 arrays of the listed dtypes, in parts to be joined, so that they are copied once.

    Raises ProtocolError for any other.
    """
    yield bytes((len(arrays),))
    for array in arrays:
        code = _CODES.get(array.dtype)
        if code is None or array.ndim > MAX_NDIM:
            raise ProtocolError(f"cannot send dtype {array.dtype}, shape {array.shape}")
        yield _HEADS[array.ndim].pack(code, array.ndim, *array.shape)
        yield np.ascontiguousarray(array, _TYPES[code]).data.cast("B") if array.size else b""


def pack_word(kind: FrameKind) -> bytes:
    """A frame that is its kind alone."""
    return _WORDS[kind]


def pack_values(arrays: Sequence[Array]) -> bytes:
    """A frame of VALUES. Raises ProtocolError for arrays that cannot be sent."""
    parts = list(array_parts(arrays))
    return b"".join((FRAME_HEAD.pack(FrameKind.VALUES, sum(map(len, parts))), *parts))


def pack_fault(kind: FrameKind, fault: Fault) -> bytes:
    """A frame of FAULT, NOTE or STOPPED."""
    head = _FAULT.pack(fault.code, fault.line, len(fault.texts))
    payload = head + b"".join(map(pack_text, fault.texts))
    return FRAME_HEAD.pack(kind, len(payload)) + payload


class Reader:
    """A cursor over received bytes that never looks beyond them."""

    def __init__(self, data: bytes | bytearray | memoryview) -> None:
        self._data = memoryview(data)
        self._at = 0

    @property
    def left(self) -> int:
        """Bytes not read yet."""
        return len(self._data) - self._at

    def take(self, size: int) -> memoryview:
        """The next `size` bytes. Raises ProtocolError where there are fewer."""
        at, end = self._at, self._at + size
        if end > len(self._data):
            raise ProtocolError(f"{size} bytes announced, {self.left} left")
        self._at = end
        return self._data[at:end]

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

    def arrays(self, most_bytes: int = ARRAY_BYTES) -> tuple[Array, ...]:
        """The next arrays, each of at most `most_bytes`."""
        return tuple(self._array(most_bytes) for _ in range(self.byte()))

    def _array(self, most_bytes: int) -> Array:
        data, at = self._data, self._at
        if self.left < _ARRAY.size:
            raise ProtocolError(f"{_ARRAY.size} bytes announced, {self.left} left")
        code, ndim = data[at], data[at + 1]
        if code >= len(DTYPES) or ndim > MAX_NDIM:
            raise ProtocolError(f"array of dtype code {code} with {ndim} dimensions")
        begin = at + _ARRAY.size + _SHAPES[ndim].size
        if begin > len(data):
            raise ProtocolError(f"{ndim} sizes announced, {self.left} bytes left")
        shape = _SHAPES[ndim].unpack_from(data, at + _ARRAY.size)
        dtype, count = _TYPES[code], math.prod(shape)
        announced = count or math.prod(max(size, 1) for size in shape)
        if announced * dtype.itemsize > most_bytes:
            raise ProtocolError(f"array of shape {shape}")
        self._at = end = begin + count * dtype.itemsize
        if end > len(data):
            raise ProtocolError(f"{end - begin} bytes announced, {len(data) - begin} left")
        if dtype.kind == "b":  # any byte may come, a bool is 0 or 1
            return np.not_equal(np.frombuffer(data[begin:end], np.uint8), 0).reshape(shape)
        array: Array = np.frombuffer(data, dtype, count, begin).reshape(shape)
        return array


def read_frames(
    data: bytes | bytearray | memoryview, array_bytes: int = ARRAY_BYTES
) -> Iterator[Frame]:
    """The frames in what a child wrote; one cut off at the end is left out.

    array_bytes: the largest array that is taken. Raises ProtocolError at the first frame that is
    not of this format.
    """
    view, at = memoryview(data), 0
    while at + FRAME_HEAD.size <= len(view):
        kind, size = FRAME_HEAD.unpack_from(view, at)
        begin = at + FRAME_HEAD.size
        at = begin + size
        if kind not in _KINDS or size > ARRAYS_IN_A_FRAME * array_bytes + HEADS_BYTES:
            raise ProtocolError(f"a frame of kind {kind} and {size} bytes")
        if at > len(view):
            return
        yield _read_frame(kind, Reader(view[begin:at]), array_bytes)


def _read_frame(kind: int, payload: Reader, array_bytes: int) -> Frame:
    try:
        frame = _payload(_KINDS[kind], payload, array_bytes)
    except ValueError as error:
        raise ProtocolError(str(error)) from error
    if payload.left:
        raise ProtocolError(f"{payload.left} bytes too many in a frame")
    return frame


def _payload(kind: FrameKind, payload: Reader, array_bytes: int) -> Frame:
    if kind is FrameKind.VALUES:
        return Frame(kind, arrays=payload.arrays(array_bytes))
    if kind in {FrameKind.FAULT, FrameKind.NOTE, FrameKind.STOPPED}:
        code, line, count = payload.byte(), payload.u32(), payload.byte()
        texts = tuple(payload.text() for _ in range(count))
        if (code >= FaultCode.READ_AS) != (kind is FrameKind.NOTE):
            raise ProtocolError(f"{kind.name} of code {code}")
        return Frame(kind, fault=Fault(FaultCode(code), texts, line))
    return Frame(kind)
