"""Errors as pages, for those who read with a browser."""

from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from grader import Problem
from server.web.catalogue import CATALOGUE
from server.web.pages.rendering import PageFrame

_SIGN_IN = "/sign-in"


def wants_page(request: Request) -> bool:
    """Whether the answer is read by a person: no API path, and HTML is what is asked for most."""
    if request.url.path.startswith("/api/"):
        return False
    accepted = _qualities(request.headers.get("accept", ""))
    html = accepted.get("text/html", 0.0)
    return html > 0 and html >= max(accepted.get("application/json", 0.0), 0.0)


def error_page(request: Request, status: HTTPStatus, problems: Sequence[Problem]) -> Response:
    """The page that says what went wrong; the way to sign in where that is what is missing."""
    if status is not HTTPStatus.UNAUTHORIZED:
        frame = PageFrame(request, getattr(request.state, "viewer", None))
        return frame.page(
            "error.html",
            status=status,
            code=status.value,
            problems=[CATALOGUE.explain(problem, frame.locale) for problem in problems],
            may_return=request.method == "POST",
        )
    if request.method == "GET" and request.url.path != _SIGN_IN:
        wanted = quote(request.url.path)
        return RedirectResponse(f"{_SIGN_IN}?next={wanted}", HTTPStatus.SEE_OTHER)
    return sign_in_again(request, status, problems)


def sign_in_again(request: Request, status: HTTPStatus, problems: Sequence[Problem]) -> Response:
    """The page to sign in on, with why nobody was signed in so far."""
    frame = PageFrame(request, None)
    explained = [CATALOGUE.explain(problem, frame.locale) for problem in problems]
    return frame.page("sign_in.html", status=status, problems=explained)


def _qualities(accept: str) -> dict[str, float]:
    """The media types that an `Accept` header names, each with its quality."""
    found: dict[str, float] = {}
    for part in accept.split(","):
        media_type, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            found[media_type.lower()] = float(quality)
        except ValueError:
            continue
    return found
