"""Arrays in NumPy's format: what is accepted, and every way to lie in a header."""

import io
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.catalogue import PROBLEM_KINDS
from grader.predictions.diagnosis.findings import InvalidFileError
from grader.predictions.labels import HiddenLabels
from grader.predictions.npy import read_npy
from grader.problems import Catalogue, Problem
from reference.arrays import Floats

VALUES = np.array([0.5, -1.0, 2.0, 3.0, 4.0])


def save(array: npt.NDArray[np.generic], version: tuple[int, int] | None = None) -> bytes:
    """The array as NumPy writes it."""
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version)
    return file.getvalue()


def forge(
    header: str | bytes, data: bytes = VALUES.tobytes(), version: bytes = b"\x01\x00"
) -> bytes:
    """A file with this header over these bytes."""
    text = header.encode() if isinstance(header, str) else header
    length = len(text).to_bytes(2 if version[0] == 1 else 4, "little")
    return b"\x93NUMPY" + version + length + text + data


def claims(shape: str, descr: str = "'<f8'", order: str = "False") -> str:
    """The text of a header."""
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n"


@pytest.mark.parametrize("name", ["mine.npy", "mine.csv", "MINE.NPY", "mine"])
def test_the_content_decides_and_not_the_name(name: str, read: Callable[..., Floats]) -> None:
    assert read(save(VALUES), name).tolist() == VALUES.tolist()


