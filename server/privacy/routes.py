"""People over HTTP, for administrators: looked up, exported, erased."""

import tempfile
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from server.assignments.dependencies import CurrentBundles
from server.identity.dependencies import Administrator
from server.privacy import queries
from server.privacy.dependencies import PersonId, ReaderOfPeople
from server.privacy.erasure import erase
from server.privacy.export import chunks_of, held_of, write_archive
from server.privacy.views import Erased, PersonLine, person_line
from server.submissions.dependencies import CurrentUploads
from server.web.dependencies import CurrentDatabase, CurrentSettings, ReadSession

router = APIRouter(tags=["people"])
_ZIP = {"schema": {"type": "string", "format": "binary"}}
_ARCHIVE: dict[int | str, dict[str, Any]] = {
    HTTPStatus.OK: {"description": "The archive.", "content": {"application/zip": _ZIP}}
}


@router.get("/people")
def find_people(
    session: ReadSession,
    _: ReaderOfPeople,
    who: Annotated[
        str, Query(min_length=1, max_length=255, description="A name, address, id or alias.")
    ],
) -> list[PersonLine]:
    """People by name, e-mail address, id or alias in a course, 50 at most. Administrators only."""
    return [person_line(session, person) for person in queries.people_called(session, who)]


@router.get("/people/{person}/export", response_class=StreamingResponse, responses=_ARCHIVE)
def export_person(
    person: PersonId,
    session: ReadSession,
    _: ReaderOfPeople,
    bundles: CurrentBundles,
    uploads: CurrentUploads,
    settings: CurrentSettings,
) -> StreamingResponse:
    """A zip of all that is held of a person, with their files. Administrators only.

    Results are those that the person may see at this moment.
    """
    held = held_of(session, bundles, person)
    written = tempfile.TemporaryFile(dir=settings.data_dir)  # noqa: SIM115 - closed when it is sent
    write_archive(written, held, uploads.files)
    headers = {"Content-Disposition": f'attachment; filename="{held.person.id}.zip"'}
    return StreamingResponse(chunks_of(written), media_type="application/zip", headers=headers)


@router.delete("/people/{person}")
def erase_person(
    person: PersonId, database: CurrentDatabase, administrator: Administrator
) -> Erased:
    """Let nothing but a pseudonym stay of who somebody was, and end all their ways in.

    409 for administrators. Administrators only.
    """
    return database.write(erase, administrator, person)
