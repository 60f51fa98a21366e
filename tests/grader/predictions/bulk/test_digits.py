"""Words of eight characters against the same work done character by character."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.predictions.bulk.digits import (
    RUN,
    WORD,
    Block,
    Words,
    find_first,
    leave_out,
    read_digits,
    read_short_digits,
)

eight_bytes = st.one_of(
    st.binary(min_size=WORD, max_size=WORD),
    st.text("0123456789.,-", min_size=WORD, max_size=WORD).map(str.encode),
)
runs = st.lists(
    st.one_of(
        st.text("0123456789", max_size=RUN + 2).map(str.encode),
        st.binary(max_size=RUN + 2),
        st.text("0123456789/:.", max_size=RUN).map(str.encode),
    ),
    min_size=1,
    max_size=12,
)


def words(texts: list[bytes]) -> Words:
    """Texts of eight bytes as words."""
    return np.frombuffer(b"".join(texts), dtype="<u8").copy()


def is_number(text: bytes) -> bool:
    """What `read_digits` promises to accept."""
    digits = all(byte in b"0123456789" for byte in text)
    return digits and len(text) <= RUN and int(text or b"0") < 10**19


@given(st.lists(eight_bytes, min_size=1, max_size=20), st.sampled_from(".,-0"))
def test_the_first_character_is_found_where_it_is(texts: list[bytes], character: str) -> None:
    expected = [text.find(character.encode()) for text in texts]
    assert find_first(words(texts), character).tolist() == [WORD if e < 0 else e for e in expected]


@given(st.lists(st.tuples(eight_bytes, st.integers(0, WORD)), min_size=1, max_size=20))
def test_a_character_is_taken_out_and_the_rest_moves_up(rows: list[tuple[bytes, int]]) -> None:
    texts, positions = [text for text, _ in rows], [position for _, position in rows]
    shorter = leave_out(words(texts), np.array(positions, dtype=np.uint8))
    expected = [text[:at] + (text[at + 1 :] + b"\0" if at < WORD else b"") for text, at in rows]
    assert shorter.tobytes() == b"".join(expected)


@given(st.lists(st.tuples(eight_bytes, st.integers(0, WORD)), min_size=1, max_size=20))
def test_short_runs_are_the_numbers_that_int_reads(rows: list[tuple[bytes, int]]) -> None:
    lengths = np.array([length for _, length in rows], dtype=np.uint8)
    numbers, right = read_short_digits(words([text for text, _ in rows]), lengths)
    for (text, length), number, ok in zip(rows, numbers.tolist(), right.tolist(), strict=True):
        assert ok == is_number(text[:length])
        assert not ok or number == int(text[:length] or b"0")


@given(runs)
@example([b"1" + b"0" * RUN, b"1" + b"0" * 19, b"9" * 19, b"0" * RUN])
def test_runs_of_any_length_are_the_numbers_that_int_reads(texts: list[bytes]) -> None:
    body = b"9".join(texts)  # digits all around, so that a run that reads too far is wrong
    buffer = bytearray(b"9" * RUN + body + b"9" * RUN)
    lengths = [len(text) for text in texts]
    ends = RUN - 1 + np.cumsum(np.array(lengths) + 1)
    numbers, right = read_digits(
        Block.of(buffer, RUN, RUN + len(body)), ends, np.array(lengths, dtype=np.uint8)
    )
    for text, number, ok in zip(texts, numbers.tolist(), right.tolist(), strict=True):
        assert ok == is_number(text)
        assert not ok or number == int(text or b"0")


@pytest.mark.parametrize("at", range(19))
def test_no_byte_but_a_digit_passes_for_one(at: int) -> None:
    runs = [b"1" * at + bytes([byte]) + b"1" * (18 - at) for byte in range(256)]
    block = Block.of(bytearray(bytes(RUN) + b"".join(runs) + bytes(RUN)), RUN, RUN + 19 * 256)
    ends = RUN + 19 * np.arange(1, 257)
    _, right = read_digits(block, ends, np.full(256, 19, dtype=np.uint8))
    assert bytes(np.flatnonzero(right).tolist()) == b"0123456789"


def test_a_block_finds_characters_between_its_ends_alone() -> None:
    block = Block.of(bytearray(b"," * RUN + b"a,b,,c" + b"," * RUN), RUN, RUN + 6)
    assert block.find(",").tolist() == [RUN + 1, RUN + 3, RUN + 4]
    assert b"c" in block
    assert b"d" not in block
