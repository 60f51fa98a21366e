"""Whose turn it is and for how long, by the frames that have come."""

import numpy as np
import pytest

from grader.sandbox.protocol.frames import (
    Fault,
    FaultCode,
    FrameKind,
    Operation,
    pack_fault,
    pack_values,
    pack_word,
)
from grader.sandbox.protocol.request import Call, Case, Limits, Request
from grader.sandbox.results.turns import TurnWatch, turns_of

LIMITS = Limits(10, 10, 10**6, 100, turn_s=2.0)
BEGIN = pack_word(FrameKind.READY) + pack_word(FrameKind.LOADED)
ANSWER = pack_values((np.ones(3),))
RAISED = pack_fault(FrameKind.FAULT, Fault(FaultCode.EXCEPTION, ("E", "no", "x"), 3))


def _case(name: str) -> Case:
    return Case("", (Call(Operation.NEW, name), Call(Operation.CALL, "forward", (np.ones(2),))))


CASES = tuple(map(_case, ("Add", "Add", "Tanh")))
REQUEST = Request(b"", "layers.py", CASES, LIMITS, 0)


def test_consecutive_cases_of_one_class_share_a_turn() -> None:
    watch = TurnWatch(REQUEST)
    assert not watch.is_over(BEGIN, 1.0)
    assert not watch.is_over(BEGIN + 2 * ANSWER, 2.9)  # in its second case
    assert watch.is_over(BEGIN + 3 * ANSWER, 3.0)


def test_the_next_class_has_a_time_of_its_own() -> None:
    watch = TurnWatch(REQUEST)
    assert not watch.is_over(BEGIN, 0.0)
    assert not watch.is_over(BEGIN + 4 * ANSWER, 2.5)
    assert not watch.is_over(BEGIN + 4 * ANSWER, 4.4)
    assert watch.is_over(BEGIN + 4 * ANSWER, 4.5)


def test_a_fault_ends_a_case() -> None:
    watch = TurnWatch(REQUEST)
    watch.is_over(BEGIN, 0.0)
    assert not watch.is_over(BEGIN + RAISED + RAISED, 2.5)


def test_loading_the_file_is_no_turn_and_nothing_is_over_once_all_is_answered() -> None:
    watch = TurnWatch(REQUEST)
    assert not watch.is_over(b"", 0.0)
    assert not watch.is_over(pack_word(FrameKind.READY), 100.0)
    assert not watch.is_over(BEGIN + 6 * ANSWER, 200.0)
    assert not watch.is_over(BEGIN + 6 * ANSWER, 300.0)


@pytest.mark.parametrize("length", range(len(BEGIN + 2 * ANSWER)))
def test_a_frame_that_has_not_come_whole_does_not_count(length: int) -> None:
    watch = TurnWatch(REQUEST)
    assert not watch.is_over(bytearray((BEGIN + 2 * ANSWER)[:length]), 0.0)
    assert watch.is_over(memoryview(BEGIN + 3 * ANSWER), 2.0) == (length >= len(BEGIN))


def test_turns_without_a_limit_are_not_watched() -> None:
    request = Request(b"", "layers.py", CASES, Limits(10, 10, 10**6, 100), 0)
    assert turns_of(request) is None
