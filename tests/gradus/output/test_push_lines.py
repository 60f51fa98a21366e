"""What a push prints of what it changes and grades again."""

import pytest
import typer

from gradus.api.version_answers import VersionAnswer
from gradus.commands.assignments import regrade_option
from gradus.output.version_tables import push_lines


def pushed(**said: object) -> VersionAnswer:
    return VersionAnswer.model_validate(
        {"assignment": "a", "version": 2, "sha256": "0" * 64, "url": "/a"} | said
    )


def test_a_push_says_what_it_changes_and_grades_again() -> None:
    assert push_lines(pushed(changed=None)) == []
    assert push_lines(pushed(changed=["dates", "quota"])) == [
        "Changed: dates, tries.",
        "Nothing is graded again.",
    ]
    assert push_lines(pushed(changed=["data"], to_grade=9, participants=4, minutes=2)) == [
        "Changed: data.",
        (
            "Graded again: 9 files of 4 participants, in about 2 min."
            " Until then boards stay as they are."
        ),
    ]


@pytest.mark.parametrize(
    ("said", "asked"),
    [("all", "regrade=all"), ("best", "regrade=best"), ("last:3", "regrade=last&last=3")],
)
def test_files_to_grade_again_are_named(said: str, asked: str) -> None:
    assert regrade_option(said) == asked


@pytest.mark.parametrize("said", ["", "last", "last:0", "last:x", "last:1001", "newest"])
def test_other_words_for_them_are_refused(said: str) -> None:
    with pytest.raises(typer.BadParameter):
        regrade_option(said)
