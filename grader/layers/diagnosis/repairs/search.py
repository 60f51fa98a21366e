"""The search for one change of the code after which a layer is right.

Changes are tried on one trial that fails, a few dozen at a time. What repairs something there is
tried on every visible trial of the layer, and on some of other sizes, so that no
coincidence is told. A search ends with the first change that repairs all; else those are told that
repair an array and spoil none.
"""

import contextlib
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.definition.layer_tasks import LayerTask
from grader.layers.catalogue import KINDS
from grader.layers.checks.examination import Examination, examine
from grader.layers.diagnosis.repairs.candidates import candidates_for
from grader.layers.diagnosis.repairs.kinds import INDEX, STATEMENT_TOO_MUCH, TOO_MUCH
from grader.layers.diagnosis.repairs.layer_code import LayerCode
from grader.layers.diagnosis.repairs.sites import Change, join
from grader.layers.diagnosis.repairs.suspicion import Suspicion
from grader.layers.diagnosis.repairs.variants import case_of, source_of
from grader.layers.trials.dialects import Dialect
from grader.layers.trials.plan import Plan, plans_for
from grader.sandbox.runner import Case, Limits, Reply, Run

MOST_S = 1.5  # of processor time for a layer
TURN_S = 0.5  # for one version on its trials, which an honest one needs a hundredth of
PATIENCE = 4.0  # on the clock, times the processor time that is left: others are busy too
_STARVED = 0.5  # of the clock, what a run has had of a processor that was stopped for no fault
MOST_STOPS = 4  # versions that loop or die, until a search gives up
MOST_EFFORT = 2.7  # of a change that leaves something wrong: others of those come by chance
_SIMPLE = 1.5
ODD = 2.4  # effort of changes that hardly anybody means
MOST_VERIFIED = 30  # changes that are tried on every trial
REQUEST_BYTES = 4_000_000  # of arrays that go out at once
DELICATE = {"large", "unlikely", "constant", "ties"}  # trials of numbers that are special
_SILENCING = {STATEMENT_TOO_MUCH, TOO_MUCH, INDEX}  # what only keeps a line from raising
_OTHER_SIZES = 3  # so that what is equal by chance is not equal every time
_CHUNKS = (24, 48, 96)

RunVersions = Callable[[bytes, Sequence[Case], Limits], Run | None]
Lost = frozenset[str]


@dataclass(frozen=True)
class Repair:
    """A change, and the arrays that are right with it and were wrong without.

    is_whole: nothing of the layer is wrong any more, as far as it is not hidden. has_hidden:
    whether something is. is_forward: the output is right with it, and its gradients are not yet.
    is_usual: all is right for numbers of the usual size, and not for others.
    """

    change: Change
    arrays: Lost
    is_whole: bool
    has_hidden: bool = False
    is_forward: bool = False
    is_usual: bool = False

    @property
    def is_settled(self) -> bool:
        """Whether nothing else need be looked for."""
        return (self.is_whole or self.is_usual) and not self.is_odd

    @property
    def is_simple(self) -> bool:
        """Whether it is likely enough to be believed, though it does not make all right."""
        return self.change.effort <= _SIMPLE

    @property
    def is_odd(self) -> bool:
        """Whether it may be right by chance, so that a formula that does the same says more."""
        return self.change.effort >= ODD


@dataclass(frozen=True)
class Visible:
    """The trials of a layer that nobody hides: what changes are tried and verified on.

    first: the plan of one that fails, and of those of its name. all: of all of them. others: of
    other sizes. has_hidden: whether some of the layer are hidden.
    """

    first: Plan
    all: Plan
    others: tuple[Plan, ...]
    has_hidden: bool = False

    @property
    def usual(self) -> Plan:
        """The trials of ordinary numbers."""
        shown = (each for each in self.all.trials if each.name not in DELICATE)
        return replace(self.all, trials=tuple(shown))


