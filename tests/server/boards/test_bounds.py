"""No number that a participant reads on the Ladder is better than what was reached."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from grader import Outcome, PublicLadder, Released, Verdict, open_folder, public_ladder
from grader.leaks.release import on_grid
from server.app import create_app
from server.assignments.stairs import Stairs
from server.core.models import Evaluation, Submission
from server.grading import evaluations, finishing
from server.settings import Settings
from server.submissions import queries as submissions
from tests.examples import examples
from tests.server.running import HOUR
from tests.server.ungraded_site import Site

ROWS = 400
LABELS = np.arange(ROWS) % 2
STUDENTS = ("momo", "ken")
SCORES = {"score", "best", "released"}
OF_EVERYBODY = {"step", "start", "private_score", "low", "high", "limits"}
_numbers = count()


@given(
    step=st.floats(1e-6, 1e3).map(lambda step: float(f"{step:.1e}")),
    steps=st.integers(0, 10_000),
    beyond=st.floats(-0.5, 0.5),
)
def test_a_bound_is_no_better_than_whatever_is_kept_as_its_stair(
    step: float, steps: int, beyond: float
) -> None:
    reached = (steps + beyond) * step
    stair = on_grid(reached, step)

    bound = Stairs(step, 10 * stair, "lower").bound(stair)
    assert reached <= bound <= reached + 1.01 * step
    bound = Stairs(step, 10 * stair, "higher").bound(-stair)
    assert -reached >= bound


def test_a_bound_has_no_more_digits_than_half_a_step() -> None:
    assert Stairs(0.14, 0.42, "lower").bound(0.28) == 0.35
    assert Stairs(0.14, 0.58, "higher").bound(0.72) == 0.65


class Judge:
    """Says what is released of losses by evaluation, as workers do of files."""

    def __init__(self, ladder: PublicLadder) -> None:
        self.ladder = ladder
        self.losses: dict[str, Any] = {}

    def after(self, _: str, shown_id: str | None, evaluation_id: str) -> Released:
        shown = None if shown_id is None else self.losses[shown_id]
        return self.ladder.after(shown, self.losses[evaluation_id])

    def on_step(self, _: str, evaluation_id: str) -> float:
        return self.ladder.on_step(self.losses[evaluation_id])


@dataclass
class Term:
    """An assignment on the Ladder, what its students reach, and all that they are answered.

    reached: the public scores by submission, in order of receipt. owners: whose they are.
    """

    site: Site
    folder: Path
    slug: str
    metric: str
    reached: dict[str, float] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    moments: dict[str, str] = field(default_factory=dict)
    baseline: float = 0.0

    def __post_init__(self) -> None:
        ladder = public_ladder(open_folder(self.folder))
        assert ladder is not None
        self.judge = Judge(ladder)
        self.is_lower = self.metric == "mae"
        self.clients = {
            who: TestClient(
                self.site.app, headers={"Authorization": f"Bearer {self.site.token(who)}"}
            )
            for who in STUDENTS
        }
        self.address = f"/api/v1/courses/ml/assignments/{self.slug}"

    def grade_baseline(self, wrong: int) -> None:
        def find(session: Session) -> str:
            wanted = select(Submission.id).where(Submission.baseline.is_not(None))
            of_mine = wanted.join(Evaluation, Evaluation.submission_id == Submission.id)
            return session.scalars(of_mine.order_by(Submission.received_at.desc())).first() or ""

        self.baseline = self._grade(self.site.service.database.write(find), wrong)

    def hand_in(self, who: str, wrong: int) -> None:
        sent = self.clients[who].post(
            f"{self.address}/submissions?track=unrestricted&again=true",
            content=b"id,prediction\n",
            headers={"Content-Type": "text/csv"},
        )
        assert sent.status_code == 202, sent.text
        receipt = sent.json()
        self.owners[receipt["id"]] = who
        self.moments[receipt["id"]] = receipt["received_at"]
        self.reached[receipt["id"]] = self._grade(receipt["id"], wrong)

    def _grade(self, submission_id: str, wrong: int) -> float:
        losses = (np.random.default_rng(wrong).permutation(ROWS // 2) < wrong).astype(float)
        share = float(losses.mean())
        score = share if self.is_lower else 1 - share

        def work(session: Session) -> None:
            evaluation = submissions.latest_evaluation(session, submission_id)
            self.judge.losses[evaluation.id] = losses
            outcome = Outcome(verdict=Verdict.SCORED, score=score, private_score=0.5)
            assert evaluations.claim(session, evaluation.id, "w") is not None
            finishing.finish(session, evaluation.id, "w", outcome, self.judge)  # type: ignore[arg-type]

        self.site.service.database.write(work)
        return score

    def answers(self, who: str) -> Iterator[Any]:
        """All that somebody can be answered in JSON about it."""
        paths = [
            self.address,
            "/api/v1/courses/ml/assignments",
            f"{self.address}/submissions",
            f"{self.address}/history?track=unrestricted",
            f"{self.address}/leaderboard?track=unrestricted",
            f"{self.address}/leaderboard?track=unrestricted&part=public",
            f"{self.address}/leaderboard?track=unrestricted&limit=1",
            *(f"/api/v1/submissions/{id_}" for id_, owner in self.owners.items() if owner == who),
        ]
        for path in paths:
            answer = self.clients[who].get(path)
            assert answer.status_code == 200, answer.text
            yield answer.json()
        for id_ in [id_ for id_, owner in self.owners.items() if owner == who][-1:]:
            lines = self.clients[who].get(f"/api/v1/submissions/{id_}/events").text.splitlines()
            yield from (json.loads(line[6:]) for line in lines if line.startswith("data: {"))

    def best(self, who: str | None = None, until: str = "9999") -> float:
        """The best that somebody, or anybody, reached with files received until then."""
        found = [
            score
            for id_, score in self.reached.items()
            if who in (None, self.owners[id_]) and self.moments[id_] <= until
        ]
        return min(found) if self.is_lower else max(found)

    def is_no_better(self, shown: float, reached: float) -> bool:
        """Whether a number that is shown is no better than what was reached."""
        return shown >= reached if self.is_lower else shown <= reached

    def check(self, answer: Any) -> int:
        """How many numbers an answer tells, none of them better than what was reached."""
        if isinstance(answer, list):
            return sum(map(self.check, answer))
        if not isinstance(answer, dict):
            return 0
        told = 0
        for name, value in answer.items():
            if name in SCORES and value is not None:
                assert self.is_no_better(value, self._reached(answer)), (name, answer)
                told += 1
            elif name == "distribution":
                self.check_bins(value if answer["part"] == "public" else [])
            elif name not in OF_EVERYBODY:
                assert not isinstance(value, float), f"whose is {name}?"
                told += self.check(value)
        if answer.get("verdict") == "scored" or ("rank" in answer and "submitted_at" in answer):
            assert answer["at_start"] is (answer["score"] is None), answer
        return told

    def _reached(self, line: dict[str, Any]) -> float:
        """What was reached by whom an answer speaks of."""
        if line.get("baseline"):
            return self.baseline
        if line.get("id") in self.owners:
            return self.best(self.owners[line["id"]], self.moments[line["id"]])
        if "since" in line:
            return self.best(None, line["since"])
        return self.best(line["alias"])

    def check_bins(self, bins: list[dict[str, Any]]) -> None:
        """That as many as are counted up to a bin's worse end have reached that, or better."""
        bests = [self.best(who) for who in STUDENTS if who in self.owners.values()]
        counted = 0
        for each in bins if self.is_lower else bins[::-1]:
            counted += each["count"]
            end = each["high"] if self.is_lower else each["low"]
            if end is not None:
                assert sum(self.is_no_better(end, best) for best in bests) >= counted, bins


