"""Pages from templates: escaped, in the reader's language, kept by no shared cache."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from typing import Any

from babel import Locale as BabelLocale
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from grader import by_cause
from languages import LOCALES, Locale, translations
from server.core.clock import now
from server.settings import Settings
from server.web.errors import request_locale
from server.web.pages import formatting
from server.web.pages.markdown import render_markdown, with_code, without_title
from server.web.pages.return_path import return_path
from server.web.pages.static_files import static_url

_SERVER = Path(__file__).parents[2]
# What every page uses, then each noun's own; a name stands once, wherever it is.
TEMPLATES = (_SERVER / "web/pages/templates", *sorted(_SERVER.glob("*/templates")))
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


def as_of(request: Request, path: str) -> Request:
    """The request as if for another page: ours leads to that, and shows nothing of its query."""
    return Request({**request.scope, "path": path, "query_string": b""})


@dataclass(frozen=True)
class PageFrame:
    """What stands around the content of a page. viewer: who reads it, None if nobody known."""

    request: Request
    viewer: object | None

    @property
    def locale(self) -> Locale:
        """The language of the page."""
        return request_locale(self.request)

    @property
    def around(self) -> Mapping[str, Any]:
        """What every page in this frame may show besides its own content."""
        return {}

    @property
    def settings(self) -> Settings:
        """As the operator has set them."""
        settings: Settings = self.request.app.state.held[Settings]
        return settings

    def page(
        self, template_name: str, *, status: int = HTTPStatus.OK, **content: Any
    ) -> HTMLResponse:
        """The page that a template makes of `content`, which no cache keeps."""
        url = self.request.url
        html = (
            environment(self.locale)
            .get_template(template_name)
            .render(
                viewer=self.viewer,
                path=url.path + (f"?{url.query}" if url.query else ""),
                providers=self.settings.oidc,
                sends_mail=bool(self.settings.smtp_url),
                next_path=return_path(self.request.query_params.get("next")),
                **self.around,
                **content,
            )
        )
        headers = {
            "Content-Language": self.locale,
            "Cache-Control": "no-store",
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
    jinja.filters |= {"with_code": with_code}
    jinja.filters |= {"by_cause": by_cause}
    jinja.globals |= {
        "locale": locale,
        "languages": [(other, BabelLocale(other).get_display_name()) for other in LOCALES],
        "static": static_url,
        "now": now,
        "release": version("gradus"),
    }
    return jinja
