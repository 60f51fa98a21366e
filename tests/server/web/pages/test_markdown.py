"""Markdown of staff, made into HTML that cannot carry anything else."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.web.pages.markdown import may_link, render_markdown, with_code, without_title

TAGS = {"p", "br", "hr", "em", "strong", "s", "a", "code", "pre", "blockquote", "ul", "ol", "li"}
TAGS |= {"h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "div"}
ATTRIBUTES = {"href", "title", "class", "tabindex", "start"}


class Contents(HTMLParser):
    """The tags and attributes of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


SNIPPETS = st.sampled_from(
    [
        *("<script>", "</", "javascript:", "](", "[a", "![", "<a href=", ">", '"', "'", "onclick="),
        *(
            "`",
            "|",
            "\n",
            "# ",
            "&lt;",
            "&#106;",
            "data:text/html,",
            "<img src=x onerror=",
            "x",
            "-",
        ),
        *("|a|\n|-:|\n|1|\n", " ", "$"),
    ]
)


@given(parts=st.lists(SNIPPETS | st.text(max_size=5), max_size=30))
def test_nothing_but_plain_elements_comes_out_of_any_text(parts: list[str]) -> None:
    for tag, attributes in Contents(render_markdown("".join(parts))).found:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES
        assert may_link(attributes.get("href") or "#")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<b onclick=alert(1)>x</b>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "[x](//elsewhere.example)",
        r"[x](/\elsewhere.example)",
        "<javascript:alert(1)>",
        "![x](https://elsewhere.example/pixel.png)",
    ],
)
def test_what_could_run_or_lead_astray_stays_text(text: str) -> None:
    found = Contents(render_markdown(text)).found
    assert not {"script", "b", "img"} & {tag for tag, _ in found}
    assert not any(
        (attributes.get("href") or "").startswith(("java", "data", "vb", "//", "/\\"))
        for _, attributes in found
    )


def test_links_of_the_web_and_of_this_site_stay_links() -> None:
    html = render_markdown("[a](https://example.org/x) [b](/docs) [c](#data) <mailto:a@b.example>")
    hrefs = [attributes["href"] for tag, attributes in Contents(html).found if tag == "a"]
    assert hrefs == ["https://example.org/x", "/docs", "#data", "mailto:a@b.example"]


def test_headings_move_down_by_one() -> None:
    tags = [tag for tag, _ in Contents(render_markdown("# a\n\n## b\n\n###### c\n")).found]
    assert tags == ["h2", "h3", "h6"]


def test_formulas_are_kept_as_written() -> None:
    html = render_markdown("so $a_i * b_i * c_i$, or\n\n$$\\sum_i x_i < 1$$")
    assert '<code class="math">a_i * b_i * c_i</code>' in html
    assert '<code class="math display">\\sum_i x_i &lt; 1</code>' in html


def test_prices_are_no_formulas() -> None:
    assert "<code" not in render_markdown("between $5 and $6")


def test_tables_and_code_scroll_in_boxes_that_the_keyboard_reaches() -> None:
    found = Contents(render_markdown("| a |\n|---|\n| 1 |\n\n```\nx\n```\n\n    y\n")).found
    assert ("div", {"class": "scroll", "tabindex": "0"}) in found
    assert [tag for tag, attributes in found if attributes.get("tabindex") == "0"] == [
        "div",
        "code",
        "pre",
    ]


def test_columns_are_aligned_without_inline_style() -> None:
    html = render_markdown("| a | b |\n|--:|---|\n| 1 | 2 |\n")
    assert "style" not in html
    assert html.count('class="align-right"') == 2


def test_only_a_heading_that_repeats_the_title_is_dropped() -> None:
    assert without_title("# Small\n\nText", "Small").strip() == "Text"
    assert without_title("# Big\n\nText", "Small") == "# Big\n\nText"
    assert without_title("", "Small") == ""


def test_of_a_sentence_only_what_stands_between_backticks_is_marked() -> None:
    said = with_code("Line 9: `a < b` is no `<b>&c`, and ` alone\nor ` none. <i>")
    assert said == (
        "Line 9: <code>a &lt; b</code> is no <code>&lt;b&gt;&amp;c</code>, and ` alone\n"
        "or ` none. &lt;i&gt;"
    )


def test_only_pictures_of_the_assignment_are_shown() -> None:
    shown = {"map.png": "/api/v1/map.png"}
    html = render_markdown('![a "b" <i>](map.png) ![x](other.png) ![x](https://e.org/y.png)', shown)
    images = [attributes for tag, attributes in Contents(html).found if tag == "img"]
    assert images == [{"src": "/api/v1/map.png", "alt": 'a "b" <i>', "loading": "lazy"}]
