"""Versions as routes and pages ask for them."""

from typing import Annotated

from fastapi import Depends, Path

from server.assignments.dependencies import StaffOfAssignment
from server.core.models import AssignmentVersion
from server.versions import switch as versions
from server.versions.publisher import Publisher
from server.web.dependencies import LARGEST_NUMBER, ReadSession, held

VersionNumber = Annotated[
    int, Path(ge=1, le=LARGEST_NUMBER, description="The number of the version.")
]
CurrentPublisher = Annotated[Publisher, held(Publisher)]


def read_version(
    number: VersionNumber, session: ReadSession, access: StaffOfAssignment
) -> AssignmentVersion:
    """The version of that number, for staff. Raises 404."""
    return versions.version_of(session, access, number)


ReadableVersion = Annotated[AssignmentVersion, Depends(read_version)]
