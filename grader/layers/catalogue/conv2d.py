"""Conv2D: each filter laid on every window of an image."""

from collections.abc import Iterator

import numpy as np

from grader.layers.catalogue import causes
from grader.layers.catalogue.causes import WRONG
from grader.layers.catalogue.evaluation import of
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
from grader.layers.catalogue.specification import Sample, Specification, Tensors
from grader.layers.catalogue.windows import (
    IMAGE,
    images,
    leave_over,
    most_numbers,
    overwrites,
    smallest,
)
from grader.problems import ProblemKind
from reference.convolution import conv2d

KERNEL_FLIPPED = ProblemKind(
    "kernel_flipped",
    WRONG,
    "The kernel is flipped. Here nothing is: element (i, j) of the kernel meets element (i, j) of "
    "the window.",
)
WRONG_PADDING = ProblemKind(
    "wrong_padding",
    WRONG,
    "The border is not what it should be: pad with zeros on all four sides, and cut the same "
    "border off dx.",
)


_FORMULAS = """
y = conv(x, W, stride, pad) + channels(b)
dx = conv_dx(dout, x, W, stride, pad)
dW = conv_dW(dout, x, W, stride, pad)
db = sum(dout, (0, 2, 3))
"""


def _build(shapes: Shapes, arguments: Choices) -> Specification:
    stride, pad = int(arguments["stride"]), int(arguments["pad"])
    filters = tuple(shapes[name] for name in ("M", "C", "KH", "KW"))
    small = smallest(shapes, filters[2:], stride)

    def sampler(shapes: Shapes) -> Sample:
        def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
            x, W = rng.normal(size=images(shapes, batch)), rng.normal(size=filters)
            return {"x": scale * x, "W": W, "b": scale * rng.normal(size=filters[0])}

        return sample

    return Specification(
        "Conv2D",
        "y",
        of(("x", "W", "b"), lambda x, W, b: conv2d(x, W, b, stride, pad)),
        sampler(shapes),
        sampler(small),
        inputs=("x",),
        parameters=("W", "b"),
        settings={"stride": stride, "pad": pad},
        sizes=(filters[1], filters[0], *filters[2:]),
        aliases=("Convolution", "Conv", "Conv2d", "ConvLayer"),
        function="conv",
        function_settings={"stride": "stride", "pad": "pad"},
        has_rows=False,
        special={"leftover": sampler(leave_over(small, filters[2:], stride, pad))},
        equations={
            "y": "y[n, m, u, v] = sum_cij x[n, c, u s + i, v s + j] W[m, c, i, j] + b[m]",
            "dx": "dx[n, c, u s + i, v s + j] adds up dout[n, m, u, v] W[m, c, i, j]",
            "dW": "dW[m, c, i, j] = sum_nuv dout[n, m, u, v] x[n, c, u s + i, v s + j]",
            "db": "db[m] = sum_nuv dout[n, m, u, v]",
        },
    )


def _largest(shapes: Shapes, arguments: Choices) -> int:
    window, stride = (shapes["KH"], shapes["KW"]), int(arguments["stride"])
    return most_numbers(shapes, window, stride, int(arguments["pad"]), shapes["M"])


def _frame(layer: Specification) -> tuple[int, int]:
    return int(layer.settings["stride"]), int(layer.settings["pad"])


def _margins(pad: int) -> tuple[tuple[int, int], ...]:
    return ((0, 0), (0, 0), (pad, pad), (pad, pad))


def _wrong_outputs(at: Forward) -> Iterator[Mistake]:
    x, W, b = (at.tensors[name] for name in ("x", "W", "b"))
    stride, pad = _frame(at.layer)
    yield causes.BIAS_MISSING, conv2d(x, W, np.zeros_like(b), stride, pad)[0]
    yield KERNEL_FLIPPED, conv2d(x, W[:, :, ::-1, ::-1], b, stride, pad)[0]
    for margins in (((2 * pad, 0),) * 2, ((0, 2 * pad),) * 2) if pad else ():
        widened = np.pad(x, ((0, 0), (0, 0), *margins))
        yield WRONG_PADDING, conv2d(widened, W, b, stride, 0)[0]
    if pad:
        yield WRONG_PADDING, conv2d(np.pad(x, _margins(pad), constant_values=1), W, b, stride)[0]
    for mode in ("edge", "reflect") if pad and min(x.shape[2:]) > pad else ():
        widened = np.pad(x, _margins(pad), mode=mode)
        yield WRONG_PADDING, conv2d(widened, W, b, stride, 0)[0]


def _wrong_gradients(at: Backward) -> Iterator[Mistake]:
    if at.variable == "W":
        yield from _wrong_gradients_of_filters(at)
    if at.variable == "x":
        yield from _wrong_gradients_of_images(at)


def _wrong_gradients_of_filters(at: Backward) -> Iterator[Mistake]:
    _y, vjp = conv2d(at.tensors["x"], at.tensors["W"], at.tensors["b"], *_frame(at.layer))
    yield KERNEL_FLIPPED, vjp(at.dout)[1][:, :, ::-1, ::-1]
    last = np.zeros_like(at.dout)
    last[:, :, -1, -1] = at.dout[:, :, -1, -1]
    yield causes.ROWS_LEFT_OUT, vjp(last)[1]


def _wrong_gradients_of_images(at: Backward) -> Iterator[Mistake]:
    x, W, b = (at.tensors[name] for name in ("x", "W", "b"))
    stride, pad = _frame(at.layer)
    yield KERNEL_FLIPPED, conv2d(x, W[:, :, ::-1, ::-1], b, stride, pad)[1](at.dout)[0]
    whole = conv2d(np.pad(x, _margins(pad)), W, b, stride, 0)[1](at.dout)[0]
    h, w = x.shape[2:]
    yield WRONG_PADDING, whole[:, :, :h, :w]
    yield WRONG_PADDING, whole[:, :, -h:, -w:]
    shares = np.einsum("nmab,mcij->ncabij", at.dout, W)
    for lost in overwrites(whole, shares, stride):
        yield causes.OVERLAP_LOST, lost[:, :, pad : pad + h, pad : pad + w]


CONV2D = Kind(
    "Conv2D",
    _build,
    "with parameters",
    "returns `y`",
    "x (N, C, H, W), W (M, C, KH, KW), b (M,), y (N, M, OH, OW)",
    {**IMAGE, "M": 3, "KH": 3, "KW": 2},
    {
        "stride": Number(2, 1, MOST, whole=True),
        "pad": Number(1, 0, MOST, whole=True, others=(0, 2)),
    },
    wrong_outputs=_wrong_outputs,
    wrong_gradients=_wrong_gradients,
    largest=_largest,
    formulas=lambda *_: _FORMULAS,
)
