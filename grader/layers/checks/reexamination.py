"""Which layers are examined again, in which precision, and what the examinations add up to.

Nothing is blamed for rounding: an array that is right in single precision is right where the code
rounds to it, and a gradient that is the derivative of the student's own forward in the steps of
either precision is that derivative.
"""

from dataclasses import replace

from grader.layers.checks.check import Check
from grader.layers.checks.examination import Examination
from grader.layers.checks.rounding import FEW, NOTICED, PLAINLY_SINGLE
from grader.layers.trials.precision import HALF, SINGLE, Precision
from grader.reports import Finding


def is_settled(examination: Examination) -> bool:
    """Whether there is nothing to ask again."""
    return not examination.lost and not examination.is_vague


def coarser_precision_of(examination: Examination, *, names_half: bool) -> Precision | None:
    """The precision in which a layer is to be examined again; None where double says all.

    names_half: whether the code speaks of half precision. What does not and yet looks like it was
    rounded to decimals.
    """
    if is_settled(examination):
        return None
    rounding, near = examination.rounding, examination.near
    if names_half and (rounding.is_half or HALF in near):
        return HALF
    noise = rounding.noise
    is_odd = examination.is_vague and not examination.lost  # all is right but the slope
    if noise < NOTICED and SINGLE not in near and not is_odd:
        return None
    return replace(SINGLE, relative=max(SINGLE.relative, 10 * noise))


def needs_details(first: Examination, coarser: Examination | None) -> bool:
    """Whether single variables are to be probed in double precision.

    coarser: the examination in a coarser precision, where there was one.
    """
    if not first.is_vague:
        return False
    if coarser is None:
        return True
    return coarser.plan.precision is not HALF and is_doubtful(coarser)


def is_doubtful(examination: Examination) -> bool:
    """Whether a gradient was found to be no derivative, which may be due to the steps."""
    return any(map(_is_about_slopes, examination.checks))


def may_be_chance(examination: Examination) -> bool:
    """The same, where an output is of so few numbers that their rounding may have stayed unseen."""
    output, _ = examination.plan.trials[0].rounds[0].right
    return output.size <= FEW and is_doubtful(examination)


def join(
    first: Examination, coarser: Examination | None, detailed: Examination | None
) -> Examination:
    """What the examinations of a layer add up to. detailed: that of single variables."""
    if coarser is None:
        return detailed or first
    is_single = first.rounding.noise >= PLAINLY_SINGLE or coarser.lost < first.lost
    if coarser.plan.precision is HALF or is_single or not coarser.lost:
        return coarser if detailed is None else _forgive(coarser, detailed)
    return first if detailed is None else _forgive(detailed, coarser)


def _forgive(examination: Examination, other: Examination) -> Examination:
    """An examination in which a gradient passes that is the derivative by another one."""
    checks = (
        replace(each, fault=None, failure=None, passed=True)
        if _is_about_slopes(each) and other.lost.isdisjoint(each.arrays)
        else each
        for each in examination.checks
    )
    return replace(examination, checks=tuple(checks))


def _is_about_slopes(check: Check) -> bool:
    """Whether a gradient was found to be no derivative of the student's own forward."""
    is_slope = check.kind == "derivative" and not isinstance(check.failure, Finding)
    return is_slope and not check.passed
