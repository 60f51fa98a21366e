"""What each layer is called, takes and gives in convention A, and its right answer.

Convention A: a class is built from its parameters, ``forward`` takes the inputs and returns one
array, ``backward`` takes the upstream gradient and returns the gradients of the inputs; those of
the parameters are left in attributes, ``dW`` for ``W``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from reference.activations import leaky_relu, relu, sigmoid, tanh
from reference.affine import affine
from reference.arrays import Floats
from reference.gates import add, multiply
from reference.losses import softmax, softmax_with_loss
from reference.normalization import layer_norm

Tensors = Mapping[str, Floats]
Vjp = Callable[[Floats], Tensors]

CLASSES = 4


@dataclass(frozen=True)
class Specification:
    """A layer as the judge sees it.

    aliases: other class names in use. parameters: of the constructor. inputs: of forward, with a
    gradient each. labels: one-hot rows, an input without a gradient. function: the name in
    convention B, before `_forward`. output: how reports call the
    result. evaluate: from tensors by name, the right output and its vjp. sample: tensors by name,
    from a generator, a batch size and a scale. guard: how far, relative and absolute, honest code
    may be off, such as by a small number inside a logarithm. kinked: forward has a kink at 0, where
    any subgradient is right. batch_axis: along which examples lie. is_plain: arrays lie as in the
    reference; see `dialects`. averages: gradients of parameters are means over the batch.
    is_tried_on_zeros: zeros among the inputs are a case of their own, and no accident.
    """

    name: str
    aliases: tuple[str, ...]
    parameters: tuple[str, ...]
    inputs: tuple[str, ...]
    output: str
    evaluate: Callable[[Tensors], tuple[Floats, Vjp]]
    sample: Callable[[np.random.Generator, int, float], Tensors]
    labels: str | None = None
    function: str = ""
    guard: float = 0.0
    kinked: bool = False
    batch_axis: int = 0
    is_plain: bool = True
    averages: bool = False
    is_tried_on_zeros: bool = True

    @property
    def variables(self) -> tuple[str, ...]:
        """The tensors that have a gradient."""
        return self.inputs + self.parameters

    @property
    def arguments(self) -> tuple[str, ...]:
        """The tensors that forward is called with."""
        return self.inputs if self.labels is None else (*self.inputs, self.labels)

    def divisor(self, variable: str, tensors: Tensors) -> int:
        """What the derivative of a variable is divided by to be its gradient."""
        if not self.averages or variable in self.inputs:
            return 1
        shape: tuple[int, ...] = tensors[self.inputs[0]].shape
        return shape[self.batch_axis]

    @property
    def is_loss(self) -> bool:
        """Whether it ends a network: its output is one number, from labels."""
        return self.labels is not None

    @property
    def arrays(self) -> tuple[str, ...]:
        """Everything that earns points: the output and each gradient."""
        return (self.output, *map(gradient_name, self.variables))


def gradient_name(variable: str) -> str:
    """How the gradient of a variable is called: ``dW`` for ``W``."""
    return f"d{variable}"


def _add(tensors: Tensors) -> tuple[Floats, Vjp]:
    out, vjp = add(tensors["x"], tensors["y"])
    return out, lambda dout: dict(zip("xy", vjp(dout), strict=True))


def _multiply(tensors: Tensors) -> tuple[Floats, Vjp]:
    out, vjp = multiply(tensors["x"], tensors["y"])
    return out, lambda dout: dict(zip("xy", vjp(dout), strict=True))


def _affine(tensors: Tensors) -> tuple[Floats, Vjp]:
    y, vjp = affine(tensors["x"], tensors["W"], tensors["b"])
    return y, lambda dy: dict(zip("xWb", vjp(dy), strict=True))


def _of_x(
    function: Callable[[Floats], tuple[Floats, Callable[[Floats], Floats]]],
) -> Callable[[Tensors], tuple[Floats, Vjp]]:
    """A layer of x alone, from its function."""

    def evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
        y, vjp = function(tensors["x"])
        return y, lambda dy: {"x": vjp(dy)}

    return evaluate


def _layer_norm(tensors: Tensors) -> tuple[Floats, Vjp]:
    y, vjp = layer_norm(tensors["x"], tensors["gamma"], tensors["beta"])
    return y, lambda dy: dict(zip(("x", "gamma", "beta"), vjp(dy), strict=True))


def _softmax_with_loss(tensors: Tensors) -> tuple[Floats, Vjp]:
    loss, vjp = softmax_with_loss(tensors["x"], tensors["t"])
    return np.array(loss), lambda dloss: {"x": vjp(float(dloss))}


def _two_alike(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
    return {name: scale * rng.normal(size=(batch, 3)) for name in "xy"}


def _affine_tensors(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
    x, W, b = rng.normal(size=(batch, 4)), rng.normal(size=(4, 3)), rng.normal(size=3)
    return {"x": scale * x, "W": W, "b": scale * b}


def _away_from_zero(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
    """Both signs, and no number within ten difference steps of 0."""
    sign = rng.permutation(np.resize((-1.0, 1.0), batch * 5)).reshape(batch, 5)
    return {"x": scale * sign * rng.uniform(0.2, 2.0, size=(batch, 5))}


def _rows(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
    return {"x": scale * rng.normal(size=(batch, CLASSES))}


def _scaled_rows(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
    """Rows whose variance is about 1, so that a small number added to it does not show."""
    gamma, beta = rng.normal(size=6), rng.normal(size=6)
    spread = rng.permuted(np.tile(np.linspace(-1.5, 1.5, 6), (batch, 1)), axis=1)
    x = spread + rng.uniform(-0.2, 0.2, size=spread.shape)
    return {"x": scale * x, "gamma": gamma, "beta": beta}


def _logits(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
    """Logits and one-hot rows; large logits have their largest at the true class.

    So no true class has a probability so small that a guard inside the logarithm shows.
    """
    logits = scale * rng.uniform(-1.0, 1.0, size=(batch, CLASSES))
    labels = logits.argmax(axis=1) if scale > 1 else rng.permutation(batch) % CLASSES
    return {"x": logits, "t": np.eye(CLASSES)[labels]}


SPECIFICATIONS: Mapping[str, Specification] = {
    specification.name: specification
    for specification in (
        Specification(
            "Add", ("AddLayer", "AddGate"), (), ("x", "y"), "out", _add, _two_alike, function="add"
        ),
        Specification(
            "Multiply",
            ("Mul", "MulLayer", "MultiplyLayer", "MulGate", "MultiplyGate"),
            (),
            ("x", "y"),
            "out",
            _multiply,
            _two_alike,
            function="multiply",
        ),
        Specification(
            "Affine",
            ("AffineLayer", "Linear", "LinearLayer", "Dense", "FullyConnected"),
            ("W", "b"),
            ("x",),
            "y",
            _affine,
            _affine_tensors,
            function="affine",
        ),
        Specification(
            "Sigmoid",
            ("SigmoidLayer",),
            (),
            ("x",),
            "y",
            _of_x(sigmoid),
            _away_from_zero,
            function="sigmoid",
        ),
        Specification(
            "ReLU",
            ("Relu", "ReluLayer", "ReLULayer"),
            (),
            ("x",),
            "y",
            _of_x(relu),
            _away_from_zero,
            function="relu",
            kinked=True,
        ),
        Specification(
            "Tanh", ("TanhLayer",), (), ("x",), "y", _of_x(tanh), _away_from_zero, function="tanh"
        ),
        Specification(
            "LeakyReLU",
            ("LeakyRelu", "LeakyReLULayer"),
            (),
            ("x",),
            "y",
            _of_x(leaky_relu),
            _away_from_zero,
            function="leaky_relu",
            kinked=True,
        ),
        Specification(
            "Softmax", ("SoftmaxLayer",), (), ("x",), "y", _of_x(softmax), _rows, function="softmax"
        ),
        Specification(
            "LayerNorm",
            ("LayerNormalization", "LayerNormLayer"),
            ("gamma", "beta"),
            ("x",),
            "y",
            _layer_norm,
            _scaled_rows,
            function="layernorm",
            guard=1e-4,  # the number under the root is anybody's choice
            is_tried_on_zeros=False,
        ),
        Specification(
            "SoftmaxWithLoss",
            ("SoftmaxWithLossLayer", "SoftmaxLoss", "SoftmaxCrossEntropy"),
            (),
            ("x",),
            "loss",
            _softmax_with_loss,
            _logits,
            labels="t",
            function="softmax_loss",
            guard=1e-5,
        ),
    )
}
