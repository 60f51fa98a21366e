"""Known mistakes, as the wrong arrays that they give.

A wrong answer that equals one of them tells why it is wrong. What belongs to a layer comes before
what may happen to any.
"""

from collections.abc import Iterator

import numpy as np

from grader.layers.catalogue import KINDS
from grader.layers.catalogue.causes import PLACES_LEFT_OUT, ROWS_LEFT_OUT
from grader.layers.catalogue.kind import Backward, Forward, Mistake, WrongArray
from grader.layers.catalogue.specification import Specification
from grader.layers.checks.mismatch import Mismatch
from grader.layers.diagnosis import causes
from grader.layers.trials.trials import Round
from grader.problems import ProblemKind
from reference.arrays import Floats


def cause_in(mismatch: Mismatch) -> ProblemKind | None:
    """What is wrong with an array of a layer that shows it by itself, as dropout does."""
    layer, at = mismatch.layer, mismatch.round
    cause_of = KINDS[layer.name].cause_of
    if cause_of is None:
        return None

    def plain(name: str, array: Floats) -> Floats:
        return layer.to_plain({name: array})[name]

    name = mismatch.variable or layer.output
    upstream = None if at.upstream is None else plain(layer.output, at.upstream)
    expected, got = plain(name, mismatch.expected), plain(name, mismatch.got)
    tensors = layer.to_plain(at.tensors)
    return cause_of(WrongArray(layer, tensors, upstream, mismatch.variable, expected, got))


def wrong_outputs_of(mismatch: Mismatch) -> Iterator[Mistake]:
    """What forward returns on its round if a known mistake was made."""
    layer = mismatch.layer
    wrong_outputs = KINDS[layer.name].wrong_outputs
    if wrong_outputs is not None:
        for tensors in mismatch.forms():
            for kind, array in wrong_outputs(Forward(layer, layer.to_plain(tensors))):
                yield kind, layer.from_plain(layer.output, array)


def wrong_gradients_of(layer: Specification, variable: str, at: Round) -> Iterator[Mistake]:
    """What backward gives for a variable on a round if a known mistake was made."""
    assert at.upstream is not None
    output, vjp = at.right
    if not layer.updates and output.ndim:
        yield causes.UPSTREAM_IGNORED, vjp(np.ones_like(output))[variable]
        if layer.copies == 1:
            yield causes.UPSTREAM_PASSED_ON, at.upstream
    wrong_gradients = KINDS[layer.name].wrong_gradients
    if wrong_gradients is not None:
        plain = layer.to_plain(at.tensors)
        upstream = layer.to_plain({layer.output: at.upstream})[layer.output]
        for kind, array in wrong_gradients(Backward(layer, plain, upstream, variable)):
            yield kind, layer.from_plain(variable, array) / layer.divisor(variable, at.tensors)
    if variable in layer.parameters and not layer.is_loss:
        yield from _with_rows_left_out(layer, variable, at)


def _with_rows_left_out(layer: Specification, variable: str, at: Round) -> Iterator[Mistake]:
    """Gradients of a parameter to which not every example adds."""
    assert at.upstream is not None
    yield from _with_places_left_out(variable, at)
    rows = np.arange(layer.batch_size(at.tensors))
    for counted in (rows == 0, rows == rows[-1], rows > 0, rows < rows[-1]):
        kept: Floats = np.zeros_like(at.upstream)
        places = [slice(None)] * at.upstream.ndim
        places[layer.batch_axis] = np.flatnonzero(counted)  # type: ignore[call-overload]
        kept[tuple(places)] = at.upstream[tuple(places)]
        yield ROWS_LEFT_OUT, at.right[1](kept)[variable]


def _with_places_left_out(variable: str, at: Round) -> Iterator[Mistake]:
    """Gradients of a parameter to which not every window or position adds."""
    upstream = at.upstream
    assert upstream is not None
    groups = {4: ((2,), (3,), (2, 3), (0, 2, 3)), 3: ((1,), (0, 1))}.get(upstream.ndim, ())
    for axes in groups:
        for part in (slice(0, 1), slice(-1, None), slice(1, None), slice(None, -1)):
            places = tuple(part if axis in axes else slice(None) for axis in range(upstream.ndim))
            kept: Floats = np.zeros_like(upstream)
            kept[places] = upstream[places]
            yield PLACES_LEFT_OUT, at.right[1](kept)[variable]
