"""How long the turn at hand has lasted, by the frames that have come so far.

A turn is all the consecutive cases of a request that are about one class or function.
"""

import math
from collections.abc import Sequence
from itertools import groupby

from grader.sandbox.protocol.frames import FRAME_HEAD, FrameKind
from grader.sandbox.protocol.request import Case, Request

_LOOKS = 8  # at a turn, before its time is up


class TurnWatch:
    """The time of each turn, as far as frames tell; loading the file is no turn.

    look_s: how often to look. A turn begins when a look first finds it, so it may last that much
    longer.
    """

    def __init__(self, request: Request) -> None:
        self.look_s = request.limits.turn_s / _LOOKS
        self._turn_s = request.limits.turn_s
        self._lengths = [len(case.calls) for case in request.cases]
        self._turns = _number_turns(request.cases)
        self._read = self._answered = self._case = 0
        self._loaded = False
        self._began: tuple[int, float] | None = None  # a turn, and when it was first seen

    def is_over(self, received: bytes | bytearray | memoryview, now_s: float) -> bool:
        """Whether the turn at hand has used up its time. received: everything since the start."""
        self._go_on(received)
        if not self._loaded or self._case == len(self._turns):
            return False
        turn = self._turns[self._case]
        if self._began is None or self._began[0] != turn:
            self._began = turn, now_s
        return now_s - self._began[1] >= self._turn_s

    def _go_on(self, received: bytes | bytearray | memoryview) -> None:
        """Count the frames that have come whole."""
        while self._read + FRAME_HEAD.size <= len(received):
            kind, size = FRAME_HEAD.unpack_from(received, self._read)
            end = self._read + FRAME_HEAD.size + size
            if end > len(received) or self._case == len(self._turns):
                return
            self._read = end
            self._loaded |= kind == FrameKind.LOADED
            if kind in {FrameKind.VALUES, FrameKind.FAULT}:
                self._answered += 1
                if kind == FrameKind.FAULT or self._answered == self._lengths[self._case]:
                    self._case, self._answered = self._case + 1, 0


def turns_of(request: Request) -> TurnWatch | None:
    """A watch over the turns of a request, if they are limited."""
    return TurnWatch(request) if math.isfinite(request.limits.turn_s) else None


def _number_turns(cases: Sequence[Case]) -> list[int]:
    """The turn that each case belongs to."""
    groups = groupby(cases, key=lambda case: case.calls[0].name)
    return [number for number, (_, group) in enumerate(groups) for _ in group]
