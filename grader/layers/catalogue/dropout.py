"""Dropout: elements set to 0 by chance, in training alone."""

from collections.abc import Iterator, Sequence

import numpy as np

from grader.layers.catalogue.causes import WRONG
from grader.layers.catalogue.kind import Choices, Kind, Number, Shapes, WrongArray
from grader.layers.catalogue.masks import SIDE, agree_by_chance, is_drawn, repeats
from grader.layers.catalogue.samples import away_from_zero
from grader.layers.catalogue.specification import (
    TRAINING,
    USUAL_TRIALS,
    Specification,
    Tensors,
    Vjp,
)
from grader.problems import ProblemKind
from reference.arrays import Booleans, Floats

_FACTORS = "factors"  # the tensor of what each element is multiplied by
_TELLING_DEVIATIONS = 4.0  # of the share of what is dropped, where it is wrong already
_ZERO = 1e-9
_EXACT = 1e-6

MASK_REDRAWN = ProblemKind(
    "mask_redrawn",
    WRONG,
    "Backward has drawn a mask of its own. Keep the mask of forward and use it again.",
)
MASK_REPEATED = ProblemKind(
    "mask_repeated",
    WRONG,
    "The same elements are dropped in every call. Draw a new mask in each forward.",
)
MASK_SHARED = ProblemKind(
    "mask_shared",
    WRONG,
    "Whole rows or columns are dropped together. Draw the mask for each element: its shape is x's.",
)
RATE_INVERTED = ProblemKind(
    "rate_inverted",
    WRONG,
    "What should stay is dropped. Look which one the number is, the probability to be dropped or "
    "to be kept.",
)
WRONG_DROPOUT_RATE = ProblemKind(
    "wrong_dropout_rate",
    WRONG,
    "Too many or too few elements are dropped: compare np.random.rand with the number that the "
    "constructor is handed, whatever it is.",
)
NOT_DROPPED = ProblemKind(
    "not_dropped",
    WRONG,
    "Nothing is dropped in training. Draw for each element whether it is set to 0.",
)
WRONG_DROPOUT_SCALE = ProblemKind(
    "wrong_dropout_scale",
    WRONG,
    "The scale is not right. Either divide what stays by the probability to be kept in training, "
    "or multiply by it in evaluation; one of them, once.",
)
KEPT_COUNTED = ProblemKind(
    "kept_counted",
    WRONG,
    "What stays is divided by the share that happened to stay this time. Divide by 1 - rate, the "
    "probability to stay, which is the same every time.",
)
GRADIENT_NOT_SCALED = ProblemKind(
    "gradient_not_scaled",
    WRONG,
    "The mask is right and the scale is not. Whatever forward multiplies what stays by, backward "
    "multiplies its gradient by.",
)
DROPS_IN_EVALUATION = ProblemKind(
    "drops_in_evaluation",
    WRONG,
    "It drops in evaluation too. There nothing is random: look at the second argument of forward.",
)


def _build(shapes: Shapes, arguments: Choices) -> Specification:
    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        return {"x": away_from_zero(rng, (batch, shapes["D"]), scale), TRAINING: np.array(1.0)}

    def many(rng: np.random.Generator, _: int, scale: float) -> Tensors:
        return {"x": away_from_zero(rng, (SIDE, SIDE), scale), TRAINING: np.array(1.0)}

    return Specification(
        "Dropout",
        "y",
        _evaluate,
        sample,
        inputs=("x",),
        settings={"rate": arguments["rate"]},
        aliases=("DropoutLayer", "DropOut"),
        function="dropout",
        function_settings={"rate": "p"},
        has_modes=True,
        trials=USUAL_TRIALS - {"zeros"} | {"evaluation"},
        special={"many": many},
        settle=_with_factors,
        follow=lambda tensors, output: {**tensors, _FACTORS: output / tensors["x"]},
        is_random=True,
        is_elementwise=True,
        equations={
            "y": "y = x * mask / (1 - rate) in training, y = x in evaluation",
            "dx": "dx = dout * mask / (1 - rate), with the mask of forward",
        },
    )


def _evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
    factors = tensors.get(_FACTORS, np.ones_like(tensors["x"]))
    return tensors["x"] * factors, lambda dy: {"x": dy * factors}


def _with_factors(
    layer: Specification, rounds: Sequence[Tensors], outputs: Sequence[Floats | None]
) -> Tensors:
    """A round with the elements dropped that its output shows as dropped, if so many may be.

    Where the output shows no dropout at all, some elements count as dropped all the same, so that
    it is wrong.
    """
    rate = float(layer.settings["rate"])
    last = rounds[-1]
    if not last[TRAINING]:
        ahead = zip(rounds[:-1], outputs[:-1], strict=True)
        scales = [_scale(tensors["x"], output, rate) for tensors, output in ahead]
        is_inverted = not scales or scales[0] != 1.0
        return {**last, _FACTORS: np.full(last["x"].shape, 1.0 if is_inverted else 1.0 - rate)}
    x, output = last["x"], outputs[-1]
    scale = _scale(x, output, rate)
    kept = np.arange(x.size).reshape(x.shape) % 2 == 0
    if output is not None and output.shape == x.shape:
        seen = np.abs(output / x) > scale / 2
        before = [np.abs(o / r["x"]) > scale / 2 for r, o in _earlier(rounds, outputs, x)]
        is_new = all(agree_by_chance(seen, each, rate) for each in before)
        kept = seen if is_new and is_drawn(seen, rate) else kept
    return {**last, _FACTORS: np.where(kept, scale, 0.0)}


