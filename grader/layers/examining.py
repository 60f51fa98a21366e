"""What is examined of a file of layers: first all that is cheap, then what that leaves open.

All layers are screened in one request; those that are not admitted are examined trial by trial. A
further request follows where numbers came in single precision, which needs larger steps, where
forward is wrong, so that each gradient has to be measured by itself, and where only measuring
element by element tells which one is wrong.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.definition.layer_tasks import LayerTask
from grader.layers.checks.check import Check
from grader.layers.checks.examination import Examination, examine, unanswered
from grader.layers.checks.mismatch import Mismatch
from grader.layers.checks.reexamination import (
    coarser_precision_of,
    join,
    may_be_chance,
    needs_details,
)
from grader.layers.checks.screening import FullScreening, Screening, screening_for
from grader.layers.diagnosis.source_code import SourceCode
from grader.layers.execution import Execution, Turn
from grader.layers.trials.dialects import Dialect
from grader.layers.trials.plan import Plan, forms_of_labels, plans_for
from grader.layers.trials.precision import DOUBLE, SINGLE, Precision
from grader.layers.trials.scripts import Script
from grader.layers.trials.trials import Trial
from grader.problems import Problem


@dataclass(frozen=True)
class Submission:
    """A file under judgement: what it is to hold, and what runs it."""

    tasks: tuple[LayerTask, ...]
    execution: Execution
    seed: int
    dialect: Dialect
    code: SourceCode | None
    names_half: bool

    def is_hidden(self, script: Script) -> bool:
        """Whether nobody may see what is printed in a trial."""
        name = "random" if script.trial.name == "probe" else script.trial.name
        return any(name in task.hidden for task in self.tasks if task.layer == script.layer)


@dataclass(frozen=True)
class Found:
    """What came of layers by their names. unjudged: why nobody looked at the others."""

    examined: Mapping[str, Examination]
    unjudged: Mapping[str, Problem]


def screen(submission: Submission) -> Found:
    """The examinations of the layers that need no other.

    A screening mixes all kinds of tests, so one that is hidden hides it.
    """
    screenings = list[tuple[str, Screening | FullScreening]]()

    def turns() -> Iterator[Turn]:
        for task in submission.tasks:
            screening = screening_for(task, submission.seed, submission.dialect)
            screenings.append((task.layer, screening))
            hidden = (bool(task.hidden),) * len(screening.scripts)
            yield Turn(task.layer, screening.scripts, hidden, screening.prepare)

    found, unjudged = dict[str, Examination](), dict[str, Problem]()
    for turn, answer in submission.execution.take_turns(turns()):
        _, screening = screenings.pop(0)
        if answer.unjudged:
            unjudged[turn.layer] = answer.unjudged
        elif answer.is_stopped:
            found[turn.layer] = unanswered(screening.plan)
        elif examination := screening.admit(answer.replies):
            found[turn.layer] = _slim(examination)
    return Found(found, unjudged)


def examine_rest(submission: Submission, screened: Found) -> Found:
    """The same, with the layers examined that the screening did not settle."""
    settled = {*screened.examined, *screened.unjudged}
    rest = [task for task in submission.tasks if task.layer not in settled]
    found = _examine(submission, rest, DOUBLE) if rest else Found({}, {})
    again = _examine_again(submission, found)
    return Found({**screened.examined, **again.examined}, {**screened.unjudged, **again.unjudged})


def _examine_again(submission: Submission, found: Found) -> Found:
    """The same, those done again that round more than double precision or need single probes.

    Nothing is said against one that would need it where no time is left.
    """
    first = found.examined
    half = submission.names_half
    coarser = _examine_in_detail(
        submission,
        {name: coarser_precision_of(each, names_half=half) for name, each in first.items()},
    )
    detailed = _examine_in_detail(
        submission,
        {
            name: DOUBLE if needs_details(each, coarser.examined.get(name)) else None
            for name, each in first.items()
        },
    )
    other = _examine_in_detail(
        submission,
        {
            name: SINGLE if name not in coarser.examined and may_be_chance(each) else None
            for name, each in detailed.examined.items()
        },
    )
    coarse = {**coarser.examined, **other.examined}
    unjudged = {**coarser.unjudged, **detailed.unjudged, **other.unjudged}
    joined = {
        name: join(each, coarse.get(name), detailed.examined.get(name))
        for name, each in first.items()
        if name not in unjudged
    }
    return Found(joined, {**found.unjudged, **unjudged})


def _examine_in_detail(submission: Submission, precisions: Mapping[str, Precision | None]) -> Found:
    """The examinations of some layers by probes of single variables, each in its precision."""
    found = Found({}, {})
    for precision in dict.fromkeys(filter(None, precisions.values())):
        tasks = [task for task in submission.tasks if precisions.get(task.layer) == precision]
        more = _examine(submission, tasks, precision, is_detailed=True)
        found = Found({**found.examined, **more.examined}, {**found.unjudged, **more.unjudged})
    return found


def _examine(
    submission: Submission,
    tasks: Sequence[LayerTask],
    precision: Precision,
    *,
    is_detailed: bool = False,
) -> Found:
    """The full examination of some layers, and what came of each.

    Labels go out in the usual form; code that cannot take them is given the other, if there is one.
    """

    def plans(form: int, layers: Collection[str]) -> Iterator[Plan]:
        for task in tasks:
            forms = forms_of_labels(task, submission.dialect)
            if task.layer in layers and form < len(forms):
                yield from plans_for(
                    task, submission.seed, precision, submission.dialect, is_detailed=is_detailed
                )[form : form + 1]

    names = {task.layer for task in tasks}
    first = _run_plans(submission, plans(0, names), is_shown=not is_detailed)
    raised = {name for name, each in first.examined.items() if each.has_raised}
    again = _run_plans(submission, plans(1, raised), is_shown=False).examined
    better = {n: e for n, e in again.items() if len(e.lost) < len(first.examined[n].lost)}
    return Found({**first.examined, **better}, first.unjudged)


def _run_plans(submission: Submission, plans: Iterable[Plan], *, is_shown: bool) -> Found:
    """The examination of each layer by its plan."""
    waiting = list[tuple[Plan, Sequence[Script]]]()

    def turns() -> Iterator[Turn]:
        for plan in plans:
            scripts = tuple(plan.scripts())
            waiting.append((plan, scripts))
            yield Turn(plan.layer.name, scripts, tuple(map(submission.is_hidden, scripts)))

    found, unjudged = dict[str, Examination](), dict[str, Problem]()
    for turn, answer in submission.execution.take_turns(turns(), is_shown=is_shown):
        plan, scripts = waiting.pop(0)
        if answer.unjudged:
            unjudged[turn.layer] = answer.unjudged
        elif answer.is_stopped:
            found[turn.layer] = unanswered(plan)
        else:
            found[turn.layer] = _slim(examine(plan, scripts, answer.replies))
    return Found(found, unjudged)


def _slim(examination: Examination) -> Examination:
    """An examination that holds no more arrays than what explains its failures."""
    plan, checks = examination.plan, examination.checks
    slim = replace(plan, trials=(_forget(plan.trials[0]),), probes=(), jitters=None, moves=None)
    return replace(examination, plan=slim, checks=tuple(map(_slim_check, checks)))


def _slim_check(check: Check) -> Check:
    match check.failure:
        case Mismatch(trial=trial) as mismatch:
            return replace(check, failure=replace(mismatch, trial=_forget(trial)))
        case _:
            return check


def _forget(trial: Trial) -> Trial:
    """The same trial, of which nobody has computed what is right."""
    return replace(trial, rounds=tuple(map(replace, trial.rounds)))
