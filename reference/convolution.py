"""Convolution of images with learnt filters."""

import numpy as np

from reference.arrays import Floats, TripleVjp
from reference.patches import patches


def conv2d(
    x: Floats, W: Floats, b: Floats, stride: int = 1, padding: int = 0
) -> tuple[Floats, TripleVjp]:
    """The response of every filter at every window, plus b, and vjp(dy) -> (dx, dW, db).

    x, dx: (N, C, H, W). W, dW: (M, C, KH, KW). b, db: (M,). Value and dy: (N, M, OH, OW), with
    OH = (H + 2 padding - KH) // stride + 1 and OW likewise. Padding is by zeros.
    The filters are not flipped, so strictly it is a cross-correlation.
    On windows P (N, C, OH, OW, KH, KW) this is an affine map, y_nmab = sum_cij P_ncabij W_mcij
    + b_m. So, as there: dP = dy W, dW = dy P and db = dy, each summed over the indices that it does
    not have; and dx is what the windows make of dP.
    Raises ValueError where the shapes do not fit.
    Source: Goodfellow et al. 2016, "Deep Learning", sections 9.1 and 9.5; Dumoulin and Visin 2016,
    "A guide to convolution arithmetic for deep learning", chapter 2.
    """
    if x.ndim != 4 or W.ndim != 4 or W.shape[1] != x.shape[1] or b.shape != W.shape[:1]:
        raise ValueError(
            f"need x (N, C, H, W), W (M, C, KH, KW), b (M,), got x {x.shape}, W {W.shape}, "
            f"b {b.shape}"
        )
    windows, to_x = patches(x, W.shape[2:], stride, padding)  # (N, C, OH, OW, KH, KW)
    response = np.tensordot(windows, W, axes=((1, 4, 5), (1, 2, 3)))  # (N, OH, OW, M)
    y: Floats = np.moveaxis(response + b, 3, 1)  # (N, M, OH, OW)

    def vjp(dy: Floats) -> tuple[Floats, Floats, Floats]:
        dwindows = np.tensordot(dy, W, axes=(1, 0))  # (N, OH, OW, C, KH, KW)
        dW = np.tensordot(dy, windows, axes=((0, 2, 3), (0, 2, 3)))  # (M, C, KH, KW)
        return to_x(np.moveaxis(dwindows, 3, 1)), dW, dy.sum(axis=(0, 2, 3))

    return y, vjp
