"""What is recognised of one class or of functions, decided once and used by every object."""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from grader.sandbox.child.results import FaultError
from grader.sandbox.child.styles import calls, gradients
from grader.sandbox.child.styles.names import METHODS, meanings, of_gradient, plain, plain_class
from grader.sandbox.protocol.frames import Fault, FaultCode
from grader.sandbox.protocol.request import Call, Case, Roles

_NAMES_CHARACTERS = 500
_NONE = Roles()
_FLAGS = ("training", "train", "is_training", "train_flg", "is_train", "train_mode")


class Readings:
    """Every reading of a file's code, and what was noted about them. members: its names."""

    def __init__(self, members: Mapping[str, Any]) -> None:
        self.members = members
        self.notes: list[Fault] = []
        self._by_name: dict[str, Reading] = {}

    def of(self, case: Case) -> "Reading":
        """That of the class or the functions that a case is about."""
        name = case.calls[0].name
        key = f"{name}, {case.roles is not None}"
        if key not in self._by_name:
            self._by_name[key] = Reading(self, name, case.aliases, case.roles)
        return self._by_name[key]

    def note(self, name: str, written: str, asked: str) -> None:
        """Note that something was read as something else."""
        self.notes.append(Fault(FaultCode.READ_AS, (name, written, asked)))

    def note_once(self, sign: Fault) -> None:
        """Note a sign, unless one of its kind is noted of the same."""
        known = {(note.code, note.texts[:1]) for note in self.notes}
        if (sign.code, sign.texts[:1]) not in known:
            self.notes.append(sign)

    def have_all(self, cases: Iterable[Case]) -> bool:
        """Whether everything that cases are about is defined."""
        try:
            for case in cases:
                self.of(case).find_all(case)
        except FaultError:
            return False
        return True


