"""What this process holds, handed to routes and pages by type, and a session that reads."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from sqlalchemy.orm import Session

from languages import Locale
from server.core import problems
from server.core.database import Database
from server.core.errors import RequestProblemError
from server.core.events import Events
from server.core.files.blobs import Spool
from server.core.intervals import Intervals
from server.core.queue import MemoryQueue
from server.settings import Settings
from server.web.errors import request_locale


def held(kind: object) -> Any:
    """A dependency on the one thing of a type that this process holds, as its service said."""

    async def get(request: Request) -> Any:
        return request.app.state.held[kind]

    return Depends(get)


CurrentDatabase = Annotated[Database, held(Database)]
CurrentEvents = Annotated[Events, held(Events)]
CurrentIntervals = Annotated[Intervals, held(Intervals)]
CurrentQueue = Annotated[MemoryQueue, held(MemoryQueue)]
CurrentSettings = Annotated[Settings, held(Settings)]
CurrentSpool = Annotated[Spool, held(Spool)]
LARGEST_NUMBER = 2**31 - 1
WaitSeconds = Annotated[
    float, Query(ge=0, le=60.0, description="How many seconds the answer may be held back.")
]
CurrentLocale = Annotated[Locale, Depends(request_locale)]


async def refuse_nul(request: Request) -> None:
    """Raise 404 for an address with U+0000 in it, 422 for such a query: no name has it.

    PostgreSQL takes it in no text.
    """
    if "\0" in request.scope["path"]:
        path = request.scope["path"].replace("\0", "\N{SYMBOL FOR NULL}")
        raise RequestProblemError(HTTPStatus.NOT_FOUND, problems.NO_SUCH_PAGE(path=path))
    if b"%00" in request.scope["query_string"]:
        problem = problems.INVALID_REQUEST(where="query", reason="U+0000 is in no value")
        raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, problem)


def get_session(database: CurrentDatabase) -> Iterator[Session]:
    """A session that reads, closed before the answer is sent."""
    with database.read() as session:
        yield session


ReadSession = Annotated[Session, Depends(get_session, scope="function")]
