"""Which element of a wrong gradient is wrong, measured on the student's own forward.

It takes two forwards per element, so it is asked only of gradients that failed and that the
reference cannot explain, all of them in one more run.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader.layers.checks.examination import Examination, UnexplainedGradient
from grader.layers.checks.mismatch import Mismatch
from grader.layers.checks.slopes import Measurement, measured_gradient
from grader.layers.trials.answers import answers_to
from grader.layers.trials.plan import Plan
from grader.layers.trials.probes import Probe, element_probes
from grader.layers.trials.scripts import Script
from grader.sandbox.runner import Case, Reply
from reference.arrays import Floats

Explanations = Mapping[tuple[str, str], Mismatch]


def explain(
    replies_to: Callable[[Iterable[Case]], Iterator[Sequence[Reply]]],
    examinations: Sequence[Examination],
) -> Explanations:
    """What each unexplained gradient should be, by layer and variable.

    By measurement where forward answers, and else by the reference. replies_to: carries out cases.
    """
    asked = [
        _probe(each.plan, check.failure)
        for each in examinations
        for check in each.checks
        if isinstance(check.failure, UnexplainedGradient)
    ]
    if not asked:
        return {}
    replies = replies_to(script.case for each in asked for script in each.scripts)
    return {
        (each.plan.layer.name, each.unexplained.variable): each.compare(replies) for each in asked
    }


@dataclass(frozen=True)
class _ElementwiseProbe:
    """An unexplained gradient of a plan, and a probe along each of its elements with its calls."""

    plan: Plan
    unexplained: UnexplainedGradient
    probes: tuple[Probe, ...]
    scripts: tuple[Script, ...]

    def compare(self, replies: Iterator[Sequence[Reply]]) -> Mismatch:
        """The gradient beside what it should have been, by as many replies as there are scripts."""
        plan, variable = self.plan, self.unexplained.variable
        at = plan.trials[0].rounds[0]
        assert at.upstream is not None
        measured = self._measure(at.upstream, replies)
        is_measured = measured is not None
        expected = (
            at.gradients[variable]
            if measured is None
            else measured / plan.layer.divisor(variable, at.tensors)
        )
        return Mismatch(
            plan.layer,
            plan.trials[0],
            0,
            variable,
            expected,
            self.unexplained.gradient,
            plan.precision,
            measured=is_measured,
        )

    def _measure(self, upstream: Floats, replies: Iterator[Sequence[Reply]]) -> Floats | None:
        """The gradient that the student's forward has; None where it does not always answer."""
        values = []
        for script in self.scripts:
            value = answers_to(script, next(replies, ())).output(0, upstream.shape)
            if value is not None and value.shape == upstream.shape and np.isfinite(value).all():
                values.append(value)
        if len(values) < len(self.scripts):
            return None
        pairs = zip(self.probes, values[::2], values[1::2], strict=True)
        measurements = [Measurement(probe, upstream, *pair) for probe, *pair in pairs]
        return measured_gradient(measurements, self.unexplained.gradient.shape)


def _probe(plan: Plan, unexplained: UnexplainedGradient) -> _ElementwiseProbe:
    at = plan.trials[0].rounds[0]
    probes = tuple(element_probes(unexplained.variable, at, plan.precision))
    scripts = tuple(plan.script_of(side) for probe in probes for side in (probe.plus, probe.minus))
    return _ElementwiseProbe(plan, unexplained, probes, scripts)
