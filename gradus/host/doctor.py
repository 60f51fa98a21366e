"""The examination of a machine: whether a server can run there and its data is in order."""

import os
import platform
import secrets
import shutil
import sqlite3
import stat
import statistics
import sys
import tempfile
import timeit
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from sqlalchemy.exc import SQLAlchemyError

from grader import DefenceFinding, RunnerFaultError, SandboxRunner, UnavailableError
from grader.sandbox.runner import Call, Case, Limits, Operation, Request, Run
from gradus.api.running_server import find_running_server, holder
from gradus.core.failures import CommandError
from gradus.host.neighbours import check_mail, check_providers
from gradus.host.web_server import bind
from gradus.output.health_report import HealthCheck, HealthReport, State
from server.core.database import open_database
from server.core.files.data_directory import is_in_use
from server.core.migrate import revisions
from server.core.outages import OutageError
from server.service import open_files
from server.settings import Settings

_WAL_RESET_BUG = ((3, 7, 0), (3, 51, 3))  # from, until before
_LEAST_FREE_BYTES = 200_000_000
_WANTED_FREE_BYTES = 2_000_000_000
_LAYER_FILES = "layer files"
_NOT_GRADED = "Layer assignments cannot be graded here."
_TINY_LAYER = b"class Twice:\n    def forward(self, x):\n        return 2 * x\n"
_TINY_LIMITS = Limits(wall_s=30, cpu_s=30, memory_bytes=512_000_000, output_bytes=65_536)


def examine(settings: Settings, runner_class: type[SandboxRunner] = SandboxRunner) -> HealthReport:
    """What is to be said of this machine as the home of a server with these settings."""
    return HealthReport.of(
        [
            _python(),
            _system(),
            _sqlite(),
            _data_directory(settings.data_dir),
            _free_space(settings.data_dir),
            _lock(settings.data_dir),
            _database(settings),
            *_store(settings),
            *check_providers(settings),
            *check_mail(settings),
            _port(settings),
            *_sandbox(settings, runner_class),
        ]
    )


def _python() -> HealthCheck:
    found = (
        f"{platform.python_implementation()} {platform.python_version()}, NumPy {np.__version__}"
    )
    return _check("python", "ok", found)


def _system() -> HealthCheck:
    found = f"{platform.system()} {platform.release()} ({platform.machine()})"
    if platform.system() != "Linux":
        hint = "Only Linux can confine strangers' code; serve layer assignments from there."
        return _check("system", "warning", found, hint)
    return _check("system", "ok", found)


def _sqlite() -> HealthCheck:
    found = f"SQLite {sqlite3.sqlite_version}"
    first, fixed = _WAL_RESET_BUG
    if first <= sqlite3.sqlite_version_info < fixed:
        found += (
            "; 3.7.0 to 3.51.2 can corrupt the log where several connections write, which never"
            " happens here: one connection of one process does all writing"
        )
    return _check("sqlite", "ok", found)


def _data_directory(root: Path) -> HealthCheck:
    name = "data directory"
    if not root.exists():
        return _missing_directory(name, root)
    if not root.is_dir():
        return _check(name, "failed", f"{root} is a file", "Choose another with --data-dir.")
    status = root.stat()
    if sys.platform != "win32" and status.st_uid != os.geteuid():
        return _check(name, "failed", f"{root} belongs to another user", "Run as its owner.")
    if not os.access(root, os.R_OK | os.W_OK | os.X_OK):
        return _check(name, "failed", f"{root} cannot be written", f"chmod 700 {root}")
    mode = stat.S_IMODE(status.st_mode)
    if mode & 0o077:
        found = f"{root} is open to other users (mode {mode:o})"
        return _check(name, "warning", found, "The next 'gradus serve' closes it.")
    return _check(name, "ok", f"{root}, its owner's alone")


def _missing_directory(name: str, root: Path) -> HealthCheck:
    parent = _nearest_folder(root)
    if not os.access(parent, os.W_OK | os.X_OK):
        found = f"{root} is not there, and {parent} cannot be written"
        return _check(name, "failed", found, "Choose another with --data-dir.")
    return _check(name, "ok", f"{root} is not there yet; 'gradus serve' makes it")


def _free_space(root: Path) -> HealthCheck:
    free = shutil.disk_usage(_nearest_folder(root)).free
    state: State = "ok"
    if free < _WANTED_FREE_BYTES:
        state = "failed" if free < _LEAST_FREE_BYTES else "warning"
    hint = "" if state == "ok" else "Every submission is kept; make room, or move the directory."
    return _check("free space", state, f"{free / 1e9:.1f} GB", hint)


def _lock(root: Path) -> HealthCheck:
    if not is_in_use(root):
        return _check("lock", "ok", "no server is using the directory")
    server, pid = find_running_server(root), holder(root)
    if server is None:
        return _check("lock", "ok", "a server is starting or stopping")
    return _check("lock", "ok", f"held by process {pid}, which serves {server.url}")


def _database(settings: Settings) -> HealthCheck:
    kind = settings.resolved_database_url.partition(":")[0]
    file = settings.data_dir / "gradus.sqlite3"
    if not settings.database_url and not file.exists():
        return _check("database", "ok", "none yet; 'gradus serve' makes it")
    try:
        present, newest = _versions(settings.resolved_database_url)
    except (SQLAlchemyError, ValueError) as error:
        hint = "Look at GRADUS_DATABASE_URL, and at the database's own log."
        return _check("database", "failed", f"{kind}: {type(error).__name__}", hint)
    if present == newest:
        return _check("database", "ok", f"{kind}, with the tables of this version ({newest})")
    found = f"{kind}, with tables of version {present or 'none'} where this one has {newest}"
    return _check("database", "warning", found, "The next 'gradus serve' migrates it.")


