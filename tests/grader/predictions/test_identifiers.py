"""Places of ids, whichever way they are found."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.predictions.identifiers import (
    DirectPlaces,
    SortedPlaces,
    TextPlaces,
    places_of,
)

whole_numbers = st.lists(st.integers(0, 10**18 - 1), min_size=1, max_size=30, unique=True)
close_numbers = st.lists(st.integers(0, 200), min_size=1, max_size=30, unique=True)
texts = st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=30, unique=True)


@pytest.mark.long
@given(
    st.one_of(
        whole_numbers.map(lambda n: [*map(str, n)]),
        close_numbers.map(lambda n: [*map(str, n)]),
        texts,
    )
)
def test_each_id_is_found_in_its_place(ids: list[str]) -> None:
    places = places_of(ids)
    assert [places.place(id_) for id_ in ids] == list(range(len(ids)))


@given(st.one_of(whole_numbers, close_numbers), st.lists(st.integers(0, 10**18 - 1), max_size=30))
def test_whole_numbers_are_found_all_at_once_and_others_are_not(
    ids: list[int], others: list[int]
) -> None:
    places = places_of([str(id_) for id_ in ids])
    assert not isinstance(places, TextPlaces)
    asked = [*ids, *others, *(id_ + 1 for id_ in ids)]
    expected = [ids.index(id_) if id_ in ids else -1 for id_ in asked]
    assert places.places(np.array(asked)).tolist() == expected


@given(close_numbers, st.text("0123456789+- .eE_１", max_size=6))
def test_another_spelling_of_a_whole_number_is_another_id(ids: list[int], text: str) -> None:
    spelled = [str(id_) for id_ in ids]
    assert places_of(spelled).place(text) == (spelled.index(text) if text in spelled else None)


def test_close_numbers_are_addressed_and_far_ones_searched() -> None:
    assert isinstance(places_of(["3", "0", "7"]), DirectPlaces)
    assert isinstance(places_of(["3", "0", "700000000"]), SortedPlaces)
    assert isinstance(places_of(["3", "0", "07"]), TextPlaces)
    assert isinstance(places_of(["3", "0", "1" * 19]), TextPlaces)
