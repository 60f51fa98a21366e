"""Under any interleaving of pushes, uploads, gradings, deaths and switches nobody falls.

Each example is an assignment of its own, and the machine is its workers: they grade what waits in
any order, die, and are asked to switch at any moment. What a file scores depends on the file and on
the grading definition alone.
"""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader import Bundle, Outcome, Verdict, open_folder
from server.assignments import queries as assignments
from server.assignments import versions as version_queries
from server.assignments.access import assignment_access
from server.boards import choices
from server.core.clock import now
from server.core.errors import RequestProblemError
from server.core.files.blobs import StoredFile
from server.core.identifiers import new_id
from server.core.models import (
    AssignmentVersion,
    Evaluation,
    EvaluationState,
    QuotaEntry,
    Standing,
    Submission,
)
from server.grading import evaluations, regrading
from server.grading.regrading import Regrade, Scope
from server.submissions.rules import Upload
from server.submissions.views import own_submissions
from server.versions import switch
from tests.server.conftest import push_as, submit_as

QUOTA = "[quota]\nper_day = 500\n"
_numbers = itertools.count()


class Pushes(RuleBasedStateMachine):
    """One assignment under the hands of a teacher, two students and mortal workers."""

    make: Callable[[int, str, str], Bundle]
    database: Any
    engine: Any
    people: Any

    def __init__(self) -> None:
        super().__init__()
        self.slug = f"s{next(_numbers)}"
        self.shown: dict[str, tuple[str, float]] = {}
        self.counts = "best"
        self.push(dates=0, definition=1, counts="best", scope=Scope.ALL, shadow=False)
        for who in ("momo", "ken"):
            self.submit(who)
            self.work([(0, "graded")])

    # What happens.

    @rule(who=st.sampled_from(["momo", "ken"]))
    def submit(self, who: str) -> None:
        upload = Upload(new_id(), "p.csv", StoredFile("0" * 64, 9), now(), None)
        self.database.write(
            submit_as, self.engine, self.people[who], "unrestricted", upload, self.slug
        )

    @rule(
        dates=st.integers(0, 2),
        definition=st.integers(1, 3),
        counts=st.sampled_from(["best"] * 4 + ["chosen"]),
        scope=st.sampled_from(Scope),
        shadow=st.sampled_from([False, False, True]),
    )
    def push(self, dates: int, definition: int, counts: str, scope: Scope, *, shadow: bool) -> None:
        top = f'closes_at = 2999-01-0{dates + 1}T00:00:00+00:00\ncounts = "{counts}"'
        bundle = type(self).make(definition, top, self.slug)
        self._attempt(
            push_as,
            self.engine,
            self.people["sensei"],
            bundle,
            self.slug,
            is_shadow=shadow,
            regrade=Regrade(scope),
        )

    @rule(
        turns=st.lists(
            st.tuples(st.integers(0, 10**6), st.sampled_from(["graded"] * 6 + ["death", "fault"])),
            min_size=1,
            max_size=5,
        )
    )
    def work(self, turns: list[tuple[int, str]]) -> None:
        """Workers take something that waits, one after another; what comes of each."""
        for pick, fate in turns:
            self._work(pick, fate)

    def _work(self, pick: int, fate: str) -> None:
        waiting = self._waiting()
        if not waiting:
            return
        evaluation_id, submission_id, definition = waiting[pick % len(waiting)]
        assert self.database.write(evaluations.claim, evaluation_id, "w") is not None
        if fate == "death":
            self.database.write(evaluations.requeue_abandoned, dead_worker="w")
            return
        if fate == "fault":
            finished = self.database.write(evaluations.fail, evaluation_id, "w", "it broke")
        else:
            outcome = outcome_of(submission_id, definition)
            finished = self.database.write(evaluations.finish, evaluation_id, "w", outcome)
        if finished is not None and finished.graded_again is not None and pick % 3:
            self.database.write(regrading.complete, finished.graded_again)

    @rule(who=st.sampled_from(["momo", "ken"]), pick=st.integers(0, 10**6), is_chosen=st.booleans())
    def choose(self, who: str, pick: int, *, is_chosen: bool) -> None:
        with self.database.read() as session:
            access = assignment_access(session, self.people[who], "ml", self.slug)
            files = own_submissions(session, access, 100)
        if files:
            file = files[pick % len(files)]
            self._attempt(choices.choose_file, access, file.id, is_chosen=is_chosen)
            self.shown = {}

    @rule()
    def sweep(self) -> None:
        with self.database.read() as session:
            due = version_queries.graded_again(session)
        for assignment_id in due:
            self.database.write(regrading.complete, assignment_id)

    @rule(act=st.sampled_from([switch.switch, switch.discard]))
    def decide(self, act: Any) -> None:
        with self.database.read() as session:
            access = assignment_access(session, self.people["sensei"], "ml", self.slug)
            shadow = version_queries.shadow(session, access.assignment.id)
        if shadow is not None:
            self._attempt(self._change, act, shadow.number)

    # What always holds.

    @invariant()
    def nobody_falls(self) -> None:
        with self.database.read() as session:
            active = self._active(session)
            found = session.scalars(
                select(Standing)
                .join(Submission, Submission.id == Standing.submission_id)
                .where(Submission.assignment_id == active.assignment_id)
            ).all()
        assert {one.version_id for one in found} <= {active.standing_id}, "no mixture on a board"
        shown = {one.participant_id: (one.version_id, one.value) for one in found}
        if self.counts != active.parsed.counts:
            self.shown, self.counts = {}, active.parsed.counts
        for owner, (version_id, value) in self.shown.items():
            if version_id == active.standing_id:
                assert shown[owner][1] <= value, "lower is better"
        self.shown = shown

    @invariant()
    def every_file_has_a_verdict_or_waits_for_one(self) -> None:
        with self.database.read() as session:
            active = self._active(session)
            files = session.scalars(
                select(Submission.id).where(Submission.assignment_id == active.assignment_id)
            ).all()
            graded = session.scalars(
                select(Evaluation.submission_id)
                .join(Submission, Submission.id == Evaluation.submission_id)
                .where(Submission.assignment_id == active.assignment_id)
            ).all()
            tries = session.scalar(
                select(func.count())
                .select_from(QuotaEntry)
                .join(Submission, Submission.id == QuotaEntry.submission_id)
                .where(
                    Submission.assignment_id == active.assignment_id, QuotaEntry.kind == "reserve"
                )
            )
        assert set(files) == set(graded)
        assert tries == len(files)

    def _waiting(self) -> list[tuple[str, str, int]]:
        with self.database.read() as session:
            assignment_id = self._active(session).assignment_id
            rows = session.execute(
                select(Evaluation.id, Evaluation.submission_id, AssignmentVersion)
                .join(AssignmentVersion, AssignmentVersion.id == Evaluation.version_id)
                .where(
                    AssignmentVersion.assignment_id == assignment_id,
                    Evaluation.state == EvaluationState.QUEUED,
                )
                .order_by(Evaluation.id)
            ).all()
            return [(id_, file, round(version.parsed.limits.wall_s)) for id_, file, version in rows]

    def _active(self, session: Session) -> AssignmentVersion:
        access = assignment_access(session, self.people["sensei"], "ml", self.slug)
        active = assignments.active_version(session, access.assignment.id)
        assert active is not None
        return active

    def _change(self, session: Session, act: Any, number: int) -> None:
        act(session, assignment_access(session, self.people["sensei"], "ml", self.slug), number)

    def _attempt(self, work: Any, *arguments: Any, **options: Any) -> None:
        """Do what may be refused, which must change nothing."""
        try:
            self.database.write(work, *arguments, **options)
        except RequestProblemError as refused:
            assert refused.status == 409  # noqa: PT017 - most are not refused


def outcome_of(submission_id: str, definition: int) -> Outcome:
    """What a file scores by a definition: some cannot be read by any."""
    number = sum(submission_id.encode()) * 31 * definition % 17
    if number == 0:
        return Outcome(verdict=Verdict.INVALID_FILE)
    return Outcome(verdict=Verdict.SCORED, score=float(number))


def test_nobodys_best_gets_worse(
    database: Any,
    engine: Any,
    course: Any,
    people: Any,
    prediction_bundle: Callable[..., Path],
) -> None:
    def make(definition: int, top: str, slug: str) -> Bundle:
        folder = prediction_bundle(
            top=top, slug=slug, tables=f"[limits]\nwall_s = {definition}\n{QUOTA}"
        )
        return open_folder(folder)

    machine: Any = type(
        "Machine",
        (Pushes,),
        {
            "make": staticmethod(make),
            "database": database,
            "engine": engine,
            "people": people,
        },
    )
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=6,
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
