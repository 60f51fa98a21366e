import html
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gradus.core.failures import ExitCode
from gradus.output.reports.step_summary import MOST_BYTES, append_summary, markdown, summary

OURS = {"h3", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "p", "br"}
OURS |= {"sub", "details", "summary", "pre"}


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert all(name == "style" for name, _ in attrs), attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def show(text: str) -> Page:
    """What a reader of Markdown gets to see."""
    return Page(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))


def test_the_summary_is_a_table_of_layers_with_points_worst_element_and_hint(
    sheet, make_layer, make_finding
) -> None:
    made = sheet(make_layer("Affine", make_finding()), make_layer("ReLU"))
    page = show(summary([made]))
    assert page.tags.count("tr") == 3
    for told in ("2.66667/4", "2/3", "dW[0, 2]: expected 0.25, got -0.25", "Look for a minus."):
        assert told in page.text
    assert "❌ layers.py - Wrong gradient: 6.66667 of 8 points" in page.text
    assert "Advisory" in page.text


def test_a_file_that_is_good_enough_is_ticked(sheet, make_layer) -> None:
    assert summary([sheet(make_layer(), code=ExitCode.OK)]).startswith("### ✅ ")


def test_hostile_text_is_shown_and_marks_nothing_up(hostile) -> None:
    page = show(summary([hostile]))
    assert set(page.tags) <= OURS
    assert page.tags.count("h3") == 1
    assert page.tags.count("pre") == 1
    assert page.tags.count("tr") == 3
    assert "<script>alert(1)</script>" in page.text
    assert "\x1b" not in page.text


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_markdown_shows_just_the_text(text: str) -> None:
    rendered = MarkdownIt("commonmark").enable("table").render(f"x{markdown(text)}")
    assert rendered == f"<p>x{html.escape(text, quote=False).replace(chr(34), '&quot;')}</p>\n"
    assert "|" not in markdown(text)


def test_a_summary_is_never_larger_than_github_takes(sheet, make_layer, make_finding) -> None:
    loud = make_finding(message="|" * 100_000, hint="|" * 100_000)
    layers = [make_layer(f"Layer{n}", loud) for n in range(30)]
    sheets = [sheet(*layers, output="|" * 70_000) for _ in range(5)]
    text = summary(sheets)
    assert len(text.encode()) <= MOST_BYTES
    assert re.search(r"\d more files are in the log", text)
    assert text.startswith("### ❌ ")


def test_the_summary_is_added_to_what_other_commands_said(
    tmp_path: Path, sheet, make_layer
) -> None:
    place = tmp_path / "summary.md"
    place.write_text("before\n")
    append_summary([sheet(make_layer())], {"GITHUB_STEP_SUMMARY": str(place)})
    text = place.read_text(encoding="utf-8")
    assert text.startswith("before\n### ")


@pytest.mark.parametrize("environment", [{}, {"GITHUB_STEP_SUMMARY": ""}])
def test_without_a_place_there_is_no_summary(
    environment: dict[str, str], sheet, make_layer, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    sheets = [sheet(make_layer())]
    before = list(tmp_path.iterdir())
    append_summary(sheets, environment)
    assert list(tmp_path.iterdir()) == before
