"""Pages from templates: escaped, in the reader's language, kept by no shared cache."""

from functools import cache, partial
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from typing import Any

from babel import Locale as BabelLocale
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from languages import LOCALES, Locale, translations
from server.core.clock import now
from server.identity.rules import Viewer
from server.web.errors import request_locale
from server.web.pages import formatting
from server.web.pages.markdown import render_markdown, without_title
from server.web.pages.return_path import return_path
from server.web.pages.static_files import static_url

TEMPLATES = Path(__file__).parent / "templates"
_LOCALISED = (
    formatting.long_moment,
    formatting.short_moment,
    formatting.relative,
    formatting.size,
    formatting.seconds,
    formatting.number,
    formatting.listed,
    formatting.metric_name,
    formatting.metric_title,
)
_ALIKE = (
    formatting.utc_offset,
    formatting.score,
    formatting.array_value,
    formatting.axis_label,
)


def render(
    request: Request,
    template_name: str,
    *,
    viewer: Viewer | None,
    status: int = HTTPStatus.OK,
    **context: Any,
) -> HTMLResponse:
    """The page that a template makes of `context`. viewer: who reads it, None if nobody known."""
    locale = request_locale(request)
    page = environment(locale).get_template(template_name)
    html = page.render(
        viewer=viewer,
        path=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        next_path=return_path(request.query_params.get("next")),
        **context,
    )
    headers = {
        "Content-Language": locale,
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Language, Cookie",
    }
    return HTMLResponse(html, status_code=status, headers=headers)


@cache
def environment(locale: Locale) -> Environment:
    """The templates in one language. A name that a template does not get is an error."""
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # The extension gives the environment this method, which its type does not know of.
    jinja.install_gettext_translations(  # type: ignore[attr-defined]
        translations(locale), newstyle=True
    )
    jinja.filters |= {show.__name__: partial(show, locale=locale) for show in _LOCALISED}
    jinja.filters |= {show.__name__: show for show in _ALIKE}
    jinja.filters |= {"markdown": render_markdown, "without_title": without_title}
    jinja.globals |= {
        "locale": locale,
        "languages": [(other, BabelLocale(other).get_display_name()) for other in LOCALES],
        "static": static_url,
        "now": now,
        "release": version("gradus"),
    }
    return jinja
