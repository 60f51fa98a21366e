"""The process in which a student's code runs: the one file that executes it.

Started by path and imported by nobody. Standard input holds the request, standard output takes the
frames, standard error takes whatever the student's code prints. Order: import what will be needed,
confine, say READY, run the file, carry out the cases. No expected value and no secret is here.

Started as root it becomes a user of its own without groups, and where the kernel offers Landlock
it closes itself off from files, TCP and other processes, whoever started it.
"""

import contextlib
import importlib
import io
import os
import signal
import sys
import time
import tokenize
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

LIBRARY_FOLDER = sys.argv[1]  # where numpy is


def _find_numpy_and_this_folder() -> None:
    """Make numpy and the files beside this one importable.

    `grader` stands in as an empty package, so that importing a file of it runs no other.
    """
    sys.path.append(LIBRARY_FOLDER)
    here = Path(__file__).parent
    for name, folder in (("grader", here.parent), ("grader.sandbox", here)):
        sys.modules[name] = package = ModuleType(name)
        package.__path__ = [str(folder)]


_find_numpy_and_this_folder()

import numpy as np  # noqa: E402 - found only now

from grader.sandbox.frames import (  # noqa: E402 - found only now
    ARRAY_BYTES,
    DTYPES,
    MAX_NDIM,
    Array,
    Fault,
    FaultCode,
    Frame,
    FrameKind,
    Operation,
    pack_frame,
)
from grader.sandbox.landlock import close_off  # noqa: E402 - found only now
from grader.sandbox.request import (  # noqa: E402 - found only now
    Call,
    Case,
    Limits,
    Request,
    read_request,
)

# Modules that a layer file may ask for, imported ahead where its text names them: once confined,
# a library below a private home directory can no longer be read.
PRELOADED = (
    *("abc", "argparse", "array", "bisect", "cmath", "collections", "contextlib", "copy", "csv"),
    *("dataclasses", "datetime", "decimal", "enum", "fractions", "functools", "glob", "hashlib"),
    *("heapq", "inspect", "itertools", "json", "logging", "math", "numbers", "operator"),
    *("pathlib", "pickle", "platform", "pprint", "queue", "random", "shutil", "statistics"),
    *("string", "tempfile", "textwrap", "threading", "time", "timeit", "traceback", "types"),
    *("typing", "unittest", "warnings", "weakref", "numpy.fft", "numpy.linalg", "numpy.ma"),
    *("numpy.polynomial", "numpy.random", "numpy.testing", "numpy.typing"),
    "numpy.lib.stride_tricks",
)
NOBODY = 65534
FIRST_USER = 1_900_000_000  # plus a process number, of which there are 2**22 at most
OPEN_FILES = 32
GRACE_S = 2.0  # the parent's deadline comes first; this one is for a parent that died
EXCERPT = 200
MESSAGE = 500
MAX_ITEMS = 64


class FaultError(Exception):
    """A call cannot be answered, and why."""

    def __init__(self, code: FaultCode, *texts: str, line: int = 0) -> None:
        super().__init__(code.name)
        self.fault = Fault(code, texts, line)


