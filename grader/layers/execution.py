"""A file of layers in execution: one budget for all of its requests, a fresh child after a stop.

A layer that loops, prints too much or runs out of memory ends the process that it runs in. The
layers after it go on in another one, with what is left of the file's time.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from grader.layers import problems
from grader.layers.trials.scripts import Script
from grader.problems import Problem
from grader.sandbox.problems import SIGNS, TIME_LIMIT
from grader.sandbox.runner import Case, Limits, Reply, Request, Run, Runner
from grader.verdicts import Verdict

SHARE = 0.5  # of the time left, what one layer of several may take
JUDGE_S = 2.0  # beside the file's own time, until nothing more is begun
REQUEST_BYTES = 4_000_000  # of arrays that go out; what comes back is a few times that

Replies = tuple[Reply, ...]
T = TypeVar("T")
_Asked = tuple[str, Case]  # a layer, and one of its cases


@dataclass(frozen=True)
class Turn:
    """What one layer is asked.

    hidden: of each script, whether nobody may see what it prints. prepare: what can be done about
    the answer before it is there.
    """

    layer: str
    scripts: tuple[Script, ...]
    hidden: tuple[bool, ...]
    prepare: Callable[[], object] = lambda: None

    @property
    def size_bytes(self) -> int:
        """The arrays that go out."""
        return sum(script.case.array_bytes for script in self.scripts)


@dataclass(frozen=True)
class Answer:
    """What came of a turn.

    replies: to each script, as far as they came. is_stopped: the layer ended its process. unjudged:
    why nobody looked at the layer, where that is no fault of its own.
    """

    replies: tuple[Replies, ...] = ()
    is_stopped: bool = False
    unjudged: Problem | None = None


@dataclass(frozen=True)
class Stop:
    """Why a process ended before it had answered everything."""

    verdict: Verdict
    problem: Problem | None


class Execution:
    """Runs a file as often as it takes, within the limits of one run.

    limits: of all runs together as far as it is time, of each run otherwise. layers: how many there
    are. stops: what ended a process. output: what the code printed in visible tests of the latest
    turns. notes: what was read otherwise than written, has_hidden_notes: whether there was any such
    in a hidden test. signs: for staff alone, that a backward may measure its forward.
    """

    def __init__(
        self,
        source: bytes,
        filename: str,
        limits: Limits,
        runner: Runner,
        seed: int,
        layers: int,
    ) -> None:
        self.stops: list[Stop] = []
        self.output = ""
        self.notes: list[Problem] = []
        self.has_hidden_notes = False
        self.signs: list[Problem] = []
        self._source, self._filename, self._seed = source, filename, seed
        self._limits, self._runner = limits, runner
        self._share = SHARE if layers > 1 else None
        self._wall_left_s, self._cpu_left_s = limits.wall_s, limits.cpu_s
        self._deadline = time.monotonic() + limits.wall_s + JUDGE_S
        self._end: Problem | None = None
        self._meanwhile: Iterator[object] = iter(())

    def take_turns(
        self, turns: Iterable[Turn], *, is_shown: bool = True
    ) -> Iterator[tuple[Turn, Answer]]:
        """Each turn with what came of it, in their order.

        Turns are taken from the iterator a few at a time, as many as fit into one request.
        is_shown: what they print is the output from now on.
        """
        printed = dict[str, None]()
        for batch in in_batches((turn, turn.size_bytes) for turn in turns):
            answers = self._carry_out(batch, printed)
            if is_shown:
                self.output = "".join(printed)[: self._limits.output_bytes]
            yield from zip(batch, answers, strict=True)

    def replies_to(self, cases: Iterable[Case]) -> Iterator[Replies]:
        """The replies to each case, empty where none came, in as many requests as it takes.

        For what explains a judgement and decides none: nothing is blamed for a stop.
        """
        for batch in in_batches((case, case.array_bytes) for case in cases):
            run = Run() if self._why_not() else self._run(batch)
            yield from (*run.replies, *[()] * (len(batch) - len(run.replies)))

    def run_versions(self, source: bytes, cases: Sequence[Case], limits: Limits) -> Run | None:
        """What came of cases on another source, for what explains a judgement and decides none.

        limits: of this run, as far as the file has as much left. None where nothing is left.
        """
        if self._why_not():
            return None
        left = min(limits.wall_s, self._left_s), min(limits.cpu_s, self._cpu_left_s)
        return self._spend(source, cases, replace(limits, wall_s=left[0], cpu_s=left[1]))

    def note(self, cases: Iterable[Case]) -> None:
        """Run cases for what is noted about the code alone."""
        if not self._why_not():
            self._keep_notes(self._run(list(cases)), is_hidden=False)

    def _keep_notes(self, run: Run, *, is_hidden: bool) -> None:
        signs = [note for note in run.notes if note.code in SIGNS]
        known = {(sign.code, sign.values["name"]) for sign in self.signs}
        self.signs += [one for one in signs if (one.code, one.values["name"]) not in known]
        notes = [note for note in run.notes if note.code not in SIGNS]
        if is_hidden:
            self.has_hidden_notes |= bool(notes)
        else:
            self.notes += [note for note in notes if note not in self.notes]

    def _carry_out(self, batch: Sequence[Turn], printed: dict[str, None]) -> list[Answer]:
        """What came of some turns, hidden tests in processes of their own."""
        self._meanwhile = (turn.prepare() for turn in batch)
        shown = self._go_through(batch, is_hidden=False, printed=printed)
        going_on = [t for t in batch if not (shown[t.layer].is_stopped or shown[t.layer].unjudged)]
        apart = self._go_through(going_on, is_hidden=True, printed={})
        return [_join(t, shown[t.layer], apart.get(t.layer, Answer())) for t in batch]

    def _go_through(
        self, batch: Sequence[Turn], *, is_hidden: bool, printed: dict[str, None]
    ) -> dict[str, Answer]:
        """The answers of each layer to its scripts of one kind."""
        queue = [
            (turn.layer, script.case)
            for turn in batch
            for script, hidden in zip(turn.scripts, turn.hidden, strict=True)
            if hidden == is_hidden
        ]
        found = {turn.layer: Answer() for turn in batch}
        while queue:
            if why := self._why_not():
                found |= {layer: Answer(unjudged=why) for layer, _ in queue}
                self._note_end()
                break
            taken, rest = _split(queue)
            run = self._run([case for _, case in taken])
            printed[run.output] = None
            self._keep_notes(run, is_hidden=is_hidden)
            whole = run.count_whole(case for _, case in taken)
            is_cut = run.verdict is not None
            rows = [*run.replies, *[()] * (len(taken) - len(run.replies))]
            for (layer, _), row in zip(taken[: whole if is_cut else None], rows, strict=False):
                found[layer] = replace(found[layer], replies=(*found[layer].replies, row))
            queue = [*taken[whole:], *rest] if is_cut else rest
            if is_cut and (stopped := self._stop(run, queue, is_hidden=is_hidden)):
                found[stopped] = replace(found[stopped], is_stopped=True)
                queue = [each for each in queue if each[0] != stopped]
        return found

    def _stop(self, run: Run, queue: Sequence[_Asked], *, is_hidden: bool) -> str | None:
        """Note why a run ended; the layer that is to blame, if one is.

        queue: what it left, from the case that was running.
        """
        assert run.verdict is not None
        problem = run.problem
        is_over = problem is not None and problem.code == TIME_LIMIT.code
        if is_over and problem is not None:  # of all runs together
            problem = problem.model_copy(
                update={"values": {**problem.values, "seconds": self._seconds}}
            )
        self.stops.append(Stop(run.verdict, problems.HIDDEN_STOP() if is_hidden else problem))
        if not run.loaded:
            self._end = problems.NOT_LOADED()
            return None
        if run.verdict is Verdict.FORBIDDEN_ACTION:
            self._end = problems.AFTER_VIOLATION()
        elif is_over:
            self._end = problems.OUT_OF_TIME(seconds=self._seconds)
        is_blamed = bool(queue) and (not is_over or self._share is None)
        return queue[0][0] if is_blamed else None

    def _note_end(self) -> None:
        """Note that the time ran out between two runs, where no run was stopped for it."""
        if not self.stops:
            problem = TIME_LIMIT(where=self._filename, seconds=self._seconds)
            self.stops.append(Stop(Verdict.TIME_LIMIT, problem))

    def _why_not(self) -> Problem | None:
        """Why nothing more can be run."""
        if self._end is None and min(self._left_s, self._cpu_left_s) <= 0:
            self._end = problems.OUT_OF_TIME(seconds=self._seconds)
        return self._end

    @property
    def limits(self) -> Limits:
        """The limits of one run, with the time that is left."""
        return replace(self._limits, wall_s=self._left_s, cpu_s=self._cpu_left_s)

    @property
    def _left_s(self) -> float:
        """What is left on the clock, of the file's time and of the judge's."""
        return min(self._wall_left_s, self._deadline - time.monotonic())

    @property
    def _seconds(self) -> float:
        return min(self._limits.wall_s, self._limits.cpu_s)

    def _run(self, cases: Sequence[Case]) -> Run:
        """One request, with what is left of the time."""
        left_s = self._left_s
        limits = replace(self._limits, wall_s=left_s, cpu_s=self._cpu_left_s)
        if self._share is not None:
            limits = replace(limits, turn_s=self._share * min(left_s, self._cpu_left_s))
        return self._spend(self._source, cases, limits)

    def _spend(self, source: bytes, cases: Sequence[Case], limits: Limits) -> Run:
        """One request, whose time the file has less."""
        request = Request(
            source, self._filename, tuple(cases), limits, self._seed, meanwhile=self._meanwhile
        )
        run = self._runner.run(request)
        self._wall_left_s -= run.wall_s
        self._cpu_left_s -= min(run.cpu_s, run.wall_s)  # the start of the process is ours
        return run


def in_batches(items: Iterable[tuple[T, int]]) -> Iterator[list[T]]:
    """Items with their sizes in bytes, as many at a time as fit into a request, one at least."""
    batch: list[T] = []
    total = 0
    for item, size in items:
        if batch and total + size > REQUEST_BYTES:
            yield batch
            batch, total = [], 0
        batch.append(item)
        total += size
    if batch:
        yield batch


def _split(queue: Sequence[_Asked]) -> tuple[list[_Asked], list[_Asked]]:
    """The first cases of a queue that fit into a request, and the rest."""
    first = next(in_batches((each, each[1].array_bytes) for each in queue))
    return first, list(queue[len(first) :])


def _join(turn: Turn, shown: Answer, apart: Answer) -> Answer:
    """The answers to a turn in the order of its scripts."""
    if shown.is_stopped or apart.is_stopped or shown.unjudged or apart.unjudged:
        is_stopped = shown.is_stopped or apart.is_stopped
        return Answer((), is_stopped, None if is_stopped else shown.unjudged or apart.unjudged)
    sources = iter(shown.replies), iter(apart.replies)
    return Answer(tuple(next(sources[hidden], ()) for hidden in turn.hidden))
