"""Everything a server process holds, put together once from its settings."""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from grader import CodeRunning
from server.assignments import versions
from server.assignments.bundles import BundleCache
from server.assignments.stairs import stairs_of
from server.boards.asking import Asking
from server.boards.board import Boards
from server.boards.ladder_scorer import LadderScorer
from server.boards.predictions import PredictionStore
from server.boards.removals import Removals
from server.boards.watch import BoardWatch
from server.core import audit, limits
from server.core.clock import now
from server.core.database import Database, SqliteDatabase, open_database
from server.core.events import Events
from server.core.files.blobs import DirectoryStore, FileStore, Spool, bundle_key, submission_key
from server.core.files.data_directory import DataDirectory
from server.core.files.orphans import KeptFiles, OrphanSweeper, remove_orphans
from server.core.intervals import USUAL, Intervals
from server.core.mail.sender import MailSender
from server.core.migrate import migrate
from server.core.queue import IdleQueue, MemoryQueue
from server.files.replays import Replays
from server.gradebook.freezer import Freezer
from server.grading.code import ELSEWHERE, setup_of
from server.grading.pool import GradingPool
from server.grading.requests import grade_elsewhere
from server.grading.worker import WorkerContext, Workers
from server.history.reader import HistoryReader
from server.identity.last_uses import LastUses
from server.identity.providers import Providers
from server.identity.refusals import Refusals
from server.settings import Settings
from server.similarity.finder import SimilarityFinder
from server.similarity.jobs import SimilarityJobs
from server.submissions import queries as submissions
from server.submissions.upload import Uploads
from server.versions.publisher import Publisher
from server.web.decisions import Decisions
from server.web.ready_answers import ReadyAnswers

_AFTER_ALL = datetime(9999, 1, 1, tzinfo=UTC)
KEPT_FILES = (
    KeptFiles("submissions", submission_key, submissions.known),
    KeptFiles("bundles", bundle_key, versions.known),
)


class Service:
    """One process of Gradus. Opening it migrates the database; closing it lets workers finish.

    grading: the processes that grade, which whoever opened them closes; None for the service's own.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        intervals: Intervals = USUAL,
        grading: GradingPool | None = None,
    ) -> None:
        self.settings = settings
        self.directory = DataDirectory(settings.data_dir)
        self.database = open_database(settings.resolved_database_url)
        migrate(self.database)
        is_alone = isinstance(self.database, SqliteDatabase)
        self.intervals = intervals.for_only_process() if is_alone else intervals
        self.spool = Spool(
            settings.data_dir / "incoming", reserve_bytes=settings.disk_reserve_mb * 1_000_000
        )
        self.spool.clear()
        self.files = open_files(settings)
        if is_alone and isinstance(self.files, DirectoryStore):  # nothing is under way elsewhere
            remove_orphans(self.database, self.files, KEPT_FILES, before=_AFTER_ALL)
        old_rows = (limits.remove_old, self._remove_old_events)
        self.orphans = OrphanSweeper(self.database, self.files, KEPT_FILES, old_rows)
        self.bundles = BundleCache(settings.data_dir / "unpacked", self.files, self.bundle_sha256)
        self.bundles.clear_scratch()
        self.last_uses = LastUses(self.database)
        self.mail = MailSender(self.database, settings.smtp_url, settings.mail_from)
        self.providers = Providers(settings)
        self.refusals = Refusals(self.database)
        self.freezer = Freezer(self.database, self.bundles)
        self.events = Events()
        self.boards = Boards(partial(stairs_of, self.bundles))
        self.ready_answers = ReadyAnswers(self.events, longest_s=1.0 if is_alone else 0.25)
        self.board_watch = BoardWatch(self.database, self.events, self.intervals)
        predictions = PredictionStore(self.files, self.bundles.folder("compared"))
        self.similarity_finder = SimilarityFinder(self.files, self.bundles, predictions)
        self.similarity_jobs = SimilarityJobs(self.similarity_finder)
        self.history = HistoryReader(self.boards)
        self.queue = MemoryQueue() if settings.workers else IdleQueue()
        has_own = grading is None and settings.workers > 0
        self._own_grading = GradingPool(setup_of(settings)) if has_own else None
        self.grading = grading or self._own_grading
        self.code = self.grading.code if self.grading else ELSEWHERE
        self.uploads = Uploads(
            self.database, self.spool, self.files, self.queue, self.code.takes_code
        )
        self.asking = Asking(self.database, self.bundles, self.events)
        self.removals = Removals(self.database, self.events)
        self.publisher = self._open_publisher(LadderScorer(self.bundles, predictions))
        grade = self.grading.grade if self.grading else None
        self.replays = Replays(self.database, self.files, grade)
        self.workers = self._open_workers(intervals)

    def _open_publisher(self, scorer: LadderScorer) -> Publisher:
        return Publisher(
            self.database,
            self.spool,
            self.files,
            self.bundles,
            self.queue,
            self.events,
            self.code,
            self.settings.workers,
            self.grading.try_metric if self.grading else lambda _: (),
            scorer,
        )

    def _open_workers(self, intervals: Intervals) -> Workers:
        grade = self.grading.grade if self.grading else grade_elsewhere
        context = WorkerContext(
            self.database, self.files, self.bundles, grade, self.events, self.queue
        )
        name, threads = self.directory.worker_name(), self.settings.workers
        return Workers(context, name, threads=threads, intervals=intervals)

    @property
    def held(self) -> dict[object, object]:
        """What routes and pages may ask for, by type."""
        return {
            Settings: self.settings,
            Database: self.database,
            Spool: self.spool,
            BundleCache: self.bundles,
            LastUses: self.last_uses,
            MailSender: self.mail,
            Providers: self.providers,
            Refusals: self.refusals,
            Events: self.events,
            Intervals: self.intervals,
            Boards: self.boards,
            BoardWatch: self.board_watch,
            ReadyAnswers: self.ready_answers,
            Decisions: self.ready_answers.decisions,
            HistoryReader: self.history,
            SimilarityFinder: self.similarity_finder,
            SimilarityJobs: self.similarity_jobs,
            MemoryQueue: self.queue,
            CodeRunning: self.code,
            Workers: self.workers,
            Uploads: self.uploads,
            Publisher: self.publisher,
            Asking: self.asking,
            Removals: self.removals,
            Replays: self.replays,
        }

    def start(self) -> None:
        """Begin to grade."""
        self.workers.start()
        self.orphans.start()
        self.last_uses.start()
        self.mail.start()
        self.freezer.start()

    def close(self) -> None:
        """Finish what is under way and let go of everything."""
        self.workers.stop()
        self.orphans.close()
        self.last_uses.close()
        self.mail.close()
        self.freezer.close()
        self.similarity_jobs.close()
        if self._own_grading is not None:
            self._own_grading.close()
        self.database.close()
        self.directory.close()

    def _remove_old_events(self, session: Session) -> None:
        audit.remove_old(session, now() - timedelta(days=self.settings.audit_days))

    def bundle_sha256(self, version_id: str) -> str | None:
        """That of a version's bundle, as it was pushed."""
        with self.database.read() as session:
            return versions.bundle_sha256(session, version_id)


def open_files(settings: Settings, scratch: Path | None = None) -> FileStore:
    """The storage of uploaded files that the settings name.

    scratch: where a store's files are read from; None for the data directory.
    """
    if not settings.storage_url:
        return DirectoryStore(settings.data_dir / "files")
    from server.core.files.object_store import (  # noqa: PLC0415 - its library is an extra
        ObjectStore,
    )

    return ObjectStore(settings.storage_url, scratch or settings.data_dir / "fetched")
