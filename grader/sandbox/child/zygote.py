"""The zygote: it has imported everything, confined itself, and forks a child at a word.

No student code runs in it. It ends when the worker's end of its control socket closes, and the
kernel ends its children with it.
"""

import array
import gc
import os
import signal
import socket
from collections.abc import Callable
from typing import NoReturn

from grader.sandbox.child.user import leave_root
from grader.sandbox.kernel import landlock, prctl
from grader.sandbox.protocol.control import MESSAGE_BYTES, PID, Command, Response, Setup, Usage

CHANNEL = 3  # in a zygote its control socket, in a child the socket to the judge
CHILD_FAILED = 70
_DESCRIPTOR = array.array("i")

RunChild = Callable[[int, int, int], None]


def control_socket(descriptor: int) -> socket.socket:
    """The socket to the worker, moved to where a child has its channel."""
    if descriptor != CHANNEL:
        os.dup2(descriptor, CHANNEL)
        os.close(descriptor)
    return socket.socket(fileno=CHANNEL)


def confine(setup: Setup) -> None:
    """Give up everything that forking children does not take. Raises OSError where refused."""
    if setup.user:
        prctl.bound_capabilities()
        leave_root(setup.user)
    prctl.hide_memory()
    prctl.gain_no_privileges()
    if setup.landlock:
        landlock.close_off()
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it


def serve(control: socket.socket, run_child: RunChild) -> NoReturn:
    """Answer the worker until it is gone.

    run_child: all that a fork does, from its parent's number and the descriptors of its channel and
    of its output.
    """
    gc.collect()
    gc.freeze()  # so that no collection in a child touches what all of them share
    room = socket.CMSG_SPACE(2 * _DESCRIPTOR.itemsize)
    while True:
        message, ancillary, _, _ = control.recvmsg(MESSAGE_BYTES, room)
        if not message:
            os._exit(0)
        match message[0]:
            case Command.FORK:
                _fork(control, _descriptors_in(ancillary), run_child)
            case Command.REAP:
                (pid,) = PID.unpack(message[1:])
                control.send(bytes((Response.REAPED,)) + _reap(pid).pack())
            case Command.KILL:
                (pid,) = PID.unpack(message[1:])
                os.kill(pid, signal.SIGKILL)
                control.send(bytes((Response.KILLED,)))


def _descriptors_in(ancillary: list[tuple[int, int, bytes]]) -> "array.array[int]":
    found = array.array("i")
    for _, _, data in ancillary:
        found.frombytes(data)
    return found


def _fork(control: socket.socket, descriptors: "array.array[int]", run_child: RunChild) -> None:
    parent = os.getpid()
    try:
        pid = os.fork()
    except OSError as error:
        control.send(bytes((Response.REFUSED,)) + f"it cannot fork: {error}".encode())
        return
    if pid == 0:
        try:
            run_child(parent, *descriptors)
        except BaseException as error:  # noqa: BLE001 - told to the worker, and the end
            os.write(2, f"{type(error).__name__}: {error}".encode())
        finally:
            os._exit(CHILD_FAILED)
    for descriptor in descriptors:
        os.close(descriptor)
    process = os.pidfd_open(pid)
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [process]))]
    control.sendmsg([bytes((Response.FORKED,)) + PID.pack(pid)], rights)
    os.close(process)


def install_descriptors(parent: int, channel: int, output: int) -> None:
    """Put the child's two descriptors where they belong and close all others."""
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.dup2(channel, CHANNEL)
    os.close(0)
    os.closerange(CHANNEL + 1, 2**31 - 1)
    prctl.die_with_parent(signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(CHILD_FAILED)


def _reap(pid: int) -> Usage:
    _, status, usage = os.wait4(pid, 0)
    return Usage(status, usage.ru_utime, usage.ru_stime, usage.ru_maxrss * 1024)
