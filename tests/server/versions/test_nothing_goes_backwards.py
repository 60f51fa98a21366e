"""Under any interleaving of pushes, uploads, gradings, deaths and switches nobody falls.

Each example is an assignment of its own, and the machine is its workers: they grade what waits in
any order, die, and are asked to switch at any moment. What a file scores depends on the file and on
the grading definition alone. Another rule of release grades nothing again and takes nothing back.
"""

import itertools
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader import Bundle, Outcome, Released, Verdict, open_folder
from server.assignments import queries as assignments
from server.assignments import versions as version_queries
from server.assignments.access import assignment_access
from server.boards import choices
from server.core.clock import now
from server.core.errors import RequestProblemError
from server.core.events import Events
from server.core.files.blobs import StoredFile
from server.core.identifiers import new_id
from server.core.models import (
    AssignmentVersion,
    Evaluation,
    EvaluationState,
    QuotaEntry,
    Standing,
    Submission,
)
from server.grading import evaluations, finishing, regrading
from server.grading.regrading import Regrade, Scope
from server.grading.retries import retry
from server.submissions import releases
from server.submissions.rules import Upload
from server.submissions.views import own_submissions
from server.versions import switch
from tests.server.conftest import push_as, submit_as

QUOTA = "[quota]\nper_day = 500\n"
_numbers = itertools.count()


