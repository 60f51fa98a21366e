"""The layers of docs/layers.md as the oracle knows them: their arrays, numbers, right answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from reference.activations import gelu, leaky_relu, relu, sigmoid, tanh
from reference.affine import affine
from reference.arrays import Floats
from reference.attention import attention
from reference.convolution import conv2d
from reference.embedding import embedding
from reference.gates import add, branch, maximum, multiply
from reference.losses import (
    absolute_error,
    cross_entropy,
    softmax,
    softmax_with_loss,
    squared_error,
)
from reference.normalization import batch_norm, layer_norm
from reference.patches import patches

Tensors = Mapping[str, np.ndarray]
Settings = Mapping[str, float | str]
_MATRICES = {"affine": {"W"}, "network": {"W1", "W2"}}
Evaluated = tuple[tuple[np.ndarray, ...], Callable[..., dict[str, Floats]]]
EPSILON = 1e-6  # between the 1e-8 and the 1e-5 that may be added to a variance
CLASSES = 4


@dataclass(frozen=True)
class Contract:
    """What a layer takes and gives in convention A.

    settings: for the plain trial, such that mistakes show. further_settings: for the others.
    kind: gates, activations and affine layers are tried on zeros. guard: how far,
    relatively, honest code may be off, by a small number under a root or in a logarithm. kinked:
    at x = 0 any subgradient is right. function: its name in convention B, without ``_forward``.
    """

    inputs: tuple[str, ...]
    output: str
    evaluate: Callable[[Tensors, Settings], Evaluated]
    sample: Callable[[np.random.Generator, int, float, Settings], Tensors]
    function: str
    parameters: tuple[str, ...] = ()
    labels: str | None = None
    settings: Callable[[np.random.Generator], dict[str, float]] = field(default=lambda rng: {})
    further_settings: Callable[[np.random.Generator], dict[str, float]] | None = None
    aliases: tuple[str, ...] = ()
    kind: str = ""
    guard: float = 1e-9
    kinked: bool = False

    @property
    def matrices(self) -> tuple[str, ...]:
        """The parameters that may lie as (outputs, inputs)."""
        return tuple(name for name in self.parameters if name in _MATRICES.get(self.kind, ()))

    @property
    def is_loss(self) -> bool:
        """Whether the output is one number."""
        return self.output == "loss"

    @property
    def arguments(self) -> tuple[str, ...]:
        """What forward is called with."""
        return self.inputs if self.labels is None else (*self.inputs, self.labels)


def _gate(function: Callable[..., tuple]) -> Callable[[Tensors, Settings], Evaluated]:
    def evaluate(tensors: Tensors, settings: Settings) -> Evaluated:
        out, vjp = function(tensors["x"], tensors["y"])
        return (out,), lambda dout: dict(zip("xy", vjp(dout), strict=True))

    return evaluate


def _of_x(function: Callable[..., tuple]) -> Callable[[Tensors, Settings], Evaluated]:
    def evaluate(tensors: Tensors, settings: Settings) -> Evaluated:
        y, vjp = function(tensors["x"])
        return (y,), lambda dout: {"x": vjp(dout)}

    return evaluate


def _of_parameters(
    function: Callable[..., tuple], *names: str
) -> Callable[[Tensors, Settings], Evaluated]:
    def evaluate(tensors: Tensors, settings: Settings) -> Evaluated:
        y, vjp = function(*(tensors[name] for name in names))
        return (y,), lambda dout: dict(zip(names, vjp(dout), strict=True))

    return evaluate


def _loss(function: Callable[..., tuple], *names: str) -> Callable[[Tensors, Settings], Evaluated]:
    def evaluate(tensors: Tensors, settings: Settings) -> Evaluated:
        loss, vjp = function(*(tensors[name] for name in names))
        return (np.array(loss),), lambda dloss: {names[0]: vjp(float(dloss))}

    return evaluate


def _gelu(tensors: Tensors, settings: Settings) -> Evaluated:
    y, vjp = gelu(tensors["x"], settings.get("form", "exact"))
    return (y,), lambda dout: {"x": vjp(dout)}


def _branch(tensors: Tensors, settings: Settings) -> Evaluated:
    both, vjp = branch(tensors["x"])
    return both, lambda first, second: {"x": vjp(first, second)}


def _conv2d(tensors: Tensors, settings: Settings) -> Evaluated:
    names = ("x", "W", "b")
    stride, pad = int(settings["stride"]), int(settings["pad"])
    y, vjp = conv2d(*(tensors[name] for name in names), stride, pad)
    return (y,), lambda dout: dict(zip(names, vjp(dout), strict=True))


def _embedding(tensors: Tensors, settings: Settings) -> Evaluated:
    y, vjp = embedding(tensors["idx"], tensors["W"])
    return (y,), lambda dout: {"W": vjp(dout)}


def _windows(tensors: Tensors, settings: Settings) -> tuple[np.ndarray, Callable]:
    size = (int(settings["pool_h"]), int(settings["pool_w"]))
    return patches(tensors["x"], size, int(settings["stride"]))


def _max_pool(tensors: Tensors, settings: Settings) -> Evaluated:
    windows, to_x = _windows(tensors, settings)
    largest = windows.max(axis=(4, 5), keepdims=True)
    return (largest[..., 0, 0],), lambda dout: {
        "x": to_x((windows == largest) * dout[..., None, None])
    }


def _average_pool(tensors: Tensors, settings: Settings) -> Evaluated:
    windows, to_x = _windows(tensors, settings)
    size = windows.shape[4] * windows.shape[5]
    return (windows.mean(axis=(4, 5)),), lambda dout: {
        "x": to_x(np.broadcast_to(dout[..., None, None] / size, windows.shape))
    }


def _perceptron(tensors: Tensors, settings: Settings) -> Evaluated:
    hidden, through_first = affine(tensors["x"], tensors["W1"], tensors["b1"])
    active, through_sigmoid = sigmoid(hidden)
    logits, through_second = affine(active, tensors["W2"], tensors["b2"])
    loss, through_loss = softmax_with_loss(logits, tensors["t"])

    def vjp(dloss: float) -> dict[str, Floats]:
        dactive, dW2, db2 = through_second(through_loss(float(dloss)))
        _, dW1, db1 = through_first(through_sigmoid(dactive))
        return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}

    return (np.array(loss),), vjp


def _normalise(function: Callable[..., tuple]) -> Callable[[Tensors, Settings], Evaluated]:
    names = ("x", "gamma", "beta")

    def evaluate(tensors: Tensors, settings: Settings) -> Evaluated:
        y, vjp = function(*(tensors[name] for name in names), EPSILON)
        return (y,), lambda dout: dict(zip(names, vjp(dout), strict=True))

    return evaluate


def _pair(rng: np.random.Generator, batch: int, scale: float, settings: Settings) -> Tensors:
    return {name: scale * rng.normal(size=(batch, 3)) for name in "xy"}


def _away_from_zero(
    rng: np.random.Generator, batch: int, scale: float, settings: Settings
) -> Tensors:
    sign = rng.permutation(np.resize((-1.0, 1.0), batch * 5)).reshape(batch, 5)
    return {"x": scale * sign * rng.uniform(0.2, 2.0, size=(batch, 5))}


def _normal_numbers(
    rng: np.random.Generator, batch: int, scale: float, settings: Settings
) -> Tensors:
    return {"x": scale * rng.normal(size=(batch, 5))}


def _rows(rng: np.random.Generator, batch: int, scale: float, settings: Settings) -> Tensors:
    return {"x": scale * rng.normal(size=(batch, CLASSES))}


def _affine_numbers(
    rng: np.random.Generator, batch: int, scale: float, settings: Settings
) -> Tensors:
    return {
        "x": scale * rng.normal(size=(batch, 4)),
        "W": rng.normal(size=(4, 3)),
        "b": scale * rng.normal(size=3),
    }


def _spread(rng: np.random.Generator, batch: int, features: int, axis: int) -> Floats:
    """Numbers whose variance along an axis is about 1."""
    shape = (batch, features)
    line = np.linspace(-1.6, 1.6, shape[axis])
    lines = np.tile(line, (shape[1 - axis], 1))
    mixed = rng.permuted(lines, axis=1)
    return (mixed if axis == 1 else mixed.T) + rng.uniform(-0.2, 0.2, size=shape)


def _layer_norm_numbers(
    rng: np.random.Generator, batch: int, scale: float, settings: Settings
) -> Tensors:
    x = scale * (_spread(rng, batch, 6, axis=1) + rng.normal())
    return {"x": x, "gamma": rng.normal(size=6), "beta": rng.normal(size=6)}


def _batch_norm_numbers(
    rng: np.random.Generator, batch: int, scale: float, settings: Settings
) -> Tensors:
    x = scale * (_spread(rng, batch, 4, axis=0) + rng.normal(size=4))
    return {"x": x, "gamma": rng.normal(size=4), "beta": rng.normal(size=4)}


def _conv_numbers(
    rng: np.random.Generator, batch: int, scale: float, settings: Settings
) -> Tensors:
    return {
        "x": scale * rng.normal(size=(batch, 2, 6, 5)),
        "W": rng.normal(size=(3, 2, 3, 2)),
        "b": scale * rng.normal(size=3),
    }


def _images(rng: np.random.Generator, batch: int, scale: float, settings: Settings) -> Tensors:
    x = rng.permutation(batch * 2 * 6 * 7).reshape(batch, 2, 6, 7) / 50.0
    return {"x": scale * (x + rng.uniform(0, 0.01, size=x.shape) - 1.0)}


def _words(rng: np.random.Generator, batch: int, scale: float, settings: Settings) -> Tensors:
    idx = rng.integers(0, 4, size=(batch, 3) if rng.random() < 0.5 else (batch,))
    return {"idx": idx, "W": scale * rng.normal(size=(6, 3))}


def _queries(rng: np.random.Generator, batch: int, scale: float, settings: Settings) -> Tensors:
    return {
        "Q": scale * rng.normal(size=(batch, 3, 4)),
        "K": rng.normal(size=(batch, 5, 4)),
        "V": scale * rng.normal(size=(batch, 5, 2)),
    }


def _probabilities(
    rng: np.random.Generator, batch: int, scale: float, settings: Settings
) -> Tensors:
    p = rng.uniform(0.2, 1.0, size=(batch, CLASSES))
    p /= p.sum(axis=1, keepdims=True)
    return {"p": p, "t": np.eye(CLASSES)[rng.integers(0, CLASSES, size=batch)]}


def _logits(rng: np.random.Generator, batch: int, scale: float, settings: Settings) -> Tensors:
    x = scale * rng.uniform(-1.0, 1.0, size=(batch, CLASSES))
    labels = x.argmax(axis=1) if scale > 1 else rng.permutation(batch) % CLASSES
    return {"x": x, "t": np.eye(CLASSES)[labels]}


def _targets(rng: np.random.Generator, batch: int, scale: float, settings: Settings) -> Tensors:
    t = scale * rng.normal(size=(batch, 3))
    sign = rng.permutation(np.resize((-1.0, 1.0), batch * 3)).reshape(batch, 3)
    return {"y": t + scale * sign * rng.uniform(0.2, 2.0, size=t.shape), "t": t}


def _network_numbers(
    rng: np.random.Generator, batch: int, scale: float, settings: Settings
) -> Tensors:
    return {
        "x": scale * rng.normal(size=(batch, 3)),
        "t": np.eye(CLASSES)[rng.permutation(batch) % CLASSES],
        "W1": rng.normal(size=(3, 5)),
        "b1": rng.normal(size=5),
        "W2": rng.normal(size=(5, CLASSES)),
        "b2": rng.normal(size=CLASSES),
    }


def _some_momentum(rng: np.random.Generator) -> dict[str, float]:
    return {"momentum": float(rng.choice([0.6, 0.7, 0.85]))}


def _some_rate(rng: np.random.Generator) -> dict[str, float]:
    return {"rate": float(rng.choice([0.2, 0.3, 0.7]))}


def _telling_stride_and_pad(rng: np.random.Generator) -> dict[str, float]:
    return {"stride": 2, "pad": int(rng.choice([1, 2]))}


def _any_stride_and_pad(rng: np.random.Generator) -> dict[str, float]:
    return {"stride": int(rng.choice([1, 2])), "pad": int(rng.choice([0, 1, 2]))}


def _overlapping_pool(rng: np.random.Generator) -> dict[str, float]:
    height = int(rng.choice([2, 3]))
    return {"pool_h": height, "pool_w": 5 - height, "stride": 2}


def _any_pool(rng: np.random.Generator) -> dict[str, float]:
    height, width, stride = (int(each) for each in rng.integers(1, 4, size=3))
    return {"pool_h": height, "pool_w": width, "stride": stride}


def _some_learning_rate(rng: np.random.Generator) -> dict[str, float]:
    return {"learning_rate": float(rng.choice([0.1, 0.3, 0.5]))}


_WEIGHTS = ("W1", "b1", "W2", "b2")
_SCALES = ("gamma", "beta")
CONTRACTS: Mapping[str, Contract] = {
    "Add": Contract(
        ("x", "y"), "out", _gate(add), _pair, "add", aliases=("AddLayer", "AddGate"), kind="gate"
    ),
    "Multiply": Contract(
        ("x", "y"),
        "out",
        _gate(multiply),
        _pair,
        "multiply",
        aliases=("Mul", "MulLayer", "MultiplyGate"),
        kind="gate",
    ),
    "Max": Contract(("x", "y"), "out", _gate(maximum), _pair, "max", kind="gate"),
    "Branch": Contract(("x",), "out", _branch, _away_from_zero, "branch", kind="gate"),
    "Sigmoid": Contract(
        ("x",),
        "y",
        _of_x(sigmoid),
        _away_from_zero,
        "sigmoid",
        aliases=("SigmoidLayer",),
        kind="activation",
    ),
    "Tanh": Contract(
        ("x",),
        "y",
        _of_x(tanh),
        _away_from_zero,
        "tanh",
        aliases=("TanhLayer",),
        kind="activation",
    ),
    "ReLU": Contract(
        ("x",),
        "y",
        _of_x(relu),
        _away_from_zero,
        "relu",
        aliases=("Relu", "ReLULayer"),
        kind="activation",
        kinked=True,
    ),
    "LeakyReLU": Contract(
        ("x",),
        "y",
        _of_x(leaky_relu),
        _away_from_zero,
        "leaky_relu",
        aliases=("LeakyRelu",),
        kind="activation",
        kinked=True,
    ),
    "Softmax": Contract(
        ("x",),
        "y",
        _of_x(softmax),
        _rows,
        "softmax",
        aliases=("SoftmaxLayer",),
        kind="activation",
    ),
    "Affine": Contract(
        ("x",),
        "y",
        _of_parameters(affine, "x", "W", "b"),
        _affine_numbers,
        "affine",
        ("W", "b"),
        aliases=("Linear", "FullyConnected"),
        kind="affine",
    ),
    "LayerNorm": Contract(
        ("x",),
        "y",
        _normalise(layer_norm),
        _layer_norm_numbers,
        "layernorm",
        _SCALES,
        aliases=("LayerNormalization",),
        guard=1e-4,
    ),
    "BatchNorm": Contract(
        ("x",),
        "y",
        _normalise(batch_norm),
        _batch_norm_numbers,
        "batchnorm",
        _SCALES,
        settings=_some_momentum,
        guard=1e-4,
    ),
    "Conv2D": Contract(
        ("x",),
        "y",
        _conv2d,
        _conv_numbers,
        "conv",
        ("W", "b"),
        settings=_telling_stride_and_pad,
        further_settings=_any_stride_and_pad,
    ),
    "Embedding": Contract(("idx",), "y", _embedding, _words, "word_embedding", ("W",)),
    "Dropout": Contract(("x",), "y", _of_x(relu), _away_from_zero, "dropout", settings=_some_rate),
    "MaxPool": Contract(
        ("x",),
        "y",
        _max_pool,
        _images,
        "max_pool",
        settings=_overlapping_pool,
        further_settings=_any_pool,
    ),
    "AveragePool": Contract(
        ("x",),
        "y",
        _average_pool,
        _images,
        "avg_pool",
        settings=_overlapping_pool,
        further_settings=_any_pool,
    ),
    "Attention": Contract(
        ("Q", "K", "V"),
        "Y",
        _of_parameters(attention, "Q", "K", "V"),
        _queries,
        "attention",
        guard=1e-8,
    ),
    "CrossEntropy": Contract(
        ("p",),
        "loss",
        _loss(cross_entropy, "p", "t"),
        _probabilities,
        "cross_entropy_loss",
        labels="t",
        guard=1e-5,
    ),
    "SoftmaxWithLoss": Contract(
        ("x",),
        "loss",
        _loss(softmax_with_loss, "x", "t"),
        _logits,
        "softmax_loss",
        labels="t",
        aliases=("SoftmaxCrossEntropy",),
        guard=1e-5,
    ),
    "SquaredError": Contract(
        ("y",), "loss", _loss(squared_error, "y", "t"), _targets, "squared_error_loss", labels="t"
    ),
    "AbsoluteError": Contract(
        ("y",), "loss", _loss(absolute_error, "y", "t"), _targets, "absolute_error_loss", labels="t"
    ),
    "ThreeLayerPerceptron": Contract(
        ("x",),
        "loss",
        _perceptron,
        _network_numbers,
        "three_layer_perceptron_loss",
        _WEIGHTS,
        labels="t",
        kind="network",
        guard=1e-5,
    ),
    "TrainingStep": Contract(
        ("x",),
        "loss",
        _perceptron,
        _network_numbers,
        "",
        _WEIGHTS,
        labels="t",
        settings=_some_learning_rate,
        kind="network",
        guard=1e-5,
    ),
    "GELU": Contract(
        ("x",),
        "y",
        _gelu,
        _normal_numbers,
        "gelu",
        aliases=("Gelu", "GELULayer"),
        kind="activation",
    ),
}
CLASSIFIERS = frozenset({"CrossEntropy", "SoftmaxWithLoss", "ThreeLayerPerceptron", "TrainingStep"})
WITHOUT_INPUT_GRADIENT = frozenset({"Embedding", "ThreeLayerPerceptron", "TrainingStep"})


def gradients_of(name: str) -> tuple[str, ...]:
    """The variables that have a gradient, in the order in which they are returned."""
    contract = CONTRACTS[name]
    inputs = () if name in WITHOUT_INPUT_GRADIENT else contract.inputs
    return (*inputs, *contract.parameters)
