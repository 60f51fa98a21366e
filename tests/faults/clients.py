"""Those who use a server that is killed: they send again what was not answered, and keep count."""

import hashlib
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from tests.faults.course import ASSIGNMENTS, ML, bundle

PATIENCE_S = 120.0
_PAUSE_S = 0.05
_TRY_AGAIN = {503, 507}


@dataclass(frozen=True)
class Receipt:
    """What a 202 promised, and of which bytes."""

    submission_id: str
    sha256: str


@dataclass
class Record:
    """What clients were told. receipts: by key. broken: promises that were not kept, in words."""

    receipts: dict[str, Receipt] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def note(self, key: str, receipt: Receipt) -> None:
        """Note an answer; a key that was answered before has to be answered the same."""
        if self.receipts.setdefault(key, receipt) != receipt:
            self.broken.append(f"{key} was answered as {self.receipts[key]}, then as {receipt}")


@dataclass
class Client:
    """Somebody's client, of one thread at a time."""

    http: httpx2.Client
    name: str
    record: Record
    rng: random.Random

    def send(self, method: str, path: str, **request: Any) -> httpx2.Response:
        """The answer to a request that is sent until it is answered."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                answer = self.http.request(method, path, **request)
            except httpx2.TransportError:
                time.sleep(_PAUSE_S)
                continue
            if answer.status_code not in _TRY_AGAIN:
                return answer
            time.sleep(_PAUSE_S)
        raise TimeoutError(f"{method} {path} was not answered for {PATIENCE_S:g} s")

    def upload(self, key: str) -> None:
        """Send a file of made-up predictions, now and then twice though it was answered."""
        rows = "".join(f"{row},{self.rng.randrange(30)}\n" for row in range(6))
        content = f"id,prediction\n{rows}".encode()
        slug = self.rng.choice([*ASSIGNMENTS])
        for _ in range(self.rng.choice((1, 1, 1, 2))):
            answer = self.send(
                "POST",
                f"{ML}/{slug}/submissions",
                params={"track": "unrestricted", "again": "true"},
                content=content,
                headers={"Content-Type": "text/csv", "Idempotency-Key": key},
            )
            if answer.status_code == 202:
                sha256 = hashlib.sha256(content).hexdigest()
                self.record.note(key, Receipt(answer.json()["id"], sha256))
            else:
                self.record.broken.append(f"{key}: {answer.status_code} {answer.text[:200]}")

    def push(self, scratch: Path, slug: str, graded: int, *, shadow: bool) -> int:
        """The number of a new version."""
        answer = self.send(
            "PUT",
            f"{ML}/{slug}",
            params={"shadow": str(shadow).lower(), "regrade": "last"},
            content=bundle(scratch, slug, graded),
            headers={"Content-Type": "application/zip"},
        )
        assert answer.status_code == 200, answer.text
        number: int = answer.json()["version"]
        return number

    def switch(self, slug: str, number: int) -> None:
        """Switch to a version as soon as it is graded; it may be in force by a lost answer."""
        deadline = time.monotonic() + PATIENCE_S
        while self.send("POST", f"{ML}/{slug}/versions/{number}/switch").status_code != 204:
            versions = self.send("GET", f"{ML}/{slug}/versions").json()
            if any(one["version"] == number and one["state"] == "live" for one in versions):
                return
            assert time.monotonic() < deadline, f"version {number} cannot be switched to"
            time.sleep(_PAUSE_S)


class Person(threading.Thread):
    """Does something once, beside the others; whatever it could not do is a broken promise."""

    def __init__(self, record: Record, work: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self._record = record
        self._work = work

    def run(self) -> None:
        """Do it."""
        try:
            self._work()
        except Exception as error:  # noqa: BLE001 - told in the audit
            self._record.broken.append(f"{type(error).__name__}: {error}")
