"""What names mean, how arguments are handed over, where gradients are found."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox.child.styles.calls import Binding, find_binding, takes_in_order
from grader.sandbox.child.styles.gradients import find_gradient, follow, text_of_path
from grader.sandbox.child.styles.names import match, meanings, of_gradient, plain_class

ONE, TWO = np.ones(3), np.full(3, 2.0)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("ReLU", "relu"),
        ("relu_layer", "relu"),
        ("MyReluFunction", "relu"),
        ("LinearModule", "linear"),
        ("Layer", "layer"),
        ("SoftmaxWithLoss", "softmaxwithloss"),
    ],
)
def test_a_class_is_called_by_what_it_is(name: str, plain: str) -> None:
    assert plain_class(name) == plain


def test_a_name_that_is_there_means_itself_alone() -> None:
    assert match(("y", "t"), ("t", "y")) == {"y": "y", "t": "t"}
    assert match(("x", "t"), ("y", "x")) == {"x": "x", "t": "y"}
    assert match(("W", "b"), ("weights", "bias")) == {"W": "weights", "b": "bias"}
    assert match(("W1", "W2"), ("w2", "w1")) == {"W1": "w1", "W2": "w2"}
    assert match(("W", "b"), ("w", "weight", "b")) == {}
    assert match(("W", "b"), ("n_in", "n_out")) == {}


@given(name=st.sampled_from(["W", "b", "gamma", "W1", "b2"]))
def test_no_gradient_is_called_like_its_parameter(name: str) -> None:
    assert not meanings(name) & of_gradient(name)


def test_arguments_go_by_name_where_their_order_is_another() -> None:
    class Swapped:
        def __init__(self, b, W): ...

    class Plain:
        def __init__(self, W, b, name="x"): ...

    class Unlike:
        def __init__(self, first, second): ...

    assert find_binding(Swapped, ("W", "b"), may_reorder=True) == Binding(("W", "b"))
    assert find_binding(Swapped, ("W", "b"), may_reorder=False) is None
    assert find_binding(Plain, ("W", "b"), may_reorder=True) is None
    assert find_binding(Unlike, ("W", "b"), may_reorder=True) is None
    assert takes_in_order(Unlike, ("W", "b"))
    assert not takes_in_order(Swapped, ("W", "b"))


def test_an_argument_that_nobody_hands_over_is_none_to_bind_around() -> None:
    def forward(x, *, train, seed): ...

    assert find_binding(forward, ("x", "train"), may_reorder=True) is None


def test_a_mode_in_words_is_the_one_that_the_code_compares_with() -> None:
    def forward(x, mode="train"):
        return x if mode == "eval" else -x if mode == "train" else None

    binding = find_binding(forward, ("x", "train"), may_reorder=True)
    assert binding.bind((1, True)) == {"x": 1, "mode": "train"}
    assert binding.bind((1, False)) == {"x": 1, "mode": "eval"}


@pytest.mark.parametrize(
    ("holder", "text"),
    [
        (SimpleNamespace(grad_W=ONE), "self.grad_W"),
        (SimpleNamespace(dweights=ONE), "self.dweights"),
        (SimpleNamespace(grads={"W": ONE, "b": TWO}), "self.grads['W']"),
        (SimpleNamespace(gradients={"dW": ONE}), "self.gradients['dW']"),
        (SimpleNamespace(W=SimpleNamespace(grad=ONE)), "self.W.grad"),
        (SimpleNamespace(W={"value": TWO, "grad": ONE}), "self.W['grad']"),
        (SimpleNamespace(params={"W": SimpleNamespace(grad=ONE)}), "self.params['W'].grad"),
        (SimpleNamespace(grads=SimpleNamespace(W=ONE)), "self.grads.W"),
        (SimpleNamespace(grad_W=ONE, grads={"W": ONE.copy()}), "self.grad_W"),
    ],
)
def test_a_gradient_is_found_where_it_is(holder: SimpleNamespace, text: str) -> None:
    path = find_gradient(holder, "W", moved=False)
    assert path is not None
    assert text_of_path(path) == text
    assert follow(holder, path) is ONE


@pytest.mark.parametrize(
    "holder",
    [
        SimpleNamespace(),
        SimpleNamespace(W=ONE, b=ONE),
        SimpleNamespace(grad_b=ONE),
        SimpleNamespace(grad_W=ONE, W_grad=TWO),
        SimpleNamespace(grad_W=None, grads={"W": None}),
        SimpleNamespace(grads=[ONE, TWO]),
    ],
)
def test_a_gradient_that_is_nowhere_or_in_two_places_is_not_found(holder) -> None:
    assert find_gradient(holder, "W", moved=False) is None


def test_an_object_that_raises_when_it_is_looked_at_has_no_gradient() -> None:
    class Trap:
        @property
        def grads(self):
            raise RuntimeError

    assert find_gradient(Trap(), "W", moved=False) is None
