"""The wire format: what goes in comes out, and nothing else gets through."""

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from grader.sandbox.protocol.frames import (
    ARRAY_BYTES,
    ARRAYS_IN_A_FRAME,
    DTYPES,
    HEADS_BYTES,
    Fault,
    FaultCode,
    Frame,
    FrameKind,
    ProtocolError,
    Reader,
    pack_fault,
    pack_values,
    pack_word,
    read_frames,
)
from tests.examples import examples

ARRAYS = arrays_of.arrays(
    st.sampled_from(DTYPES).map(np.dtype),
    arrays_of.array_shapes(min_dims=0, min_side=0, max_dims=5),
)
TEXTS = st.text(max_size=50).filter(lambda text: text.encode("utf-8", "replace").decode() == text)


def _raw_values(payload: bytes) -> bytes:
    return struct.pack("<BI", FrameKind.VALUES, len(payload)) + payload


@given(st.lists(ARRAYS, max_size=4))
def test_arrays_come_back_bit_for_bit(arrays: list[np.ndarray]) -> None:
    (frame,) = read_frames(pack_values(arrays))
    assert len(frame.arrays) == len(arrays)
    for sent, received in zip(arrays, frame.arrays, strict=True):
        assert (received.dtype, received.shape) == (sent.dtype, sent.shape)
        assert received.tobytes() == sent.tobytes()


@given(
    kind=st.sampled_from([FrameKind.FAULT, FrameKind.STOPPED]),
    code=st.sampled_from(FaultCode),
    texts=st.lists(TEXTS, max_size=3),
    line=st.integers(0, 9999),
)
def test_faults_and_notes_come_back_and_neither_as_the_other(
    kind: FrameKind, code: FaultCode, texts: list[str], line: int
) -> None:
    fault = Fault(code, tuple(texts), line)
    packed = {each: pack_fault(each, fault) for each in (kind, FrameKind.NOTE)}
    right = FrameKind.NOTE if code >= FaultCode.READ_AS else kind
    assert list(read_frames(packed.pop(right))) == [Frame(right, fault=fault)]
    (wrong,) = packed.values()
    with pytest.raises(ProtocolError):
        list(read_frames(wrong))


def test_big_endian_and_strided_arrays_arrive_as_plain_ones() -> None:
    sent = np.arange(6, dtype=">f8").reshape(2, 3).T
    (frame,) = read_frames(pack_values([sent]))
    assert frame.arrays[0].dtype == np.dtype("<f8")
    assert frame.arrays[0].tolist() == sent.tolist()


@given(cut=st.integers(0, 200))
def test_a_frame_cut_off_at_the_end_is_left_out(cut: int) -> None:
    first, second = pack_values([np.arange(3.0)]), pack_values([np.arange(4.0)])
    whole = first + second
    frames = list(read_frames(whole[: min(cut, len(whole))]))
    assert len(frames) == (cut >= len(first)) + (cut >= len(whole))


def _is_understood_or_refused(data: bytes) -> bool:
    """Whether bytes are refused as no frames, or give frames that hold no more than was sent."""
    try:
        frames = list(read_frames(data))
    except ProtocolError:
        return True
    sent = sum(array.nbytes for frame in frames for array in frame.arrays)
    return sent <= len(data) and all(isinstance(frame.kind, FrameKind) for frame in frames)


@settings(max_examples=examples(400))
@given(st.binary(max_size=300))
def test_any_bytes_at_all_give_frames_or_a_protocol_error(data: bytes) -> None:
    assert _is_understood_or_refused(data)


