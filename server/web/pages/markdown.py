"""Statements and rules: Markdown to HTML that holds nothing but what Markdown says.

HTML in the source is shown as text, and links lead only where a page may link. Headings move down
by one, since the page has its title already.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup, escape

_CODE = re.compile(r"`([^`\n]+)`")
_PICTURE = re.compile(r"!\[([^\]\n]{0,500})\]\(([\w.-]{1,80})\)", re.ASCII)
_LINK = re.compile(r"https?://|mailto:|/(?![/\\])|#", re.IGNORECASE)


def render_markdown(text: str, pictures: Mapping[str, str] | None = None) -> Markup:
    """The text as HTML: headings from ``<h2>`` down, tables and code in boxes that scroll.

    pictures: the addresses of the pictures that ``![...](name)`` shows, by name; no others are.
    """
    shown = {"pictures": pictures or {}}
    return Markup(_parser().render(text, shown))  # noqa: S704 - the parser escapes all HTML


def without_title(text: str, title: str) -> str:
    """The text without a first heading that only repeats the page's title."""
    first, _, rest = text.lstrip().partition("\n")
    return rest if first.removeprefix("# ").strip() == title else text


def with_code(text: str) -> Markup:
    """A sentence as HTML; what stands in it between backticks is code, all else is text."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before


def may_link(url: str) -> bool:
    """Whether a statement may link there: the web, mail, or this site."""
    return _LINK.match(url.strip()) is not None


class _Parser(MarkdownIt):
    """CommonMark with our own say in where links lead."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the parser's name for it
        """Whether a link is made, or its source left as text."""
        return may_link(url)


@cache
def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"html": False})
    parser.enable(["table", "strikethrough"])
    parser.disable("image")
    parser.inline.add_terminator_char("$")
    parser.inline.ruler.before("escape", "math", _math)
    parser.inline.ruler.before("link", "picture", _picture)
    parser.core.ruler.push("fit_page", _fit_page)
    return parser


def _fit_page(state: StateCore) -> None:
    state.tokens = [fitted for token in state.tokens for fitted in _fit(token)]


def _fit(token: Token) -> Iterator[Token]:
    """Headings lowered; code and tables in boxes that scroll and can be reached by keyboard.

    Cells are aligned by class, since pages carry no inline style.
    """
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    elif token.type in ("fence", "code_block"):
        token.attrSet("tabindex", "0")
    elif token.type in ("th_open", "td_open") and "style" in token.attrs:
        token.attrs = {"class": str(token.attrs["style"]).replace("text-align:", "align-")}
    if token.type == "table_open":
        yield Token("html_block", "", 0, content='<div class="scroll" tabindex="0">\n')
    yield token
    if token.type == "table_close":
        yield Token("html_block", "", 0, content="</div>\n")


def _picture(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    """``![what it shows](name.png)``, where there is a picture of that name."""
    found = _PICTURE.match(state.src, state.pos)
    address = None if found is None else state.env["pictures"].get(found[2])
    if found is None or address is None:
        return False
    if not silent:
        token = state.push("picture", "img", 0)
        token.attrs = {"src": address, "alt": found[1], "loading": "lazy"}
    state.pos = found.end()
    return True


def _math(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    """``$...$`` and ``$$...$$``, kept as they are: underscores in a formula are no emphasis."""
    source, start = state.src, state.pos
    fence = "$$" if source.startswith("$$", start) else "$"
    end = source.find(fence, start + len(fence))
    inside = source[start + len(fence) : end]
    if source[start] != "$" or end < 0 or not inside or inside != inside.strip():
        return False
    if not silent:
        token = state.push("code_inline", "code", 0)
        token.content = inside
        token.attrSet("class", "math display" if fence == "$$" else "math")
    state.pos = end + len(fence)
    return True
