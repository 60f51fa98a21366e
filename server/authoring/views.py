"""What an assignment says that can be edited, and what its board tells a class."""

from dataclasses import asdict

from pydantic import AwareDatetime
from sqlalchemy.orm import Session

from grader import (
    Bundle,
    ExplainedProblem,
    LintResult,
    Problem,
    edit_of,
    leak_table,
    lint,
    pictures_of,
)
from languages import Locale
from server.assignments.access import AssignmentAccess
from server.core.clock import now
from server.courses import queries as courses
from server.web.api_model import ApiModel
from server.web.catalogue import CATALOGUE


class LeakView(ApiModel):
    """One way to release scores, and what a term of it tells."""

    release: str
    """`rounded`, `answers`, `ladder` or `exact`."""
    is_chosen: bool
    """Whether the assignment has it."""
    answers: int | None
    """Of how many files one account reads the scores; null on the Ladder."""
    gains: dict[int, float]
    """By how many accounts work together: how much more than half of the public labels with two
    candidates come out right, 0 to 0.5."""


class EditView(ApiModel):
    """What can be edited of an assignment; nothing of it is graded."""

    version: int
    """The version that says so."""
    title: dict[str, str]
    """The title by language."""
    summary: dict[str, str]
    """The summary by language."""
    statement: dict[str, str]
    """The statement by language, in Markdown."""
    visible_from: AwareDatetime | None
    """From when on participants see it."""
    opens_at: AwareDatetime | None
    """From when on it takes files."""
    closes_at: AwareDatetime | None
    """Until when it does."""
    reveal_at: AwareDatetime | None
    """When private scores are shown."""
    draft: bool
    """Whether staff alone see it, whatever the dates say."""
    per_day: int
    """Tries a day."""
    total: int | None
    """Tries over all days; null for as many as the days give."""
    pictures: list[str]
    """The names of the pictures that its statement can show."""
    warnings: list[ExplainedProblem]
    """What lint warns of."""
    notes: list[ExplainedProblem]
    """What is good to know of it."""
    people: int
    """How many students are in the course."""
    leaks: list[LeakView]
    """What each way to release scores tells; empty where no bound is known."""


def edit_view(
    session: Session, bundle: Bundle, access: AssignmentAccess, locale: Locale
) -> EditView:
    """What the version in force says. bundle: its own."""
    said = edit_of(bundle)
    is_prediction = bundle.definition.prediction is not None
    # Lint of layers would judge a right file.
    found = lint(bundle.root, now()) if is_prediction else LintResult((), ())
    people = courses.count_students(session, access.course.id)
    return EditView(
        version=access.version.number,
        title={**said.words.title},
        summary={**said.words.summary},
        statement={**said.words.statement},
        **asdict(said.moments),
        draft=said.draft,
        per_day=said.per_day,
        total=said.total,
        pictures=[*pictures_of(bundle)],
        warnings=_in_words(found.warnings, locale),
        notes=_in_words(found.notes, locale),
        people=people,
        leaks=[LeakView(**asdict(line)) for line in leak_table(bundle.root, people, now())],
    )


def _in_words(found: tuple[Problem, ...], locale: Locale) -> list[ExplainedProblem]:
    return [CATALOGUE.explain(each, locale) for each in found]
