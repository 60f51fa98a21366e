"""Exceptions in the student's terms: which line of the file, on which way, with what message."""

import io
import tokenize
import traceback
from collections.abc import Iterator, Mapping
from functools import cached_property

from grader.sandbox.child.results import FaultError
from grader.sandbox.protocol.frames import Fault, FaultCode

_EXCERPT_CHARACTERS = 200
_MESSAGE_CHARACTERS = 500
_NONE: Mapping[str, bytes] = {}
_STEPS = 8  # of the way to an exception, at each end


class StudentSource:
    """A file of source code: its bytes, its name, and, where asked for, its lines.

    others: the modules that it may import besides, by their paths.
    """

    def __init__(self, data: bytes, filename: str, others: Mapping[str, bytes] = _NONE) -> None:
        self.data = data
        self.filename = filename
        self.others = others

    @cached_property
    def lines(self) -> list[str]:
        """The text of the file, for excerpts."""
        return _decode(self.data).splitlines()

    def excerpt(self, line: int, filename: str | None = None) -> str:
        """A line without its indentation, cut; empty where there is none of that number.

        filename: of one of the other modules, whose lines are shown with it.
        """
        if filename is not None and filename in self.others:
            lines, name = _decode(self.others[filename]).splitlines(), f"{filename}: "
        else:
            lines, name = self.lines, ""
        if not 0 < line <= len(lines):
            return ""
        return name + lines[line - 1].strip()[:_EXCERPT_CHARACTERS]

    def line_of(self, error: BaseException) -> int:
        """The innermost line of this file under an exception, 0 where none is.

        Then no line of the file was running, so that the call itself did not fit.
        """
        steps = [line for file, line, _ in self._steps(error) if file == self.filename]
        return steps[-1] if steps else 0

    def _excerpt_of(self, error: BaseException) -> str:
        """The innermost line under an exception, of whatever module of the program."""
        steps = list(self._steps(error))
        return self.excerpt(steps[-1][1], steps[-1][0]) if steps else ""

    def fault_of(self, error: BaseException) -> Fault:
        """What a student should read of an exception: its line in this file and its message."""
        if isinstance(error, FaultError):
            return error.fault
        line = self.line_of(error)
        excerpt = self._excerpt_of(error)
        match error:
            case MemoryError():
                return Fault(FaultCode.MEMORY, (excerpt,), line)
            case SystemExit():
                return Fault(FaultCode.EXIT, (excerpt,), line)
            case NotImplementedError():
                return Fault(FaultCode.NOT_WRITTEN, (excerpt,), line)
            case ModuleNotFoundError():
                name = text_of(error.name)[:_EXCERPT_CHARACTERS]
                return Fault(FaultCode.NO_MODULE, (name, excerpt), line)
        is_denied = isinstance(error, PermissionError) and line != 0
        code = FaultCode.FORBIDDEN if is_denied else FaultCode.EXCEPTION
        texts = (type_name(error), text_of(error), excerpt, self._way_to(error))
        return Fault(code, texts, line)

    def _steps(self, error: BaseException) -> Iterator[tuple[str, int, str]]:
        """The lines of the program under an exception, outermost first: file, line, function."""
        for frame, line in traceback.walk_tb(error.__traceback__):
            name = frame.f_code.co_filename
            if name == self.filename or name in self.others:
                yield name, line, frame.f_code.co_name

    def _way_to(self, error: BaseException) -> str:
        """As Python prints it, of this file's own lines; empty where there is only one."""
        steps = list(self._steps(error))
        if len(steps) < 2:
            return ""
        lines = [
            f"line {line}, in {name}\n    {self.excerpt(line, file)}" for file, line, name in steps
        ]
        if len(lines) > 2 * _STEPS:
            left_out = f"... {len(lines) - 2 * _STEPS} more ..."
            lines = [*lines[:_STEPS], left_out, *lines[-_STEPS:]]
        return "\n".join(lines)


def text_of(value: object) -> str:
    """`str` of anything of the student's, cut; empty where that raises."""
    try:
        return "".join((str(value),))[:_MESSAGE_CHARACTERS]  # a plain str, whatever came
    except BaseException:  # noqa: BLE001 - a student's exception may raise anything here
        return ""


def fault_of_anything(source: StudentSource, error: BaseException) -> Fault:
    """As `StudentSource.fault_of`, also where the exception has traps for who looks at it."""
    try:
        return source.fault_of(error)
    except BaseException:  # noqa: BLE001 - properties of a student's exception may do anything
        return Fault(FaultCode.EXCEPTION, (type_name(error), "", "", ""))


def type_name(error: BaseException) -> str:
    """The name of its class, which a metaclass of the student's has no say in."""
    return str(_NAME.__get__(type(error)))


_NAME = type.__dict__["__name__"]


def encoding_of(source: bytes) -> str:
    """The encoding that a file declares, UTF-8 where that is none that Python knows."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    except SyntaxError:
        return "utf-8"
    return encoding


def _decode(source: bytes) -> str:
    try:
        return source.decode(encoding_of(source), "replace")
    except (LookupError, ValueError):  # an encoding that is not of text, or only encodes
        return source.decode("utf-8", "replace")
