"""What a run is asked to do, in memory and as bytes.

The process that runs student code reads this file too, so it knows only NumPy and `frames`.
"""

import marshal
import math
import os
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from grader.sandbox.protocol.frames import ARRAY_BYTES, Array, Operation

LENGTH = struct.Struct("<Q")  # goes before a request where it does not end with its stream
_FORMAT = 2  # of marshal: without references between objects

Modules = tuple[tuple[str, bytes], ...]
"""Sources by path, `parts/layers.py`."""


@dataclass(frozen=True)
class Limits:
    """What one run may use, beside what starting Python and NumPy takes. Seconds and bytes.

    array_bytes: the largest array that it may give back. turn_s: how long consecutive cases about
    one class or function may take on the clock, which is for the judge to hold.
    """

    wall_s: float
    cpu_s: float
    memory_bytes: int
    output_bytes: int
    array_bytes: int = ARRAY_BYTES
    turn_s: float = math.inf


@dataclass(frozen=True)
class Call:
    """One step of a case: what is done, to what, with what.

    name: of the class for ``NEW``, of the method for ``CALL`` and ``RUN``, of the attribute for
    ``READ`` and ``WRITE``, of the function for the others; for ``INPUTS`` that of what had the
    arguments that are asked back, for ``OUTPUTS`` of what returned. arrays: the arguments; the code
    receives copies of its own. settings: arguments after the arrays, by name; in_a_dict: they go as
    one dict, which is the same in all calls about one object. subject: the number of the object
    that it is about, where a case has several.
    """

    operation: Operation
    name: str
    arrays: tuple[Array, ...] = ()
    settings: tuple[tuple[str, int | float | bool | str], ...] = ()
    in_a_dict: bool = False
    subject: int = 0


_BY_FUNCTIONS = frozenset({Operation.FUNCTION, Operation.PUSH, Operation.PULL})


def place_of(name: str, call: Call) -> str:
    """What a call is about, as a student would write it. name: of the class."""
    if call.operation in _BY_FUNCTIONS:
        return call.name
    if "/" not in call.name:
        return f"{name}.{call.name}"
    attribute, *steps = call.name.split("/")
    keys = (f"[{step}]" if step.isdigit() else f"['{step}']" for step in steps)
    return f"{name}.{attribute}{''.join(keys)}"


@dataclass(frozen=True)
class Roles:
    """What the arguments and gradients of a layer are called, so that another style is recognised.

    constructor, forward, upstream: the arguments of the constructor, of forward and of backward in
    order, settings included. inputs: of which backward returns the gradients. parameters: whose
    gradients are stored, places: where each is. is_loss: its output is one number. moves: instead
    of gradients, the parameters themselves as an update left them.
    """

    constructor: tuple[str, ...] = ()
    forward: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    is_loss: bool = False
    moves: bool = False


@dataclass(frozen=True)
class Case:
    """Calls on fresh objects, in order; the first about each is ``NEW``, or all are of functions.

    aliases: names that the class may have instead, tried in order. name: for people, it stays with
    the judge. roles: None where code is called as the calls say and in no other way.
    """

    name: str
    calls: tuple[Call, ...]
    aliases: tuple[str, ...] = ()
    roles: Roles | None = None

    @property
    def array_bytes(self) -> int:
        """Of the arrays that go out with it."""
        return sum(array.nbytes for call in self.calls for array in call.arrays)


@dataclass(frozen=True)
class Request:
    """One file, what to do with it, and what that may cost.

    filename: kept without its folders. seed: of what the code draws from without a seed of its own.
    modules: what else of its own it can import. meanwhile: what stays with the judge, to be gone
    through step by step while it waits.
    """

    source: bytes
    filename: str
    cases: tuple[Case, ...]
    limits: Limits
    seed: int
    modules: Modules = ()
    meanwhile: Iterable[object] = field(default=(), repr=False, compare=False)

    def __post_init__(self) -> None:
        name = os.path.basename(self.filename)  # noqa: PTH119 - on the way of every submission
        object.__setattr__(self, "filename", name)


def pack_request(request: Request) -> bytes:
    """The request as bytes, without the names of its cases: its structure, then its arrays.

    It goes from the judge to a process that the judge started with its own interpreter, so that
    Python's own fast format will do. What comes back is another matter: see `frames`.
    """
    limits, arrays = request.limits, []
    cases = []
    for case in request.cases:
        calls = []
        for call in case.calls:
            arrays += (plain := [np.asarray(array, order="C") for array in call.arrays])
            forms = [(each.dtype.str, each.shape) for each in plain]
            besides = (call.settings, call.in_a_dict, call.subject)
            calls.append((call.operation.value, call.name, forms, *besides))
        cases.append((case.aliases, case.roles and tuple(vars(case.roles).values()), calls))
    structure = (
        (request.source, request.filename, request.seed),
        (limits.wall_s, limits.cpu_s, limits.memory_bytes),
        (limits.output_bytes, limits.array_bytes),
        cases,
        request.modules,
    )
    head = marshal.dumps(structure, _FORMAT)
    return b"".join((LENGTH.pack(len(head)), head, *(each.data for each in arrays)))


def read_request(data: memoryview) -> Request:
    """What `pack_request` packed; its arrays are views of `data`."""
    (size,) = LENGTH.unpack_from(data)
    at = LENGTH.size + size
    (source, filename, seed), limits, sizes, listed, modules = marshal.loads(data[LENGTH.size : at])  # noqa: S302 - our own
    cases = []
    for aliases, roles, calls in listed:
        read = []
        for operation, name, forms, *besides in calls:
            arrays = []
            for dtype, shape in forms:
                arrays.append(array := np.ndarray(shape, dtype, data, at))
                at += array.nbytes
            read.append(Call(Operation(operation), name, tuple(arrays), *besides))
        cases.append(Case("", tuple(read), aliases, Roles(*roles) if roles else None))
    return Request(source, filename, tuple(cases), Limits(*limits, *sizes), seed, modules)
