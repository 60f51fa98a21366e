"""The wordings of problems."""

import re

import pytest

from grader.predictions.problems import KINDS
from grader.problems import Catalogue, ProblemKind

PLACES = re.compile(r"{(\w+)}")
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


def test_every_kind_has_a_code_of_its_own() -> None:
    assert len(Catalogue.of(KINDS).kinds) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_both_languages_say_the_same_values(kind: ProblemKind) -> None:
    for wording in (kind.message, kind.hint):
        assert set(PLACES.findall(wording.en)) == set(PLACES.findall(wording.ja))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_each_sentence_is_in_its_language_and_ends(kind: ProblemKind) -> None:
    for wording in (kind.message, kind.hint):
        assert not JAPANESE.search(wording.en)
        assert JAPANESE.search(wording.ja)
        assert wording.en.endswith((".", ".\n"))
        assert wording.ja.endswith(("。", "}", "}）", "）"))
