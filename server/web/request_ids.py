"""Every request has an id, which its answer tells and which stands in all that is logged for it."""

import re
import secrets

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from server.core.origin import Origin, coming_from

_HEADER = "x-request-id"
_OWN = re.compile(r"[A-Za-z0-9-]{1,64}")  # what a client or a proxy may call its request


class RequestIds:
    """Names each request: as whoever sent it did, where that is a plain name, else by chance."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with the id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(_HEADER, "")
        request_id = given if _OWN.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        client = scope.get("client")
        origin = Origin(request_id, client[0] if client else "")
        told = (_HEADER.encode(), request_id.encode())

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), told]
            await send(message)

        with coming_from(origin), bound_contextvars(request_id=request_id):
            await self._app(scope, receive, send_with_id)
