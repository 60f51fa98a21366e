"""The objects that a case is about: built from the student's class, called, read."""

import contextlib
import dis
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import CodeType
from typing import Any

import numpy as np

from grader.sandbox.child.measuring import Watch
from grader.sandbox.child.output import close_output
from grader.sandbox.child.results import FaultError, as_arrays, is_sendable
from grader.sandbox.child.styles.calls import signature_text
from grader.sandbox.child.styles.passes import PLAIN, Context, backward_style, forward_style, scaled
from grader.sandbox.child.styles.readings import Reading, Readings, gradients_by_name
from grader.sandbox.child.tracebacks import StudentSource, text_of
from grader.sandbox.protocol.frames import Array, FaultCode, Operation
from grader.sandbox.protocol.request import Call, Case, Limits, Roles, place_of

_RETURNING = frozenset({Operation.CALL, Operation.FUNCTION, Operation.PUSH, Operation.PULL})
_BLANK = frozenset({"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"})


class ObjectsUnderTest:
    """The objects of one case, each there from its first call on."""

    def __init__(
        self, source: StudentSource, readings: Readings, case: Case, limits: Limits
    ) -> None:
        reading = readings.of(case)
        name = reading.name.removesuffix("_forward")
        watch = Watch(source.filename, readings, name, case.calls)
        self._make = partial(_ObjectUnderTest, source, reading, limits, watch)
        self._objects: dict[int, _ObjectUnderTest] = {}

    def carry_out(self, call: Call) -> tuple[Array, ...]:
        """The arrays that answer `call`. Raises FaultError, or what the student's code raises."""
        found = self._objects.get(call.subject)
        if found is None:
            found = self._objects[call.subject] = self._make()
        return found.carry_out(call)


