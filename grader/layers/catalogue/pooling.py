"""MaxPool and AveragePool: the largest or the mean of each window of an image."""

from collections.abc import Callable, Iterator

import numpy as np

from grader.layers.catalogue import causes
from grader.layers.catalogue.causes import WRONG
from grader.layers.catalogue.evaluation import of_x
from grader.layers.catalogue.kind import (
    MOST,
    Backward,
    Choices,
    Forward,
    Kind,
    Mistake,
    Number,
    Shapes,
)
from grader.layers.catalogue.specification import (
    USUAL_TRIALS,
    Freedom,
    Sample,
    Specification,
    Tensors,
    TrialName,
)
from grader.layers.catalogue.windows import (
    IMAGE,
    divisible,
    images,
    leave_over,
    most_numbers,
    overwrite,
    overwrites,
    smallest,
)
from grader.problems import ProblemKind
from reference.arrays import Booleans, Floats, Labels, Vjp
from reference.patches import patches
from reference.pooling import average_pool, max_pool

_ARGUMENTS = {
    "pool_h": Number(2, 1, MOST, whole=True),
    "pool_w": Number(3, 1, MOST, whole=True),
    "stride": Number(2, 1, MOST, whole=True),
}
_SHAPES = "x (N, C, H, W), y (N, C, OH, OW)"
_NEGATIVE = 2.5  # less, and there is no pixel above 0: a largest one that starts from 0 shows
_Pooling = Callable[[Floats, tuple[int, int], int], tuple[Floats, Vjp]]
_Build = Callable[[Shapes, Choices], Specification]

GRADIENT_TO_WHOLE_WINDOW = ProblemKind(
    "gradient_to_whole_window",
    WRONG,
    "Only the largest element of a window gets dout; here all of them do.",
)

WINNER_OF_CHANNELS = ProblemKind(
    "winner_of_channels",
    WRONG,
    "The largest of a window is looked for in another channel, or in several together. Each "
    "channel has a window and a largest of its own.",
)
WINNER_OF_IMAGES = ProblemKind(
    "winner_of_images",
    WRONG,
    "The largest of a window is looked for in another image, or in several together. Each image "
    "has windows and largest pixels of its own.",
)
SHARED_BY_VALUE = ProblemKind(
    "shared_by_value",
    WRONG,
    "dout is dealt out to the pixels of a window by their values, so that larger ones get more. "
    "The largest gets all of it, and the others nothing.",
)
UNEQUAL_SHARES = ProblemKind(
    "unequal_shares",
    WRONG,
    "dout is dealt out to the pixels of a window by their values. Whatever they are, each gets the "
    "same share, 1 / (pool_h * pool_w).",
)
ONE_PIXEL_TAKES_ALL = ProblemKind(
    "one_pixel_takes_all",
    WRONG,
    "One pixel of each window gets all of dout. Each of them gets the same share, "
    "1 / (pool_h * pool_w).",
)
SHARED_BY_COVER = ProblemKind(
    "shared_by_cover",
    WRONG,
    "Each pixel is divided by the number of windows that it is in. What several windows give to a "
    "pixel adds up, and is not averaged.",
)

_MAXIMA = """
P = windows(x, pool_h, pool_w, stride)
y = squeeze(max(P, (-1, -2)))
dx = add_windows(spread(dout, P) * places(P), x, stride, 0)
"""
_MEANS = """
P = windows(x, pool_h, pool_w, stride)
y = squeeze(sum(P, (-1, -2))) / (pool_h * pool_w)
dx = add_windows(spread(dout, P) / (pool_h * pool_w), x, stride, 0)
"""


def _builder(
    name: str, pooling: _Pooling, function: str, aliases: tuple[str, ...], equations: dict[str, str]
) -> _Build:
    def build(shapes: Shapes, arguments: Choices) -> Specification:
        size = int(arguments["pool_h"]), int(arguments["pool_w"])
        stride = int(arguments["stride"])
        small = smallest(shapes, size, stride)
        ragged = leave_over(small, size, stride)
        is_max = pooling is max_pool
        special: dict[TrialName, Sample] = {"leftover": _sampler(ragged)}
        if is_max:
            special = {"ties": _tied(ragged), **special}
        if any(side != stride for side in size):
            small = divisible(shapes, size, stride)
            special["divisible"] = _sampler(small)
        return Specification(
            name,
            "y",
            of_x(lambda x: pooling(x, size, stride)),
            _sampler(shapes),
            _sampler(small),
            inputs=("x",),
            settings={"pool_h": size[0], "pool_w": size[1], "stride": stride},
            aliases=aliases,
            function=function,
            function_settings={"pool_h": "pool_height", "pool_w": "pool_width", "stride": "stride"},
            has_rows=False,
            trials=USUAL_TRIALS - {"zeros"},  # equal numbers have a trial of their own
            special=special,
            freedoms=(lambda x, dout: _freedoms(x, dout, size, stride)) if is_max else None,
            equations=equations,
        )

    return build


