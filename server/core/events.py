"""Telling those who wait - long polls, event streams - that something has changed.

An event carries nothing but its topic: who hears it reads the database. So one that is lost, or
comes twice, or was published by another process, does no harm.
"""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_BOARD = "board:"


def submission_topic(submission_id: str) -> str:
    """Says that something came of a submission, or will anew."""
    return f"submission:{submission_id}"


def steps_topic(submission_id: str) -> str:
    """Says that a submission is being graded now, or how far that is."""
    return f"steps:{submission_id}"


def board_topic(track_id: str) -> str:
    """Says that a track's board has a new version."""
    return _BOARD + track_id


class Subscription:
    """One waiter's ear for one topic. Subscribe first, then read, then wait: nothing is missed."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()

    def notify(self) -> None:
        """Wake the waiter, from any thread; one whose loop has ended waits no more."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self, timeout_s: float) -> bool:
        """Whether the topic was published within `timeout_s` seconds since the last call."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True


class Events:
    """Topics and who waits for them, within this process.

    closed: the server is stopping, so whoever waits is to come to an end. sequence: how many events
    there were so far.
    """

    def __init__(self) -> None:
        self.closed = False
        self.sequence = 0
        self._last: dict[str, int] = {}  # of boards, of which there are few
        self._lock = threading.Lock()
        self._subscriptions: defaultdict[str, set[Subscription]] = defaultdict(set)

    def publish(self, topic: str) -> None:
        """Wake everybody who waits for `topic`, from any thread."""
        with self._lock:
            self._mark(topic)
            for subscription in self._subscriptions.get(topic, ()):
                subscription.notify()

    def mark(self, topic: str) -> None:
        """Remember that a topic has changed, of which another process has not told us."""
        with self._lock:
            self._mark(topic)

    def last(self, topic: str) -> int:
        """The number of the latest event of a board; 0 where there was none."""
        return self._last.get(topic, 0)

    def _mark(self, topic: str) -> None:
        self.sequence += 1
        if topic.startswith(_BOARD):
            self._last[topic] = self.sequence

    def close(self) -> None:
        """Wake everybody, so that no open line holds up the server's stop."""
        self.closed = True
        with self._lock:
            for waiting in self._subscriptions.values():
                for subscription in waiting:
                    subscription.notify()

    @contextmanager
    def subscribe(self, *topics: str) -> Iterator[Subscription]:
        """A subscription to all of `topics` for as long as the context lasts."""
        subscription = Subscription()
        with self._lock:
            for topic in topics:
                self._subscriptions[topic].add(subscription)
        try:
            yield subscription
        finally:
            with self._lock:
                for topic in topics:
                    waiting = self._subscriptions[topic]
                    waiting.discard(subscription)
                    if not waiting:
                        del self._subscriptions[topic]
