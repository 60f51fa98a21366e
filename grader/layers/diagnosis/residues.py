"""What is added to a right array: a multiple of another one, or what an earlier call left."""

from collections.abc import Iterator, Mapping

import numpy as np

from grader.layers.checks.comparison import allowance, is_close
from grader.layers.checks.mismatch import Mismatch
from grader.layers.diagnosis import causes
from grader.layers.trials.naming import Naming
from grader.problems import ProblemKind, Value
from reference.arrays import Floats

_Cause = tuple[ProblemKind, Mapping[str, Value]]
_FEWEST = 3  # elements that tell a multiple from chance
_PENALTIES = tuple(c * 10.0**-n for n in range(6) for c in (1.0, 0.5, 5.0))
_CERTAIN = 10.0  # times what is allowed, of what is added


def cause_by_residue(mismatch: Mismatch, naming: Naming) -> _Cause | None:
    """The cause where a multiple of one of the layer's arrays is added."""
    if mismatch.layer.is_loss and mismatch.variable is None:
        return _penalty(mismatch, naming)
    for name, array in _arrays(mismatch):
        factor = _multiple(mismatch, array)
        if factor is None:
            continue
        if name == mismatch.variable:
            return causes.WEIGHT_DECAY, {"factor": f"{factor:.4g}", "part": naming.say(name)}
        return causes.MULTIPLE_ADDED, {"factor": f"{factor:.4g}", "part": naming.say(name)}
    return None


def _penalty(mismatch: Mismatch, naming: Naming) -> _Cause | None:
    """The cause where squares of parameters are added to a loss, of one of them or of all."""
    tensors = mismatch.round.tensors
    squares = {name: float((tensors[name] ** 2).sum()) for name in mismatch.layer.parameters}
    matrices = [name for name in squares if name in mismatch.layer.matrices]
    sums = {f"sum({name}**2)": square for name, square in squares.items()}
    if len(matrices) > 1:
        sums[" + ".join(f"sum({name}**2)" for name in matrices)] = sum(
            squares[name] for name in matrices
        )
    for part, square in sums.items():
        for factor in _PENALTIES:
            if _is_added(mismatch, np.array(factor * square)):
                return causes.LOSS_PENALTY, {"factor": f"{factor:g}", "part": naming.say(part)}
    return None


def cause_of_history(mismatch: Mismatch) -> _Cause | None:
    """The cause where what an earlier call gave comes in again; None where it does not."""
    variable = mismatch.variable
    if variable is None:
        return None
    earlier = [
        _gradients(mismatch, number)[variable]
        for number in mismatch.trial.on_one_object(mismatch.number)[:-1]
        if mismatch.trial.rounds[number].upstream is not None
    ]
    if not earlier or any(each.shape != mismatch.got.shape for each in earlier):
        return None
    total = np.sum(earlier, axis=0)
    if _is_added(mismatch, total):
        return causes.ACCUMULATED, {}
    factor = _multiple(mismatch, earlier[-1])
    if factor is None:
        return None
    if mismatch.layer.updates and abs(factor - 1.0) < 1e-6:
        return causes.ACCUMULATED, {}
    return causes.MOMENTUM_ADDED, {"factor": f"{factor:.4g}"}


def _gradients(mismatch: Mismatch, number: int) -> Mapping[str, Floats]:
    """What a round adds to the arrays of the next if nothing is cleared: of an update, its step."""
    at = mismatch.trial.rounds[number]
    if not mismatch.layer.updates:
        return at.gradients
    return {name: after - at.tensors[name] for name, after in at.gradients.items()}


def _is_added(mismatch: Mismatch, array: Floats) -> bool:
    whole = mismatch.expected + array
    return is_close(mismatch.got, whole, mismatch.exactness, mismatch.layer.guard)


def _multiple(mismatch: Mismatch, array: Floats) -> float | None:
    """How many times an array is added; None where it is not, or not for sure."""
    if array.shape != mismatch.got.shape or array.size < _FEWEST:
        return None
    square = float((array**2).sum())
    if not square or not np.isfinite(square):
        return None
    off = mismatch.got - mismatch.expected
    factor = float((off * array).sum()) / square
    allowed = allowance(mismatch.expected, mismatch.exactness, mismatch.layer.guard)
    if np.abs(factor * array).max() < _CERTAIN * float(allowed.max()):
        return None
    return factor if _is_added(mismatch, factor * array) else None


def _arrays(mismatch: Mismatch) -> Iterator[tuple[str, Floats]]:
    """The arrays that the layer has at hand, the variable itself first."""
    at = mismatch.round
    tensors = {name: array for name, array in at.tensors.items() if array.ndim}
    first = mismatch.variable
    if first is not None and first in tensors:
        yield first, tensors.pop(first)
    yield from tensors.items()
    if at.upstream is not None:
        yield "dout", at.upstream
    if mismatch.variable is not None:
        yield mismatch.layer.output, at.right[0]
        for name, gradient in at.gradients.items():
            if name != mismatch.variable:
                yield mismatch.layer.gradient(name), gradient
