"""Public scores by the Ladder: the same in whatever order gradings end, and never taken back."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from grader import Outcome, PublicLadder, Released, Verdict, open_folder, public_ladder
from server.assignments.access import assignment_access
from server.assignments.stairs import Stairs
from server.boards import ladder as releases
from server.boards.board import Boards
from server.core.database import PostgresDatabase, SqliteDatabase
from server.core.files.blobs import StoredFile
from server.core.identifiers import new_id
from server.core.models import (
    AssignmentVersion,
    Evaluation,
    EvaluationState,
    QuotaEntry,
    Release,
    ReleasedStanding,
    Standing,
    Submission,
    Track,
)
from server.grading import evaluations, finishing, regrading
from server.grading.baselines import BaselineFile
from server.identity.rules import Viewer
from server.submissions import queries as submissions
from server.submissions import releases as queries
from server.versions import switch as versions
from tests.databases import postgresql_is
from tests.examples import examples
from tests.server.conftest import change_version, push_as

Database = SqliteDatabase | PostgresDatabase
ROWS = 200
LABELS = np.random.default_rng(0).integers(0, 2, size=ROWS).astype(float)
INVALID, FAULT = "invalid", "fault"
QUOTA = "[quota]\nper_day = 50\n"


def labels_csv() -> str:
    return "id,label\n" + "".join(f"{i},{int(label)}\n" for i, label in enumerate(LABELS))


def sample_csv() -> str:
    return "id,prediction\n" + "".join(f"{i},0\n" for i in range(ROWS))


@pytest.fixture
def ladder_bundle(prediction_bundle: Callable[..., Path]) -> Callable[..., Path]:
    """Makes a bundle of 200 public rows whose scores the Ladder releases.

    baselines: slugs of files of zeros on its unrestricted track.
    """

    def make(graded: int = 1, baselines: Sequence[str] = ()) -> Path:
        tables = QUOTA + "".join(
            f'[[baselines]]\nslug = "{slug}"\ntrack = "unrestricted"\n'
            f'file = "private/{slug}.csv"\ntitle = {{ en = "{slug}", ja = "{slug}" }}\n'
            for slug in baselines
        )
        folder = prediction_bundle(
            labels=labels_csv(), tables=tables, release="ladder", graded=graded
        )
        for slug in baselines:
            (folder / "private" / f"{slug}.csv").write_text(sample_csv())
        (folder / "sample_submission.csv").write_text(sample_csv())
        return folder

    return make


@pytest.fixture
def ladder(ladder_bundle: Callable[..., Path]) -> PublicLadder:
    found = public_ladder(open_folder(ladder_bundle()))
    assert found is not None
    return found


class Losses:
    """Losses by evaluation, on the Ladder of the bundle: what workers read from files."""

    def __init__(self, ladder: PublicLadder) -> None:
        self.ladder = ladder
        self.of: dict[str, Any] = {}

    def after(self, version_id: str, shown_id: str | None, evaluation_id: str) -> Released:
        shown = None if shown_id is None else self.of[shown_id]
        return self.ladder.after(shown, self.of[evaluation_id])

    def on_step(self, version_id: str, evaluation_id: str) -> float:
        return self.ladder.start


def losses_of(share_wrong: float, seed: int) -> Any:
    """Losses of predictions that are wrong in a share of the rows."""
    order = np.random.default_rng(seed).permutation(ROWS)
    return (order < share_wrong * ROWS).astype(float)


class Class:
    """A course whose submissions are graded in any order."""

    def __init__(self, database: Database, scorer: Losses, submit: Callable[..., Any]) -> None:
        self.database = database
        self.scorer = scorer
        self._submit = submit

    @property
    def stairs(self) -> Stairs:
        """The Ladder's, as boards need them."""
        return Stairs(self.scorer.ladder.step, self.scorer.ladder.start, "lower")

    @property
    def boards(self) -> Boards:
        """Boards that know nothing yet."""
        return Boards(lambda _: self.stairs)

    def submit(self, who: str = "momo", track: str = "unrestricted") -> str:
        """A submission's id."""
        found: str = self._submit(who, track).submission.id
        return found

    def grade(self, submission_id: str, end: Any, version_id: str | None = None) -> Any:
        """Make a grading final. end: losses, or how else it ended."""
        outcome = Outcome(verdict=Verdict.INVALID_FILE)
        if isinstance(end, np.ndarray):
            outcome = Outcome(verdict=Verdict.SCORED, score=float(end.mean()))
        elif end == FAULT:
            outcome = Outcome(verdict=Verdict.INFRASTRUCTURE_FAULT)

        def work(session: Any) -> Any:
            evaluation = self._evaluation(session, submission_id, version_id)
            if isinstance(end, np.ndarray):
                self.scorer.of[evaluation.id] = end
            evaluations.claim(session, evaluation.id, "w")
            return finishing.finish(session, evaluation.id, "w", outcome, self.scorer)

        finished = self.database.write(work)
        if finished.graded_again is not None:  # as workers do
            self.database.write(regrading.complete, finished.graded_again)
        return finished

    def released(self, submission_id: str, version_id: str | None = None) -> Released | None:
        with self.database.read() as session:
            evaluation = self._evaluation(session, submission_id, version_id)
            return queries.of_evaluations(session, [evaluation.id]).get(evaluation.id)

    def _evaluation(self, session: Any, submission_id: str, version_id: str | None) -> Evaluation:
        if version_id is None:
            return submissions.latest_evaluation(session, submission_id)
        found: Evaluation = session.scalars(
            select(Evaluation).where(
                Evaluation.submission_id == submission_id, Evaluation.version_id == version_id
            )
        ).one()
        return found

    def standings(self) -> dict[tuple[str, str], tuple[str, float, int]]:
        """What stands, by track and participant."""
        with self.database.read() as session:
            return {
                (s.track_id, s.participant_id): (s.submission_id, s.score, s.submissions)
                for s in session.scalars(select(ReleasedStanding))
            }


