"""Bursts of uploads over a server that is killed in each of them, and one audit at the end."""

import contextlib
import itertools
import math
import random
import shutil
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.faults.audit import audit
from tests.faults.clients import PATIENCE_S, Client, Person, Record
from tests.faults.course import ASSIGNMENTS, STUDENTS, make_course
from tests.faults.points import POINTS
from tests.faults.server import Server
from tests.server.running import open_client

_UPLOADS = 3  # of each student in each cycle
_LATEST_CALL = 3
_DEATH_S = 30.0
_LONGEST_LIFE_S = 0.6  # of a server that is killed at random
_CUTS = 4  # of the connections, in a cycle
RANDOM = "random"
CUT = "cut-connections"  # the server lives on, here and below; of PostgreSQL alone
FULL = "full-disk"  # where the data directory has a small disk of its own
_SMALL_DISK = 1_000_000_000


@dataclass(frozen=True)
class Result:
    """What came of a run. cycles: by point. violations: in words."""

    cycles: Counter[str]
    acknowledged: int
    violations: list[str]
    seconds: float


@dataclass
class Run:
    """One server, one course, and those who use it. folder: its own, empty at first."""

    folder: Path
    database_url: str
    rng: random.Random
    record: Record = field(default_factory=Record)

    def __post_init__(self) -> None:
        self._tokens = make_course(self.database_url)
        self._server = Server(self.folder / "data", self.database_url, self.folder / "server.log")
        self._versions = 0
        self._uploads = itertools.count()
        self._staff = self._client("sensei")
        self._students = [self._client(name) for name in STUDENTS]

    def _client(self, name: str) -> Client:
        rng = random.Random(self.rng.random())  # threads of their own draw from their own
        http = open_client(self._server.url, self._tokens[name])
        return Client(http, name, self.record, rng)

    def run(self, points: Sequence[str], most_s: float = math.inf) -> Result:
        """Kill the server once at each of these points, then look at what is left.

        most_s: after so many seconds no further point begins.
        """
        started, done = time.monotonic(), Counter[str]()
        deadly = [next(filter(_is_deadly, points[at:]), RANDOM) for at in range(len(points) + 1)]
        try:
            self._start(deadly[0])
            for slug in ASSIGNMENTS:
                self._staff.push(self.folder, slug, 0, shadow=False)
            for point, following in zip(points, deadly[1:], strict=True):
                if time.monotonic() - started < most_s:
                    self._cycle(point, following)
                    done[point] += 1
            self._server.stop()
            if FULL in points:  # files whose rows found no room are swept at a start
                self._server.start(RANDOM)
                self._server.stop()
            self.record.broken += self._server.left_processes()
        finally:
            for each in (self._staff, *self._students):
                each.http.close()
            self._server.close()
        found = audit(self._server.data_dir, self.database_url, self.record)
        return Result(
            done,
            len(self.record.receipts),
            self.record.broken + found,
            time.monotonic() - started,
        )

    def _start(self, point: str) -> None:
        self._server.start(point, self.rng.randint(1, _LATEST_CALL if _is_often(point) else 1))

    def _cycle(self, point: str, following: str) -> None:
        """One burst, one fault in it, and everything comes to its end.

        following: the next point at which the server dies, which it is started with.
        """
        people = self._burst(point)
        if _is_deadly(point):
            self._die(point)
            self._start(following)
        elif point == CUT:
            self._cut_connections()
        else:
            self._fill_disk()
        for each in people:
            each.join(PATIENCE_S)
            if each.is_alive():
                self.record.broken.append(f"somebody still waits after {point}")
        self._settle(point)

    def _cut_connections(self) -> None:
        """Let PostgreSQL end every connection of the server, a few times."""
        others = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        engine = create_engine(self.database_url)
        with engine.connect() as connection:
            for _ in range(_CUTS):
                time.sleep(self.rng.uniform(0.0, _LONGEST_LIFE_S))  # what is varied
                connection.execute(others)
                connection.commit()
        engine.dispose()

    def _fill_disk(self) -> None:
        """Leave no byte of the disk free for a while."""
        folder = self._server.data_dir
        assert shutil.disk_usage(folder).total < _SMALL_DISK, "this is not a disk to be filled"
        ballast = folder / "ballast"
        with ballast.open("wb", buffering=0) as file:
            for block in (1 << 20, 1 << 12, 1):
                with contextlib.suppress(OSError):
                    while file.write(bytes(block)):
                        pass
        time.sleep(self.rng.uniform(0.0, 2 * _LONGEST_LIFE_S))  # what is varied
        ballast.unlink()

    def _die(self, point: str) -> None:
        """Have the server die, with all that it has started."""
        if point == RANDOM:
            time.sleep(self.rng.uniform(0.0, _LONGEST_LIFE_S))  # what is varied
            self._server.kill()
        elif not self._server.await_death(_DEATH_S):
            self._server.kill()
            self.record.broken.append(f"nothing came by {point}")
        self.record.broken += self._server.left_processes()

    def _burst(self, point: str) -> list[Person]:
        """Everybody at once: students upload, and staff switch where the point is there."""
        works = [lambda student=student: self._upload(student) for student in self._students]
        if point in POINTS and POINTS[point].happens_in == "switch":
            works.append(self._switch)
        if _is_deadly(point):
            self._server.arm()
        people = [Person(self.record, work) for work in works]
        for each in people:
            each.start()
        return people

    def _upload(self, student: Client) -> None:
        for _ in range(_UPLOADS):
            student.upload(f"{student.name}-{next(self._uploads)}")

    def _switch(self) -> None:
        slug = self._staff.rng.choice([*ASSIGNMENTS])
        self._versions += 1
        number = self._staff.push(self.folder, slug, self._versions, shadow=True)
        self._staff.switch(slug, number)

    def _settle(self, point: str) -> None:
        """Wait until everything is graded."""
        pending = text("SELECT count(*) FROM evaluations WHERE state <> 'final'")
        engine = create_engine(self.database_url)
        deadline = time.monotonic() + PATIENCE_S
        with engine.connect() as connection:
            while connection.execute(pending).scalar_one():
                connection.rollback()
                if time.monotonic() > deadline:
                    self.record.broken.append(f"something is never graded after {point}")
                    break
                time.sleep(0.05)
        engine.dispose()


def _is_deadly(point: str) -> bool:
    return point not in {CUT, FULL}


def _is_often(point: str) -> bool:
    """Whether a burst comes by there a few times."""
    return point in POINTS and POINTS[point].happens_in == "uploads" and "ladder" not in point
