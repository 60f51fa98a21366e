"""Pooling: each window of an image summed up in one number."""

import math

import numpy as np

from reference.arrays import Floats, Vjp
from reference.patches import patches

Size = int | tuple[int, int]


def max_pool(x: Floats, size: Size, stride: int, padding: int = 0) -> tuple[Floats, Vjp]:
    """The largest number of every window and its vjp(dy) -> dx.

    x, dx: (N, C, H, W). size: of a window, (height, width), or one number for both. Value and dy:
    (N, C, OH, OW), with OH = (H + 2 padding - height) // stride + 1 and OW likewise.
    Padding never wins. A router: the winner takes the whole upstream gradient of its window. Where
    several are largest, any division among them is a subgradient; the first in reading order takes
    all.
    Raises ValueError where no window fits, and for a padding that could fill a window alone.
    Source: Goodfellow et al. 2016, "Deep Learning", section 9.3.
    """
    height, width = _window(size, padding)
    windows, _ = patches(x, (height, width), stride, padding, fill=-np.inf)
    n, c, oh, ow = windows.shape[:4]
    padded = (n, c, *(side + 2 * padding for side in x.shape[2:]))
    pixels = windows.reshape(n, c, oh, ow, -1)  # (N, C, OH, OW, height width)
    winner = pixels.argmax(axis=-1)  # within its window, (N, C, OH, OW)
    rows = winner // width + stride * np.arange(oh)[:, np.newaxis]
    columns = winner % width + stride * np.arange(ow)
    images = np.arange(n * c).reshape(n, c, 1, 1)
    places = ((images * padded[2] + rows) * padded[3] + columns).ravel()

    def vjp(dy: Floats) -> Floats:
        dpadded: Floats = np.bincount(places, dy.ravel(), math.prod(padded)).reshape(padded)
        return dpadded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]

    return np.take_along_axis(pixels, winner[..., np.newaxis], axis=-1)[..., 0], vjp


def average_pool(x: Floats, size: Size, stride: int, padding: int = 0) -> tuple[Floats, Vjp]:
    """The mean of every window and its vjp(dy) -> dx.

    x, dx: (N, C, H, W). size: of a window, (height, width), or one number for both. Value and dy:
    (N, C, OH, OW), with OH = (H + 2 padding - height) // stride + 1 and OW likewise.
    Padding counts as zeros. Each of the height x width pixels of a window gets an equal share of
    its upstream gradient.
    Raises ValueError where no window fits, and for a padding that could fill a window alone.
    Source: LeCun et al. 1998, "Gradient-based learning applied to document recognition",
    section II.B.
    """
    height, width = _window(size, padding)
    windows, to_x = patches(x, (height, width), stride, padding)  # (N, C, OH, OW, height, width)

    def vjp(dy: Floats) -> Floats:
        shares = dy[..., np.newaxis, np.newaxis] / (height * width)  # (N, C, OH, OW, 1, 1)
        return to_x(np.broadcast_to(shares, windows.shape))

    return windows.mean(axis=(4, 5)), vjp


def _window(size: Size, padding: int) -> tuple[int, int]:
    """Height and width of a window, which padding alone cannot fill."""
    height, width = (size, size) if isinstance(size, int) else size
    if padding >= min(height, width):
        raise ValueError(f"need a padding below the size {size}, got {padding}")
    return height, width
