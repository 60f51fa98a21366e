import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.models.perceptron import Perceptron, train_perceptron
from tests.examples import examples

XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_LABELS = np.array([-1, 1, 1, -1])


def test_a_mistake_moves_the_unit_by_its_example_and_a_success_does_not() -> None:
    unit = Perceptron(np.array([1.0, -1.0]), 0.5)
    example = np.array([2.0, 1.0])  # <w, x> + b = 1.5

    moved = unit.after(example, -1)

    assert unit.after(example, 1) is unit
    assert (moved.w.tolist(), moved.b) == ([-1.0, -2.0], -0.5)
    assert (unit.w.tolist(), unit.b) == ([1.0, -1.0], 0.5)


def test_a_point_on_the_line_is_a_mistake_for_either_class() -> None:
    unit = Perceptron(np.zeros(1), 0.0)
    assert unit.after(np.ones(1), 1).b == 1.0
    assert unit.after(np.ones(1), -1).b == -1.0


@settings(max_examples=examples(50))
@given(
    seed=st.integers(0, 2**32 - 1),
    rows=st.integers(1, 40),
    columns=st.integers(1, 4),
    margin=st.floats(0.05, 1.0),
)
def test_on_separable_data_mistakes_never_exceed_the_bound_of_novikoff(
    seed: int, rows: int, columns: int, margin: float
) -> None:
    """(R / margin)^2, with R and margin of the inputs that have a 1 appended."""
    rng = np.random.default_rng(seed)
    w, b = rng.normal(size=columns), rng.normal()
    x = rng.normal(size=(rows, columns))
    heights = (x @ w + b) / np.linalg.norm(w)
    labels = np.where(heights > 0, 1, -1)
    x += np.outer(labels * margin, w / np.linalg.norm(w))  # away from the plane

    lesson = train_perceptron(x, labels, passes=100_000)

    extended = np.column_stack((x, np.ones(rows)))
    separator = np.append(w, b) / np.linalg.norm(np.append(w, b))
    radius, achieved = np.linalg.norm(extended, axis=1).max(), labels * (extended @ separator)
    assert lesson.has_converged
    assert (lesson.unit.predict(x) == labels).all()
    assert lesson.mistakes <= (radius / achieved.min()) ** 2


def test_it_learns_and_and_or() -> None:
    for labels in (np.array([-1, -1, -1, 1]), np.array([-1, 1, 1, 1])):
        lesson = train_perceptron(XOR, labels, passes=100)
        assert lesson.has_converged
        assert (lesson.unit.predict(XOR) == labels).all()


def test_it_never_learns_xor_but_goes_round_in_circles() -> None:
    """Every pass has a mistake, and the weights stay bounded: they come back again and again."""
    lesson = train_perceptron(XOR, XOR_LABELS, passes=1000)
    assert not lesson.has_converged
    assert lesson.mistakes >= 1000
    assert (lesson.unit.predict(XOR) != XOR_LABELS).any()
    assert np.abs([*lesson.unit.w, lesson.unit.b]).max() <= 3


def test_xor_is_learnt_once_the_product_of_the_inputs_is_an_input() -> None:
    bent = np.column_stack((XOR, XOR[:, 0] * XOR[:, 1]))
    assert train_perceptron(bent, XOR_LABELS, passes=100).has_converged


def test_one_class_alone_converges() -> None:
    lesson = train_perceptron(XOR, np.ones(4, dtype=int), passes=10)
    assert lesson.has_converged
    assert (lesson.unit.predict(XOR) == 1).all()


@pytest.mark.parametrize(
    ("rows", "labels"), [(0, []), (2, [1]), (2, [0, 1]), (2, [[1], [1]]), (2, [1, 2])]
)
def test_labels_that_do_not_fit_are_refused(rows: int, labels: list) -> None:
    with pytest.raises(ValueError, match="need labels"):
        train_perceptron(np.zeros((rows, 2)), np.array(labels), passes=1)
