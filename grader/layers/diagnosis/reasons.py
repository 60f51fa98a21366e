"""Why the numbers of an array are wrong: the likeliest cause, and the values that its hint needs.

What a mistake would give is compared with what came: known mistakes of the layer first, then every
single edit of its formulas, then what may happen to any array. Where nothing fits, it is said which
elements are wrong.
"""

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from grader.layers.catalogue import causes as shared
from grader.layers.checks.comparison import is_close
from grader.layers.checks.mismatch import Mismatch
from grader.layers.diagnosis import causes
from grader.layers.diagnosis.edits import ORDER
from grader.layers.diagnosis.fits import find_fit, sizes_of
from grader.layers.diagnosis.mistakes import cause_in, wrong_gradients_of, wrong_outputs_of
from grader.layers.diagnosis.not_finite import cause_of_not_finite, has_softmax
from grader.layers.diagnosis.patterns import cause_by_bound, cause_by_pattern, cause_by_place
from grader.layers.diagnosis.residues import cause_by_residue, cause_of_history
from grader.layers.diagnosis.source_code import SourceCode
from grader.layers.diagnosis.wrong_places import cause_by_wrong_places
from grader.layers.trials.naming import Naming
from grader.layers.trials.precision import MEASURED
from grader.problems import ProblemKind, Value
from reference.arrays import Floats

Cause = tuple[ProblemKind, Mapping[str, Value]]
_Way = Callable[[Mismatch], Cause | None]
_CAUSES = {
    "batch-of-one": causes.BATCH_OF_ONE,
    "zeros": causes.AT_ZERO,
    "large": shared.LARGE_VALUES,
    "two-objects": causes.SHARED_STATE,
    "other-arguments": causes.ARGUMENT_IGNORED,
    "ties": causes.AT_TIES,
    "constant": causes.AT_CONSTANTS,
    "unlikely": causes.AT_UNLIKELY_CLASSES,
    "leftover": causes.AT_LEFT_OVER_PIXELS,
    "divisible": causes.AT_DIVISIBLE_IMAGES,
    "many": causes.IN_LARGE_BATCHES,
    "scaled-loss": causes.WRONG_WITH_DOUT,
}
_ROUNDED_OFF = 1e-13  # of right numbers, what counts as 0
_FEWEST = 2
_PLAIN = {0.5, 1.0, 2.0}
_EXACT = 1e-6  # to which a factor is a number of elements
_FIRST = ORDER[:3]  # edits that say more than a factor does


@dataclass(frozen=True)
class Author:
    """What is known of who wrote the code: the names in use, and the file, if it can be read.

    lost: every array of the layer that is wrong, where that is known.
    """

    naming: Naming
    code: SourceCode | None = None
    lost: Collection[str] | None = None


def cause_of(mismatch: Mismatch, author: Author) -> Cause:
    """The likeliest cause, with the values that its hint needs beside the usual ones."""
    if not np.isfinite(mismatch.got).all():
        return cause_of_not_finite(mismatch, author.code), {}
    if kind := cause_in(mismatch):
        return kind, {}
    if mismatch.trial.name != "random":
        return _cause_by_trial(mismatch, author)
    if not mismatch.layer.updates and (kind := _cause_of_zeros(mismatch)):
        return kind, {}
    fallback = causes.NOT_THE_SLOPE if mismatch.measured else causes.UNEXPLAINED
    if mismatch.known is not None:  # no more is known of the array as a whole
        return _cause_by_formula(mismatch, author) or (fallback, {})
    ways: tuple[_Way, ...] = (
        partial(_cause_by_known_mistake, author=author),
        _cause_by_telling_factor,
        _cause_by_pattern,
        partial(_cause_by_formula, author=author, ranks=_FIRST, is_first=True),
        _cause_by_bound,
        partial(_cause_by_factor, author=author),
        partial(_cause_by_formula, author=author),
        partial(cause_by_residue, naming=author.naming),
        _cause_by_place,
        partial(cause_by_wrong_places, naming=author.naming),
    )
    return next((cause for each in ways if (cause := each(mismatch))), (fallback, {}))


