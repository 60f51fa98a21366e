"""What the worker and its zygote say to each other, over a socket that keeps messages apart.

The worker commands, the zygote responds in the same order. Student code never sees this socket: a
child puts its own over the zygote's end and closes all others before anything else, and nothing
that it may ask of the kernel gives a descriptor back. The zygote's side runs where only the
standard library is known.

What a worker says is trusted, so that Python's own fast format will do for the one long message.
What a zygote says is not: it lives behind the same walls as its children, and a worker that
unmarshalled its bytes would have to trust whoever breaks into it. So those are of fixed layouts.
"""

import marshal
import struct
from enum import IntEnum
from typing import NamedTuple

PID = struct.Struct("<I")
_READY = struct.Struct("<IIQQdH")
_USAGE = struct.Struct("<iddQ")
MESSAGE_BYTES = 65_536
FIRST_USER = 1_900_000_000  # plus a process number, of which there are 2**22 at most: nobody's


class Command(IntEnum):
    """What the worker commands. FORK carries two descriptors: the child's socket and its output."""

    SET_UP = 1
    FORK = 2
    REAP = 3
    KILL = 4


class Response(IntEnum):
    """What the zygote responds. FORKED carries a pidfd. REFUSED: it could not, and why."""

    READY = 1
    FORKED = 2
    REAPED = 3
    KILLED = 4
    REFUSED = 5


class Setup(NamedTuple):
    """How a zygote is to confine itself and its children, and what it imports besides.

    user: the number to take, 0 to stay who it is. filter, seal: seccomp programs, one for children
    that wait and one over it for student code, empty for none.
    """

    user: int
    limits: bool
    landlock: bool
    filter: bytes
    seal: bytes
    modules: tuple[str, ...]

    def pack(self) -> bytes:
        """The message."""
        return marshal.dumps(tuple(self))

    @classmethod
    def unpack(cls, data: bytes) -> "Setup":
        """What `pack` packed."""
        return cls(*marshal.loads(data))  # noqa: S302 - of the worker, which started this process


class Ready(NamedTuple):
    """A zygote that is ready. Sizes in bytes.

    user: its user number. landlock: the version in force, 0 for none. address_space: all that it
    has mapped. resident: what of it is in memory. import_s: how long its imports took. threads: of
    its own, which must be 1.
    """

    user: int
    landlock: int
    address_space: int
    resident: int
    import_s: float
    threads: int

    def pack(self) -> bytes:
        """The message."""
        return _READY.pack(*self)

    @classmethod
    def unpack(cls, data: bytes) -> "Ready":
        """What `pack` packed."""
        return cls(*_READY.unpack(data))


class Usage(NamedTuple):
    """What the kernel says of a child that ended: wait status, seconds, largest resident size."""

    status: int
    user_s: float
    system_s: float
    peak_bytes: int

    def pack(self) -> bytes:
        """The message."""
        return _USAGE.pack(*self)

    @classmethod
    def unpack(cls, data: bytes) -> "Usage":
        """What `pack` packed."""
        return cls(*_USAGE.unpack(data))
