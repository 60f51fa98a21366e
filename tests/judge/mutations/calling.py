"""A file of layers executed right here, and one layer of it called as its convention says.

Only for files of this folder: nothing is confined.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.judge.mutations.contract import (
    CLASSIFIERS,
    CONTRACTS,
    WITHOUT_INPUT_GRADIENT,
    Contract,
    gradients_of,
)

Arrays = tuple[np.ndarray, ...]
CONVENTIONS = frozenset({"convention", "weights", "batch", "parameter_gradients"})
_KEYS = {"W": "weight", "b": "bias"}
_SETTINGS_OF_B = {"pool_h": "pool_height", "pool_w": "pool_width", "rate": "p"}


@dataclass(frozen=True)
class Dialect:
    """How arrays lie, from what a bundle declares."""

    declared: Mapping[str, str]

    @property
    def convention(self) -> str:
        """`A`, `A2`, `B` or `E`."""
        return self.declared.get("convention", "A")

    @property
    def arguments(self) -> dict[str, str]:
        """What it gives the constructor, besides conventions."""
        return {name: each for name, each in self.declared.items() if name not in CONVENTIONS}

    @property
    def has_columns(self) -> bool:
        """Whether an example is a column."""
        return self.declared.get("batch") == "columns"

    @property
    def averages(self) -> bool:
        """Whether gradients of parameters are means."""
        return self.declared.get("parameter_gradients") == "mean"

    def lay(self, name: str, array: np.ndarray, contract: Contract) -> np.ndarray:
        """A tensor of the reference, or its gradient, as it lies here."""
        usual = "outputs-inputs" if self.convention == "E" else "inputs-outputs"
        if name in contract.matrices:
            turned = self.declared.get("weights", usual) == "outputs-inputs"
        elif name in contract.parameters:
            return array.reshape(-1, 1) if self.has_columns and array.ndim == 1 else array
        else:
            turned = self.has_columns and array.ndim == 2
        return array.T.copy() if turned else array


@dataclass
class Pupil:
    """One layer of a file that was executed, and the object of it that is being called.

    overwritten: which of forward and backward changed an array that it was given.
    """

    name: str
    source: str
    dialect: Dialect
    class_numbers: bool = False
    overwritten: set[str] = field(default_factory=set)
    members: dict[str, Any] = field(default_factory=dict, init=False)
    object: Any = field(default=None, init=False)
    cache: Any = field(default=None, init=False)
    gradients: Any = field(default=None, init=False)
    parameters: dict[str, np.ndarray] = field(default_factory=dict, init=False)
    given: dict[str, np.ndarray] = field(default_factory=dict, init=False)
    handed: list[np.ndarray] = field(default_factory=list, init=False)
    options: dict[str, Any] = field(default_factory=dict, init=False)

    def load(self, seed: int) -> None:
        """Execute the file."""
        np.random.seed(seed)  # noqa: NPY002 - what the judge does too
        self.members = {"__name__": "layers", "print": lambda *_: None}
        exec(compile(self.source, "layers.py", "exec"), self.members)

    def new(self, parameters: Mapping[str, np.ndarray], settings: Mapping[str, float]) -> None:
        """Build a fresh object."""
        self.parameters = {name: array.copy() for name, array in parameters.items()}
        self.given = {name: array.copy() for name, array in parameters.items()}
        self.options = {_SETTINGS_OF_B.get(key, key): each for key, each in settings.items()}
        self.object = self.cache = self.gradients = None
        if self.dialect.convention == "B":
            return
        names = (self.name, *CONTRACTS[self.name].aliases)
        maker = next(self.members[name] for name in names if name in self.members)
        if self.dialect.convention != "E":
            self.object = maker(*self.parameters.values(), *settings.values())
            return
        self.object = maker(*self._sizes(), *settings.values())
        for name, array in self.parameters.items():
            self.object.params[_KEYS.get(name, name)] = array

    def _sizes(self) -> tuple[int, ...]:
        """What convention E builds an object from."""
        shapes = [array.shape for array in self.parameters.values()]
        match self.name:
            case "Affine":
                return shapes[0][::-1]
            case "Conv2D":
                filters, channels, *kernel = shapes[0]
                return (channels, filters, *kernel)
            case "ThreeLayerPerceptron" | "TrainingStep":
                return (shapes[0][1], shapes[0][0], shapes[2][0])
        return shapes[0] if shapes else ()

    def forward(self, inputs: Sequence[np.ndarray], *, train: bool | None = None) -> Arrays:
        """What forward returns, each output on its own."""
        handed = self._label([array.copy() for array in inputs])
        before = [array.copy() for array in handed]
        if self.dialect.convention == "B":
            outputs = self._forward_of_b(handed, train)
        else:
            flags = () if train is None else (train,)
            outputs = self.object.forward(*handed, *flags)
        self._look("forward", handed, before)
        self.handed = handed
        return _separate(outputs, 2 if self.name == "Branch" else 1)

    def backward(self, upstreams: Sequence[Any]) -> dict[str, np.ndarray | None]:
        """The gradients by variable; None for one that is not there."""
        before = [array.copy() for array in self.handed]
        names = gradients_of(self.name)
        if self.dialect.convention == "B":
            returned = self.gradients
            if not CONTRACTS[self.name].is_loss:
                function = self.members[f"{CONTRACTS[self.name].function}_backward"]
                returned = function(*upstreams, self.cache)
            found = _share_out(names, returned)
        else:
            returned = self.object.backward(*upstreams)
            own = [name for name in names if name not in self.parameters]
            found = {} if self.name in WITHOUT_INPUT_GRADIENT else _share_out(own, returned)
            found |= self._stored()
        self._look("backward", self.handed, before)
        for name, array in self.given.items():
            if not np.array_equal(array, self._parameter(name)):
                self.overwritten.add("backward")
        return found

    def _forward_of_b(self, handed: Sequence[np.ndarray], train: bool | None) -> Any:
        contract = CONTRACTS[self.name]
        if contract.is_loss:
            function = self.members[contract.function]
            loss, *self.gradients = function(*handed, *self.parameters.values())
            return loss
        if train is not None:
            self.options["mode"] = "train" if train else "test"
        options = (self.options,) if self.options else ()
        function = self.members[f"{contract.function}_forward"]
        outputs, self.cache = function(*handed, *self.parameters.values(), *options)
        return outputs

    def _label(self, arrays: list[np.ndarray]) -> list[np.ndarray]:
        """The arguments, with labels in the form that the code takes."""
        is_number = self.name in CLASSIFIERS and (
            self.class_numbers or self.dialect.convention == "B"
        )
        if not is_number:
            return arrays
        return [arrays[0], arrays[1].argmax(axis=0 if self.dialect.has_columns else 1)]

    def _look(self, method: str, now: Sequence[np.ndarray], before: Sequence[np.ndarray]) -> None:
        if not all(map(np.array_equal, now, before)):
            self.overwritten.add(method)

    def _stored(self) -> dict[str, np.ndarray | None]:
        found: dict[str, np.ndarray | None] = {}
        for place, name in enumerate(self.parameters):
            match self.dialect.convention:
                case "A":
                    value = getattr(self.object, f"d{name}", None)
                case "A2":
                    grads = self.object.grads
                    value = grads[place] if place < len(grads) else None
                case _:
                    value = self.object.grads.get(_KEYS.get(name, name))
            found[name] = None if value is None else np.array(value)
        return found

    def _parameter(self, name: str) -> np.ndarray:
        if self.dialect.convention == "E":
            return self.object.params[_KEYS.get(name, name)]
        return self.parameters[name]


def _separate(value: Any, count: int) -> Arrays:
    """One or several outputs as arrays."""
    if count == 1:
        return (np.array(value),)
    return tuple(np.array(each) for each in value)


def _share_out(names: Sequence[str], returned: Any) -> dict[str, np.ndarray | None]:
    """What was returned, by variable; None for all where the number is not right."""
    if len(names) == 1:
        if isinstance(returned, tuple | list) and len(returned) == 1:
            (returned,) = returned
        return {names[0]: None if returned is None else np.array(returned)}
    if returned is None or len(returned) != len(names):
        return dict.fromkeys(names)
    return {name: np.array(each) for name, each in zip(names, returned, strict=True)}