@pytest.fixture
def students_site(sqlite_data_dir: Path) -> Iterator[Site]:
    """A site of two students without assignments."""
    app = create_app(Settings(data_dir=sqlite_data_dir, workers=0))
    with TestClient(app):
        yield Site(app, "alias,name,role\nmomo,Momoko,\nken,Kenji,\nsensei,Sato,instructor\n")


@pytest.fixture
def term(
    students_site: Site, prediction_bundle: Callable[..., Path], reveal_at: datetime
) -> Callable[[str], Term]:
    """Pushes an assignment of its own with two-valued labels and a baseline, by a metric."""
    half = ROWS // 2
    labels = "".join(
        f"{i},{label},{'public' if i < half else 'private'}\n" for i, label in enumerate(LABELS)
    )
    zeros = "id,prediction\n" + "".join(f"{i},0\n" for i in range(ROWS))
    tables = (
        '[[baselines]]\nslug = "base"\ntrack = "unrestricted"\nfile = "private/base.csv"\n'
        'title = { en = "Base", ja = "基準" }\n[quota]\nper_day = 99\n'
    )

    def make(metric: str) -> Term:
        slug = f"term{next(_numbers)}"
        folder = prediction_bundle(
            top=f"closes_at = {(reveal_at - HOUR).isoformat()}\n"
            f"reveal_at = {reveal_at.isoformat()}",
            tables=tables,
            labels="id,label,part\n" + labels,
            release="ladder",
            slug=slug,
        )
        toml = folder / "assignment.toml"
        toml.write_text(toml.read_text().replace('metric = "mae"', f'metric = "{metric}"'))
        (folder / "private" / "base.csv").write_text(zeros)
        (folder / "sample_submission.csv").write_text(zeros)
        students_site.push(folder, slug)
        return Term(students_site, folder, slug, metric)

    return make