class Reading:
    """How one layer of a file is called, and where its gradients are."""

    def __init__(
        self, readings: Readings, name: str, aliases: Sequence[str], roles: Roles | None
    ) -> None:
        self._readings = readings
        self._asked = self.name = name
        self._aliases = aliases
        self.is_free = roles is not None
        self.roles = roles or _NONE
        self._found: dict[str, Callable[..., Any]] = {}
        self._bindings: dict[str, calls.Binding | None] = {}
        self._methods: dict[str, str] = {}
        self._paths: dict[str, gradients.Path | None] = {}
        self._told: set[str] = set()
        self.decisions: dict[str, Any] = {}  # of forward and backward, as `passes` makes them

    def find_all(self, case: Case) -> None:
        """Nothing. Raises FaultError where the class or a function of a case is not there."""
        for call in case.calls:
            if call.operation.name == "NEW":
                self.find_class()
            elif call.operation.name in {"FUNCTION", "PUSH", "PULL"}:
                self.find_function(call.name)

    def find_class(self) -> Callable[..., Any]:
        """The class. Raises FaultError where there is none that is clearly meant."""
        if self._asked not in self._found:
            self._found[self._asked] = self._look_for_class()
        return self._found[self._asked]

    def find_function(self, name: str) -> Callable[..., Any]:
        """A function. Raises FaultError where there is none that is clearly meant."""
        if name not in self._found:
            self._found[name] = self._look_for_function(name)
        return self._found[name]

    def find_method(self, holder: Any, name: str) -> Callable[..., Any]:
        """A method of an object. Raises FaultError where there is none that is clearly meant."""
        method: Callable[..., Any] | None = getattr(holder, self._methods.get(name, name), None)
        if callable(method):
            return method
        if self.is_free and name in METHODS:
            there = [
                each
                for kind in type(holder).__mro__[:-1]
                for each, member in vars(kind).items()
                if callable(member) and plain(each) in METHODS[name]
            ]
            if name == "forward" and not there and callable(holder):
                there = ["__call__"]
            if len(set(there)) == 1:
                self._methods[name] = there[0]
                self._note(f"{there[0]}(...)", f"{name}(...)")
                return getattr(holder, there[0])  # type: ignore[no-any-return]
        raise FaultError(FaultCode.NO_METHOD, self.name, name)

    def binding(self, place: str, function: Callable[..., Any]) -> calls.Binding | None:
        """How to hand arguments over by name to the constructor or a method, if that is needed."""
        if place not in self._bindings:
            self._bindings[place] = self._look_for_binding(place, function)
        return self._bindings[place]

    def read_gradient(self, holder: Any, place: str, returned: Mapping[str, Any]) -> Any:
        """The gradient that is asked for at a place where none is; None where it is nowhere.

        returned: gradients that backward has returned besides, by parameter.
        """
        if place not in self.roles.places:
            return None
        parameter = self.roles.parameters[self.roles.places.index(place)]
        if place in self._paths:
            return gradients.follow(holder, self._paths[place] or ())
        path = gradients.find_gradient(holder, parameter, moved=self.roles.moves)
        if path is not None:
            self._paths[place] = path
            self._note(gradients.text_of_path(path), _place_text(place))
            return gradients.follow(holder, path)
        if parameter in returned:
            order = (*self.roles.inputs, *self.roles.parameters)
            self.note_once(f"backward(...)[{order.index(parameter)}]", _place_text(place))
        return returned.get(parameter)

    def note_once(self, written: str, asked: str) -> None:
        """Note a reading, unless it was noted before."""
        if f"{written}, {asked}" not in self._told:
            self._told.add(f"{written}, {asked}")
            self._note(written, asked)

    def wants_dict(self, call: Call) -> bool:
        """Whether a function takes a dict of settings although there are none to give."""
        if not self.is_free or call.name not in self._found:
            return False
        function = self._found[call.name]
        is_more = calls.count_required(function) == len(call.arrays) + 1
        return is_more and plain(calls.last_parameter(function)).endswith(("param", "params"))

    def find_flag(self, holder: Any) -> str | None:
        """The attribute that says whether an object is in training."""
        return next((f for f in _FLAGS if isinstance(getattr(holder, f, None), bool)), None)

    def _note(self, written: str, asked: str) -> None:
        self._readings.note(self._asked, written, asked)

    def _look_for_class(self) -> Callable[..., Any]:
        members = self._readings.members
        names = (self._asked, *self._aliases)
        name = next((each for each in names if callable(members.get(each))), None)
        classes = [n for n, m in members.items() if inspect.isclass(m)]
        if name is None and self.is_free:
            meant = {plain_class(each) for each in names}
            fitting = {members[n]: n for n in classes if plain_class(n) in meant}
            name = next(iter(fitting.values())) if len(fitting) == 1 else None
        if name is None:
            raise FaultError(FaultCode.NO_CLASS, self._asked, _listed(classes))
        self.name = name
        if name != self._asked:
            self._note(f"class {name}", f"class {self._asked}")
        return members[name]  # type: ignore[no-any-return]

    def _look_for_function(self, name: str) -> Callable[..., Any]:
        members = self._readings.members
        if callable(found := members.get(name)):
            return found  # type: ignore[no-any-return]
        functions = [n for n, m in members.items() if inspect.isfunction(m)]
        if self.is_free:
            ending = next((e for e in ("forward", "backward") if name.endswith(e)), "")
            stems = {plain(name).removesuffix(ending), *map(plain_class, self._aliases)}
            fitting = [n for n in functions if plain(n) in {stem + ending for stem in stems}]
            if len(fitting) == 1:
                self._note(fitting[0], name)
                return members[fitting[0]]  # type: ignore[no-any-return]
        raise FaultError(FaultCode.NO_FUNCTION, name, _listed(functions))

    def is_unlike(self, constructor: Callable[..., Any]) -> bool:
        """Whether no parameter of a constructor is called like any that it is asked to take."""
        asked = self.roles.constructor
        meant = frozenset[str]().union(*map(meanings, asked))
        there = calls.names_of(constructor) or ()
        return len(asked) > 1 and bool(there) and not any(plain(name) in meant for name in there)

    def asked_text(self, place: str) -> str:
        """What the constructor or a method is asked to take; empty where that is not known."""
        asked = self._asked_of(place)
        return ", ".join(("self", *asked)) if asked else ""

    def _asked_of(self, place: str) -> Sequence[str]:
        if place == self._asked:
            return self.roles.constructor
        return {"forward": self.roles.forward, "backward": self.roles.upstream}.get(place, ())

    def _look_for_binding(self, place: str, function: Callable[..., Any]) -> calls.Binding | None:
        asked = self._asked_of(place)
        if not asked or calls.takes_in_order(function, asked):
            return None
        may_reorder = place == self._asked or len(self.roles.inputs) == 1
        found = calls.find_binding(function, asked, may_reorder=may_reorder)
        if found is not None:
            head = "__init__" if place == self._asked else place
            self._note(calls.signature_text(head, function), f"{head}({self.asked_text(place)})")
        return found


def gradients_by_name(value: Any, names: Sequence[str]) -> Mapping[str, Any]:
    """The gradients in a dict or in a sequence of as many, by what they are gradients of."""
    if isinstance(value, Mapping):
        found = {}
        for name in names:
            keys = meanings(name) | of_gradient(name)
            fitting = [key for key in value if isinstance(key, str) and plain(key) in keys]
            if len(fitting) == 1:
                found[name] = value[fitting[0]]
        return found
    if isinstance(value, tuple | list) and len(value) == len(names):
        return dict(zip(names, value, strict=True))
    if isinstance(value, np.ndarray) and len(names) == 1:
        return {names[0]: value}
    return {}


def _place_text(place: str) -> str:
    attribute, *steps = place.split("/")
    return f"self.{attribute}" + "".join(f"[{step!r}]" for step in steps)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)[:_NAMES_CHARACTERS]
