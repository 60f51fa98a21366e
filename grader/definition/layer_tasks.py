"""The table `layers` of `assignment.toml`: which layers a file must hold, and in what form."""

from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from grader.definition.sections import PositiveNumber, Section, duplicate, repeated_name
from grader.layers.catalogue import KINDS
from grader.layers.catalogue.choices import faults_of
from grader.layers.catalogue.specification import NamedTrial


class LayerTask(Section):
    """One layer to write and what it is worth."""

    layer: Literal[
        "Add",
        "Multiply",
        "Max",
        "Branch",
        "Sigmoid",
        "Tanh",
        "ReLU",
        "LeakyReLU",
        "Softmax",
        "Affine",
        "LayerNorm",
        "BatchNorm",
        "Dropout",
        "Embedding",
        "Attention",
        "Conv2D",
        "MaxPool",
        "AveragePool",
        "CrossEntropy",
        "SoftmaxWithLoss",
        "SquaredError",
        "AbsoluteError",
        "ThreeLayerPerceptron",
        "TrainingStep",
    ]
    """The name of the class to write."""
    points: PositiveNumber = 1.0
    """What it is worth when everything about it is right."""
    shapes: dict[str, int] = Field(default_factory=dict)
    """The sizes of its arrays by the letters of their shapes, such as `D`, where they are not to be
    the usual ones."""
    arguments: dict[str, Annotated[float, Field(allow_inf_nan=False)]] = Field(default_factory=dict)
    """What its constructor takes besides parameters, such as `stride`, where that is not to be
    usual."""
    tolerance: Annotated[float, Field(gt=0, le=0.01, allow_inf_nan=False)] | None = None
    """How far a right array may be off, relative and absolute, where code is to be allowed more
    than the judge allows by itself."""
    hidden: tuple[NamedTrial, ...] = ()
    """The tests of which participants read only what kind of check failed, and a hint."""


class Layers(Section):
    """Which layers a file must hold and how they are called."""

    convention: Literal["A", "A2", "B", "E"] = "A"
    """`A`: classes such as `Affine(W, b)` with `forward(x)`, `backward(dout)` and gradients in
    `dW` and `db`. `A2`: the same with gradients in a list `grads`, in the order of the parameters.
    `B`: functions `affine_forward(x, w, b)`, which returns output and cache, and
    `affine_backward(dout, cache)`, which returns all gradients. `E`: classes `Affine(inputs,
    outputs)` with dicts `params` and `grads`, keys `weight` and `bias`."""
    weights: Literal["inputs-outputs", "outputs-inputs"] | None = None
    """Whether W is (inputs, outputs) or (outputs, inputs); without it the latter for `E` and the
    former for all others."""
    batch: Literal["rows", "columns"] = "rows"
    """Whether an example is a row of x or a column."""
    parameter_gradients: Literal["sum", "mean"] = "sum"
    """Whether gradients of parameters are summed over the batch or averaged."""
    tasks: Annotated[tuple[LayerTask, ...], Field(min_length=1)]
    """The layers, each once."""

    @field_validator("tasks")
    @classmethod
    def _distinct(cls, tasks: tuple[LayerTask, ...]) -> tuple[LayerTask, ...]:
        if repeated := repeated_name([task.layer for task in tasks]):
            raise duplicate(("layers", "tasks", repeated[0], "layer"), repeated[1])
        for place, task in enumerate(tasks):
            for fault in faults_of(KINDS[task.layer], task.shapes, task.arguments, task.hidden):
                at = ("layers", "tasks", place, *fault.at)
                raise PydanticCustomError(
                    "layer_choice",
                    "{layer} takes here: {expected}",
                    {"layer": task.layer, "expected": fault.expected, "at": at},
                )
        return tasks

    @property
    def max_points(self) -> float:
        """The points of a file in which every layer is right."""
        return sum(task.points for task in self.tasks)
