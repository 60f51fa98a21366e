"""Layers of images: convolution and pooling."""

from collections.abc import Callable

import numpy as np

from grader.layers.catalogue.kind import MOST, Argument, Choices, Kind, Shapes, of, of_x
from grader.layers.catalogue.specification import USUAL_TRIALS, Sample, Specification, Tensors
from reference.arrays import Floats, Vjp
from reference.convolution import conv2d
from reference.pooling import average_pool, max_pool

_IMAGE = {"C": 2, "H": 6, "W": 7}
_POOL = {
    "pool_h": Argument(2, 1, MOST, whole=True),
    "pool_w": Argument(3, 1, MOST, whole=True),
    "stride": Argument(2, 1, MOST, whole=True),
}
_CONVOLUTION = {
    "stride": Argument(2, 1, MOST, whole=True),
    "pad": Argument(1, 0, MOST, whole=True),
}
_NEGATIVE = 2.5  # less, and there is no pixel above 0: a largest one that starts from 0 shows
_Pooling = Callable[[Floats, tuple[int, int], int], tuple[Floats, Vjp]]


def _conv2d(shapes: Shapes, arguments: Choices) -> Specification:
    stride, pad = int(arguments["stride"]), int(arguments["pad"])
    filters = tuple(shapes[name] for name in ("M", "C", "KH", "KW"))

    def sampler(shapes: Shapes) -> Sample:
        def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
            x, W = rng.normal(size=_images(shapes, batch)), rng.normal(size=filters)
            return {"x": scale * x, "W": W, "b": scale * rng.normal(size=filters[0])}

        return sample

    return Specification(
        "Conv2D",
        "y",
        of(("x", "W", "b"), lambda x, W, b: conv2d(x, W, b, stride, pad)),
        sampler(shapes),
        sampler(_smallest(shapes, filters[2:], stride)),
        inputs=("x",),
        parameters=("W", "b"),
        settings={"stride": stride, "pad": pad},
        sizes=(filters[1], filters[0], *filters[2:]),
        aliases=("Convolution", "Conv", "Conv2d", "ConvLayer"),
        function="conv",
        function_settings={"stride": "stride", "pad": "pad"},
        has_rows=False,
        equations={
            "y": "y[n, m, a, b] = sum_cij x[n, c, a s + i, b s + j] W[m, c, i, j] + b[m]",
            "dx": "dx[n, c, a s + i, b s + j] adds up dout[n, m, a, b] W[m, c, i, j]",
            "dW": "dW[m, c, i, j] = sum_nab dout[n, m, a, b] x[n, c, a s + i, b s + j]",
            "db": "db[m] = sum_nab dout[n, m, a, b]",
        },
    )


def _pool(
    name: str, pooling: _Pooling, words: tuple[tuple[str, ...], str], equations: tuple[str, str]
) -> Callable[[Shapes, Choices], Specification]:
    aliases, function = words

    def build(shapes: Shapes, arguments: Choices) -> Specification:
        size = int(arguments["pool_h"]), int(arguments["pool_w"])
        stride = int(arguments["stride"])

        def sampler(shapes: Shapes) -> Sample:
            def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
                n, c, h, w = _images(shapes, batch)
                even = np.linspace(-2.0, 2.0, h * w)  # no two of an image are near each other
                pixels = rng.permuted(np.tile(even, (n * c, 1)), axis=1)
                lowered: Floats = pixels - _NEGATIVE * _half_of(n * c, rng)[:, np.newaxis]
                return {"x": scale * lowered.reshape(n, c, h, w)}

            return sample

        return Specification(
            name,
            "y",
            of_x(lambda x: pooling(x, size, stride)),
            sampler(shapes),
            sampler(_smallest(shapes, size, stride)),
            inputs=("x",),
            settings={"pool_h": size[0], "pool_w": size[1], "stride": stride},
            aliases=aliases,
            function=function,
            function_settings={"pool_h": "pool_height", "pool_w": "pool_width", "stride": "stride"},
            has_rows=False,
            trials=USUAL_TRIALS - {"zeros"},  # which of several zeros is the largest is open
            equations=dict(zip(("y", "dx"), equations, strict=True)),
        )

    return build


def _half_of(count: int, rng: np.random.Generator) -> Floats:
    """About half ones among zeros; of a single one either."""
    return ((rng.permutation(count) + rng.integers(2)) % 2).astype(np.float64)


def _smallest(shapes: Shapes, window: tuple[int, ...], stride: int) -> Shapes:
    """Images that two windows fit on, next to each other in either direction, if they ever do."""
    height, width = (size + stride for size in window)
    return {**shapes, "H": min(shapes["H"], height), "W": min(shapes["W"], width)}


def _images(shapes: Shapes, batch: int) -> tuple[int, int, int, int]:
    return (batch, shapes["C"], shapes["H"], shapes["W"])


_MAX_POOL = _pool(
    "MaxPool",
    max_pool,
    (("MaxPooling", "Pooling", "MaxPool2D", "MaxPool2d"), "max_pool"),
    (
        "y[n, c, a, b] = max_ij x[n, c, a s + i, b s + j]",
        "dx takes dout[n, c, a, b] at the place of the largest of its window; windows add",
    ),
)
_AVERAGE_POOL = _pool(
    "AveragePool",
    average_pool,
    (("AvgPool", "AveragePooling", "AvgPool2D", "AvgPool2d", "MeanPool"), "avg_pool"),
    (
        "y[n, c, a, b] = mean_ij x[n, c, a s + i, b s + j]",
        "dx takes dout[n, c, a, b] / (pool_h pool_w) at each place of its window; windows add",
    ),
)

IMAGES = (
    Kind("Conv2D", _conv2d, {**_IMAGE, "M": 3, "KH": 3, "KW": 2}, _CONVOLUTION),
    Kind("MaxPool", _MAX_POOL, _IMAGE, _POOL),
    Kind("AveragePool", _AVERAGE_POOL, _IMAGE, _POOL),
)
