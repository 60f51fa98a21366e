"""A bundle's own metric: its teacher's `score(predictions, labels)`, run apart from everything.

The code is trusted with the labels, and with nothing else: it runs as students' code does, in a
process of its own in which no student's code ever runs, so a hang or a crash of it ends that
process alone. Whatever goes wrong is the bundle's fault and never costs a try.
"""

import ast
import math
from dataclasses import dataclass
from pathlib import Path

from grader.predictions.labels import HiddenLabels
from grader.problems import Catalogue, Problem, kinds_in
from grader.sandbox import problems
from grader.sandbox.protocol.frames import Operation
from grader.sandbox.protocol.request import Call, Case, Limits, Request
from grader.sandbox.runner import Reply, Runner, RunnerFaultError
from grader.scoring.file_scores import Scores
from grader.scoring.problems import METRIC_FAILED, METRIC_RESULT
from reference.arrays import Floats

FUNCTION = "score"
_SEED = 0  # the same file scores the same, whatever the metric draws
_CATALOGUE = Catalogue.of(kinds_in(problems), (METRIC_FAILED, METRIC_RESULT))


class MetricFaultError(RunnerFaultError):
    """A bundle's own metric gave no score. problems: for staff, that it failed and then why."""

    def __init__(self, file: str, why: Problem) -> None:
        self.problems = (METRIC_FAILED(file=file), why)
        words = " ".join(_CATALOGUE.explain(problem).message for problem in self.problems)
        super().__init__(words if why.line is None else f"{words} (line {why.line})")


@dataclass(frozen=True)
class CustomMetric:
    """The code of a metric. file: its path in the bundle."""

    source: bytes
    file: str

    @classmethod
    def in_bundle(cls, root: Path, file: str) -> "CustomMetric":
        """The metric in a file of the bundle at `root`."""
        return cls((root / file).read_bytes(), file)

    def scores(
        self, predictions: Floats, labels: HiddenLabels, runner: Runner, limits: Limits
    ) -> Scores:
        """The scores of predictions (N,) in the order of the labels, finite where there are any.

        Public and private rows are scored in one process, one after the other. Raises
        MetricFaultError where the metric gives no number for public rows, RunnerFaultError for
        faults of ours. Without a number for private rows, whatever became of the process, there is
        no private score: were that a fault, participants would see it, and it may depend on private
        labels.
        """
        parts = [
            (name, part)
            for name, part in (("public", labels.public_part), ("private", labels.private_part))
            if part.rows.size
        ]
        cases = [
            Case(name, (Call(Operation.FUNCTION, FUNCTION, (predictions[part.rows], part.values)),))
            for name, part in parts
        ]
        run = runner.run(Request(self.source, self.file, tuple(cases), limits, _SEED))
        if run.problem is None and len(run.replies) != len(parts):
            raise RunnerFaultError(f"{len(run.replies)} of {len(parts)} replies")
        if run.problem is not None and not run.replies:
            raise MetricFaultError(self.file, run.problem)
        public, *private = (reply[-1] for reply in run.replies)
        return Scores(
            self._number(public, "public"), self._number_or_none(*private) if private else None
        )

    def _number_or_none(self, private: Reply) -> float | None:
        try:
            return self._number(private, "private")
        except MetricFaultError:
            return None

    def _number(self, reply: Reply, part: str) -> float:
        if reply.problem is not None:
            raise MetricFaultError(self.file, reply.problem)
        (array,) = reply.arrays if len(reply.arrays) == 1 else (None,)
        if array is None or array.size != 1:
            got = ", ".join(f"an array of shape {each.shape}" for each in reply.arrays)
            raise MetricFaultError(self.file, METRIC_RESULT(got=got or "nothing", part=part))
        value = float(array.reshape(()).astype("f8"))
        if not math.isfinite(value):
            raise MetricFaultError(self.file, METRIC_RESULT(got=str(value), part=part))
        return value


def source_fault(source: bytes) -> str | None:
    """What keeps a file from being a metric, as far as reading it can tell; else None."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        return f"{getattr(error, 'msg', error)}" + (f" (line {line})" if line else "")
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    return None if FUNCTION in names else f"def {FUNCTION}(predictions, labels)?"
