"""The equations that reports show are true, in every layout."""

import numpy as np
import pytest

from grader.layers.catalogue import KINDS
from grader.layers.trials.dialects import Dialect

LAYOUTS = [
    (weights, batch, gradients)
    for weights in ("inputs-outputs", "outputs-inputs")
    for batch in ("rows", "columns")
    for gradients in ("sum", "mean")
]


def _compute(equation: str, arrays: dict[str, np.ndarray], n: int, axis: int) -> np.ndarray:
    """The right side of an equation of the affine layer, read as NumPy."""
    right = equation.partition(" = ")[2].removesuffix(" / N")
    if right.startswith("sum_n"):
        found = arrays["dout"].sum(axis=axis, keepdims=axis == 1)
    else:
        product, _, shift = right.partition(" + ")
        factors = [
            arrays[name.removesuffix("^T")].T if name.endswith("^T") else arrays[name]
            for name in product.split()
        ]
        found = factors[0] @ factors[1] + (arrays[shift] if shift else 0)
    return found / n if equation.endswith("/ N") else found


@pytest.mark.parametrize(("weights", "batch", "gradients"), LAYOUTS)
def test_the_affine_equations_give_the_arrays(weights: str, batch: str, gradients: str) -> None:
    dialect = Dialect(weights=weights, batch=batch, parameter_gradients=gradients)  # type: ignore[arg-type]
    layer = dialect.apply_to(KINDS["Affine"].specification())
    rng = np.random.default_rng(5)
    tensors = layer.sample(rng, 6, 1.0)
    y, vjp = layer.evaluate(tensors)
    dout = rng.normal(size=y.shape)
    right = {"y": y, **{f"d{name}": each for name, each in vjp(dout).items()}}
    arrays = {**tensors, "dout": dout}
    assert set(layer.equations) == set(right)
    for array, equation in layer.equations.items():
        computed = _compute(equation, arrays, 6, layer.batch_axis)
        np.testing.assert_allclose(computed, right[array], rtol=1e-12)


@pytest.mark.parametrize("name", ["Sigmoid", "ReLU", "Multiply"])
def test_what_goes_element_by_element_reads_the_same_in_columns(name: str) -> None:
    layer = KINDS[name].specification()
    assert Dialect(batch="columns").apply_to(layer).equations == layer.equations


def test_where_nobody_wrote_an_equation_none_is_shown() -> None:
    layer = KINDS["Softmax"].specification()
    assert Dialect(batch="columns").apply_to(layer).equations == {}
