"""How a file is called: the conventions that a bundle may name, as calls on a trial.

- `A`: a class `Affine(W, b)` with `forward(x)` and `backward(dout)`; gradients in `dW` and `db`.
- `A2`: the same with lists, `params` and `grads`.
- `B`: functions `affine_forward(x, w, b) -> (out, cache)` and
  `affine_backward(dout, cache) -> (dx, dw, db)`, labels as class numbers, and
  `softmax_loss(x, y) -> (loss, dx)`.
- `E`: a class `Affine(inputs, outputs)` that makes its dicts `params` and `grads`, with the keys
  `weight` and `bias`; W is (outputs, inputs).

A trial's arrays and the judge's checks are the same in all of them: a convention only says which
call carries which arrays, and which slots its answer fills.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.definition.layer_tasks import Convention
from grader.layers.catalogue.specification import TRAINING, Setting, Specification
from grader.layers.trials.trials import (
    AGAIN,
    BACKWARD,
    FORWARD,
    GRADIENTS,
    KEPT_BY_BACKWARD,
    KEPT_BY_FORWARD,
    KEPT_OUTPUT,
    KEPT_UPSTREAM,
    NEW,
    PARAMETERS,
    Round,
    Slot,
    Trial,
)
from grader.sandbox.runner import Array, Call, Operation, Roles
from reference.arrays import Floats

Shares = tuple[tuple[Slot, int | None], ...]
Settings = tuple[tuple[str, Setting], ...]

_KEYS = {"W": "weight", "b": "bias"}  # of the dicts of E; others go by their names


@dataclass(frozen=True)
class ScriptLine:
    """One call of a script.

    given: the slots that its arguments belong to, answers: those that its answer fills, each with
    how many arrays; None takes what is left.
    """

    call: Call
    given: Shares = ()
    answers: Shares = ()


def split_by_slot(arrays: Sequence[Array], shares: Shares) -> Mapping[Slot, tuple[Array, ...]]:
    """Arrays by slot. Where there are more than the shares take, the first slot has them all."""
    wanted = [count for _, count in shares]
    if None not in wanted and len(arrays) > sum(count or 0 for count in wanted):
        return {slot: tuple(arrays) if place == 0 else () for place, (slot, _) in enumerate(shares)}
    found, at = {}, 0
    for slot, count in shares:
        end = len(arrays) if count is None else at + count
        found[slot] = tuple(arrays[at:end])
        at = end
    return found


def lines_of(
    convention: Convention, layer: Specification, trial: Trial, *, class_numbers: bool
) -> tuple[ScriptLine, ...]:
    """The calls of a trial. class_numbers: labels go out as (N,) integers, not as one-hot rows."""
    return tuple(_CALLERS[convention](layer, trial, class_numbers).lines())


def roles_of(convention: Convention, layer: Specification) -> Roles:
    """What the arguments and gradients of a layer are called in a convention."""
    return _CALLERS[convention].roles(layer)


def takes(convention: Convention, *, class_numbers: bool) -> bool:
    """Whether labels may have that form in a convention."""
    return convention != "B" or class_numbers


@dataclass(frozen=True)
class _Caller:
    """Convention A, with what the others do in another way as methods of their own."""

    layer: Specification
    trial: Trial
    class_numbers: bool

    @classmethod
    def roles(cls, layer: Specification) -> Roles:
        """What the arguments and gradients of a layer are called."""
        train = ("train",) if layer.has_modes else ()
        return Roles(
            constructor=(*layer.parameters, *layer.settings),
            forward=(*layer.arguments, *train),
            upstream=tuple(f"dout{n + 1}" for n in range(layer.copies))
            if layer.copies > 1
            else ("dout",),
            inputs=layer.inputs,
            parameters=layer.parameters,
            places=tuple(cls.places(layer)),
            is_loss=layer.is_loss,
            moves=layer.updates,
        )

    def lines(self) -> Iterator[ScriptLine]:
        """Go through the forwards and backwards; each object is built when it is first needed."""
        for number, name in self.trial.passes:
            each = self.trial.rounds[number]
            if name == FORWARD and self.trial.first(number) == number:
                yield from self._about(each, self.build(number, each))
            yield from self._about(each, self._go_through(number, each, name))

    def _go_through(self, number: int, each: Round, name: str) -> Iterator[ScriptLine]:
        """A forward or a backward, and what is asked about it."""
        if name == FORWARD:
            yield from self.forward(number, each)
            if self._reads_arguments(each):
                yield self.read_arguments(number)
        elif name == KEPT_OUTPUT:
            yield self.read_output(number)
        elif name == KEPT_UPSTREAM:
            call = Call(Operation.INPUTS, self._backward_name())
            yield ScriptLine(call, answers=(((number, KEPT_UPSTREAM), None),))
        elif name == AGAIN:
            assert each.upstream is not None
            yield ScriptLine(self.call_again(each.upstream), answers=(((number, AGAIN), None),))
        elif name == BACKWARD:
            assert each.upstream is not None
            yield from self.backward(number, each.upstream)
        if name == GRADIENTS or (name == BACKWARD and (number, GRADIENTS) not in self.trial.order):
            yield from self.gradients(number)

    def _about(self, each: Round, lines: Iterator[ScriptLine]) -> Iterator[ScriptLine]:
        """Lines about the object of a round."""
        if not each.subject:
            return lines
        return (ScriptLine(_about(li.call, each.subject), li.given, li.answers) for li in lines)

    def _reads_arguments(self, each: Round) -> bool:
        """Whether it counts what forward has left of its inputs, apart from backward."""
        if self.trial.name == "probe":
            return False
        return not self.trial.is_brief or not each.is_training

    def build(self, number: int, each: Round) -> Iterator[ScriptLine]:
        """The object, from its parameters and settings."""
        parameters, settings = self.parameters(each), tuple(each.layer.handed_settings.items())
        call = Call(Operation.NEW, self.layer.name, parameters, settings)
        yield ScriptLine(call, (((number, NEW), None),), (((number, NEW), 0),))

    def forward(self, number: int, each: Round) -> Iterator[ScriptLine]:
        """A forward."""
        share = (((number, FORWARD), None),)
        call = Call(Operation.CALL, "forward", self.arguments(each), self.mode(each))
        yield ScriptLine(call, share, share)

    def read_arguments(self, number: int) -> ScriptLine:
        """The inputs of forward as they are now."""
        return ScriptLine(_INPUTS, answers=(((number, KEPT_BY_FORWARD), None),))

    def read_output(self, number: int) -> ScriptLine:
        """What forward has returned, as it is now."""
        call = Call(Operation.OUTPUTS, self._forward_name())
        return ScriptLine(call, answers=(((number, KEPT_OUTPUT), None),))

    def _forward_name(self) -> str:
        return "forward"

    def _backward_name(self) -> str:
        return "backward"

    def call_again(self, upstream: Floats) -> Call:
        """The same backward once more."""
        return self.backward_call(upstream)

    def backward(self, number: int, upstream: Floats) -> Iterator[ScriptLine]:
        """A backward."""
        yield ScriptLine(self.backward_call(upstream), answers=(((number, BACKWARD), None),))

    def gradients(self, number: int) -> Iterator[ScriptLine]:
        """The gradients of parameters, and inputs and parameters as they are after a backward."""
        for name, place in zip(self.layer.parameters, self.places(self.layer), strict=True):
            slot = (number, self.layer.gradient(name))
            yield ScriptLine(Call(Operation.READ, place), answers=((slot, None),))
        yield ScriptLine(_INPUTS, answers=(((number, KEPT_BY_BACKWARD), None),))
        if not self.trial.is_brief or self._is_last(number):
            for call in self.read_parameters():
                yield ScriptLine(call, answers=(((number, PARAMETERS), None),))

    def _is_last(self, number: int) -> bool:
        """Whether the object of a round does not come back later."""
        *_, last = (each for each in self.trial.passes if self._is_back(each, number))
        return last[0] == number

    def _is_back(self, at: Slot, number: int) -> bool:
        """Whether a slot is a backward of the object of a round."""
        rounds = self.trial.rounds
        return at[1] == BACKWARD and rounds[at[0]].subject == rounds[number].subject

    def backward_call(self, upstream: Floats) -> Call:
        """The call that makes the gradients; without inputs nothing has to be returned."""
        if self.layer.updates:
            return Call(Operation.RUN, "update")
        operation = Operation.CALL if self.layer.inputs else Operation.RUN
        return Call(operation, "backward", self.upstreams(upstream))

    def upstreams(self, upstream: Floats) -> tuple[Array, ...]:
        """The upstream gradient of each array that forward returns."""
        return tuple(upstream) if self.layer.copies > 1 else (upstream,)

    @staticmethod
    def places(layer: Specification) -> Iterator[str]:
        """Where the gradients of the parameters lie."""
        return map(layer.gradient, layer.parameters)

    def read_parameters(self) -> Iterator[Call]:
        """What gives the parameters as they are now."""
        if self.layer.parameters:
            yield Call(Operation.INPUTS, self.layer.name)

    def mode(self, each: Round) -> Settings:
        """What forward is told besides its arguments."""
        return ((TRAINING, each.is_training),) if self.layer.has_modes else ()

    def arguments(self, each: Round) -> tuple[Array, ...]:
        """What forward is called with."""
        return tuple(self._argument(each, name) for name in self.layer.arguments)

    def _argument(self, each: Round, name: str) -> Array:
        array = each.tensors[name]
        is_number = self.class_numbers and name == self.layer.labels
        return array.argmax(axis=1 - self.layer.batch_axis) if is_number else array

    def parameters(self, each: Round) -> tuple[Array, ...]:
        """The arrays of the parameters."""
        return tuple(each.tensors[name] for name in self.layer.parameters)


class _CallerOfA2(_Caller):
    @staticmethod
    def places(layer: Specification) -> Iterator[str]:
        listed = "params" if layer.updates else "grads"
        return (f"{listed}/{place}" for place in range(len(layer.parameters)))


class _CallerOfE(_Caller):
    def build(self, number: int, each: Round) -> Iterator[ScriptLine]:
        """The object, from its sizes and settings, and then its parameters in their places."""
        sizes = ((f"size {place}", size) for place, size in enumerate(self.layer.sizes))
        settings = (*sizes, *each.layer.handed_settings.items())
        call = Call(Operation.NEW, self.layer.name, settings=settings)
        yield ScriptLine(call, answers=(((number, NEW), 0),))
        for array, key in zip(self.parameters(each), self._keys(), strict=True):
            call = Call(Operation.WRITE, f"params/{key}", (array,))
            yield ScriptLine(call, (((number, NEW), None),), (((number, NEW), 0),))

    @classmethod
    def roles(cls, layer: Specification) -> Roles:
        return replace(super().roles(layer), constructor=())

    @staticmethod
    def places(layer: Specification) -> Iterator[str]:
        named = "params" if layer.updates else "grads"
        return (f"{named}/{_key(name)}" for name in layer.parameters)

    def read_parameters(self) -> Iterator[Call]:
        return (Call(Operation.READ, f"params/{key}") for key in self._keys())

    def _keys(self) -> list[str]:
        return list(map(_key, self.layer.parameters))


class _CallerOfB(_Caller):
    @classmethod
    def roles(cls, layer: Specification) -> Roles:
        return Roles(inputs=layer.inputs, parameters=layer.parameters, is_loss=layer.is_loss)

    def build(self, number: int, each: Round) -> Iterator[ScriptLine]:  # noqa: ARG002 - as in the others
        """Nothing is built: every call brings the parameters along."""
        return iter(())

    def forward(self, number: int, each: Round) -> Iterator[ScriptLine]:
        arguments, parameters = self.arguments(each), self.parameters(each)
        given: Shares = (((number, FORWARD), len(arguments)), self._parameters_given(number))
        call = Call(
            self._operation,
            self._name("forward"),
            (*arguments, *parameters),
            (*self._settings(each), *self.mode(each)),
            in_a_dict=True,
        )
        filled: Shares = (((number, FORWARD), None),)
        if self.layer.is_loss:  # it gives its gradients along with the loss
            filled = (((number, FORWARD), 1), *self._gradients_of(number))
        yield ScriptLine(call, given, filled)

    def read_arguments(self, number: int) -> ScriptLine:
        return ScriptLine(self._inputs(), answers=self._share_of_inputs(number, KEPT_BY_FORWARD))

    def backward(self, number: int, upstream: Floats) -> Iterator[ScriptLine]:
        if not self.layer.is_loss:
            call = Call(Operation.PULL, self._name("backward"), self.upstreams(upstream))
            yield ScriptLine(call, answers=self._gradients_of(number))

    def gradients(self, number: int) -> Iterator[ScriptLine]:
        yield ScriptLine(self._inputs(), answers=self._share_of_inputs(number, KEPT_BY_BACKWARD))

    def _forward_name(self) -> str:
        return self._name("forward")

    def _backward_name(self) -> str:
        return self._name("backward")

    def call_again(self, upstream: Floats) -> Call:
        return Call(Operation.PULL, self._name("backward"), self.upstreams(upstream))

    def mode(self, each: Round) -> Settings:
        return (("mode", "train" if each.is_training else "test"),) if self.layer.has_modes else ()

    def _settings(self, each: Round) -> Settings:
        named = self.layer.function_settings
        return tuple(
            (named.get(name, name), value) for name, value in each.layer.handed_settings.items()
        )

    def _parameters_given(self, number: int) -> tuple[Slot, None]:
        return (number, NEW if self.trial.first(number) == number else "parameters given"), None

    def _gradients_of(self, number: int) -> Shares:
        slots: Shares = (((number, BACKWARD), len(self.layer.inputs)),)
        parameters = map(self.layer.gradient, self.layer.parameters)
        return slots + tuple(((number, name), 1) for name in parameters)

    @property
    def _operation(self) -> Operation:
        return Operation.FUNCTION if self.layer.is_loss else Operation.PUSH

    def _name(self, pass_name: str) -> str:
        return self.layer.function if self.layer.is_loss else f"{self.layer.function}_{pass_name}"

    def _inputs(self) -> Call:
        return Call(Operation.INPUTS, self._name("forward"))

    def _share_of_inputs(self, number: int, slot: str) -> Shares:
        rest = PARAMETERS if slot == KEPT_BY_BACKWARD else "parameters after forward"
        return (((number, slot), len(self.layer.arguments)), ((number, rest), None))


def _about(call: Call, subject: int) -> Call:
    """A call about another object; `replace` would take as long as all the rest."""
    return Call(call.operation, call.name, call.arrays, call.settings, call.in_a_dict, subject)


def _key(name: str) -> str:
    return _KEYS.get(name, name)


_INPUTS = Call(Operation.INPUTS, "forward")
_CALLERS: Mapping[Convention, type[_Caller]] = {
    "A": _Caller,
    "A2": _CallerOfA2,
    "B": _CallerOfB,
    "E": _CallerOfE,
}