@pytest.fixture
def course_of(database: Database, ladder: PublicLadder, submit: Callable[..., Any]) -> Class:
    return Class(database, Losses(ladder), submit)


def test_a_submission_waits_for_those_before_it(
    course_of: Class, push, ladder_bundle, database: Database
) -> None:
    push(ladder_bundle())
    first, second, third = (course_of.submit() for _ in range(3))
    finished = course_of.grade(third, losses_of(0.05, 1))
    assert finished.released == ()
    assert course_of.released(third) is None
    assert course_of.standings() == {}

    course_of.grade(second, INVALID)
    assert course_of.released(third) is None

    finished = course_of.grade(first, losses_of(0.25, 2))
    assert set(finished.released) == {first, third}
    one, other = course_of.released(first), course_of.released(third)
    assert one is not None
    assert other is not None
    assert (one.moved, other.moved) == (True, True)
    assert other.score < one.score
    ((shown, score, count),) = course_of.standings().values()
    assert (shown, score, count) == (third, other.score, 3)


def test_a_better_score_by_chance_moves_nothing(course_of: Class, push, ladder_bundle) -> None:
    push(ladder_bundle())
    losses = losses_of(0.2, 0)
    slightly = losses.copy()
    slightly[np.flatnonzero(losses)[:3]] = 0.0
    first, second = course_of.submit(), course_of.submit()
    course_of.grade(first, losses)
    course_of.grade(second, slightly)

    one, other = course_of.released(first), course_of.released(second)
    assert one is not None
    assert other == Released(one.score, moved=False)
    ((shown, score, _),) = course_of.standings().values()
    assert (shown, score) == (first, one.score)


def test_who_is_no_better_than_the_baseline_stands_at_its_score(
    course_of: Class, push, ladder_bundle, ladder: PublicLadder
) -> None:
    push(ladder_bundle())
    first, second = course_of.submit(), course_of.submit()
    course_of.grade(first, np.ones(ROWS))
    course_of.grade(second, losses_of(0.49, 4))

    ((shown, score, count),) = course_of.standings().values()
    assert (shown, score, count) == (first, ladder.start, 2)


