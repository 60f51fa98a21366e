"""The parent's parser under fire: whatever bytes come, it is `ProtocolError` or frames, and cheap.

tests/fuzz/parser_atheris.py does the same guided by coverage.
"""

import random
import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.sandbox.protocol.frames import (
    ARRAY_BYTES,
    ARRAYS_IN_A_FRAME,
    DTYPES,
    Fault,
    FaultCode,
    FrameKind,
    Operation,
    ProtocolError,
    pack_fault,
    pack_values,
    pack_word,
    read_frames,
)
from grader.sandbox.protocol.request import Call, Case, Limits, Request
from grader.sandbox.results.replies import parse_replies
from tests.examples import examples

ARRAY_LIMIT = 4_000
CALLS = (
    Call(Operation.NEW, "Affine", (np.ones(2),)),
    Call(Operation.CALL, "forward", (np.ones(2),)),
    Call(Operation.INPUTS, "forward"),
    Call(Operation.READ, "dW"),
)

LIMITS = Limits(1, 1, 10**6, 100, ARRAY_LIMIT)
REQUEST = Request(b"", "layers.py", (Case("first", CALLS), Case("second", CALLS)), LIMITS, 0)

ARRAYS = [
    *[np.arange(6).astype(dtype).reshape(2, 3) for dtype in DTYPES],
    np.float64(1.5).reshape(()),
    np.zeros((0, 3)),
    np.zeros((1,) * 8),
]
FRAMES = [
    *map(pack_word, (FrameKind.READY, FrameKind.LOADED, FrameKind.DONE)),
    pack_values([]),
    *[pack_values([array]) for array in ARRAYS],
    pack_values(ARRAYS),
    pack_fault(FrameKind.FAULT, Fault(FaultCode.EXCEPTION, ("ValueError", "no", "x", "way"), 3)),
    pack_fault(FrameKind.STOPPED, Fault(FaultCode.FORBIDDEN, ("é" * 100,) * 4, 2**31)),
]
ANSWERS = (pack_values([]), FRAMES[4], pack_values([np.ones(2)]), FRAMES[4])
UNFINISHED = b"".join((FRAMES[0], FRAMES[1], *ANSWERS, *ANSWERS))
CONVERSATION = UNFINISHED + FRAMES[2]


def _parse(data: bytes) -> None:
    """Read it both ways; anything but the protocol's own error fails the test."""
    try:
        for frame in read_frames(data, ARRAY_LIMIT):
            assert all(array.nbytes <= ARRAY_LIMIT for array in frame.arrays)
    except ProtocolError:
        pass
    parsed = parse_replies(data, REQUEST)
    assert len(parsed.replies) <= len(REQUEST.cases)
    assert all(len(row) <= len(CALLS) for row in parsed.replies)
    assert not (parsed.done and parsed.broken and not parsed.ready)


@st.composite
def _conversations(draw: st.DrawFn) -> bytes:
    """A right conversation, or frames in any order, with a few bytes changed, cut or put in."""
    beginning = draw(st.sampled_from([CONVERSATION, UNFINISHED, b""]))
    data = bytearray(b"".join((beginning, *draw(st.lists(st.sampled_from(FRAMES), max_size=12)))))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        match draw(st.sampled_from(["change", "cut", "insert", "number"])):
            case "change" if at < len(data):
                data[at] = draw(st.integers(0, 255))
            case "cut":
                del data[at : at + draw(st.integers(1, 50))]
            case "insert":
                data[at:at] = draw(st.binary(max_size=20))
            case "number":
                number = draw(st.sampled_from([0, 1, 2**16, 2**31, 2**32 - 1]))
                data[at : at + 4] = number.to_bytes(4, "little")
    return bytes(data)


def test_the_right_conversation_is_understood() -> None:
    parsed = parse_replies(CONVERSATION, REQUEST)
    assert (parsed.done, parsed.broken) == (True, False)
    assert [len(row) for row in parsed.replies] == [4, 4]


@settings(max_examples=examples(600))
@given(st.binary(max_size=2_000))
def test_arbitrary_bytes_never_raise_anything_else(data: bytes) -> None:
    _parse(data)


@pytest.mark.long
@settings(max_examples=examples(1_000))
@given(_conversations())
def test_a_damaged_conversation_never_raises_anything_else(data: bytes) -> None:
    _parse(data)


def test_a_conversation_cut_anywhere_is_never_broken_and_never_done() -> None:
    """As when a child dies: what came before counts, and no misuse is laid at its door."""
    for end in range(len(CONVERSATION)):
        parsed = parse_replies(CONVERSATION[:end], REQUEST)
        assert not parsed.broken
        assert not parsed.done


def _peak_bytes(act: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@settings(max_examples=examples(150))
@given(_conversations() | st.binary(max_size=5_000))
def test_memory_is_bounded_by_what_came(data: bytes) -> None:
    """Frames are small objects of a few hundred bytes each, of which there is one in 5 bytes."""
    peak = _peak_bytes(lambda: parse_replies(data, REQUEST))
    assert peak <= 100_000 + 60 * len(data) + 4 * ARRAY_LIMIT


def test_announced_gigabytes_cost_nothing() -> None:
    huge = 2**32 - 1
    for head in (
        bytes((FrameKind.VALUES,)) + huge.to_bytes(4, "little"),
        pack_values([np.ones(3)])[:5] + b"\xff\x0b\x08" + huge.to_bytes(4, "little") * 8,
    ):
        data = pack_word(FrameKind.READY) + head + bytes(1_000)
        assert _peak_bytes(lambda data=data: parse_replies(data, REQUEST)) < 100_000


def test_arrays_are_views_of_what_came_and_not_copies() -> None:
    limit = 1_000_000
    data = pack_values([np.zeros(limit // 8)] * (ARRAYS_IN_A_FRAME - 1))
    assert len(data) > 2_900_000
    assert _peak_bytes(lambda: list(read_frames(data, limit))) < 50_000


def test_a_flood_of_tiny_frames_stops_at_the_first_that_is_out_of_turn() -> None:
    """Each would cost an object; nobody waits for them all to be read."""
    ready = pack_word(FrameKind.READY)
    for flood in (ready * 10**6, ready + pack_values([]) * 10**6, ready + bytes(5 * 10**6)):
        assert _peak_bytes(lambda flood=flood: parse_replies(flood, REQUEST)) < 100_000


def test_a_fault_of_many_long_texts_costs_no_more_than_it_is_long() -> None:
    fault = pack_fault(FrameKind.STOPPED, Fault(FaultCode.EXCEPTION, ("\U0001f600" * 900,) * 255))
    data = pack_word(FrameKind.READY) + fault
    limits = Limits(1, 1, 10**6, 100, ARRAY_BYTES)
    request = Request(b"", "layers.py", (), limits, 0)
    assert _peak_bytes(lambda: parse_replies(data, request)) < 10 * len(data)


def test_random_bytes_behind_a_right_beginning_are_always_a_misuse() -> None:
    rng = random.Random(0)
    beginning = FRAMES[0] + FRAMES[1] + FRAMES[3]
    for _ in range(2_000):
        parsed = parse_replies(beginning + b"\x07" + rng.randbytes(200), REQUEST)
        assert parsed.broken or parsed.replies == ((parsed.replies[0][0],),)
        assert not parsed.done
