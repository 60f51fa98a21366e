"""Formulas in the place of parts of the code: which of them make wrong arrays right."""

import ast
import contextlib
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.layers.checks.examination import examine
from grader.layers.diagnosis.fits import values_of
from grader.layers.diagnosis.formulas import Expression
from grader.layers.diagnosis.formulas import number as number_of
from grader.layers.diagnosis.lines.formula_code import (
    IN_TURN,
    INSTEAD,
    SHOW,
    TAKE,
    Formula,
    tail_of,
)
from grader.layers.diagnosis.lines.knowledge import Known
from grader.layers.diagnosis.lines.tracing import Place, Value, read_values
from grader.layers.diagnosis.repairs.kinds import FUNCTION
from grader.layers.diagnosis.repairs.layer_code import LayerCode
from grader.layers.diagnosis.repairs.outcome import Lost
from grader.layers.diagnosis.repairs.search import TURN_S, RunVersions
from grader.layers.diagnosis.repairs.sites import Change
from grader.layers.diagnosis.repairs.variants import case_of, source_of
from grader.layers.diagnosis.repairs.visible import REQUEST_BYTES
from grader.layers.trials.plan import Plan
from grader.layers.trials.scripts import Script
from grader.layers.trials.trials import Round
from grader.sandbox.runner import Call, Case, Limits, Operation, Reply

_WALL_S = 2.0  # for one run, where others are busy too
_NOTHING: Formula = ((), number_of(0.0))


@dataclass(frozen=True)
class Replacement:
    """A part of the formulas in a place of the code.

    is_turned: transposed. axes: those that the loops around the place go along, if it is in any.
    """

    place: Place
    known: Known
    is_turned: bool = False
    axes: tuple[int, ...] = ()

    @property
    def formula(self) -> Formula:
        """What is put there."""
        whole = self.known.expression
        return self.known.lines, Expression("T", (whole,)) if self.is_turned else whole

    def change(self, code: LayerCode, number: int) -> Change:
        """The change of the code. number: of the formula."""
        node, text = self.place.node, code.text
        if isinstance(node, ast.stmt):
            end = text.span(node)[1]
            name = self.place.name
            line = f"\n{' ' * node.col_offset}{name} = {INSTEAD}({number}, {name})"
            return Change(end, end, line, FUNCTION, 0.0, node)
        start, end = text.span(node)
        if self.axes:
            put = f"{IN_TURN}({number}, ({text.of(node)}), {self.axes!r})"
            return Change(start, end, put, FUNCTION, 0.0, node)
        return Change(start, end, f"{INSTEAD}({number}, ({text.of(node)}))", FUNCTION, 0.0, node)


@dataclass
class Bench:
    """Runs versions of a layer's code on trials, within a time. left_s: what may be spent yet."""

    code: LayerCode
    run: RunVersions
    limits: Limits
    left_s: float

    def trace(self, plan: Plan, change: Change) -> dict[int, Value]:
        """The values of all places in the first trial of a plan."""
        case = case_of(self.code, plan.scripts()[0].case, 0)
        show = Call(Operation.FUNCTION, SHOW)
        source = source_of(self.code, [change]) + tail_of([])
        (rows,) = self._replies(source, [replace(case, calls=(*case.calls, show))]) or [()]
        if len(rows) <= len(case.calls) or not rows[-1].arrays:
            return {}
        return dict(read_values(rows[-1].arrays[0].astype(np.float64)))

    def lost_with(self, tried: Replacement | None, plan: Plan) -> Lost | None:
        """The arrays that one version loses on the trials of a plan; None where it has no end."""
        return self.lost_in([(tried, plan)])[0]

    def lost_by(self, tried: Sequence[Replacement | None], plan: Plan) -> list[Lost | None]:
        """The same of several."""
        return self.lost_in([(each, plan) for each in tried])

    def lost_in(self, asked: Sequence[tuple[Replacement | None, Plan]]) -> list[Lost | None]:
        """The same of several that have plans of their own."""
        found: list[Lost | None] = []
        sizes = itertools.accumulate(
            2 * sum(case.array_bytes for case in plan.cases()) for _, plan in asked
        )
        numbered = zip(asked, [size // REQUEST_BYTES for size in sizes], strict=True)
        for _, batch in itertools.groupby(numbered, lambda each: each[1]):
            found += self._lost_at_once([each for each, _ in batch])
        return found

    def _lost_at_once(self, asked: Sequence[tuple[Replacement | None, Plan]]) -> list[Lost | None]:
        tried = [each for each, _ in asked]
        changes = [each.change(self.code, n) if each else None for n, each in enumerate(tried)]
        tail = tail_of([each.formula if each else _NOTHING for each in tried])
        scripts = [plan.scripts() for _, plan in asked]
        given = [[_with_inputs(each) for each in own] for own in scripts]
        cases = [case_of(self.code, case, n) for n, own in enumerate(given) for case, _ in own]
        rows = iter(self._replies(source_of(self.code, changes) + tail, cases))
        found: list[Lost | None] = []
        with self.counted():
            for (_, plan), script, own in zip(asked, scripts, given, strict=True):
                replies = [
                    [reply for place, reply in enumerate(row) if place not in extra]
                    for row, (_, extra) in zip(itertools.islice(rows, len(own)), own, strict=False)
                ]
                is_whole = len(replies) == len(own) and self.left_s > 0
                found.append(examine(plan, script, replies).lost if is_whole else None)
        return found

    @contextlib.contextmanager
    def counted(self) -> Iterator[None]:
        """Takes what is done meanwhile off the time that is left."""
        began_s = time.process_time()
        yield
        self.left_s -= time.process_time() - began_s

    def _replies(self, source: bytes, cases: Sequence[Case]) -> Sequence[Sequence[Reply]]:
        if self.left_s <= 0:
            return []
        limits = replace(self.limits, wall_s=_WALL_S, cpu_s=self.left_s, turn_s=TURN_S)
        run = self.run(source, cases, limits)
        if run is None:
            self.left_s = 0.0
            return []
        self.left_s -= min(run.cpu_s, run.wall_s)
        return run.replies


def _with_inputs(script: Script) -> tuple[Case, frozenset[int]]:
    """The calls of a trial with what each round starts from before it, and which calls that is."""
    calls, extra, latest = list[Call](), set[int](), -1
    for line in script.lines:
        slots = [slot for slot, _ in (*line.answers, *line.given)]
        number = slots[0][0] if slots else latest
        is_new = line.call.operation is Operation.NEW
        if number != latest and not is_new and 0 <= number < len(script.trial.rounds):
            latest = number
            extra.add(len(calls))
            calls.append(_take(script.trial.rounds[number]))
        calls.append(line.call)
    return replace(script.case, calls=tuple(calls)), frozenset(extra)


def _take(each: Round) -> Call:
    """The call that hands over what formulas start from, all of it as one array."""
    values = values_of(each.layer, each.layer.to_plain(each.tensors), each.upstream)
    names = " ".join(values).encode()
    parts = [np.array([len(names), *names], dtype=np.float64)]
    for value in values.values():
        array = np.asarray(value, dtype=np.float64)
        parts += [np.array([array.ndim, *array.shape], dtype=np.float64), array.ravel()]
    return Call(Operation.FUNCTION, TAKE, (np.concatenate(parts),))
