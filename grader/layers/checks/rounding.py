"""How coarsely code rounds, whatever the type of the numbers that it returns.

Where all numbers move by 1e-5 and back, the error of smooth code moves in proportion, right or
wrong, and equally to either side; that of single precision jumps by 1e-8 and more. Half precision
takes no notice of most such moves, and its error changes by as much as the right answer does.
On right code with single precision somewhere inside: see `docs/judge.md`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from grader.layers.catalogue.specification import Specification
from grader.layers.checks.comparison import allowance
from grader.layers.trials.answers import Answers, gradients_in
from grader.layers.trials.precision import HALF, Precision
from grader.layers.trials.trials import LARGE, Round, Trial
from reference.arrays import Floats

NOTICED = 1e-9  # below, it may be the bend of a smooth function
FEW = 8  # numbers whose roundings may all be small by chance
PLAINLY_SINGLE = 2e-9  # above, no smooth code in double precision was seen
COARSE = 1.5e-6  # above, rounding is no longer that of single precision
HEARD = 5e-7  # a change that single precision notices
SOME_ROUNDINGS = 16.0
DRAWS = 3
_SMALL = 1e-3  # of the usual size, where everything is nearly a polynomial


@dataclass(frozen=True)
class Rounding:
    """The rounding of an array's worst-rounded elements, relative to its root mean square.

    noise: as far as it does not change in proportion. is_half: it is that of half precision.
    """

    noise: float
    is_half: bool


EXACT = Rounding(0.0, is_half=False)


def rounding_of(
    layer: Specification, at: tuple[Trial, Answers], moved: tuple[Trial, Answers]
) -> Rounding:
    """The coarsest rounding among the output and the gradients of a layer.

    at: the plain trial, with what was answered to it. moved: the same of its moves.
    """
    ahead, behind = (dict(_errors(layer, *moved, number)) for number in (0, 1))
    found = [
        _rounding(error, ahead[name], behind[name])
        for name, error in _errors(layer, *at, 0)
        if name in ahead and name in behind
    ]
    return Rounding(
        max((each.noise for each in found), default=0.0), any(each.is_half for each in found)
    )


@dataclass(frozen=True)
class _Error:
    """An array that is right, and how far an answer is off."""

    right: Floats
    off: Floats


def _errors(
    layer: Specification, trial: Trial, answers: Answers, number: int
) -> Iterator[tuple[str, _Error]]:
    """The errors of a round's output and gradients by name, where they have the right shapes."""
    at = trial.rounds[number]
    shapes = {name: gradient.shape for name, gradient in at.gradients.items()}
    output = answers.output(number, at.right[0].shape)
    gradients = gradients_in(layer, answers, number, shapes)
    pairs = [(layer.output, at.right[0], output)]
    pairs += [(layer.gradient(name), at.gradients[name], gradients[name]) for name in gradients]
    for name, right, got in pairs:
        if got is not None and got.shape == right.shape and np.isfinite(got).all():
            yield name, _Error(right, got - right)


def _rounding(here: _Error, ahead: _Error, behind: _Error) -> Rounding:
    """What the errors of an array tell at a point and to either side of it."""
    size = _rms(here.right)
    if not size:
        return EXACT
    jumps = _rms(np.stack([ahead.off - here.off, behind.off - here.off])) / size
    bends = _rms(ahead.off - 2 * here.off + behind.off) / np.sqrt(3) / size  # as large, if noise
    is_near = bool((np.abs(here.off) <= allowance(here.right, HALF)).all())
    is_half = is_near and (jumps > COARSE or _is_deaf(here, ahead))
    return Rounding(min(jumps, bends, COARSE), is_half)


def _is_deaf(here: _Error, ahead: _Error) -> bool:
    """Whether an array mostly stays where it should change by some roundings of single precision.

    Exactly equal answers are what code gives that cannot hold the difference.
    """
    change = ahead.right - here.right
    changes = np.abs(change) > HEARD * np.abs(here.right)
    stays = np.abs(change + (ahead.off - here.off)) <= np.spacing(np.abs(here.right))
    return bool(changes.any()) and float(stays[changes].mean()) >= 1 / 2


def size_before_cancelling(at: Round, variable: str) -> float:
    """How large a gradient of large inputs would be if its terms did not cancel.

    Softmax at large numbers is flat, and its gradient all but 0: a difference of terms that grow as
    they do at small numbers, with some power of the scale. What single precision leaves of it is
    the rounding of these terms.
    """
    usual, small = (_size_at(at, variable, scale) for scale in (1 / LARGE, _SMALL / LARGE))
    if not usual or not small:
        return 0.0
    power = max(0.0, float(np.log(usual / small) / np.log(1 / _SMALL)))
    return float(usual * LARGE**power)


def change_by_rounding(at: Round, precision: Precision) -> float:
    """The most that an output changes where its inputs are off by some roundings of a precision."""
    rng = np.random.default_rng(at.tensors[at.layer.arguments[0]].size)
    off, changes = SOME_ROUNDINGS * precision.unit_roundoff, list[float]()
    for _ in range(DRAWS):
        moved = {
            name: at.tensors[name] * (1 + off * rng.choice((-1.0, 1.0), at.tensors[name].shape))
            for name in at.layer.inputs
        }
        there = replace(at, tensors={**at.tensors, **moved})
        changes.append(float(np.abs(there.right[0] - at.right[0]).max()))
    return max(changes)


def _size_at(at: Round, variable: str, scale: float) -> float:
    """The root mean square of a gradient with all inputs of another size."""
    names = (*at.layer.inputs, *at.layer.data)
    scaled = {n: at.tensors[n] * scale for n in names if at.tensors[n].dtype == np.float64}
    there = replace(at, tensors={**at.tensors, **scaled})
    return _rms(there.gradients[variable])


def _rms(array: Floats) -> float:
    return float(np.sqrt(np.mean(np.square(array))))
