"""What student code is asked for as a whole: each program is a case, and how to read its replies.

Layer calls are many cases in one request; the judge of layers writes those itself. Training and
predicting is one case over minutes: arrays in, one array out.
"""

import builtins
from dataclasses import dataclass, replace

import numpy as np

from grader.problems import Problem
from grader.programs import problems as programs
from grader.sandbox import problems
from grader.sandbox.protocol.frames import ARRAY_BYTES, Array, Operation
from grader.sandbox.protocol.request import Call, Case, Limits
from grader.sandbox.runner import Run
from grader.verdicts import Verdict
from reference.arrays import Floats

MODEL = "Model"
_BYTES_OF_A_NUMBER = 8
_FITTED = 2  # replies once fit is done: to NEW and to fit itself
_CONSTANT = frozenset({problems.TIME_LIMIT.code})


@dataclass(frozen=True)
class Training:
    """Fit a class `Model` to rows and predict others, by scikit-learn's habit.

    X: (N, D) features and y: (N,) targets to fit. X_new: (M, D) features to predict for. X_before:
    (K, D) features to predict for before those. withholds: whether X_new may not be known, so that
    what is printed after fit is not kept, and of errors after it only kind and line are told.
    """

    X: Floats
    y: Floats
    X_new: Floats
    X_before: Floats | None = None
    withholds: bool = False

    def case(self) -> Case:
        """Build the model, `fit(X, y)`, whatever that returns, then `predict` for what is asked."""
        asked = [rows for rows in (self.X_before, self.X_new) if rows is not None]
        calls = (
            Call(Operation.NEW, MODEL),
            Call(Operation.RUN, "fit", (self.X, self.y)),
            *([Call(Operation.SEAL, "output")] if self.withholds else []),
            *(Call(Operation.CALL, "predict", (rows,)) for rows in asked),
        )
        return Case("train and predict", calls)

    def limits(self, wall_s: float, cpu_s: float, memory_bytes: int, output_bytes: int) -> Limits:
        """Limits with room for the answer."""
        answer_bytes = max(ARRAY_BYTES, _BYTES_OF_A_NUMBER * len(self.X_new))
        return Limits(wall_s, cpu_s, memory_bytes, output_bytes, answer_bytes)

    def predictions(self, run: Run) -> "Predictions":
        """What a run of the case predicted, or what is wrong with that."""
        found = self._predictions(run)
        is_fitted = bool(run.replies) and len(run.replies[0]) > _FITTED - 1
        failed_in_fit = found.problem in [reply.problem for row in run.replies for reply in row[:2]]
        if found.problem is None or not self.withholds or not is_fitted or failed_in_fit:
            return found
        return replace(found, problem=_withhold(found.problem))

    def _predictions(self, run: Run) -> "Predictions":
        if run.verdict is not None:
            return Predictions(verdict=run.verdict, problem=run.problem)
        last = run.replies[0][-1]
        if last.problem is not None:
            is_forbidden = last.problem.code == problems.FORBIDDEN.code
            verdict = Verdict.FORBIDDEN_ACTION if is_forbidden else Verdict.ERROR_IN_CODE
            return Predictions(verdict=verdict, problem=last.problem)
        found = _read(last.arrays, len(self.X_new))
        if self.X_before is None or found.values is None:
            return found
        before = _read(run.replies[0][-2].arrays, len(self.X_before))
        return before if before.values is None else replace(found, before=before.values)


def _read(arrays: tuple[Array, ...], rows: int) -> "Predictions":
    where, shapes = f"{MODEL}.predict", ", ".join(str(array.shape) for array in arrays)
    if len(arrays) != 1 or arrays[0].shape not in {(rows,), (rows, 1)}:
        problem = problems.WRONG_PREDICTIONS(where=where, rows=rows, shapes=shapes or "()")
        return Predictions(verdict=Verdict.WRONG_VALUE, problem=problem)
    values = arrays[0].reshape(rows).astype(np.float64)
    bad = np.flatnonzero(~np.isfinite(values))
    if bad.size:
        problem = problems.NOT_FINITE_PREDICTIONS(
            where=where, count=bad.size, number=int(bad[0]) + 1, got=str(values[bad[0]])
        )
        return Predictions(verdict=Verdict.WRONG_VALUE, problem=problem)
    return Predictions(values=values)


def _withhold(problem: Problem) -> Problem:
    """What may be told of a problem that came with rows that nobody may know: kind and line.

    Everything else is the program's to choose, the names of its own exceptions as well.
    """
    error = str(problem.values.get("type", ""))
    if problem.code in _CONSTANT:
        return problem
    if problem.code == problems.WRONG_PREDICTIONS.code:
        return programs.WRONG_SHAPE()
    if problem.code == problems.NOT_FINITE_PREDICTIONS.code:
        return programs.NOT_FINITE()
    is_python = isinstance(getattr(builtins, error, None), type)
    return programs.AFTER_FIT(error=error if is_python else "-", line=problem.line)


@dataclass(frozen=True)
class Predictions:
    """One finite number for each row, (M,), or the verdict and the problem that there are none.

    before: (K,), those for the rows asked before.
    """

    values: Floats | None = None
    before: Floats | None = None
    verdict: Verdict | None = None
    problem: Problem | None = None
