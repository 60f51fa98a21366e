"""Signs that backward measures its forward, as it is watched once in a case.

They prove nothing: honest code may look so, and whoever knows of them can avoid them. So they cost
no points and are for staff alone.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.sandbox.child.styles.readings import Readings
from grader.sandbox.protocol.frames import Array, Fault, FaultCode
from grader.sandbox.protocol.request import Call

if TYPE_CHECKING:
    from _typeshed import TraceFunction

LEAST_TIMES = 4  # honest code comes to 2


class Watch:
    """Looks on while the last forward of a case and its backward run.

    How many elements of arrays backward hands to functions of the file that forward enters too is
    compared with how many forward does; and complex numbers among variables and constants are
    noted. readings: keep the notes. name: that of the layer, for people. calls: of the case.
    """

    def __init__(self, filename: str, readings: Readings, name: str, calls: Sequence[Call]) -> None:
        self._filename = filename
        self._readings = readings
        self._name = name
        self._awaited = _last_passes(calls)
        self._forward: dict[CodeType, int] = {}
        self._backward: dict[CodeType, int] = {}
        self._elements = self._forward
        self._complex_line = 0
        self._before: TraceFunction | None = None

    def awaits(self, call: Call | None) -> bool:
        """Whether a call is the next to be looked on at."""
        return bool(self._awaited) and call is self._awaited[0]

    def __enter__(self) -> None:
        """Begin to look on."""
        del self._awaited[0]
        if not self._awaited:
            self._elements = self._backward
        self._before = sys.gettrace()
        sys.settrace(self._look)

    def __exit__(self, *_: object) -> None:
        """Look on no longer, and note what was seen once backward has run."""
        sys.settrace(self._before)
        if not self._awaited:
            for sign in self._signs():
                self._readings.note_once(sign)

    def _signs(self) -> Iterator[Fault]:
        there = sum(self._forward.values())
        again = sum(self._backward.get(code, 0) for code in self._forward)
        if there and again >= LEAST_TIMES * there:
            yield Fault(FaultCode.ASKS_FORWARD, (self._name, str(again // there)))
        if self._complex_line:
            yield Fault(FaultCode.COMPLEX, (self._name,), self._complex_line)

    def _look(self, frame: FrameType, event: str, _: Any) -> "TraceFunction | None":
        """Look at the call of a function of the file, and at its return, not line by line."""
        code = frame.f_code
        if code.co_filename != self._filename:
            return None
        try:
            frame.f_trace_lines = False
            arrays = [each for each in frame.f_locals.values() if isinstance(each, np.ndarray)]
            if event == "call":
                size = sum([each.size for each in arrays])
                self._elements[code] = self._elements.get(code, 0) + size
            elif event == "return" and not self._complex_line and _has_complex(code, arrays):
                self._complex_line = frame.f_lineno
        except Exception:  # noqa: BLE001, S110 - variables of a student's may be anything
            pass
        return self._look


def _has_complex(code: CodeType, arrays: Iterable[Array]) -> bool:
    return complex in map(type, code.co_consts) or "c" in [each.dtype.kind for each in arrays]


def _last_passes(calls: Sequence[Call]) -> list[Call]:
    """The last forward and its backward, if it has one."""
    backwards: list[Call] = []
    for call in reversed(calls):
        if call.arrays and call.name.endswith("backward"):
            backwards.append(call)
        elif call.arrays and call.name.endswith("forward"):
            its = [each for each in backwards if each.subject == call.subject]
            return [call, its[-1]] if its else []
    return []
