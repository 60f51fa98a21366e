"""Every sentence of the product exists in every language, and no translation is left over."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from grader.problems import Catalogue, Problem, ProblemKind
from languages import CATALOGUES, LOCALES, locale_of, translate, translations
from languages.extraction import Said, merge, sentences
from server.web.catalogue import CATALOGUE

OTHERS = LOCALES[1:]
STORED_CODES = Path(__file__).parent / "stored_codes.txt"
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠：]")
PLACES = re.compile(r"%\(\w+\)s|\{\w*\}|</?\w+[^>]*>")


@cache
def all_said() -> list[Said]:
    """All that the product says."""
    return list(sentences())


@dataclass(frozen=True)
class Translation:
    """One of a language's sentences, beside the English one."""

    english: str
    said: tuple[str, ...]
    message: Message


def translations_of(locale: str) -> Iterator[Translation]:
    with (CATALOGUES / f"{locale}.po").open("rb") as source:
        for message in read_po(source, locale=locale, abort_invalid=True):
            if message.id:
                english = message.id if isinstance(message.id, str) else message.id[-1]
                said = message.string if isinstance(message.string, tuple) else (message.string,)
                yield Translation(english, said, message)


@pytest.mark.parametrize("locale", OTHERS)
def test_the_catalogue_holds_just_what_the_product_says(locale: str) -> None:
    """Where this fails, run `make messages` and translate what it leaves empty."""
    catalogue = (CATALOGUES / f"{locale}.po").read_bytes()
    assert merge(catalogue, locale, all_said()).decode() == catalogue.decode()


@pytest.mark.parametrize("locale", OTHERS)
def test_every_sentence_is_translated_and_no_translation_is_a_guess(locale: str) -> None:
    assert [each.english for each in translations_of(locale) if not all(each.said)] == []
    assert [each.english for each in translations_of(locale) if each.message.fuzzy] == []


@pytest.mark.parametrize("locale", OTHERS)
def test_every_translation_has_the_places_and_tags_of_its_original(locale: str) -> None:
    for each in translations_of(locale):
        for said in each.said:
            assert set(PLACES.findall(said)) == set(PLACES.findall(each.english)), each.english
            assert re.findall(r"<[^>]+>", said) == re.findall(r"<[^>]+>", each.english)


def test_every_japanese_sentence_is_japanese() -> None:
    for each in translations_of("ja"):
        assert JAPANESE.search(each.said[0]), each.english


def test_no_english_sentence_holds_japanese() -> None:
    assert [each.text for each in all_said() if JAPANESE.search(str(each.text))] == []


@pytest.mark.parametrize("kind", CATALOGUE.kinds.values(), ids=lambda kind: kind.code)
def test_every_kind_of_problem_has_a_message_and_a_hint_that_end(kind: ProblemKind) -> None:
    for sentence in (kind.message, kind.hint):
        japanese = translate(sentence, "ja", kind.code)
        assert sentence.strip().endswith((".", "}", "out, cache"))
        assert japanese.endswith(("。", "}", "）", "例: comment-volume"))


def test_every_kind_of_problem_that_the_code_defines_is_listed() -> None:
    assert {each.code for each in all_said() if each.code} == set(CATALOGUE.kinds)


@pytest.mark.parametrize("line", STORED_CODES.read_text().splitlines())
def test_a_problem_that_a_database_may_hold_can_still_be_explained(line: str) -> None:
    """Databases keep codes and values for ever: each line is a code and what its sentences had."""
    code, *names = line.split()
    problem = Problem(code=code, values=dict.fromkeys(names, "course"))
    for locale in LOCALES:
        assert CATALOGUE.explain(problem, locale).hint


def test_two_kinds_of_problems_cannot_share_a_code() -> None:
    kinds = [ProblemKind("same", message, "Try again.") for message in ("One.", "Two.")]
    with pytest.raises(ValueError, match="share the code 'same'"):
        Catalogue.of(kinds)


def test_a_sentence_can_be_said_differently_for_one_problem() -> None:
    said = CATALOGUE.kinds["too_large"].message
    assert said == CATALOGUE.kinds["file_too_large"].message
    assert translate(said, "ja", "too_large") != translate(said, "ja", "file_too_large")
    assert translate(said, "ja", "file_too_large") == translate(said, "ja")


def test_plural_sentences_are_found() -> None:
    english, japanese = translations("en"), translations("ja")
    one, many = "%(count)s problem", "%(count)s problems"
    assert english.ngettext(one, many, 1) == one
    assert english.ngettext(one, many, 2) == many
    assert japanese.ngettext(one, many, 1) == japanese.ngettext(one, many, 2) == "問題 %(count)s 件"


def test_what_nobody_has_translated_is_said_in_english() -> None:
    assert translate("Nobody says this.", "ja") == "Nobody says this."


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        ("ja", "ja"),
        ("ja-JP", "ja"),
        ("JA_jp.UTF-8", "ja"),
        (" en", "en"),
        ("jam", None),
        ("C", None),
    ],
)
def test_a_tag_means_a_language_by_its_first_part(tag: str, locale: str | None) -> None:
    assert locale_of(tag) == locale
