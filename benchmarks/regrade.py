"""How long a class is graded again beside its board, until one can switch.

Makes a course of 132 students with 20 prediction files of 10,000 rows each (SQLite, files on disk,
the server's own rules and two workers), grades them, pushes a corrected label file as a shadow, and
times it: until everything is graded, what the comparison takes, what the switch takes.

    python benchmarks/regrade.py [students] [files each]
"""

import logging
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from big_assignment import ROWS, made_up_labels, make_bundle, prediction_file
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader import Bundle, open_folder, pack
from gradus.host.logs import configure_logs
from server.assignments.access import assignment_access
from server.core.clock import now
from server.core.files.blobs import bundle_key, submission_key
from server.core.identifiers import new_id
from server.core.models import Evaluation, EvaluationState
from server.core.queue import Queue
from server.courses import queries as courses
from server.courses.access import course_access
from server.courses.roster import apply_roster
from server.courses.roster_reading import read_roster
from server.courses.rules import create_course
from server.identity.rules import ALL_SCOPES, Viewer, Way, administrator
from server.service import Service
from server.settings import Settings
from server.submissions.rules import Upload, accept
from server.versions import push as bundles
from server.versions import switch as versions
from server.versions.comparison import compare
from server.versions.push import NewVersion

DISTINCT = 40  # files that are made; the rest are copies of them under other names


def main() -> None:
    """Measure and print."""
    configure_logs(logging.WARNING, for_people=False)
    students = int(sys.argv[1]) if len(sys.argv) > 1 else 132
    each = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        labels = made_up_labels(rng)
        first = make_bundle(root / "first", labels)
        labels[:100] += 1
        corrected = make_bundle(root / "corrected", labels)
        files = [prediction_file(rng) for _ in range(DISTINCT)]
        service = Service(Settings(data_dir=root / "data", workers=2))
        try:
            measure(service, first, corrected, files, students, each)
        finally:
            service.close()


def measure(
    service: Service, first: Path, corrected: Path, files: list[bytes], students: int, each: int
) -> None:
    """Fill the course, then grade it again."""
    admin, people = service.database.write(make_course, students)
    push(service, admin, first, shadow=False)
    for number in range(each):
        for offset, person in enumerate(people):
            submit(service, person, files[(number * 7 + offset) % len(files)])
    service.start()
    graded_s = seconds(lambda: wait(service))
    print(f"{students} students x {each} files of {ROWS:,} rows, SQLite, 2 workers")
    print(f"  graded the first time                 {graded_s:7.1f} s")

    started = time.perf_counter()
    push(service, admin, corrected, shadow=True)
    pushed_s = time.perf_counter() - started
    wait(service)
    print(f"  push with --shadow                    {pushed_s:7.1f} s")
    print(f"  push and all graded beside the board  {time.perf_counter() - started:7.1f} s")

    def look() -> None:
        with service.database.read() as session:
            access = assignment_access(session, admin, "bench", "big")
            found = compare(session, access, versions.version_of(session, access, 2))
        assert found.done == found.total == students * each
        assert len(found.tracks[0].rows) == students

    print(f"  comparison                            {seconds(look):7.3f} s")
    switched_s = seconds(lambda: service.database.write(switch, admin))
    print(f"  switch                                {switched_s:7.3f} s")


def seconds(act: Callable[[], object]) -> float:
    """How long `act` takes."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def make_course(session: Session, students: int) -> tuple[Viewer, list[Viewer]]:
    """The administrator and the students of a new course."""
    person = administrator(session)
    admin = Viewer(person.id, person.name, is_admin=True, ways=(Way(ALL_SCOPES),))
    course = create_course(
        session, admin, slug="bench", title="Bench", time_zone="UTC", locale="en"
    )
    roster = "alias\n" + "".join(f"s{number}\n" for number in range(students))
    apply_roster(session, admin, course, read_roster(roster.encode()))
    return admin, [
        Viewer(person.id, person.name, is_admin=False, ways=(Way(ALL_SCOPES),))
        for _, person in courses.roster(session, course.id)
    ]


def push(service: Service, admin: Viewer, folder: Path, *, shadow: bool) -> None:
    """Push a bundle as the HTTP interface does."""
    version_id = new_id()
    file = service.spool.open(version_id)
    with file.path.open("wb") as archive:
        pack(folder, archive)
    file.finish()
    service.files.keep(file.path, bundle_key(version_id))
    service.database.write(
        write_version, service.queue, admin, version_id, open_folder(folder), shadow=shadow
    )


def write_version(
    session: Session,
    engine: Queue,
    admin: Viewer,
    version_id: str,
    bundle: Bundle,
    *,
    shadow: bool,
) -> None:
    """Make a bundle the next version."""
    access = course_access(session, admin, "bench")
    bundles.push(session, engine, access, "big", NewVersion(version_id, bundle, is_shadow=shadow))


def switch(session: Session, admin: Viewer) -> None:
    """Switch to the second version."""
    versions.switch(session, assignment_access(session, admin, "bench", "big"), 2)


def submit(service: Service, person: Viewer, data: bytes) -> None:
    """Hand a file in as the HTTP interface does."""
    submission_id = new_id()
    file = service.spool.open(submission_id)
    file.write(data)
    stored = file.finish()
    service.files.keep(file.path, submission_key(submission_id))
    upload = Upload(submission_id, "p.csv", stored, now(), None)
    service.database.write(write_submission, service.queue, person, upload)


def write_submission(session: Session, engine: Queue, person: Viewer, upload: Upload) -> None:
    """Make a received file a submission."""
    access = assignment_access(session, person, "bench", "big")
    accept(session, engine, access, "main", upload)


def wait(service: Service) -> None:
    """Wait until nothing is pending."""
    pending = (
        select(func.count())
        .select_from(Evaluation)
        .where(Evaluation.state != EvaluationState.FINAL)
    )
    while True:
        with service.database.read() as session:
            if session.scalar(pending) == 0:
                return
        time.sleep(0.05)


if __name__ == "__main__":
    main()