class Channel:
    """The way back to the parent."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def send(self, frame: Frame) -> None:
        """Write one frame whole."""
        data = memoryview(pack_frame(frame))
        while data:
            data = data[os.write(self._descriptor, data) :]


class StudentFile:
    """A file of source code: its name, its lines, and its module once it has run."""

    def __init__(self, source: bytes, filename: str) -> None:
        self.source = source
        self.filename = filename
        self.module = ModuleType(filename.removesuffix(".py") or "layers")
        self.lines = _decoded(source).splitlines()

    def run(self) -> None:
        """Execute the file. Raises whatever it raises, FaultError where it is not Python."""
        try:
            code = compile(self.source, self.filename, "exec", dont_inherit=True)
        except SyntaxError as error:
            line, text = error.lineno or 0, (error.text or "").strip()
            raise FaultError(FaultCode.SYNTAX, error.msg, text[:EXCERPT], line=line) from None
        except ValueError as error:  # a NUL byte
            raise FaultError(FaultCode.SYNTAX, str(error), "") from None
        self.module.__file__ = self.filename
        sys.modules[self.module.__name__] = self.module
        exec(code, self.module.__dict__)  # noqa: S102 - what this process is for

    def fault_of(self, error: BaseException) -> Fault:
        """What a student should read of an exception: its line in this file and its message."""
        if isinstance(error, FaultError):
            return error.fault
        line = self._line_of(error)
        excerpt = self.lines[line - 1].strip()[:EXCERPT] if 0 < line <= len(self.lines) else ""
        message = _message_of(error)
        match error:
            case MemoryError():
                return Fault(FaultCode.MEMORY, (excerpt,), line)
            case SystemExit():
                return Fault(FaultCode.EXIT, (excerpt,), line)
            case NotImplementedError():
                return Fault(FaultCode.NOT_WRITTEN, (excerpt,), line)
            case ModuleNotFoundError():
                return Fault(FaultCode.NO_MODULE, (_text_of(error.name)[:EXCERPT], excerpt), line)
        return Fault(FaultCode.EXCEPTION, (type(error).__name__, message, excerpt), line)

    def _line_of(self, error: BaseException) -> int:
        """The innermost line of this file under an exception, 0 where none is."""
        line, step = 0, error.__traceback__
        while step is not None:
            if step.tb_frame.f_code.co_filename == self.filename:
                line = step.tb_lineno
            step = step.tb_next
        return line

    def raised_outside(self, error: BaseException) -> bool:
        """Whether no line of this file was running, so that the call itself did not fit."""
        return self._line_of(error) == 0


class Subject:
    """The object of one case, and what it was last handed."""

    def __init__(self, file: StudentFile, case: Case) -> None:
        self._file = file
        self._case = case
        self._object: Any = None
        self._name = case.calls[0].name
        self._handed: dict[str, tuple[Array, ...]] = {}

    def carry_out(self, call: Call) -> tuple[Array, ...]:
        """The arrays that answer `call`. Raises FaultError, or what the student's code raises."""
        match call.operation:
            case Operation.NEW:
                self._object = self._invoke(self._class(), call.name, call)
                return ()
            case Operation.CALL:
                subject = f"{self._name}.{call.name}"
                value = self._invoke(self._method(call.name), subject, call)
                return _as_arrays(value, subject)
            case Operation.READ:
                value = getattr(self._object, call.name, None)
                return () if value is None else _as_arrays(value, f"{self._name}.{call.name}")
            case Operation.INPUTS:
                return self._handed[call.name]

    def _class(self) -> Callable[..., Any]:
        members = vars(self._file.module)
        for name in (self._name, *self._case.aliases):
            found: Callable[..., Any] | None = members.get(name)
            if callable(found):
                self._name = name
                return found
        there = [name for name, member in members.items() if isinstance(member, type)]
        raise FaultError(FaultCode.NO_CLASS, self._name, ", ".join(there)[:MESSAGE])

    def _method(self, name: str) -> Callable[..., Any]:
        method: Callable[..., Any] | None = getattr(self._object, name, None)
        if not callable(method):
            raise FaultError(FaultCode.NO_METHOD, self._name, name)
        return method

    def _invoke(self, function: Callable[..., Any], subject: str, call: Call) -> Any:
        handed = tuple(array.copy() for array in call.arrays)
        self._handed[call.name] = handed
        try:
            return function(*(array[()] for array in handed))  # a single number as a number
        except TypeError as error:
            if self._file.raised_outside(error):
                line = _definition_line(function)
                raise FaultError(
                    FaultCode.SIGNATURE, subject, _message_of(error), line=line
                ) from None
            raise


def _message_of(error: BaseException) -> str:
    return _text_of(error)


def _text_of(value: object) -> str:
    try:
        return str(value)[:MESSAGE]
    except BaseException:  # noqa: BLE001 - a student's exception may raise anything here
        return ""


def _definition_line(function: Callable[..., Any]) -> int:
    body = function.__init__ if isinstance(function, type) else function  # type: ignore[misc]
    code = getattr(body, "__code__", None)
    return getattr(code, "co_firstlineno", 0)


def _as_arrays(value: Any, subject: str) -> tuple[Array, ...]:
    """A result as arrays: one for each item of a tuple or list of arrays, one for anything else."""
    if value is None:
        raise FaultError(FaultCode.NOTHING, subject)
    is_short_sequence = isinstance(value, tuple | list) and len(value) <= MAX_ITEMS
    if is_short_sequence and any(isinstance(item, np.ndarray) for item in value):
        return tuple(_as_array(item, subject) for item in value)
    return (_as_array(value, subject),)


