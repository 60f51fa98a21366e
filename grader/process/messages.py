"""What a grading process is told and what it answers: JSON of a few typed messages, each bounded.

Either side reads strictly and trusts nothing that it cannot read: the other one is of this very
version, or there is no talk. Numbers arrive bit for bit.
"""

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    TypeAdapter,
)

from grader.problems import Problem
from grader.process.code_running import CodeRunning
from grader.reports import Outcome
from grader.sandbox.host.cgroups import Cgroup
from grader.sandbox.host.defences import Defence

VERSION: Literal[1] = 1
MOST_BYTES = 32_000_000
"""Of a message: longer than any report that is worth reading."""
_LENGTH = struct.Struct("!I")


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Setup(_Message):
    """How a process is to run code; the first message.

    require, libraries, warm_children, renew_after: see `SandboxRunner`. trusts_code: run code
    unconfined where there is no sandbox. group: bounds all code of all processes of a server.
    opens_code: get ready for code at once, not when the first comes.
    """

    kind: Literal["setup"] = "setup"
    version: Literal[1] = VERSION
    require: tuple[Defence, ...] = ()
    libraries: tuple[str, ...] = ()
    warm_children: PositiveInt = 1
    renew_after: PositiveInt = 1_000
    trusts_code: bool = False
    group: Cgroup | None = None
    opens_code: bool = False


class Ready(_Message):
    """The answer to `Setup`. code: how code is run, where that was asked for."""

    kind: Literal["ready"] = "ready"
    version: Literal[1] = VERSION
    code: CodeRunning | None
    resident_bytes: int


class Bounds(_Message):
    """What the process itself may use for one file, beside what it lets the file's code use.

    wall_s: on the clock, code included. cpu_s: its own processor time. memory_bytes: its own, above
    what it has. code_bytes: memory that one run of the file's code may take; 0 where none is run.
    """

    wall_s: PositiveFloat
    cpu_s: PositiveFloat
    memory_bytes: PositiveInt
    code_bytes: NonNegativeInt = 0


class GradingRequest(_Message):
    """One file to grade; see `Job`.

    bundle_root, bundle_sha256: an unpacked bundle that has been checked. order_key: in hex.
    predictions: where to
    write what was scored, as ``.npy``.
    """

    kind: Literal["grade"] = "grade"
    bundle_root: Path
    bundle_sha256: str
    file: Path
    filename: str
    file_sha256: str
    seed: int
    track: str | None
    order_key: str = ""
    extra_s: float = 0.0
    predictions: Path
    bounds: Bounds


class MetricTrial(_Message):
    """A bundle's own metric to try; see `metric_problems`."""

    kind: Literal["try_metric"] = "try_metric"
    bundle_root: Path
    bundle_sha256: str
    bounds: Bounds


class Printed(_Message):
    """What a program has printed since the last time."""

    kind: Literal["printed"] = "printed"
    text: str


class Graded(_Message):
    """The outcome. resident_bytes: what the process holds in memory now."""

    kind: Literal["graded"] = "graded"
    outcome: Outcome
    resident_bytes: int


class MetricTried(_Message):
    """What is wrong with a metric. resident_bytes: what the process holds in memory now."""

    kind: Literal["metric_tried"] = "metric_tried"
    problems: tuple[Problem, ...]
    resident_bytes: int


class Failed(_Message):
    """Grading failed for a reason of ours. error: the exception as Python shows it.

    errno: its number, where the system gave one, as for a full disk. crowded_out: code had less
    memory than its limit, since all code together took the machine's.
    """

    kind: Literal["failed"] = "failed"
    error: str
    errno: int | None = None
    crowded_out: bool = False
    resident_bytes: int


Answer = Annotated[Ready | Printed | Graded | MetricTried | Failed, Field(discriminator="kind")]
Order = Annotated[Setup | GradingRequest | MetricTrial, Field(discriminator="kind")]
_ANSWERS: TypeAdapter[Answer] = TypeAdapter(Answer)
_ORDERS: TypeAdapter[Order] = TypeAdapter(Order)

Message = TypeVar("Message")


class MessageError(Exception):
    """The other side said what cannot be read, or ended within a message."""


def send_message(write: Callable[[memoryview], int | None], message: BaseModel) -> None:
    """Write one message. Raises MessageError for one that is too long."""
    body = json.dumps(message.model_dump(mode="json"), separators=(",", ":")).encode()
    if len(body) > MOST_BYTES:
        raise MessageError(f"a message of {len(body)} bytes, where {MOST_BYTES} are the most")
    left = memoryview(_LENGTH.pack(len(body)) + body)
    while left:
        left = left[write(left) or 0 :]


def receive_order(read: Callable[[int], bytes]) -> Order | None:
    """The next order; None where the other side has ended. Raises MessageError for all else."""
    return _receive(read, _ORDERS)


def receive_answer(read: Callable[[int], bytes]) -> Answer | None:
    """The next answer; None where the other side has ended. Raises MessageError for all else."""
    return _receive(read, _ANSWERS)


def _receive(read: Callable[[int], bytes], messages: TypeAdapter[Message]) -> Message | None:
    head = _read_exactly(read, _LENGTH.size)
    if not head:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > MOST_BYTES:
        raise MessageError(f"a message of {length} bytes, where {MOST_BYTES} are the most")
    body = _read_exactly(read, length)
    if len(body) < length:
        raise MessageError("the other side ended within a message")
    try:
        return messages.validate_json(body, strict=True)
    except ValueError as error:
        raise MessageError(f"a message that cannot be read: {error}") from error


def _read_exactly(read: Callable[[int], bytes], size: int) -> bytes:
    """As many bytes; fewer where the other side has ended."""
    got = bytearray()
    while len(got) < size and (chunk := read(size - len(got))):
        got += chunk
    return bytes(got)
