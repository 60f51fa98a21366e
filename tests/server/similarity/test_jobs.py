"""Findings are computed once for all who ask, kept while they hold, and missed without harm."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from grader import Verdict
from server.core.clock import now
from server.core.models import Role
from server.similarity.findings import SimilarityFindings
from server.similarity.jobs import SimilarityJobs, SimilarityState
from server.similarity.queries import Compared
from server.similarity.scope import ComparedWork

NOTHING = ComparedWork("course", "version", {}, {}, ())


def with_one_more(scope: ComparedWork) -> ComparedWork:
    number = len(scope.submissions)
    one = Compared(
        f"s{number}",
        f"e{number}",
        "version",
        "p",
        "course",
        Role.STUDENT,
        "t",
        Verdict.SCORED,
        1.0,
        None,
        "p.csv",
        "0" * 64,
        now(),
    )
    return replace(scope, submissions=(*scope.submissions, one))


class Finder:
    """Finds nothing, when it is let."""

    def __init__(self) -> None:
        self.asked: list[ComparedWork] = []
        self.may_go = threading.Event()
        self.may_go.set()
        self.has_begun = threading.Event()
        self.fails = False

    def findings(self, scope: ComparedWork) -> SimilarityFindings:
        """Nothing, after a while."""
        self.asked.append(scope)
        self.has_begun.set()
        assert self.may_go.wait(30)
        if self.fails:
            raise OSError("the store is away")
        return SimilarityFindings(now(), None, None)


@pytest.fixture
def finder() -> Finder:
    return Finder()


@pytest.fixture
def jobs(finder: Finder):
    jobs = SimilarityJobs(finder)
    yield jobs
    finder.may_go.set()
    jobs.close()


def test_what_was_found_is_not_computed_again(jobs: SimilarityJobs, finder: Finder) -> None:
    first = jobs.result(NOTHING, 30)
    assert first.state is SimilarityState.READY
    assert jobs.result(NOTHING, 0) == first
    assert len(finder.asked) == 1


def test_many_who_ask_at_once_wait_for_one_comparison(jobs: SimilarityJobs, finder: Finder) -> None:
    finder.may_go.clear()
    states = [jobs.result(NOTHING, 0).state for _ in range(5)]
    assert states == [SimilarityState.COMPUTING] * 5
    finder.may_go.set()
    assert jobs.result(NOTHING, 30).state is SimilarityState.READY
    assert len(finder.asked) == 1


def test_older_findings_are_shown_while_there_is_more(jobs: SimilarityJobs, finder: Finder) -> None:
    old = jobs.result(NOTHING, 30)
    finder.may_go.clear()
    more = with_one_more(NOTHING)
    stale = jobs.result(more, 0)
    assert (stale.state, stale.findings) == (SimilarityState.COMPUTING, old.findings)
    finder.may_go.set()
    fresh = jobs.result(more, 30)
    assert fresh.state is SimilarityState.READY
    assert fresh.findings != old.findings


def test_viewers_who_may_see_more_have_findings_of_their_own(
    jobs: SimilarityJobs, finder: Finder
) -> None:
    jobs.result(replace(NOTHING, definitions={"version": None, "other": None}), 30)  # type: ignore[dict-item]
    assert jobs.result(NOTHING, 0).findings is None


def test_a_failure_is_said_and_tried_again_after_a_rest(
    finder: Finder,
) -> None:
    now_s = 0.0
    jobs = SimilarityJobs(finder, clock=lambda: now_s)
    finder.fails = True
    assert jobs.result(NOTHING, 30).state is SimilarityState.FAILED
    assert jobs.result(NOTHING, 30).state is SimilarityState.FAILED
    assert len(finder.asked) == 1

    finder.fails = False
    now_s = 59.0
    assert jobs.result(NOTHING, 30).state is SimilarityState.FAILED
    now_s = 61.0
    assert jobs.result(NOTHING, 30).state is SimilarityState.READY
    jobs.close()


def test_of_twenty_submissions_in_a_row_the_last_is_compared(
    jobs: SimilarityJobs, finder: Finder
) -> None:
    """One comparison is under way, and one more waits for all who ask meanwhile."""
    finder.may_go.clear()
    scope = NOTHING
    jobs.result(scope, 0)
    assert finder.has_begun.wait(30)
    for _ in range(20):
        scope = with_one_more(scope)
        assert jobs.result(scope, 0).state is SimilarityState.COMPUTING
    finder.may_go.set()
    assert jobs.result(scope, 30).state is SimilarityState.READY
    assert [len(asked.submissions) for asked in finder.asked] == [0, 20]


def test_who_asked_for_less_is_answered_with_the_newer_findings(
    jobs: SimilarityJobs, finder: Finder
) -> None:
    finder.may_go.clear()
    jobs.result(NOTHING, 0)
    assert finder.has_begun.wait(30)
    less, more = with_one_more(NOTHING), with_one_more(with_one_more(NOTHING))
    with ThreadPoolExecutor() as pool:
        answers = [pool.submit(jobs.result, less, 30)]
        while not jobs._waiting:
            assert not answers[0].done()
        answers.append(pool.submit(jobs.result, more, 30))
        while jobs._waiting[more.place].scope is not more:
            assert not answers[1].done()
        finder.may_go.set()
        first, second = (answer.result(30) for answer in answers)
    assert first == second
    assert first.state is SimilarityState.READY
    assert [len(asked.submissions) for asked in finder.asked] == [0, 2]


def test_a_failure_is_said_to_everybody_who_waits_for_it(
    jobs: SimilarityJobs, finder: Finder
) -> None:
    finder.may_go.clear()
    jobs.result(NOTHING, 0)
    assert finder.has_begun.wait(30)
    jobs.result(with_one_more(NOTHING), 0)
    finder.fails = True
    finder.may_go.set()
    assert jobs.result(with_one_more(NOTHING), 30).state is SimilarityState.FAILED
