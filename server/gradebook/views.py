"""Grades as they are shown to staff."""

from pydantic import AwareDatetime

from grader import ExplainedProblem
from languages import Locale
from server.gradebook.book import Grade, Gradebook
from server.web.api_model import ApiModel
from server.web.catalogue import CATALOGUE


class GradeLine(ApiModel):
    """The grade of a student, and what it rests on."""

    alias: str
    """Their alias."""
    name: str
    """Their name."""
    email: str | None
    """Their address; null where the roster gives none."""
    points: float | None
    """What they earn; null where nothing is entered for them."""
    score: float | None
    """The score that counts; null without one, and where the class reads no number of it."""
    rank: int | None
    """Their place by it, from 1; null without one."""
    public_score: float | None
    """The exact score over the public rows of the file that counts."""
    private_score: float | None
    """Its exact score over the private rows."""
    layers: dict[str, float]
    """Points of each layer of it, for such files."""
    submissions: int
    """How many files of theirs were graded on the track."""
    late_days: int
    """How many late days after its deadline the file that counts was received."""
    submitted_at: AwareDatetime | None
    """When the file that counts was received."""
    url: str | None
    """Its page; null for who has none."""


class GradebookView(ApiModel):
    """The grades of a class."""

    track: str
    """The slug of the track that counts."""
    counts: str
    """Which score counts: `public` or `private`."""
    metric: str
    """What scores are."""
    better: str
    """Which scores win."""
    rule: str | None
    """By which rule they become points; null where the bundle says none."""
    points: float | None
    """The most that can be earned."""
    decimals: int
    """To how many decimals points are given."""
    version: int
    """The version of the assignment whose rule it is."""
    frozen_at: AwareDatetime | None
    """Since when the grades stay as they are; null while they follow the scores."""
    frozen_by: str | None
    """Who froze them."""
    freezes_at: AwareDatetime | None
    """From when on they freeze by themselves; null for never."""
    held: bool
    """Whether they rest on what the class must not know yet: then they are entered nowhere."""
    held_until: AwareDatetime | None
    """When the class may know; null where that is now, or no moment is set."""
    ungraded: int
    """How many files of the track are still to be graded."""
    obstacle: ExplainedProblem | None
    """Why there are no points; null where there are."""
    late: bool
    """Whether a file that counts is of a late day."""
    grades: list[GradeLine]
    """The students, by alias."""


def gradebook_view(book: Gradebook, locale: Locale) -> GradebookView:
    """The gradebook in the reader's language."""
    heading, rule = book.heading, book.heading.grades
    return GradebookView(
        track=heading.track,
        counts=heading.score,
        metric=heading.metric,
        better=heading.better,
        rule=None if rule is None else rule.rule,
        points=book.most,
        decimals=2 if rule is None else rule.decimals,
        version=heading.version,
        frozen_at=book.frozen_at,
        frozen_by=book.frozen_by,
        freezes_at=book.freezes_at,
        held=book.is_held,
        held_until=book.held_until,
        ungraded=book.ungraded,
        obstacle=None if book.obstacle is None else CATALOGUE.explain(book.obstacle, locale),
        late=any(grade.reached.late_days for grade in book.grades),
        grades=[_line(grade) for grade in book.grades],
    )


def _line(grade: Grade) -> GradeLine:
    student, reached = grade.student, grade.reached
    return GradeLine(
        alias=student.alias,
        name=student.name,
        email=student.email,
        points=grade.points,
        score=reached.score,
        rank=reached.rank,
        public_score=reached.public_score,
        private_score=reached.private_score,
        layers=reached.layers,
        submissions=reached.submissions,
        late_days=reached.late_days,
        submitted_at=reached.submitted_at,
        url=None if reached.submission_id is None else f"/submissions/{reached.submission_id}",
    )