def _sampler(shapes: Shapes) -> Sample:
    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        n, c, h, w = images(shapes, batch)
        even = np.linspace(-2.0, 2.0, h * w)  # no two of an image are near each other
        pixels = rng.permuted(np.tile(even, (n * c, 1)), axis=1)
        lowered: Floats = pixels - _NEGATIVE * _half_of(n * c, rng)[:, np.newaxis]
        return {"x": scale * lowered.reshape(n, c, h, w)}

    return sample


def _tied(shapes: Shapes) -> Sample:
    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        pixels = rng.integers(-2, 2, size=images(shapes, batch)).astype(np.float64)
        pixels[0, 0] = -1.0  # without fail several in one window, and one in several windows
        return {"x": scale * pixels}

    return sample


def _freedoms(
    tensors: Tensors, upstream: Floats | None, size: tuple[int, int], stride: int
) -> dict[str, Freedom]:
    """Of the largest pixels of a window, any shares that add up to its dout are right.

    Windows that have such a pixel in common have one sum.
    """
    if upstream is None:
        return {}
    x = tensors["x"]
    places = np.arange(x.size).reshape(x.shape)  # whole numbers, up to 2^53 as floats
    where, _ = patches(places.astype(np.float64), size, stride)
    pixels, _ = patches(x, size, stride)
    largest = pixels == pixels.max(axis=(4, 5), keepdims=True)
    at = where[largest].astype(np.int64)
    doubles = np.broadcast_to(upstream[..., np.newaxis, np.newaxis], largest.shape)[largest]
    is_tied = np.broadcast_to(largest.sum(axis=(4, 5), keepdims=True) > 1, largest.shape)[largest]
    low, high = (
        np.bincount(at, np.where(is_tied, part, doubles), x.size).astype(float).reshape(x.shape)
        for part in (np.minimum(doubles, 0.0), np.maximum(doubles, 0.0))
    )
    free = np.isin(places, at[is_tied])
    return {"dx": Freedom(free, low, high, _components(where.astype(np.int64), largest, places))}


def _components(where: Labels, largest: Booleans, places: Labels) -> Labels:
    """A number for each pixel, the same for those that are largest in one window."""
    numbers, before = places.ravel().copy(), None
    while before is None or (numbers != before).any():
        before = numbers.copy()
        least = np.where(largest, numbers[where], numbers.size).min(axis=(4, 5), keepdims=True)
        each = np.broadcast_to(least, largest.shape)[largest]
        np.minimum.at(numbers, where[largest], each)
    return numbers.reshape(places.shape)


def _half_of(count: int, rng: np.random.Generator) -> Floats:
    """About half ones among zeros; of a single one either."""
    return ((rng.permutation(count) + rng.integers(2)) % 2).astype(np.float64)


def _largest(shapes: Shapes, arguments: Choices) -> int:
    window = int(arguments["pool_h"]), int(arguments["pool_w"])
    return most_numbers(shapes, window, int(arguments["stride"]))


def _window(layer: Specification) -> tuple[tuple[int, int], int]:
    size = int(layer.settings["pool_h"]), int(layer.settings["pool_w"])
    return size, int(layer.settings["stride"])


def _wrong_maxima(at: Forward) -> Iterator[Mistake]:
    x, (size, stride) = at.tensors["x"], _window(at.layer)
    mean = average_pool(x, size, stride)[0]
    for other in (mean, -max_pool(-x, size, stride)[0], mean * size[0] * size[1]):
        yield causes.WRONG_REDUCTION, other


def _wrong_means(at: Forward) -> Iterator[Mistake]:
    x, (size, stride) = at.tensors["x"], _window(at.layer)
    total = average_pool(x, size, stride)[0] * size[0] * size[1]
    for other in (max_pool(x, size, stride)[0], -max_pool(-x, size, stride)[0], total):
        yield causes.WRONG_REDUCTION, other


def _wrong_gradients_of_means(at: Backward) -> Iterator[Mistake]:
    size, stride = _window(at.layer)
    spread = np.broadcast_to(at.dout[..., np.newaxis, np.newaxis], (*at.dout.shape, *size))
    shares = spread / (size[0] * size[1])
    for lost in overwrites(at.tensors["x"], shares, stride):
        yield causes.OVERLAP_LOST, lost
    windows, vjp = patches(at.tensors["x"], size, stride)
    for shares in _shares_by_value(windows):
        yield UNEQUAL_SHARES, vjp(spread * shares)
    for i, j in np.ndindex(*size):
        alone = np.zeros_like(spread)
        alone[..., i, j] = at.dout
        yield ONE_PIXEL_TAKES_ALL, vjp(alone)
    cover = vjp(np.ones_like(spread))
    yield SHARED_BY_COVER, vjp(spread / (size[0] * size[1])) / np.maximum(cover, 1)


