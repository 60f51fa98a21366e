"""The objects that a case is about: built from the student's class, called, read."""

import contextlib
import dis
import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import CodeType
from typing import Any

from grader.sandbox.child.results import FaultError, as_arrays
from grader.sandbox.child.tracebacks import StudentSource, text_of
from grader.sandbox.protocol.frames import Array, FaultCode, Operation
from grader.sandbox.protocol.request import Call, Case, Limits, place_of

_NAMES_CHARACTERS = 500
_ANSWERED = frozenset({Operation.CALL, Operation.FUNCTION, Operation.PUSH, Operation.PULL})
_BLANK = frozenset({"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"})


class ObjectsUnderTest:
    """The objects of one case, each there from its first call on."""

    def __init__(
        self, source: StudentSource, members: Mapping[str, Any], case: Case, limits: Limits
    ) -> None:
        self._make = partial(_ObjectUnderTest, source, members, case, limits)
        self._objects: dict[int, _ObjectUnderTest] = {}

    def carry_out(self, call: Call) -> tuple[Array, ...]:
        """The arrays that answer `call`. Raises FaultError, or what the student's code raises."""
        if call.subject not in self._objects:
            self._objects[call.subject] = self._make()
        return self._objects[call.subject].carry_out(call)


class _ObjectUnderTest:
    """One of them, and what it was last handed."""

    def __init__(
        self, source: StudentSource, members: Mapping[str, Any], case: Case, limits: Limits
    ) -> None:
        self._source = source
        self._members = members
        self._case = case
        self._most_bytes = limits.array_bytes
        self._object: Any = None
        self._name = case.calls[0].name
        self._cache: Any = None
        self._handed: dict[str, tuple[Array, ...]] = {}
        self._settings: dict[str, Any] = {}

    def carry_out(self, call: Call) -> tuple[Array, ...]:
        """The arrays that answer `call`. Raises FaultError, or what the student's code raises."""
        match call.operation:
            case Operation.NEW:
                self._object = self._invoke(self._class(), call.name, call)
            case Operation.CALL:
                return self._arrays(self._call(call), call)
            case Operation.RUN:
                self._call(call)
            case Operation.READ:
                value = self._read(call.name.split("/"))
                return () if value is None else self._arrays(value, call)
            case Operation.WRITE:
                self._write(call.name.split("/"), call.arrays[0].copy())
            case Operation.INPUTS:
                return self._handed[call.name]
            case Operation.FUNCTION | Operation.PUSH | Operation.PULL:
                return self._arrays(self._apply(call), call)
        return ()

    def _apply(self, call: Call) -> Any:
        """What a function of the file gives; its cache, if it is to have one, is kept apart."""
        kept = (self._cache,) if call.operation is Operation.PULL else ()
        value = self._invoke(self._function(call.name), call.name, call, *kept)
        if call.operation is not Operation.PUSH:
            return value
        if not isinstance(value, tuple) or len(value) != 2:
            raise FaultError(FaultCode.NO_CACHE, call.name, type(value).__name__)
        value, self._cache = value
        return value

    def _function(self, name: str) -> Callable[..., Any]:
        found: Callable[..., Any] | None = self._members.get(name)
        if callable(found):
            return found
        there = [name for name, member in self._members.items() if inspect.isfunction(member)]
        raise FaultError(FaultCode.NO_FUNCTION, name, ", ".join(there)[:_NAMES_CHARACTERS])

    def _read(self, path: Sequence[str]) -> Any:
        """What lies at a path from the object; None where nothing does."""
        value: Any = getattr(self._object, path[0], None)
        for step in path[1:]:
            with contextlib.suppress(LookupError, TypeError):
                value = value[int(step) if step.isdigit() else step]
                continue
            return None
        return value

    def _write(self, path: Sequence[str], array: Array) -> None:
        """Set what lies at a path from the object. Raises FaultError where there is no such."""
        if len(path) == 1:
            setattr(self._object, path[0], array)
            return
        holder: Any = self._read(path[:-1])
        last = path[-1]
        try:
            holder[int(last) if last.isdigit() else last] = array
        except (LookupError, TypeError):
            raise FaultError(FaultCode.NO_PLACE, self._name, "/".join(path)) from None

    def _class(self) -> Callable[..., Any]:
        for name in (self._name, *self._case.aliases):
            found: Callable[..., Any] | None = self._members.get(name)
            if callable(found):
                self._name = name
                return found
        there = [name for name, member in self._members.items() if inspect.isclass(member)]
        raise FaultError(FaultCode.NO_CLASS, self._name, ", ".join(there)[:_NAMES_CHARACTERS])

    def _call(self, call: Call) -> Any:
        return self._invoke(self._method(call.name), self._place(call), call)

    def _method(self, name: str) -> Callable[..., Any]:
        method: Callable[..., Any] | None = getattr(self._object, name, None)
        if not callable(method):
            raise FaultError(FaultCode.NO_METHOD, self._name, name)
        return method

    def _invoke(
        self, function: Callable[..., Any], place: str, call: Call, *besides: object
    ) -> Any:
        handed = tuple(array.copy() for array in call.arrays)
        self._handed[call.name] = handed
        try:
            # a single number as a number
            value = function(*(array[()] for array in handed), *self._set(call), *besides)
        except TypeError as error:
            if self._source.line_of(error):
                raise
            line, message = _definition_line(function), text_of(error)
            raise FaultError(FaultCode.SIGNATURE, place, message, line=line) from None
        if value is None and call.operation in _ANSWERED and _is_blank(function):
            line = _definition_line(function)
            raise FaultError(FaultCode.NOT_WRITTEN, self._source.excerpt(line), line=line)
        return value

    def _set(self, call: Call) -> Sequence[Any]:
        """The settings of a call as arguments."""
        if not call.in_a_dict:
            return [value for _, value in call.settings]
        self._settings.update(call.settings)
        return [self._settings] if call.settings else []

    def _arrays(self, value: Any, call: Call) -> tuple[Array, ...]:
        return as_arrays(value, self._place(call), self._most_bytes)

    def _place(self, call: Call) -> str:
        return place_of(self._name, call)


def _is_blank(function: Callable[..., Any]) -> bool:
    """Whether there is nothing in its body, as in a form that nobody filled in."""
    code = getattr(function, "__code__", None)
    return isinstance(code, CodeType) and all(
        step.opname in _BLANK for step in dis.get_instructions(code)
    )


def _definition_line(function: Callable[..., Any]) -> int:
    body = function.__init__ if inspect.isclass(function) else function
    code = getattr(body, "__code__", None)
    return getattr(code, "co_firstlineno", 0)
