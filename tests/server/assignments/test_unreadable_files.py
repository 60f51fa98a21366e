"""Files that cannot be read cost no try, so many a day, whenever their verdict comes."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from grader import Evidence, Outcome, Problem, Report, Verdict
from server.assignments import quota
from server.core.database import PostgresDatabase, SqliteDatabase
from server.core.errors import RequestProblemError
from server.core.models import QuotaEntry, QuotaEntryKind
from server.grading import evaluations, finishing
from server.submissions import queries as submissions

Database = SqliteDatabase | PostgresDatabase
Make = Callable[..., Path]
UNREADABLE = Outcome(verdict=Verdict.INVALID_FILE)
SETTLE, REFUND = QuotaEntryKind.SETTLE, QuotaEntryKind.REFUND


@pytest.fixture
def two_free(push, prediction_bundle: Make) -> Callable[[], object]:
    """Pushes an assignment of three tries a day, of which two unreadable files need none."""
    return lambda: push(prediction_bundle(tables="[quota]\nper_day = 3\ninvalid_per_day = 2"))


@pytest.fixture
def end(database: Database) -> Callable[[str, Outcome], object]:
    """Claims the latest evaluation of a submission and makes its outcome final."""

    def work(submission_id: str, outcome: Outcome) -> object:
        with database.read() as session:
            evaluation_id = submissions.latest_evaluation(session, submission_id).id
        database.write(evaluations.claim, evaluation_id, "w")
        return database.write(finishing.finish, evaluation_id, "w", outcome)

    return work


def ends(database: Database) -> Counter[QuotaEntryKind]:
    """How often tries were settled and given back."""
    with database.read() as session:
        kinds = session.scalars(select(QuotaEntry.kind)).all()
    return Counter(kind for kind in kinds if kind is not QuotaEntryKind.RESERVE)


def used(database: Database, submission_id: str) -> bool:
    with database.read() as session:
        return quota.used_try(session, submission_id)


def test_the_first_unreadable_files_of_a_day_are_free_and_the_next_cost(
    database: Database, two_free, submit, end
) -> None:
    two_free()
    sent = [submit().submission.id for _ in range(3)]
    with pytest.raises(RequestProblemError, match="over_quota"):
        submit()
    for submission_id in sent:
        end(submission_id, UNREADABLE)

    assert [used(database, one) for one in sent] == [False, False, True]
    assert ends(database) == {REFUND: 2, SETTLE: 1}
    ken = submit("ken").submission.id
    end(ken, UNREADABLE)
    assert not used(database, ken)
    submit()
    submit()
    with pytest.raises(RequestProblemError, match="over_quota"):
        submit()


def test_they_are_counted_by_the_course_s_day_on_which_they_came(
    database: Database, two_free, submit, end
) -> None:
    """Tokyo's midnight is 15:00 UTC; three came before it and are judged after."""
    two_free()
    with time_machine.travel(datetime(2026, 5, 1, 14, 59, tzinfo=UTC)):
        before = [submit().submission.id for _ in range(3)]
    with time_machine.travel(datetime(2026, 5, 1, 15, 1, tzinfo=UTC)):
        after = submit().submission.id
        for one in (*before, after):
            end(one, UNREADABLE)

    assert [used(database, one) for one in (*before, after)] == [False, False, True, False]


def test_of_many_that_end_at_once_no_more_than_the_free_ones_are_given_back(
    database: Database, push, prediction_bundle: Make, submit, end
) -> None:
    push(prediction_bundle(tables="[quota]\nper_day = 12\ninvalid_per_day = 2"))
    sent = [submit().submission.id for _ in range(12)]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda one: end(one, UNREADABLE), sent))

    assert ends(database) == {REFUND: 2, SETTLE: 10}


def test_a_try_is_given_back_once_and_for_good(
    database: Database, push, two_free, prediction_bundle: Make, submit, end
) -> None:
    """Neither a second end nor another verdict under a later version changes it."""
    two_free()
    free, paid = submit().submission.id, submit().submission.id
    assert end(free, UNREADABLE) is not None
    assert end(free, UNREADABLE) is None
    end(paid, Outcome(verdict=Verdict.SCORED, score=1.0))
    push(prediction_bundle(decimals=2))
    end(free, Outcome(verdict=Verdict.SCORED, score=1.0))
    end(paid, UNREADABLE)

    assert ends(database) == {REFUND: 1, SETTLE: 1}
    assert (used(database, free), used(database, paid)) == (False, True)


@pytest.mark.parametrize("verdict", ["measured", "ran"])
def test_what_was_measured_or_run_before_it_was_refused_costs_a_try(
    database: Database, two_free, submit, end, verdict: str
) -> None:
    """Its refusal could depend on labels, or took the time of a training."""
    measured = Report(problems=(Problem(code="score_not_finite"),), problems_total=1)
    ran = Evidence(
        file_sha256="",
        bundle_sha256="",
        metric="mae",
        seed=0,
        python="",
        numpy="",
        gradus="",
        predictions_sha256="0" * 64,
    )
    outcomes = {
        "measured": Outcome(verdict=Verdict.INVALID_FILE, report=measured),
        "ran": Outcome(verdict=Verdict.INVALID_FILE, evidence=ran),
    }
    two_free()
    sent = submit().submission.id
    end(sent, outcomes[verdict])

    assert ends(database) == {SETTLE: 1}


def test_a_bundle_may_let_every_file_cost(
    database: Database, push, prediction_bundle: Make, submit, end
) -> None:
    push(prediction_bundle(tables="[quota]\nper_day = 3\ninvalid_per_day = 0"))
    end(submit().submission.id, UNREADABLE)

    assert ends(database) == {SETTLE: 1}
