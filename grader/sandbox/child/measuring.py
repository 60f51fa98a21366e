"""Signs that backward measures its forward, as it is watched once in a case.

They prove nothing: honest code may look so, and whoever knows of them can avoid them. So they cost
no points and are for staff alone.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from types import CodeType, FrameType
from typing import Any

import numpy as np

from grader.sandbox.child.styles.readings import Readings
from grader.sandbox.protocol.frames import Array, Fault, FaultCode

MOST_TIMES = 4  # honest code comes to 2
_FORWARD, _BACKWARD = "forward", "backward"


class Watch:
    """Looks on while the first forward and the first backward of a case run.

    How many elements of arrays backward hands to functions of the file that forward enters too is
    compared with how many forward does; and complex numbers among variables and constants are
    noted. readings: keep the notes. name: that of the layer, for people.
    """

    def __init__(self, filename: str, readings: Readings, name: str) -> None:
        self._filename = filename
        self._readings = readings
        self._name = name
        self._elements: dict[str, Counter[CodeType]] = {}
        self._at = ""
        self._complex_line = 0

    def of(self, name: str) -> "Watch | None":
        """This watch, if a method or function of that name is to be looked on at."""
        kind = name.rpartition("_")[2]
        if kind not in {_FORWARD, _BACKWARD} or kind in self._elements:
            return None
        self._at = kind
        self._elements[kind] = Counter()
        return self

    def __enter__(self) -> None:
        """Begin to look on."""
        sys.setprofile(self._look)

    def __exit__(self, *_: object) -> None:
        """Look on no longer, and note what was seen once backward has run."""
        sys.setprofile(None)
        if self._at == _BACKWARD:
            for sign in self._signs():
                self._readings.note_once(sign)

    def _signs(self) -> Iterator[Fault]:
        forward, backward = (self._elements.get(kind, Counter()) for kind in (_FORWARD, _BACKWARD))
        there, again = forward.total(), sum(backward[code] for code in forward)
        if there and again > MOST_TIMES * there:
            yield Fault(FaultCode.ASKS_FORWARD, (self._name, str(again // there)))
        if self._complex_line:
            yield Fault(FaultCode.COMPLEX, (self._name,), self._complex_line)

    def _look(self, frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if code.co_filename != self._filename or event not in {"call", "return"}:
            return
        try:
            arrays = [each for each in frame.f_locals.values() if isinstance(each, np.ndarray)]
            if event == "call":
                self._elements[self._at][code] += sum(each.size for each in arrays)
            elif not self._complex_line and _has_complex(code, arrays):
                self._complex_line = frame.f_lineno
        except Exception:  # noqa: BLE001, S110 - variables of a student's may be anything
            pass


def _has_complex(code: CodeType, arrays: Iterable[Array]) -> bool:
    constants = any(isinstance(each, complex) for each in code.co_consts)
    return constants or any(each.dtype.kind == "c" for each in arrays)
