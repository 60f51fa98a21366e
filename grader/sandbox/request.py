"""What a run is asked to do, in memory and as bytes.

The process that runs student code reads this file too, so it knows only NumPy and `frames`.
"""

import struct
from dataclasses import dataclass

from grader.sandbox.frames import Array, Operation, Reader, pack_arrays, pack_text

_LIMITS = struct.Struct("<ddQQ")


@dataclass(frozen=True)
class Limits:
    """What one run may use, beside what starting Python and NumPy takes. Seconds and bytes."""

    wall_s: float
    cpu_s: float
    memory_bytes: int
    output_bytes: int


@dataclass(frozen=True)
class Call:
    """One step of a case: what is done, to what, with what.

    name: of the class for ``NEW``, of the method for ``CALL``, of the attribute for ``READ``; for
    ``INPUTS`` the method or class whose latest arguments are asked back. arrays: the arguments;
    the code receives copies of its own.
    """

    operation: Operation
    name: str
    arrays: tuple[Array, ...] = ()


@dataclass(frozen=True)
class Case:
    """Calls on one fresh object, in order; the first is ``NEW``.

    aliases: names that the class may have instead, tried in order. name: for people, it stays with
    the judge.
    """

    name: str
    calls: tuple[Call, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Request:
    """One file, what to do with it, and what that may cost."""

    source: bytes
    filename: str
    cases: tuple[Case, ...]
    limits: Limits
    seed: int


def pack_request(request: Request) -> bytes:
    """The request as bytes, without the names of its cases."""
    limits = request.limits
    return b"".join(
        (
            _LIMITS.pack(limits.wall_s, limits.cpu_s, limits.memory_bytes, limits.output_bytes),
            request.seed.to_bytes(8, "little"),
            pack_text(request.filename),
            len(request.source).to_bytes(4, "little"),
            request.source,
            len(request.cases).to_bytes(2, "little"),
            *map(_pack_case, request.cases),
        )
    )


def _pack_case(case: Case) -> bytes:
    aliases = b"".join(map(pack_text, case.aliases))
    calls = b"".join(map(_pack_call, case.calls))
    return bytes((len(case.aliases),)) + aliases + bytes((len(case.calls),)) + calls


def _pack_call(call: Call) -> bytes:
    return bytes((call.operation,)) + pack_text(call.name) + pack_arrays(call.arrays)


def read_request(data: bytes) -> Request:
    """What `pack_request` packed. Raises ProtocolError for anything else."""
    reader = Reader(data)
    limits = Limits(*_LIMITS.unpack(reader.take(_LIMITS.size)))
    seed = int.from_bytes(reader.take(8), "little")
    filename = reader.text()
    source = bytes(reader.take(reader.u32()))
    cases = tuple(_read_case(reader) for _ in range(reader.u16()))
    return Request(source, filename, cases, limits, seed)


def _read_case(reader: Reader) -> Case:
    aliases = tuple(reader.text() for _ in range(reader.byte()))
    calls = tuple(_read_call(reader) for _ in range(reader.byte()))
    return Case("", calls, aliases)


def _read_call(reader: Reader) -> Call:
    return Call(Operation(reader.byte()), reader.text(), reader.arrays())
