"""Layers against JAX: another hand's forward, differentiated by machine.

JAX is no dependency: to run this, `pip install jax` (about 380 MB unpacked).
"""

from functools import partial

import numpy as np
import pytest

from reference.activations import gelu, leaky_relu, relu, sigmoid, tanh
from reference.affine import affine
from reference.attention import attention, causal_mask
from reference.convolution import conv2d
from reference.gates import maximum
from reference.losses import (
    absolute_error,
    sigmoid_with_loss,
    softmax,
    softmax_cross_entropy,
    squared_error,
)
from reference.normalization import batch_norm, layer_norm
from reference.pooling import average_pool, max_pool

jax = pytest.importorskip("jax", reason="JAX is not installed; layers are not compared with it")
jax.config.update("jax_enable_x64", True)

jnp, lax = jax.numpy, jax.lax
RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(2, 4, 3))
W, B = RNG.normal(size=(3, 5)), RNG.normal(size=5)
GAMMA, BETA = RNG.normal(size=(2, 3))
IMAGE, FILTERS, SHIFTS = RNG.normal(size=(2, 3, 7, 6)), RNG.normal(size=(4, 3, 3, 2)), Y[:, 0]
Q, K, V = RNG.normal(size=(3, 2, 4, 3))
LABELS = np.array([0, 2, 1, 2])
MASK = causal_mask(4)


def _normalize(axis, x, gamma, beta):
    mean, variance = x.mean(axis, keepdims=True), x.var(axis, keepdims=True)
    return gamma * (x - mean) / jnp.sqrt(variance + 1e-5) + beta


def _convolve(x, filters, shifts):
    y = lax.conv_general_dilated(x, filters, (2, 2), ((1, 1), (1, 1)))
    return y + shifts[:, None, None]


def _pool(start, operation, x):
    return lax.reduce_window(
        x, start, operation, (1, 1, 3, 3), (1, 1, 2, 2), ((0, 0), (0, 0), (1, 1), (1, 1))
    )


def _attend(mask, q, k, v):
    """Written out, as `jax.nn.dot_product_attention` takes its softmax in single precision."""
    scores = jnp.einsum("...td,...sd->...ts", q, k) / q.shape[-1] ** 0.5
    return jax.nn.softmax(scores, where=mask) @ v


def _cross_entropy(logits):
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), LABELS[:, None], axis=1).mean()


def _binary_cross_entropy(logits):
    yes = LABELS == 2
    logs = jnp.where(yes, jax.nn.log_sigmoid(logits), jax.nn.log_sigmoid(-logits))
    return -logs.mean()


CASES = {
    "maximum": (maximum, jnp.maximum, (X, Y)),
    "affine": (affine, lambda x, W, b: x @ W + b, (X, W, B)),
    "sigmoid": (sigmoid, jax.nn.sigmoid, (X,)),
    "tanh": (tanh, jnp.tanh, (X,)),
    "relu": (relu, jax.nn.relu, (X,)),
    "gelu": (gelu, lambda x: jax.nn.gelu(x, approximate=False), (X,)),
    "gelu by tanh": (lambda x: gelu(x, "tanh"), lambda x: jax.nn.gelu(x, approximate=True), (X,)),
    "leaky relu": (leaky_relu, jax.nn.leaky_relu, (X,)),
    "softmax": (softmax, jax.nn.softmax, (X,)),
    "cross-entropy": (lambda x: softmax_cross_entropy(x, LABELS), _cross_entropy, (X,)),
    "binary cross-entropy": (
        lambda x: sigmoid_with_loss(x, (LABELS == 2).astype(float)),
        _binary_cross_entropy,
        (SHIFTS,),
    ),
    "squared error": (
        lambda y: squared_error(y, Y),
        lambda y: ((y - Y) ** 2).sum(axis=1).mean() / 2,
        (X,),
    ),
    "absolute error": (
        lambda y: absolute_error(y, Y),
        lambda y: jnp.abs(y - Y).sum(axis=1).mean(),
        (X,),
    ),
    "batch norm": (batch_norm, partial(_normalize, 0), (X, GAMMA, BETA)),
    "layer norm": (layer_norm, partial(_normalize, 1), (X, GAMMA, BETA)),
    "convolution": (
        partial(conv2d, stride=2, padding=1),
        _convolve,
        (IMAGE, FILTERS, SHIFTS),
    ),
    "max pool": (
        partial(max_pool, size=3, stride=2, padding=1),
        partial(_pool, -np.inf, lax.max),
        (IMAGE,),
    ),
    "average pool": (
        partial(average_pool, size=3, stride=2, padding=1),
        lambda x: _pool(0.0, lax.add, x) / 9,
        (IMAGE,),
    ),
    "attention": (attention, partial(_attend, None), (Q, K, V)),
    "causal attention": (
        partial(attention, mask=MASK),
        partial(_attend, MASK),
        (Q, K, V),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_values_and_gradients_are_those_of_jax(name: str) -> None:
    ours, theirs, arguments = CASES[name]

    value, vjp = ours(*arguments)
    right, right_vjp = jax.vjp(theirs, *map(jnp.asarray, arguments))
    upstream = np.random.default_rng(1).normal(size=np.shape(value))
    gradients = vjp(upstream)
    gradients = gradients if isinstance(gradients, tuple) else (gradients,)

    np.testing.assert_allclose(value, right, rtol=1e-9, atol=1e-12)
    for gradient, expected in zip(gradients, right_vjp(jnp.asarray(upstream)), strict=True):
        np.testing.assert_allclose(gradient, expected, rtol=1e-8, atol=1e-11)
