"""Which element of a wrong gradient is wrong, measured on the student's own forward.

It takes two forwards per element, so it is asked only of gradients that failed and that the
reference cannot explain, all of them in one more run.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader.layers.checks.examination import Examination, Mystery
from grader.layers.diagnosis.diagnosis import finding_of
from grader.layers.diagnosis.suspects import Suspect
from grader.layers.trials.answers import answers_to
from grader.layers.trials.plan import Plan
from grader.layers.trials.scripts import Script
from grader.layers.trials.slopes import Measurement, Probe, element_probes, measured_gradient
from grader.reports import Finding
from grader.sandbox.runner import Case, Reply, Run
from reference.arrays import Floats

Explanations = Mapping[tuple[str, str], Finding]


@dataclass(frozen=True)
class _Inquiry:
    """A mystery of a plan, with the probes that may solve it and their calls."""

    plan: Plan
    mystery: Mystery
    probes: tuple[Probe, ...]
    scripts: tuple[Script, ...]


def explain(
    run: Callable[[Iterable[Case]], Run], examinations: Sequence[Examination]
) -> Explanations:
    """A finding for every mystery, by layer and variable. run: carries out one request."""
    inquiries = [
        _inquiry(each.plan, check.mystery)
        for each in examinations
        for check in each.checks
        if check.mystery is not None
    ]
    if not inquiries:
        return {}
    replies = iter(run(s.case for inquiry in inquiries for s in inquiry.scripts).replies)
    return {
        (inquiry.plan.layer.name, inquiry.mystery.variable): _finding(inquiry, replies)
        for inquiry in inquiries
    }


def _inquiry(plan: Plan, mystery: Mystery) -> _Inquiry:
    at = plan.trials[0].rounds[0]
    probes = tuple(element_probes(mystery.variable, at, plan.precision))
    scripts = tuple(plan.script_of(side) for probe in probes for side in (probe.plus, probe.minus))
    return _Inquiry(plan, mystery, probes, scripts)


def _finding(inquiry: _Inquiry, replies: Iterator[Sequence[Reply]]) -> Finding:
    """What a mystery's gradient should have been, by measurement or else by the reference."""
    plan, mystery = inquiry.plan, inquiry.mystery
    at = plan.trials[0].rounds[0]
    upstream = at.upstream
    assert upstream is not None
    answered = ((script, next(replies, ())) for script in inquiry.scripts)
    values = [answers_to(script, each).output(0, upstream.shape) for script, each in answered]
    usable = [value for value in values if value is not None and value.shape == upstream.shape]
    is_measured = len(usable) == len(values) and bool(np.isfinite(usable).all())
    if is_measured:
        divisor = plan.layer.divisor(mystery.variable, at.tensors)
        expected = _measured(inquiry, upstream, usable) / divisor
    else:
        expected = at.gradients[mystery.variable]
    return finding_of(
        Suspect(
            plan.layer,
            plan.trials[0],
            0,
            mystery.variable,
            expected,
            mystery.gradient,
            plan.precision,
            measured=is_measured,
        )
    )


def _measured(inquiry: _Inquiry, upstream: Floats, values: Sequence[Floats]) -> Floats:
    pairs = zip(inquiry.probes, values[::2], values[1::2], strict=True)
    measurements = [Measurement(probe, upstream, *pair) for probe, *pair in pairs]
    return measured_gradient(measurements, inquiry.mystery.gradient.shape)
