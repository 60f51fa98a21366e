"""An upload from its first byte to the 202: checked, streamed to disk, then committed whole.

Nothing is charged before the bytes are safe, and nothing is stored of what is refused: the rows,
the try and the message to the workers are one transaction behind the fsync of the file.
"""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from server.assignments.access import AssignmentAccess, assignment_access
from server.core import problems
from server.core.clock import now
from server.core.errors import RequestProblemError
from server.core.files.blobs import SpooledFile, submission_key
from server.core.identifiers import new_id
from server.core.models import Scope
from server.core.telemetry import ACCEPTED
from server.identity.rules import Viewer
from server.service import Service
from server.submissions.rules import Accepted, Upload, accept, require_may_submit
from server.web.uploads import clean_filename, receive

DEFAULT_FILENAME = {"prediction": "predictions.csv", "layers": "layers.py"}
PROGRAM = "model.py"


@dataclass(frozen=True)
class _Target:
    """The assignment that somebody uploads to, by its address."""

    service: Service
    viewer: Viewer
    course: str
    assignment: str

    def authorise(self, session: Session, track: str | None = None) -> AssignmentAccess:
        """The assignment as it is in this transaction. track: as far as it is known.

        Raises 403 for a token that may not submit, 404, and 503 where its code cannot be run.
        """
        self.viewer.require(Scope.SUBMIT)
        access = assignment_access(session, self.viewer, self.course, self.assignment)
        _require_confinement(self.service, access, track)
        return access


async def submit(
    request: Request,
    service: Service,
    viewer: Viewer,
    course: str,
    assignment: str,
    idempotency_key: str | None = None,
) -> Accepted:
    """The submission that this request makes, committed.

    Raises 400 to 429 as `server.web.uploads.receive` and `server.submissions.rules.accept` say, and
    503 where layer code cannot be run safely here.
    """
    target = _Target(service, viewer, course, assignment)
    access = await run_in_threadpool(_look, target, idempotency_key, now())
    spooled = service.spool.open(new_id())
    try:
        form = await receive(request, spooled, access.definition.limits.file_bytes)
        filename = clean_filename(form.filename, _default_filename(access, form.track))
        accepted = await run_in_threadpool(
            _keep_and_commit, target, spooled, form.track, filename, idempotency_key
        )
    finally:
        spooled.discard()
    ACCEPTED.inc()
    return accepted


def _look(target: _Target, idempotency_key: str | None, moment: datetime) -> AssignmentAccess:
    """The assignment; raises what would refuse an upload, before its bytes are read.

    With a key it may be a repeated one, which is answered after the deadline and over quota, too.
    """
    with target.service.database.read() as session:
        access = target.authorise(session)
        _require_plain_key(idempotency_key)
        if idempotency_key is None:
            require_may_submit(session, access, moment)
        return access


def _keep_and_commit(
    target: _Target,
    spooled: SpooledFile,
    track: str | None,
    filename: str,
    idempotency_key: str | None,
) -> Accepted:
    """Make the bytes durable, then the rows; take the bytes back where the rows are refused."""
    submission_id, files = spooled.path.name, target.service.files
    upload = Upload(submission_id, filename, spooled.finish(), now(), idempotency_key)
    files.keep(spooled.path, submission_key(submission_id))
    try:
        accepted = target.service.database.write(_commit, target, track, upload)
    except BaseException:
        files.delete(submission_key(submission_id))
        raise
    if accepted.repeated:
        files.delete(submission_key(submission_id))
    return accepted


def _commit(session: Session, target: _Target, track: str | None, upload: Upload) -> Accepted:
    access = target.authorise(session, track)
    return accept(session, target.service.queue, access, track, upload)


def _default_filename(access: AssignmentAccess, track: str | None) -> str:
    is_program = track is not None and access.asks_for_program(track)
    return PROGRAM if is_program else DEFAULT_FILENAME[access.definition.kind]


def _require_plain_key(key: str | None) -> None:
    if key is not None and not (1 <= len(key) <= 255 and key.isascii() and key.isprintable()):
        raise RequestProblemError(HTTPStatus.BAD_REQUEST, problems.BAD_IDEMPOTENCY_KEY())


def _require_confinement(service: Service, access: AssignmentAccess, track: str | None) -> None:
    """Raise 503 for code where it cannot be run. track: as far as it is known."""
    tracks = list(access.tracks) if track is None else [track]
    is_code = access.definition.kind == "layers" or all(map(access.asks_for_program, tracks))
    if is_code and not service.code.takes_code:
        raise RequestProblemError(HTTPStatus.SERVICE_UNAVAILABLE, problems.CODE_NOT_CONFINED())
