"""No input whatever makes the server fail, hang or tell more than it should."""

from typing import Any

import pytest

from tests.doors.hostile_inputs import Answer, read_kinds

KINDS = read_kinds()
pytestmark = pytest.mark.xdist_group("doors")


def test_there_are_two_hundred_inputs_of_more_than_25_kinds() -> None:
    assert len(KINDS) > 25
    assert sum(map(len, KINDS.values())) >= 200


@pytest.mark.parametrize("kind", KINDS)
def test_each_has_its_answer(site: Any, kind: str) -> None:
    wrong = [
        f"{given.get('raw', given.get('send', ''))[:100]!r} {str(given)[:300]}:"
        f" {answer.status} {answer.code} {answer.headers.get('location', '')}"
        for given in KINDS[kind]
        if not is_right(given, answer := site(given))
    ]
    assert wrong == []


def is_right(given: dict[str, Any], answer: Answer) -> bool:
    """Whether an answer is the one that its input should have."""
    allowed = given["answer"] if isinstance(given["answer"], list) else [given["answer"]]
    return (
        answer.status in allowed
        and given.get("code", answer.code) == answer.code
        and given.get("location") in (None, answer.headers.get("location"))
    )
