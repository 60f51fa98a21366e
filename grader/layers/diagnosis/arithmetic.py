"""What formulas are made of, by name: NumPy alone, so that it can be sent along with code."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def _transpose(array: Array) -> Array:
    return np.swapaxes(array, -1, -2) if np.ndim(array) > 1 else array


def _erf(x: Any) -> Array:
    return np.vectorize(math.erf, otypes=[float])(x)  # type: ignore[no-any-return]


def _patches(x: Array, size: tuple[int, int], stride: float, pad: float) -> Array:
    """The windows (N, C, OH, OW, KH, KW) of images with zeros around them."""
    every = np.lib.stride_tricks.sliding_window_view(np.pad(x, _margins(pad)), size, axis=(2, 3))
    found: Array = every[:, :, :: int(stride), :: int(stride)]
    return found


def _conv(x: Array, W: Array, stride: float, pad: float) -> Array:
    taken = _patches(x, W.shape[2:], stride, pad)
    return np.moveaxis(np.tensordot(taken, W, axes=((1, 4, 5), (1, 2, 3))), 3, 1)


def _conv_weights(dout: Array, x: Array, W: Array, stride: float, pad: float) -> Array:
    """The gradient of the filters."""
    windows = _patches(x, W.shape[2:], stride, pad)
    rows, columns = dout.shape[2:]
    taken = windows[:, :, :rows, :columns]
    return np.tensordot(dout, taken, axes=((0, 2, 3), (0, 2, 3)))


def _conv_inputs(dout: Array, x: Array, W: Array, stride: float, pad: float) -> Array:
    """The gradient of the images."""
    shares = np.moveaxis(np.tensordot(dout, W, axes=(1, 0)), 3, 1)  # (N, C, OH, OW, KH, KW)
    return _add_windows(shares, x, stride, pad)


def _add_windows(shares: Array, x: Array, stride: float, pad: float) -> Array:
    """What windows (N, C, OH, OW, KH, KW) make of an image that is shaped like x."""
    margin, step = int(pad), int(stride)
    found = np.pad(np.zeros_like(x), _margins(pad))
    rows, columns = shares.shape[2:4]
    for i, j in np.ndindex(*shares.shape[4:]):
        places = (slice(i, i + step * rows, step), slice(j, j + step * columns, step))
        found[:, :, places[0], places[1]] += shares[..., i, j]
    height, width = x.shape[2:]
    return found[:, :, margin : margin + height, margin : margin + width]


def _margins(pad: float) -> tuple[tuple[int, int], ...]:
    return ((0, 0), (0, 0), (int(pad), int(pad)), (int(pad), int(pad)))


def _windows(x: Array, height: float, width: float, stride: float) -> Array:
    """The windows (N, C, OH, OW, height, width) of images."""
    return _patches(x, (int(height), int(width)), stride, 0)


def _places(windows: Array) -> Array:
    """1 where the first of the largest elements of a window is, else 0."""
    flat = windows.reshape(*windows.shape[:4], -1)
    first = flat.argmax(axis=-1)[..., np.newaxis] == np.arange(flat.shape[-1])
    found: Array = first.reshape(windows.shape).astype(np.float64)
    return found


REDUCTIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "sum": lambda a, axis: np.sum(a, axis=axis, keepdims=True),
    "mean": lambda a, axis: np.mean(a, axis=axis, keepdims=True),
    "max": lambda a, axis: np.max(a, axis=axis, keepdims=True),
    "min": lambda a, axis: np.min(a, axis=axis, keepdims=True),
    "median": lambda a, axis: np.median(a, axis=axis, keepdims=True),
    "first": lambda a, axis: np.take(a, [0], axis=axis),
    "last": lambda a, axis: np.take(a, [-1], axis=axis),
    "flip": lambda a, axis: np.flip(a, axis=axis),
    "roll": lambda a, axis: np.roll(a, 1, axis=axis),
    "roll_back": lambda a, axis: np.roll(a, -1, axis=axis),
    "sum_without_last": lambda a, axis: a.sum(axis, keepdims=True) - np.take(a, [-1], axis=axis),
    "sum_without_first": lambda a, axis: a.sum(axis, keepdims=True) - np.take(a, [0], axis=axis),
    "mean_n_minus_1": lambda a, axis: (
        a.sum(axis, keepdims=True) / (a.size / a.sum(axis, keepdims=True).size - 1)
    ),
    "var": lambda a, axis: np.var(a, axis=axis, keepdims=True),
    "var_n_minus_1": lambda a, axis: np.var(a, axis=axis, keepdims=True, ddof=1),
    "sum_of_squares": lambda a, axis: np.sum(
        np.square(a - np.mean(a, axis=axis, keepdims=True)), axis=axis, keepdims=True
    ),
    "mean_square": lambda a, axis: np.mean(np.square(a), axis=axis, keepdims=True),
    "norm": lambda a, axis: np.sqrt(np.sum(a**2, axis=axis, keepdims=True)),
    "cumsum": lambda a, axis: np.cumsum(a, axis=axis),
}
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": np.true_divide,
    "**": lambda a, b: np.power(np.asarray(a, dtype=np.float64), b),
    "@": lambda a, b: a @ b,
    "neg": lambda a: -np.asarray(a),
    "T": _transpose,
    ">": lambda a, b: np.where(a > b, 1.0, 0.0),
    ">=": lambda a, b: np.where(a >= b, 1.0, 0.0),
    "<": lambda a, b: np.where(a < b, 1.0, 0.0),
    "<=": lambda a, b: np.where(a <= b, 1.0, 0.0),
    "where": lambda c, a, b: np.where(np.asarray(c) != 0, a, b),
    "maximum": np.maximum,
    "minimum": np.minimum,
    "exp": np.exp,
    "log": np.log,
    "log2": np.log2,
    "log10": np.log10,
    "log1p": np.log1p,
    "sqrt": np.sqrt,
    "tanh": np.tanh,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "sin": np.sin,
    "cos": np.cos,
    "erf": _erf,
    "sigmoid": lambda x: 1.0 / (1.0 + np.exp(-np.asarray(x))),
    "abs": np.abs,
    "sign": np.sign,
    "tan": np.tan,
    "arctan": np.arctan,
    "ones_like": lambda a: np.ones(np.shape(a)),
    "square": np.square,
    "round": np.round,
    "trunc": np.trunc,
    "reshaped": lambda a: np.reshape(a, np.shape(a)[::-1]),
    "reshape_as": lambda a, b: np.reshape(a, np.shape(b)),
    "conv": _conv,
    "conv_dW": _conv_weights,
    "conv_dx": _conv_inputs,
    "windows": _windows,
    "add_windows": _add_windows,
    "places": _places,
    "spread": lambda dout, like: np.broadcast_to(dout[..., np.newaxis, np.newaxis], like.shape),
    "squeeze": lambda a: np.asarray(a).reshape(np.shape(a)[:4]),
    "causal": lambda a: np.where(np.tril(np.ones(np.shape(a)[-2:])) == 1, a, -np.inf),
    "one_hot": lambda idx, W: np.eye(len(W))[np.asarray(idx).astype(int).ravel()],
    "channels": lambda b: np.reshape(b, (-1, 1, 1)),
    "rows": lambda a: np.reshape(a, (-1, np.shape(a)[-1])),
}
