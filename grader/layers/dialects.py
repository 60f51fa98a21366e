"""What a bundle may declare besides the convention: how arrays lie and what gradients are means of.

Each is another specification of the same layer, so that every check, example and message speaks of
the arrays as the students have them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from grader.layers.conventions import ConventionName
from grader.layers.specification import Specification, Tensors, Vjp
from reference.arrays import Floats

Weights = Literal["inputs-outputs", "outputs-inputs"]
Batch = Literal["rows", "columns"]
ParameterGradients = Literal["sum", "mean"]


@dataclass(frozen=True)
class Dialect:
    """How a bundle's layers are written.

    convention: see `conventions`. weights: W is (inputs, outputs), or (outputs, inputs), which is
    what convention E has unless told otherwise. batch: an example is a row, or a column.
    parameter_gradients: summed over the batch, or their mean.
    """

    convention: ConventionName = "A"
    weights: Weights | None = None
    batch: Batch = "rows"
    parameter_gradients: ParameterGradients = "sum"

    @property
    def layout(self) -> Weights:
        """How W lies."""
        usual: Weights = "outputs-inputs" if self.convention == "E" else "inputs-outputs"
        return self.weights or usual

    def applied_to(self, layer: Specification) -> Specification:
        """The layer as this dialect has it."""
        if self.layout == "outputs-inputs" and layer.matrices:
            layer = _with_layout(layer, layer.matrices, output=False)
        if self.batch == "columns" and layer.has_rows:
            vectors = frozenset(layer.parameters) - layer.matrices
            layer = _with_layout(layer, frozenset(layer.arguments) | vectors, output=True)
            layer = replace(layer, batch_axis=1)
        if self.parameter_gradients == "mean" and layer.parameters and not layer.is_loss:
            layer = _with_means(layer)
        return layer


def _transposed(tensors: Tensors, names: frozenset[str]) -> dict[str, Floats]:
    return {name: np.atleast_2d(t).T if name in names else t for name, t in tensors.items()}


def _with_layout(layer: Specification, names: frozenset[str], *, output: bool) -> Specification:
    """The layer with some of its tensors transposed; a vector becomes a column."""
    vectors = frozenset(layer.parameters) - layer.matrices

    def evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
        plain = _back(tensors, names, vectors)
        value, vjp = layer.evaluate(plain)
        turned = output and value.ndim == 2

        def pulled(upstream: Floats) -> Mapping[str, Floats]:
            return _transposed(vjp(upstream.T if turned else upstream), names)

        return (value.T if turned else value), pulled

    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        return _transposed(layer.sample(rng, batch, scale), names)

    def settle(
        _: Specification, rounds: Sequence[Tensors], outputs: Sequence[Floats | None]
    ) -> Tensors:
        assert layer.settle is not None
        plain = [_back(tensors, names, vectors) for tensors in rounds]
        turned = [None if value is None else value.T if output else value for value in outputs]
        return _transposed(layer.settle(layer, plain, turned), names)

    return replace(
        layer,
        evaluate=evaluate,
        sample=sample,
        settle=settle if layer.settle else None,
        is_plain=False,
        equations={},
    )


def _back(tensors: Tensors, names: frozenset[str], vectors: frozenset[str]) -> dict[str, Floats]:
    """Tensors as the layer itself has them. vectors: those that are no columns there."""
    turned = _transposed(tensors, names)
    return {name: t.ravel() if name in names & vectors else t for name, t in turned.items()}


PLAIN = Dialect()


def _with_means(layer: Specification) -> Specification:
    """The layer with the gradients of its parameters divided by the size of the batch."""

    def evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
        value, vjp = layer.evaluate(tensors)

        def pulled(upstream: Floats) -> Mapping[str, Floats]:
            return {
                name: gradient / averaging.divisor(name, tensors)
                for name, gradient in vjp(upstream).items()
            }

        return value, pulled

    averaging = replace(layer, evaluate=evaluate, averages=True, equations={})
    return averaging
