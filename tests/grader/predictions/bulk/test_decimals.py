"""Numbers read in bulk against `float`, bit for bit."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.predictions.bulk.decimals import Decimals, read_decimals
from grader.predictions.bulk.digits import RUN, Block, Cells
from tests.examples import examples


def read(texts: list[str]) -> Decimals:
    """The texts as one block, each with a comma after it."""
    cells = [text.encode() for text in texts]
    text = b"".join(cell + b"," for cell in cells)
    block = Block.of(bytearray(bytes(RUN) + text + bytes(RUN)), RUN, RUN + len(text))
    lengths = np.array([len(cell) for cell in cells])
    begins = RUN + np.cumsum(lengths + 1) - lengths - 1
    return read_decimals(Cells.of(block, begins, begins + lengths))


def assert_bits_of_float(texts: list[str]) -> None:
    """Whatever is certain has the bits that `float` gives."""
    decimals = read(texts)
    for text, value, certain in zip(
        texts, decimals.values.tolist(), decimals.certain.tolist(), strict=True
    ):
        if certain:
            assert value.hex() == float(text).hex(), text


def midpoint(value: float) -> str:
    """The decimal number exactly between a float and the next, all digits of it."""
    middle = (Fraction(value) + Fraction(float(np.nextafter(value, np.inf)))) / 2
    return f"{Decimal(middle.numerator) / Decimal(middle.denominator):f}"


digits = st.text("0123456789", max_size=24)
written = st.builds(
    lambda sign, whole, fraction, exponent: f"{sign}{whole}.{fraction}{exponent}",
    st.sampled_from(["", "-", "+"]),
    digits,
    digits,
    st.one_of(st.just(""), st.integers(-30, 30).map(lambda e: f"e{e}")),
).filter(lambda text: any(c.isdigit() for c in text.split("e")[0]))
shortest = st.floats(-1e40, 1e40).map(repr)


@settings(max_examples=examples(500))
@given(st.lists(st.one_of(written, shortest), min_size=1, max_size=20))
@example(["9007199254740993", "9007199254740992.5", "0.3", "1e22", "1e23", "8.5e-22"])
@example(["1844.6744073709551617", "0.00000000000000000000001", ".00000000000000000000001"])
@example(["-0.0", "-0", "0e5", "5e-22", "9999999999999999999", "18446744073709551615"])
def test_certain_numbers_have_the_bits_of_float(texts: list[str]) -> None:
    assert_bits_of_float(texts)


@given(st.lists(st.floats(1, 2**60), min_size=1, max_size=20))
def test_numbers_beside_the_middle_of_two_floats_are_rounded_right_or_left_open(
    values: list[float],
) -> None:
    middles = [midpoint(value) for value in values]
    beside = [text[:-1] + ("1" if text[-1] == "0" else "4") for text in middles]
    assert_bits_of_float(middles + beside)


@given(st.lists(st.tuples(st.integers(2**53, 2**54), st.integers(1, 15)), min_size=1))
def test_one_digit_too_many_for_float64_is_not_rounded_twice(rows: list[tuple[int, int]]) -> None:
    texts = [str(whole) for whole, _ in rows]
    assert_bits_of_float(
        [f"{text[:-scale]}.{text[-scale:]}" for text, (_, scale) in zip(texts, rows, strict=True)]
    )


def test_the_very_middle_of_two_floats_is_left_open() -> None:
    assert (
        read([str(2**53 + 1), str(2**53 + 3), str(2**63 + 2**10)]).certain.tolist() == [False] * 3
    )


def test_what_programs_usually_write_is_certain() -> None:
    rng = np.random.default_rng(2)
    values = np.concatenate([rng.normal(size=2000) * 100, rng.gamma(2, 10, 2000)])
    for spell in (repr, "{:.6f}".format, "{:.17g}".format, "{:.18e}".format, "{:.0f}".format):
        assert read([spell(value) for value in values.tolist()]).certain.mean() > 0.99


@pytest.mark.parametrize(
    "text",
    ["", ".", "-", "+", "-.", "e5", ".e5", "1e", "1e+", "1e-", "--1", "1-", "+-1", "1.5.", "1a",
     "a1", "0x1", "1 ", " 1", "1_0", "\x001", "1/", "1:", "/1", ":1", "1e5.0", "1e 5", "1ee5",
     "nan", "inf", "１", "1\x80", "\xff1", "1e400", "1e99999999999999999999", "9" * 25,
     "1." + "0" * 24],
)  # fmt: skip
def test_what_is_no_number_or_out_of_reach_is_never_certain(text: str) -> None:
    assert read(["1.5", text, "2.5"]).certain.tolist() == [True, False, True]