class _ObjectUnderTest:
    """One of them, and what it was last handed."""

    def __init__(
        self, source: StudentSource, reading: Reading, limits: Limits, watch: Watch
    ) -> None:
        self._source = source
        self._reading = reading
        self._watch = watch
        self._most_bytes = limits.array_bytes
        self._asked: Call | None = None
        self._object: Any = None
        self._cache: Any = None
        self._context = Context()
        self._handed: dict[str, tuple[Array, ...]] = {}
        self._given: dict[str, Any] = {}
        self._settings: dict[str, Any] = {}
        self._returned: Mapping[str, Any] = {}
        self._shapes: dict[str, tuple[int, ...]] = {}

    def carry_out(self, call: Call) -> tuple[Array, ...]:
        """The arrays that answer `call`. Raises FaultError, or what the student's code raises."""
        self._asked = call
        match call.operation:
            case Operation.CALL:  # the most frequent first
                return self._arrays(self._call(call), call)
            case Operation.INPUTS:
                return self._handed[call.name]
            case Operation.READ:
                value = self._read_as_asked(call.name)
                return () if value is None else self._arrays(value, call)
            case Operation.NEW:
                self._object = self._invoke(self._reading.find_class(), call)
            case Operation.RUN:
                self._call(call)
            case Operation.SEAL:
                close_output()
            case Operation.WRITE:
                self._write(call.name, call.arrays[0].copy())
            case Operation.OUTPUTS:
                return self._arrays(self._given[call.name], call)
            case Operation.FUNCTION | Operation.PUSH | Operation.PULL:
                return self._arrays(self._apply(call), call)
        return ()

    def _apply(self, call: Call) -> Any:
        """What a function of the file gives; its cache, if it is to have one, is kept apart."""
        kept = (self._cache,) if call.operation is Operation.PULL else ()
        value = self._invoke(self._reading.find_function(call.name), call, *kept)
        if call.operation is Operation.PULL:
            return self._in_order(value)
        if call.operation is not Operation.PUSH:
            return value
        if not isinstance(value, tuple) or len(value) != 2:
            raise FaultError(FaultCode.NO_CACHE, call.name, type(value).__name__)
        value, self._cache = value
        self._given[call.name] = value
        return value

    def _in_order(self, value: Any) -> Any:
        """Gradients that a dict holds by name, one after the other."""
        roles = self._reading.roles
        names = (*roles.inputs, *roles.parameters)
        if not isinstance(value, dict) or not self._reading.is_free:
            return value
        found = gradients_by_name(value, names)
        return tuple(found[name] for name in names) if len(found) == len(names) else value

    def _read_as_asked(self, place: str) -> Any:
        """What lies at a place, or where a gradient lies instead; None where it is nowhere."""
        value = self._read(place.split("/"))
        if value is None and self._reading.is_free:
            value = self._reading.read_gradient(self._object, place, self._returned)
        shape = self._shapes.get(place.rpartition("/")[2])
        if shape is not None and isinstance(value, np.ndarray) and value.size == np.prod(shape):
            return value.reshape(shape)
        return value

    def _read(self, path: Sequence[str]) -> Any:
        """What lies at a path from the object; None where nothing does."""
        value: Any = getattr(self._object, path[0], None)
        for step in path[1:]:
            with contextlib.suppress(LookupError, TypeError):
                value = value[int(step) if step.isdigit() else step]
                continue
            return None
        return value

    def _write(self, place: str, array: Array) -> None:
        """Set what lies at a path from the object. Raises FaultError where there is no such.

        An array that is there already is filled: the object may know it by another name too.
        """
        path = place.split("/")
        if len(path) == 1:
            setattr(self._object, place, array)
            return
        if self._fill(path, array):
            return
        holder: Any = self._read(path[:-1])
        last = path[-1]
        try:
            holder[int(last) if last.isdigit() else last] = array
        except (LookupError, TypeError):
            raise FaultError(FaultCode.NO_PLACE, self._reading.name, place) from None

    def _fill(self, path: Sequence[str], array: Array) -> bool:
        """Whether an array lies there and could take these numbers, a column those of a vector."""
        there = self._read(path)
        if type(there) is not np.ndarray or there.dtype != array.dtype:
            return False
        is_column = self._reading.is_free and there.shape == (*array.shape, 1)
        if not (there.shape == array.shape or is_column) or not there.flags.writeable:
            return False
        there[...] = array.reshape(there.shape)
        if is_column:
            self._shapes[path[-1]] = array.shape
            written, asked = (f"{path[-1]}: {each}" for each in (there.shape, array.shape))
            self._reading.note_once(written, asked)
        return True

    def _call(self, call: Call) -> Any:
        reading = self._reading
        method = reading.find_method(self._object, call.name)
        if reading.is_free and call.name == "backward":
            return self._backward(method, call)
        if reading.is_free and call.name == "forward":
            value = self._forward(method, call)
        else:
            value = self._invoke(method, call)
        self._given[call.name] = value
        return value

    def _forward(self, method: Callable[..., Any], call: Call) -> Any:
        """What forward returns, without a cache that it hands to backward."""
        decided = self._reading.decisions
        style = decided.get("forward")
        if style is None:
            style = decided["forward"] = forward_style(self._reading, self._object, method)
        if style is PLAIN:
            return self._invoke(method, call)
        if style.flag is not None:
            setattr(self._object, style.flag, call.settings[-1][1])
            call = replace(call, settings=call.settings[:-1])
        elif style.switches is not None:
            getattr(self._object, style.switches[0 if call.settings[-1][1] else 1])()
            call = replace(call, settings=call.settings[:-1])
        if style.has_context:
            self._context = Context()
            method = partial(method, self._context)
        value = self._invoke(method, call)
        if style.has_cache and isinstance(value, tuple) and len(value) == 2:
            value, self._cache = value
        return value

    def _backward(self, method: Callable[..., Any], call: Call) -> Any:
        """The gradients of the inputs; those of parameters that come along are kept."""
        reading, roles = self._reading, self._reading.roles
        style = reading.decisions.get("backward")
        if style is None:
            style = reading.decisions["backward"] = backward_style(reading, method)
        besides = (self._cache,) if style == "with cache" else ()
        if style == "with context":
            method = partial(method, self._context)
        if style == "without dout":
            value = self._invoke(method, replace(call, arrays=()))
            return self._keep_besides(scaled(value, call.arrays[0]), roles)
        value = self._invoke(method, call, *besides)
        return self._keep_besides(value, roles)

    def _keep_besides(self, value: Any, roles: Roles) -> Any:
        """What belongs to the inputs of all that backward returned."""
        is_whole = not isinstance(value, tuple | list | dict) or not roles.parameters
        if is_whole and (roles.inputs or not roles.parameters):
            return self._in_order(value)
        found = gradients_by_name(value, (*roles.inputs, *roles.parameters))
        self._returned = {name: found[name] for name in roles.parameters if name in found}
        if not self._returned or any(name not in found for name in roles.inputs):
            return value
        inputs = tuple(found[name] for name in roles.inputs)
        if inputs:
            gradients = ", ".join(f"d{name}" for name in roles.inputs)
            self._reading.note_once(f"backward(...)[:{len(inputs)}]", gradients)
        return inputs[0] if len(inputs) == 1 else inputs or value

    def _invoke(self, function: Callable[..., Any], call: Call, *besides: object) -> Any:
        handed = self._handed[call.name] = tuple([array.copy() for array in call.arrays])
        arguments = [array[()] for array in handed]  # a number as a number
        arguments += self._set(call)
        binding = self._reading.binding(call.name, function)
        try:
            if binding is None:
                value = self._run(function, *arguments, *besides)
            else:
                value = self._run(function, *besides, **binding.bind(arguments))
        except (TypeError, ValueError) as error:
            is_inside = self._source.line_of(error) != 0
            if is_inside and not (
                call.operation is Operation.NEW and self._reading.is_unlike(function)
            ):
                raise
            if not is_inside and not isinstance(error, TypeError):
                raise
            raise self._signature_fault(function, call, error) from None
        if value is None and call.operation in _RETURNING and _is_blank(function):
            line = _definition_line(function)
            raise FaultError(FaultCode.NOT_WRITTEN, self._source.excerpt(line), line=line)
        return value

    def _run(self, function: Callable[..., Any], *arguments: object, **named: object) -> Any:
        if not self._watch.awaits(self._asked):
            return function(*arguments, **named)
        with self._watch:
            return function(*arguments, **named)

    def _signature_fault(
        self, function: Callable[..., Any], call: Call, error: Exception
    ) -> FaultError:
        """That a function does not take what it is given, and how it is written."""
        is_new = call.operation is Operation.NEW
        head = "__init__" if is_new else call.name
        written, asked = signature_text(head, function), self._reading.asked_text(call.name)
        message = f"{written}{asked and f' instead of {head}({asked})'}: {text_of(error)}"
        place = call.name if is_new else self._place(call)
        return FaultError(FaultCode.SIGNATURE, place, message, line=_definition_line(function))

    def _set(self, call: Call) -> Sequence[Any]:
        """The settings of a call as arguments."""
        if not call.in_a_dict:
            return [value for _, value in call.settings]
        self._settings.update(call.settings)
        is_asked = bool(call.settings) or self._reading.wants_dict(call)
        return [self._settings] if is_asked else []

    def _arrays(self, value: Any, call: Call) -> tuple[Array, ...]:
        if type(value) is np.ndarray and is_sendable(value, self._most_bytes):
            return (value,)
        return as_arrays(value, self._place(call), self._most_bytes)

    def _place(self, call: Call) -> str:
        return place_of(self._reading.name, call)


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
