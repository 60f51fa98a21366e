"""The formulas of every layer are right, in each way that they are written."""

import numpy as np
import pytest

from grader.layers.catalogue import KINDS
from grader.layers.catalogue.specification import TRAINING
from grader.layers.diagnosis.fits import MOST_ELEMENTS
from grader.layers.diagnosis.formulas import (
    Budget,
    TooCostlyError,
    compute,
    expression_of,
    programs_of,
)
from grader.layers.trials.trials import with_upstream
from reference.normalization import EPSILON

WITH_FORMULAS = [name for name, kind in KINDS.items() if kind.formulas]


@pytest.mark.parametrize("name", WITH_FORMULAS)
def test_the_formulas_of_a_layer_give_its_right_arrays(name: str) -> None:
    layer = KINDS[name].specification()
    rng = np.random.default_rng(1)
    at = with_upstream(layer, layer.sample(rng, layer.batch, 1.0), rng)
    assert at.upstream is not None
    first = at.tensors[layer.arguments[0]]
    right = {layer.output: at.right[0]} | {
        f"new_{n}" if layer.updates else f"d{n}": gradient for n, gradient in at.gradients.items()
    }
    formulas = KINDS[name].formulas
    assert formulas is not None
    seen = set()
    for lines in programs_of(formulas(layer, at.tensors)):
        values = {**at.tensors, **layer.settings, "eps": EPSILON, "dout": at.upstream}
        values |= {"N": len(first), "D": first.shape[-1]}
        values |= {f"x.shape[{axis}]": size for axis, size in enumerate(first.shape)}
        if layer.copies > 1:
            values |= {f"dout{place}": part for place, part in enumerate(at.upstream, 1)}
        for line in lines:
            values[line.name] = compute(line.expression, values, Budget(1e9), {})
            if line.name in right:
                seen.add(line.name)
                got = np.reshape(values[line.name], right[line.name].shape)
                np.testing.assert_allclose(got, right[line.name], rtol=1e-9, atol=1e-12)
    assert seen >= right.keys() - {layer.output}


def test_evaluation_has_formulas_of_its_own() -> None:
    kind = KINDS["BatchNorm"]
    assert kind.formulas is not None
    text = kind.formulas(kind.specification(), {TRAINING: np.array(0.0)})
    assert "running_mean" in text


@pytest.mark.parametrize(
    "text",
    ["1 / (1 + exp(-x))", "(a - b) - c", "a - (b - c)", "x**2", "(-x)**2", "sum(x @ W.T, axis=0)"],
)
def test_a_formula_is_said_as_it_is_written(text: str) -> None:
    written = text.replace("axis=0", "0")
    assert str(expression_of(written)) == text.replace("(a - b) - c", "a - b - c")


def test_a_computation_ends_with_its_budget_before_it_is_made() -> None:
    """Two columns that would broadcast to more than a machine has."""
    values = {"x": np.zeros((10**6, 1)), "y": np.zeros((1, 10**6))}
    with pytest.raises(TooCostlyError):
        compute(expression_of("x * y"), values, Budget(MOST_ELEMENTS), {})
    with pytest.raises(TooCostlyError):
        compute(expression_of("x @ y"), values, Budget(MOST_ELEMENTS), {})