def _cause_of_zeros(mismatch: Mismatch) -> ProblemKind | None:
    """The cause where every element is 0, or what is left of numbers that cancel out."""
    if not mismatch.got.any():
        return causes.ALL_ZERO
    largest, right = np.abs(mismatch.got).max(), np.abs(mismatch.expected).max()
    if mismatch.got.size < _FEWEST or largest > _ROUNDED_OFF * right:
        return None
    is_jacobian = has_softmax(mismatch) and not mismatch.layer.is_loss
    return causes.JACOBIAN_SUMMED if is_jacobian else causes.CANCELLED


def _fits(mismatch: Mismatch, candidate: Floats) -> bool:
    return is_close(mismatch.got, candidate, mismatch.exactness, mismatch.layer.guard)


def _cause_by_formula(
    mismatch: Mismatch, author: Author, ranks: range = ORDER, *, is_first: bool = False
) -> Cause | None:
    fit = find_fit(mismatch, ranks, is_first=is_first)
    return None if fit is None else fit.cause(author.naming)


def _cause_by_known_mistake(mismatch: Mismatch, author: Author) -> Cause | None:
    if mismatch.measured:
        return None
    if mismatch.variable is None:
        candidates = wrong_outputs_of(mismatch)
    else:
        other = None if mismatch.layer.updates else _swapped_with(mismatch)
        if other is not None:
            array = mismatch.layer.gradient(other)
            are_both = author.lost is None or array in author.lost
            return causes.SWAPPED if are_both else causes.OF_THE_OTHER, {"other": array}
        candidates = wrong_gradients_of(mismatch.layer, mismatch.variable, mismatch.round)
    for kind, candidate in candidates:
        if _fits(mismatch, candidate):
            return kind, {}
    return None


def _swapped_with(mismatch: Mismatch) -> str | None:
    """The other variable whose gradient this is."""
    for name, gradient in mismatch.round.gradients.items():
        if name != mismatch.variable and _fits(mismatch, gradient):
            return name
    return None


def _cause_by_telling_factor(mismatch: Mismatch) -> Cause | None:
    """The cause where every element is off by a factor that has a name."""
    if mismatch.layer.updates and mismatch.variable is not None:
        return None
    factor = _ratio(mismatch.got, mismatch.expected)
    if not _fits(mismatch, factor * mismatch.expected):
        return None
    rows = mismatch.layer.batch_size(mismatch.round.tensors)
    is_loss = mismatch.layer.is_loss
    kinds = [(-1.0, causes.WRONG_SIGN), (1 / rows, causes.AVERAGED)]
    if is_loss:
        kinds.append((rows, shared.NOT_AVERAGED))
    found = (kind for f, kind in kinds if np.isclose(factor, f, rtol=1e-4))
    return next(((kind, {}) for kind in found), None)


def _cause_by_factor(mismatch: Mismatch, author: Author) -> Cause | None:
    """The cause where every element is off by one and the same factor, or a whole step is."""
    if mismatch.layer.updates and mismatch.variable is not None:
        return _cause_of_step(mismatch, mismatch.round.tensors[mismatch.variable])
    factor = _ratio(mismatch.got, mismatch.expected)
    is_one = mismatch.got.size == 1  # any single number is off by some factor
    if not _fits(mismatch, factor * mismatch.expected) or (is_one and not _tells(mismatch, factor)):
        return None
    if not _is_certain(factor):
        return None
    length = float(np.linalg.norm(mismatch.got))
    if 0 < factor < 1 and _is_round(length) and mismatch.got.size > 1:
        return causes.LENGTH_CLIPPED, {"length": f"{length:.6g}"}
    if name := _name_of(mismatch, factor):
        return causes.NAMED_FACTOR, {"factor": f"{factor:.4g}", "name": author.naming.say(name)}
    return causes.WRONG_FACTOR, {"factor": f"{factor:.4g}"}


def _name_of(mismatch: Mismatch, factor: float) -> str | None:
    """The numbers of elements of which a factor is made; None where it is a plain number."""
    if any(abs(abs(factor) / plain - 1) < _EXACT for plain in _PLAIN):
        return None
    for text, value in _numbers(sizes_of(mismatch)):
        if abs(abs(factor) / value - 1) < _EXACT:
            return f"-{text}" if factor < 0 else text
    return None


