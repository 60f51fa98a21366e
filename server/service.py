"""Everything a server process holds, put together once from its settings."""

from server.blobs import DirectoryStore, FileStore, Spool
from server.boards import Boards
from server.bundle_cache import BundleCache
from server.code_running import open_code_running
from server.data_directory import DataDirectory
from server.database import SqliteDatabase, open_database
from server.events import Events
from server.history import Histories
from server.likeness import LikenessFinder
from server.likeness_desk import LikenessDesk
from server.migrate import migrate
from server.orphans import remove_orphans
from server.predictions import PredictionStore
from server.queue import IdleQueue, MemoryQueue
from server.settings import Settings
from server.worker import SWEEP_S, Workers, Workplace


class Service:
    """One process of Gradus. Opening it migrates the database; closing it lets workers finish."""

    def __init__(self, settings: Settings, *, sweep_s: float = SWEEP_S) -> None:
        self.settings = settings
        self.directory = DataDirectory(settings.data_dir)
        self.database = open_database(settings.resolved_database_url)
        migrate(self.database)
        self.spool = Spool(settings.data_dir / "incoming")
        self.spool.clear()
        self.files = open_files(settings)
        if isinstance(self.files, DirectoryStore):
            remove_orphans(self.database, self.files)
        self.bundles = BundleCache(settings.data_dir / "unpacked", self.files)
        self.events = Events()
        self.boards = Boards()
        predictions = PredictionStore(self.files, self.bundles.folder("compared"))
        self.likeness_finder = LikenessFinder(self.files, self.bundles, predictions)
        self.likeness = LikenessDesk(self.likeness_finder)
        self.histories = Histories(self.boards)
        self.queue = MemoryQueue() if settings.workers else IdleQueue()
        self.code = open_code_running(settings)
        place = Workplace(
            self.database, self.files, self.bundles, self.code.runner, self.events, self.queue
        )
        self.workers = Workers(
            place, self.directory.worker_name(), threads=settings.workers, sweep_s=sweep_s
        )

    @property
    def hears_everything(self) -> bool:
        """Whether all that changes is published here: no other process grades."""
        return isinstance(self.database, SqliteDatabase)

    def start(self) -> None:
        """Begin to grade."""
        self.workers.start()

    def close(self) -> None:
        """Finish what is under way and let go of everything."""
        self.workers.stop()
        self.likeness.close()
        self.code.close()
        self.database.close()
        self.directory.close()


def open_files(settings: Settings) -> FileStore:
    """The storage of uploaded files that the settings name."""
    if not settings.storage_url:
        return DirectoryStore(settings.data_dir / "files")
    from server.object_store import ObjectStore  # noqa: PLC0415 - its library is an extra

    return ObjectStore(settings.storage_url, settings.data_dir / "fetched")