def test_uploads_at_one_moment_are_still_one_after_the_other(
    course_of: Class, push, ladder_bundle, database: Database
) -> None:
    """A clock that stands still, or a slow commit, does not put one before what was shown."""
    import time_machine

    push(ladder_bundle())
    with time_machine.travel("2027-05-01T00:00:00+00:00", tick=False):
        late = [course_of.submit() for _ in range(3)]
    with time_machine.travel("2027-04-30T23:00:00+00:00", tick=False):
        late.append(course_of.submit())
    with database.read() as session:
        rows = session.execute(
            select(Submission.id, Submission.received_at).order_by(Submission.received_at)
        ).all()
    assert [row.id for row in rows] == late
    assert len({row.received_at for row in rows}) == 4


def test_gradings_that_end_at_once_leave_nobody_waiting(
    course_of: Class, push, ladder_bundle, ladder: PublicLadder
) -> None:
    push(ladder_bundle())
    ids = [course_of.submit() for _ in range(8)]
    ends = [losses_of(0.5 - 0.05 * number, number) for number in range(8)]
    together = threading.Barrier(len(ids))

    def finish(number: int) -> None:
        together.wait(20)
        course_of.grade(ids[number], ends[number])

    with ThreadPoolExecutor(len(ids)) as pool:
        list(pool.map(finish, range(len(ids))))
    assert [course_of.released(id_) for id_ in ids] == list(oracle(ladder, ends))


ENDS = st.one_of(
    st.tuples(st.sampled_from([0.02, 0.1, 0.2, 0.35, 0.5]), st.integers(0, 3)),
    st.sampled_from([INVALID, FAULT]),
)


def losses_or_end(end: Any) -> Any:
    return losses_of(*end) if isinstance(end, tuple) else end


def oracle(ladder: PublicLadder, ends: list[Any]) -> Iterator[Released | None]:
    """What is shown after each of a participant's submissions, from the definition alone."""
    shown = None
    for end in ends:
        if not isinstance(end, np.ndarray):
            yield None
            continue
        found = ladder.after(shown, end)
        shown = end if found.moved else shown
        yield found


@postgresql_is(pytest.mark.long, "migrated_url")
@settings(
    max_examples=examples(12),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    history=st.lists(
        st.tuples(
            st.sampled_from(["momo", "ken"]), st.sampled_from(["restricted", "unrestricted"]), ENDS
        ),
        min_size=1,
        max_size=7,
    ),
    data=st.data(),
)
def test_what_is_released_does_not_depend_on_the_order_in_which_gradings_end(
    history, data, course_of: Class, push, ladder_bundle, ladder, database, engine, people
) -> None:
    """Live, and beside the board: at every moment a prefix of what the whole history gives."""
    _forget(database)
    live = push(ladder_bundle())
    ids = [course_of.submit(who, track) for who, track, _ in history]
    ends = [losses_or_end(end) for _, _, end in history]
    wanted: dict[str, Released | None] = {}
    for key in {(who, track) for who, track, _ in history}:
        mine = [n for n, (who, track, _) in enumerate(history) if (who, track) == key]
        shown = oracle(ladder, [ends[n] for n in mine])
        wanted |= {ids[n]: one for n, one in zip(mine, shown, strict=True)}

    for number in data.draw(st.permutations(range(len(ids)))):
        course_of.grade(ids[number], ends[number])
        seen = {id_: course_of.released(id_) for id_ in ids}
        assert all(one is None or one == wanted[id_] for id_, one in seen.items())
    assert {id_: course_of.released(id_) for id_ in ids} == wanted
    standing = course_of.standings()

    shadow = _push_shadow(database, engine, people, ladder_bundle(graded=2))
    for number in data.draw(st.permutations(range(len(ids)))):
        course_of.grade(ids[number], ends[number], shadow.id)
        assert course_of.standings() == standing
    database.write(change_version, versions.switch, people["sensei"], 2)
    assert {id_: course_of.released(id_, shadow.id) for id_ in ids} == wanted
    assert course_of.standings() == standing
    assert live.id != shadow.id


