"""Windows on images, as convolution and pooling have them."""

import math
from collections.abc import Iterator

import numpy as np

from grader.layers.catalogue.kind import Shapes
from reference.arrays import Floats

IMAGE = {"C": 2, "H": 6, "W": 7}


def images(shapes: Shapes, batch: int) -> tuple[int, int, int, int]:
    """The shape of a batch of images."""
    return (batch, shapes["C"], shapes["H"], shapes["W"])


def smallest(shapes: Shapes, window: tuple[int, ...], stride: int) -> Shapes:
    """Images that two windows fit on, next to each other in either direction, if they ever do.

    What is left over beside them is as much as can be.
    """
    height, width = (size + 2 * stride - 1 for size in window)
    return {**shapes, "H": min(shapes["H"], height), "W": min(shapes["W"], width)}


def divisible(shapes: Shapes, window: tuple[int, ...], stride: int) -> Shapes:
    """Images whose sides are multiples of the window, and that two windows fit on, if they may.

    Windows side by side would fill them, which code by reshape takes for granted.
    """
    found = dict(shapes)
    for name, size in zip("HW", window, strict=True):
        found[name] = size * min(shapes[name] // size, 1 + math.ceil(stride / size))
    return found


def most_numbers(
    shapes: Shapes, window: tuple[int, int], stride: int, pad: int = 0, filters: int = 1
) -> int:
    """The numbers in the largest of images, windows, filters and what these give."""
    sides = [shapes[name] + 2 * pad for name in ("H", "W")]
    places = [max((a - k) // stride + 1, 0) for a, k in zip(sides, window, strict=True)]
    images = shapes["N"] * shapes["C"]
    found = (
        images * math.prod(sides),
        images * math.prod(places) * math.prod(window),
        shapes["N"] * filters * math.prod(places),
        filters * shapes["C"] * math.prod(window),
    )
    return max(found)


def leave_over(
    shapes: Shapes, window: tuple[int, ...], stride: int, pad: int = 0
) -> dict[str, int]:
    """Images of about this size that windows do not divide, as far as a stride leaves any over.

    A border counts as part of an image.
    """
    found = dict(shapes)
    for name, size in zip("HW", window, strict=True):
        if (shapes[name] + 2 * pad - size) % stride == 0 and stride > 1:
            is_least = shapes[name] + 2 * pad == size
            found[name] += 1 if is_least or shapes[name] == 1 else -1
    return found


def overwrites(like: Floats, shares: Floats, stride: int) -> Iterator[Floats]:
    """What comes of windows of which the last one wins, by windows or by places in them.

    like: an image of the shape that is made. shares: (N, C, OH, OW, KH, KW).
    """
    yield overwrite(np.zeros_like(like), shares, stride)
    by_places = np.zeros_like(like)
    oh, ow, kh, kw = shares.shape[2:]
    for i, j in np.ndindex(kh, kw):
        rows, columns = (slice(k, k + stride * o, stride) for k, o in ((i, oh), (j, ow)))
        by_places[:, :, rows, columns] = shares[..., i, j]
    yield by_places


def overwrite(dx: Floats, shares: Floats, stride: int) -> Floats:
    """What comes of windows of which the last one wins. shares: (N, C, OH, OW, KH, KW)."""
    oh, ow, kh, kw = shares.shape[2:]
    for a in range(oh):
        for b in range(ow):
            rows, columns = slice(a * stride, a * stride + kh), slice(b * stride, b * stride + kw)
            dx[:, :, rows, columns] = shares[:, :, a, b]
    return dx
