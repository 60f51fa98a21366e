"""Waiting for what is away: pauses that grow, and two lines in the log for an outage of any length.

A pause is about as long as the outage has lasted, between half a second and five, of which each
thread takes another part; whoever finds back what was away wakes them all. What comes and goes is
told once a minute.
"""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from server.core.clock import now
from server.core.outages import DATABASE, DISK, MACHINE, STORE, OutageError

SHORTEST_S = 0.5
LONGEST_S = 5.0
_REMINDER_S = 60.0
_WORDS = {
    DATABASE: ("the database does not answer", "the database answers again"),
    STORE: ("the store does not answer", "the store answers again"),
    DISK: ("the disk is full", "the disk has room again"),
    MACHINE: ("the machine has no more processes or files", "the machine has room again"),
}

log = structlog.get_logger(__name__)


@dataclass
class _Outage:
    """One that lasts. is_told: whether the log has it. reminder_s: until it has it once more."""

    since: datetime = field(default_factory=now)
    began: float = field(default_factory=time.monotonic)
    is_told: bool = False
    reminder_s: float = _REMINDER_S

    @property
    def seconds(self) -> float:
        """How long it has lasted."""
        return time.monotonic() - self.began


class Patience:
    """What is away just now, for all threads of a process. waiting: how many files there are."""

    def __init__(self, waiting: Callable[[], int]) -> None:
        self._waiting = waiting
        self._outages: dict[str, _Outage] = {}
        self._told: dict[str, float] = {}
        self._changed = threading.Condition()
        self._stopped = False

    @property
    def waits_for(self) -> list[str]:
        """What is away, in words."""
        with self._changed:
            return sorted(self._outages)

    def rest(self, outage: OutageError) -> None:
        """Wait a while for what is away, or until somebody has found it back."""
        with self._changed:
            lasting = self._outages.get(outage.what)
            if lasting is None:
                lasting = self._outages[outage.what] = _Outage()
                if lasting.began - self._told.get(outage.what, -_REMINDER_S) >= _REMINDER_S:
                    self._tell(outage, lasting)
            elif lasting.seconds > lasting.reminder_s:
                lasting.reminder_s *= 2
                self._tell(outage, lasting)
            longest_s = min(LONGEST_S, max(SHORTEST_S, lasting.seconds))
            self._changed.wait_for(
                lambda: self._stopped or self._outages.get(outage.what) is not lasting,
                longest_s * random.uniform(0.5, 1.0),  # noqa: S311 - spreads them, hides nothing
            )

    def end(self, *whats: str) -> None:
        """Say that this works, or everything where nothing is named, and wake who waits for it."""
        if not self._outages:  # nearly always, so without the lock
            return
        with self._changed:
            for what in whats or [*self._outages]:
                if (lasting := self._outages.pop(what, None)) is not None and lasting.is_told:
                    seconds = round(lasting.seconds, 1)
                    log.warning(_WORDS[what][1], after_s=seconds, files=self._waiting())
            self._changed.notify_all()

    def stop(self) -> None:
        """Let nobody wait any more."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _tell(self, outage: OutageError, lasting: _Outage) -> None:
        lasting.is_told, self._told[outage.what] = True, time.monotonic()
        log.warning(
            _WORDS[outage.what][0],
            since=lasting.since.isoformat(timespec="seconds"),
            files=self._waiting(),
            why=str(outage),
        )
