"""Mistakes of convolution and pooling."""

from collections.abc import Iterator, Mapping

import numpy as np

from grader.layers.catalogue import general_causes
from grader.layers.catalogue import layer_causes as own
from grader.layers.catalogue.mistakes.mistake import Gradients, Mistake, Outputs
from grader.layers.catalogue.specification import Specification, Tensors
from reference.arrays import Floats
from reference.convolution import conv2d
from reference.pooling import average_pool, max_pool


def _frame(layer: Specification) -> tuple[int, int]:
    return int(layer.settings["stride"]), int(layer.settings["pad"])


def _conv_outputs(layer: Specification, tensors: Tensors) -> Iterator[Mistake]:
    x, W, b = (tensors[name] for name in ("x", "W", "b"))
    stride, pad = _frame(layer)
    yield general_causes.BIAS_MISSING, conv2d(x, W, np.zeros_like(b), stride, pad)[0]
    yield own.KERNEL_FLIPPED, conv2d(x, W[:, :, ::-1, ::-1], b, stride, pad)[0]
    margins = ((0, 0), (0, 0), (pad, pad), (pad, pad))
    for mode in ("edge", "reflect") if pad and min(x.shape[2:]) > pad else ():
        widened = np.pad(x, margins, mode=mode)
        yield own.WRONG_PADDING, conv2d(widened, W, b, stride, 0)[0]


def _conv_gradients(
    layer: Specification, tensors: Tensors, dout: Floats, variable: str
) -> Iterator[Mistake]:
    x, W, b = (tensors[name] for name in ("x", "W", "b"))
    stride, pad = _frame(layer)
    dx, dW, _ = conv2d(x, W, b, stride, pad)[1](dout)
    if variable == "W":
        yield own.KERNEL_FLIPPED, dW[:, :, ::-1, ::-1]
        last = np.zeros_like(dout)
        last[:, :, -1, -1] = dout[:, :, -1, -1]
        yield own.ROWS_LEFT_OUT, conv2d(x, W, b, stride, pad)[1](last)[1]
    if variable == "x":
        yield own.KERNEL_FLIPPED, conv2d(x, W[:, :, ::-1, ::-1], b, stride, pad)[1](dout)[0]
        margins = ((0, 0), (0, 0), (pad, pad), (pad, pad))
        whole = conv2d(np.pad(x, margins), W, b, stride, 0)[1](dout)[0]
        h, w = dx.shape[2:]
        yield own.WRONG_PADDING, whole[:, :, :h, :w]
        yield own.WRONG_PADDING, whole[:, :, -h:, -w:]
        shares = np.einsum("nmab,mcij->ncabij", dout, W)
        lost = _last_wins(np.zeros_like(whole), shares, stride)
        yield own.OVERLAP_LOST, lost[:, :, pad : pad + h, pad : pad + w]


def _last_wins(dx: Floats, shares: Floats, stride: int) -> Floats:
    """What comes of windows that overwrite each other. shares: (N, C, OH, OW, KH, KW)."""
    oh, ow, kh, kw = shares.shape[2:]
    for a, b in np.ndindex(oh, ow):
        rows, columns = slice(a * stride, a * stride + kh), slice(b * stride, b * stride + kw)
        dx[:, :, rows, columns] = shares[:, :, a, b]
    return dx


def _window(layer: Specification) -> tuple[tuple[int, int], int]:
    size = int(layer.settings["pool_h"]), int(layer.settings["pool_w"])
    return size, int(layer.settings["stride"])


def _pool_outputs(layer: Specification, tensors: Tensors) -> Iterator[Mistake]:
    x = tensors["x"]
    size, stride = _window(layer)
    largest, mean = max_pool(x, size, stride)[0], average_pool(x, size, stride)[0]
    smallest = -max_pool(-x, size, stride)[0]
    others = (largest, smallest) if layer.name == "AveragePool" else (mean, smallest)
    for other in (*others, mean * size[0] * size[1]):
        yield own.WRONG_REDUCTION, other


def _pool_gradients(
    layer: Specification, tensors: Tensors, dout: Floats, _: str
) -> Iterator[Mistake]:
    x = tensors["x"]
    size, stride = _window(layer)
    even = average_pool(x, size, stride)[1](dout)
    spread = np.broadcast_to(dout[..., np.newaxis, np.newaxis], (*dout.shape, *size))
    if layer.name == "AveragePool":
        yield own.OVERLAP_LOST, _last_wins(np.zeros_like(x), spread / (size[0] * size[1]), stride)
        return
    yield own.GRADIENT_TO_WHOLE_WINDOW, even
    yield own.GRADIENT_TO_WHOLE_WINDOW, even * size[0] * size[1]
    yield own.WRONG_REDUCTION, max_pool(-x, size, stride)[1](dout)
    yield from ((own.OVERLAP_LOST, each) for each in _overlaps_of_max(x, dout, size, stride))


def _overlaps_of_max(
    x: Floats, dout: Floats, size: tuple[int, int], stride: int
) -> Iterator[Floats]:
    """Windows whose winner is assigned, alone or with the zeros around it."""
    alone, windows = np.zeros_like(x), np.zeros((*dout.shape, *size))
    for n, c, a, b in np.ndindex(dout.shape):
        window = x[n, c, a * stride : a * stride + size[0], b * stride : b * stride + size[1]]
        i, j = np.unravel_index(int(window.argmax()), window.shape)
        alone[n, c, a * stride + i, b * stride + j] = dout[n, c, a, b]
        windows[n, c, a, b, i, j] = dout[n, c, a, b]
    yield alone
    yield _last_wins(np.zeros_like(x), windows, stride)


OUTPUTS: Mapping[str, Outputs] = {
    "Conv2D": _conv_outputs,
    "MaxPool": _pool_outputs,
    "AveragePool": _pool_outputs,
}
GRADIENTS: Mapping[str, Gradients] = {
    "Conv2D": _conv_gradients,
    "MaxPool": _pool_gradients,
    "AveragePool": _pool_gradients,
}
