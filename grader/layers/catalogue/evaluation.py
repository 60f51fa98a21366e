"""Functions of the reference as evaluations: from tensors by name to an output and its vjp."""

from collections.abc import Callable

import numpy as np

from grader.layers.catalogue.specification import Tensors, Vjp
from reference.arrays import Floats, LossVjp

Evaluation = Callable[[Tensors], tuple[Floats, Vjp]]


def of(
    names: tuple[str, ...],
    function: Callable[..., tuple[Floats, Callable[[Floats], tuple[Floats, ...]]]],
) -> Evaluation:
    """The evaluation of a layer of several tensors, from its function."""

    def evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
        value, vjp = function(*(tensors[name] for name in names))
        return value, lambda upstream: dict(zip(names, vjp(upstream), strict=True))

    return evaluate


def of_x(function: Callable[[Floats], tuple[Floats, Callable[[Floats], Floats]]]) -> Evaluation:
    """The evaluation of a layer of x alone, from its function."""

    def evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
        value, vjp = function(tensors["x"])
        return value, lambda upstream: {"x": vjp(upstream)}

    return evaluate


def of_loss(name: str, function: Callable[[Floats, Floats], tuple[float, LossVjp]]) -> Evaluation:
    """The evaluation of a loss of one tensor and the labels or targets t, from its function."""

    def evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
        loss, vjp = function(tensors[name], tensors["t"])
        return np.array(loss), lambda dloss: {name: vjp(float(dloss))}

    return evaluate
