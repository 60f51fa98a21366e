"""Everybody's files over HTTP, for staff; one's own for who sent it."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from server.assignments.dependencies import StaffOfAssignment
from server.core.errors import not_found
from server.core.files.blobs import FileStore, submission_key
from server.files import rules
from server.files.archive import safe_name, zip_files
from server.files.dependencies import CurrentReplays, ListedFiles, WantedFiles
from server.files.failures import FailuresView, failures_of
from server.files.views import FilesView, ReplayView, replay_view
from server.grading.dependencies import RetriedSubmission
from server.submissions.dependencies import CurrentUploads, ReadableSubmission
from server.web.dependencies import CurrentDatabase, CurrentLocale, ReadSession

router = APIRouter(tags=["submissions"])
_PATH = "/courses/{course}/assignments/{assignment}"
_CHUNK_BYTES = 1 << 18


def _binary(media_type: str, words: str) -> dict[int | str, dict[str, Any]]:
    schema = {"schema": {"type": "string", "format": "binary"}}
    return {HTTPStatus.OK: {"description": words, "content": {media_type: schema}}}


@router.get(_PATH + "/files")
def list_files(listed: ListedFiles) -> FilesView:
    """Everybody's files, newest first, and who has handed in nothing. Staff only."""
    return listed.view()


@router.get(
    _PATH + "/files.zip",
    response_class=StreamingResponse,
    responses=_binary("application/zip", "The archive."),
)
def download_files(
    asked: WantedFiles, database: CurrentDatabase, uploads: CurrentUploads
) -> StreamingResponse:
    """Everybody's files as a zip, by the same filters: a folder for each person. Staff only.

    `manifest.csv` in it says of each file whose it is, when it came and what came of it. Its length
    is not known before it is sent.
    """
    wanted, access = asked.filter, asked.access
    database.write(rules.record_download, access, wanted)
    return StreamingResponse(
        zip_files(database, uploads.files, wanted),
        media_type="application/zip",
        headers=_attachment(f"{access.assignment.slug}.zip"),
    )


@router.get(_PATH + "/failures")
def get_failures(
    session: ReadSession,
    access: StaffOfAssignment,
    locale: CurrentLocale,
    track: Annotated[
        str | None, Query(description="The slug; the first where none is said.")
    ] = None,
) -> FailuresView:
    """What the class fails at: mistakes in everybody's newest judged file, by cause. Staff only."""
    found = access.track(track or next(iter(access.tracks)))
    return failures_of(session, access, found, locale)


@router.get(
    "/submissions/{submission_id}/file",
    response_class=StreamingResponse,
    responses=_binary("application/octet-stream", "The file."),
)
def download_file(access: ReadableSubmission, uploads: CurrentUploads) -> StreamingResponse:
    """The bytes that were submitted, for who sent them and for staff."""
    submission = access.submission
    key = submission_key(submission.id)
    size = uploads.files.size_of(key)
    if size is None:
        raise not_found("file", submission.filename)
    headers = _attachment(safe_name(submission.filename)) | {"Content-Length": str(size)}
    return StreamingResponse(
        _chunks(uploads.files, key), media_type="application/octet-stream", headers=headers
    )


@router.post("/submissions/{submission_id}/replay")
def replay_file(replays: CurrentReplays, access: RetriedSubmission) -> ReplayView:
    """Grade a file once more from its evidence and compare, bit for bit. Staff only.

    Same bytes, same version, same seed; nothing is written and nothing changes. Not for programs,
    which may train for minutes.
    """
    return replay_view(replays.replay(access))


def _chunks(store: FileStore, key: str) -> Iterator[bytes]:
    with store.fetch(key) as path, path.open("rb") as source:
        while chunk := source.read(_CHUNK_BYTES):
            yield chunk


def _attachment(name: str) -> dict[str, str]:
    """Headers of a file to keep, which no browser shows and no cache keeps."""
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return {"Content-Disposition": disposition, "Cache-Control": "no-store"}
