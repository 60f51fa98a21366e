"""How far a child came, from whatever bytes it sent."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox.protocol.frames import (
    Fault,
    FaultCode,
    Frame,
    FrameKind,
    Operation,
    pack_fault,
    pack_values,
    pack_word,
)
from grader.sandbox.protocol.request import Call, Case, Limits, Request
from grader.sandbox.results.replies import ParsedReplies, parse_replies

CALLS = (Call(Operation.NEW, "Affine"), Call(Operation.CALL, "forward", (np.ones(2),)))
CASES = (Case("first", CALLS), Case("second", CALLS))
REQUEST = Request(b"", "layers.py", CASES, Limits(1, 1, 10**6, 100), 0)

READY, LOADED, DONE = (Frame(kind) for kind in (FrameKind.READY, FrameKind.LOADED, FrameKind.DONE))
BUILT = Frame(FrameKind.VALUES)
ANSWER = Frame(FrameKind.VALUES, arrays=(np.array([3.0]),))
RAISED = Frame(FrameKind.FAULT, fault=Fault(FaultCode.EXCEPTION, ("ValueError", "no", "x"), 3))
STOPPED = Frame(FrameKind.STOPPED, fault=Fault(FaultCode.MEMORY, ("x",), 3))


def _pack(frame: Frame) -> bytes:
    if frame.fault is not None:
        return pack_fault(frame.kind, frame.fault)
    return pack_values(frame.arrays) if frame.kind is FrameKind.VALUES else pack_word(frame.kind)


def _parse(*frames: Frame) -> ParsedReplies:
    return parse_replies(b"".join(map(_pack, frames)), REQUEST)


def test_a_child_that_answered_everything_is_done() -> None:
    parsed = _parse(READY, LOADED, BUILT, ANSWER, BUILT, ANSWER, DONE)
    assert (parsed.ready, parsed.done, parsed.broken) == (True, True, False)
    assert [len(row) for row in parsed.replies] == [2, 2]
    assert parsed.replies[1][1].arrays[0].tolist() == [3.0]


def test_a_fault_ends_its_case_alone() -> None:
    parsed = _parse(READY, LOADED, RAISED, BUILT, ANSWER, DONE)
    assert parsed.done
    (fault,), (_, answer) = parsed.replies
    assert fault.problem is not None
    assert (fault.problem.code, fault.problem.line) == ("exception", 3)
    assert fault.problem.values["where"] == "Affine"
    assert answer.problem is None


@pytest.mark.parametrize(
    ("frames", "at"),
    [
        ([READY], "layers.py"),
        ([READY, LOADED], "Affine"),
        ([READY, LOADED, BUILT], "Affine.forward"),
        ([READY, LOADED, BUILT, ANSWER, BUILT], "Affine.forward"),
    ],
)
def test_a_child_that_went_silent_is_known_by_what_it_was_running(frames, at: str) -> None:
    parsed = _parse(*frames)
    assert (parsed.at, parsed.done, parsed.broken) == (at, False, False)


def test_the_replies_of_a_case_cut_short_are_kept() -> None:
    parsed = _parse(READY, LOADED, BUILT, ANSWER, BUILT)
    assert [len(row) for row in parsed.replies] == [2, 1]


@pytest.mark.parametrize(
    "frames",
    [
        [LOADED],
        [READY, READY],
        [READY, LOADED, LOADED],
        [READY, BUILT],
        [READY, LOADED, DONE],
        [READY, LOADED, BUILT, ANSWER, BUILT, ANSWER, ANSWER],
        [READY, LOADED, BUILT, ANSWER, BUILT, ANSWER, DONE, DONE],
        [READY, STOPPED, DONE],
    ],
    ids=[
        "before ready",
        "ready twice",
        "loaded twice",
        "answer before loading",
        "done too early",
        "one answer too many",
        "done twice",
        "after the end",
    ],
)
def test_a_frame_out_of_turn_breaks_the_conversation(frames) -> None:
    assert _parse(*frames).broken


@given(st.binary(max_size=100))
def test_no_bytes_after_ready_can_raise(data: bytes) -> None:
    parsed = parse_replies(pack_word(FrameKind.READY) + data, REQUEST)
    assert parsed.ready
    assert not parsed.done
