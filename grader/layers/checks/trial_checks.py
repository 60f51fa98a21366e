"""The checks of one trial: what was answered against what is right, call by call."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from grader.layers import problems
from grader.layers.checks.check import Check, UnexplainedGradient
from grader.layers.checks.comparison import is_close
from grader.layers.checks.freedoms import accept
from grader.layers.checks.mismatch import Mismatch
from grader.layers.checks.rounding import change_by_rounding, size_before_cancelling
from grader.layers.checks.slopes import Measurement, is_slope
from grader.layers.trials.answers import Answers, gradients_in, settle
from grader.layers.trials.naming import Naming
from grader.layers.trials.plan import Plan
from grader.layers.trials.precision import DOUBLE, HALF, SINGLE, Precision
from grader.layers.trials.trials import (
    BACKWARD,
    FORWARD,
    KEPT_BY_BACKWARD,
    KEPT_BY_FORWARD,
    KEPT_OUTPUT,
    NEW,
    PARAMETERS,
    Round,
)
from grader.problems import Problem
from grader.reports import CheckName, Finding
from grader.sandbox.problems import FORBIDDEN
from grader.sandbox.runner import Array
from grader.verdicts import Verdict
from reference.arrays import Floats


class TrialChecks:
    """The checks of one trial. slopes: what was measured around it."""

    def __init__(self, plan: Plan, answers: Answers, slopes: Sequence[Measurement]) -> None:
        self.plan, self.layer, self.answers = plan, plan.layer, answers
        self.is_plain = answers.trial is plan.trials[0]
        self.trial = settle(plan.layer, answers)
        self.slopes = slopes
        self.is_vague = False
        self.near = set[Precision]()

    def checks(self) -> Iterator[Check]:
        """The checks in the order of the calls, up to a call that failed."""
        for number, name in self.trial.passes:
            each = self.trial.rounds[number]
            if name == KEPT_OUTPUT:
                yield self._output_kept(number)
            if name == BACKWARD:
                yield from self._backward_checks(number, each)
                if self.layer.parameters and not self.layer.updates:
                    untouched = self._parameters_untouched(number)
                    yield untouched
                    if not untouched.passed:
                        return  # whatever comes now is wrong for that reason
            if name != FORWARD:
                continue
            problem = self.answers.problem_at((number, NEW))
            if problem is not None:
                yield self._failed_call(problem, self.layer.arrays)
                return
            yield from self._forward_checks(number, each)

    def _forward_checks(self, number: int, at: Round) -> Iterator[Check]:
        problem = self.answers.problem_at((number, FORWARD))
        if problem is not None:
            yield self._failed_call(problem, self.layer.arrays)
        elif self.answers.arrays_at((number, FORWARD)) is not None:
            # first, so that an output that is wrong for that reason is told so
            yield self._inputs_untouched(number, FORWARD)
            yield self._output_check(number, at)

    def _backward_checks(self, number: int, at: Round) -> Iterator[Check]:
        gradients = self.layer.arrays[1:]
        problem = self.answers.problem_at((number, BACKWARD))
        if problem is not None:
            yield self._failed_call(problem, gradients)
        elif self.answers.arrays_at((number, BACKWARD)) is not None:
            yield self._inputs_untouched(number, BACKWARD)
            yield from self._gradient_checks(number, at)

    def _failed_call(self, problem: Problem, arrays: tuple[str, ...]) -> Check:
        finding = Finding(check="behaviour", case=self.trial.name, problem=problem)
        is_forbidden = problem.code == FORBIDDEN.code
        fault = Verdict.FORBIDDEN_ACTION if is_forbidden else Verdict.ERROR_IN_CODE
        return Check(arrays, fault=fault, failure=finding)

    def _output_check(self, number: int, at: Round) -> Check:
        output, arrays = self.layer.output, (self.layer.output,)
        expected, _ = at.right
        got = self.answers.output(number, expected.shape)
        if got is None:
            finding = self._wrong_count(output, FORWARD)
            return Check(arrays, "forward", Verdict.WRONG_VALUE, finding)
        expected = self._accept(at, {output: expected}, {output: got})[output]
        if self._is_close(got, expected, self._change_by_rounding(at)):
            return Check(arrays, "forward", passed=True)
        failure = self._failure(number, None, expected, got)
        return Check(arrays, "forward", Verdict.WRONG_VALUE, failure)

    def _gradient_checks(self, number: int, at: Round) -> Iterator[Check]:
        output, expected = at.right[0], at.gradients
        shapes = {name: gradient.shape for name, gradient in expected.items()}
        found = gradients_in(self.layer, self.answers, number, shapes)
        value = self.answers.output(number, output.shape)
        is_forward_right = value is not None and self._is_right_output(at, value)
        names = {name: self.layer.gradient(name) for name in self.layer.variables}
        accepted = self._accept(
            at,
            {names[name]: array for name, array in expected.items()},
            {names[name]: array for name, array in found.items()},
        )
        checks: list[Check] = []
        for name in self.layer.variables:
            got = found[name]
            if got is None:
                checks.append(self._no_gradient(number, name))
            elif is_forward_right:
                right = self._scale_as(got, accepted[names[name]], at)
                checks.append(self._reference_check(number, name, right, got))
            elif self.layer.follow and value is not None and value.shape == output.shape:
                tensors = self.layer.follow(at.tensors, value)
                right = replace(at, tensors=tensors).gradients[name]
                checks.append(self._reference_check(number, name, right, got))
            elif self.is_plain:
                checks += self._own_slope_check(name, got, expected[name])
        yield from checks
        if is_forward_right and all(check.passed for check in checks):
            yield from self._all_slopes_check(found)

    def _reference_check(self, number: int, variable: str, expected: Floats, got: Floats) -> Check:
        arrays = (self.layer.gradient(variable),)
        size = (
            size_before_cancelling(self.trial.rounds[number], variable) if self._is_coarse else 0.0
        )
        if self._is_close(got, expected, self.plan.precision.relative * size):
            return Check(arrays, "reference", passed=True)
        failure = self._failure(number, variable, expected, got)
        return Check(arrays, "reference", Verdict.WRONG_GRADIENT, failure)

    def _all_slopes_check(self, found: Mapping[str, Floats | None]) -> Iterator[Check]:
        """Gradients that equal the right ones against the student's own forward, all at once."""
        gradients = {name: got for name, got in found.items() if got is not None}
        if not self.slopes or not gradients:
            return
        if all(self._is_slope(gradients, each) for each in self.slopes):
            yield Check(self.layer.arrays[1:], "derivative", passed=True)
        elif self.plan.is_detailed:
            for name, got in gradients.items():
                yield from self._own_slope_check(name, got, None)
        else:
            self.is_vague = True

    def _own_slope_check(
        self, variable: str, got: Floats, spared: Floats | None
    ) -> Iterator[Check]:
        """One gradient against the student's own forward, as far as that was measured.

        spared: the right gradient where forward is wrong; it passes as well, since the fault was
        blamed already.
        """
        arrays = (self.layer.gradient(variable),)
        if spared is not None and self._is_close(got, spared):
            yield Check(arrays, "derivative", passed=True)
            return
        slopes = [each for each in self.slopes if each.probe.variables == (variable,)]
        if not slopes:
            self.is_vague |= self.layer.has_slopes and not self.plan.is_detailed
            yield Check(arrays, "derivative")
        elif any(got.shape != each.probe.half_steps[variable].shape for each in slopes):
            expected = slopes[0].probe.half_steps[variable]
            mismatch = self._mismatch(0, variable, expected, got)
            yield Check(arrays, "derivative", Verdict.WRONG_GRADIENT, mismatch)
        elif all(self._is_slope({variable: got}, each) for each in slopes):
            yield Check(arrays, "derivative", passed=True)
        else:
            unexplained = UnexplainedGradient(variable, got)
            yield Check(arrays, "derivative", Verdict.WRONG_GRADIENT, unexplained)

    def _is_slope(self, gradients: Mapping[str, Floats], measured: Measurement) -> bool:
        tensors = self.trial.rounds[0].tensors
        slopes = {name: got * self.layer.divisor(name, tensors) for name, got in gradients.items()}
        return is_slope(slopes, measured, self.plan.precision, self.layer.guard)

    def _no_gradient(self, number: int, variable: str) -> Check:
        """A gradient that is not there, or could not be asked for after an earlier problem."""
        name = self.layer.gradient(variable)
        if variable in self.layer.inputs:
            finding = self._wrong_count(name, BACKWARD)
            return Check((name,), "reference", Verdict.WRONG_GRADIENT, finding)
        problem = self.answers.problem_at((number, name))
        if problem is not None:
            return self._failed_call(problem, (name,))
        if (number, name) not in self.answers.replies:
            return Check((name,), "reference")
        if self.plan.convention == "B":
            finding = self._wrong_count(name, BACKWARD)
            return Check((name,), "reference", Verdict.WRONG_GRADIENT, finding)
        place = self._naming.place_of(variable).removeprefix("self.")
        problem = problems.GRADIENT_MISSING(layer=self.layer.name, array=place)
        finding = self._finding(name, problem)
        return Check((name,), "reference", Verdict.WRONG_GRADIENT, finding)

    @property
    def _naming(self) -> Naming:
        return Naming(self.plan.convention, self.layer)

    def _inputs_untouched(self, number: int, method: str) -> Check:
        """Whether a method left the inputs of forward as it found them."""
        handed = self.answers.handed[number, FORWARD]
        after_forward = self.answers.arrays_at((number, KEPT_BY_FORWARD))
        if method == FORWARD:
            return self._untouched(method, self.layer.arguments, handed, after_forward)
        after_backward = self.answers.arrays_at((number, KEPT_BY_BACKWARD))
        return self._untouched(method, self.layer.arguments, after_forward, after_backward)

    def _output_kept(self, number: int) -> Check:
        """Whether what forward returned is the same after a forward of another object."""
        arrays = (self.layer.output,)
        then, now = (self.answers.arrays_at((number, name)) for name in (FORWARD, KEPT_OUTPUT))
        if then is None or now is None or len(then) != len(now):
            return Check(arrays)
        pairs = zip(then, now, strict=True)
        if all(np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in pairs):
            return Check(arrays, passed=True)
        problem = problems.OUTPUT_OVERWRITTEN(layer=self.layer.name, array=self.layer.output)
        finding = self._finding(self.layer.output, problem)
        return Check(arrays, fault=Verdict.WRONG_VALUE, failure=finding)

    def _parameters_untouched(self, number: int) -> Check:
        """Whether a round left the parameters as the constructor was handed them."""
        handed = self.answers.handed[self.trial.first(number), NEW]
        now = self.answers.arrays_at((number, PARAMETERS))
        return self._untouched(BACKWARD, self.layer.parameters, handed, now)

    def _untouched(
        self,
        method: str,
        names: Sequence[str],
        then: Sequence[Array] | None,
        now: Sequence[Array] | None,
    ) -> Check:
        in_forward = method == FORWARD
        arrays = self.layer.arrays[:1] if in_forward else self.layer.arrays[1:]
        if then is None or now is None or not len(names) == len(then) == len(now):
            return Check(arrays)
        for name, before, after in zip(names, then, now, strict=True):
            if before.shape != after.shape or not (before == after).all():
                said = self._naming.say(name)
                problem = (
                    problems.PARAMETER_CHANGED(layer=self.layer.name, array=said)
                    if method == BACKWARD and name in self.layer.parameters
                    else problems.INPUT_OVERWRITTEN(
                        layer=self.layer.name, method=method, array=said
                    )
                )
                fault = Verdict.WRONG_VALUE if in_forward else Verdict.WRONG_GRADIENT
                return Check(arrays, fault=fault, failure=self._finding(name, problem))
        return Check(arrays, passed=True)

    @property
    def _is_coarse(self) -> bool:
        """Whether rounding grows with the inputs, so that right answers may be left with it."""
        return self.trial.name == "large" and self.plan.precision is not DOUBLE

    def _change_by_rounding(self, at: Round) -> float:
        return change_by_rounding(at, self.plan.precision) if self._is_coarse else 0.0

    def _is_close(self, got: Floats, expected: Floats, off: float = 0.0) -> bool:
        """Whether an array is right. off: by how much it may be off where that is more."""
        precision = self.plan.precision
        allowed = replace(precision, absolute=max(precision.absolute, off))
        anything = np.isnan(expected)
        if anything.any() and got.shape == expected.shape:
            got, expected = np.where(anything, 0.0, got), np.where(anything, 0.0, expected)
        if is_close(got, expected, allowed, self.layer.guard):
            return True
        near = (each for each in (SINGLE, HALF) if is_close(got, expected, each, self.layer.guard))
        self.near.update(itertools.islice(near, 1))
        return False

    def _is_right_output(self, at: Round, got: Floats) -> bool:
        output = self.layer.output
        right = self._accept(at, {output: at.right[0]}, {output: got})[output]
        return self._is_close(got, right)

    def _accept(
        self, at: Round, right: Mapping[str, Floats], got: Mapping[str, Floats | None]
    ) -> Mapping[str, Floats]:
        """Right arrays by name, with what came in their place where that is as right."""
        if not at.freedoms:
            return right
        return accept(right, got, at.freedoms, self.plan.precision, self.layer.guard)

    def _scale_as(self, got: Floats, right: Floats, at: Round) -> Floats:
        """The right gradient of a loss, or what it is with dout taken for 1 where it came so."""
        if at.scale is None or not self._is_close(got, right / at.scale):
            return right
        return right / at.scale

    def _failure(
        self, number: int, variable: str | None, expected: Floats, got: Floats
    ) -> Finding | Mismatch:
        """What there is to say of a wrong array: of half precision, nothing that takes numbers."""
        if self.plan.precision is not HALF or got.shape != expected.shape:
            return self._mismatch(number, variable, expected, got)
        array = self.layer.output if variable is None else self.layer.gradient(variable)
        problem = problems.LOST_IN_HALF_PRECISION(layer=self.layer.name, array=array)
        kind: CheckName = "forward" if variable is None else "reference"
        return Finding(check=kind, case=self.trial.name, array=array, problem=problem)

    def _mismatch(
        self, number: int, variable: str | None, expected: Floats, got: Floats
    ) -> Mismatch:
        layer, precision = self.trial.rounds[number].layer, self.plan.precision
        return Mismatch(layer, self.trial, number, variable, expected, got, precision)

    def _finding(self, array: str, problem: Problem) -> Finding:
        case = self.trial.name
        return Finding(check="behaviour", case=case, array=array, problem=problem)

    def _wrong_count(self, array: str, method: str) -> Finding:
        """A method that returned more or fewer arrays than it should."""
        is_function = self.plan.convention == "B"
        returned = self.layer.variables if is_function else self.layer.inputs
        gradients = ", ".join(map(self.layer.gradient, returned))
        output = ", ".join([self.layer.output] * self.layer.copies)
        expected = self._naming.say(gradients) if method == BACKWARD else output
        problem = problems.WRONG_COUNT(layer=self.layer.name, method=method, expected=expected)
        return self._finding(array, problem)
