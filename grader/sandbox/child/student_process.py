"""The process in which a student's code runs: the one file that executes it.

Started by path and imported by nobody, in one of two ways.

As a *zygote* (Linux): import everything, confine itself, then fork a child for every submission at
the word of the worker. A child waits for one request, confines itself for good, executes it and
ends. See `grader.sandbox.child.zygote`.

In the *plain* way (elsewhere, for one's own code): standard input holds one request, standard
output takes the frames, standard error whatever the code prints.

Either way student code comes after everything else: imports, limits, confinement, the word READY.
No expected value and no secret is here.
"""

import contextlib
import io
import os
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import NoReturn, Protocol

LIBRARY_FOLDERS = sys.argv[2].split(os.pathsep)  # where NumPy is, and other libraries


def _find_libraries_and_this_folder() -> None:
    """Make NumPy and the files beside this one importable.

    `grader` and folders of it stand in as empty packages, so that importing a file runs no other.
    """
    sys.path.extend(LIBRARY_FOLDERS)
    sandbox = Path(__file__).parents[1]
    folders = {"grader": sandbox.parent, "grader.sandbox": sandbox}
    folders |= {
        f"grader.sandbox.{name}": sandbox.joinpath(*name.split("."))
        for name in ("child", "child.styles", "kernel", "protocol")
    }
    for name, folder in folders.items():
        sys.modules[name] = package = ModuleType(name)
        package.__path__ = [str(folder)]


_find_libraries_and_this_folder()

import numpy as np  # noqa: E402 - found only now

from grader.sandbox.child import modules, show_modules  # noqa: E402 - found only now
from grader.sandbox.child.object_under_test import ObjectsUnderTest  # noqa: E402 - found only now
from grader.sandbox.child.program_modules import ProgramModules  # noqa: E402 - found only now
from grader.sandbox.child.results import FaultError  # noqa: E402 - found only now
from grader.sandbox.child.styles.readings import Readings  # noqa: E402 - found only now
from grader.sandbox.child.tracebacks import (  # noqa: E402 - found only now
    StudentSource,
    encoding_of,
    fault_of_anything,
    text_of,
    type_name,
)
from grader.sandbox.child.warmup_request import FILENAME as WARMUP_FILE  # noqa: E402 - found only now
from grader.sandbox.child.warmup_request import (  # noqa: E402 - found only now
    NullChannel,
    pack_warmup_request,
)
from grader.sandbox.protocol.frames import (  # noqa: E402 - found only now
    Array,
    Fault,
    FaultCode,
    FrameKind,
    Operation,
    pack_fault,
    pack_values,
    pack_word,
)
from grader.sandbox.protocol.request import (  # noqa: E402 - found only now
    LENGTH,
    Case,
    Limits,
    Request,
    read_request,
)

if sys.platform != "win32":
    from grader.sandbox.child.limits import (
        forbid_processes,
        impose,
        impose_on_all,
        memory_sizes,
        write_no_files,
    )
    from grader.sandbox.child.user import leave_root
    from grader.sandbox.protocol.control import FIRST_USER
if sys.platform == "linux":
    from grader.sandbox.child import zygote
    from grader.sandbox.child.limits import warm_up as warm_up_limits
    from grader.sandbox.kernel import landlock, seccomp
    from grader.sandbox.protocol.control import MESSAGE_BYTES, Ready, Response, Setup

EXCERPT_CHARACTERS = 200
RECEIVED_AT_ONCE = 1 << 18
RESERVE_BYTES = 1 << 20
WARM_UPS = 8  # the interpreter specialises code that has run that often
LINGER_S = 60.0
GRACE_S = 2.0  # the worker's deadline comes first; this one is for a worker that died


class Channel(Protocol):
    """The way back to the judge."""

    def send(self, frame: bytes) -> None:
        """Send one frame whole."""
        ...

    def close(self) -> None:
        """Let the judge know that nothing follows."""
        ...


