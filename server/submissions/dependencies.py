"""Submissions as their routes and pages ask for them: 401, 403 and 404 are answered here."""

import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from languages import Locale
from server.assignments.access import AssignmentAccess
from server.assignments.bundles import BundleCache
from server.assignments.dependencies import CurrentBundles, ManagerOfAssignment
from server.assignments.stairs import stairs_of
from server.core.database import Database
from server.core.events import Events, steps_topic, submission_topic
from server.core.intervals import Intervals
from server.core.models import EvaluationState, Scope
from server.core.outages import outage_of
from server.core.queue import MemoryQueue
from server.courses import queries as courses
from server.identity.dependencies import Reader, Submitter
from server.identity.last_uses import LastUses
from server.identity.rules import Viewer
from server.submissions import queries as submissions
from server.submissions.access import SubmissionAccess, submission_access
from server.submissions.on_behalf import access_of
from server.submissions.upload import Uploads
from server.submissions.views import SubmissionView, submission_view
from server.web.dependencies import (
    CurrentDatabase,
    CurrentEvents,
    CurrentIntervals,
    CurrentLocale,
    CurrentQueue,
    ReadSession,
    held,
)
from server.web.errors import request_locale

SubmissionId = Annotated[str, Path(description="The id of the submission.")]
CurrentUploads = Annotated[Uploads, held(Uploads)]


def read_submission(
    submission_id: SubmissionId, session: ReadSession, reader: Reader
) -> SubmissionAccess:
    """The submission, for its author and staff."""
    return submission_access(session, reader, submission_id)


def ask_about_submission(
    submission_id: SubmissionId, database: CurrentDatabase, submitter: Submitter
) -> SubmissionAccess:
    """The submission, for who asks for its score, in a session of its own: a write has another."""
    with database.read() as session:
        return submission_access(session, submitter, submission_id)


@dataclass(frozen=True)
class OnBehalf:
    """A student's access to an assignment, and who of staff uses it."""

    access: AssignmentAccess
    sent_by: str


def submit_on_behalf(
    access: ManagerOfAssignment,
    database: CurrentDatabase,
    person: Annotated[str, Query(min_length=1, max_length=64, description="The student's alias.")],
) -> OnBehalf:
    """A student's access to the assignment, for instructors. Raises 404, and 422 for staff."""
    with database.read() as session:
        return OnBehalf(access_of(session, access, person), access.viewer.person_id)


SubmittedFor = Annotated[OnBehalf, Depends(submit_on_behalf)]
AskedSubmission = Annotated[SubmissionAccess, Depends(ask_about_submission)]
ReadableSubmission = Annotated[SubmissionAccess, Depends(read_submission)]


@dataclass(frozen=True)
class _Line:
    """What tells how a submission fares."""

    events: Events
    intervals: Intervals
    queue: MemoryQueue
    bundles: BundleCache


