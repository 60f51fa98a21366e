"""Changing the versions of an assignment: rows in one transaction, and files along with them.

What is pushed is durable before its rows are; nothing of it stays where these are refused.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus

from sqlalchemy.orm import Session

from grader import Bundle, BundleError, CodeRunning, Problem, parts_of, require_speed, unpack
from server.assignments import rules, versions
from server.assignments.access import AssignmentAccess, reopen
from server.assignments.bundles import BundleCache
from server.boards.ladder_scorer import LadderScorer
from server.core import problems
from server.core.database import Database
from server.core.errors import RequestProblemError
from server.core.events import Events, board_topic
from server.core.files.blobs import FileStore, Spool, SpooledFile, bundle_key, submission_key
from server.core.models import AssignmentVersion
from server.core.queue import Queue
from server.courses.access import CourseAccess, managed_course
from server.grading.baselines import BaselineFile
from server.grading.regrading import Regrade
from server.submissions import queries as submissions
from server.versions import baselines
from server.versions import switch as switching
from server.versions.forecast import Forecast, PushForecast, left_of, plan_of
from server.versions.push import NewVersion, lost_of_push, push, require_slug
from server.versions.switch import Discarded


@dataclass(frozen=True)
class Publisher:
    """Pushes bundles, and switches to or discards what is graded beside the board.

    workers: how many files are graded at once here. try_metric: runs a bundle's own metric.
    scorer: says what is released of scores that another rule takes over.
    """

    database: Database
    spool: Spool
    files: FileStore
    bundles: BundleCache
    queue: Queue
    events: Events
    code: CodeRunning
    workers: int
    try_metric: Callable[[Bundle], tuple[Problem, ...]]
    scorer: LadderScorer

    def push(
        self,
        access: CourseAccess,
        slug: str,
        spooled: SpooledFile,
        *,
        shadow: bool,
        regrade: Regrade,
    ) -> tuple[AssignmentVersion, tuple[Problem, ...]]:
        """The version that a bundle makes, with warnings; nothing of it stays where that fails.

        Raises 422 for what is no bundle, and as `server.versions.push.push` says.
        """
        version_id = spooled.path.name
        spooled.finish()
        bundle = self._unpack(spooled, version_id)
        self.files.keep(spooled.path, bundle_key(version_id))
        kept = baselines.keep_files(
            self.spool, self.files, bundle, with_programs=self.code.takes_code
        )
        with self._forgetting(version_id, kept, Exception):
            new = NewVersion(version_id, bundle, kept, is_shadow=shadow, regrade=regrade)
            assert new.parts  # its files are read before the transaction, in which all others wait
            self._fill_parts(access, slug)
            require_slug(new, slug)
            new, found = self._prepare(access, slug, new)
        # After any other error than a refusal its rows may be there all the same.
        with self._forgetting(version_id, kept, RequestProblemError):
            version = self.database.write(self._write, access, slug, new)
        self._forget_unused(kept)
        if version.id != version_id:
            self._mend_bundle(version.id, version_id)
        return version, found.warnings

    @contextmanager
    def _forgetting(
        self, version_id: str, kept: Sequence[BaselineFile], errors: type[Exception]
    ) -> Iterator[None]:
        """Let nothing of a push stay where one of these errors ends it."""
        try:
            yield
        except errors:
            self._forget_bundle(version_id)
            self._forget_files(file.submission_id for file in kept)
            raise

    def _mend_bundle(self, version_id: str, again_id: str) -> None:
        """Keep a version's bundle as it was pushed once more: what is kept may be damaged."""
        self.files.move(bundle_key(again_id), bundle_key(version_id))
        self.bundles.forget(again_id)
        self.bundles.distrust(version_id)

    def _fill_parts(self, access: CourseAccess, slug: str) -> None:
        """Read what the versions consist of that were pushed before that was kept."""
        with self.database.read() as session:
            unknown = versions.without_parts(session, access.course.id, slug)
        for version_id in unknown:
            parts = parts_of(self.bundles.get(version_id))
            self.database.write(rules.fill_parts, version_id, parts)

    def _prepare(
        self, access: CourseAccess, slug: str, new: NewVersion
    ) -> tuple[NewVersion, PushForecast]:
        """What a push would do; what its transaction asks the Ladder for is computed on the way.

        Where predictions are gone that the Ladder asks for, those files are graded again first;
        everything is where boards do not stand on the gradings that it would take over, but wait
        for them. A warning says which.
        """
        with self.database.read() as session:
            new = replace(new, lost=lost_of_push(session, access, slug, new, self.scorer))
            return new, plan_of(session, access, slug, new, self.workers, self.scorer)

    def plan(
        self,
        access: CourseAccess,
        slug: str,
        spooled: SpooledFile,
        *,
        shadow: bool,
        regrade: Regrade,
    ) -> PushForecast:
        """What pushing a bundle would change and grade again; nothing of it stays.

        Raises 422 for what is no bundle, and for another slug.
        """
        access.require_manager()
        version_id = spooled.path.name
        spooled.finish()
        try:
            bundle = self._unpack(spooled, version_id)
            new = NewVersion(version_id, bundle, is_shadow=shadow, regrade=regrade)
            require_slug(new, slug)
            self._fill_parts(access, slug)
            return self._prepare(access, slug, new)[1]
        finally:
            self.bundles.forget(version_id)

    def forecast(self, version: AssignmentVersion) -> Forecast:
        """What is left to be graded under a version that was just pushed."""
        with self.database.read() as session:
            return left_of(session, version, self.workers)

    def switch(self, access: AssignmentAccess, number: int) -> None:
        """Switch in one transaction, then tell those who watch the boards.

        Raises 409 where predictions are gone that the Ladder asks for; their files are graded again
        from then on.
        """
        with self.database.read() as session:
            lost = switching.find_lost(session, access, number, self.scorer)
        if lost:
            self.database.write(_grade_lost, self.queue, access, number, lost)
            raise RequestProblemError(
                HTTPStatus.CONFLICT,
                problems.PREDICTIONS_GONE(count=str(len(lost)), version=str(number)),
            )
        for track_id in self.database.write(_switch, access, number, self.scorer):
            self.events.publish(board_topic(track_id))

    def discard(self, access: AssignmentAccess, number: int) -> None:
        """Discard in one transaction, then remove the bundle and what only it had."""
        discarded = self.database.write(_discard, access, number)
        self._forget_bundle(discarded.version_id)
        self._forget_files(discarded.baselines)

    def _unpack(self, spooled: SpooledFile, version_id: str) -> Bundle:
        try:
            bundle = unpack(spooled.path, self.bundles.folder(version_id))
            require_speed(bundle)
            self._require_metric(bundle)
        except BundleError as error:
            self.bundles.forget(version_id)
            raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, *error.problems) from error
        return bundle

    def _require_metric(self, bundle: Bundle) -> None:
        """Raise BundleError for a metric of the bundle's own that gives no scores."""
        if self.code.takes_code and (found := self.try_metric(bundle)):
            raise BundleError(found)

    def _write(
        self, session: Session, asked: CourseAccess, slug: str, new: NewVersion
    ) -> AssignmentVersion:
        access = managed_course(session, asked.viewer, asked.course.slug)
        return push(session, self.queue, access, slug, new, self.scorer)

    def _forget_bundle(self, version_id: str) -> None:
        """Remove the files of a version that is not wanted."""
        self.files.delete(bundle_key(version_id))
        self.bundles.forget(version_id)

    def _forget_unused(self, kept: list[BaselineFile]) -> None:
        """Remove the copies that have become no submission, such as those of bytes known before."""
        ids = [file.submission_id for file in kept]
        with self.database.read() as session:
            used = submissions.known(session, ids)
        self._forget_files(each for each in ids if each not in used)

    def _forget_files(self, submission_ids: Iterable[str]) -> None:
        """Remove the files of submissions that are not there."""
        for submission_id in submission_ids:
            self.files.delete(submission_key(submission_id))


def _switch(
    session: Session, access: AssignmentAccess, number: int, scorer: LadderScorer
) -> list[str]:
    return switching.switch(session, reopen(session, access), number, scorer)


def _grade_lost(
    session: Session, queue: Queue, access: AssignmentAccess, number: int, lost: set[str]
) -> None:
    switching.grade_lost(session, queue, reopen(session, access), number, lost)


def _discard(session: Session, access: AssignmentAccess, number: int) -> Discarded:
    return switching.discard(session, reopen(session, access), number)
