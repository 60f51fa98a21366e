"""The windows that slide over an image: what convolution and pooling have in common."""

import numpy as np

from reference.arrays import Floats, Vjp


def patches(
    x: Floats, size: tuple[int, int], stride: int = 1, padding: int = 0, fill: float = 0.0
) -> tuple[Floats, Vjp]:
    """Every window of an image, and its vjp(dpatches) -> dx.

    x, dx: (N, C, H, W). size: (KH, KW). Value and dpatches: (N, C, OH, OW, KH, KW), a view that
    cannot be written, with OH = (H + 2 padding - KH) // stride + 1 and OW likewise.
    padding: rows and columns of `fill` added on each of the four sides.
    A pixel is copied into every window that covers it; the gradients of its copies add.
    Raises ValueError where x has no window or other than four axes, or for a stride below 1.
    Source: Chellapilla, Puri and Simard 2006, "High Performance Convolutional Neural Networks for
    Document Processing", section 3.
    """
    _require_windows(x, size, stride, padding)
    (kh, kw), (h, w) = size, x.shape[2:]
    margins = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    padded = np.pad(x, margins, constant_values=fill) if padding else x  # (N, C, H + 2P, W + 2P)
    every_window = np.lib.stride_tricks.sliding_window_view(padded, size, axis=(2, 3))
    windows: Floats = every_window[:, :, ::stride, ::stride]  # (N, C, OH, OW, KH, KW)
    oh, ow = windows.shape[2:4]

    def vjp(dpatches: Floats) -> Floats:
        dpadded = np.zeros_like(padded)
        for i, j in np.ndindex(kh, kw):  # all windows at once: one pixel of each at a time
            rows, columns = (slice(k, k + stride * o, stride) for k, o in ((i, oh), (j, ow)))
            dpadded[:, :, rows, columns] += dpatches[..., i, j]
        return dpadded[:, :, padding : padding + h, padding : padding + w]

    return windows, vjp


def _require_windows(x: Floats, size: tuple[int, int], stride: int, padding: int) -> None:
    if x.ndim != 4 or min(size) < 1 or stride < 1 or padding < 0:
        raise ValueError(
            f"need x (N, C, H, W), size and stride of at least 1 and padding of at least 0, "
            f"got x {x.shape}, size {size}, stride {stride}, padding {padding}"
        )
    if any(side + 2 * padding < k for side, k in zip(x.shape[2:], size, strict=True)):
        raise ValueError(f"no window {size} fits into {x.shape[2:]} with padding {padding}")
