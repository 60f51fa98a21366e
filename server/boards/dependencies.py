"""Boards as routes and pages ask for them."""

from typing import Annotated

from fastapi import Depends, Query

from server.boards.asking import Asking
from server.boards.board import Boards
from server.boards.removals import Removals
from server.boards.watch import BoardWatch
from server.identity.dependencies import Manager
from server.submissions.access import SubmissionAccess, submission_access
from server.submissions.dependencies import SubmissionId
from server.web.dependencies import CurrentDatabase, held


def manage_submission(
    submission_id: SubmissionId, database: CurrentDatabase, manager: Manager
) -> SubmissionAccess:
    """The submission, for instructors, read in a session of its own: a write has another."""
    with database.read() as session:
        access = submission_access(session, manager, submission_id)
    access.assignment_access.course_access.require_manager()
    return access


CurrentAsking = Annotated[Asking, held(Asking)]
CurrentBoards = Annotated[Boards, held(Boards)]
CurrentWatch = Annotated[BoardWatch, held(BoardWatch)]
CurrentRemovals = Annotated[Removals, held(Removals)]
ManagedSubmission = Annotated[SubmissionAccess, Depends(manage_submission)]
TrackSlug = Annotated[
    str | None,
    Query(min_length=1, description="The slug of the track; needed where there are several."),
]