def _numbers(sizes: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Numbers of elements and what is made of them, by name."""
    for name, size in sizes.items():
        yield name, size
        yield f"1 / {name}", 1 / size
    for name, size in list(sizes.items())[:2]:
        yield f"sqrt({name})", size**0.5
        yield f"1 / sqrt({name})", size**-0.5
    for one, other in itertools.permutations(list(sizes)[:2], 2):
        yield f"{one} / {other}", sizes[one] / sizes[other]
    rows = sizes["N"]
    if rows > 1:
        yield "N / (N - 1)", rows / (rows - 1)


def _is_certain(factor: float) -> bool:
    """Whether a factor is another one than 1 in the digits that are said."""
    return f"{factor:.4g}" != "1"


def _is_round(number: float) -> bool:
    return number > 0 and abs(number - float(f"{number:.2g}")) <= 1e-9 * number


def _ratio(got: Floats, expected: Floats) -> float:
    """The factor that takes one array nearest to another."""
    square = float((expected**2).sum())
    return float((got * expected).sum()) / square if square else 0.0


def _tells(mismatch: Mismatch, factor: float) -> bool:
    """Whether a factor is one that mistakes give."""
    shape = mismatch.round.tensors[mismatch.layer.arguments[0]].shape
    ratios = (shape[0] / shape[-1], float(np.prod(shape)))
    sizes = (1.0, 2.0, np.log(2.0), *map(float, shape), *ratios)
    telling = [f * sign for f in (*sizes, *(1 / s for s in sizes)) for sign in (1, -1)]
    return any(np.isclose(factor, each, rtol=1e-6) for each in telling)


def _cause_of_step(mismatch: Mismatch, before: Floats) -> Cause | None:
    """The cause where a parameter moved in the right direction, but not as far as it should."""
    step, right = mismatch.got - before, mismatch.expected - before
    factor = _ratio(step, right)
    if factor <= 0 or not is_close(step, factor * right, MEASURED) or not _is_certain(factor):
        return None
    return causes.WRONG_STEP, {"factor": f"{factor:.4g}"}


def _cause_by_pattern(mismatch: Mismatch) -> Cause | None:
    """The cause that shows in how the elements differ, whatever the layer."""
    layer = mismatch.layer
    return cause_by_pattern(mismatch.got, mismatch.expected, mismatch.exactness, layer.guard)


def _cause_by_bound(mismatch: Mismatch) -> Cause | None:
    if mismatch.trial.name != "large" and np.ptp(np.abs(mismatch.got)) == 0:
        return None  # two signs of one number are no clipping, unless all is large
    layer, got, expected = mismatch.layer, mismatch.got, mismatch.expected
    if layer.updates and mismatch.variable is not None:  # of the step
        before = mismatch.round.tensors[mismatch.variable]
        got, expected = got - before, expected - before
    return cause_by_bound(got, expected, mismatch.exactness, layer.guard)


def _cause_by_place(mismatch: Mismatch) -> Cause | None:
    """The cause that shows in where the wrong elements lie, whatever the layer."""
    layer = mismatch.layer
    kind = cause_by_place(mismatch.got, mismatch.expected, mismatch.exactness, layer.guard)
    return None if kind is None else (kind, {})


def _cause_by_trial(mismatch: Mismatch, author: Author) -> Cause:
    """The cause of an array that was right on the plain trial, from what is special about this."""
    name = mismatch.trial.name
    if mismatch.layer.updates and mismatch.variable is None and mismatch.number:
        return causes.STEP_BEFORE, {}
    if name in {"batch-of-one", "two-objects"}:
        return _CAUSES[name], {}
    is_evaluation = name == "evaluation" and not mismatch.round.is_training
    found = None
    if name == "large":
        found = _cause_by_bound(mismatch)
    elif is_evaluation:
        found = _cause_by_known_mistake(mismatch, author) or _cause_by_pattern(mismatch)
    elif name not in _CAUSES:
        found = cause_of_history(mismatch)
    found = found or _cause_by_formula(mismatch, author)
    if found is None and is_evaluation:
        is_tracking = mismatch.layer.variants is not None
        return causes.RUNNING_STATISTICS if is_tracking else causes.UNEXPLAINED, {}
    usual = causes.LATER_STEP if mismatch.layer.updates else causes.STALE_CACHE
    return found or (_CAUSES.get(name, usual), {})
