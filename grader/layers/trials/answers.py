"""What student code answered to a trial, in the shapes that the judge reckons with.

Honest code returns the same numbers in many wrappings: a gradient in a list, a loss as an array of
one element, a bias gradient of shape (1, M). Those are unwrapped here; a wrong shape stays wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.layers.catalogue.specification import Specification
from grader.layers.trials.scripts import Script
from grader.layers.trials.trials import BACKWARD, FORWARD, Round, Slot, Trial
from grader.problems import Problem
from grader.sandbox.runner import Array, Reply
from reference.arrays import Floats


@dataclass(frozen=True)
class Answers:
    """The replies to one trial by slot.

    slots: those to fill. handed: the arrays that went out. whole: every call was answered or a
    problem ended it.
    """

    trial: Trial
    slots: Sequence[Slot]
    handed: Mapping[Slot, tuple[Array, ...]]
    replies: Mapping[Slot, Reply]
    whole: bool

    @property
    def has_raised(self) -> bool:
        """Whether some call failed."""
        return any(reply.problem is not None for reply in self.replies.values())

    def problem_at(self, slot: Slot) -> Problem | None:
        """The problem of the call in that slot."""
        reply = self.replies.get(slot)
        return None if reply is None else reply.problem

    def arrays_at(self, slot: Slot) -> tuple[Array, ...] | None:
        """The arrays of the call in that slot, if it was answered."""
        reply = self.replies.get(slot)
        return None if reply is None or reply.problem else reply.arrays

    def output(self, number: int, shape: tuple[int, ...]) -> Floats | None:
        """What forward returned in a round, unwrapped towards `shape`."""
        arrays = self.arrays_at((number, FORWARD))
        return None if arrays is None else unwrap(arrays, shape)


def answers_to(script: Script, replies: Sequence[Reply]) -> Answers:
    """The replies to a script by its slots."""
    ended = bool(replies) and replies[-1].problem is not None
    return Answers(
        script.trial,
        script.slots,
        script.arguments_by_slot(),
        script.replies_by_slot(replies),
        ended or len(replies) == len(script.lines),
    )


def unwrap(arrays: Sequence[Array], shape: tuple[int, ...]) -> Floats | None:
    """Arrays as one array of floats, of `shape` where only the wrapping differs.

    None where they are several that do not stack, or none.
    """
    if len({array.shape for array in arrays}) != 1:
        return None
    whole = arrays[0] if len(arrays) == 1 else np.stack(arrays)
    got: Floats = whole.astype(np.float64)
    if got.shape == (1,) * (got.ndim - len(shape)) + shape:
        return got.reshape(shape)
    return got


def gradients_in(
    layer: Specification, answers: Answers, number: int, shapes: Mapping[str, tuple[int, ...]]
) -> Mapping[str, Floats | None]:
    """The gradients of a round by variable; None where there is none to speak of.

    shapes: of the right gradients, by variable.
    """
    returned = answers.arrays_at((number, BACKWARD)) or ()
    groups = _per_input(returned, len(layer.inputs))
    found = {
        name: unwrap(group, shapes[name]) for name, group in zip(layer.inputs, groups, strict=True)
    }
    for name in layer.parameters:
        stored = answers.arrays_at((number, layer.gradient(name))) or ()
        found[name] = unwrap(stored, shapes[name])
    return found


def _per_input(arrays: Sequence[Array], inputs: int) -> Sequence[Sequence[Array]]:
    """What backward returned, shared out among the inputs; nothing to any where it does not fit."""
    if inputs == 1:
        return [arrays]
    if len(arrays) == 1 and arrays[0].shape[:1] == (inputs,):
        return [[part] for part in arrays[0]]  # both gradients stacked in one array
    return [[part] for part in arrays] if len(arrays) == inputs else [()] * inputs


def settle(layer: Specification, answers: Answers) -> Trial:
    """A trial with what the code was free to choose as it chose it."""
    if layer.settle is None:
        return answers.trial
    trial, outputs, found = answers.trial, list[Floats | None](), list[Round]()
    for number, each in enumerate(trial.rounds):
        outputs.append(answers.output(number, each.right[0].shape))
        seen = trial.on_one_object(number)
        tensors = [*(found[one].tensors for one in seen[:-1]), each.tensors]
        assert each.layer.settle is not None
        settled = each.layer.settle(each.layer, tensors, [outputs[one] for one in seen])
        found.append(replace(each, tensors=settled))
    return replace(trial, rounds=tuple(found))
