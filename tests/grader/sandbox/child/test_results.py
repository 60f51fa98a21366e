"""What student code returned becomes arrays that can be sent, or a fault that says what came."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from grader.sandbox.child.results import MAX_ITEMS, FaultError, as_arrays
from grader.sandbox.protocol.frames import DTYPES, Array, FaultCode, pack_values

MOST = 10_000


def _arrays(value: Any) -> tuple[Array, ...]:
    return as_arrays(value, "Affine.forward", MOST)


def _fault(value: Any) -> tuple[FaultCode, tuple[str, ...]]:
    with pytest.raises(FaultError) as raised:
        _arrays(value)
    return raised.value.fault.code, raised.value.fault.texts


@given(
    arrays_of.arrays(
        st.sampled_from([*DTYPES, ">f8", ">i4"]),
        arrays_of.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
    )
)
def test_an_array_of_numbers_is_itself(array: np.ndarray) -> None:
    (found,) = _arrays(array)
    np.testing.assert_array_equal(found, array)


@pytest.mark.parametrize(
    ("value", "shapes"),
    [
        ((np.ones(2), np.ones(3)), [(2,), (3,)]),
        ([np.ones(2), 1.5], [(2,), ()]),
        ([np.ones((2, 2))], [(2, 2)]),
        ([[1, 2], [3, 4]], [(2, 2)]),
        ((1, 2), [(2,)]),
        ([], [(0,)]),
        (np.float32(1), [()]),
        (True, [()]),
        (range(3), [(3,)]),
        ([np.float64(1)] * (MAX_ITEMS + 1), [(MAX_ITEMS + 1,)]),
        (np.longdouble(1), [()]),
        (np.ma.masked_array([1.0, 2.0], [True, False]), [(2,)]),
    ],
)
def test_sequences_of_arrays_come_apart_and_others_do_not(value: Any, shapes: list) -> None:
    found = _arrays(value)
    assert [array.shape for array in found] == shapes
    assert pack_values(found)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("text", "str"),
        (object(), "object"),
        (1j, "complex"),
        (np.array([1j]), "ndarray, dtype=complex128"),
        (np.array(["a"]), "ndarray, dtype=<U1"),
        (np.array([None]), "ndarray, dtype=object"),
        (np.array(["2026-01-01"], "M8[D]"), "ndarray, dtype=datetime64[D]"),
        (np.zeros(2, "i4,f8"), "ndarray, dtype=[('f0', '<i4'), ('f1', '<f8')]"),
        ([[1], [1, 2]], "list"),
        (2**70, "int"),
        (np.zeros((1,) * 9), "ndarray, dtype=float64"),
        ({"a": 1}, "dict"),
    ],
)
def test_what_is_no_array_of_real_numbers_is_named(value: Any, kind: str) -> None:
    assert _fault(value) == (FaultCode.NOT_AN_ARRAY, ("Affine.forward", kind))


def test_nothing_is_told_apart_from_a_wrong_thing() -> None:
    assert _fault(None) == (FaultCode.NOTHING, ("Affine.forward",))


def test_an_array_beyond_the_limit_is_told_by_its_shape_without_being_made() -> None:
    virtual = np.broadcast_to(np.float64(0), (10**6, 10**6))  # terabytes, were it real
    assert _fault(virtual) == (FaultCode.TOO_LARGE, ("Affine.forward", "(1000000, 1000000)"))
    assert _arrays(np.zeros(MOST, np.uint8))[0].nbytes == MOST
    assert _fault(np.zeros(MOST + 1, np.uint8))[0] is FaultCode.TOO_LARGE
