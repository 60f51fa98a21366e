"""No words stand in a template that no catalogue could translate."""

import re
from html.parser import HTMLParser

import pytest

from grader import Verdict
from server.web.pages.rendering import TEMPLATES, environment

EXPRESSIONS = re.compile(
    r"\{% trans.*?endtrans %\}|\{% block width.*?endblock %\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}",
    re.DOTALL,
)


class Text(HTMLParser):
    """What a template says outside tags and expressions."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.words += re.findall(r"[A-Za-z]{3,}", data)


FILES = [file for folder in TEMPLATES for file in sorted(folder.rglob("*.html"))]


def test_a_template_of_a_name_stands_once() -> None:
    names = [file.relative_to(folder) for folder in TEMPLATES for file in folder.rglob("*.*")]
    assert len(names) == len(set(names)) > 20


@pytest.mark.parametrize("template", FILES, ids=lambda path: path.name)
def test_no_words_stand_in_a_template_untranslated(template: object) -> None:
    """Words outside expressions are names, the same in every language."""
    source = template.read_text()  # type: ignore[attr-defined]
    source = EXPRESSIONS.sub("", source)
    names = {"Gradus", "gradus", "English", "SHA"}
    assert set(Text(source).words) <= names


@pytest.mark.parametrize("locale", ["en", "ja"])
def test_every_verdict_has_a_name_and_a_meaning(locale: str) -> None:
    module = environment(locale).get_template("parts/verdicts.html").module  # type: ignore[arg-type]
    for words in (module.titles, module.meanings):  # type: ignore[attr-defined]
        assert set(words) == {verdict.value for verdict in Verdict}
        assert len(set(words.values())) == len(Verdict)
