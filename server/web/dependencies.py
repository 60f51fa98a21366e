"""What this process holds, handed to routes and pages by type, and a session that reads."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from sqlalchemy.orm import Session

from languages import Locale
from server.core.database import Database
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
WaitSeconds = Annotated[
    float, Query(ge=0, le=60.0, description="How many seconds the answer may be held back.")
]
CurrentLocale = Annotated[Locale, Depends(request_locale)]


def get_session(database: CurrentDatabase) -> Iterator[Session]:
    """A session that reads, closed before the answer is sent."""
    with database.read() as session:
        yield session


ReadSession = Annotated[Session, Depends(get_session, scope="function")]