@pytest.mark.long
@pytest.mark.parametrize("metric", ["mae", "accuracy"])
@settings(max_examples=examples(12), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    files=st.lists(
        st.tuples(st.sampled_from(STUDENTS), st.integers(0, ROWS // 2)), min_size=1, max_size=6
    ),
    base=st.integers(0, ROWS // 2),
)
def test_no_number_of_any_answer_is_better_than_what_was_reached(
    term: Callable[[str], Term],
    metric: str,
    reveal_at: datetime,
    files: list[tuple[str, int]],
    base: int,
) -> None:
    """Of files with so many errors each, after each of them and after the reveal."""
    mine = term(metric)
    mine.grade_baseline(base)
    for who, wrong in files:
        mine.hand_in(who, wrong)
        for answer in mine.answers(who):
            mine.check(answer)
    with time_machine.travel(reveal_at):
        for who in STUDENTS:
            for answer in mine.answers(who):
                mine.check(answer)


@pytest.mark.parametrize("metric", ["mae", "accuracy"])
def test_the_check_looks_at_numbers_and_the_start_is_told_without_one(
    term: Callable[[str], Term], metric: str
) -> None:
    mine = term(metric)
    mine.grade_baseline(ROWS // 4)
    mine.hand_in("momo", ROWS // 2)
    mine.hand_in("ken", 5)
    told = [mine.check(answer) for answer in mine.answers("ken")]
    (_, _, momos, history, board, *_) = mine.answers("momo")

    assert sum(told) > 12
    assert (momos[0]["score"], momos[0]["at_start"], momos[0]["moved"]) == (None, True, False)
    assert history["at_start"] == 1
    assert [one["count"] for one in history["distribution"]] == [1]
    assert [one["at_start"] for one in history["class_best"]] == [True, False]
    rows = [(row["alias"], row["rank"], row["at_start"]) for row in board["rows"]]
    assert rows == [("ken", 1, False), ("momo", 2, True), ("base", None, False)]
    assert board["rows"][1]["score"] is None
    assert board["rows"][2]["score"] is not None
