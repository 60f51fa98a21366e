"""A program graded: checked against the rules, trained and asked, its answers as predictions.

The seed of a run is that of the submission, so that the same bytes give the same predictions. What
a second run is for is the bundle's choice: the same once more (`repeatable`), or another seed on
other targets, drawn by chance, from which nothing of the rows can be learnt (`learns`). No label
has a part in this: whether a program is refused would else be an answer about labels, free of what
boards release.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from grader.definition.tracks import ProgramRules
from grader.problems import Problem
from grader.programs import problems
from grader.programs.asking import Asking
from grader.programs.checking import measure, rule_problems
from grader.programs.files import InvalidProgramError, Program, read_program
from grader.programs.training import Training
from grader.programs.training_data import TrainingData
from grader.reports import Outcome, Report
from grader.sandbox.runner import OnOutput, Request, Runner
from grader.verdicts import Verdict
from reference.arrays import Floats

NUMPY = "numpy"
_SHARE = 0.5  # of the answers that may be left where nothing can be learnt; honest ones have 0.06
_FAR = 0.8  # of the targets of the second run, from the half that the answers are not in
_OUTPUT_BYTES = 65_536

ReadClaim = Callable[[bytes], Floats | None]
"""The predictions in a file, or InvalidProgramError; None where they cannot be compared."""


@dataclass(frozen=True)
class Attempt:
    """What came of a program: its predictions, or a verdict and problems.

    output: what the first run printed. notes: what was read otherwise than written. order_sha256:
    of the order in which hidden rows were asked for.
    """

    predictions: Floats | None = None
    verdict: Verdict | None = None
    problems: tuple[Problem, ...] = ()
    output: str = ""
    notes: tuple[Problem, ...] = ()
    order_sha256: str | None = None

    def outcome(self, mark: Callable[[Floats, str], Outcome]) -> Outcome:
        """How it ended. mark: the outcome of predictions, given what the program printed."""
        if self.predictions is not None:
            return mark(self.predictions, self.output).with_notes(self.notes)
        total = len(self.problems)
        report = Report(problems=self.problems, problems_total=total, output=self.output)
        outcome = Outcome(verdict=self.verdict or Verdict.ERROR_IN_CODE, report=report)
        return outcome.with_notes(self.notes)

    @property
    def predictions_sha256(self) -> str | None:
        """The hash of the predictions as float64 in the order of the labels."""
        if self.predictions is None:
            return None
        return hashlib.sha256(self.predictions.astype("<f8").tobytes()).hexdigest()


@dataclass(frozen=True)
class Proof:
    """What it takes to prove programs of a track.

    asking: how hidden rows are asked for; in the order of the labels where it is None. withholds:
    whether these rows are not handed out, so that nothing of them may be told. is_limited: whether
    they are, so that what is typed in is limited.
    """

    rules: ProgramRules
    data: TrainingData
    read_claim: ReadClaim
    runner: Runner
    seed: int
    asking: Asking | None = None
    withholds: bool = False
    is_limited: bool = False

    def attempt(self, path: Path, filename: str, on_output: OnOutput | None = None) -> Attempt:
        """The whole way of an upload. Raises RunnerFaultError for our faults."""
        try:
            program = read_program(path, filename, self.rules.source_bytes)
            claimed = None if program.claim is None else self.read_claim(program.claim)
        except InvalidProgramError as error:
            return Attempt(verdict=Verdict.INVALID_FILE, problems=error.problems)
        return replace(self._attempt(program, claimed, on_output), notes=program.notes)

    def _attempt(
        self, program: Program, claimed: Floats | None, on_output: OnOutput | None
    ) -> Attempt:
        broken = rule_problems(program, (NUMPY, *self.rules.modules), self.runner)
        if not broken and self.withholds and claimed is not None:
            broken = [problems.CLAIM_WITHOUT_FEATURES()]
        if not broken and self.is_limited:
            program, broken = self._limit(program)
        if broken:
            return Attempt(verdict=Verdict.RULE_VIOLATION, problems=tuple(broken))
        first = self._first_run(program, on_output)
        if first.predictions is None:
            return first
        return self._prove(program, first, first.predictions, claimed)

    def _limit(self, program: Program) -> tuple[Program, list[Problem]]:
        """A program without its docstrings, and why it is refused if too much is typed in."""
        typed, rules = measure(program, self.runner), self.rules
        for what, size, limit in (
            (problems.IN_LITERALS, typed.literals, rules.literal_bytes),
            (problems.IN_ALL, typed.whole, rules.information_bytes),
        ):
            if size > limit:
                refused = problems.TOO_MANY_LITERALS(what=what, bytes=size, limit=limit)
                return program, [refused]
        return typed.program, []

    def _first_run(self, program: Program, on_output: OnOutput | None = None) -> Attempt:
        """What a program predicts, unless its answers depend on what else is asked."""
        found = self._run(program, self._plain(), self.seed, on_output)
        values, asking = found.predictions, self.asking
        if values is None or asking is None:
            return found
        before, after = values[: len(asking.before)], values[len(asking.before) :]
        if not asking.agrees(before, after):
            refusal = (problems.NOT_ROW_BY_ROW(),)
            return Attempt(None, Verdict.RULE_VIOLATION, refusal, found.output)
        answers = asking.answers(after)
        return replace(found, predictions=answers, order_sha256=asking.sha256)

    def _prove(
        self, program: Program, first: Attempt, predictions: Floats, claimed: Floats | None
    ) -> Attempt:
        """The first run's predictions, unless something speaks against them."""
        against = None
        if claimed is not None:
            against = _against_claim(predictions, claimed, self.rules.claim_tolerance)
        if against is None and self.rules.repeatable:
            again = self._first_run(program)
            if again.predictions is None:
                return again
            against = _against_repeat(predictions, again.predictions)
            if against is not None and self.withholds:
                against = problems.NOT_REPEATABLE_HERE()
        if against is None and self.rules.learns:
            against = self._against_learning(program, predictions)
        if against is None:
            return first
        return Attempt(verdict=Verdict.RULE_VIOLATION, problems=(against,), output=first.output)

    def _run(
        self, program: Program, training: Training, seed: int, on_output: OnOutput | None = None
    ) -> Attempt:
        rules = self.rules
        limits = training.limits(rules.wall_s, rules.cpu_s, rules.memory_bytes, _OUTPUT_BYTES)
        request = Request(
            program.main, program.filename, (training.case(),), limits, seed, program.modules
        )
        run = self.runner.run(request, libraries=rules.modules, on_output=on_output)
        found = training.predictions(run)
        told = () if found.problem is None else (found.problem,)
        parts = [each for each in (found.before, found.values) if each is not None]
        values = np.concatenate(parts) if parts else None
        return Attempt(values, found.verdict, told, run.output)

    def _plain(self) -> Training:
        """The training data, and what is asked for: first some of the rows, then all."""
        if self.asking is None:
            return Training(self.data.X, self.data.y, self.data.X_new, withholds=self.withholds)
        asked, before = self.asking.X_asked, self.asking.first_asked
        return Training(self.data.X, self.data.y, asked, before, self.withholds)

    def _against_learning(self, program: Program, predictions: Floats) -> Problem | None:
        """Whether a program answers alike where there is nothing to learn but other targets.

        Rows are asked for in another order, so that answers by place are of no use either.
        """
        rng = np.random.default_rng(self.seed + 1)
        order = rng.permutation(len(self.data.X_new))
        targets, asked = _drawn_aside(self.data.y, predictions, rng), self.data.X_new[order]
        other = Training(self.data.X, targets, asked, withholds=self.withholds)
        second = self._run(program, other, self.seed + 1)
        if second.predictions is None:
            return None  # targets that make no sense may well be too much for an honest program
        answers = np.empty_like(predictions)
        answers[order] = second.predictions
        left = _share_left(predictions, answers, self.data.y)
        return problems.NOT_LEARNT() if left > _SHARE else None