class Pushes(RuleBasedStateMachine):
    """One assignment under the hands of a teacher, two students and mortal workers."""

    make: Callable[..., Bundle]
    database: Any
    engine: Any
    people: Any
    scorer: Any

    def __init__(self) -> None:
        super().__init__()
        self.slug = f"s{next(_numbers)}"
        self.shown: dict[str, tuple[str, float]] = {}
        self.counts = "best"
        self.numbers: dict[str, int] = {}
        self.released: dict[tuple[str, str], Released] = {}
        self.push(0, 1, "exact", "best", Scope.ALL, shadow=False)
        for who in ("momo", "ken"):
            self.submit(who)
            self.work([(0, "graded")])

    # What happens.

    @rule(who=st.sampled_from(["momo", "ken"]))
    def submit(self, who: str) -> None:
        upload = Upload(new_id(), "p.csv", StoredFile("0" * 64, 9), now(), None)
        self.database.write(
            submit_as, self.engine, self.people[who], "unrestricted", upload, self.slug
        )

    @rule(
        dates=st.integers(0, 2),
        definition=st.integers(1, 3),
        release=st.sampled_from(["exact", "rounded", "answers", "ladder"]),
        counts=st.sampled_from(["best"] * 4 + ["chosen"]),
        scope=st.sampled_from(Scope),
        shadow=st.sampled_from([False, False, True]),
    )
    def push(
        self,
        dates: int,
        definition: int,
        release: str,
        counts: str,
        scope: Scope,
        *,
        shadow: bool,
    ) -> None:
        top = f'closes_at = 2999-01-0{dates + 1}T00:00:00+00:00\ncounts = "{counts}"'
        bundle = type(self).make(definition, top, self.slug, release)
        before = self._standing()
        self._attempt(
            push_as,
            self.engine,
            self.people["sensei"],
            bundle,
            self.slug,
            is_shadow=shadow,
            regrade=Regrade(scope),
            scorer=self.scorer,
        )
        if before is not None and before[0] == definition:
            after = self._standing()
            assert after is not None
            assert after[:2] == before[:2], "the same files are graded"
            assert {*after[2]} <= {*before[2]}, "and no others wait for boards"

    @rule(
        turns=st.lists(
            st.tuples(st.integers(0, 10**6), st.sampled_from(["graded"] * 6 + ["death", "fault"])),
            min_size=1,
            max_size=5,
        )
    )
    def work(self, turns: list[tuple[int, str]]) -> None:
        """Workers take something that waits, one after another; what comes of each."""
        for pick, fate in turns:
            self._work(pick, fate)

    def _work(self, pick: int, fate: str) -> None:
        waiting = self._waiting()
        if not waiting:
            return
        evaluation_id, submission_id, definition = waiting[pick % len(waiting)]
        assert self.database.write(evaluations.claim, evaluation_id, "w") is not None
        if fate == "death":
            self.database.write(evaluations.requeue_abandoned, dead_worker="w")
            return
        if fate == "fault":
            finished = self.database.write(
                evaluations.fail, evaluation_id, "w", "it broke", self.scorer
            )
        else:
            number = self.numbers.setdefault(submission_id, len(self.numbers))
            outcome = outcome_of(number, definition)
            self.scorer.scores[evaluation_id] = outcome.score
            finished = self.database.write(
                finishing.finish, evaluation_id, "w", outcome, self.scorer
            )
        if finished is not None and finished.graded_again is not None and pick % 3:
            self.database.write(regrading.complete, finished.graded_again)

    @rule()
    def retry(self) -> None:
        """Staff have graded again what failed by our fault, by whatever rule is in force."""
        with self.database.read() as session:
            access = assignment_access(session, self.people["sensei"], "ml", self.slug)
        retry(self.database, self.engine, Events(), access)

    @rule(who=st.sampled_from(["momo", "ken"]), pick=st.integers(0, 10**6), is_chosen=st.booleans())
    def choose(self, who: str, pick: int, *, is_chosen: bool) -> None:
        with self.database.read() as session:
            access = assignment_access(session, self.people[who], "ml", self.slug)
            files = own_submissions(session, access, 100, None)
        if files:
            file = files[pick % len(files)]
            self._attempt(choices.choose_file, access, file.id, is_chosen=is_chosen)
            self.shown = {}

    @rule()
    def sweep(self) -> None:
        with self.database.read() as session:
            due = version_queries.graded_again(session)
        for assignment_id in due:
            self.database.write(regrading.complete, assignment_id)

    @rule(act=st.sampled_from([switch.switch, switch.discard]))
    def decide(self, act: Any) -> None:
        with self.database.read() as session:
            access = assignment_access(session, self.people["sensei"], "ml", self.slug)
            shadow = version_queries.shadow(session, access.assignment.id)
        if shadow is not None:
            self._attempt(self._change, act, shadow.number)

    # What always holds.

    @invariant()
    def nobody_falls(self) -> None:
        with self.database.read() as session:
            active = self._active(session)
            found = session.scalars(
                select(Standing)
                .join(Submission, Submission.id == Standing.submission_id)
                .where(Submission.assignment_id == active.assignment_id)
            ).all()
        assert {one.version_id for one in found} <= {active.standing_id}, "no mixture on a board"
        shown = {one.participant_id: (one.version_id, one.value) for one in found}
        if self.counts != active.parsed.counts:
            self.shown, self.counts = {}, active.parsed.counts
        for owner, (version_id, value) in self.shown.items():
            if version_id == active.standing_id:
                assert shown[owner][1] <= value, "lower is better"
        self.shown = shown

    @invariant()
    def what_was_released_stays_and_comes_in_turn(self) -> None:
        with self.database.read() as session:
            active = self._active(session)
            standing = version_queries.by_id(session, active.standing_id)
            chains = [*releases.chains(session, standing.id)]
        for links in chains:
            told = [link.released is not None for link in links if link.score is not None]
            if standing.parsed.uses_ladder:
                waits = [link.state is not EvaluationState.FINAL for link in links]
                turns = told.index(False) if False in told else len(told)
                is_passed = any(told[turns:])
                assert all(told) or any(waits) or is_passed, "nothing waits for what is graded"
            assert all(told) or standing.parsed.release != "rounded"
            for link in links:
                known = self.released.get((standing.id, link.evaluation_id), link.released)
                assert link.released == known
                if link.released is not None:
                    self.released[standing.id, link.evaluation_id] = link.released

    @invariant()
    def nothing_is_shown_as_running_once_all_is_graded(self) -> None:
        if self._waiting():
            return
        for who in ("momo", "ken"):
            with self.database.read() as session:
                access = assignment_access(session, self.people[who], "ml", self.slug)
                lines = own_submissions(session, access, 100, None)
            assert {line.state for line in lines} <= {EvaluationState.FINAL}

    @invariant()
    def every_file_has_a_verdict_or_waits_for_one(self) -> None:
        with self.database.read() as session:
            active = self._active(session)
            files = session.scalars(
                select(Submission.id).where(Submission.assignment_id == active.assignment_id)
            ).all()
            graded = session.scalars(
                select(Evaluation.submission_id)
                .join(Submission, Submission.id == Evaluation.submission_id)
                .where(Submission.assignment_id == active.assignment_id)
            ).all()
            tries = session.scalar(
                select(func.count())
                .select_from(QuotaEntry)
                .join(Submission, Submission.id == QuotaEntry.submission_id)
                .where(
                    Submission.assignment_id == active.assignment_id, QuotaEntry.kind == "reserve"
                )
            )
        assert set(files) == set(graded)
        assert tries == len(files)

    def _standing(self) -> tuple[Any, ...] | None:
        """The definition by which boards stand, what is graded by it, and what waits for boards.

        A version beside them may lose what it was to take over, and is graded itself then.
        """
        if not self.shown:
            return None
        with self.database.read() as session:
            active = self._active(session)
            standing = version_queries.by_id(session, active.standing_id)
            graded = {
                (one.submission_id, one.verdict, one.score)
                for one in version_queries.graded(session, standing.id)
            }
            shadow = version_queries.shadow(session, active.assignment_id)
            beside = session.scalars(
                select(Evaluation.id).where(Evaluation.version_id == (shadow and shadow.grading_id))
            ).all()
        waiting = [one for one in self._waiting() if one[0] not in beside]
        return round(standing.parsed.limits.wall_s), graded, waiting

    def _waiting(self) -> list[tuple[str, str, int]]:
        with self.database.read() as session:
            assignment_id = self._active(session).assignment_id
            rows = session.execute(
                select(Evaluation.id, Evaluation.submission_id, AssignmentVersion)
                .join(AssignmentVersion, AssignmentVersion.id == Evaluation.version_id)
                .where(
                    AssignmentVersion.assignment_id == assignment_id,
                    Evaluation.state == EvaluationState.QUEUED,
                )
                .order_by(Evaluation.id)
            ).all()
            return [(id_, file, round(version.parsed.limits.wall_s)) for id_, file, version in rows]

    def _active(self, session: Session) -> AssignmentVersion:
        access = assignment_access(session, self.people["sensei"], "ml", self.slug)
        active = assignments.active_version(session, access.assignment.id)
        assert active is not None
        return active

    def _change(self, session: Session, act: Any, number: int) -> None:
        access = assignment_access(session, self.people["sensei"], "ml", self.slug)
        act(session, access, number, *([self.scorer] if act is switch.switch else []))

    def _attempt(self, work: Any, *arguments: Any, **options: Any) -> None:
        """Do what may be refused, which must change nothing."""
        try:
            self.database.write(work, *arguments, **options)
        except RequestProblemError as refused:
            assert refused.status == 409  # noqa: PT017 - most are not refused


