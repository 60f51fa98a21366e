"""What is wrong with a dropout, as its own output or gradient shows: which elements it dropped."""

import numpy as np

from grader.layers.catalogue import layer_causes
from grader.layers.catalogue.sequences import repeats
from grader.layers.checks.mismatch import Mismatch
from grader.problems import ProblemKind
from reference.arrays import Booleans, Floats

_ZERO = 1e-9
_DEVIATIONS = 4.0


def cause_of_dropout(mismatch: Mismatch) -> ProblemKind | None:
    """What is wrong with a mask or its scale; None where it is something else."""
    rate = float(mismatch.layer.settings["rate"])
    if mismatch.variable is not None:
        return _of_gradient(mismatch, rate)
    x = mismatch.layer.to_plain(mismatch.round.tensors)["x"]
    got = mismatch.layer.to_plain({mismatch.layer.output: mismatch.got})[mismatch.layer.output]
    ratios = got / x
    kept = np.abs(ratios) > _ZERO
    if not mismatch.round.is_training and not kept.all():
        return layer_causes.DROPS_IN_EVALUATION
    if not _have_one_scale(ratios[kept]):
        return None
    if not mismatch.round.is_training:
        return layer_causes.WRONG_DROPOUT_SCALE
    return _of_mask(kept, float(ratios[kept][0]), rate)


def _of_mask(kept: Booleans, scale: float, rate: float) -> ProblemKind | None:
    """What is wrong with which elements stay, and with their scale."""
    spread = _DEVIATIONS * float(np.sqrt(rate * (1 - rate) / kept.size))
    share = float(kept.mean())
    if share == 1.0:
        return layer_causes.NOT_DROPPED
    if share > 0.0 and (repeats(kept, rate) or repeats(kept.T, rate)):
        return layer_causes.MASK_SHARED
    if abs(share - rate) < spread < abs(share - (1 - rate)):
        return layer_causes.RATE_INVERTED
    if abs(share - (1 - rate)) > spread:
        return None
    if any(np.isclose(scale, usual, rtol=1e-6) for usual in (1.0, 1 / (1 - rate))):
        return layer_causes.MASK_REPEATED  # nothing else is left that could be wrong
    return layer_causes.WRONG_DROPOUT_SCALE if _is_telling(scale, rate) else None


def _of_gradient(mismatch: Mismatch, rate: float) -> ProblemKind | None:
    upstream = mismatch.round.upstream
    if upstream is None or mismatch.got.shape != upstream.shape:
        return None
    ratios, right = mismatch.got / upstream, mismatch.expected / upstream
    kept, right_kept = np.abs(ratios) > _ZERO, np.abs(right) > _ZERO
    if kept.all() or not right_kept.any() or not _have_one_scale(ratios[kept]):
        return None
    if np.array_equal(kept, right_kept):
        more = float(ratios[kept][0] / right[right_kept][0])
        return layer_causes.WRONG_DROPOUT_SCALE if _is_telling(more, rate) else None
    return layer_causes.MASK_REDRAWN if abs(kept.mean() - (1 - rate)) < 0.2 else None


def _have_one_scale(ratios: Floats) -> bool:
    return bool(ratios.size) and np.allclose(ratios, ratios[0], rtol=1e-6)


def _is_telling(scale: float, rate: float) -> bool:
    """Whether a scale is one that mistakes about the rate give."""
    telling = (1 - rate, 1 / (1 - rate), rate, 1 / rate, (1 - rate) ** 2, 1 / (1 - rate) ** 2)
    return any(np.isclose(scale, each, rtol=1e-6) for each in telling)
