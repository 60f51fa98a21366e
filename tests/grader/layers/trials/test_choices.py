"""What bundles choose about layers: it is what the code is tried on, and it is checked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.catalogue import KINDS
from grader.layers.judge import judge
from grader.layers.trials.choices import KNOWN_LAYERS
from grader.reports import Outcome
from grader.sandbox.protocol.request import Limits
from grader.verdicts import Verdict

FOLDER = Path(__file__).parents[3] / "judge" / "mutations" / "right"
LIMITS = Limits(20.0, 20.0, 512_000_000, 100_000)
LEAKY = """
import numpy as np
class LeakyReLU:
    def __init__(self, alpha=0.01):
        self.alpha = alpha
    def forward(self, x):
        self.slope = np.where(x > 0, 1.0, self.alpha)
        return self.slope * x
    def backward(self, dout):
        return self.slope * dout
"""
GELU = (FOLDER / "tanh/GELU/both_forms.py").read_text("utf-8")
AFFINE = """
class Affine:
    def __init__(self, W, b):
        assert W.shape == (7, 2) and b.shape == (2,), (W.shape, b.shape)
        self.W, self.b = W, b
    def forward(self, x):
        self.x = x
        return x @ self.W + self.b
    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
"""


@pytest.fixture(scope="module")
def judged(code_runner: Any) -> Callable[..., Outcome]:
    def judged(source: str, **task: Any) -> Outcome:
        layers = Layers(tasks=(LayerTask(**task),))
        return judge(source.encode(), "layers.py", layers, LIMITS, code_runner, 3)

    return judged


def test_a_constructor_gets_the_argument_that_the_bundle_gives(judged) -> None:
    assert judged(LEAKY, layer="LeakyReLU").verdict is Verdict.SCORED
    assert judged(LEAKY, layer="LeakyReLU", arguments={"alpha": 0.2}).verdict is Verdict.SCORED
    without = LEAKY.replace("self.alpha = alpha", "self.alpha = 0.01")
    outcome = judged(without, layer="LeakyReLU", arguments={"alpha": 0.2})
    assert outcome.verdict is Verdict.WRONG_VALUE


def test_arrays_have_the_shapes_that_the_bundle_gives(judged) -> None:
    assert judged(AFFINE, layer="Affine", shapes={"D": 7, "M": 2}).verdict is Verdict.SCORED
    assert judged(AFFINE, layer="Affine").verdict is Verdict.ERROR_IN_CODE


def test_a_tolerance_forgives_what_is_less_off(judged) -> None:
    source = AFFINE.replace("assert", "assert True or").replace(
        "dout.sum(axis=0)", "dout.sum(axis=0) * (1 + 1e-5)"
    )
    assert judged(source, layer="Affine").verdict is Verdict.WRONG_GRADIENT
    assert judged(source, layer="Affine", tolerance=1e-4).verdict is Verdict.SCORED


def _read(*tasks: dict[str, Any]) -> Layers:
    """The table as a bundle's file gives it."""
    return Layers.model_validate({"tasks": tasks}, context=KNOWN_LAYERS)


def test_a_name_that_no_layer_has_is_told_with_all_that_there_are() -> None:
    with pytest.raises(ValidationError) as caught:
        _read({"layer": "Relu"})
    error = caught.value.errors()[0]  # the other one is that of the list, which is empty now
    assert error["type"] == "literal_error"
    assert error["loc"] == ("tasks", 0, "layer")
    assert error["ctx"]["expected"] == ", ".join(map(repr, KINDS))


@pytest.mark.parametrize(
    ("task", "at", "expected"),
    [
        ({"layer": "Affine", "shapes": {"K": 3}}, ("shapes", "K"), "N, D, M"),
        ({"layer": "Affine", "shapes": {"D": 0}}, ("shapes", "D"), "1 to 256"),
        ({"layer": "Add", "arguments": {"stride": 1}}, ("arguments", "stride"), "nothing"),
        (
            {"layer": "Conv2D", "arguments": {"stride": 1.5}},
            ("arguments", "stride"),
            "a whole number, 1 to 256",
        ),
        ({"layer": "Dropout", "arguments": {"rate": 1.0}}, ("arguments", "rate"), "0.05 to 0.95"),
        ({"layer": "Dropout", "arguments": {"rate": "half"}}, ("arguments", "rate"), "0.05 to"),
        ({"layer": "GELU", "arguments": {"form": "erf"}}, ("arguments", "form"), '"exact", "tanh"'),
        ({"layer": "GELU", "arguments": {"form": 1.0}}, ("arguments", "form"), '"exact", "tanh"'),
        ({"layer": "Conv2D", "shapes": {"KH": 9}}, ("shapes",), "no window"),
        ({"layer": "Max", "hidden": ("zeros",)}, ("hidden", 0), "batch-of-one"),
    ],
)
def test_a_choice_that_cannot_be_is_told_with_its_place(
    task: dict[str, Any], at: tuple[str | int, ...], expected: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        _read({"layer": "ReLU"}, task)
    (error,) = caught.value.errors()
    assert error["type"] == "layer_choice"
    assert error["ctx"]["at"] == ("layers", "tasks", 1, *at)
    assert expected in error["ctx"]["expected"]


@pytest.mark.parametrize(
    ("value", "kind"), [(True, "float_type"), ([1], "float_type"), (float("nan"), "finite_number")]
)
def test_an_argument_is_a_finite_number_or_a_text(value: object, kind: str) -> None:
    with pytest.raises(ValidationError) as caught:
        _read({"layer": "Conv2D", "arguments": {"stride": value}})
    error = caught.value.errors()[0]
    assert (error["type"], error["loc"]) == (kind, ("tasks", 0, "arguments", "stride"))


def test_a_form_reaches_the_constructor_and_decides_what_is_right(judged) -> None:
    assert judged(GELU, layer="GELU").verdict is Verdict.SCORED
    assert judged(GELU, layer="GELU", arguments={"form": "tanh"}).verdict is Verdict.SCORED
    without = GELU.replace("self.form = form", 'self.form = "exact"')
    outcome = judged(without, layer="GELU", arguments={"form": "tanh"})
    assert outcome.verdict is Verdict.WRONG_VALUE
    (layer,) = outcome.report.layers
    assert layer.findings[0].problem.code == "gelu_form"
    assert "tanh(u)" in layer.findings[0].equation


@pytest.mark.parametrize("name", KINDS)
def test_every_layer_can_be_asked_for_and_has_an_equation_for_each_array(name: str) -> None:
    _read({"layer": name})
    layer = KINDS[name].specification()
    assert set(layer.equations) == set(layer.arrays)
    assert layer.name == name


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.shapes])
def test_every_layer_can_be_of_other_sizes(name: str) -> None:
    shapes = {size: usual + 1 for size, usual in KINDS[name].shapes.items()}
    (task,) = _read({"layer": name, "shapes": shapes}).tasks
    assert task.shapes == shapes