class Scorer:
    """Scores by evaluation, in the place of kept predictions: a step of the Ladder is 3.

    bundles: any of the labels is as good as another.
    """

    def __init__(self, bundle: Bundle) -> None:
        self.bundles = SimpleNamespace(get=lambda _: bundle)
        self.scores: dict[str, Any] = {}

    def after(self, _: str, shown_id: str | None, evaluation_id: str) -> Released:
        shown, score = (self.scores.get(id_, 16.0) for id_ in (shown_id, evaluation_id))
        moved = score <= shown - 3
        return Released(score if moved else shown, moved)


def outcome_of(number: int, definition: int) -> Outcome:
    """What the file of that number scores by a definition, if it can be read by that."""
    score = (number * 7 + 5) * definition % 17
    if score == 0 or (number + definition) % 7 == 0:
        return Outcome(verdict=Verdict.INVALID_FILE)
    return Outcome(verdict=Verdict.SCORED, score=float(score))


def play(
    machine: type[Pushes], prediction_bundle: Callable[..., Path], quota: str, **world: Any
) -> None:
    """Play examples of a machine. world: what it starts from, by the names of its fields."""

    def make(definition: int, top: str, slug: str, release: str = "exact") -> Bundle:
        limits = f"[limits]\nwall_s = {definition}\n{quota}"
        folder = prediction_bundle(top=top, slug=slug, tables=limits, release=release)
        return open_folder(folder)

    world |= {"make": staticmethod(make), "scorer": Scorer(make(1, "", "any"))}
    played: Any = type("Machine", (machine,), world)
    run_state_machine_as_test(
        played,
        settings=settings(
            max_examples=6,
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.long
def test_nobodys_best_gets_worse(
    database: Any,
    engine: Any,
    course: Any,
    people: Any,
    prediction_bundle: Callable[..., Path],
) -> None:
    play(Pushes, prediction_bundle, QUOTA, database=database, engine=engine, people=people)
