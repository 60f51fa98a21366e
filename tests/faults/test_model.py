"""The same interleavings as in `test_nothing_goes_backwards`, over a database that fails meanwhile.

Any write may be refused, be undone as it is to be committed, or be committed with its answer lost.
Whoever wrote asks again, as clients and workers do, an upload with its `Idempotency-Key`. All that
holds without faults holds with them; at the end everything is graded, every file that was
acknowledged is there once, and `gradus fsck` finds nothing in the tables.
"""

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from server.core.clock import now
from server.core.errors import RequestProblemError
from server.core.files.blobs import StoredFile
from server.core.identifiers import new_id
from server.core.models import Evaluation, EvaluationState, Submission
from server.integrity.findings import Finding
from server.integrity.gradings import check_gradings
from server.integrity.standings import check_standings
from server.integrity.tries import check_tries
from server.submissions.rules import Accepted, Upload
from tests.server.conftest import submit_as
from tests.server.versions.test_nothing_goes_backwards import Pushes, play

KINDS = ("refused", "undone", "lost")
QUOTA = "[quota]\nper_day = 5\ninvalid_per_day = 2\n"


class Failing:
    """A database whose next writes fail so, and whoever writes to it asks again.

    Exceptions of the work itself are told, as an answer that came.
    """

    def __init__(self, database: Any) -> None:
        self._database = database
        self.troubles: deque[str] = deque()

    def read(self) -> Any:
        """Reads do not fail here: nothing hangs on them."""
        return self._database.read()

    def write(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """The result of the first attempt that is answered."""
        while True:
            try:
                return self._attempt(work, *args, **kwargs)
            except OperationalError:
                continue

    def _attempt(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        trouble = self.troubles.popleft() if self.troubles else ""
        error = OperationalError("COMMIT", None, Exception(trouble))
        if trouble == "refused":
            raise error

        def work_and_fail(session: Any) -> Any:
            result = work(session, *args, **kwargs)
            if trouble == "undone":
                session.flush()
                raise error
            return result

        result = self._database.write(work_and_fail)
        if trouble == "lost":
            raise error
        return result


class FaultyNight(Pushes):
    """One assignment with few tries a day, over a database that fails."""

    plain: Any

    def __init__(self) -> None:
        self.database = Failing(type(self).plain)
        self.acknowledged: dict[str, str] = {}
        self.known = {*self._findings()}  # of earlier examples
        super().__init__()

    @rule(kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=4))
    def trouble(self, kinds: list[str]) -> None:
        """The next writes fail so, one after another."""
        self.database.troubles.extend(kinds)

    @rule(who=st.sampled_from(["momo", "ken"]))
    def submit(self, who: str) -> None:
        key = new_id()
        stored = StoredFile(new_id().ljust(64, "0"), 9)

        def send(session: Any) -> Accepted:
            upload = Upload(new_id(), "p.csv", stored, now(), key)
            return submit_as(
                session, self.engine, self.people[who], "unrestricted", upload, self.slug
            )

        try:
            accepted = self.database.write(send)
        except RequestProblemError as refused:
            assert refused.status == 429  # noqa: PT017 - most are not refused
        else:
            assert accepted.submission.id not in self.acknowledged
            self.acknowledged[accepted.submission.id] = stored.sha256

    def teardown(self) -> None:
        """Grade what is left; then nothing is missing, nothing is twice, and nothing is odd."""
        while self._waiting():
            self._work(0, "graded")
        self.sweep()
        while self._waiting():
            self._work(0, "graded")
        with self.database.read() as session:
            assignment_id = self._active(session).assignment_id
            rows = session.execute(
                select(Submission.id, Submission.sha256).where(
                    Submission.assignment_id == assignment_id
                )
            ).all()
            assert dict(rows) == self.acknowledged
            states = session.scalars(
                select(Evaluation.state)
                .join(Submission, Submission.id == Evaluation.submission_id)
                .where(Submission.assignment_id == assignment_id)
            )
            assert {*states} <= {EvaluationState.FINAL}
        assert {*self._findings()} <= self.known

    def _findings(self) -> list[Finding]:
        with self.database.read() as session:
            return [*check_gradings(session), *check_standings(session), *check_tries(session)]


@pytest.mark.long
def test_whatever_the_database_does_no_promise_is_broken(
    database: Any,
    engine: Any,
    course: Any,
    people: Any,
    prediction_bundle: Callable[..., Path],
) -> None:
    play(FaultyNight, prediction_bundle, QUOTA, plain=database, engine=engine, people=people)