class DescriptorChannel:
    """A channel that is a descriptor."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def send(self, frame: bytes) -> None:
        """Write one frame whole."""
        written = os.write(self._descriptor, frame)
        while written < len(frame):
            written += os.write(self._descriptor, memoryview(frame)[written:])

    def close(self) -> None:
        """Close the descriptor."""
        os.close(self._descriptor)


class StudentFile:
    """A file of source code and its module."""

    def __init__(self, request: Request) -> None:
        self.source = StudentSource(request.source, request.filename, dict(request.modules))
        self.module = ModuleType(request.filename.removesuffix(".py") or "layers")
        self.readings = Readings(vars(self.module))
        self._limits = request.limits
        self._cases = tuple(case for case in request.cases if case.roles is not None)
        self._shown = show_modules.install() if self._cases else show_modules.ModulesForShow()
        self._reserve: Array | None = np.empty(RESERVE_BYTES, np.uint8)  # not touched

    def run(self) -> None:
        """Execute the file. Raises whatever it raises, FaultError where it is not Python.

        What comes after all that it is asked for may fail, unless it is to be called strictly.
        """
        filename = self.source.filename
        try:
            code = compile(self.source.data, filename, "exec", dont_inherit=True)
        except SyntaxError as error:
            line, text = error.lineno or 0, (error.text or "").strip()
            excerpt = text[:EXCERPT_CHARACTERS]
            raise FaultError(FaultCode.SYNTAX, error.msg, excerpt, line=line) from None
        except ValueError as error:  # a NUL byte
            raise FaultError(FaultCode.SYNTAX, str(error), "") from None
        if self.source.others:
            sys.meta_path.insert(0, ProgramModules(self.source.others))
        self.module.__file__ = filename
        sys.modules[self.module.__name__] = self.module
        if self._cases:
            self._shown.define_names(self.source.data, self.module.__dict__)
        try:
            exec(code, self.module.__dict__)  # noqa: S102 - what this process is for
        except (Exception, SystemExit) as error:
            if isinstance(error, MemoryError) or not self._has_all():
                raise
            self.readings.notes.append(self._rest_left(error))

    def _has_all(self) -> bool:
        return bool(self._cases) and self.readings.have_all(self._cases)

    def _rest_left(self, error: BaseException) -> Fault:
        """That the file ended early, after all that it is asked for was there."""
        found = self.fault_of(error)
        name, message, excerpt = type_name(error), text_of(error), self.source.excerpt(found.line)
        return Fault(FaultCode.REST_LEFT, (name, message, excerpt), found.line)

    def notes(self) -> Iterator[Fault]:
        """What was read otherwise than written."""
        yield from (Fault(FaultCode.FOR_SHOW, (name,)) for name in self._shown.imported)
        yield from self.readings.notes

    def answer(self, case: Case, channel: Channel) -> None:
        """Carry out the calls of a case up to the first fault.

        What was answered is sent before code of the student's runs again, which may end it all.
        """
        subjects = ObjectsUnderTest(self.source, self.readings, case, self._limits)
        waiting = list[bytes]()
        for call in case.calls:
            if waiting and call.operation is not Operation.INPUTS:
                channel.send(b"".join(waiting))
                waiting.clear()
            try:
                waiting.append(pack_values(subjects.carry_out(call)))
            except MemoryError:
                channel.send(b"".join(waiting))
                raise
            except BaseException as error:  # noqa: BLE001 - a student's code may raise anything
                waiting.append(pack_fault(FrameKind.FAULT, self.fault_of(error)))
                break
        channel.send(b"".join(waiting))

    def fault_of(self, error: BaseException) -> Fault:
        """What an exception says; where memory is used up, there is some left for that."""
        if isinstance(error, MemoryError):
            self._reserve = None
            traceback.clear_frames(error.__traceback__)
        return fault_of_anything(self.source, error)


def _execute(request: Request, channel: Channel) -> None:
    """Run the file, then every case; one last frame says how it ended."""
    file = StudentFile(request)
    try:
        channel.send(pack_word(FrameKind.READY))
        file.run()
        channel.send(pack_word(FrameKind.LOADED))
        for case in request.cases:
            file.answer(case, channel)
        for note in file.notes():
            channel.send(pack_fault(FrameKind.NOTE, note))
    except BaseException as error:  # noqa: BLE001 - a student's code may raise anything
        last = pack_fault(FrameKind.STOPPED, file.fault_of(error))
    else:
        last = pack_word(FrameKind.DONE)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(BaseException):  # the student may have put anything there
            stream.flush()
    channel.send(last)
    channel.close()


def _take_over_streams() -> None:
    """Nothing to read, and lines that reach the descriptor of the output at once."""
    binary = io.BufferedWriter(io.FileIO(1, "wb", closefd=False))
    output = io.TextIOWrapper(binary, "utf-8", "backslashreplace", line_buffering=True)
    sys.stdin = sys.__stdin__ = io.TextIOWrapper(io.BytesIO())  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = output  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = output  # type: ignore[misc]


class _Child:
    """What a fork of the zygote does with its life. All that can be is made ahead of the fork."""

    def __init__(self, setup: Setup, mapped_bytes: int) -> None:
        self._limited = setup.limits
        self._mapped_bytes = mapped_bytes
        self._ruleset = landlock.make_ruleset(landlock.version()) if setup.landlock else None
        self._filter = seccomp.prepare(setup.filter) if setup.filter else None
        self._seal = seccomp.prepare(setup.seal) if setup.seal else None
        self._requests = io.FileIO(zygote.CHANNEL, "rb", closefd=False)
        self._channel = DescriptorChannel(zygote.CHANNEL)
        self._warmup_request = pack_warmup_request()
        self._buffer = memoryview(bytearray(RECEIVED_AT_ONCE))

    def warm_up(self) -> None:
        """Run a submission of our own; afterwards it is as if it had not been."""
        end = LENGTH.size + len(self._warmup_request)
        self._buffer[LENGTH.size : end] = self._warmup_request
        _execute(read_request(self._buffer[LENGTH.size : end]), NullChannel())
        del sys.modules[WARMUP_FILE.removesuffix(".py")]

    def run(self, parent: int, channel: int, output: int) -> None:
        """Confine this process, wait for the one request, limit it, execute it."""
        if self._ruleset is not None:
            landlock.restrict(self._ruleset)
        zygote.install_descriptors(parent, channel, output)
        if self._limited:
            forbid_processes()
            warm_up_limits()
        if self._filter is not None:
            seccomp.load(self._filter)
        self.warm_up()
        packed = self._receive()
        request = read_request(packed)
        if self._limited:
            impose(request.limits, self._mapped_bytes + 2 * len(packed))
        if self._seal is not None:
            seccomp.load(self._seal)
        if b"random" in request.source:  # else the zygote's own seed stands
            modules.seed_generators(request.seed)
        sys.argv = [request.filename]
        with contextlib.suppress(OSError):  # the channel, which the student's code may have closed
            _execute(request, self._channel)
        time.sleep(LINGER_S)  # the judge has the processor now, and ends this process

    def _receive(self) -> memoryview:
        """The request. Ends the process where nothing comes any more."""
        got = self._read_into(self._buffer)
        (size,) = LENGTH.unpack_from(self._buffer)
        end = LENGTH.size + size
        whole = self._buffer
        if end > len(whole):
            whole = memoryview(bytearray(end))
            whole[:got] = self._buffer[:got]
        while got < end:
            got += self._read_into(whole[got:end])
        return whole[LENGTH.size : end]

    def _read_into(self, room: memoryview) -> int:
        return self._requests.readinto(room) or os._exit(0)


def _zygote() -> NoReturn:
    """Import everything, confine this process, say what it is, and fork until nobody asks."""
    control = zygote.control_socket(int(sys.argv[3]))
    try:
        setup = Setup.unpack(control.recv(MESSAGE_BYTES)[1:])
        began = time.perf_counter()
        modules.load_all(setup.modules)
        modules.warm_up()
        modules.seed_generators(0)
        import_s = time.perf_counter() - began
        mapped_bytes, resident_bytes = memory_sizes()
        threads = len(list(Path("/proc/self/task").iterdir()))
        child = _Child(setup, mapped_bytes)
        zygote.confine(setup)
        if setup.limits:
            impose_on_all()
        modules.forget_ours()
        _take_over_streams()
        for _ in range(WARM_UPS):
            child.warm_up()
        version = landlock.version() if setup.landlock else 0
        said = Ready(os.getuid(), version, mapped_bytes, resident_bytes, import_s, threads)
    except Exception as error:  # noqa: BLE001 - told to the worker, and the end
        control.send(bytes((Response.REFUSED,)) + f"{type(error).__name__}: {error}".encode())
        os._exit(1)
    control.send(bytes((Response.READY,)) + said.pack())
    zygote.serve(control, child.run)


def _take_over_descriptors() -> tuple[bytes, DescriptorChannel]:
    """The request, and a channel that the descriptors 0 to 2 no longer lead to."""
    with open(os.dup(0), "rb") as file:  # noqa: PTH123 - a descriptor has no path
        request = file.read()
    channel = DescriptorChannel(os.dup(1))
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    for stream in (sys.stdout, sys.stderr):
        assert isinstance(stream, io.TextIOWrapper)
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    return request, channel


def _confine_plainly(limits: Limits) -> None:
    """As far as the system goes, which may be nowhere. Raises OSError where it refuses."""
    if sys.platform == "win32":
        return
    impose_on_all()
    forbid_processes()
    impose(limits, memory_sizes()[0])
    write_no_files()
    if os.geteuid() == 0:
        leave_root(FIRST_USER + os.getpid())
    if sys.platform == "linux":
        landlock.close_off()
    signal.setitimer(signal.ITIMER_REAL, limits.wall_s + GRACE_S)


def _plain() -> NoReturn:
    """Serve one request and end without running anything else of the student's."""
    data, channel = _take_over_descriptors()
    request = read_request(memoryview(data))
    modules.load_all(filter(None, sys.argv[3].split(",")))
    encoding_of(request.source)  # imports it
    modules.warm_up()
    modules.seed_generators(request.seed)
    sys.argv = [request.filename]
    _confine_plainly(request.limits)
    modules.forget_ours()
    _execute(request, channel)
    os._exit(0)


if __name__ == "__main__":
    if sys.argv[1] == "zygote":
        _zygote()
    _plain()