def visible_trials(
    task: LayerTask, examination: Examination, seed: int, dialect: Dialect
) -> Visible | None:
    """The trials for a layer that failed.

    None where it failed in none that may be told, and where their arrays are large.
    """
    done = examination.plan

    def plan_of(task: LayerTask, seed: int) -> Plan:
        plans = plans_for(task, seed, done.precision, dialect)
        plan = next(each for each in plans if each.class_numbers == done.class_numbers)
        return replace(plan, probes=(), jitters=None, moves=None)

    failed = {c.case for c in examination.checks if c.failure is not None}
    whole = plan_of(task, seed)
    shown = tuple(each for each in whole.trials if each.name not in task.hidden)
    first = next((each for each in shown if each.name in failed), None)
    if first is None:
        return None
    if _size_of(replace(whole, trials=shown).cases()) > REQUEST_BYTES:
        return None
    others = list[Plan]()
    for number in range(_OTHER_SIZES):
        with contextlib.suppress(ValueError):  # a window larger than its image
            shapes = _other_shapes(task, seed + number)
            other = plan_of(task.model_copy(update={"shapes": shapes}), seed + 1 + number)
            others.append(replace(other, trials=other.trials[:1]))
    return Visible(
        replace(whole, trials=tuple(each for each in shown if each.name == first.name)),
        replace(whole, trials=shown),
        tuple(others),
        has_hidden=bool(task.hidden),
    )


def _other_shapes(task: LayerTask, seed: int) -> dict[str, int]:
    """Sizes of which no two are alike by more than chance."""
    rng = np.random.default_rng([seed, 1])
    usual = KINDS[task.layer].shapes
    return {name: size + int(rng.integers(0, 4)) if size else 0 for name, size in usual.items()}


