"""The table `layers` of `assignment.toml`: which layers a file must hold, and in what form."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    Field,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticCustomError, PydanticKnownError

from grader.definition.sections import PositiveNumber, Section, duplicate, repeated_name

Convention = Literal["A", "A2", "B", "E"]
Weights = Literal["inputs-outputs", "outputs-inputs"]
Batch = Literal["rows", "columns"]
ParameterGradients = Literal["sum", "mean"]
DropoutRate = Literal["drop", "keep"]
TestName = Literal[
    "random",
    "batch-of-one",
    "zeros",
    "large",
    "several-batches",
    "two-forwards",
    "two-objects",
    "other-arguments",
    "ties",
    "constant",
    "unlikely",
    "leftover",
    "divisible",
    "many",
    "scaled-loss",
    "evaluation",
]


@dataclass(frozen=True)
class ChoiceFault:
    """A choice that cannot be: where it stands below the task, and what may stand there."""

    at: tuple[str | int, ...]
    expected: str


@dataclass(frozen=True)
class KnownLayers:
    """The context of validation that knows the layers; without it any name and choice passes.

    faults_of: everything wrong with the choices about a layer.
    """

    names: tuple[str, ...]
    faults_of: Callable[["LayerTask"], Iterable[ChoiceFault]]


def _check_known(name: str, info: ValidationInfo) -> str:
    if isinstance(info.context, KnownLayers) and name not in info.context.names:
        expected = ", ".join(map(repr, info.context.names))
        raise PydanticKnownError("literal_error", {"expected": expected})
    return name


def _number_or_text(value: object) -> float | str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticKnownError("float_type")
    if not math.isfinite(value):
        raise PydanticKnownError("finite_number")
    return float(value)


ArgumentValue = Annotated[
    float | str,
    PlainValidator(_number_or_text),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}]}),
]


class LayerTask(Section):
    """One layer to write and what it is worth."""

    layer: Annotated[str, AfterValidator(_check_known)]
    """The name of the class to write."""
    points: PositiveNumber = 1.0
    """What it is worth when everything about it is right."""
    shapes: dict[str, int] = Field(default_factory=dict)
    """The sizes of its arrays by the letters of their shapes, such as `D`, where they are not to be
    the usual ones."""
    arguments: dict[str, ArgumentValue] = Field(default_factory=dict)
    """What its constructor takes besides parameters, such as `stride`, where that is not to be
    usual."""
    tolerance: Annotated[float, Field(gt=0, le=0.01, allow_inf_nan=False)] | None = None
    """How far a right array may be off, relative and absolute, where code is to be allowed more
    than the judge allows by itself."""
    hidden: tuple[TestName, ...] = ()
    """The tests of which participants read only what kind of check failed."""


class Layers(Section):
    """Which layers a file must hold and how they are called."""

    convention: Convention = "A"
    """`A`: classes such as `Affine(W, b)` with `forward(x)`, `backward(dout)` and gradients in
    `dW` and `db`. `A2`: the same with gradients in a list `grads`, in the order of the parameters.
    `B`: functions `affine_forward(x, w, b)`, which returns output and cache, and
    `affine_backward(dout, cache)`, which returns all gradients. `E`: classes `Affine(inputs,
    outputs)` with dicts `params` and `grads`, keys `weight` and `bias`."""
    weights: Weights | None = None
    """Whether W is (inputs, outputs) or (outputs, inputs); without it the latter for `E` and the
    former for all others."""
    batch: Batch = "rows"
    """Whether an example is a row of x or a column."""
    parameter_gradients: ParameterGradients = "sum"
    """Whether gradients of parameters are summed over the batch or averaged."""
    dropout_rate: DropoutRate = "drop"
    """Whether the number that dropout is handed is the probability to be dropped or to be kept."""
    strict: bool = False
    """Whether code must be called exactly as the statement says. Otherwise a name or a place that
    can only mean one thing is read as that, and the report says so."""
    tasks: Annotated[tuple[LayerTask, ...], Field(min_length=1)]
    """The layers, each once."""

    @field_validator("tasks")
    @classmethod
    def _check(cls, tasks: tuple[LayerTask, ...], info: ValidationInfo) -> tuple[LayerTask, ...]:
        if repeated := repeated_name([task.layer for task in tasks]):
            raise duplicate(("layers", "tasks", repeated[0], "layer"), repeated[1])
        for place, task in enumerate(tasks):
            faults = info.context.faults_of(task) if isinstance(info.context, KnownLayers) else ()
            for fault in faults:
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