def test_a_shadow_graded_again_after_a_fault_of_ours_is_released_anew(
    course_of: Class, push, ladder_bundle, ladder, database, engine, people
) -> None:
    push(ladder_bundle())
    first, second = course_of.submit(), course_of.submit()
    better, worse = losses_of(0.05, 1), losses_of(0.2, 2)
    for id_, end in ((first, better), (second, worse)):
        course_of.grade(id_, end)
    folder = ladder_bundle(graded=2)
    shadow = _push_shadow(database, engine, people, folder)
    course_of.grade(first, FAULT, shadow.id)
    course_of.grade(second, worse, shadow.id)
    alone = course_of.released(second, shadow.id)

    assert _push_shadow(database, engine, people, folder).id == shadow.id
    assert course_of.released(second, shadow.id) is None
    course_of.grade(first, better, shadow.id)

    assert alone is not None
    assert alone.moved
    found = course_of.released(second, shadow.id)
    assert found is not None
    assert not found.moved
    database.write(change_version, versions.discard, people["sensei"], 2)


def test_a_dispute_can_be_computed_again(
    course_of: Class, push, ladder_bundle, database: Database
) -> None:
    version = push(ladder_bundle())
    ids = [course_of.submit() for _ in range(3)]
    for id_, share in zip(ids, (0.3, 0.29, 0.02), strict=True):
        course_of.grade(id_, losses_of(share, 1))
    with database.read() as session:
        for id_ in ids:
            submission = session.get_one(Submission, id_)
            again = releases.recompute(session, course_of.scorer, submission, version.id)
            assert again == course_of.released(id_)


def test_a_participant_who_lost_a_score_falls_off_the_new_board(
    course_of: Class, push, ladder_bundle
) -> None:
    push(ladder_bundle())
    id_ = course_of.submit()
    course_of.grade(id_, losses_of(0.1, 0))
    assert course_of.standings()

    version = push(ladder_bundle(graded=2))
    assert course_of.standings(), "until everything is known under the new version"
    course_of.grade(id_, INVALID, version.id)
    assert course_of.standings() == {}


def test_staff_and_participants_read_one_board_each(
    course_of: Class, push, ladder_bundle, ladder: PublicLadder, database: Database, people
) -> None:
    """Equal shown scores share a rank, the earlier first, whatever the exact ones say."""
    push(ladder_bundle())
    boards = course_of.boards
    losses = losses_of(0.2, 0)
    slightly = losses.copy()
    slightly[np.flatnonzero(losses)[0]] = 0.0
    course_of.grade(course_of.submit("momo"), losses)
    course_of.grade(course_of.submit("ken"), slightly)

    with database.read() as session:
        seen, full = (
            boards.get(session, access, access.track("unrestricted")).view.rows
            for access in (
                assignment_access(session, people[who], "ml", "small") for who in ("momo", "ta")
            )
        )
    assert [(row.alias, row.rank) for row in seen] == [("momo", 1), ("ken", 1)]
    assert {row.score for row in seen} == {course_of.stairs.bound(ladder.on_step(losses))}
    assert {row.released for row in seen} == {None}
    assert [(row.alias, row.rank) for row in full] == [("ken", 1), ("momo", 2)]
    assert [row.released_rank for row in full] == [1, 1]
    assert [row.score for row in full] == [slightly.mean(), losses.mean()]
    assert {row.released for row in full} == {seen[0].score}


def test_a_fault_of_ours_shows_at_once_what_it_held_up(
    course_of: Class, push, ladder_bundle, database: Database, people
) -> None:
    push(ladder_bundle())
    boards = course_of.boards
    first, second = course_of.submit(), course_of.submit()
    course_of.grade(second, losses_of(0.05, 1))
    assert read_board(database, people["ken"], boards) == []

    assert course_of.grade(first, FAULT).released == (second,)
    assert [alias for alias, _ in read_board(database, people["ken"], boards)] == ["momo"]


def test_a_file_that_failed_by_our_fault_is_not_counted_among_the_graded(
    course_of: Class, push, ladder_bundle, database, engine, people
) -> None:
    """On the board of the class as on that of staff, in force as after a switch."""

    def counts() -> list[list[tuple[str, int]]]:
        return [read_board(database, people[who], course_of.boards) for who in ("ken", "ta")]

    push(ladder_bundle())
    ids = [course_of.submit() for _ in range(3)]
    ends = [losses_of(0.2, 1), FAULT, losses_of(0.05, 1)]
    course_of.grade(ids[0], ends[0])
    course_of.grade(ids[1], ends[1])
    assert counts() == [[("momo", 1)]] * 2
    course_of.grade(ids[2], ends[2])
    assert counts() == [[("momo", 2)]] * 2

    shadow = _push_shadow(database, engine, people, ladder_bundle(graded=2))
    for id_, end in zip(ids, ends, strict=True):
        course_of.grade(id_, end, shadow.id)
    database.write(change_version, versions.switch, people["sensei"], 2)
    assert counts() == [[("momo", 2)]] * 2


