"""Signing browsers in and out: by one-time link or token, with a session kept on the server."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from server import problems
from server.errors import RequestProblemError
from server.pages.rendering import render
from server.pages.return_path import return_path
from server.routes.dependencies import CurrentService, cookie_name
from server.rules.identity import (
    ALL_SCOPES,
    close_web_session,
    open_web_session,
    use_sign_in_link,
    viewer_of_token,
)
from server.service import Service

router = APIRouter()


def require_same_site(request: Request, service: CurrentService) -> None:
    """Raise 403 for a form that another site has sent (Fetch Metadata, else Origin)."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.url.netloc}"
    if site is not None:
        allowed = site in ("same-origin", "none")
    else:
        allowed = origin is None or origin in (own, service.settings.url)
    if not allowed:
        raise RequestProblemError(HTTPStatus.FORBIDDEN, problems.CROSS_SITE())


SameSite = Depends(require_same_site)


@router.get("/sign-in", response_model=None)
def sign_in_page(request: Request, service: CurrentService, link: str | None = None) -> Response:
    """Use a one-time link, or show the form that takes a token."""
    if link is None:
        return render(request, "sign_in.html", viewer=None)

    def work(session: Session) -> str:
        person_id = use_sign_in_link(session, link)
        days = service.settings.session_days
        return open_web_session(session, person_id, scopes=ALL_SCOPES, days=days)

    return _signed_in(service, service.database.write(work))


@router.post("/sign-in", dependencies=[SameSite], response_model=None)
def sign_in(
    request: Request, service: CurrentService, token: Annotated[str, Form(max_length=200)]
) -> Response:
    """Sign in with a bearer token, and go on to the page that asked for it."""

    def work(session: Session) -> str:
        viewer = viewer_of_token(session, token.strip())
        days = service.settings.session_days
        return open_web_session(session, viewer.person_id, scopes=viewer.scopes, days=days)

    wanted = return_path(request.query_params.get("next"))
    return _signed_in(service, service.database.write(work), wanted)


@router.post("/sign-out", dependencies=[SameSite], response_model=None)
def sign_out(request: Request, service: CurrentService) -> Response:
    """End the browser's session."""
    name = cookie_name(service)
    secret = request.cookies.get(name)
    if secret:
        service.database.write(lambda session: close_web_session(session, secret))
    answer = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    answer.delete_cookie(name, path="/", secure=_secure(service), httponly=True, samesite="lax")
    return answer


def _signed_in(service: Service, secret: str, wanted: str = "/") -> Response:
    answer = RedirectResponse(wanted, HTTPStatus.SEE_OTHER)
    answer.set_cookie(
        cookie_name(service),
        secret,
        max_age=service.settings.session_days * 86_400,
        path="/",
        secure=_secure(service),
        httponly=True,
        samesite="lax",
    )
    return answer


def _secure(service: Service) -> bool:
    return service.settings.url.startswith("https:")