class Search:
    """One search. run: carries out cases on another source. limits: of the runs, seconds aside."""

    def __init__(
        self, code: LayerCode, visible: Visible, run: RunVersions, limits: Limits, most_s: float
    ) -> None:
        self._code, self._visible, self._run = code, visible, run
        self._limits = limits
        self._left_s, self._stops_left = most_s, float(MOST_STOPS)
        self._to_verify = MOST_VERIFIED
        self._has_raised = False
        self.spent_s = 0.0

    def repairs(self, suspicion: Suspicion) -> list[Repair]:
        """One change that repairs all, or else some that repair an array each."""
        (lost,) = self._lost_by([None], [self._visible.first])
        if not lost:
            return []  # it is not wrong every time
        (all_lost,) = self._lost_by([None], [self._visible.all])
        found = list[Repair]()
        usual: Repair | None = None
        for chunk in _in_chunks(candidates_for(self._code, suspicion)):
            if self._is_over:
                break
            tried = zip(chunk, self._lost_by(chunk, [self._visible.first]), strict=True)
            better = [(change, left) for change, left in tried if left is not None and left < lost]
            for change, left in sorted(better, key=lambda each: bool(each[1])):
                if any(lost - left <= each.arrays for each in found):
                    continue
                if left and change.effort > MOST_EFFORT:
                    continue
                repair = self._verify(change, all_lost or lost)
                if repair is not None and repair.is_usual:
                    usual = usual or repair
                    continue
                if repair is not None and (repair.is_whole or self._go_together(repair, found)):
                    found.append(repair)
                    if repair.is_whole:
                        return [repair]
        return [usual] if usual else found

    @property
    def _is_over(self) -> bool:
        return self._left_s <= 0 or self._stops_left <= 0

    def _go_together(self, repair: Repair, found: Sequence[Repair]) -> bool:
        """Whether what a change repairs stays right with those that were found before it."""
        if not found:
            return True
        joined = join([*(each.change for each in found), repair.change])
        if joined is None:
            return False
        (left,) = self._lost_by([joined], [self._visible.first])
        arrays = repair.arrays.union(*(each.arrays for each in found))
        return left is not None and left.isdisjoint(arrays)

    def _verify(self, change: Change, lost: Lost) -> Repair | None:
        """What a change repairs in all trials; None where that is nothing, or it spoils some."""
        if self._to_verify <= 0:
            return None
        self._to_verify -= 1
        elsewhere = self._left_by(change, self._visible.others, lost)
        if elsewhere is None:
            return None
        left = self._left_by(change, [self._visible.all], lost)
        found = None if left is None else self._repair(change, lost, elsewhere | left)
        return found if found or elsewhere else self._usual_repair(change)

    def _left_by(self, change: Change, plans: Sequence[Plan], lost: Lost) -> Lost | None:
        """What is still wrong in any of some plans; None where one has nothing the better."""
        left = frozenset[str]()
        for plan in plans:
            (now,) = self._lost_by([change], [plan])
            if now is None or not now < lost:
                return None
            left |= now
        return left

    def _usual_repair(self, change: Change) -> Repair | None:
        """A change with which all is right but for large, tiny or equal numbers."""
        usual = self._visible.usual
        (lost,), (left,) = (self._lost_by([each], [usual]) for each in (None, change))
        if left is None or left or not lost:
            return None
        has_hidden = self._visible.has_hidden
        return Repair(change, lost, is_whole=False, has_hidden=has_hidden, is_usual=True)

    def _repair(self, change: Change, lost: Lost, left: Lost) -> Repair | None:
        """What is told of a change that leaves so much; None where that is not enough."""
        layer = self._visible.all.layer
        is_output_left = layer.output in left and not layer.updates
        is_loss_alone = layer.updates and lost - left == {layer.output}
        if not left < lost or is_output_left or is_loss_alone:
            return None
        if left and change.effort > MOST_EFFORT:
            return None
        if left and self._has_raised and change.kind in _SILENCING:
            return None
        is_forward = bool(left) and layer.output in lost and not layer.updates
        return Repair(change, lost - left, not left, self._visible.has_hidden, is_forward)

    def _lost_by(
        self, changes: Sequence[Change | None], plans: Sequence[Plan]
    ) -> list[Lost | None]:
        """The arrays that each version loses on the trials of a plan; None where it has no end."""
        began_s = time.process_time()
        (plan,) = plans
        scripts = plan.scripts()
        found: list[Lost | None] = [None] * len(changes)
        seen: dict[bytes, Lost] = {}
        for number, replies in self._replies(changes, [each.case for each in scripts]):
            has_raised = any(row and row[-1].problem for row in replies)
            self._has_raised |= changes[number] is None and has_raised
            if self._has_raised or not has_raised:  # else it is no better
                key = _key_of(replies)
                if key not in seen:
                    seen[key] = examine(plan, scripts, replies).lost
                found[number] = seen[key]
            now_s = time.process_time()
            self._spend(now_s - began_s)
            began_s = now_s
            if self._is_over:
                break
        return found

    def _replies(
        self, changes: Sequence[Change | None], cases: Sequence[Case]
    ) -> Iterator[tuple[int, Sequence[Sequence[Reply]]]]:
        """The replies to all cases by the number of each version that came to its end.

        One that ends its process is left out, and the rest goes on in another.
        """
        at_once = max(1, REQUEST_BYTES // max(_size_of(cases), 1))
        rest = list(range(len(changes)))
        while rest and not self._is_over:
            waiting, rest = rest[:at_once], rest[at_once:]
            asked = [case_of(self._code, c, n) for n in range(len(waiting)) for c in cases]
            source = source_of(self._code, [changes[number] for number in waiting])
            left_s = self._left_s
            wall_s = min(PATIENCE * left_s, self._limits.wall_s)
            limits = replace(self._limits, wall_s=wall_s, cpu_s=left_s, turn_s=TURN_S)
            run = self._run(source, asked, limits)
            if run is None:
                self._left_s = 0.0
                return
            self._spend(min(run.cpu_s, run.wall_s))
            rows = [run.replies[n * len(cases) : (n + 1) * len(cases)] for n in range(len(waiting))]
            whole = [_is_whole(row, cases) for row in rows]
            done = whole.index(False) if False in whole else len(waiting)
            yield from zip(waiting[:done], rows[:done], strict=True)
            if run.verdict is not None:
                is_starved = run.cpu_s < _STARVED * run.wall_s
                self._stops_left -= MOST_STOPS if not run.loaded else 0.25 if is_starved else 1
                rest = [*waiting[done + 1 :], *rest]

    def _spend(self, seconds: float) -> None:
        self._left_s -= seconds
        self.spent_s += seconds


def _size_of(cases: Sequence[Case]) -> int:
    """Bytes of the arrays that go out with some cases."""
    return sum(array.nbytes for case in cases for call in case.calls for array in call.arrays)


def _key_of(rows: Sequence[Sequence[Reply]]) -> bytes:
    """What tells answers from each other: many changes give the same."""
    digest = hashlib.blake2b()
    for row in rows:
        digest.update(b"case")
        for reply in row:
            digest.update(b"none" if reply.problem is None else reply.problem.code.encode())
            for array in reply.arrays:
                digest.update(f"{array.shape}{array.dtype.str}".encode())
                digest.update(array.tobytes())
    return digest.digest()


def _is_whole(rows: Sequence[Sequence[Reply]], cases: Sequence[Case]) -> bool:
    """Whether every case was answered to its end, or up to a problem of its own."""
    return len(rows) == len(cases) and all(
        len(row) == len(case.calls) or bool(row and row[-1].problem)
        for row, case in zip(rows, cases, strict=True)
    )


def _in_chunks(changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    """Changes in portions that grow: most searches end soon."""
    at = 0
    for size in (*_CHUNKS, *[_CHUNKS[-1]] * len(changes)):
        if at >= len(changes):
            return
        yield changes[at : at + size]
        at += size
