"""Making an assignment from a teacher's choices and editing its words: each is a push.

A bundle is made in a folder of its own that is gone before the answer, one at a time, since it is
held in memory as a whole. Nothing stays between two requests but versions of the assignment.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from threading import Lock

from sqlalchemy.orm import Session

from grader import (
    Bundle,
    BundleError,
    Edit,
    OwnData,
    OwnLayers,
    pack,
    write_edited,
    write_own_data,
    write_own_layers,
    write_with_grades,
    write_with_picture,
    write_without_picture,
)
from server.assignments import queries as assignments
from server.assignments.access import AssignmentAccess, reopen
from server.core import problems
from server.core.errors import RequestProblemError, not_found
from server.core.identifiers import new_id
from server.core.models import AssignmentVersion
from server.courses.access import CourseAccess
from server.grading.regrading import Regrade
from server.versions.publisher import Publisher

_MAKING, _EDITING = Lock(), Lock()  # who makes an assignment holds up nobody who edits one
_WAIT_S = 10.0


def create(
    publisher: Publisher, access: CourseAccess, choices: OwnData | OwnLayers
) -> AssignmentVersion:
    """Make an assignment of these choices, or make a draft of that name anew.

    Raises 409 for the name of an assignment that is no draft, and 422 with what is wrong with the
    choices or the data.
    """
    slug = choices.common.slug
    with publisher.database.read() as session:
        found = assignments.by_slug(session, access.course.id, slug)
        active = None if found is None else assignments.active_version(session, found.id)
    if active is not None and not active.parsed.draft:
        raise RequestProblemError(HTTPStatus.CONFLICT, problems.ASSIGNMENT_EXISTS(slug=slug))
    with _alone(_MAKING), empty_folder(publisher) as folder:
        try:
            if isinstance(choices, OwnData):
                bundle = write_own_data(folder, choices)
            else:
                bundle = write_own_layers(folder, choices)
        except BundleError as error:
            raise refused(error) from None
        return push_bundle(publisher, access, bundle)


def edit(
    publisher: Publisher, access: AssignmentAccess, number: int, change: Edit
) -> AssignmentVersion:
    """Put other words, dates and tries in force; nothing that is graded changes.

    number: of the version that was read. Raises 409 where another is in force by now, or what
    everybody has seen would be taken back, and 422 for what cannot be meant.
    """
    return _change(
        publisher, access, number, lambda folder, bundle: write_edited(folder, bundle, change)
    )


def set_worth(
    publisher: Publisher, access: AssignmentAccess, grades: Mapping[str, str | float]
) -> AssignmentVersion:
    """Say anew what a score is worth. Raises 422 for a rule that cannot be meant."""
    return _change(
        publisher,
        access,
        None,
        lambda folder, bundle: write_with_grades(folder, bundle, grades),
    )


def add_picture(
    publisher: Publisher, access: AssignmentAccess, name: str, content: bytes
) -> AssignmentVersion:
    """Put a picture among the starter files. Raises 422 for what is none, or one too many."""
    return _change(
        publisher,
        access,
        None,
        lambda folder, bundle: write_with_picture(folder, bundle, name, content),
    )


def remove_picture(publisher: Publisher, access: AssignmentAccess, name: str) -> AssignmentVersion:
    """Take a picture out. Raises 404 where there is none of that name."""
    try:
        return _change(
            publisher,
            access,
            None,
            lambda folder, bundle: write_without_picture(folder, bundle, name),
        )
    except KeyError:
        raise not_found("picture", name) from None


def _change(
    publisher: Publisher,
    access: AssignmentAccess,
    number: int | None,
    write: Callable[[Path, Bundle], Bundle],
) -> AssignmentVersion:
    """Push what is written of the version in force. number: what was read; None for any."""
    with _alone(_EDITING), empty_folder(publisher) as folder:
        with publisher.database.read() as session:
            now = reopen(session, access).version
        if number not in (None, now.number):
            raise RequestProblemError(
                HTTPStatus.CONFLICT,
                problems.EDITED_MEANWHILE(read=str(number), version=str(now.number)),
            )
        try:
            bundle = write(folder, publisher.bundles.get(now.id))
        except BundleError as error:
            raise refused(error) from None
        return push_bundle(publisher, access.course_access, bundle)


def reopened(session: Session, access: AssignmentAccess) -> AssignmentAccess:
    """The same with the version that is in force by now."""
    return reopen(session, access)


def refused(error: BundleError) -> RequestProblemError:
    """The 422 with all that is wrong with a bundle."""
    return RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, *error.problems)


@contextmanager
def _alone(lock: Lock) -> Iterator[None]:
    """Hold a lock. Raises 409 where others hold it for long: nobody waits in a row of them."""
    if not lock.acquire(timeout=_WAIT_S):
        raise RequestProblemError(HTTPStatus.CONFLICT, problems.AUTHORING_BUSY())
    try:
        yield
    finally:
        lock.release()


@contextmanager
def empty_folder(publisher: Publisher) -> Iterator[Path]:
    """A folder beside unpacked bundles, gone in the end; if a process dies, at its next start."""
    root = publisher.bundles.folder("any").parent
    folder = Path(tempfile.mkdtemp(prefix=".own-", dir=root))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def push_bundle(publisher: Publisher, access: CourseAccess, bundle: Bundle) -> AssignmentVersion:
    """Push the bundle in a folder as the assignment that it names. Raises as a push does."""
    spooled = publisher.spool.open(new_id())
    try:
        with tempfile.TemporaryFile(dir=bundle.root) as archive:
            pack(bundle.root, archive)
            archive.seek(0)
            while chunk := archive.read(1 << 20):
                spooled.write(chunk)
        slug = bundle.definition.slug
        return publisher.push(access, slug, spooled, shadow=False, regrade=Regrade())[0]
    finally:
        spooled.discard()
