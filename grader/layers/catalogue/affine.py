"""Affine: a matrix product and a shift."""

from collections.abc import Iterator, Mapping

import numpy as np

from grader.layers.catalogue import causes
from grader.layers.catalogue.evaluation import of
from grader.layers.catalogue.kind import Choices, Forward, Kind, Mistake, Shapes
from grader.layers.catalogue.specification import Layout, Specification, Tensors
from reference.affine import affine

_EQUATIONS: Mapping[Layout, Mapping[str, str]] = {
    ("inputs-outputs", "rows"): {
        "y": "y = x W + b",
        "dx": "dx = dout W^T",
        "dW": "dW = x^T dout",
        "db": "db = sum_n dout[n]",
    },
    ("outputs-inputs", "rows"): {
        "y": "y = x W^T + b",
        "dx": "dx = dout W",
        "dW": "dW = dout^T x",
        "db": "db = sum_n dout[n]",
    },
    ("inputs-outputs", "columns"): {
        "y": "y = W^T x + b",
        "dx": "dx = W dout",
        "dW": "dW = x dout^T",
        "db": "db = sum_n dout[:, n]",
    },
    ("outputs-inputs", "columns"): {
        "y": "y = W x + b",
        "dx": "dx = W^T dout",
        "dW": "dW = dout x^T",
        "db": "db = sum_n dout[:, n]",
    },
}


_FORMULAS = """
y = x @ W + b
dx = dout @ W.T
dW = x.T @ dout
db = sum(dout, 0)
"""


def _build(shapes: Shapes, _: Choices) -> Specification:
    inputs, outputs = shapes["D"], shapes["M"]

    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        x, W = rng.normal(size=(batch, inputs)), rng.normal(size=(inputs, outputs))
        return {"x": scale * x, "W": W, "b": scale * rng.normal(size=outputs)}

    return Specification(
        "Affine",
        "y",
        of(("x", "W", "b"), affine),
        sample,
        inputs=("x",),
        parameters=("W", "b"),
        sizes=(inputs, outputs),
        aliases=("AffineLayer", "Linear", "LinearLayer", "Dense", "FullyConnected", "FC"),
        function="affine",
        matrices=frozenset({"W"}),
        equations=_EQUATIONS["inputs-outputs", "rows"],
        equations_in=_equations_in,
    )


def _equations_in(layout: Layout, has_means: bool) -> Mapping[str, str]:  # noqa: FBT001 - `EquationsIn`
    division = " / N" if has_means else ""
    return {
        array: text + division if array in {"dW", "db"} else text
        for array, text in _EQUATIONS[layout].items()
    }


def _wrong_outputs(at: Forward) -> Iterator[Mistake]:
    product = at.tensors["x"] @ at.tensors["W"]
    yield causes.BIAS_MISSING, product
    yield causes.TERM_SIGN, product - at.tensors["b"]


AFFINE = Kind(
    "Affine",
    _build,
    "with parameters",
    "returns `y = x W + b`",
    "x (N, D), W (D, M), b (M,), y (N, M)",
    {"D": 4, "M": 3},
    wrong_outputs=_wrong_outputs,
    formulas=lambda *_: _FORMULAS,
)
