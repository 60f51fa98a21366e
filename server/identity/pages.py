"""Signing in and out, by token, link or provider; language, the interface in words.

What waits for a provider is `async`, and takes no thread while it waits.
"""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask

from grader import Problem
from languages import Locale
from server.core import problems
from server.core.database import Database
from server.core.errors import RequestProblemError
from server.courses.links import leads_on, page_behind_link, question_of_link
from server.identity import attempts, identities
from server.identity.attempts import Attempt, Proofs
from server.identity.dependencies import (
    Browser,
    CurrentProviders,
    CurrentSender,
    EndedHoldings,
    MaybeViewer,
    SameSite,
    cookie_name,
    counting_refusals,
)
from server.identity.mailed_links import mail_links
from server.identity.providers import (
    ProviderAnswer,
    ProviderClient,
    ProviderError,
    refuse_answer,
)
from server.identity.rules import use_sign_in_link, viewer_of_token
from server.identity.sessions import sign_browser_out
from server.settings import Settings
from server.web.dependencies import (
    CurrentDatabase,
    CurrentLocale,
    CurrentSettings,
)
from server.web.pages.api_reference import api_reference
from server.web.pages.errors import error_page, sign_in_again
from server.web.pages.rendering import PageFrame, as_of
from server.web.pages.return_path import return_path

router = APIRouter()
ProviderName = Annotated[str, Path(max_length=64)]
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
    return _follow_link(Browser(request, settings, viewer), database, link)


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
    browser = Browser(request, settings, viewer)
    return _follow_link(browser, database, link, may_replace=instead)


@router.post("/sign-in/mail", dependencies=[SameSite], response_model=None)
def mail_a_link(
    request: Request,
    database: CurrentDatabase,
    settings: CurrentSettings,
    sender: CurrentSender,
    locale: CurrentLocale,
    email: Annotated[str, Form(max_length=254)],
) -> Response:
    """Mail links to whom a roster names so; the answer is the same, and as quick, for others."""
    if not sender.is_set:
        problem = problems.NO_SUCH_PAGE(path=request.url.path)
        raise RequestProblemError(HTTPStatus.NOT_FOUND, problem)

    def work() -> None:
        hours = settings.sign_in_link_hours
        database.write(mail_links, email, settings.url, hours, locale)
        sender.wake()

    answer = PageFrame(as_of(request, "/sign-in"), None).page("mailed.html")
    answer.background = BackgroundTask(work)
    return answer


@router.post("/sign-in", dependencies=[SameSite], response_model=None)
def sign_in(
    request: Request,
    database: CurrentDatabase,
    settings: CurrentSettings,
    token: Annotated[str, Form(max_length=200)],
) -> Response:
    """Sign in with a bearer token, and go on to the page that asked for it."""
    wanted = return_path(request.query_params.get("next"))
    browser = Browser(request, settings, None)
    with counting_refusals(request):
        secret = database.write(_open_by_token, token.strip(), browser)
    return _show_signed_in(settings, secret, wanted)


@router.post("/sign-in/with/{provider}", dependencies=[SameSite], response_model=None)
async def sign_in_elsewhere(
    request: Request,
    database: CurrentDatabase,
    providers: CurrentProviders,
    settings: CurrentSettings,
    provider: ProviderName,
) -> Response:
    """Send a browser to a provider, which sends it back with its word for who is there."""
    wanted = return_path(request.query_params.get("next"))
    browser = Browser(request, settings, None)
    return await _send_to(browser, database, providers.named(provider), Attempt(provider, wanted))


@router.get("/sign-in/with/{provider}/callback", response_model=None)
async def come_back(
    request: Request,
    database: CurrentDatabase,
    providers: CurrentProviders,
    settings: CurrentSettings,
    viewer: MaybeViewer,
    provider: ProviderName,
    answer: Annotated[ProviderAnswer, Query()],
) -> Response:
    """Sign in whom a provider sends back, or connect their identity; else say what went wrong."""
    browser, client = Browser(request, settings, viewer), providers.named(provider)
    try:
        shown = await _take_back(browser, database, client, answer)
    except RequestProblemError as error:
        say, path = (sign_in_again, "/sign-in") if viewer is None else (error_page, "/account")
        shown = say(as_of(request, path), error.status, error.problems)
    shown.delete_cookie(
        browser.attempt_cookie,
        path="/",
        secure=settings.is_https,
        httponly=True,
        samesite="lax",
    )
    return shown


