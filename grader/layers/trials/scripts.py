"""A trial as the calls of one case, and the replies to it by slot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grader.definition.layer_tasks import Convention
from grader.layers.catalogue.specification import Specification
from grader.layers.trials.conventions import ScriptLine, lines_of, roles_of, split_by_slot
from grader.layers.trials.trials import AGAIN, Slot, Trial
from grader.sandbox.runner import Array, Case, Reply


@dataclass(frozen=True)
class Script:
    """The calls of a trial in order. layer: its name."""

    layer: str
    trial: Trial
    lines: tuple[ScriptLine, ...]
    case: Case

    @property
    def asks_again(self) -> bool:
        """Whether the last call is a backward once more."""
        return any(slot[1] == AGAIN for slot, _ in self.lines[-1].answers)

    def without_again(self) -> "Script":
        """The same without that call."""
        return replace(self, lines=self.lines[:-1]) if self.asks_again else self

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Every slot that an answer is to fill, in the order of the calls."""
        return tuple(dict.fromkeys(slot for line in self.lines for slot, _ in line.answers))

    def arguments_by_slot(self) -> Mapping[Slot, tuple[Array, ...]]:
        """The arrays that go out, by the slot that they belong to."""
        found: dict[Slot, tuple[Array, ...]] = {}
        for line in self.lines:
            for slot, arrays in split_by_slot(line.call.arrays, line.given).items():
                found[slot] = (*found.get(slot, ()), *arrays)
        return found

    def replies_by_slot(self, replies: Sequence[Reply]) -> Mapping[Slot, Reply]:
        """Replies to the calls, as far as they came, as replies by slot.

        A problem of a call is one of all the slots that it was to fill.
        """
        found: dict[Slot, Reply] = {}
        for line, reply in zip(self.lines, replies, strict=False):
            shares = split_by_slot(reply.arrays, line.answers)
            for slot, _ in line.answers:
                before = found.get(slot, Reply())
                arrays = (*before.arrays, *shares[slot])
                found[slot] = Reply(arrays, before.problem or reply.problem)
        return found


def script_of(
    convention: Convention,
    layer: Specification,
    trial: Trial,
    *,
    class_numbers: bool,
    is_strict: bool = False,
) -> Script:
    """A trial in a convention. class_numbers: see `lines_of`. is_strict: see `Dialect`."""
    lines = lines_of(convention, layer, trial, class_numbers=class_numbers)
    calls = tuple(line.call for line in lines)
    name = f"{layer.name}, {trial.name}"
    if is_strict:
        return Script(layer.name, trial, lines, Case(name, calls))
    case = Case(name, calls, layer.aliases, roles_of(convention, layer))
    return Script(layer.name, trial, lines, case)
