"""What runs beside a layer's code: it keeps what is computed, and puts formulas in its place.

The text of this file follows that of `arithmetic` and comes before the formulas. It knows the
inputs that code is handed, and nothing of what should come out.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

MOST_NUMBERS = 100_000  # that are kept
KINDS_KEPT = "bif"

_inputs: dict[str, Any] = {}
_whole: dict[int, npt.NDArray[Any]] = {}
_turns: dict[int, int] = {}
_Array = npt.NDArray[np.float64]
_kept: dict[int, tuple[int, _Array, _Array]] = {}


def take_inputs(given: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Remember what formulas start from: the letters of all names, then each shape and array."""
    numbers, at = given.tolist(), 1 + int(given[0])
    names = "".join(chr(int(each)) for each in numbers[1:at]).split()
    for remembered in (_inputs, _whole, _turns):
        remembered.clear()
    for name in names:
        ndim = int(numbers[at])
        first = at + 1 + ndim
        shape = [int(each) for each in numbers[at + 1 : first]]
        at = first + int(np.prod(shape))
        _inputs[name] = given[first:at].reshape(shape)[()]
    return np.zeros(1)


def keep(number: int, value: Any) -> Any:
    """The same value, which is kept by the number of its place."""
    try:
        array = np.asarray(value)
        if array.dtype.kind in KINDS_KEPT and 0 < array.size <= MOST_NUMBERS:
            latest = np.array(array, dtype=np.float64)
            times, _, total = _kept.get(number, (0, latest, np.zeros_like(latest)))
            is_like = total.shape == latest.shape
            weighted = total + (times + 1) * latest if is_like else np.full_like(latest, np.nan)
            _kept[number] = times + 1, latest, weighted
    except (TypeError, ValueError):
        pass
    return value


def kept_values() -> npt.NDArray[np.float64]:
    """All that was kept: of each its number, how often it came, its shape and its elements.

    After the latest of them follows the sum of all, the first once, the second twice and so on.
    """
    found: list[npt.NDArray[np.float64]] = []
    left = MOST_NUMBERS
    for number, (times, array, total) in _kept.items():
        left -= 2 * array.size
        if left >= 0:
            head = [number, times, array.ndim, *array.shape]
            found += [np.array(head, dtype=np.float64), array.ravel(), total.ravel()]
    return np.concatenate(found) if found else np.zeros(0)


def put_instead(formula: Callable[[dict[str, Any]], Any], value: Any) -> Any:
    """What a formula gives, laid out as the value is that stood there."""
    found = np.asarray(formula(dict(_inputs)))
    there = np.asarray(value)
    if _plain_shape(found) == _plain_shape(there):
        return found.reshape(there.shape)[()]
    return found.reshape(_plain_shape(found))[()] if there.ndim < found.ndim else found[()]


def put_in_turn(
    number: int, formula: Callable[[dict[str, Any]], Any], value: Any, axes: tuple[int, ...]
) -> Any:
    """What a formula gives for this round of the loops that go along some of its axes."""
    if number not in _whole:
        _whole[number] = np.asarray(formula(dict(_inputs)))
    whole, there = _whole[number], np.asarray(value)
    sizes = [whole.shape[axis] for axis in axes]
    turn = _turns[number] = _turns.get(number, -1) + 1
    places = np.unravel_index(turn % int(np.prod(sizes)), sizes)
    index: list[Any] = [slice(None)] * whole.ndim
    for axis, place in zip(axes, places, strict=True):
        index[axis] = place
    part = np.asarray(whole[tuple(index)])
    if _plain_shape(part) == _plain_shape(there):
        part = part.reshape(there.shape)
    return (part.astype(np.bool_) if there.dtype.kind == "b" else part.copy())[()]


def _plain_shape(array: npt.NDArray[Any]) -> tuple[int, ...]:
    return tuple(size for size in array.shape if size > 1)
