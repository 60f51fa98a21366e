"""Which elements of an array are wrong, where nothing else explains it: as a pattern."""

import math
from collections.abc import Iterator, Mapping

import numpy as np

from grader.layers.checks.comparison import allowance
from grader.layers.checks.mismatch import Mismatch
from grader.layers.diagnosis import causes
from grader.layers.trials.naming import Naming
from grader.problems import ProblemKind, Value
from reference.arrays import Booleans, Floats

_Cause = tuple[ProblemKind, Mapping[str, Value]]
_CHANCE = 1e-3  # of a pattern to be one by accident
_FEWEST = 2  # wrong elements that make a pattern, and right ones


def cause_by_wrong_places(mismatch: Mismatch, naming: Naming) -> _Cause | None:
    """The cause that says where the wrong elements lie and how they are wrong, if that is plain."""
    got, expected = mismatch.got, mismatch.expected
    allowed = allowance(expected, mismatch.exactness, mismatch.layer.guard)
    wrong: Booleans = np.abs(got - expected) > allowed
    if min(wrong.sum(), wrong.size - wrong.sum()) < _FEWEST:
        return None
    where = next(_places(mismatch, wrong), None)
    if where is None:
        return None
    kind, values = _relation(got[wrong], expected[wrong])
    return kind, {"where": naming.say(where), **values}


def _relation(got: Floats, expected: Floats) -> _Cause:
    """How wrong numbers are related to the right ones."""
    if not got.any():
        return causes.ZERO_THERE, {}
    if np.ptp(got) <= 1e-9 * np.abs(got).max():
        return causes.CONSTANT_THERE, {"number": f"{got[0]:.6g}"}
    if expected.all():
        ratios = got / expected
        if np.ptp(ratios) <= 1e-6 * np.abs(ratios).max():
            return causes.FACTOR_THERE, {"factor": f"{ratios[0]:.4g}"}
    return causes.WRONG_THERE, {}


def _places(mismatch: Mismatch, wrong: Booleans) -> Iterator[str]:
    """Names of exactly the elements that are wrong, in the notation of Python."""
    yield from _slices(mismatch.array, wrong)
    is_telling = math.comb(wrong.size, int(wrong.sum())) > 1 / _CHANCE
    if not is_telling:
        return
    for name, array in _arrays(mismatch, wrong.shape):
        yield from _conditions(name, array, wrong)


def _slices(array: str, wrong: Booleans) -> Iterator[str]:
    """Rows, columns, images and their like, borders and the diagonal."""
    for axis, length in enumerate(wrong.shape):
        others = tuple(each for each in range(wrong.ndim) if each != axis)
        lines = wrong.all(axis=others) if others else wrong
        if not np.array_equal(lines, wrong.any(axis=others) if others else wrong):
            continue
        found = np.flatnonzero(lines)
        if not 0 < len(found) < length:
            continue
        first, last = int(found[0]), int(found[-1])
        if last - first + 1 == len(found):
            before = ":, " * axis
            place = _slice_text(first, last, length)
            yield f"{array}[{before}{place}]"
    if wrong.ndim >= 2 and wrong.shape[-1] == wrong.shape[-2]:
        diagonal = np.broadcast_to(np.eye(wrong.shape[-1], dtype=bool), wrong.shape)
        if np.array_equal(wrong, diagonal):
            yield "i == j"
        if np.array_equal(wrong, ~diagonal):
            yield "i != j"
    if wrong.ndim == 4:
        yield from _borders(array, wrong)


def _borders(array: str, wrong: Booleans) -> Iterator[str]:
    """The border of images, or all but it, of some width."""
    height, width = wrong.shape[2:]
    for margin in range(1, min(height, width) // 2):
        inside = np.zeros(wrong.shape, dtype=bool)
        inside[:, :, margin:-margin, margin:-margin] = True
        name = f"{array}[:, :, {margin}:-{margin}, {margin}:-{margin}]"
        if np.array_equal(wrong, inside):
            yield name
        if np.array_equal(wrong, ~inside):
            yield f"not {name}"


def _slice_text(first: int, last: int, length: int) -> str:
    if first == last:
        return "-1" if first == length - 1 and first else str(first)
    end = "" if last == length - 1 else str(last + 1)
    return f"{first or ''}:{end}"


def _arrays(mismatch: Mismatch, shape: tuple[int, ...]) -> Iterator[tuple[str, Floats]]:
    at = mismatch.round
    found = dict(at.tensors)
    if at.upstream is not None:
        found["dout"] = at.upstream
    if mismatch.variable is not None:
        found.setdefault(mismatch.layer.output, at.right[0])
    found[mismatch.array] = mismatch.expected
    for name, array in found.items():
        if np.shape(array) == shape:
            yield name, array


def _conditions(name: str, array: Floats, wrong: Booleans) -> Iterator[str]:
    """Bounds on the elements of an array that tell the wrong ones from the right ones."""
    for relation, mask in (("< 0", array < 0), ("> 0", array > 0), ("== 0", array == 0)):
        if np.array_equal(mask, wrong):
            yield f"{name} {relation}"
    for value in (1.0,):
        if np.array_equal(array == value, wrong):
            yield f"{name} == {value:g}"
    inside, outside = array[wrong], array[~wrong]
    if inside.min() > outside.max():
        yield f"{name} > {(inside.min() + outside.max()) / 2:.2g}"
    if inside.max() < outside.min():
        yield f"{name} < {(inside.max() + outside.min()) / 2:.2g}"