def _versions(url: str) -> tuple[str | None, str | None]:
    """The migration that the database is at, and the newest there is."""
    database = open_database(url)
    try:
        with database.engine.connect() as connection:
            return revisions(connection)
    finally:
        database.close()


def _store(settings: Settings) -> list[HealthCheck]:
    """Whether files are kept where they are to be: one of a few bytes is, is read and removed."""
    if not settings.storage_url:
        return []  # the data directory's own, which is looked at above
    there = urlsplit(settings.storage_url)
    name, where = "store of files", f"{there.scheme}://{there.hostname}{there.path}"
    written, key = secrets.token_bytes(32), f"probes/{secrets.token_hex(8)}"
    try:
        with tempfile.TemporaryDirectory() as scratch:
            files = open_files(settings, Path(scratch))
            probe = Path(scratch) / "probe"
            probe.write_bytes(written)
            files.keep(probe, key)
            with files.fetch(key) as kept:
                is_right = kept.read_bytes() == written
            files.delete(key)
    except (OutageError, OSError, ValueError) as error:
        hint = "Look at GRADUS_STORAGE_URL, the AWS_... variables and the rights of their key."
        return [_check(name, "failed", f"{where}: {error}", hint)]
    if not is_right:
        return [_check(name, "failed", f"{where} gave other bytes than it was to keep", "")]
    return [_check(name, "ok", f"{where} keeps, gives and removes a file")]


def _port(settings: Settings) -> HealthCheck:
    try:
        bind(settings.host, settings.port).close()
    except CommandError as error:
        return _explain_taken_port(settings, error)
    return _check("port", "ok", f"{settings.host}:{settings.port} is free")


def _explain_taken_port(settings: Settings, error: CommandError) -> HealthCheck:
    server = find_running_server(settings.data_dir)
    if server is not None and server.url.endswith(f":{settings.port}"):
        return _check("port", "ok", f"{settings.port} is our own server's")
    return _check("port", "failed", error.message.rstrip("."), error.hint)


def _sandbox(settings: Settings, runner_class: type[SandboxRunner]) -> list[HealthCheck]:
    """Whether code can be run, for real, and what stands between it and the machine."""
    try:
        with closing(runner_class(require=settings.require, warm_children=1)) as runner:
            return [_layer_files(runner), *map(_defence, runner.findings)]
    except UnavailableError as missing:
        return [_no_sandbox(settings, missing)]


def _layer_files(runner: SandboxRunner) -> HealthCheck:
    """A layer of two lines, run in the sandbox; and what a fork costs here at the least."""
    case = Case(
        "tiny",
        (Call(Operation.NEW, "Twice"), Call(Operation.CALL, "forward", (np.array([1.0, 2.0]),))),
    )
    try:
        run = runner.run(Request(_TINY_LAYER, "layers.py", (case,), _TINY_LIMITS, seed=0))
    except RunnerFaultError as error:
        return _check(_LAYER_FILES, "failed", f"code cannot be run: {error}", _NOT_GRADED)
    if not _is_right(run):
        found = "a tiny layer was run, but gave a wrong answer"
        return _check(_LAYER_FILES, "failed", found, "Check the NumPy installation.")
    ready = runner.zygotes[0].ready
    found = (
        f"a tiny layer ran in {run.replied_s * 1e3:.1f} ms; the zygote imports for"
        f" {ready.import_s:.2f} s, has {ready.resident / 1e6:.0f} MB and {_count(ready.threads)},"
        f" user {ready.user}; a bare fork takes {_fork_ms():.1f} ms here"
    )
    return _check(_LAYER_FILES, "ok", found)


def _count(threads: int) -> str:
    return "1 thread" if threads == 1 else f"{threads} threads"


def _fork_ms() -> float:
    """Milliseconds to fork this process and to reap the fork, the median of a few."""
    return statistics.median(timeit.repeat(_fork, number=1, repeat=7)) * 1e3


def _fork() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _defence(finding: DefenceFinding) -> HealthCheck:
    name = finding.defence.value
    if finding.in_force:
        return _check(name, "ok", finding.detail)
    return _check(name, "warning", f"not in force: {finding.detail}", finding.remedy)


def _no_sandbox(settings: Settings, missing: UnavailableError) -> HealthCheck:
    reason = missing.reason.rstrip(".")
    if settings.trust_own_code:
        return _check(_LAYER_FILES, "warning", f"run unconfined, as your own: {reason}")
    is_failure = platform.system() == "Linux"
    state: State = "failed" if is_failure else "warning"
    return _check(
        _LAYER_FILES, state, f"refused, no code can be confined: {reason}", missing.remedy
    )


def _is_right(run: Run) -> bool:
    arrays = [array for reply in run.replies for call in reply for array in call.arrays]
    return len(arrays) == 1 and np.array_equal(arrays[0], [2.0, 4.0])


def _nearest_folder(path: Path) -> Path:
    """The path itself or the nearest folder above it that exists."""
    return next(folder for folder in (path, *path.resolve().parents) if folder.exists())


def _check(name: str, state: State, found: str, hint: str = "") -> HealthCheck:
    return HealthCheck(name=name, state=state, found=found, hint=hint)
