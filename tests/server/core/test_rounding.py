"""No score is better for having fewer digits, and none moves by more than the last of them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.rounding import to_worse
from server.web.pages.formatting import score

SCORES = st.floats(-1e14, 1e14, allow_nan=False)
NOISE = Decimal("1e-14")  # of a number of fifteen digits


@given(value=SCORES, decimals=st.integers(0, 8), better=st.sampled_from(["lower", "higher"]))
def test_it_is_no_better_and_as_near_as_its_digits_let_it(
    value: float, decimals: int, better: str
) -> None:
    shown, exact = to_worse(value, better, decimals=decimals), Decimal(value)  # type: ignore[arg-type]
    worse = shown - exact if better == "lower" else exact - shown
    slack = abs(exact) * NOISE
    assert -slack <= worse <= Decimal(1).scaleb(-decimals) + slack
    assert to_worse(float(shown), better, decimals=decimals) == shown  # type: ignore[arg-type]


@given(value=SCORES, digits=st.integers(3, 6), better=st.sampled_from(["lower", "higher"]))
def test_with_few_digits_too(value: float, digits: int, better: str) -> None:
    shown, exact = to_worse(value, better, digits=digits), Decimal(value)  # type: ignore[arg-type]
    worse = shown - exact if better == "lower" else exact - shown
    assert worse >= -abs(exact) * NOISE
    assert len(shown.normalize().as_tuple().digits) <= digits


@pytest.mark.parametrize(
    ("value", "better", "shown"),
    [
        (3.22441, "lower", "3.225"),
        (3.22441, "higher", "3.224"),
        (0.1 + 0.2, "lower", "0.300"),
        (3.225, "lower", "3.225"),
        (-0.0001, "lower", "0.000"),
        (-0.0001, "higher", "-0.001"),
        (1234.5, "lower", "1,234.500"),
        (1.23456789e17, "lower", "1.23457e+17"),
        (1.23456789e17, "higher", "1.23456e+17"),
    ],
)
def test_pages_write_it_so(value: float, better: str, shown: str) -> None:
    assert score(value, 3, better) == shown  # type: ignore[arg-type]
