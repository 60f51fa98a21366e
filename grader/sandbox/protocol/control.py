"""What the worker and its zygote say to each other, over a socket that keeps messages apart.

The worker asks, the zygote answers in the same order. Student code never sees this socket. The
zygote's side runs where only the standard library is known.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

_SETUP = struct.Struct("<I??III")
_READY = struct.Struct("<IIQQdH")
_USAGE = struct.Struct("<iddQ")
_PID = struct.Struct("<I")
MESSAGE_BYTES = 65_536
FIRST_USER = 1_900_000_000  # plus a process number, of which there are 2**22 at most: nobody's


class Command(IntEnum):
    """What the worker asks. FORK carries two descriptors: the child's socket and its output."""

    SET_UP = 1
    FORK = 2
    REAP = 3
    KILL = 4


class Response(IntEnum):
    """What the zygote answers. FORKED carries a pidfd. REFUSED: it could not, and why."""

    READY = 1
    FORKED = 2
    REAPED = 3
    KILLED = 4
    REFUSED = 5


@dataclass(frozen=True)
class Setup:
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
        names = "\n".join(self.modules).encode()
        sizes = len(self.filter), len(self.seal), len(names)
        head = _SETUP.pack(self.user, self.limits, self.landlock, *sizes)
        return head + self.filter + self.seal + names

    @classmethod
    def unpack(cls, data: bytes) -> "Setup":
        """What `pack` packed."""
        user, has_limits, has_landlock, *sizes = _SETUP.unpack_from(data)
        parts, at = [], _SETUP.size
        for size in sizes:
            parts.append(data[at : at + size])
            at += size
        program, seal, names = parts
        modules = tuple(names.decode().split("\n")) if names else ()
        return cls(user, has_limits, has_landlock, program, seal, modules)


@dataclass(frozen=True)
class Ready:
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
        sizes = (self.address_space, self.resident)
        return _READY.pack(self.user, self.landlock, *sizes, self.import_s, self.threads)

    @classmethod
    def unpack(cls, data: bytes) -> "Ready":
        """What `pack` packed."""
        return cls(*_READY.unpack(data))


@dataclass(frozen=True)
class Usage:
    """What the kernel says of a child that ended: wait status, seconds, largest resident size."""

    status: int
    user_s: float
    system_s: float
    peak_bytes: int

    def pack(self) -> bytes:
        """The message."""
        return _USAGE.pack(self.status, self.user_s, self.system_s, self.peak_bytes)

    @classmethod
    def unpack(cls, data: bytes) -> "Usage":
        """What `pack` packed."""
        return cls(*_USAGE.unpack(data))


def pack_pid(pid: int) -> bytes:
    """A process number."""
    return _PID.pack(pid)


def unpack_pid(data: bytes) -> int:
    """What `pack_pid` packed."""
    (pid,) = _PID.unpack(data)
    return int(pid)
