import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.optimizers import Adam, GradientDescent, Momentum
from tests.examples import examples

SEEDS = st.integers(0, 2**32 - 1)
RULES = pytest.mark.parametrize(
    "make", [lambda: GradientDescent(0.05), lambda: Momentum(0.02), lambda: Adam(0.05)]
)


def _arrays(seed: int, steps: int = 5) -> tuple[list[np.ndarray], list[list[np.ndarray]]]:
    """Parameters of three shapes, one without axes, and gradients for some steps."""
    rng = np.random.default_rng(seed)
    shapes: list[tuple[int, ...]] = [(2, 3), (3,), ()]
    draws = [[np.array(rng.normal(size=shape)) for shape in shapes] for _ in range(steps + 1)]
    return draws[0], draws[1:]


def _move(rule, seed: int) -> tuple[list[np.ndarray], list[np.ndarray], list[list[np.ndarray]]]:
    """Start, end and the gradients between."""
    parameters, gradients = _arrays(seed)
    start = [parameter.copy() for parameter in parameters]
    for step in gradients:
        rule.step(parameters, step)
    return start, parameters, gradients


@settings(max_examples=examples(20))
@given(seed=SEEDS, rate=st.floats(1e-4, 1.0))
def test_gradient_descent_takes_the_sum_of_the_steps(seed: int, rate: float) -> None:
    start, end, gradients = _move(GradientDescent(rate), seed)
    for w0, w, *steps in zip(start, end, *gradients, strict=True):
        np.testing.assert_allclose(w, w0 - rate * sum(steps), rtol=1e-10, atol=1e-12)


@settings(max_examples=examples(20))
@given(seed=SEEDS, rate=st.floats(1e-4, 1.0), decay=st.floats(0.0, 0.99))
def test_momentum_is_the_rule_of_the_book_number_by_number(
    seed: int, rate: float, decay: float
) -> None:
    start, end, gradients = _move(Momentum(rate, decay), seed)
    for w0, w, *steps in zip(start, end, *gradients, strict=True):
        v, right = np.zeros_like(w0), w0
        for dw in steps:
            v = decay * v - rate * dw
            right = right + v
        np.testing.assert_allclose(w, right, rtol=1e-10, atol=1e-12)


def test_under_a_constant_gradient_momentum_reaches_its_final_speed() -> None:
    rule, w, dw = Momentum(rate=0.1, decay=0.9), np.array([0.0]), np.array([2.0])
    for _ in range(300):
        before = w.copy()
        rule.step([w], [dw])
    assert (before - w)[0] == pytest.approx(0.1 * 2.0 / (1 - 0.9), rel=1e-9)


@settings(max_examples=examples(20))
@given(seed=SEEDS, rate=st.floats(1e-4, 1.0), epsilon=st.sampled_from([1e-8, 0.1]))
def test_adam_is_algorithm_1_of_the_paper_line_by_line(
    seed: int, rate: float, epsilon: float
) -> None:
    beta1, beta2 = 0.8, 0.95
    start, end, gradients = _move(Adam(rate, beta1, beta2, epsilon), seed)
    for w0, w, *steps in zip(start, end, *gradients, strict=True):
        m, v, right = np.zeros_like(w0), np.zeros_like(w0), w0
        for t, dw in enumerate(steps, start=1):
            m = beta1 * m + (1 - beta1) * dw
            v = beta2 * v + (1 - beta2) * dw**2
            m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
            right = right - rate * m_hat / (np.sqrt(v_hat) + epsilon)
        np.testing.assert_allclose(w, right, rtol=1e-9, atol=1e-11)


@given(seed=SEEDS, scale=st.sampled_from([1e-3, 1.0, 1e6]))
def test_the_first_step_of_adam_is_its_rate_whatever_the_scale(seed: int, scale: float) -> None:
    w, dw = np.zeros(4), scale * np.random.default_rng(seed).uniform(0.5, 1.0, size=4)
    Adam(rate=0.1).step([w], [dw])
    np.testing.assert_allclose(w, -0.1, rtol=1e-4)


@RULES
def test_every_rule_finds_the_bottom_of_a_bowl(make) -> None:
    """w^T A w / 2 with curvatures 1 and 10; gradient A w."""
    rule, w, curvature = make(), np.array([3.0, -2.0]), np.array([1.0, 10.0])
    for _ in range(500):
        rule.step([w], [curvature * w])
    np.testing.assert_allclose(w, 0.0, atol=1e-3)


@RULES
def test_parameters_move_in_place_and_gradients_stay(make) -> None:
    w, dw = np.ones((2, 2)), np.full((2, 2), 3.0)
    view = w[0]
    make().step([w], [dw])
    assert (view < 1.0).all()
    assert (dw == 3.0).all()


@RULES
@pytest.mark.parametrize("gradients", [[np.ones(2)], [np.ones(2), np.ones((1, 3))], []])
def test_gradients_that_do_not_fit_are_refused_before_anything_moves(make, gradients) -> None:
    parameters = [np.zeros(2), np.zeros(3)]
    with pytest.raises(ValueError, match="need gradients of the shapes"):
        make().step(parameters, gradients)
    assert not any(parameter.any() for parameter in parameters)
