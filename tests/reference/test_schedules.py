import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.optimizers import Adam, GradientDescent, Momentum
from reference.schedules import CosineDecay


def _rates(optimizer, steps: int, taken: int) -> list[float]:
    """The rate of each step, as the optimiser had it."""
    rule, w, rates = CosineDecay(optimizer, steps), [np.zeros(1)], []
    for _ in range(taken):
        rule.step(w, [np.ones(1)])
        rates.append(optimizer.rate)
    return rates


@given(rate=st.floats(1e-6, 10.0), steps=st.integers(1, 50))
def test_the_rate_falls_from_its_start_along_half_a_cosine(rate: float, steps: int) -> None:
    rates = _rates(GradientDescent(rate), steps, steps)
    right = [rate * (1 + np.cos(np.pi * t / steps)) / 2 for t in range(steps)]
    np.testing.assert_allclose(rates, right, rtol=1e-12)
    assert rates[0] == rate
    assert (np.diff(rates) < 0).all()


@given(rate=st.floats(1e-6, 10.0), steps=st.integers(2, 50))
def test_it_falls_the_same_way_on_either_side_of_the_middle(rate: float, steps: int) -> None:
    rates = [*_rates(GradientDescent(rate), steps, steps), 0.0]
    np.testing.assert_allclose(np.add(rates, rates[::-1]), rate, rtol=1e-9)


@pytest.mark.parametrize("make", [GradientDescent, Momentum, Adam])
def test_after_the_last_step_the_rate_stays_0(make) -> None:
    assert _rates(make(0.5), 4, 7)[4:] == [0.0, 0.0, 0.0]


def test_it_settles_where_a_constant_rate_keeps_jumping() -> None:
    """Least absolute error by gradient descent: a sign has one size however near the goal is."""

    def distance(rule) -> float:
        w = [np.zeros(1)]
        for _ in range(200):
            rule.step(w, [np.sign(w[0] - 1.03)])
        return float(abs(w[0][0] - 1.03))

    assert distance(CosineDecay(GradientDescent(0.1), 200)) < 1e-3 < distance(GradientDescent(0.1))


@pytest.mark.parametrize("steps", [0, -1])
def test_fewer_than_one_step_is_refused(steps: int) -> None:
    with pytest.raises(ValueError, match="at least one step"):
        CosineDecay(Adam(), steps)
