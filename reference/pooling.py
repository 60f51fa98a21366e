"""Pooling: each window of an image summed up in one number."""

import numpy as np

from reference.arrays import Floats, Vjp
from reference.patches import patches


def max_pool(x: Floats, size: int, stride: int, padding: int = 0) -> tuple[Floats, Vjp]:
    """The largest number of every window and its vjp(dy) -> dx.

    x, dx: (N, C, H, W). Windows are size x size. Value and dy: (N, C, OH, OW), with
    OH = (H + 2 padding - size) // stride + 1 and OW likewise. Padding never wins.
    A router: the winner takes the whole upstream gradient of its window. Where several are largest
    any division among them is a subgradient, and the first in reading order takes all.
    Raises ValueError where no window fits, and for a padding that could fill a window alone.
    Source: Goodfellow et al. 2016, "Deep Learning", section 9.3.
    """
    _require_pixels_everywhere(size, padding)
    windows, to_x = patches(x, (size, size), stride, padding, fill=-np.inf)
    rows = windows.reshape(*windows.shape[:4], size * size)  # (N, C, OH, OW, size^2)
    winner = rows.argmax(axis=-1, keepdims=True)  # (N, C, OH, OW, 1)

    def vjp(dy: Floats) -> Floats:
        drows = np.zeros_like(rows)
        np.put_along_axis(drows, winner, dy[..., np.newaxis], axis=-1)
        return to_x(drows.reshape(windows.shape))

    return np.take_along_axis(rows, winner, axis=-1)[..., 0], vjp


def average_pool(x: Floats, size: int, stride: int, padding: int = 0) -> tuple[Floats, Vjp]:
    """The mean of every window and its vjp(dy) -> dx.

    x, dx: (N, C, H, W). Windows are size x size. Value and dy: (N, C, OH, OW), with
    OH = (H + 2 padding - size) // stride + 1 and OW likewise. Padding counts as zeros.
    Each of the size^2 pixels of a window gets an equal share of its upstream gradient.
    Raises ValueError where no window fits, and for a padding that could fill a window alone.
    Source: LeCun et al. 1998, "Gradient-based learning applied to document recognition",
    section II.B.
    """
    _require_pixels_everywhere(size, padding)
    windows, to_x = patches(x, (size, size), stride, padding)  # (N, C, OH, OW, size, size)

    def vjp(dy: Floats) -> Floats:
        shares = dy[..., np.newaxis, np.newaxis] / size**2  # (N, C, OH, OW, 1, 1)
        return to_x(np.broadcast_to(shares, windows.shape))

    return windows.mean(axis=(4, 5)), vjp


def _require_pixels_everywhere(size: int, padding: int) -> None:
    if padding >= size:
        raise ValueError(f"need a padding below the size {size}, got {padding}")
