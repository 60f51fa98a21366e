"""Every hostile submission before a real judge and a real sandbox, with the rights we have.

As nobody and as in a container: `test_settings`. Many times in a row: `python -m
tests.hostile.drive --repeat 20`.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.harness import SandboxHarness, open_harness
from tests.hostile.submissions import Submission, all_submissions

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is for Linux"),
    pytest.mark.xdist_group("hostile corpus"),  # one sandbox for all of it
]
SUBMISSIONS = all_submissions()
GROUPS = {
    *("processes", "memory_and_time", "files", "kernel", "forging", "spying", "flooding"),
    *("leaving", "shadowing", "unpickling"),
}


@pytest.fixture(scope="module")
def harness() -> Iterator[SandboxHarness]:
    """A judge with one sandbox for the whole corpus."""
    with (
        tempfile.TemporaryDirectory(prefix="gradus-hoard-") as folder,
        open_harness(Path(folder)) as harness,
    ):
        yield harness


@pytest.mark.long
@pytest.mark.parametrize("submission", SUBMISSIONS, ids=lambda each: each.name)
def test_a_hostile_submission_gets_its_verdict_and_leaves_no_trace(
    harness: SandboxHarness, submission: Submission
) -> None:
    """Verdict, no canary, no cry, no file, no process; the next in line scores."""
    if submission.missing:
        pytest.skip(f"needs {', '.join(submission.missing)}")
    assert harness.run(submission).violations == ()


def test_the_corpus_has_a_hundred_submissions_and_every_kind() -> None:
    assert len(SUBMISSIONS) >= 100
    assert {each.group for each in SUBMISSIONS} == GROUPS


def test_every_submission_says_what_it_does_and_what_must_come_of_it() -> None:
    for submission in SUBMISSIONS:
        assert submission.header["what"].endswith(".")
        assert submission.expected
        assert submission.limits.wall_s <= 20


def test_no_two_submissions_are_the_same_but_for_what_they_say() -> None:
    assert len({each.code_alone for each in SUBMISSIONS}) == len(SUBMISSIONS)
