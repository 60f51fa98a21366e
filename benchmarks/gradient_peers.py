"""Ways to check a gradient that others use, on layers written by hand in NumPy.

- `torch.autograd.gradcheck`, in its fast and its slow mode, with its own tolerances.
- The loop of course notes: every element moved by 1e-5 to either side, relative error below 1e-6.
- The way of Chainer's `check_backward`: one random direction through all arrays, a step of 1e-3,
  relative and absolute tolerances of 1e-4 and 1e-5.

Each gets one layer, as a class of convention A, at one point.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from grader.layers.catalogue.specification import Specification
from grader.layers.trials.trials import Round
from reference.arrays import Floats

LOOP_STEP, LOOP_ERROR = 1e-5, 1e-6
CHAINER_STEP, CHAINER_RELATIVE, CHAINER_ABSOLUTE = 1e-3, 1e-4, 1e-5


@dataclass(frozen=True)
class HandWritten:
    """A layer by hand at a point. make: its class."""

    make: Callable[..., Any]
    layer: Specification
    at: Round

    def forward(self, variables: Mapping[str, Floats]) -> tuple[Any, Floats]:
        """A fresh object after its forward, and what that returned."""
        layer, tensors = self.layer, {**self.at.tensors, **variables}
        built = self.make(*(tensors[p].copy() for p in layer.parameters), *layer.settings.values())
        mode = (True,) if layer.has_modes else ()
        out = built.forward(*(tensors[name].copy() for name in layer.arguments), *mode)
        return built, np.asarray(out, dtype=np.float64)

    def gradients(self, built: Any, upstream: Floats) -> dict[str, Floats]:
        """What its backward gives, by variable."""
        layer = self.layer
        returned = built.backward(upstream)
        several = returned if isinstance(returned, tuple | list) else (returned,)
        found = dict(zip(layer.inputs, several, strict=False))
        found |= {name: getattr(built, layer.gradient(name)) for name in layer.parameters}
        return {name: np.asarray(found[name], dtype=np.float64) for name in layer.variables}

    @property
    def point(self) -> dict[str, Floats]:
        """The variables where it is checked."""
        return {name: self.at.tensors[name] for name in self.layer.variables}


def torch_fast(written: HandWritten) -> bool:
    """Whether gradcheck's fast mode has nothing to say against it."""
    return _gradcheck(written, fast=True)


def torch_slow(written: HandWritten) -> bool:
    """Whether gradcheck, element by element, has nothing to say against it."""
    return _gradcheck(written, fast=False)


def _gradcheck(written: HandWritten, *, fast: bool) -> bool:
    names = written.layer.variables

    class Wrapped(torch.autograd.Function):
        """The layer as one of torch's functions."""

        @staticmethod
        def forward(ctx: Any, *tensors: torch.Tensor) -> torch.Tensor:
            arrays = [each.detach().numpy() for each in tensors]
            ctx.built, out = written.forward(dict(zip(names, arrays, strict=True)))
            return torch.from_numpy(out.copy())

        @staticmethod
        def backward(ctx: Any, upstream: torch.Tensor) -> tuple[torch.Tensor, ...]:  # type: ignore[override]
            found = written.gradients(ctx.built, upstream.numpy())
            return tuple(torch.from_numpy(found[name].copy()) for name in names)

    point = tuple(torch.from_numpy(a.copy()).requires_grad_() for a in written.point.values())
    return bool(
        torch.autograd.gradcheck(Wrapped.apply, point, fast_mode=fast, raise_exception=False)
    )


def element_loop(written: HandWritten) -> bool:
    """Whether no element differs from its own difference quotient."""
    built, out = written.forward({})
    upstream = np.random.default_rng(0).normal(size=out.shape)
    found = written.gradients(built, upstream)
    return all(
        _relative_error(found[name], _slopes(written, name, upstream)) < LOOP_ERROR
        for name in written.layer.variables
    )


def _slopes(written: HandWritten, name: str, upstream: Floats) -> Floats:
    moved = written.point[name].copy()
    slopes = np.zeros_like(moved)
    for index in np.ndindex(moved.shape):
        usual = moved[index]
        moved[index] = usual + LOOP_STEP
        _, ahead = written.forward({name: moved})
        moved[index] = usual - LOOP_STEP
        _, behind = written.forward({name: moved})
        moved[index] = usual
        slopes[index] = ((ahead - behind) * upstream).sum() / (2 * LOOP_STEP)
    return slopes


def _relative_error(one: Floats, other: Floats) -> float:
    if one.shape != other.shape:
        return float("inf")
    error = np.abs(one - other) / np.maximum(1e-8, np.abs(one) + np.abs(other))
    return float(error.max()) if np.isfinite(error).all() else float("inf")


def chainer_way(written: HandWritten) -> bool:
    """Whether the slope along one random direction through all variables is the promised one."""
    rng = np.random.default_rng(0)
    built, out = written.forward({})
    upstream = rng.normal(size=out.shape)
    found = written.gradients(built, upstream)
    point = written.point
    direction = {name: rng.normal(size=array.shape) for name, array in point.items()}
    length = np.sqrt(sum(float((each**2).sum()) for each in direction.values()))
    ahead, behind = (
        written.forward(
            {n: array + sign * CHAINER_STEP * direction[n] / length for n, array in point.items()}
        )[1]
        for sign in (1, -1)
    )
    numerical = float(((ahead - behind) * upstream).sum()) / (2 * CHAINER_STEP)
    promised = sum(float((found[n] * direction[n]).sum()) for n in point) / length
    return abs(promised - numerical) <= CHAINER_ABSOLUTE + CHAINER_RELATIVE * abs(numerical)


PEERS: Mapping[str, Callable[[HandWritten], bool]] = {
    "gradcheck fast": torch_fast,
    "gradcheck slow": torch_slow,
    "element loop": element_loop,
    "Chainer's way": chainer_way,
}
