"""What student code is asked for as a whole: each program is a case, and how to read its replies.

Layer calls are many cases in one request; the judge of layers writes those itself. Training and
predicting is one case over minutes: arrays in, one array out.
"""

from dataclasses import dataclass

import numpy as np

from grader.problems import Problem
from grader.sandbox import problems
from grader.sandbox.protocol.frames import ARRAY_BYTES, Array, Operation
from grader.sandbox.protocol.request import Call, Case, Limits
from grader.sandbox.runner import Run
from grader.verdicts import Verdict
from reference.arrays import Floats

MODEL = "Model"
_BYTES_OF_A_NUMBER = 8


@dataclass(frozen=True)
class Training:
    """Fit a class `Model` to rows and predict others, by scikit-learn's habit.

    X: (N, D) features and y: (N,) targets to fit. X_new: (M, D) features to predict for.
    """

    X: Floats
    y: Floats
    X_new: Floats

    def case(self) -> Case:
        """Build the model, `fit(X, y)`, whatever that returns, then `predict(X_new)`."""
        calls = (
            Call(Operation.NEW, MODEL),
            Call(Operation.RUN, "fit", (self.X, self.y)),
            Call(Operation.CALL, "predict", (self.X_new,)),
        )
        return Case("train and predict", calls)

    def limits(self, wall_s: float, cpu_s: float, memory_bytes: int, output_bytes: int) -> Limits:
        """Limits with room for the answer."""
        answer_bytes = max(ARRAY_BYTES, _BYTES_OF_A_NUMBER * len(self.X_new))
        return Limits(wall_s, cpu_s, memory_bytes, output_bytes, answer_bytes)

    def predictions(self, run: Run) -> "Predictions":
        """What a run of the case predicted, or what is wrong with that."""
        if run.verdict is not None:
            return Predictions(verdict=run.verdict, problem=run.problem)
        last = run.replies[0][-1]
        if last.problem is not None:
            is_forbidden = last.problem.code == problems.FORBIDDEN.code
            verdict = Verdict.FORBIDDEN_ACTION if is_forbidden else Verdict.ERROR_IN_CODE
            return Predictions(verdict=verdict, problem=last.problem)
        return self._read(last.arrays)

    def _read(self, arrays: tuple[Array, ...]) -> "Predictions":
        rows = len(self.X_new)
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


@dataclass(frozen=True)
class Predictions:
    """One finite number for each row, (M,), or the verdict and the problem that there are none."""

    values: Floats | None = None
    verdict: Verdict | None = None
    problem: Problem | None = None
