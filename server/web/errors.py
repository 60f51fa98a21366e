"""Problems as answers: RFC 9457 `application/problem+json`, every problem at once."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import JSONResponse

from grader import ExplainedProblem, Problem
from languages import LOCALES, Locale, locale_of
from server.web.api_model import ApiModel
from server.web.catalogue import CATALOGUE

MEDIA_TYPE = "application/problem+json"


class ProblemDocument(ApiModel):
    """An error as it is sent (RFC 9457)."""

    type: str = "about:blank"
    """Always `about:blank`: the problems have codes of their own."""
    title: str
    """The words of the status."""
    status: int
    """The status itself."""
    detail: str
    """The first problem's message."""
    instance: str
    """The path that was asked for."""
    errors: list[ExplainedProblem]
    """Every problem that is listed."""
    errors_total: int | None = None
    """How many there are, where that is more than are listed."""


def request_locale(request: Request) -> Locale:
    """The language to answer in: the cookie's choice, else what the client prefers."""
    chosen = request.cookies.get("language")
    if chosen is not None and (locale := locale_of(chosen)) is not None:
        return locale
    return preferred_locale(request.headers.get("accept-language", ""))


def preferred_locale(accept_language: str) -> Locale:
    """The language that an `Accept-Language` header ranks highest, the first of equals."""
    ranked: dict[Locale | None, float] = {}
    for part in accept_language.split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            ranked.setdefault(locale_of(tag), float(quality) if quality else 1.0)
        except ValueError:
            continue
    return max(LOCALES, key=lambda locale: ranked.get(locale, 0.0))


def problem_answer(
    request: Request,
    status: HTTPStatus,
    problems: Sequence[Problem],
    *,
    total: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The problems in the client's language, as `application/problem+json`."""
    locale = request_locale(request)
    errors = [CATALOGUE.explain(problem, locale) for problem in problems]
    document = ProblemDocument(
        title=status.phrase,
        status=status.value,
        detail=errors[0].message,
        instance=request.url.path,
        errors=errors,
        errors_total=total if total is not None and total > len(errors) else None,
    )
    return JSONResponse(
        document.model_dump(exclude_none=True),
        status_code=status.value,
        headers={**(headers or {}), "Content-Language": locale},
        media_type=MEDIA_TYPE,
    )
