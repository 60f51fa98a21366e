"""Every sentence of the pages exists in Japanese, and no sentence is left over."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from babel.messages.pofile import read_po

from grader import Verdict
from server.web.pages.rendering import TEMPLATES, environment
from server.web.pages.translations import CATALOGUES, translations

EXPRESSIONS = re.compile(
    r"\{% trans.*?endtrans %\}|\{% block width.*?endblock %\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}",
    re.DOTALL,
)
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def sentences() -> Iterator[str | tuple[str, str]]:
    """What the templates say, plural forms as pairs."""
    for template in sorted(TEMPLATES.rglob("*.html")):
        found = environment("en").extract_translations(template.read_text())  # type: ignore[attr-defined]
        for _, function, message in found:
            parts = message if isinstance(message, tuple) else (message,)
            yield (parts[0], parts[1]) if function == "ngettext" else parts[0]


def catalogue() -> dict[str | tuple[str, str], str]:
    with (CATALOGUES / "ja" / "pages.po").open("rb") as source:
        found = read_po(source, locale="ja", abort_invalid=True)
    return {
        tuple(message.id) if isinstance(message.id, list | tuple) else message.id: (
            message.string[0] if isinstance(message.string, tuple) else message.string
        )
        for message in found
        if message.id
    }


def places(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s", text))


def test_every_sentence_is_translated_and_none_is_left_over() -> None:
    assert set(catalogue()) == set(sentences())


def test_every_translation_is_japanese_with_the_same_places_and_tags() -> None:
    for original, translated in catalogue().items():
        plural = original if isinstance(original, str) else original[1]
        assert JAPANESE.search(translated), original
        assert places(translated) == places(plural), original
        assert re.findall(r"<[^>]+>", translated) == re.findall(r"<[^>]+>", plural), original


def test_plural_sentences_are_found() -> None:
    english, japanese = translations("en"), translations("ja")
    one, many = "%(count)s problem", "%(count)s problems"
    assert english.ngettext(one, many, 1) == one
    assert english.ngettext(one, many, 2) == many
    assert japanese.ngettext(one, many, 1) == japanese.ngettext(one, many, 2) == "問題 %(count)s 件"


class Text(HTMLParser):
    """What a template says outside tags and expressions."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.words += re.findall(r"[A-Za-z]{3,}", data)


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
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