def _shares_by_value(windows: Floats) -> Iterator[Floats]:
    """What pixels get that go by their size, or by that of their exponentials."""
    within = (-2, -1)
    raised = np.exp(windows - windows.max(axis=within, keepdims=True))
    for weights in (raised, np.abs(windows), windows, windows**2):
        total = weights.sum(axis=within, keepdims=True)
        yield weights / np.where(total == 0, 1.0, total)


def _wrong_gradients_of_maxima(at: Backward) -> Iterator[Mistake]:
    x, (size, stride) = at.tensors["x"], _window(at.layer)
    even = average_pool(x, size, stride)[1](at.dout)
    yield GRADIENT_TO_WHOLE_WINDOW, even
    yield GRADIENT_TO_WHOLE_WINDOW, even * size[0] * size[1]
    yield causes.WRONG_REDUCTION, max_pool(-x, size, stride)[1](at.dout)
    yield from ((causes.OVERLAP_LOST, each) for each in _overlaps(x, at.dout, size, stride))
    windows, vjp = patches(x, size, stride)
    spread = at.dout[..., np.newaxis, np.newaxis]
    for shares in _shares_by_value(windows):
        yield SHARED_BY_VALUE, vjp(spread * shares)
    for kind, axis in ((WINNER_OF_CHANNELS, 1), (WINNER_OF_IMAGES, 0)):
        if x.shape[axis] > 1:
            for winners in _other_winners(windows, axis):
                yield kind, vjp(spread * winners)


def _other_winners(windows: Floats, axis: int) -> Iterator[Booleans]:
    """Which pixels are the largest, by other channels or images, or by all of them."""
    first, last = windows.take([0], axis), windows.take([-1], axis)
    total, most = windows.sum(axis, keepdims=True), windows.max(axis, keepdims=True)
    for seen in (first, last, total, most):
        is_largest = seen == seen.max(axis=(-2, -1), keepdims=True)
        yield np.broadcast_to(is_largest, windows.shape)
    yield windows == windows.max(axis=(axis, -2, -1), keepdims=True)


def _overlaps(x: Floats, dout: Floats, size: tuple[int, int], stride: int) -> Iterator[Floats]:
    """Windows whose largest is assigned, alone or with the zeros around it."""
    pixels = patches(x, size, stride)[0].reshape(*dout.shape, -1)
    windows = np.zeros(pixels.shape)
    np.put_along_axis(windows, pixels.argmax(-1)[..., np.newaxis], dout[..., np.newaxis], -1)
    shares = windows.reshape(*dout.shape, *size)
    alone = np.zeros_like(x)
    n, c, a, b, i, j = np.nonzero(shares)  # in the order of the windows, of which the last wins
    alone[n, c, a * stride + i, b * stride + j] = shares[n, c, a, b, i, j]
    yield alone
    yield overwrite(np.zeros_like(x), shares, stride)


MAX_POOL = Kind(
    "MaxPool",
    _builder(
        "MaxPool",
        max_pool,
        "max_pool",
        ("MaxPooling", "Pooling", "MaxPool2D", "MaxPool2d"),
        {
            "y": "y[n, c, u, v] = max_ij x[n, c, u s + i, v s + j]",
            "dx": "dx takes dout[n, c, u, v] at the place of the largest of its window; windows"
            " add",
        },
    ),
    "without parameters",
    "returns `y`, the largest of each window",
    _SHAPES,
    IMAGE,
    _ARGUMENTS,
    wrong_outputs=_wrong_maxima,
    wrong_gradients=_wrong_gradients_of_maxima,
    largest=_largest,
    formulas=lambda *_: _MAXIMA,
)
AVERAGE_POOL = Kind(
    "AveragePool",
    _builder(
        "AveragePool",
        average_pool,
        "avg_pool",
        ("AvgPool", "AveragePooling", "AvgPool2D", "AvgPool2d", "MeanPool"),
        {
            "y": "y[n, c, u, v] = mean_ij x[n, c, u s + i, v s + j]",
            "dx": "dx takes dout[n, c, u, v] / (pool_h pool_w) at each place of its window;"
            " windows add",
        },
    ),
    "without parameters",
    "returns `y`, the mean of each window",
    _SHAPES,
    IMAGE,
    _ARGUMENTS,
    wrong_outputs=_wrong_means,
    wrong_gradients=_wrong_gradients_of_means,
    largest=_largest,
    formulas=lambda *_: _MEANS,
)