@router.post("/sign-out", dependencies=[SameSite], response_model=None)
def sign_out(request: Request, database: CurrentDatabase, settings: CurrentSettings) -> Response:
    """End the browser's session."""
    name = cookie_name(settings)
    secret = request.cookies.get(name)
    if secret:
        database.write(sign_browser_out, secret)
    answer = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    answer.delete_cookie(name, path="/", secure=settings.is_https, httponly=True, samesite="lax")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@router.post("/account/identities/{provider}", response_model=None)
async def connect_own_identity(
    request: Request,
    database: CurrentDatabase,
    providers: CurrentProviders,
    settings: CurrentSettings,
    provider: ProviderName,
    held: EndedHoldings,
) -> Response:
    """Send the reader to a provider, so that their account there signs them in from then on."""
    browser = Browser(request, settings, held.asker)
    attempt = Attempt(provider, "/account", held.person_id)
    return await _send_to(browser, database, providers.named(provider), attempt)


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


def _follow_link(
    browser: Browser, database: Database, link: str, *, may_replace: bool = False
) -> Response:
    """Lead on who is signed in already, ask who is another, sign in all others."""
    with counting_refusals(browser.request), database.read() as session:
        page = page_behind_link(session, link)
        if leads_on(session, link, browser.viewer):
            return RedirectResponse(page, HTTPStatus.SEE_OTHER)
        question = question_of_link(session, link, browser.viewer)
    if question is not None and not may_replace:
        frame = PageFrame(browser.request, browser.viewer)
        return frame.page("sign_in_instead.html", link=link, question=question)
    with counting_refusals(browser.request):
        secret = database.write(_open_by_link, link, browser)
    return _show_signed_in(browser.settings, secret, page)


def _open_by_token(session: Session, token: str, browser: Browser) -> str:
    return browser.sign_in(session, viewer_of_token(session, token))


def _open_by_link(session: Session, link: str, browser: Browser) -> str:
    return browser.sign_in(session, use_sign_in_link(session, link))


async def _send_to(
    browser: Browser, database: Database, client: ProviderClient, attempt: Attempt
) -> Response:
    """A page that leads on to a provider: a redirection would be no answer to a form of ours."""
    secret = attempts.new_secret()
    try:
        address = await client.address(Proofs.of(secret))
    except ProviderError as error:
        raise refuse_answer(client, error) from None
    await run_in_threadpool(database.write, attempts.begin, secret, attempt)
    path = "/sign-in" if browser.viewer is None else "/account"
    frame = PageFrame(as_of(browser.request, path), browser.viewer)
    answer = frame.page("to_provider.html", address=address, title=client.title)
    answer.set_cookie(
        browser.attempt_cookie,
        secret,
        max_age=attempts.MINUTES * 60,
        path="/",
        secure=browser.settings.is_https,
        httponly=True,
        samesite="lax",
    )
    return answer


async def _take_back(
    browser: Browser, database: Database, client: ProviderClient, answer: ProviderAnswer
) -> Response:
    """Raises RequestProblemError for who is not signed in, or not connected, by that answer."""
    secret = browser.request.cookies.get(browser.attempt_cookie, "")
    attempt = await run_in_threadpool(
        database.write, attempts.claim, secret, client.name, answer.state
    )
    if attempt is None:
        raise attempts.over()
    try:
        claims = await client.claims(answer, Proofs.of(secret))
    except ProviderError as error:
        await run_in_threadpool(database.write, identities.note_failure, client.name, error)
        raise refuse_answer(client, error) from None
    asked = identities.Asked(client.title, claims)
    done = await run_in_threadpool(database.write, _finish, browser, asked, attempt.person_id)
    if isinstance(done, Problem):
        raise RequestProblemError(HTTPStatus.FORBIDDEN, done)
    if done is None:
        return RedirectResponse(attempt.wanted, HTTPStatus.SEE_OTHER)
    return _show_signed_in(browser.settings, done, attempt.wanted)


def _finish(
    session: Session, browser: Browser, asked: identities.Asked, person_id: str | None
) -> str | Problem | None:
    """The secret of the session of who signs in; None for who connects; what to tell others.

    Raises 403 where who began to connect is no longer signed in.
    """
    if person_id is None:
        found = identities.sign_in(session, asked)
        return found if isinstance(found, Problem) else browser.sign_in(session, found)
    viewer = browser.viewer_now(session)
    if viewer is None or viewer.person_id != person_id:
        raise attempts.over()
    return identities.connect(session, viewer, asked)


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
