"""People as routes and pages ask for them: by administrators alone."""

from typing import Annotated

from fastapi import Depends, Path

from server.identity.dependencies import Administrator, Reader
from server.identity.rules import Viewer

PersonId = Annotated[str, Path(max_length=26, description="The person, by their id.")]


async def read_people(_: Reader, administrator: Administrator) -> Viewer:
    """Who may look people up: administrators."""
    return administrator


ReaderOfPeople = Annotated[Viewer, Depends(read_people)]
