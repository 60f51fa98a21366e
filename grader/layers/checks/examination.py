"""One layer's answers against what they should be, check by check.

A fault is blamed once. Where forward is wrong, gradients are measured against the student's own
forward; where a call failed, what hangs on it is lost without a finding of its own; of one array,
the first wrong answer tells the story.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from grader.layers import problems
from grader.layers.checks.check import Check
from grader.layers.checks.derivations import is_measured, noise_of
from grader.layers.checks.rounding import (
    EXACT,
    Rounding,
    rounding_of,
)
from grader.layers.checks.slopes import Measurement
from grader.layers.checks.trial_checks import TrialChecks
from grader.layers.trials.answers import Answers, answers_to, gradients_in, settle
from grader.layers.trials.plan import Plan
from grader.layers.trials.precision import DOUBLE, Precision
from grader.layers.trials.scripts import Script
from grader.layers.trials.trials import (
    FORWARD,
    KEPT_BY_FORWARD,
    KEPT_OUTPUT,
    NEW,
)
from grader.problems import Problem
from grader.reports import Finding
from grader.sandbox.runner import Reply
from grader.verdicts import Verdict


@dataclass(frozen=True)
class Examination:
    """Every check of a layer.

    rounding: of the answers. is_vague: only probes of one variable each can tell which gradient is
    no derivative of the student's forward. has_raised: some call failed. near: the precisions in
    which some wrong array would be right. remarks: what is to be said and costs nothing.
    """

    plan: Plan
    checks: tuple[Check, ...]
    rounding: Rounding
    is_vague: bool
    has_raised: bool
    near: frozenset[Precision] = frozenset()
    remarks: tuple[Problem, ...] = ()

    @property
    def lost(self) -> frozenset[str]:
        """The arrays that failed a check."""
        return frozenset(a for check in self.checks if not check.passed for a in check.arrays)

    @property
    def blamed(self) -> Iterator[Check]:
        """The first failed check of each array: what is told."""
        seen: set[str] = set()
        for check in self.checks:
            if not check.passed and not seen.issuperset(check.arrays):
                seen.update(check.arrays)
                yield check


def examine(
    plan: Plan, scripts: Sequence[Script], replies: Sequence[Sequence[Reply]]
) -> Examination:
    """The checks of one layer. replies: to the plan's scripts, as far as the run came."""
    padded = [*replies, *[()] * (len(scripts) - len(replies))]
    answers = [answers_to(script, each) for script, each in zip(scripts, padded, strict=True)]
    trials, rest = answers[: len(plan.trials)], answers[len(plan.trials) :]
    sides, rest = rest[: 2 * len(plan.probes)], rest[2 * len(plan.probes) :]
    jitters, moves = (
        [each for each in rest if each.trial is trial] for trial in (plan.jitters, plan.moves)
    )
    slopes = _measurements(plan, sides)
    examined = [TrialChecks(plan, each, slopes if each is trials[0] else ()) for each in trials]
    checks = [replace(check, case=each.trial.name) for each in examined for check in each.checks()]
    checks += itertools.chain.from_iterable(_derivation_checks(plan, each) for each in jitters)
    if not all(each.whole for each in answers):
        checks.append(Check(plan.layer.arrays))
    checks += [Check(arrays) for each in trials if (arrays := _unanswered(plan, each))]
    rounding = _rounding(plan, trials[0], moves[0]) if moves else EXACT
    return Examination(
        plan,
        tuple(checks),
        rounding,
        is_vague=any(each.is_vague for each in examined),
        has_raised=any(each.has_raised for each in answers),
        near=frozenset[Precision]().union(*(each.near for each in examined)),
    )


def _rounding(plan: Plan, plain: Answers, moved: Answers) -> Rounding:
    layer = plan.layer
    return rounding_of(layer, (settle(layer, plain), plain), (settle(layer, moved), moved))


def unanswered(plan: Plan) -> Examination:
    """The examination of a layer that ended its process: all of it is lost, and nothing to add."""
    checks = (Check(plan.layer.arrays),)
    return Examination(plan, checks, EXACT, is_vague=False, has_raised=False)


def _derivation_checks(plan: Plan, answers: Answers) -> Iterator[Check]:
    """Whether each gradient has the rounding of one that was derived."""
    layer, (at, *moved) = plan.layer, answers.trial.rounds
    shapes = {name: gradient.shape for name, gradient in at.gradients.items()}
    found = [
        gradients_in(layer, answers, number, shapes) for number in range(len(answers.trial.rounds))
    ]
    for name in layer.variables:
        right, got = at.gradients[name], found[0][name]
        others = [each[name] for each in found[1:]]
        if got is None or any(each is None or each.shape != right.shape for each in (got, *others)):
            continue  # blamed already
        noises = [
            noise_of(got, each, right, other.gradients[name])
            for each, other in zip(others, moved, strict=True)
            if each is not None
        ]
        array = layer.gradient(name)
        if not is_measured(noises, is_exact=plan.precision == DOUBLE):
            yield Check((array,), "derivative", passed=True)
            continue
        problem = problems.MEASURED_GRADIENT(
            layer=layer.name, array=array, noise=f"{max(noises):.0e}"
        )
        finding = Finding(check="derivative", case="random", array=array, problem=problem)
        yield Check((array,), "derivative", Verdict.WRONG_GRADIENT, finding)


def _unanswered(plan: Plan, answers: Answers) -> tuple[str, ...]:
    """The arrays that hang on the first planned slot without an answer: points need answers."""
    for slot in answers.slots:
        if answers.arrays_at(slot) is None:
            is_early = slot[1] in {NEW, FORWARD, KEPT_BY_FORWARD, KEPT_OUTPUT}
            return plan.layer.arrays if is_early else plan.layer.arrays[1:]
    return ()


def _measurements(plan: Plan, sides: Sequence[Answers]) -> Sequence[Measurement]:
    """What the probes measured; one without two usable values is left out."""
    if not plan.probes:
        return ()
    upstream = plan.trials[0].rounds[0].upstream
    assert upstream is not None
    found = []
    for probe, plus, minus in zip(plan.probes, sides[::2], sides[1::2], strict=True):
        values = [side.output(0, upstream.shape) for side in (plus, minus)]
        ahead, behind = values
        if ahead is None or behind is None or {ahead.shape, behind.shape} != {upstream.shape}:
            continue
        found.append(Measurement(probe, upstream, ahead, behind))
    return found