def _earlier(
    rounds: Sequence[Tensors], outputs: Sequence[Floats | None], x: Floats
) -> Iterator[tuple[Tensors, Floats]]:
    """The rounds of training before the last, with their outputs, where these are like x."""
    for tensors, output in zip(rounds[:-1], outputs[:-1], strict=True):
        if tensors[TRAINING] and output is not None and output.shape == x.shape:
            yield tensors, output


def _scale(x: Floats, output: Floats | None, rate: float) -> float:
    """What stays is multiplied by: 1, or 1 / (1 - rate), whichever is nearer."""
    if output is None or output.shape != x.shape:
        return 1.0 / (1.0 - rate)
    ratios = np.abs(output / x)
    kept = ratios[ratios > 0]
    typical = float(np.median(kept)) if kept.size else 1.0
    return min((1.0 / (1.0 - rate), 1.0), key=lambda scale: abs(scale - typical))


def _cause_of(wrong: WrongArray) -> ProblemKind | None:
    """What is wrong with a mask or its scale; None where it is something else."""
    rate = float(wrong.layer.settings["rate"])
    if wrong.variable is not None:
        return _cause_of_gradient(wrong, rate)
    ratios = wrong.got / wrong.tensors["x"]
    kept = np.abs(ratios) > _ZERO
    is_training = bool(wrong.tensors[TRAINING])
    if not is_training and not kept.all():
        return DROPS_IN_EVALUATION
    if not _have_one_scale(ratios[kept]):
        return None
    if not is_training:
        return WRONG_DROPOUT_SCALE
    scale, share = float(ratios[kept][0]), float(kept.mean())
    if abs(scale * share - 1) < _EXACT < abs(scale * (1 - rate) - 1) and share < 1:
        return KEPT_COUNTED
    return _cause_of_mask(kept, scale, rate)


def _cause_of_mask(kept: Booleans, scale: float, rate: float) -> ProblemKind | None:
    """What is wrong with which elements stay, and with their scale."""
    spread = _TELLING_DEVIATIONS * float(np.sqrt(rate * (1 - rate) / kept.size))
    share = float(kept.mean())
    if share == 1.0:
        return NOT_DROPPED
    if share > 0.0 and (repeats(kept, rate) or repeats(kept.T, rate)):
        return MASK_SHARED
    if abs(share - rate) < spread < abs(share - (1 - rate)):
        return RATE_INVERTED
    if abs(share - (1 - rate)) > spread:
        return WRONG_DROPOUT_RATE
    if any(np.isclose(scale, usual, rtol=1e-6) for usual in (1.0, 1 / (1 - rate))):
        return MASK_REPEATED  # nothing else is left that could be wrong
    return WRONG_DROPOUT_SCALE


def _cause_of_gradient(wrong: WrongArray, rate: float) -> ProblemKind | None:
    if wrong.upstream is None or wrong.got.shape != wrong.upstream.shape:
        return None
    ratios, right = wrong.got / wrong.upstream, wrong.expected / wrong.upstream
    kept, right_kept = np.abs(ratios) > _ZERO, np.abs(right) > _ZERO
    if kept.all() or not right_kept.any() or not _have_one_scale(ratios[kept]):
        return None
    if np.array_equal(kept, right_kept):
        more = float(ratios[kept][0] / right[right_kept][0])
        return GRADIENT_NOT_SCALED if _is_telling(more, rate) else None
    return MASK_REDRAWN if abs(kept.mean() - (1 - rate)) < 0.2 else None


def _have_one_scale(ratios: Floats) -> bool:
    return bool(ratios.size) and np.allclose(ratios, ratios[0], rtol=1e-6)


def _is_telling(scale: float, rate: float) -> bool:
    """Whether a scale is one that mistakes about the rate give."""
    telling = (1 - rate, 1 / (1 - rate), rate, 1 / rate, (1 - rate) ** 2, 1 / (1 - rate) ** 2)
    return any(np.isclose(scale, each, rtol=1e-6) for each in telling)


DROPOUT = Kind(
    "Dropout",
    _build,
    "without parameters",
    "returns `y`: in training each element is 0 with probability `rate`",
    "all (N, D)",
    {"D": 40},
    {"rate": Number(0.3, 0.05, 0.95, others=(0.15, 0.6))},
    cause_of=_cause_of,
)
