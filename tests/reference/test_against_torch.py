"""The reference beside PyTorch's own layers and automatic gradients, where it is installed."""

from collections.abc import Callable

import numpy as np
import pytest

from reference.activations import gelu, leaky_relu, relu, sigmoid, tanh
from reference.affine import affine
from reference.attention import attention
from reference.convolution import conv2d
from reference.embedding import embedding
from reference.losses import (
    absolute_error,
    cross_entropy,
    softmax,
    softmax_with_loss,
    squared_error,
)
from reference.models.three_layer_perceptron import Weights, three_layer_perceptron
from reference.normalization import batch_norm, layer_norm
from reference.pooling import average_pool, max_pool

torch = pytest.importorskip("torch", reason="needs PyTorch: pip install 'torch>=2.5,<3'")
F = torch.nn.functional
RNG = np.random.default_rng(17)
X, ROWS = RNG.normal(size=(6, 5)), RNG.normal(size=(6, 4))
W, B, GAMMA = RNG.normal(size=(5, 3)), RNG.normal(size=3), RNG.normal(size=5)
IMAGE, FILTERS = RNG.normal(size=(2, 3, 7, 8)), RNG.normal(size=(4, 3, 3, 2))
Q, K, V = (RNG.normal(size=shape) for shape in ((2, 3, 4), (2, 5, 4), (2, 5, 6)))
ONE_HOT = np.eye(4)[RNG.integers(4, size=6)]
TARGETS = RNG.normal(size=(6, 4))


def _their_attention(q, k, v):
    return F.scaled_dot_product_attention(q, k, v)


def _their_perceptron(w1, b1, w2, b2):
    hidden = torch.sigmoid(torch.from_numpy(X) @ w1 + b1)
    return F.cross_entropy(hidden @ w2 + b2, torch.from_numpy(ONE_HOT))


def _our_perceptron(*weights):
    loss, vjp = three_layer_perceptron(X, ONE_HOT, Weights(*weights))
    return loss, lambda dloss: tuple(vjp(dloss))


WEIGHTS = (RNG.normal(size=(5, 3)), RNG.normal(size=3), RNG.normal(size=(3, 4)), RNG.normal(size=4))
CASES: dict[str, tuple[Callable, Callable, tuple[np.ndarray, ...]]] = {
    "sigmoid": (sigmoid, torch.sigmoid, (X,)),
    "tanh": (tanh, torch.tanh, (X,)),
    "relu": (relu, torch.relu, (X,)),
    "leaky_relu": (lambda x: leaky_relu(x, 0.1), lambda x: F.leaky_relu(x, 0.1), (X,)),
    "gelu": (gelu, F.gelu, (X,)),
    "gelu by tanh": (lambda x: gelu(x, "tanh"), lambda x: F.gelu(x, approximate="tanh"), (X,)),
    "softmax": (softmax, lambda x: torch.softmax(x, dim=1), (ROWS,)),
    "affine": (affine, lambda x, w, b: x @ w + b, (X, W, B)),
    "batch_norm": (
        batch_norm,
        lambda x, g, b: F.batch_norm(x, None, None, g, b, training=True),
        (X, GAMMA, GAMMA[::-1].copy()),
    ),
    "layer_norm": (
        layer_norm,
        lambda x, g, b: F.layer_norm(x, (5,), g, b),
        (X, GAMMA, GAMMA[::-1].copy()),
    ),
    "conv2d": (
        lambda x, w, b: conv2d(x, w, b, 2, 1),
        lambda x, w, b: F.conv2d(x, w, b, stride=2, padding=1),
        (IMAGE, FILTERS, RNG.normal(size=4)),
    ),
    "max_pool": (
        lambda x: max_pool(x, (2, 3), 2),
        lambda x: F.max_pool2d(x, (2, 3), 2),
        (IMAGE,),
    ),
    "average_pool": (
        lambda x: average_pool(x, 2, 2),
        lambda x: F.avg_pool2d(x, 2, 2),
        (IMAGE,),
    ),
    "attention": (attention, _their_attention, (Q, K, V)),
    "embedding": (
        lambda table: embedding(np.array([2, 0, 2, 1]), table),
        lambda table: F.embedding(torch.tensor([2, 0, 2, 1]), table),
        (ROWS,),
    ),
    "cross_entropy": (
        lambda p: cross_entropy(p, ONE_HOT),
        lambda p: -(torch.from_numpy(ONE_HOT) * torch.log(p)).sum() / 6,
        (np.abs(ROWS) + 0.1,),
    ),
    "softmax_with_loss": (
        lambda x: softmax_with_loss(x, ONE_HOT),
        lambda x: F.cross_entropy(x, torch.from_numpy(ONE_HOT)),
        (ROWS,),
    ),
    "squared_error": (
        lambda y: squared_error(y, TARGETS),
        lambda y: F.mse_loss(y, torch.from_numpy(TARGETS), reduction="sum") / 12,
        (ROWS,),
    ),
    "absolute_error": (
        lambda y: absolute_error(y, TARGETS),
        lambda y: F.l1_loss(y, torch.from_numpy(TARGETS), reduction="sum") / 6,
        (ROWS,),
    ),
    "three_layer_perceptron": (_our_perceptron, _their_perceptron, WEIGHTS),
}


@pytest.mark.parametrize("name", CASES)
def test_value_and_every_gradient_equal_those_of_pytorch(name: str) -> None:
    ours, theirs, arrays = CASES[name]
    value, vjp = ours(*arrays)
    tensors = [torch.from_numpy(array.copy()).requires_grad_() for array in arrays]
    expected = theirs(*tensors)
    np.testing.assert_allclose(value, expected.detach().numpy(), rtol=1e-10, atol=1e-12)
    upstream = np.random.default_rng(3).normal(size=np.shape(value))
    expected.backward(torch.from_numpy(np.asarray(upstream)))
    found = vjp(upstream if np.ndim(value) else float(upstream))
    gradients = found if isinstance(found, tuple) else (found,)
    for gradient, tensor in zip(gradients, tensors, strict=True):
        np.testing.assert_allclose(gradient, tensor.grad.numpy(), rtol=1e-9, atol=1e-12)
