"""LayerNorm: each row to mean 0 and variance 1, then scaled and shifted."""

from grader.layers.catalogue.evaluation import of
from grader.layers.catalogue.kind import Choices, Kind, Shapes
from grader.layers.catalogue.normalization import (
    GUARD,
    SCALED,
    equations,
    formulas_along,
    freedoms_along,
    spread,
    with_constant,
    wrong_gradients_along,
    wrong_outputs_along,
)
from grader.layers.catalogue.specification import USUAL_TRIALS, Specification
from reference.normalization import layer_norm

_ROWS = 1  # the axis of its statistics


def _build(shapes: Shapes, _: Choices) -> Specification:
    return Specification(
        "LayerNorm",
        "y",
        of(SCALED, layer_norm),
        lambda rng, batch, scale: spread(rng, (batch, shapes["D"]), scale, _ROWS),
        inputs=("x",),
        parameters=("gamma", "beta"),
        sizes=(shapes["D"],),
        aliases=("LayerNormalization", "LayerNormLayer", "LN"),
        function="layernorm",
        trials=USUAL_TRIALS - {"zeros"},
        special={
            "constant": lambda rng, batch, scale: with_constant(
                rng, (batch, shapes["D"]), scale, _ROWS
            )
        },
        freedoms=freedoms_along(_ROWS),
        guard=GUARD,
        equations=equations("each row", "mean_d"),
    )


LAYER_NORM = Kind(
    "LayerNorm",
    _build,
    "with parameters",
    "returns `y`: each row to mean 0 and variance 1, times gamma, plus beta",
    "x, y (N, D), gamma, beta (D,)",
    {"D": 7},
    wrong_outputs=wrong_outputs_along(_ROWS),
    wrong_gradients=wrong_gradients_along(_ROWS),
    formulas=formulas_along(_ROWS),
)
