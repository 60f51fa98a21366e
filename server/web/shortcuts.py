"""What is asked most, answered before the framework to whom it has let in for that already.

The framework takes longer to find out what a request is about and who sent it than most answers
take. Whatever is out of the ordinary goes on to it: another way to say who one is than a token, a
query of other names or with anything to be decoded.
"""

import re
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.web.decisions import Decisions, shown_token

Answer = Callable[[Request, Any], Awaitable[Response]]
AnswerError = Callable[[Request, Exception], Awaitable[Response]]


@dataclass(frozen=True)
class Shortcut:
    """A way past the framework. path, query: what is asked, all of it.

    answer: the answer to whom a route has let in, by what it has decided.
    """

    method: str
    path: re.Pattern[str]
    query: re.Pattern[bytes]
    answer: Answer

    def leads(self, scope: Scope) -> bool:
        """Whether a request may go there."""
        return (
            scope["method"] == self.method
            and self.path.fullmatch(scope["path"]) is not None
            and self.query.fullmatch(scope["query_string"]) is not None
        )


class Shortcuts:
    """Answers what it can, passes on all else, and keeps what routes decide.

    answer_error: the answer where one of ours fails, as the application would give it.
    """

    def __init__(
        self, app: ASGIApp, shortcuts: Sequence[Shortcut], answer_error: AnswerError
    ) -> None:
        self._app = app
        self._shortcuts = shortcuts
        self._answer_error = answer_error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on and keep what was decided."""
        if scope["type"] != "http" or (shown := shown_token(scope)) is None:
            await self._app(scope, receive, send)
            return
        decisions: Decisions = scope["app"].state.held[Decisions]
        state = scope.setdefault("state", {})
        forgotten, moment = decisions.forgotten, time.time()
        way = next((each for each in self._shortcuts if each.leads(scope)), None)
        decided = None if way is None else decisions.find((shown, scope["path"]))
        if way is None or decided is None:
            await self._app(scope, receive, send)
        else:
            state["known"] = True
            await self._give(way, decided, scope, receive, send)
        if forgotten == decisions.forgotten:
            for place, each in state.get("decided", ()):
                decisions.put((shown, place), each, moment)

    async def _give(
        self, way: Shortcut, decided: object, scope: Scope, receive: Receive, send: Send
    ) -> None:
        request = Request(scope, receive)
        try:
            response = await way.answer(request, decided)
        except Exception as error:  # noqa: BLE001 - every one is answered as the framework does
            response = await self._answer_error(request, error)
        await response(scope, receive, send)
