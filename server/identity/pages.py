"""Signing in and out, one's own tokens and sessions, the language, the interface in words."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from languages import Locale
from server.core.database import Database
from server.courses.links import leads_on, page_behind_link, question_of_link
from server.identity.dependencies import (
    EndedHoldings,
    MaybeViewer,
    OwnHoldings,
    SameSite,
    cookie_name,
    lifetimes,
)
from server.identity.holdings import (
    end_session,
    end_sessions,
    list_sessions,
    list_tokens,
    revoke_token,
    revoke_tokens,
)
from server.identity.rules import Viewer, use_sign_in_link, viewer_of_token
from server.identity.sessions import close_web_session, open_web_session
from server.settings import Settings
from server.web.dependencies import CurrentDatabase, CurrentSettings, ReadSession
from server.web.pages.api_reference import api_reference
from server.web.pages.rendering import PageFrame
from server.web.pages.return_path import return_path

router = APIRouter()
ChosenId = Annotated[str, Form(pattern="^[0-9a-z]*$", max_length=26)]
_YEAR_S = 365 * 86_400


@router.get("/sign-in", response_model=None)
def sign_in_page(
    request: Request,
    database: CurrentDatabase,
    settings: CurrentSettings,
    viewer: MaybeViewer,
    link: str | None = None,
) -> Response:
    """Use a one-time link, or show the form that takes a token.

    Only a browser that goes to the link itself uses it up; programs that look into messages to
    show a preview, and browsers that do not say what they do, get a button instead.
    """
    if link is None:
        return PageFrame(request, None).page("sign_in.html")
    if request.headers.get("sec-fetch-mode") != "navigate":
        return PageFrame(request, None).page("sign_in_link.html", link=link)
    return _follow_link(_Browser(request, settings, viewer), database, link)


@router.post("/sign-in/link", dependencies=[SameSite], response_model=None)
def sign_in_by_link(
    request: Request,
    database: CurrentDatabase,
    settings: CurrentSettings,
    viewer: MaybeViewer,
    link: Annotated[str, Form(max_length=200)],
    instead: Annotated[bool, Form()] = False,  # noqa: FBT002 - a field of the form
) -> Response:
    """Use a one-time link by its button; with `instead`, although another is signed in."""
    browser = _Browser(request, settings, viewer)
    return _follow_link(browser, database, link, may_replace=instead)


@router.post("/sign-in", dependencies=[SameSite], response_model=None)
def sign_in(
    request: Request,
    database: CurrentDatabase,
    settings: CurrentSettings,
    token: Annotated[str, Form(max_length=200)],
) -> Response:
    """Sign in with a bearer token, and go on to the page that asked for it."""
    wanted = return_path(request.query_params.get("next"))
    browser = _Browser(request, settings, None)
    secret = database.write(_open_by_token, token.strip(), browser)
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
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@router.get("/account", response_model=None)
def account_page(
    request: Request, session: ReadSession, settings: CurrentSettings, held: OwnHoldings
) -> Response:
    """The reader's tokens, and the browsers in which they are signed in."""
    return PageFrame(request, held.asker).page(
        "account.html",
        tokens=list_tokens(session, held),
        sessions=list_sessions(session, held, lifetimes(settings).idle),
    )


@router.post("/account/tokens", response_model=None)
def revoke_own_tokens(
    database: CurrentDatabase, held: EndedHoldings, token: ChosenId = ""
) -> Response:
    """Revoke a token of the reader's, or all of them."""
    if token:
        database.write(revoke_token, held, token)
    else:
        database.write(revoke_tokens, held)
    return RedirectResponse("/account", HTTPStatus.SEE_OTHER)


@router.post("/account/sessions", response_model=None)
def end_own_sessions(
    database: CurrentDatabase,
    settings: CurrentSettings,
    held: EndedHoldings,
    session: ChosenId = "",
) -> Response:
    """Sign a browser of the reader's out, or all of them."""
    idle = lifetimes(settings).idle
    if session:
        database.write(end_session, held, session, idle)
    else:
        database.write(end_sessions, held, idle)
    return RedirectResponse("/account", HTTPStatus.SEE_OTHER)


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


@dataclass(frozen=True)
class _Browser:
    """Who signs in from where. viewer: who is signed in there."""

    request: Request
    settings: Settings
    viewer: Viewer | None

    def sign_in(self, session: Session, viewer: Viewer) -> str:
        """The secret of the session that takes the place of the browser's earlier one."""
        return open_web_session(
            session,
            viewer,
            lifetimes(self.settings),
            device=self.request.headers.get("user-agent"),
            earlier=self.request.cookies.get(cookie_name(self.settings)),
        )


def _follow_link(
    browser: _Browser, database: Database, link: str, *, may_replace: bool = False
) -> Response:
    """Lead on who is signed in already, ask who is another, sign in all others."""
    with database.read() as session:
        page = page_behind_link(session, link)
        if leads_on(session, link, browser.viewer):
            return RedirectResponse(page, HTTPStatus.SEE_OTHER)
        question = question_of_link(session, link, browser.viewer)
    if question is not None and not may_replace:
        frame = PageFrame(browser.request, browser.viewer)
        return frame.page("sign_in_instead.html", link=link, question=question)
    secret = database.write(_open_by_link, link, browser)
    return _show_signed_in(browser.settings, secret, page)


def _open_by_token(session: Session, token: str, browser: _Browser) -> str:
    return browser.sign_in(session, viewer_of_token(session, token))


def _open_by_link(session: Session, link: str, browser: _Browser) -> str:
    return browser.sign_in(session, use_sign_in_link(session, link))


def _show_signed_in(settings: Settings, secret: str, wanted: str) -> Response:
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
