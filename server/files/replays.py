"""A file graded once more from its evidence, at the word of staff; nothing is written of it."""

import threading
from http import HTTPStatus

from grader import Problem
from server.core import file_problems as problems
from server.core.database import Database
from server.core.errors import DamagedBundleError, RequestProblemError
from server.core.files.blobs import FileStore
from server.grading.process import GradingDeathError, GradingFaultError
from server.grading.replay import NothingToReplayError, Replay, find, replay
from server.grading.requests import Grade
from server.grading.worker import cause_of
from server.submissions.access import SubmissionAccess

_FAULTS = (
    *(DamagedBundleError, GradingDeathError, GradingFaultError),
    *(FileNotFoundError, ValueError, EOFError),
)


class Replays:
    """Grades once more, one file at a time. grade: None where this server grades nothing."""

    def __init__(self, database: Database, files: FileStore, grade: Grade | None) -> None:
        self._database, self._files, self._grade = database, files, grade
        self._one = threading.Lock()

    def replay(self, access: SubmissionAccess) -> Replay:
        """What comes of it, beside what came of it then.

        Raises 409 for a program, for a file that has no verdict, where this server does not grade,
        while another one is graded so, and where it fails for a reason of ours.
        """
        submission_id = access.submission.id
        if access.assignment_access.asks_for_program(access.track.slug):
            raise _conflict(problems.REPLAY_PROGRAM(submission=submission_id))
        if self._grade is None:
            raise _conflict(problems.REPLAY_ELSEWHERE(submission=submission_id))
        if not self._one.acquire(blocking=False):
            raise _conflict(problems.REPLAY_BUSY())
        try:
            with self._database.read() as session:
                found = find(session, submission_id, None)
            return replay(found, self._files, self._grade, self._database)
        except NothingToReplayError:
            raise _conflict(problems.REPLAY_NOTHING()) from None
        except _FAULTS as error:
            raise _conflict(problems.REPLAY_FAILED(why=_why(error))) from error
        finally:
            self._one.release()


def _conflict(problem: Problem) -> RequestProblemError:
    return RequestProblemError(HTTPStatus.CONFLICT, problem)


def _why(error: Exception) -> str:
    """In words that name no path of the machine."""
    if isinstance(error, FileNotFoundError):
        return "a file of it is gone"
    return (str(error) if isinstance(error, DamagedBundleError) else cause_of(error)).rstrip(".")