@pytest.mark.parametrize("dtype", ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8"])
def test_floats_of_any_size_and_byte_order_are_read_exactly(
    dtype: str, read: Callable[..., Floats]
) -> None:
    predictions = read(save(VALUES.astype(dtype)), "mine.npy")
    assert predictions.dtype == np.float64
    assert predictions.tolist() == VALUES.tolist()


@pytest.mark.parametrize("dtype", ["i1", "u1", "<i2", ">i4", "<i8", ">u8"])
def test_whole_numbers_are_read_as_the_same_numbers(
    dtype: str, read: Callable[..., Floats]
) -> None:
    assert read(save(np.arange(5).astype(dtype)), "mine.npy").tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_every_version_of_the_format_is_read(
    version: tuple[int, int], read: Callable[..., Floats]
) -> None:
    assert read(save(VALUES, version), "mine.npy").tolist() == VALUES.tolist()


REFUSED = {
    "cut off in the magic": (b"\x93NUMPY", ["npy_header"]),
    "cut off in the length": (b"\x93NUMPY\x01\x00\x76", ["npy_header"]),
    "cut off in the header": (save(VALUES)[:60], ["npy_header"]),
    "cut off after the header": (save(VALUES)[:128], ["npy_size"]),
    "cut off in the numbers": (save(VALUES)[:-1], ["npy_size"]),
    "one number missing": (save(VALUES)[:-8], ["npy_size"]),
    "a byte too many": (save(VALUES) + b"\0", ["npy_size"]),
    "an unknown version": (forge(claims("(5,)"), version=b"\x09\x00"), ["npy_header"]),
    "a header of many pages": (forge(claims("(5,)") + " " * 20_000), ["npy_header"]),
    "a header of four gigabytes": (b"\x93NUMPY\x02\x00\xff\xff\xff\xff{}", ["npy_header"]),
    "too short": (save(VALUES[:4]), ["npy_shape"]),
    "too long": (save(np.zeros(6)), ["npy_shape"]),
    "no numbers": (save(np.zeros(0)), ["npy_shape"]),
    "a column": (save(VALUES.reshape(5, 1)), ["npy_shape"]),
    "a row": (save(VALUES.reshape(1, 5)), ["npy_shape"]),
    "a scalar": (save(np.array(1.0)), ["npy_shape"]),
    "a matrix in Fortran order": (save(np.asfortranarray(np.ones((5, 2)))), ["npy_shape"]),
    "terabytes claimed": (forge(claims("(1000000000000,)")), ["npy_shape", "npy_size"]),
    "a size of 64 bits": (forge(claims(f"({2**64 - 1},)")), ["npy_shape", "npy_size"]),
    "a size beyond 64 bits": (forge(claims(f"({2**64},)")), ["npy_header"]),
    "a size of thousands of digits": (forge(claims("(" + "9" * 4000 + ",)")), ["npy_header"]),
    "sizes of thousands of digits": (
        forge(claims("(" + ("1" + "0" * 19 + ",") * 300 + ")")),
        ["npy_header"],
    ),
    "dimensions that multiply to five": (forge(claims("(5, 1, 1)")), ["npy_shape"]),
    "forty dimensions": (forge(claims("(" + "9," * 40 + ")")), ["npy_shape", "npy_size"]),
    "a negative size": (forge(claims("(-5,)")), ["npy_header"]),
    "a boolean size": (forge(claims("(True,)")), ["npy_header"]),
    "a fractional size": (forge(claims("(5.0,)")), ["npy_header"]),
    "a size in a list": (forge(claims("[5]")), ["npy_header"]),
    "a bare size": (forge(claims("5")), ["npy_header"]),
    "an order that is no boolean": (forge(claims("(5,)", order="0")), ["npy_header"]),
    "no shape": (forge("{'descr': '<f8', 'fortran_order': False}"), ["npy_header"]),
    "another key": (forge(claims("(5,), 'x': 1")), ["npy_header"]),
    "no dictionary": (forge("('descr',)"), ["npy_header"]),
    "an expression": (forge(claims("(__import__('os').getpid(),)")), ["npy_header"]),
    "an unhashable key": (forge("{[]: 1}"), ["npy_header"]),
    "deep brackets": (forge("(" * 9000), ["npy_header"]),
    "deep signs": (forge("-" * 9000 + "1"), ["npy_header"]),
    "bytes that are no text": (forge(b"\xff\xfe{}"), ["npy_header"]),
    "NUL in the header": (forge(claims("(5,)") + "\0"), ["npy_header"]),
    "pickled objects": (save(np.array([1.0, None, 2, 3, 4], dtype=object)), ["npy_type"]),
    "objects by another name": (forge(claims("(5,)", "'O'")), ["npy_type"]),
    "a structure": (forge(claims("(5,)", "[('a', '<f8')]")), ["npy_type"]),
    "booleans": (save(np.ones(5, dtype=bool)), ["npy_type"]),
    "complex numbers": (save(VALUES.astype(complex)), ["npy_type"]),
    "texts": (save(np.array(list("12345"))), ["npy_type"]),
    "dates": (save(np.zeros(5, dtype="M8[s]")), ["npy_type"]),
    "long doubles": (forge(claims("(5,)", "'<f16'"), bytes(80)), ["npy_type"]),
    "a type of no size": (forge(claims("(5,)", "'V0'"), b""), ["npy_type"]),
    "a sub-array type": (forge(claims("(5,)", "'(2,)<f4'")), ["npy_type"]),
    "wrong length and type": (save(np.ones(3, dtype=bool)), ["npy_shape", "npy_type"]),
    "CSV": (b"id,prediction\n0,1\n", ["not_npy"]),
}  # fmt: skip


@pytest.mark.parametrize(("body", "codes"), REFUSED.values(), ids=REFUSED.keys())
def test_a_malformed_array_is_refused_for_its_reasons(
    body: bytes, codes: list[str], refuse: Callable[..., tuple[Problem, ...]]
) -> None:
    problems = refuse(body, "mine.npy")
    assert [problem.code for problem in problems] == codes
    catalogue = Catalogue.of(PROBLEM_KINDS)
    for problem in problems:
        assert len(catalogue.explain(problem, "ja").message) < 200


def test_each_element_that_cannot_be_scored_is_named(
    refuse: Callable[..., tuple[Problem, ...]],
) -> None:
    body = save(np.array([np.nan, 1.0, -np.inf, 1e151, 1e150]))
    assert [(p.values["index"], p.values["value"]) for p in refuse(body, "mine.npy")] == [
        (0, "nan"),
        (2, "-inf"),
        (3, "1e+151"),
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arrays.arrays(np.float64, st.integers(1, 50), elements=st.floats(-1e150, 1e150)))
def test_an_array_comes_back_bit_for_bit(values: Floats) -> None:
    assert read_npy(save(values), values.size).tobytes() == values.tobytes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_of_a_file_does_anything_but_refuse_or_read_five_numbers(
    data: st.DataObject, labels: HiddenLabels
) -> None:
    body = bytearray(save(VALUES))
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(6, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        values = read_npy(bytes(body), len(labels.ids))
    except InvalidFileError:
        return
    assert values.shape == (5,)
    assert np.isfinite(values).all()
