"""What a bundle may declare besides the convention: how arrays lie and what gradients are means of.

Each is another specification of the same layer, so that every check, example and message speaks of
the arrays as the students have them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.definition.layer_tasks import (
    Batch,
    Convention,
    DropoutRate,
    Layers,
    ParameterGradients,
    Weights,
)
from grader.layers.catalogue.specification import (
    Freedom,
    Layout,
    Sample,
    Specification,
    Tensors,
    Vjp,
)
from reference.arrays import Floats

_PLAIN_LAYOUT: Layout = ("inputs-outputs", "rows")


@dataclass(frozen=True)
class Dialect:
    """How a bundle's layers are written.

    convention: see `conventions`. weights: W is (inputs, outputs), or (outputs, inputs), which is
    what convention E has unless told otherwise. batch: an example is a row, or a column.
    parameter_gradients: summed over the batch, or their mean. dropout_rate: the probability
    that dropout is handed, to be dropped or to be kept. is_strict: code that is called in
    another style is not read.
    """

    convention: Convention = "A"
    weights: Weights | None = None
    batch: Batch = "rows"
    parameter_gradients: ParameterGradients = "sum"
    dropout_rate: DropoutRate = "drop"
    is_strict: bool = False

    @classmethod
    def of(cls, layers: Layers) -> "Dialect":
        """That of a bundle."""
        return cls(
            layers.convention,
            layers.weights,
            layers.batch,
            layers.parameter_gradients,
            layers.dropout_rate,
            layers.strict,
        )

    @property
    def layout(self) -> Weights:
        """How W lies."""
        usual: Weights = "outputs-inputs" if self.convention == "E" else "inputs-outputs"
        return self.weights or usual

    def apply_to(self, layer: Specification) -> Specification:
        """The layer as this dialect has it."""
        equations = dict(self._equations_of(layer))
        if self.layout == "outputs-inputs" and layer.matrices:
            layer = _Transposition(layer, layer.matrices).specification()
        if self.batch == "columns" and layer.has_rows:
            vectors = frozenset(layer.parameters) - layer.matrices
            output = frozenset[str]() if layer.is_loss else {layer.output}
            turned = frozenset(layer.arguments) | vectors | output
            layer = replace(_Transposition(layer, turned).specification(), batch_axis=1)
        if self.dropout_rate == "keep" and layer.is_random:
            layer = replace(layer, complements=frozenset(layer.settings))
            equations = {
                name: text.replace("(1 - rate)", "rate") for name, text in equations.items()
            }
        if self._has_means(layer):
            layer = _with_means(layer)
        return replace(layer, equations=equations, takes_upstream=self.convention != "B")

    def _equations_of(self, layer: Specification) -> Mapping[str, str]:
        """The equations of a layer by array; none where they are not known in this layout.

        Element by element, rows and columns make no difference.
        """
        is_turned = bool(layer.matrices) and self.layout == "outputs-inputs"
        batch: Batch = self.batch if layer.has_rows else "rows"
        layout: Layout = ("outputs-inputs" if is_turned else "inputs-outputs", batch)
        is_mean = self._has_means(layer)
        if layer.equations_in is not None:
            return layer.equations_in(layout, is_mean)
        is_same = layout == _PLAIN_LAYOUT or (layer.is_elementwise and not is_turned)
        return layer.equations if is_same and not is_mean else {}

    def _has_means(self, layer: Specification) -> bool:
        is_mean = self.parameter_gradients == "mean"
        return is_mean and bool(layer.parameters) and not layer.is_loss


PLAIN = Dialect()


@dataclass(frozen=True)
class _Transposition:
    """A layer, and the names of its tensors that are to be transposed; a vector becomes a column.

    The layer itself goes on as it is: what comes to it is turned back, what it gives is turned.
    """

    layer: Specification
    names: frozenset[str]

    def specification(self) -> Specification:
        """The layer with those tensors transposed."""
        layer = self.layer
        return replace(
            layer,
            evaluate=self.evaluate,
            sample=self.turn_sample(layer.sample),
            smallest=self.turn_sample(layer.sample_small),
            settle=self.settle if layer.settle else None,
            follow=self.follow if layer.follow else None,
            variants=self.variants if layer.variants else None,
            special={name: self.turn_sample(draw) for name, draw in layer.special.items()},
            freedoms=self.freedoms if layer.freedoms else None,
            to_plain=lambda tensors: layer.to_plain(self.turn_back(tensors)),
            from_plain=lambda name, array: self.turn({name: layer.from_plain(name, array)})[name],
        )

    def turn(self, tensors: Tensors) -> dict[str, Floats]:
        """Tensors of the layer as they are handed out."""
        names = self.names
        return {name: np.atleast_2d(t).T if name in names else t for name, t in tensors.items()}

    def turn_back(self, tensors: Tensors) -> dict[str, Floats]:
        """Tensors that are handed in as the layer has them."""
        vectors = self.names & frozenset(self.layer.parameters) - self.layer.matrices
        return {n: t.ravel() if n in vectors else t for n, t in self.turn(tensors).items()}

    def turn_output(self, output: Floats) -> Floats:
        """An output, or its upstream gradient, from either side to the other."""
        return output.T if self.layer.output in self.names else output

    def turn_sample(self, draw: Sample) -> Sample:
        """The same numbers, handed out."""
        return lambda rng, batch, scale: self.turn(draw(rng, batch, scale))

    def evaluate(self, tensors: Tensors) -> tuple[Floats, Vjp]:
        """As `Specification.evaluate`."""
        value, vjp = self.layer.evaluate(self.turn_back(tensors))
        return self.turn_output(value), lambda dout: self.turn(vjp(self.turn_output(dout)))

    def settle(
        self, _: Specification, rounds: Sequence[Tensors], outputs: Sequence[Floats | None]
    ) -> Tensors:
        """As `Settle`."""
        assert self.layer.settle is not None
        inner = [None if output is None else self.turn_output(output) for output in outputs]
        return self.turn(self.layer.settle(self.layer, list(map(self.turn_back, rounds)), inner))

    def follow(self, tensors: Tensors, output: Floats) -> Tensors:
        """As `Follow`."""
        assert self.layer.follow is not None
        return self.turn(self.layer.follow(self.turn_back(tensors), self.turn_output(output)))

    def variants(self, _: Specification, rounds: Sequence[Tensors]) -> Iterator[Tensors]:
        """As `Variants`."""
        assert self.layer.variants is not None
        return map(self.turn, self.layer.variants(self.layer, list(map(self.turn_back, rounds))))

    def freedoms(self, tensors: Tensors, upstream: Floats | None) -> Mapping[str, Freedom]:
        """As `Freedoms`."""
        assert self.layer.freedoms is not None
        inner = None if upstream is None else self.turn_output(upstream)
        arrays = {self.layer.gradient(name) for name in self.names & {*self.layer.variables}}
        arrays |= self.names & {self.layer.output}
        return {
            name: _transpose(each) if name in arrays else each
            for name, each in self.layer.freedoms(self.turn_back(tensors), inner).items()
        }


def _transpose(free: Freedom) -> Freedom:
    shares = None if free.shares is None else free.shares.T
    return Freedom(free.at.T, free.low.T, free.high.T, shares)


def _with_means(layer: Specification) -> Specification:
    """The layer with the gradients of its parameters divided by the size of the batch."""

    def evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
        value, vjp = layer.evaluate(tensors)

        def average(upstream: Floats) -> Mapping[str, Floats]:
            return {
                name: gradient / averaging.divisor(name, tensors)
                for name, gradient in vjp(upstream).items()
            }

        return value, average

    averaging = replace(layer, evaluate=evaluate, averages=True)
    return averaging