def test_a_fault_of_ours_while_grading_again_takes_nobody_off_the_board(
    course_of: Class, push, ladder_bundle, database: Database, people
) -> None:
    push(ladder_bundle())
    first, other = course_of.submit("momo"), course_of.submit("ken")
    course_of.grade(first, losses_of(0.05, 1))
    course_of.grade(other, losses_of(0.2, 2))
    version = push(ladder_bundle(graded=3))
    course_of.grade(other, losses_of(0.2, 2), version.id)
    course_of.grade(first, FAULT, version.id)

    for who in ("ken", "ta"):
        assert read_board(database, people[who], course_of.boards) == [
            ("momo", 1),
            ("ken", 1),
        ]


def test_a_baseline_graded_again_after_a_fault_leaves_the_others_on_the_board(
    course_of: Class, push, ladder_bundle, database, engine, people
) -> None:
    push(ladder_bundle())
    folder = ladder_bundle(baselines=("mean", "zero"))
    files = [
        BaselineFile(new_id(), "unrestricted", slug, f"{slug}.csv", StoredFile(digit * 64, 9))
        for slug, digit in (("mean", "1"), ("zero", "2"))
    ]

    def grade(slug: str, outcome: Outcome) -> None:
        def work(session: Any) -> None:
            found = session.scalars(
                select(Evaluation)
                .join(Submission, Submission.id == Evaluation.submission_id)
                .where(Submission.baseline == slug)
            ).one()
            evaluations.claim(session, found.id, "w")
            finishing.finish(session, found.id, "w", outcome, course_of.scorer)

        database.write(work)

    scored = Outcome(verdict=Verdict.SCORED, score=0.25)
    shadow = _push_shadow(database, engine, people, folder, files)
    grade("mean", scored)
    grade("zero", Outcome(verdict=Verdict.INFRASTRUCTURE_FAULT))
    assert _push_shadow(database, engine, people, folder, files).id == shadow.id
    grade("zero", scored)
    database.write(change_version, versions.switch, people["sensei"], 2)

    for who in ("ken", "ta"):
        assert {alias for alias, _ in read_board(database, people[who], course_of.boards)} == {
            "mean",
            "zero",
        }


def read_board(database: Database, viewer: Viewer, boards: Boards) -> list[tuple[str, int]]:
    """Who stands on the unrestricted board, and with how many files."""
    with database.read() as session:
        access = assignment_access(session, viewer, "ml", "small")
        rows = boards.get(session, access, access.track("unrestricted")).view.rows
        return [(row.alias, row.submissions) for row in rows]


def _push_shadow(
    database: Database,
    engine: Any,
    people: Any,
    folder: Path,
    files: Sequence[BaselineFile] = (),
) -> AssignmentVersion:
    bundle = open_folder(folder)
    return database.write(
        push_as, engine, people["sensei"], bundle, baselines=files, is_shadow=True
    )


def _forget(database: Database) -> None:
    """Empty the tables that one example of a property fills."""

    def work(session: Any) -> None:
        tables = (ReleasedStanding, Standing, Release, QuotaEntry, Evaluation, Submission)
        for table in (*tables, AssignmentVersion):
            session.execute(table.__table__.delete())

    database.write(work)


def test_nothing_is_released_of_what_is_not_final(
    course_of: Class, push, ladder_bundle, database: Database
) -> None:
    push(ladder_bundle())
    course_of.grade(course_of.submit(), losses_of(0.1, 0))
    course_of.submit()
    with database.read() as session:
        found = session.execute(
            select(Evaluation.state, Release.score).outerjoin(
                Release, Release.evaluation_id == Evaluation.id
            )
        ).all()
        assert {state for state, score in found if score is not None} == {EvaluationState.FINAL}
        assert session.scalars(select(Track.board_version)).all()
