"""Asking for the score of a file that is validated: one of the answers of a term."""

from dataclasses import dataclass
from http import HTTPStatus

from sqlalchemy.orm import Session

from grader import Verdict, rounded_scores
from server.assignments import answers, participants
from server.assignments.bundles import BundleCache
from server.assignments.terms import Terms
from server.boards import queries, rounded
from server.core import audit, problems
from server.core.clock import now
from server.core.database import Database
from server.core.errors import RequestProblemError
from server.core.events import Events, board_topic, submission_topic
from server.identity.rules import Viewer
from server.submissions import queries as submissions
from server.submissions.access import SubmissionAccess, submission_access
from server.submissions.disclosure import Disclosure


@dataclass(frozen=True)
class Asking:
    """Asks for scores, and tells those who look at the file and at its board."""

    database: Database
    bundles: BundleCache
    events: Events

    def ask(self, access: SubmissionAccess) -> None:
        """Release the score of a submission to its participant. Raises as `ask` below."""
        viewer, id_ = access.assignment_access.viewer, access.submission.id
        track_id = self.database.write(ask, self.bundles, viewer, id_)
        if track_id is not None:
            self.events.publish(submission_topic(id_))
            self.events.publish(board_topic(track_id))


def ask(session: Session, bundles: BundleCache, viewer: Viewer, submission_id: str) -> str | None:
    """Release the score of a submission to its participant; the id of the track where that is new.

    Asking again is free, and so is asking for what is shown anyway. Of two that ask at once each
    spends an answer of its own: the participant's row is locked. Raises 403 for others' files, 404,
    409 before a file is validated and where it is not valid, 429 where no answer is left.
    """
    access = submission_access(session, viewer, submission_id)
    assignment, submission = access.assignment_access, access.submission
    if not Disclosure.of(assignment, access.track, now()).asks:
        return None
    terms = _own(session, access)
    if submissions.latest_evaluation(session, submission.id).verdict is not Verdict.SCORED:
        raise RequestProblemError(HTTPStatus.CONFLICT, problems.NOT_VALIDATED())
    graded = bundles.get(assignment.grading.id)
    total = rounded_scores(graded, assignment.definition.secondary).answers
    if not answers.spend(session, assignment, terms, submission, total):
        return None
    rounded.release_asked(session, bundles, submission)
    queries.lock_board(session, submission.track_id).board_version += 1
    course_id = assignment.course.id
    audit.record(session, viewer.person_id, "score.ask", submission.id, course_id=course_id)
    return submission.track_id


def _own(session: Session, access: SubmissionAccess) -> Terms:
    """The terms of the participant whose file it is, locked. Raises 403 unless the viewer is it."""
    assignment = access.assignment_access
    own = participants.of_viewer(session, assignment)
    if own is None or own != access.submission.participant_id:
        raise RequestProblemError(HTTPStatus.FORBIDDEN, problems.NOT_YOUR_FILE())
    return participants.lock_terms(session, assignment.assignment.id, assignment.viewer.person_id)
