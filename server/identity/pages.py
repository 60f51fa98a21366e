"""The pages that are open to all: signing in and out, the language, the interface in words."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from languages import Locale
from server.core.database import Database
from server.identity.dependencies import MaybeViewer, SameSite, cookie_name
from server.identity.rules import (
    close_web_session,
    open_web_session,
    use_sign_in_link,
    viewer_of_token,
)
from server.settings import Settings
from server.web.dependencies import CurrentDatabase, CurrentSettings
from server.web.pages.api_reference import api_reference
from server.web.pages.rendering import PageFrame
from server.web.pages.return_path import return_path

router = APIRouter()
_YEAR_S = 365 * 86_400


@router.get("/sign-in", response_model=None)
def sign_in_page(
    request: Request, database: CurrentDatabase, settings: CurrentSettings, link: str | None = None
) -> Response:
    """Use a one-time link, or show the form that takes a token.

    Only a browser that goes to the link itself uses it up; programs that look into messages to
    show a preview, and browsers that do not say what they do, get a button instead.
    """
    if link is None:
        return PageFrame(request, None).page("sign_in.html")
    if request.headers.get("sec-fetch-mode") != "navigate":
        return PageFrame(request, None).page("sign_in_link.html", link=link)
    return _use_link(database, settings, link)


@router.post("/sign-in/link", dependencies=[SameSite], response_model=None)
def sign_in_by_link(
    database: CurrentDatabase, settings: CurrentSettings, link: Annotated[str, Form(max_length=200)]
) -> Response:
    """Use a one-time link by its button."""
    return _use_link(database, settings, link)


@router.post("/sign-in", dependencies=[SameSite], response_model=None)
def sign_in(
    request: Request,
    database: CurrentDatabase,
    settings: CurrentSettings,
    token: Annotated[str, Form(max_length=200)],
) -> Response:
    """Sign in with a bearer token, and go on to the page that asked for it."""
    wanted = return_path(request.query_params.get("next"))
    days = settings.session_days
    secret = database.write(_open_by_token, token.strip(), days)
    return _show_signed_in(settings, secret, wanted)


@router.post("/sign-out", dependencies=[SameSite], response_model=None)
def sign_out(request: Request, database: CurrentDatabase, settings: CurrentSettings) -> Response:
    """End the browser's session."""
    name = cookie_name(settings)
    secret = request.cookies.get(name)
    if secret:
        database.write(close_web_session, secret)
    answer = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    answer.delete_cookie(name, path="/", secure=settings.is_https, httponly=True, samesite="lax")
    return answer


@router.post("/language", dependencies=[SameSite], response_model=None)
def choose_language(
    settings: CurrentSettings,
    language: Annotated[Locale, Form()],
    next: Annotated[str, Form()] = "/",  # noqa: A002 - the form's name for it
) -> Response:
    """Read the pages in this language from now on."""
    answer = RedirectResponse(return_path(next), HTTPStatus.SEE_OTHER)
    answer.set_cookie(
        "language",
        language,
        max_age=_YEAR_S,
        secure=settings.is_https,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/docs", response_model=None)
def docs(request: Request, settings: CurrentSettings, viewer: MaybeViewer) -> Response:
    """The HTTP interface, in words and with examples."""
    reference = api_reference(request.app.openapi(), settings.url)
    return PageFrame(request, viewer).page("docs.html", reference=reference)


def _use_link(database: Database, settings: Settings, link: str) -> Response:
    secret = database.write(_open_by_link, link, settings.session_days)
    return _show_signed_in(settings, secret)


def _open_by_token(session: Session, token: str, days: float) -> str:
    return open_web_session(session, viewer_of_token(session, token), days=days)


def _open_by_link(session: Session, link: str, days: float) -> str:
    return open_web_session(session, use_sign_in_link(session, link), days=days)


def _show_signed_in(settings: Settings, secret: str, wanted: str = "/") -> Response:
    answer = RedirectResponse(wanted, HTTPStatus.SEE_OTHER)
    answer.set_cookie(
        cookie_name(settings),
        secret,
        max_age=settings.session_days * 86_400,
        path="/",
        secure=settings.is_https,
        httponly=True,
        samesite="lax",
    )
    return answer
