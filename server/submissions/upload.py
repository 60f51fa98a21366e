"""An upload from its first byte to the 202: checked, streamed to disk, then committed whole.

Nothing is charged before the bytes are safe, and nothing is stored of what is refused: the rows,
the try and the message to the workers are one transaction behind the fsync of the file.
"""

from collections.abc import Callable
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
from server.web.uploads import ReceivedForm, clean_filename, receive

DEFAULT_FILENAME = {"prediction": "predictions.csv", "layers": "layers.py"}
PROGRAM = "model.py"


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
    received_at = now()
    viewer.require(Scope.SUBMIT)
    _require_plain_key(idempotency_key)

    def look() -> AssignmentAccess:
        with service.database.read() as session:
            access = assignment_access(session, viewer, course, assignment)
            _require_confinement(service, access, None)
            if idempotency_key is None:
                require_may_submit(session, access, received_at)
            return access

    access = await run_in_threadpool(look)
    submission_id = new_id()
    spooled = service.spool.open(submission_id)
    try:
        form = await receive(request, spooled, access.definition.limits.file_bytes)

        def commit(upload: Upload) -> Accepted:
            def work(session: Session) -> Accepted:
                fresh = assignment_access(session, viewer, course, assignment)
                _require_confinement(service, fresh, form.track)
                return accept(session, service.queue, fresh, form.track, upload)

            return service.database.write(work)

        is_program = form.track is not None and access.asks_for_program(form.track)
        default = PROGRAM if is_program else DEFAULT_FILENAME[access.definition.kind]
        accepted = await run_in_threadpool(
            _keep_and_commit, service, spooled, form, default, idempotency_key, commit
        )
    finally:
        spooled.discard()
    ACCEPTED.inc()
    return accepted


def _keep_and_commit(
    service: Service,
    spooled: SpooledFile,
    form: ReceivedForm,
    default_filename: str,
    idempotency_key: str | None,
    commit: Callable[[Upload], Accepted],
) -> Accepted:
    """Make the bytes durable, then the rows; take the bytes back where the rows are refused."""
    submission_id = spooled.path.name
    stored = spooled.finish()
    upload = Upload(
        submission_id=submission_id,
        filename=clean_filename(form.filename, default_filename),
        stored=stored,
        received_at=now(),
        idempotency_key=idempotency_key,
    )
    service.files.keep(spooled.path, submission_key(submission_id))
    try:
        accepted = commit(upload)
    except BaseException:
        service.files.delete(submission_key(submission_id))
        raise
    if accepted.repeated:
        service.files.delete(submission_key(submission_id))
    return accepted


def _require_plain_key(key: str | None) -> None:
    if key is not None and not (1 <= len(key) <= 255 and key.isascii() and key.isprintable()):
        raise RequestProblemError(HTTPStatus.BAD_REQUEST, problems.BAD_IDEMPOTENCY_KEY())


def _require_confinement(service: Service, access: AssignmentAccess, track: str | None) -> None:
    """Raise 503 for code where it cannot be run. track: as far as it is known."""
    tracks = list(access.tracks) if track is None else [track]
    is_code = access.definition.kind == "layers" or all(map(access.asks_for_program, tracks))
    if is_code and not service.code.takes_code:
        raise RequestProblemError(HTTPStatus.SERVICE_UNAVAILABLE, problems.CODE_NOT_CONFINED())