def _as_array(value: Any, subject: str) -> Array:
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        raise FaultError(FaultCode.NOT_AN_ARRAY, subject, type(value).__name__) from None
    if array.dtype == np.longdouble:
        array = array.astype(np.float64)
    if array.dtype.newbyteorder("<").str not in DTYPES or array.ndim > MAX_NDIM:
        kind = f"ndarray, dtype={array.dtype}" if value is array else type(value).__name__
        raise FaultError(FaultCode.NOT_AN_ARRAY, subject, kind)
    if array.nbytes > ARRAY_BYTES:
        raise FaultError(FaultCode.TOO_LARGE, subject, f"{array.shape}")
    return array


def _encoding(source: bytes) -> str:
    """The encoding that a file declares, UTF-8 where that is none that Python knows."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    except SyntaxError:
        return "utf-8"
    return encoding


def _decoded(source: bytes) -> str:
    """The text of a file, for excerpts."""
    try:
        return source.decode(_encoding(source), "replace")
    except (LookupError, ValueError):  # an encoding that is not of text, or only encodes
        return source.decode("utf-8", "replace")


def _take_over_streams() -> tuple[bytes, Channel]:
    """The request, and a channel that the descriptors 0 to 2 no longer lead to."""
    with open(os.dup(0), "rb") as file:  # noqa: PTH123 - a descriptor has no path
        request = file.read()
    channel = Channel(os.dup(1))
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    for stream in (sys.stdout, sys.stderr):
        assert isinstance(stream, io.TextIOWrapper)
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    return request, channel


def _prepare(request: Request) -> None:
    """Import what the file names, set the seeds, forget how to import anything of ours."""
    for name in PRELOADED:
        if name.rpartition(".")[2].encode() in request.source:
            importlib.import_module(name)
    _encoding(request.source)  # imports it
    if b"random" in request.source:
        sys.modules["random"].seed(request.seed)
        np.random.seed(request.seed % 2**32)  # noqa: NPY002 - what students' code draws from
    np.ones((64, 64)) @ np.ones((64, 64))  # OpenBLAS takes its buffer before memory is counted
    sys.path.remove(LIBRARY_FOLDER)
    sys.argv = [request.filename]
    for name in [name for name in sys.modules if name.partition(".")[0] == "grader"]:
        del sys.modules[name]


def _confine(limits: Limits) -> None:
    """Limits, another user where we are root, Landlock. Raises OSError where the kernel refuses."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on every system

    cpu_s = int(time.process_time() + limits.cpu_s) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    for none in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        resource.setrlimit(none, (0, 0))
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        memory = pages * resource.getpagesize() + limits.memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    if os.geteuid() == 0:
        os.setgroups([])
        _become_a_user_of_its_own()
    close_off()
    signal.setitimer(signal.ITIMER_REAL, limits.wall_s + GRACE_S)


def _become_a_user_of_its_own() -> None:
    """Take a user number that no other live run has, so that none can signal another.

    Where a container maps too few users for that, it is `nobody`.
    """
    own = FIRST_USER + os.getpid()
    try:
        os.setgid(own)
        os.setuid(own)
    except OSError:
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def _answer(file: StudentFile, case: Case, channel: Channel) -> None:
    """Carry out the calls of a case up to the first fault."""
    subject = Subject(file, case)
    for call in case.calls:
        try:
            frame = Frame(FrameKind.VALUES, arrays=subject.carry_out(call))
        except MemoryError:
            raise
        except BaseException as error:  # noqa: BLE001 - a student's code may raise anything
            channel.send(Frame(FrameKind.FAULT, fault=file.fault_of(error)))
            return
        channel.send(frame)


def _execute(request: Request, channel: Channel) -> None:
    """Run the file, then every case; one last frame says how it ended."""
    file = StudentFile(request.source, request.filename)
    try:
        file.run()
        channel.send(Frame(FrameKind.LOADED))
        for case in request.cases:
            _answer(file, case, channel)
    except BaseException as error:  # noqa: BLE001 - a student's code may raise anything
        channel.send(Frame(FrameKind.STOPPED, fault=file.fault_of(error)))
    else:
        channel.send(Frame(FrameKind.DONE))


def main() -> NoReturn:
    """Serve one request and end without running anything else of the student's."""
    data, channel = _take_over_streams()
    request = read_request(data)
    _prepare(request)
    _confine(request.limits)
    channel.send(Frame(FrameKind.READY))
    _execute(request, channel)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(BaseException):  # the student may have put anything there
            stream.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