def _drawn_aside(targets: Floats, predictions: Floats, rng: np.random.Generator) -> Floats:
    """Targets (N,) drawn by chance, most of them from the half that the predictions are not in.

    So whoever learns no more than their mean answers otherwise too, by right, and nobody meets a
    target that is none.
    """
    ordered, half = np.sort(targets), len(targets) // 2
    low, high = ordered[: len(ordered) - half], ordered[half:]
    is_high = float(np.mean(predictions)) < float(np.median(targets))
    near, far = (low, high) if is_high else (high, low)
    is_far = rng.random(len(targets)) < _FAR
    return np.where(is_far, rng.choice(far, len(targets)), rng.choice(near, len(targets)))


def _share_left(first: Floats, second: Floats, targets: Floats) -> float:
    """How much of the first answers (M,) is in the second: 1 for all of it, 0 or less for nothing.

    By how much the second answers come nearer to the first than the median of the targets does, all
    within the range of the targets, beyond which a single answer would outweigh all others.
    """
    low, high = targets.min(), targets.max()
    first, second = np.clip(first, low, high), np.clip(second, low, high)
    away = float(np.abs(first - np.median(targets)).sum())
    return 1 - float(np.abs(first - second).sum()) / away if away > 0 else 0.0


def _against_claim(got: Floats, claimed: Floats, tolerance: float) -> Problem | None:
    off = np.abs(got - claimed) > tolerance * np.maximum(np.abs(got), 1.0)
    if not off.any():
        return None
    row = int(np.abs(got - claimed).argmax())
    return problems.CLAIM_NOT_REPRODUCED(
        count=int(off.sum()),
        rows=len(got),
        number=row + 1,
        claimed=f"{claimed[row]:.6g}",
        got=f"{got[row]:.6g}",
    )


def _against_repeat(first: Floats, second: Floats) -> Problem | None:
    if np.array_equal(first, second):
        return None
    row = int(np.abs(first - second).argmax())
    return problems.NOT_REPEATABLE(
        number=row + 1, first=f"{first[row]:.17g}", second=f"{second[row]:.17g}"
    )
