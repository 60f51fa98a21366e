"""Known mistakes, as the wrong arrays that they give.

A wrong answer that equals one of them tells why it is wrong. What belongs to a layer comes before
what may happen to any.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from grader.layers.catalogue import general_causes
from grader.layers.catalogue import layer_causes as own
from grader.layers.catalogue.mistakes import gates, images, losses, parametric, sequences
from grader.layers.catalogue.mistakes.mistake import Gradients, Mistake, Outputs
from grader.layers.catalogue.specification import Specification
from grader.layers.trials.trials import Round
from reference.arrays import Floats

_FAMILIES = (gates, parametric, images, sequences, losses)
_OUTPUTS: Mapping[str, Outputs] = {k: v for each in _FAMILIES for k, v in each.OUTPUTS.items()}
_GRADIENTS: Mapping[str, Gradients] = {k: v for f in _FAMILIES for k, v in f.GRADIENTS.items()}


def mistaken_outputs(layer: Specification, at: Round) -> Iterator[Mistake]:
    """What forward returns on a round if a known mistake was made."""
    outputs = _OUTPUTS.get(layer.name)
    if outputs is not None:
        for kind, array in outputs(layer, layer.to_plain(at.tensors)):
            yield kind, layer.from_plain(layer.output, array)


def mistaken_gradients(layer: Specification, variable: str, at: Round) -> Iterator[Mistake]:
    """What backward gives for a variable on a round if a known mistake was made."""
    assert at.upstream is not None
    output, vjp = at.right
    if not layer.updates and output.ndim:
        yield general_causes.UPSTREAM_IGNORED, vjp(np.ones_like(output))[variable]
        if layer.copies == 1:
            yield general_causes.UPSTREAM_PASSED_ON, at.upstream
    gradients = _GRADIENTS.get(layer.name)
    if gradients is not None:
        plain = layer.to_plain(at.tensors)
        upstream = layer.to_plain({layer.output: at.upstream})[layer.output]
        for kind, array in gradients(layer, plain, upstream, variable):
            yield kind, layer.from_plain(variable, array) / layer.divisor(variable, at.tensors)
    if variable in layer.parameters and not layer.is_loss:
        yield from _with_rows_left_out(layer, variable, at)


def _with_rows_left_out(layer: Specification, variable: str, at: Round) -> Iterator[Mistake]:
    """Gradients of a parameter to which not every example adds."""
    assert at.upstream is not None
    rows = np.arange(layer.batch_size(at.tensors))
    for counted in (rows == 0, rows == rows[-1], rows > 0, rows < rows[-1]):
        kept: Floats = np.zeros_like(at.upstream)
        places = [slice(None)] * at.upstream.ndim
        places[layer.batch_axis] = np.flatnonzero(counted)  # type: ignore[call-overload]
        kept[tuple(places)] = at.upstream[tuple(places)]
        yield own.ROWS_LEFT_OUT, at.right[1](kept)[variable]
