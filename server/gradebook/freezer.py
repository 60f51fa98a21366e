"""Grades that freeze by themselves at the date that their bundle says."""

import threading
from collections.abc import Iterator

import structlog
from sqlalchemy.orm import Session

from server.assignments import versions
from server.assignments.access import AssignmentAccess, with_tracks
from server.assignments.bundles import BundleCache
from server.assignments.stairs import stairs_of
from server.core.clock import now
from server.core.database import Database
from server.core.errors import RequestProblemError
from server.core.threads import keep_running
from server.courses.access import CourseAccess
from server.gradebook import queries, rules
from server.gradebook.queries import Due
from server.identity.rules import Viewer

_PAUSE_S = 60.0

log = structlog.get_logger(__name__)


class Freezer:
    """Freezes grades that are due, in a thread of its own; several servers may do so at once."""

    def __init__(self, database: Database, bundles: BundleCache) -> None:
        self._database, self._bundles = database, bundles
        self._stopping = threading.Event()
        self._thread = threading.Thread(
            target=keep_running, args=("freezer", self._run, self._stopping), daemon=True
        )

    def start(self) -> None:
        """Begin to look, once a minute."""
        self._thread.start()

    def close(self) -> None:
        """End, once the look that is under way has."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def freeze(self) -> None:
        """Freeze what is due, and leave for the next look what cannot be frozen yet."""
        with self._database.read() as session:
            found = list(_due(session))
        for access in found:
            stairs = stairs_of(self._bundles, access)
            try:
                self._database.write(rules.freeze_by_date, access, stairs)
            except RequestProblemError as error:
                why = [problem.code for problem in error.problems]
                log.debug("grades are not frozen yet", assignment=access.assignment.id, why=why)

    def _run(self) -> None:
        while not self._stopping.wait(_PAUSE_S):
            try:
                self.freeze()
            except Exception as error:  # noqa: BLE001 - there is a next time
                log.info("grades were not frozen", why=type(error).__name__)


def _due(session: Session) -> Iterator[AssignmentAccess]:
    """Each as who pushed its version has it: in their name it is frozen."""
    for one in queries.due(session, now()):
        yield _access(session, one)


def _access(session: Session, one: Due) -> AssignmentAccess:
    course, assignment, version = one
    viewer = Viewer(version.pushed_by, "", is_admin=False, ways=())
    standing = versions.by_id(session, version.standing_id)
    return with_tracks(session, CourseAccess(course, None, viewer), assignment, version, standing)
