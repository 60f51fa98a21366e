"""The object that a case is about: built from the student's class, called, read."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from grader.sandbox.child.results import FaultError, as_arrays
from grader.sandbox.child.tracebacks import Source, text_of
from grader.sandbox.frames import Array, FaultCode, Operation
from grader.sandbox.request import Call, Case, Limits

_NAMES_CHARACTERS = 500


class Subject:
    """The object of one case, and what it was last handed."""

    def __init__(
        self, source: Source, members: Mapping[str, Any], case: Case, limits: Limits
    ) -> None:
        self._source = source
        self._members = members
        self._case = case
        self._most_bytes = limits.array_bytes
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
                return self._arrays(self._call(call), call)
            case Operation.RUN:
                self._call(call)
                return ()
            case Operation.READ:
                value = getattr(self._object, call.name, None)
                return () if value is None else self._arrays(value, call)
            case Operation.INPUTS:
                return self._handed[call.name]

    def _class(self) -> Callable[..., Any]:
        for name in (self._name, *self._case.aliases):
            found: Callable[..., Any] | None = self._members.get(name)
            if callable(found):
                self._name = name
                return found
        there = [name for name, member in self._members.items() if isinstance(member, type)]
        raise FaultError(FaultCode.NO_CLASS, self._name, ", ".join(there)[:_NAMES_CHARACTERS])

    def _call(self, call: Call) -> Any:
        return self._invoke(self._method(call.name), self._place(call), call)

    def _method(self, name: str) -> Callable[..., Any]:
        method: Callable[..., Any] | None = getattr(self._object, name, None)
        if not callable(method):
            raise FaultError(FaultCode.NO_METHOD, self._name, name)
        return method

    def _invoke(self, function: Callable[..., Any], place: str, call: Call) -> Any:
        handed = tuple(array.copy() for array in call.arrays)
        self._handed[call.name] = handed
        try:
            return function(*(array[()] for array in handed))  # a single number as a number
        except TypeError as error:
            if self._source.line_of(error):
                raise
            line, message = _definition_line(function), text_of(error)
            raise FaultError(FaultCode.SIGNATURE, place, message, line=line) from None

    def _arrays(self, value: Any, call: Call) -> tuple[Array, ...]:
        return as_arrays(value, self._place(call), self._most_bytes)

    def _place(self, call: Call) -> str:
        return f"{self._name}.{call.name}"


def _definition_line(function: Callable[..., Any]) -> int:
    body = function.__init__ if inspect.isclass(function) else function
    code = getattr(body, "__code__", None)
    return getattr(code, "co_firstlineno", 0)
