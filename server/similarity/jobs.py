"""Findings of similarity, computed in the background one at a time, kept while they hold."""

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Protocol

import structlog

from server.core.cache import Cache
from server.core.threads import keep_running
from server.similarity.findings import SimilarityFindings
from server.similarity.scope import ComparedWork

_MOST_KEPT = 16
_REST_S = 60.0  # after a failure: whatever is away may come back
_PATIENCE_S = 10.0

log = structlog.get_logger(__name__)


class Finder(Protocol):
    """What compares."""

    def findings(self, scope: ComparedWork) -> SimilarityFindings:
        """What is alike in a scope."""


class SimilarityState(StrEnum):
    """Whether findings are of all that is handed in by now."""

    READY = "ready"
    COMPUTING = "computing"
    FAILED = "failed"


@dataclass(frozen=True)
class SimilarityResult:
    """findings: of what was handed in before, while they are computed anew or cannot be."""

    state: SimilarityState
    findings: SimilarityFindings | None


@dataclass(frozen=True)
class _CachedFindings:
    """Findings, and what they were computed from."""

    contents: str
    findings: SimilarityFindings


@dataclass
class _Job:
    """A comparison to make. done: what it found, None where it failed.

    scope: the one asked for last; whoever asked before gets the newer findings too.
    """

    scope: ComparedWork
    done: "Future[SimilarityFindings | None]"


class SimilarityJobs:
    """Takes jobs for comparisons and keeps what they found, the most recently read ones.

    At most one job of a place waits, however many submissions come in meanwhile. clock: seconds,
    by which what failed is tried again.
    """

    def __init__(self, finder: Finder, clock: Callable[[], float] = time.monotonic) -> None:
        self._finder = finder
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: Cache[tuple[str, ...], _CachedFindings] = Cache(_MOST_KEPT)
        self._waiting: dict[tuple[str, ...], _Job] = {}
        self._under_way: _Job | None = None
        self._resting: dict[str, float] = {}
        self._queue: queue.SimpleQueue[tuple[str, ...] | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        work = partial(keep_running, "similarity", self._work, self._stopping)
        self._thread = threading.Thread(target=work, name="similarity", daemon=True)
        self._thread.start()

    def result(self, scope: ComparedWork, wait_s: float) -> SimilarityResult:
        """What is known of a scope, started where it is not; waits for it at most `wait_s`."""
        job = self._job(scope)
        if job is not None:
            with suppress(TimeoutError):
                if found := job.result(wait_s):
                    return SimilarityResult(SimilarityState.READY, found)
        with self._lock:
            kept = self._kept.get(scope.place)
            has_failed = scope.contents in self._resting or _has_failed(job)
        if kept is not None and kept.contents == scope.contents:
            return SimilarityResult(SimilarityState.READY, kept.findings)
        state = SimilarityState.FAILED if has_failed else SimilarityState.COMPUTING
        return SimilarityResult(state, None if kept is None else kept.findings)

    def close(self) -> None:
        """Take no more jobs, and let the one under way end within ten seconds."""
        self._stopping.set()
        self._queue.put(None)
        self._thread.join(_PATIENCE_S)

    def _job(self, scope: ComparedWork) -> "Future[SimilarityFindings | None] | None":
        """The comparison to wait for; None where there is nothing to wait for."""
        with self._lock:
            kept = self._kept.get(scope.place)
            if kept is not None and kept.contents == scope.contents:
                return None
            if self._resting.get(scope.contents, 0.0) > self._clock():
                return None
            self._resting.pop(scope.contents, None)
            if self._under_way is not None and self._under_way.scope.contents == scope.contents:
                return self._under_way.done
            return self._enqueue(scope).done

    def _enqueue(self, scope: ComparedWork) -> _Job:
        """The job that waits for a place, now for this scope."""
        job = self._waiting.get(scope.place)
        if job is None:
            job = self._waiting[scope.place] = _Job(scope, Future())
            self._queue.put(scope.place)
        job.scope = scope
        return job

    def _work(self) -> None:
        while (place := self._queue.get()) is not None:
            with self._lock:
                job = self._under_way = self._waiting.pop(place)
            found = None
            try:
                found = self._compare(job.scope)
            finally:  # whatever happens, nobody waits for ever
                job.done.set_result(found)

    def _compare(self, scope: ComparedWork) -> SimilarityFindings | None:
        """Keep and return what is found; None where nothing can be for a while."""
        started = time.perf_counter()
        try:
            found = self._finder.findings(scope)
        except BaseException:  # even an exit: the next comparison has this thread as well
            self._rest(scope)
            log.exception("submissions could not be compared", version=scope.version_id)
            return None
        with self._lock:
            self._under_way = None
            self._kept.put(scope.place, _CachedFindings(scope.contents, found))
        seconds = time.perf_counter() - started
        log.info(
            "similarity", version=scope.version_id, files=len(scope.submissions), seconds=seconds
        )
        return found

    def _rest(self, scope: ComparedWork) -> None:
        now = self._clock()
        with self._lock:
            self._under_way = None
            self._resting = {key: until for key, until in self._resting.items() if until > now}
            self._resting[scope.contents] = now + _REST_S


def _has_failed(job: "Future[SimilarityFindings | None] | None") -> bool:
    return job is not None and job.done() and job.result() is None
