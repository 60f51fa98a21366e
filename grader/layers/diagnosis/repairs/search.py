"""The search for one change of the code after which a layer is right.

Changes are tried on one trial that fails, a few dozen at a time. What repairs something there is
tried on every visible trial of the layer, and on some of other sizes, so that no
coincidence is told. A search ends with the first change that repairs all; else those are told that
repair an array and spoil none.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from grader.layers.checks.examination import examine
from grader.layers.diagnosis.repairs.candidates import candidates_for
from grader.layers.diagnosis.repairs.kinds import INDEX, TOO_MUCH
from grader.layers.diagnosis.repairs.layer_code import LayerCode
from grader.layers.diagnosis.repairs.outcome import Lost, Outcome
from grader.layers.diagnosis.repairs.simpler import halve_at_the_root, leave_out_around
from grader.layers.diagnosis.repairs.sites import Change, join
from grader.layers.diagnosis.repairs.statement_kinds import STATEMENT_TOO_MUCH
from grader.layers.diagnosis.repairs.suspicion import Suspicion
from grader.layers.diagnosis.repairs.variants import case_of, source_of
from grader.layers.diagnosis.repairs.visible import (
    REQUEST_BYTES,
    OtherWords,
    Visible,
)
from grader.layers.trials.plan import Plan
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
_OF_STATE = {"two-objects"}  # trials that fail for what is kept
_SILENCING = {STATEMENT_TOO_MUCH, TOO_MUCH, INDEX}  # what only keeps a line from raising
_CHUNKS = (24, 48, 96)

RunVersions = Callable[[bytes, Sequence[Case], Limits], Run | None]


@dataclass(frozen=True, kw_only=True)
class Repair(Outcome):
    """A change of the code, and what is right with it."""

    change: Change

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
        lost = self._lost_with(None, self._visible.first)
        all_lost = self._lost_with(None, self._visible.all)
        if not lost and all_lost:  # it goes wrong after what came before
            self._visible = replace(self._visible, first=self._visible.all)
            lost = all_lost
        if not lost:
            return []  # it is not wrong every time
        found = list[Repair]()
        second: Repair | None = None
        for change, left in self._promising(suspicion, lost):
            if any(lost - left <= each.arrays for each in found):
                continue
            if left and change.effort > MOST_EFFORT:
                continue
            repair = self._simplest(self._verify(change, all_lost or lost), all_lost or lost)
            if repair is None:
                continue
            if repair.is_whole and self._is_sound(repair.change):
                return [repair]
            if repair.is_whole or repair.is_usual:
                second = second or repair
            elif self._go_together(repair, found):
                found.append(repair)
        return [second] if second else found

    def _promising(self, suspicion: Suspicion, lost: Lost) -> Iterator[tuple[Change, Lost]]:
        """The changes with which less is wrong in the first trial, and what is left then."""
        for chunk in _in_chunks(candidates_for(self._code, suspicion)):
            if self._is_over:
                return
            tried = zip(chunk, self._lost_by(chunk, self._visible.first), strict=True)
            better = [(change, left) for change, left in tried if left is not None and left < lost]
            yield from sorted(better, key=lambda each: bool(each[1]))

    @property
    def _is_over(self) -> bool:
        return self._left_s <= 0 or self._stops_left <= 0

    def _simplest(self, repair: Repair | None, lost: Lost) -> Repair | None:
        """The same, or what is right as well and likelier to be meant."""
        if repair is None or not (repair.is_whole or repair.is_usual):
            return repair
        simpler = leave_out_around(self._code, repair.change)
        simpler += halve_at_the_root(self._code, repair.change)
        tried = zip(simpler, self._lost_by(simpler, self._visible.first), strict=True)
        for change in [each for each, left in tried if left is not None and not left]:
            found = self._verify(change, lost)
            is_as_good = found is not None and (found.is_whole or not repair.is_whole)
            if found is not None and is_as_good and self._is_sound(found.change):
                return found
        return repair

    def _is_sound(self, change: Change) -> bool:
        """Whether a change does not make exp overflow, and holds for other arguments."""
        large = [each for each in self._visible.all.trials if each.name == "large"]
        if large and b"exp" in self._code.text.data:
            plan = replace(self._visible.all, trials=tuple(large[:1]))
            cases = [each.case for each in plan.scripts()]
            rows = dict(self._replies([None, change], cases, is_strict=True))
            before, after = (_has_raised(rows.get(number, ())) for number in (0, 1))
            if after and not before:
                return False
        lost = (self._lost_with(change, plan) for plan in self._visible.unbound)
        return all(left is not None and not left for left in lost)

    def _go_together(self, repair: Repair, found: Sequence[Repair]) -> bool:
        """Whether what a change repairs stays right with those that were found before it."""
        if not found:
            return True
        joined = join([*(each.change for each in found), repair.change])
        if joined is None:
            return False
        left = self._lost_with(joined, self._visible.first)
        arrays = repair.arrays.union(*(each.arrays for each in found))
        return left is not None and left.isdisjoint(arrays)

    def _verify(self, change: Change, lost: Lost) -> Repair | None:
        """What a change repairs in all trials; None where that is nothing, or it spoils some."""
        if self._to_verify <= 0:
            return None
        self._to_verify -= 1
        elsewhere = self._left_by(change, self._visible.others, lost)
        arrays = self._visible.all.layer.arrays
        if elsewhere is None or self._other_words.are_spoilt(
            partial(self._lost_with, change), arrays
        ):
            return None
        left = self._left_by(change, [self._visible.all], lost)
        found = None if left is None else self._repair(change, lost, elsewhere | left)
        return found if found or elsewhere else self._usual_repair(change)

    def _left_by(self, change: Change, plans: Sequence[Plan], lost: Lost) -> Lost | None:
        """What is still wrong in any of some plans; None where one has nothing the better."""
        left = frozenset[str]()
        for plan in plans:
            now = self._lost_with(change, plan)
            if now is None or not now < lost:
                return None
            left |= now
        return left

    @cached_property
    def _other_words(self) -> OtherWords:
        return self._visible.other_words(partial(self._lost_with, None))

    @cached_property
    def _usually_lost(self) -> Lost | None:
        return self._lost_with(None, self._visible.usual)

    def _usual_repair(self, change: Change) -> Repair | None:
        """A change with which all is right but for large, tiny or equal numbers."""
        lost, left = self._usually_lost, self._lost_with(change, self._visible.usual)
        if left is None or left or not lost:
            return None
        return Repair(
            change=change,
            arrays=lost,
            is_whole=False,
            has_hidden=self._visible.has_hidden,
            is_usual=True,
        )

    def _repair(self, change: Change, lost: Lost, left: Lost) -> Repair | None:
        """What is told of a change that leaves so much; None where that is not enough."""
        layer = self._visible.all.layer
        is_output_left = layer.output in left and not layer.updates
        is_loss_alone = layer.updates and lost - left == {layer.output}
        if not left < lost or is_output_left or is_loss_alone:
            return None
        if left and self._visible.first.trials[0].name in _OF_STATE:
            return None  # what is shared is the cause of all
        if left and change.effort > MOST_EFFORT:
            return None
        if left and self._has_raised and change.kind in _SILENCING:
            return None
        return Repair(
            change=change,
            arrays=lost - left,
            is_whole=not left,
            has_hidden=self._visible.has_hidden,
            is_forward=bool(left) and layer.output in lost and not layer.updates,
        )

    def _lost_with(self, change: Change | None, plan: Plan) -> Lost | None:
        return self._lost_by([change], plan)[0]

    def _lost_by(self, changes: Sequence[Change | None], plan: Plan) -> list[Lost | None]:
        """The arrays that each version loses on the trials of a plan; None where it has no end."""
        began_s = time.process_time()
        scripts = plan.scripts()
        found: list[Lost | None] = [None] * len(changes)
        seen: dict[bytes, Lost] = {}
        for number, replies in self._replies(changes, [each.case for each in scripts]):
            has_raised = _has_raised(replies)
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
        self, changes: Sequence[Change | None], cases: Sequence[Case], *, is_strict: bool = False
    ) -> Iterator[tuple[int, Sequence[Sequence[Reply]]]]:
        """The replies to all cases by the number of each version that came to its end.

        One that ends its process is left out, and the rest goes on in another. is_strict: what
        overflows raises an exception.
        """
        at_once = max(1, REQUEST_BYTES // max(sum(each.array_bytes for each in cases), 1))
        rest = list(range(len(changes)))
        while rest and not self._is_over:
            waiting, rest = rest[:at_once], rest[at_once:]
            asked = [case_of(self._code, c, n) for n in range(len(waiting)) for c in cases]
            source = source_of(
                self._code, [changes[number] for number in waiting], is_strict=is_strict
            )
            left_s = self._left_s
            wall_s = min(PATIENCE * left_s, self._limits.wall_s)
            limits = replace(self._limits, wall_s=wall_s, cpu_s=left_s, turn_s=TURN_S)
            run = self._run(source, asked, limits)
            if run is None:
                self._left_s = 0.0
                return
            self._spend(min(run.cpu_s, run.wall_s))
            rows = [run.replies[n * len(cases) : (n + 1) * len(cases)] for n in range(len(waiting))]
            done = run.count_whole(asked) // len(cases)
            yield from zip(waiting[:done], rows[:done], strict=True)
            if run.verdict is not None:
                is_starved = run.cpu_s < _STARVED * run.wall_s
                self._stops_left -= MOST_STOPS if not run.loaded else 0.25 if is_starved else 1
                rest = [*waiting[done + 1 :], *rest]

    def _spend(self, seconds: float) -> None:
        self._left_s -= seconds
        self.spent_s += seconds


def _has_raised(rows: Sequence[Sequence[Reply]]) -> bool:
    return any(row and row[-1].problem for row in rows)


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


def _in_chunks(changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    """Changes in portions that grow: most searches end soon."""
    at = 0
    for size in (*_CHUNKS, *[_CHUNKS[-1]] * len(changes)):
        if at >= len(changes):
            return
        yield changes[at : at + size]
        at += size
