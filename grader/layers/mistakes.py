"""Known mistakes, as the wrong arrays that they give.

A wrong answer that equals one of them tells why it is wrong.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from grader.layers import problems
from grader.layers.specification import Specification
from grader.layers.trials import Round
from grader.problems import ProblemKind
from reference.activations import sigmoid
from reference.arrays import Floats
from reference.losses import softmax, softmax_with_loss

Mistake = tuple[ProblemKind, Floats]


def mistaken_outputs(layer: Specification, at: Round) -> Iterator[Mistake]:
    """What forward returns on a round if a known mistake was made."""
    tensors = at.tensors
    if not layer.is_plain:
        return
    match layer.name:
        case "Affine":
            yield problems.BIAS_MISSING, tensors["x"] @ tensors["W"]
        case "Sigmoid":
            yield problems.EXPONENT_SIGN, sigmoid(-tensors["x"])[0]
        case "ReLU":
            yield problems.NOT_RECTIFIED, tensors["x"]
        case "Softmax":
            yield problems.WRONG_AXIS, softmax(tensors["x"].T)[0].T
        case "SoftmaxWithLoss":
            transposed, _ = softmax_with_loss(tensors["x"].T, tensors["t"].T)
            rows, columns = tensors["x"].shape
            yield problems.WRONG_AXIS, np.array(transposed * columns / rows)


def mistaken_gradients(layer: Specification, variable: str, at: Round) -> Iterator[Mistake]:
    """What backward gives for a variable on a round if a known mistake was made."""
    assert at.upstream is not None
    output, vjp = at.right
    right = at.gradients[variable]
    if right.ndim == 2 and right.shape[0] == right.shape[1]:
        yield problems.TRANSPOSED, right.T
    if output.ndim:
        yield problems.UPSTREAM_IGNORED, vjp(np.ones_like(output))[variable]
        yield problems.UPSTREAM_PASSED_ON, at.upstream
    own = _OWN_MISTAKES.get(layer.name)
    if own is not None and layer.is_plain:
        yield from own(at.tensors, at.upstream)


def _sigmoid_mistakes(tensors: Mapping[str, Floats], dout: Floats) -> Iterator[Mistake]:
    x = tensors["x"]
    y, _ = sigmoid(x)
    yield problems.WRONG_VARIABLE, dout * x * (1 - x)
    yield problems.FACTOR_LEFT_OUT, dout * y
    yield problems.FACTOR_LEFT_OUT, dout * (1 - y)


def _softmax_mistakes(tensors: Mapping[str, Floats], dloss: Floats) -> Iterator[Mistake]:
    targets = tensors["t"]
    probs, _ = softmax(tensors["x"])
    for rows in (1, len(targets)):
        yield problems.TARGET_FORGOTTEN, dloss * probs / rows
        yield problems.DIAGONAL_ONLY, -dloss * targets * (1 - probs) / rows


_OWN_MISTAKES: Mapping[str, Callable[[Mapping[str, Floats], Floats], Iterator[Mistake]]] = {
    "Sigmoid": _sigmoid_mistakes,
    "SoftmaxWithLoss": _softmax_mistakes,
}