@dataclass(frozen=True)
class FollowedSubmission:
    """A submission that is read again after a change, as its viewer may see it then."""

    submission_id: str
    viewer: Viewer
    locale: Locale
    database: Database
    line: _Line
    evaluation_id: str | None = None

    @classmethod
    def of(
        cls, request: Request, submission_id: str, viewer: Viewer, evaluation_id: str | None
    ) -> "FollowedSubmission":
        """The same, for who was let in before. evaluation_id: its grading, where that is known."""
        held = request.app.state.held
        held[LastUses].note(viewer)
        line = _Line(held[Events], held[Intervals], held[MemoryQueue], held[BundleCache])
        locale, database = request_locale(request), held[Database]
        return cls(submission_id, viewer, locale, database, line, evaluation_id)

    def load(self) -> SubmissionView:
        """The submission as it is now. Raises 404."""
        with self.database.read() as session:
            return self._view(session, self._access(session))

    def load_final(self) -> SubmissionView | None:
        """The same of one that is graded; None for any other, of which little is read. Raises 404.

        One that is held back is graded, and not final for its viewer.
        """
        with self.database.read() as session:
            access = self._access(session)
            is_graded = submissions.is_graded(session, self.submission_id)
            return self._view(session, access) if is_graded else None

    async def wait(self, *, seconds: float) -> SubmissionView:
        """The submission once it is final, or as it is after so long. Raises 404."""
        deadline = time.monotonic() + seconds
        with self.line.events.subscribe(submission_topic(self.submission_id)) as subscription:
            load: Callable[[], SubmissionView | None] = self.load_final if seconds else self.load
            is_early = seconds > 0 and self._is_under_way()
            while True:
                view = None if is_early else await run_in_threadpool(load)
                is_early = False
                if view is not None and view.state is EvaluationState.FINAL:
                    return view
                left_s = deadline - time.monotonic()
                if left_s <= 0 or self.line.events.closed:
                    return await run_in_threadpool(self.load) if view is None else view
                await subscription.wait(min(left_s, self.line.intervals.submission_recheck_s))
                load = self._load_final_again

    def _is_under_way(self) -> bool:
        """Whether its grading is known not to be over, so that there is nothing to be read yet."""
        known = self.evaluation_id
        return known is not None and self.line.queue.is_under_way(known)

    def _load_final_again(self) -> SubmissionView | None:
        """The same as `load_final`; while the database is away nothing is known of it."""
        try:
            return self.load_final()
        except Exception as error:
            if outage_of(error) is None:
                raise
            return None

    def _access(self, session: Session) -> SubmissionAccess:
        return submission_access(session, self.viewer, self.submission_id)

    def let_in(self, session: Session, viewer: Viewer) -> None:
        """Raise 403 or 404 for who may not read the submission."""
        submission_access(session, viewer.narrow(Scope.READ), self.submission_id)

    def _view(self, session: Session, access: SubmissionAccess) -> SubmissionView:
        course_id = access.assignment_access.course.id
        author = courses.membership(session, course_id, access.submission.person_id)
        stairs = stairs_of(self.line.bundles, access.assignment_access)
        return submission_view(session, access, self.locale, author, self.line.queue, stairs)

    def _load_again(self, shown: SubmissionView | None) -> SubmissionView:
        """The same, or what is shown already while the database is away: no open line ends."""
        try:
            return self.load()
        except Exception as error:
            if shown is None or outage_of(error) is None:
                raise
            return shown

    async def views(self, *, seconds: float) -> AsyncGenerator[SubmissionView | None, None]:
        """The submission now and after each change until it is final, for so long.

        None keeps a line open. Raises 404.
        """
        deadline = time.monotonic() + seconds
        pause_s = self.line.intervals.submission_recheck_s
        topics = submission_topic(self.submission_id), steps_topic(self.submission_id)
        with self.line.events.subscribe(*topics) as subscription:
            shown: SubmissionView | None = None
            while True:
                view = await run_in_threadpool(self._load_again, shown)
                yield view if view != shown else None
                shown = view
                left_s = deadline - time.monotonic()
                if view.state is EvaluationState.FINAL or left_s <= 0 or self.line.events.closed:
                    return
                await subscription.wait(min(left_s, pause_s))


async def _open_line(
    events: CurrentEvents,
    intervals: CurrentIntervals,
    queue: CurrentQueue,
    bundles: CurrentBundles,
) -> _Line:
    return _Line(events, intervals, queue, bundles)


async def follow_submission(
    submission_id: SubmissionId,
    reader: Reader,
    locale: CurrentLocale,
    database: CurrentDatabase,
    line: Annotated[_Line, Depends(_open_line)],
) -> FollowedSubmission:
    """The submission, for its author and staff, in sessions of its own: waiting has none."""
    return FollowedSubmission(submission_id, reader, locale, database, line)


Followed = Annotated[FollowedSubmission, Depends(follow_submission)]
