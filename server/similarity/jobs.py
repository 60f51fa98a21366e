"""Findings of likeness, computed behind the readers' backs one at a time, kept while they hold."""

import queue
import threading
import time
from collections import OrderedDict
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import structlog

from server.similarity.finder import Findings
from server.similarity.scope import ComparedWork

_MOST_KEPT = 16
_REST_S = 60.0  # after a failure: whatever is away may come back
_PATIENCE_S = 10.0

log = structlog.get_logger(__name__)


class Finder(Protocol):
    """What compares."""

    def findings(self, scope: ComparedWork) -> Findings:
        """What is alike in a scope."""


class LikenessState(StrEnum):
    """Whether findings are of all that is handed in by now."""

    READY = "ready"
    COMPUTING = "computing"
    FAILED = "failed"


@dataclass(frozen=True)
class Answer:
    """findings: of what was handed in before, while they are computed anew or cannot be."""

    state: LikenessState
    findings: Findings | None


@dataclass(frozen=True)
class _Kept:
    """Findings, and what they were computed from."""

    contents: str
    findings: Findings


@dataclass
class _Order:
    """A comparison to make. done: what it found, None where it failed.

    scope: the one asked for last; whoever asked before gets the newer findings too.
    """

    scope: ComparedWork
    done: "Future[Findings | None]"


class LikenessDesk:
    """Takes orders for comparisons and keeps what they found, the most recently read ones.

    At most one order of a place waits, however many submissions come in meanwhile.
    """

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, ...], _Kept] = OrderedDict()
        self._waiting: dict[tuple[str, ...], _Order] = {}
        self._under_way: _Order | None = None
        self._resting: dict[str, float] = {}
        self._orders: queue.SimpleQueue[tuple[str, ...] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="likeness", daemon=True)
        self._thread.start()

    def ask(self, scope: ComparedWork, wait_s: float) -> Answer:
        """What is known of a scope, ordered where it is not; waits for it at most `wait_s`."""
        order = self._order(scope)
        if order is not None:
            with suppress(TimeoutError):
                if found := order.result(wait_s):
                    return Answer(LikenessState.READY, found)
        with self._lock:
            kept = self._kept.get(scope.place)
            has_failed = scope.contents in self._resting or _has_failed(order)
        if kept is not None and kept.contents == scope.contents:
            return Answer(LikenessState.READY, kept.findings)
        state = LikenessState.FAILED if has_failed else LikenessState.COMPUTING
        return Answer(state, None if kept is None else kept.findings)

    def close(self) -> None:
        """Take no more orders, and let the one under way end within ten seconds."""
        self._orders.put(None)
        self._thread.join(_PATIENCE_S)

    def _order(self, scope: ComparedWork) -> "Future[Findings | None] | None":
        """The comparison that is ordered; None where there is nothing to wait for."""
        with self._lock:
            kept = self._kept.get(scope.place)
            if kept is not None and kept.contents == scope.contents:
                self._kept.move_to_end(scope.place)
                return None
            if self._resting.get(scope.contents, 0.0) > time.monotonic():
                return None
            self._resting.pop(scope.contents, None)
            if self._under_way is not None and self._under_way.scope.contents == scope.contents:
                return self._under_way.done
            return self._put(scope).done

    def _put(self, scope: ComparedWork) -> _Order:
        """The order that waits for a place, now for this scope."""
        order = self._waiting.get(scope.place)
        if order is None:
            order = self._waiting[scope.place] = _Order(scope, Future())
            self._orders.put(scope.place)
        order.scope = scope
        return order

    def _work(self) -> None:
        while (place := self._orders.get()) is not None:
            with self._lock:
                order = self._under_way = self._waiting.pop(place)
            order.done.set_result(self._compare(order.scope))

    def _compare(self, scope: ComparedWork) -> Findings | None:
        """Keep and return what is found; None where nothing can be for a while."""
        started = time.perf_counter()
        try:
            found = self._finder.findings(scope)
        except Exception:
            log.exception("submissions could not be compared", version=scope.version_id)
            self._rest(scope)
            return None
        with self._lock:
            self._under_way = None
            self._kept[scope.place] = _Kept(scope.contents, found)
            self._kept.move_to_end(scope.place)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        seconds = time.perf_counter() - started
        log.info(
            "likeness", version=scope.version_id, files=len(scope.submissions), seconds=seconds
        )
        return found

    def _rest(self, scope: ComparedWork) -> None:
        now = time.monotonic()
        with self._lock:
            self._under_way = None
            self._resting = {key: until for key, until in self._resting.items() if until > now}
            self._resting[scope.contents] = now + _REST_S


def _has_failed(order: "Future[Findings | None] | None") -> bool:
    return order is not None and order.done() and order.result() is None
