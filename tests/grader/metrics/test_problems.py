"""The wordings of problems with metrics."""

import re

import pytest

from grader.catalogue import PROBLEM_KINDS
from grader.metrics import KINDS
from grader.problems import ProblemKind

PLACES = re.compile(r"{(\w+)}")
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_problem_is_listed_and_both_languages_say_the_same_values(kind: ProblemKind) -> None:
    assert kind in PROBLEM_KINDS
    for wording in (kind.message, kind.hint):
        assert set(PLACES.findall(wording.en)) == set(PLACES.findall(wording.ja))
        assert not JAPANESE.search(wording.en)
        assert JAPANESE.search(wording.ja)
        assert wording.en.endswith(".")
        assert wording.ja.endswith(("。", "}"))
