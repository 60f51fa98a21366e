"""Open streams end when what opened them does: within a minute, whoever else goes on to watch."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm import Session

from server.core.database import Database
from server.core.errors import RequestProblemError
from server.core.outages import outage_of
from server.identity.rules import Viewer

T = TypeVar("T")
LOOKED_EVERY_S = 30.0  # a stream says something every 15 seconds, so none outlasts a minute


@dataclass(frozen=True)
class Doorkeeper:
    """Looks now and then whether a request would still be let in.

    recall: who asks, by what they have shown; raises 401, or is None, where that ended. clock: in
    seconds.
    """

    database: Database
    recall: Callable[[Session], Viewer | None]
    clock: Callable[[], float] = time.monotonic

    async def watch(
        self, lines: AsyncGenerator[T, None], let_in: Callable[[Session, Viewer], object]
    ) -> AsyncIterator[T]:
        """The lines of a stream, until its reader would be let in no more.

        let_in: raises 403 or 404 for who may not read it.
        """
        looked_at = self.clock()
        async with aclosing(lines):
            async for line in lines:
                if self.clock() - looked_at >= LOOKED_EVERY_S:
                    if not await asyncio.to_thread(self._is_let_in, let_in):
                        return
                    looked_at = self.clock()
                yield line

    def _is_let_in(self, let_in: Callable[[Session, Viewer], object]) -> bool:
        """Whether they would be; while the database is away, they are: no open line ends for it."""
        try:
            with self.database.read() as session:
                viewer = self.recall(session)
                if viewer is None:
                    return False
                let_in(session, viewer)
        except RequestProblemError:
            return False
        except Exception as error:
            if outage_of(error) is None:
                raise
        return True
