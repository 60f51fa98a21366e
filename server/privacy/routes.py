"""People over HTTP, for administrators: exported, erased."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from server.assignments.dependencies import CurrentBundles
from server.identity.dependencies import Administrator
from server.people.dependencies import PersonId, ReaderOfPeople
from server.privacy.erasure import erase
from server.privacy.export import archive_of, held_of
from server.privacy.views import Erased
from server.submissions.dependencies import CurrentUploads
from server.web.dependencies import CurrentDatabase, ReadSession

router = APIRouter(tags=["people"])
_ZIP = {"schema": {"type": "string", "format": "binary"}}
_ARCHIVE: dict[int | str, dict[str, Any]] = {
    HTTPStatus.OK: {"description": "The archive.", "content": {"application/zip": _ZIP}}
}


@router.get("/people/{person}/export", response_class=StreamingResponse, responses=_ARCHIVE)
def export_person(
    person: PersonId,
    session: ReadSession,
    _: ReaderOfPeople,
    bundles: CurrentBundles,
    uploads: CurrentUploads,
) -> StreamingResponse:
    """A zip of all that is held of a person, with their files. Administrators only.

    Results are those that the person may see at this moment.
    """
    held = held_of(session, bundles, person)
    headers = {"Content-Disposition": f'attachment; filename="{held.person.id}.zip"'}
    return StreamingResponse(
        archive_of(held, uploads.files), media_type="application/zip", headers=headers
    )


@router.delete("/people/{person}")
def erase_person(
    person: PersonId, database: CurrentDatabase, administrator: Administrator
) -> Erased:
    """Let nothing but a pseudonym stay of who somebody was, and end all their ways in.

    409 for administrators. Administrators only.
    """
    return database.write(erase, administrator, person)
