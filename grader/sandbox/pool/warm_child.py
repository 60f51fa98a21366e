"""A child that waits for its one request: sent it, listened to, ended, asked for its costs.

Everything that comes out of a child is bytes, and bounded: its frames by a socket that is read up
to a cap, its output by a file in memory that the kernel keeps from growing.

The socket is waited for in the kernel, with deadlines of the kernel's, until the child closes it:
waking up for every frame would cost more than many a layer's arithmetic.
"""

import contextlib
import math
import os
import select
import signal
import socket
import struct
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from grader.sandbox.pool.zygote import PendingResponse, Zygote, ZygoteError
from grader.sandbox.protocol.request import LENGTH
from grader.sandbox.results.exits import Exit, ProcessBounds, StopReason
from grader.sandbox.results.turns import TurnWatch

CHUNK = 1 << 20
EXIT_S = 1.0  # for a process whose socket has closed, so that it is ending
WATCH_S = 0.25  # between two looks at what is printed
_TIME = struct.Struct("@ll")

OnBytes = Callable[[bytes], None]


@dataclass(frozen=True)
class Exchange:
    """What has come from a child, and why no more is waited for."""

    received: memoryview
    stop_reason: StopReason


class WarmChild:
    """One child, from its fork to its end. Raises ZygoteError where the zygote is broken."""

    def __init__(self, zygote: Zygote) -> None:
        self._zygote = zygote
        self._closed = False
        self._wall_s = 0.0
        self._forked: PendingResponse | None = None
        self._received = bytearray(CHUNK)  # made and touched ahead of time
        self._size = 0
        self._output = os.memfd_create("output", os.MFD_CLOEXEC)
        self._socket, theirs = socket.socketpair()
        try:
            with theirs:
                self._forked = zygote.fork(theirs.fileno(), self._output)
        except BaseException:
            self._close()
            raise

    def exchange(
        self,
        packed: bytes,
        bounds: ProcessBounds,
        on_output: OnBytes | None = None,
        meanwhile: Iterable[object] = (),
    ) -> Exchange:
        """Send the request and take what comes, until the child is through or breaks a bound.

        on_output: told every now and then what has been printed so far. meanwhile: what else there
        is to do, whose time is not the child's.
        """
        began = time.monotonic()
        self._send(packed, bounds.setup_s)
        began += self._do(meanwhile)
        try:
            return self._converse(bounds, began, on_output)
        finally:
            self._wall_s = max(0.0, time.monotonic() - began)

    def _do(self, meanwhile: Iterable[object]) -> float:
        """Go through something, taking what has come after each step; the seconds that took."""
        began = time.monotonic()
        for _ in meanwhile:
            self._take(socket.MSG_DONTWAIT)
        return time.monotonic() - began

    def _converse(self, bounds: ProcessBounds, began: float, on_output: OnBytes | None) -> Exchange:
        deadline = began + bounds.wall_s
        look_s = min(
            math.inf if on_output is None else WATCH_S,
            math.inf if bounds.turns is None else bounds.turns.look_s,
        )
        while True:
            left_s = deadline - time.monotonic()
            if left_s <= 0 and self._size:
                return self._exchange(StopReason.TOO_LONG)
            if left_s <= 0:  # its time has not begun
                if time.monotonic() >= began + bounds.setup_s:
                    return self._exchange(StopReason.NEVER_BEGAN)
                deadline = time.monotonic() + bounds.wall_s
                continue
            is_over = self._receive(min(left_s, look_s))
            if on_output is not None:
                on_output(self._read_output(bounds.output_bytes))
            if is_over:
                return self._exchange(StopReason.NOT_STOPPED)
            if bounds.turns is not None and self._is_turn_over(bounds.turns):
                return self._exchange(StopReason.TURN_TOO_LONG)
            if self._size > bounds.reply_bytes:
                return self._exchange(StopReason.REPLIES_TOO_LARGE)

    def end(
        self,
        stop_reason: StopReason,
        most_printed: int,
        *,
        is_through: bool = True,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> Exit:
        """End the child, whatever it does, and tell how it went.

        stop_reason: why no more is waited for. most_printed: how much output it may have made.
        is_through: nothing more was expected of it. meanwhile: done while it dies.
        """
        try:
            assert self._forked is not None
            pid, process = self._zygote.child_in(self._forked)
            by_itself = stop_reason is StopReason.NOT_STOPPED and not is_through and _ends(process)
            self._kill(pid, process)
            reaped = self._zygote.reap(pid)
            meanwhile()
            usage = self._zygote.usage_in(reaped)
            printed = self._read_output(most_printed + 1)
        finally:
            self._close()
        status = os.waitstatus_to_exitcode(usage.status)
        return Exit(
            printed=printed[:most_printed],
            exit_status=status,
            stop_reason=StopReason.TOO_MUCH_OUTPUT if len(printed) > most_printed else stop_reason,
            cpu_s=usage.user_s + usage.system_s,
            peak_bytes=usage.peak_bytes,
            wall_s=self._wall_s,
            killed_by_others=by_itself and status == -signal.SIGKILL,
        )

    def discard(self) -> None:
        """End a child that nobody needs, if it has not ended; a broken zygote has ended it."""
        if not self._closed:
            with contextlib.suppress(ZygoteError, OSError):
                self.end(StopReason.NEVER_BEGAN, 0)

    def _send(self, packed: bytes, patience_s: float) -> None:
        self._wait_at_most(socket.SO_SNDTIMEO, patience_s)
        with contextlib.suppress(OSError):  # it has ended, or does not listen: the answer tells
            sent = self._socket.sendmsg((LENGTH.pack(len(packed)), packed)) - LENGTH.size
            self._socket.sendall(memoryview(packed)[sent:])

    def _receive(self, patience_s: float) -> bool:
        """Take what comes within a time, or a buffer full of it; whether that was the end."""
        self._wait_at_most(socket.SO_RCVTIMEO, patience_s)
        return self._take(socket.MSG_WAITALL)

    def _take(self, how: int) -> bool:
        """Take what comes; whether that was the end. how: as the kernel has it."""
        if self._size == len(self._received):
            self._received.extend(bytes(self._size))
        with memoryview(self._received) as buffer, buffer[self._size :] as room:
            try:
                count = self._socket.recv_into(room, flags=how)
            except BlockingIOError:
                return False
            except ConnectionError:  # it ended without reading all of the request
                return True
        self._size += count
        return count == 0

    def _exchange(self, stop_reason: StopReason) -> Exchange:
        return Exchange(memoryview(self._received)[: self._size], stop_reason)

    def _is_turn_over(self, turns: TurnWatch) -> bool:
        with memoryview(self._received) as buffer, buffer[: self._size] as received:
            return turns.is_over(received, time.monotonic())

    def _wait_at_most(self, direction: int, seconds: float) -> None:
        microseconds = max(1, int(seconds * 1e6))
        time_value = _TIME.pack(*divmod(microseconds, 1_000_000))
        self._socket.setsockopt(socket.SOL_SOCKET, direction, time_value)

    def _read_output(self, most_bytes: int) -> bytes:
        return os.pread(self._output, most_bytes, 0)

    def _kill(self, pid: int, process: int) -> None:
        try:
            signal.pidfd_send_signal(process, signal.SIGKILL)
        except ProcessLookupError:
            pass
        except PermissionError:  # root without CAP_KILL
            self._zygote.kill(pid)

    def _close(self) -> None:
        self._closed = True
        self._socket.close()
        os.close(self._output)
        if self._forked is not None and self._forked.descriptor >= 0:
            os.close(self._forked.descriptor)


def _ends(process: int) -> bool:
    """Whether a process ends by itself within a moment. process: its pidfd."""
    poll = select.poll()
    poll.register(process, select.POLLIN)
    return bool(poll.poll(1000 * EXIT_S))
