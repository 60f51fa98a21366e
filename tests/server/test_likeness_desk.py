"""Findings are computed once for all who ask, kept while they hold, and missed without harm."""

import threading
from dataclasses import replace

import pytest

from grader import Verdict
from server import likeness_desk
from server.clock import now
from server.likeness import Findings
from server.likeness_desk import LikenessDesk, LikenessState
from server.models import Role
from server.queries.likeness import Compared
from server.rules.likeness import ComparedWork

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
        self.fails = False

    def findings(self, scope: ComparedWork) -> Findings:
        """Nothing, after a while."""
        self.asked.append(scope)
        assert self.may_go.wait(30)
        if self.fails:
            raise OSError("the store is away")
        return Findings(now(), None, None)


@pytest.fixture
def finder() -> Finder:
    return Finder()


@pytest.fixture
def desk(finder: Finder):
    desk = LikenessDesk(finder)
    yield desk
    finder.may_go.set()
    desk.close()


def test_what_was_found_is_not_computed_again(desk: LikenessDesk, finder: Finder) -> None:
    first = desk.ask(NOTHING, 30)
    assert first.state is LikenessState.READY
    assert desk.ask(NOTHING, 0) == first
    assert len(finder.asked) == 1


def test_many_who_ask_at_once_wait_for_one_comparison(desk: LikenessDesk, finder: Finder) -> None:
    finder.may_go.clear()
    states = [desk.ask(NOTHING, 0).state for _ in range(5)]
    assert states == [LikenessState.COMPUTING] * 5
    finder.may_go.set()
    assert desk.ask(NOTHING, 30).state is LikenessState.READY
    assert len(finder.asked) == 1


def test_older_findings_are_shown_while_there_is_more(desk: LikenessDesk, finder: Finder) -> None:
    old = desk.ask(NOTHING, 30)
    finder.may_go.clear()
    more = with_one_more(NOTHING)
    stale = desk.ask(more, 0)
    assert (stale.state, stale.findings) == (LikenessState.COMPUTING, old.findings)
    finder.may_go.set()
    fresh = desk.ask(more, 30)
    assert fresh.state is LikenessState.READY
    assert fresh.findings != old.findings


def test_viewers_who_may_see_more_have_findings_of_their_own(
    desk: LikenessDesk, finder: Finder
) -> None:
    desk.ask(replace(NOTHING, definitions={"version": None, "other": None}), 30)  # type: ignore[dict-item]
    assert desk.ask(NOTHING, 0).findings is None


def test_a_failure_is_said_and_tried_again_after_a_rest(
    desk: LikenessDesk, finder: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    finder.fails = True
    assert desk.ask(NOTHING, 30).state is LikenessState.FAILED
    assert desk.ask(NOTHING, 30).state is LikenessState.FAILED
    assert len(finder.asked) == 1

    later = likeness_desk.time.monotonic() + 61
    monkeypatch.setattr(likeness_desk.time, "monotonic", lambda: later)
    finder.fails = False
    assert desk.ask(NOTHING, 30).state is LikenessState.READY
