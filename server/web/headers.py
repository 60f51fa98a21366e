"""Headers that keep a page to itself: its own scripts, styles and forms, and no other site's."""

from urllib.parse import urlsplit, urlunsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


_HTTPS_ALONE = {"Strict-Transport-Security": "max-age=31536000"}


class SecurityHeaders:
    """Adds the headers to every answer that does not set its own.

    Nobody keeps an answer that says nothing of it; what has an entity tag is asked for again. A
    redirection to this site names no host: what a client calls us is not what others should.
    is_https: browsers shall come by https alone, for a year.
    """

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self._app = app
        self._headers = _HEADERS | (_HTTPS_ALONE if is_https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                kept = "private, no-cache" if "etag" in headers else "no-store"
                headers.setdefault("Cache-Control", kept)
                if "location" in headers:
                    headers["Location"] = _within_site(headers["location"], Headers(scope=scope))
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def _within_site(location: str, asked: Headers) -> str:
    """An address without the host, where that is what the client called this server."""
    there = urlsplit(location)
    is_here = there.netloc != "" and there.netloc == asked.get("host")
    path = "/" + there.path.lstrip("/")  # two slashes would be another host
    return urlunsplit(("", "", path, there.query, there.fragment)) if is_here else location
