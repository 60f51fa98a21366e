"""People as routes and pages ask for them, and the form by which a roster comes."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Form, Path, UploadFile
from pydantic import Field

from server.core.errors import RequestProblemError
from server.core.problems import TOO_LARGE
from server.identity.dependencies import Administrator, Reader
from server.identity.rules import Viewer
from server.people.importing import LARGEST_FILE, LONGEST_CARRIED, RosterRequest, uncarry

PersonId = Annotated[str, Path(max_length=26, description="The person, by their id.")]


async def read_people(_: Reader, administrator: Administrator) -> Viewer:
    """Who may look people up: administrators."""
    return administrator


ReaderOfPeople = Annotated[Viewer, Depends(read_people)]


@dataclass(frozen=True)
class RosterForm:
    """A roster as a page sends it. carried: the file that an earlier page was sent."""

    file: UploadFile | None = None
    carried: Annotated[str, Form(max_length=LONGEST_CARRIED)] = ""
    columns: Annotated[
        list[Annotated[str, Field(pattern=r"^[a-z_]{1,20}=", max_length=255)]] | None,
        Form(max_length=20),
    ] = None
    draw_aliases: Annotated[bool, Form()] = False
    keep_staff: Annotated[bool, Form()] = False
    confirm: Annotated[str, Form(max_length=64)] = ""

    def read(self) -> RosterRequest:
        """What is asked. Raises 413 for a file that is too large, 422 for none."""
        sent = None if self.file is None else self.file.file.read(LARGEST_FILE + 1)
        data = sent or uncarry(self.carried)
        if len(data) > LARGEST_FILE:
            large = TOO_LARGE(limit_bytes=LARGEST_FILE)
            raise RequestProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, large)
        given = dict(column.split("=", 1) for column in self.columns or ())
        return RosterRequest(data, given, self.draw_aliases, self.keep_staff, self.confirm)


CurrentRosterForm = Annotated[RosterForm, Depends()]
