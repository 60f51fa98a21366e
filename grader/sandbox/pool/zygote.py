"""A zygote from the worker's side: started, told to fork, asked what a child used, ended.

Thread-safe. Whatever goes wrong here is ours and raises `ZygoteError`; the zygote is then done for
and another one takes its place.
"""

import array
import contextlib
import os
import socket
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.sandbox.host.host import ZygoteLaunch
from grader.sandbox.protocol.control import (
    MESSAGE_BYTES,
    PID,
    Command,
    Ready,
    Response,
    Setup,
    Usage,
)

START_S = 60.0  # to import NumPy on a machine under load; beyond that something of ours is wrong
ANSWER_S = 30.0
END_S = 10.0
_DESCRIPTOR = array.array("i").itemsize


class ZygoteError(Exception):
    """A zygote could not start, or is broken."""


@dataclass
class PendingResponse:
    """What a zygote will say, or has said. descriptor: what came along with it."""

    response: Response | None = None
    data: bytes = b""
    descriptor: int = -1


class Zygote:
    """One zygote. Raises ZygoteError where it does not come up.

    setup_of: how it is to confine itself, from its process number. answer_s, end_s: how long it is
    waited for.
    """

    def __init__(
        self,
        launch: ZygoteLaunch,
        setup_of: Callable[[int], Setup],
        *,
        answer_s: float = ANSWER_S,
        end_s: float = END_S,
    ) -> None:
        self._answer_s = answer_s
        self._end_s = end_s
        self._sending = threading.Lock()
        self._receiving = threading.Lock()
        self._awaited: deque[PendingResponse] = deque()
        self._messages = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the zygote
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                self._process = _start(launch, theirs.fileno(), self._messages.fileno())
        except ZygoteError:
            self._control.close()
            self._messages.close()
            raise
        try:
            self.ready = self._set_up(setup_of(self.pid))
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """Its process number, or that of what it was started in."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def fork(self, channel: int, output: int) -> PendingResponse:
        """Ask for a child with these descriptors; the response comes later."""
        return self._send(Command.FORK, b"", (channel, output))

    def reap(self, pid: int) -> PendingResponse:
        """Ask what a child used that has ended, or is about to; the response comes later."""
        return self._send(Command.REAP, PID.pack(pid))

    def kill(self, pid: int) -> None:
        """Have the zygote kill a child, where the worker itself may not."""
        self.wait_for(self._send(Command.KILL, PID.pack(pid)), Response.KILLED)

    def child_in(self, pending: PendingResponse) -> tuple[int, int]:
        """Process number and pidfd of a forked child, waited for."""
        self.wait_for(pending, Response.FORKED)
        (pid,) = PID.unpack(pending.data)
        return pid, pending.descriptor

    def usage_in(self, pending: PendingResponse) -> Usage:
        """What a reaped child used, waited for."""
        self.wait_for(pending, Response.REAPED)
        return Usage.unpack(pending.data)

    def wait_for(self, pending: PendingResponse, expected: Response) -> None:
        """Receive responses, which come in the order of the commands, up to this one."""
        with self._receiving:
            while pending.response is None:
                response, data, descriptor = self._receive()
                first = self._awaited.popleft()
                first.response, first.data, first.descriptor = response, data, descriptor
        if pending.response is not expected:
            raise ZygoteError(f"{pending.response.name} where {expected.name} was expected")

    def close(self) -> None:
        """End it and its children. Never raises for one that has ended already.

        Whoever waits for an answer of it gets a ZygoteError first.
        """
        with contextlib.suppress(OSError):  # it is not connected any more
            self._control.shutdown(socket.SHUT_RDWR)
        try:
            self._process.wait(self._end_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(self._end_s)
        with self._sending, self._receiving:
            self._control.close()
        for pending in self._awaited:
            if pending.descriptor >= 0:
                os.close(pending.descriptor)
        self._messages.close()

    def _set_up(self, setup: Setup) -> Ready:
        self._control.settimeout(START_S)
        try:
            self._control.send(bytes((Command.SET_UP,)) + setup.pack())
        except OSError as error:
            raise ZygoteError(self._last_words(str(error))) from error
        response, data, _ = self._receive()
        if response is not Response.READY:
            raise ZygoteError(data.decode("utf-8", "replace"))
        self._control.settimeout(self._answer_s)
        ready = Ready.unpack(data)
        if ready.threads != 1:  # a fork has only one of them, and the locks of all
            raise ZygoteError(f"it has {ready.threads} threads, where 1 was expected")
        return ready

    def _send(
        self, command: Command, data: bytes, descriptors: Sequence[int] = ()
    ) -> PendingResponse:
        pending = PendingResponse()
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
        with self._sending:
            self._awaited.append(pending)
            try:
                self._control.sendmsg([bytes((command,)) + data], rights if descriptors else [])
            except OSError as error:
                raise ZygoteError(f"it does not listen: {error}") from error
        return pending

    def _receive(self) -> tuple[Response, bytes, int]:
        try:
            message, ancillary, _, _ = self._control.recvmsg(
                MESSAGE_BYTES, socket.CMSG_SPACE(_DESCRIPTOR)
            )
        except TimeoutError as error:
            raise ZygoteError(self._last_words("it does not answer")) from error
        except OSError as error:
            raise ZygoteError(self._last_words(f"it cannot be heard: {error}")) from error
        if not message:
            raise ZygoteError(self._last_words("it has ended"))
        descriptors = array.array("i")
        for _, _, data in ancillary:
            descriptors.frombytes(data[:_DESCRIPTOR])
        return Response(message[0]), message[1:], descriptors[0] if descriptors else -1

    def _last_words(self, reason: str) -> str:
        """A reason, with what it wrote to standard error."""
        written = b""
        with contextlib.suppress(OSError, ValueError, subprocess.TimeoutExpired):
            self._process.wait(0.5)
            written = os.pread(self._messages.fileno(), MESSAGE_BYTES, 0)[-2000:]
        return " ".join((reason, written.decode("utf-8", "replace"))).strip()


def _start(launch: ZygoteLaunch, control: int, messages: int) -> "subprocess.Popen[bytes]":
    libraries = os.pathsep.join(map(str, launch.libraries))
    words = launch.wrap(launch.system.student_words("zygote", libraries, str(control)))
    try:
        return subprocess.Popen(  # noqa: S603 - the words are ours
            words,
            stdin=subprocess.DEVNULL,
            stdout=messages,
            stderr=messages,
            env=_environment(),
            cwd="/",
            start_new_session=True,
            pass_fds=(control,),
        )
    except OSError as error:
        raise ZygoteError(f"{words[0]} cannot be started: {error.strerror}") from error


def _environment() -> dict[str, str]:
    """One thread, the same hash seed always, and this machine's choice of arithmetic."""
    chosen = {name: value for name, value in os.environ.items() if name.startswith("OPENBLAS_")}
    fixed = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    return {**chosen, **fixed, "LC_ALL": "C.UTF-8"}
