"""HEAD: what GET would answer, without its body."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """Asks the application for what a HEAD is about, and passes on how the answer begins.

    The application is told that the client has gone once its answer has begun: streams end there.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on anything but a HEAD as it is."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        begun = asyncio.Event()

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start" and not begun.is_set():
                begun.set()
                await send(message)
                await send({"type": "http.response.body", "body": b""})

        async def receive_until_begun() -> Message:
            if begun.is_set():
                return {"type": "http.disconnect"}
            received, answered = (
                asyncio.ensure_future(receive()),
                asyncio.ensure_future(begun.wait()),
            )
            await asyncio.wait((received, answered), return_when=asyncio.FIRST_COMPLETED)
            answered.cancel()
            if received.done():
                return received.result()
            received.cancel()
            return {"type": "http.disconnect"}

        await self._app({**scope, "method": "GET"}, receive_until_begun, send_head)
