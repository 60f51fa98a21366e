"""All that is held of a person: a document, and an archive of it with their files."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from server.assignments.access import visible_assignments
from server.assignments.bundles import BundleCache
from server.assignments.stairs import stairs_of
from server.core.clock import now
from server.core.files.blobs import FileStore, submission_key
from server.core.models import AuditEvent, Person, Submission
from server.courses.access import CourseAccess
from server.identity.attributes import history_of
from server.identity.rules import ALL_SCOPES, Way, viewer_of
from server.people import queries as people
from server.people.views import attribute_lines, person_line
from server.privacy import queries
from server.privacy.views import (
    Held,
    HeldEvent,
    HeldException,
    HeldFile,
    HeldGrade,
    HeldIdentity,
    HeldLink,
    HeldMail,
    HeldRemoval,
    HeldSession,
    HeldToken,
)
from server.submissions.views import HistoryLine, own_submissions
from server.web.api_model import ApiModel

Model = TypeVar("Model", bound=ApiModel)
_MOST_SHOWN = 1_000_000
_CHUNK_BYTES = 1 << 20


def held_of(session: Session, bundles: BundleCache, person_id: str) -> Held:
    """The document. Results in it are those that the person may see. Raises 404."""
    person = people.by_id(session, person_id)
    results = {line.id: line for line in _results(session, bundles, person)}
    identities = queries.identities(session, person_id)
    subjects = [identity.subject for identity in identities]
    events = queries.events(session, person_id, subjects)
    return Held(
        exported_at=now(),
        person=person_line(session, person),
        changes=attribute_lines(session, history_of(session, person_id), with_names=False),
        tokens=[_read(HeldToken, one) for one in queries.tokens(session, person_id)],
        links=[_read(HeldLink, one) for one in queries.links(session, person_id)],
        sessions=[_read(HeldSession, one) for one in queries.sessions(session, person_id)],
        identities=[_read(HeldIdentity, one) for one in identities],
        mails=[_read(HeldMail, one) for one in queries.mails(session, person_id)],
        files=[_file(one, results) for one in queries.submissions(session, person_id)],
        grades=list(_grades(session, person_id)),
        exceptions=list(_exceptions(session, person_id)),
        removals=list(_removals(session, person_id)),
        events=[_event(one, person_id) for one in events],
    )


def archive_of(held: Held, files: FileStore) -> Iterator[bytes]:
    """A zip of the document and of the files, each in a folder by its id, piece by piece.

    It is neither kept in memory nor on the disk. A file that is gone is left out: the document has
    its SHA-256.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("held.json", held.model_dump_json(indent=2))
        for one in held.files:
            key = submission_key(one.id)
            if files.size_of(key) is None:
                continue
            name = f"files/{one.id}/{one.filename}"
            with (
                files.fetch(key) as path,
                path.open("rb") as source,
                archive.open(name, "w", force_zip64=True) as target,
            ):
                while chunk := source.read(_CHUNK_BYTES):
                    target.write(chunk)
                    yield sink.take()
    yield sink.take()


class _Sink(io.RawIOBase):
    """A file that cannot be gone back in, and hands out what was written to it."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any, /) -> int:
        """Take some more."""
        taken = bytes(data)
        self._written.append(taken)
        return len(taken)

    def take(self) -> bytes:
        """What was written since the last time."""
        taken, self._written = b"".join(self._written), []
        return taken


def _results(session: Session, bundles: BundleCache, person: Person) -> Iterator[HistoryLine]:
    """What came of their files, of assignments that they may see."""
    viewer = viewer_of(person, (Way(ALL_SCOPES),))
    for line, course in people.memberships(session, person.id):
        access = CourseAccess(course, line, viewer)
        for assignment in visible_assignments(session, access) if line.active else ():
            stairs = stairs_of(bundles, assignment)
            yield from own_submissions(session, assignment, _MOST_SHOWN, stairs)


def _grades(session: Session, person_id: str) -> Iterator[HeldGrade]:
    for grade, book, assignment, course in queries.grades(session, person_id):
        yield HeldGrade(
            course=course.slug,
            assignment=assignment.slug,
            frozen_at=book.frozen_at,
            points=grade.points,
            reached=grade.reached,
        )


def _exceptions(session: Session, person_id: str) -> Iterator[HeldException]:
    for row, assignment, course in queries.exceptions(session, person_id):
        yield HeldException(
            course=course.slug,
            assignment=assignment.slug,
            opens_at=row.opens_at,
            closes_at=row.closes_at,
            extra_tries=row.extra_tries,
            extra_s=row.extra_s,
            reason=row.reason,
            given_at=row.given_at,
        )


def _removals(session: Session, person_id: str) -> Iterator[HeldRemoval]:
    for row, assignment, course in queries.removals(session, person_id):
        yield HeldRemoval(
            course=course.slug,
            assignment=assignment.slug,
            submission=row.submission_id,
            kind=row.kind,
            reason=row.reason,
            at=row.at,
            ended_at=row.ended_at,
        )


def _file(submission: Submission, results: Mapping[str, HistoryLine]) -> HeldFile:
    return HeldFile(
        id=submission.id,
        filename=submission.filename,
        sha256=submission.sha256,
        size_bytes=submission.size_bytes,
        received_at=submission.received_at,
        result=results.get(submission.id),
    )


def _event(event: AuditEvent, person_id: str) -> HeldEvent:
    by_them = event.actor_id == person_id
    return HeldEvent(
        at=event.at,
        action=event.action,
        by_them=by_them,
        network=event.network if by_them else None,
        detail={name: value for name, value in event.detail.items() if name != "person"},
    )


def _read(model: type[Model], row: object) -> Model:
    return model.model_validate(row, from_attributes=True)
