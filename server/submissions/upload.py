"""An upload from its first byte to the 202: checked, streamed to disk, then committed whole.

Nothing is charged before the bytes are safe, and nothing is stored of what is refused: the rows,
the try and the message to the workers are one transaction behind the fsync of the file.
"""

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from server.assignments.access import AssignmentAccess, reopen
from server.core import problems
from server.core.clock import now
from server.core.database import Database
from server.core.errors import RequestProblemError
from server.core.files.blobs import FileStore, Spool, SpooledFile, submission_key
from server.core.identifiers import new_id
from server.core.models import EvaluationState
from server.core.queue import Queue
from server.core.telemetry import ACCEPTED
from server.submissions import releases
from server.submissions.disclosure import Disclosure
from server.submissions.filenames import clean_filename, default_filename
from server.submissions.kinds import require_kind
from server.submissions.rules import Accepted, Upload, accept, require_may_submit
from server.web.uploads import ReceivedForm, receive

_SHORT = 1_000_000  # bytes, of which nobody asks first whether they may be sent


@dataclass(frozen=True)
class Uploads:
    """Takes files in. takes_code: whether code is run here or by workers elsewhere."""

    database: Database
    spool: Spool
    files: FileStore
    queue: Queue
    takes_code: bool

    async def submit(
        self,
        request: Request,
        access: AssignmentAccess,
        idempotency_key: str | None = None,
        sent_by: str | None = None,
    ) -> Accepted:
        """The submission that this request makes, committed. access: its participant's.

        sent_by: who of staff sends it in their place.

        Raises 400 to 429 as `server.web.uploads.receive` and `server.submissions.rules.accept` say,
        and 503 where layer code cannot be run safely here.
        """
        _require_plain_key(idempotency_key)
        self._require_confinement(access, None)
        if idempotency_key is None and not _is_short(request):
            await run_in_threadpool(self._require_may_submit, access)
        spooled = self.spool.open(new_id())
        try:
            form = await receive(request, spooled, access.definition.limits.file_bytes)
            named = _Named(idempotency_key, sent_by)
            accepted = await run_in_threadpool(self._keep, access, spooled, form, named)
        finally:
            spooled.discard()
        ACCEPTED.inc()
        return accepted

    def shown_state(self, access: AssignmentAccess, accepted: Accepted) -> EvaluationState:
        """How far one that was there before is as its sender may know: it may be held back."""
        evaluation = accepted.evaluation
        with self.database.read() as session:
            released = releases.of_evaluations(session, [evaluation.id]).get(evaluation.id)
            found = reopen(session, access)
            if evaluation.version_id != found.grading.id:
                return evaluation.state
            tracks = {track.id: track for track in found.tracks.values()}
            track = tracks[accepted.submission.track_id]
            shown = Disclosure.of(found, track, now())
            passed = released is None and evaluation.id in releases.passed(session, [evaluation.id])
            return shown.grading(evaluation, released, is_passed=passed).state

    def _require_may_submit(self, access: AssignmentAccess) -> None:
        with self.database.read() as session:
            require_may_submit(session, access, now())

    def _keep(
        self,
        access: AssignmentAccess,
        spooled: SpooledFile,
        form: ReceivedForm,
        named: "_Named",
    ) -> Accepted:
        """Make the bytes durable, then the rows; take the bytes back where the rows are refused."""
        submission_id = spooled.path.name
        filename = clean_filename(form.filename, default_filename(access.definition, form.track))
        stored = spooled.finish()
        require_kind(access, access.track(form.track).slug, spooled.path, filename)
        upload = Upload(
            submission_id=submission_id,
            filename=filename,
            stored=stored,
            received_at=now(),
            idempotency_key=named.key,
            again=form.again,
            late=form.late,
            sent_by=named.sent_by,
        )
        self.files.keep(spooled.path, submission_key(submission_id))
        try:
            accepted = self.database.write(self._commit, access, form.track, upload)
        except RequestProblemError:  # after any other error the rows may be there all the same
            self.files.delete(submission_key(submission_id))
            raise
        if not accepted.is_new:
            self._restore(accepted.submission.id, submission_id)
        return accepted

    def _restore(self, kept_id: str, again_id: str) -> None:
        """Let go of bytes that were sent again, unless those of the first time are lost."""
        if self.files.size_of(submission_key(kept_id)) is None:
            self.files.move(submission_key(again_id), submission_key(kept_id))
        else:
            self.files.delete(submission_key(again_id))

    def _commit(
        self, session: Session, asked: AssignmentAccess, track: str | None, upload: Upload
    ) -> Accepted:
        """The rows, by what is in force at their commit: the upload may have taken long."""
        access = reopen(session, asked)
        self._require_confinement(access, track)
        return accept(session, self.queue, access, track, upload)

    def _require_confinement(self, access: AssignmentAccess, track: str | None) -> None:
        """Raise 503 for code where it cannot be run. track: as far as it is known."""
        if _asks_for_code(access, track) and not self.takes_code:
            raise RequestProblemError(HTTPStatus.SERVICE_UNAVAILABLE, problems.CODE_NOT_CONFINED())


@dataclass(frozen=True)
class _Named:
    """What an upload is called by its sender, and who that is where it is not the participant."""

    key: str | None
    sent_by: str | None


def _is_short(request: Request) -> bool:
    """Whether a body has come before one could ask whether it is to come."""
    declared = request.headers.get("content-length", "")
    return declared.isdigit() and int(declared) <= _SHORT


def _asks_for_code(access: AssignmentAccess, track: str | None) -> bool:
    """Whether code is uploaded there. track: as far as it is known."""
    tracks = list(access.tracks) if track is None else [track]
    return access.definition.kind == "layers" or all(map(access.asks_for_program, tracks))


def _require_plain_key(key: str | None) -> None:
    if key is not None and not (1 <= len(key) <= 255 and key.isascii() and key.isprintable()):
        raise RequestProblemError(HTTPStatus.BAD_REQUEST, problems.BAD_IDEMPOTENCY_KEY())