@settings(max_examples=examples(400))
@given(data=st.data(), arrays=st.lists(ARRAYS, min_size=1, max_size=2))
def test_any_damage_to_a_frame_gives_frames_or_a_protocol_error(data, arrays) -> None:
    frame = bytearray(pack_values(arrays))
    position = data.draw(st.integers(0, len(frame) - 1))
    frame[position] = data.draw(st.integers(0, 255))
    assert _is_understood_or_refused(bytes(frame))


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b"\x01\x0b\x02" + struct.pack("<II", 2**20, 2**20), id="terabytes announced"),
        pytest.param(b"\x01\x0b\x02" + struct.pack("<II", 0, 2**32 - 1), id="empty but immense"),
        pytest.param(b"\x01\x0b\x01" + struct.pack("<I", 2), id="data missing"),
        pytest.param(b"\x01\x0c\x00" + bytes(8), id="unknown dtype"),
        pytest.param(b"\x01\x0b\x09" + bytes(36), id="nine dimensions"),
        pytest.param(b"\x00\x00", id="bytes left over"),
        pytest.param(b"", id="no count"),
    ],
)
def test_a_lying_header_is_refused_before_anything_is_allocated(payload: bytes) -> None:
    with pytest.raises(ProtocolError):
        list(read_frames(_raw_values(payload)))


@pytest.mark.parametrize(
    "header",
    [
        struct.pack("<BI", 99, 0),
        struct.pack("<BI", FrameKind.VALUES, ARRAYS_IN_A_FRAME * ARRAY_BYTES + HEADS_BYTES + 1),
        struct.pack("<BI", FrameKind.FAULT, 6) + struct.pack("<BIB", 250, 0, 0),
        struct.pack("<BI", FrameKind.READY, 1) + b"x",
    ],
    ids=["unknown kind", "frame too large", "unknown fault", "payload where none belongs"],
)
def test_a_frame_of_another_kind_is_refused(header: bytes) -> None:
    with pytest.raises(ProtocolError):
        list(read_frames(header))


def test_a_bool_is_zero_or_one_whatever_byte_was_sent() -> None:
    (frame,) = read_frames(_raw_values(b"\x01\x00\x01" + struct.pack("<I", 3) + b"\x00\x01\xfe"))
    assert frame.arrays[0].tobytes() == b"\x00\x01\x01"


@pytest.mark.parametrize(
    "array",
    [
        np.array([object()]),
        np.array([1j]),
        np.array(["text"]),
        np.zeros((1,) * 9),
    ],
    ids=["objects", "complex", "text", "nine dimensions"],
)
def test_only_plain_numbers_can_be_sent(array: np.ndarray) -> None:
    with pytest.raises(ProtocolError):
        pack_values([array])


def test_an_array_is_taken_up_to_the_size_asked_for_and_not_a_byte_more() -> None:
    packed = pack_values([np.zeros(100, np.uint8)])
    (frame,) = read_frames(packed, 100)
    assert frame.arrays[0].nbytes == 100
    with pytest.raises(ProtocolError):
        list(read_frames(packed, 99))


def test_a_frame_holds_several_of_the_largest_arrays() -> None:
    size = HEADS_BYTES
    few = [np.zeros(size, np.uint8)] * ARRAYS_IN_A_FRAME
    (frame,) = read_frames(pack_values(few), size)
    assert len(frame.arrays) == len(few)
    with pytest.raises(ProtocolError, match="a frame of"):
        list(read_frames(pack_values([*few, few[0]]), size))


@pytest.mark.parametrize("kind", [FrameKind.READY, FrameKind.LOADED, FrameKind.DONE])
def test_a_word_is_a_frame_of_its_kind_alone(kind: FrameKind) -> None:
    assert list(read_frames(pack_word(kind))) == [Frame(kind)]


def test_a_reader_never_looks_beyond_its_bytes() -> None:
    reader = Reader(memoryview(b"abcdef")[:3])
    assert bytes(reader.take(3)) == b"abc"
    with pytest.raises(ProtocolError, match="1 bytes announced, 0 left"):
        reader.byte()


def test_a_frame_of_no_kind_is_refused_before_it_is_whole() -> None:
    with pytest.raises(ProtocolError, match="kind 99"):
        list(read_frames(struct.pack("<BI", 99, 1000)))
