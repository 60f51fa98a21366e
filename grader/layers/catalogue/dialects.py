"""What a bundle may declare besides the convention: how arrays lie and what gradients are means of.

Each is another specification of the same layer, so that every check, example and message speaks of
the arrays as the students have them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from grader.layers.catalogue.equations import Layout, equations_in
from grader.layers.catalogue.specification import Sample, Specification, Tensors, Vjp
from grader.layers.trials.conventions import ConventionName
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
        is_turned = bool(layer.matrices) and self.layout == "outputs-inputs"
        is_mean = (
            self.parameter_gradients == "mean" and bool(layer.parameters) and not layer.is_loss
        )
        batch: Batch = self.batch if layer.has_rows else "rows"
        layout: Layout = ("outputs-inputs" if is_turned else "inputs-outputs", batch)
        is_known = layer.name == "Affine" or not is_turned
        equations = equations_in(layer.name, layer.equations, layout, is_mean=is_mean)
        return replace(self._turned(layer), equations=equations if is_known else {})

    def _turned(self, layer: Specification) -> Specification:
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
    turned = names | {layer.output} if output and not layer.is_loss else names

    def to_inner(tensors: Tensors) -> dict[str, Floats]:
        back = _transposed(tensors, turned)
        return {name: t.ravel() if name in turned & vectors else t for name, t in back.items()}

    def evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
        value, vjp = layer.evaluate(to_inner(tensors))

        def pulled(upstream: Floats) -> Mapping[str, Floats]:
            inner = upstream.T if layer.output in turned else upstream
            return _transposed(vjp(inner), turned)

        return (value.T if layer.output in turned else value), pulled

    def turning(drawn: Sample) -> Sample:
        return lambda rng, batch, scale: _transposed(drawn(rng, batch, scale), turned)

    def settle(
        _: Specification, rounds: Sequence[Tensors], outputs: Sequence[Floats | None]
    ) -> Tensors:
        assert layer.settle is not None
        inner = [o.T if o is not None and layer.output in turned else o for o in outputs]
        return _transposed(layer.settle(layer, list(map(to_inner, rounds)), inner), turned)

    def variants(_: Specification, rounds: Sequence[Tensors]) -> Iterator[Tensors]:
        assert layer.variants is not None
        for each in layer.variants(layer, list(map(to_inner, rounds))):
            yield _transposed(each, turned)

    return replace(
        layer,
        evaluate=evaluate,
        sample=turning(layer.sample),
        smallest=turning(layer.sample_small),
        settle=settle if layer.settle else None,
        variants=variants if layer.variants else None,
        to_plain=lambda tensors: layer.to_plain(to_inner(tensors)),
        from_plain=lambda name, array: _transposed({name: layer.from_plain(name, array)}, turned)[
            name
        ],
    )


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

    averaging = replace(layer, evaluate=evaluate, averages=True)
    return averaging
