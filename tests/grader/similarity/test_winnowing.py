"""Winnowing keeps its two promises: long matches are found, short ones are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.similarity.tokens import Token
from grader.similarity.winnowing import winnow

texts = st.lists(st.sampled_from("abc"), max_size=40)


def tokens(texts: list[str]) -> list[Token]:
    return [Token(text, line) for line, text in enumerate(texts, start=1)]


def hashes(texts: list[str]) -> set[int]:
    return {mark.hash for mark in winnow(tokens(texts), gram=4, window=3)}


@given(before=texts, after=texts, shared=st.lists(st.sampled_from("abc"), min_size=6, max_size=20))
def test_a_match_of_gram_and_window_leaves_a_common_fingerprint(before, after, shared) -> None:
    assert hashes([*before, *shared]) & hashes([*shared, *after])


@given(texts)
def test_texts_without_a_common_gram_share_nothing(text: list[str]) -> None:
    assert not hashes(text) & hashes([letter.upper() for letter in text])


def test_a_fingerprint_knows_its_lines() -> None:
    (mark,) = winnow(tokens(list("abcd")), gram=4, window=3)
    assert (mark.first_line, mark.last_line) == (1, 4)


def test_less_than_a_gram_has_no_fingerprint() -> None:
    assert winnow(tokens(list("abc")), gram=4, window=3) == ()


def test_hashes_are_the_same_in_every_process() -> None:
    (mark,) = winnow(tokens(list("abcd")), gram=4, window=1)
    assert mark.hash == 5486350147931124871


@pytest.mark.parametrize(("gram", "window"), [(0, 1), (1, 0)])
def test_gram_and_window_are_at_least_one(gram: int, window: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        winnow([], gram=gram, window=window)
