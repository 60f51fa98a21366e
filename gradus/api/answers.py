"""Answers as models: of the server, as far as the command reads them, and of this machine."""

import json
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter


class AnswerModel(BaseModel):
    """Base of all answers; what a newer server adds is kept, so that `--json` shows it."""

    model_config = ConfigDict(extra="allow", frozen=True)

    def document(self) -> dict[str, Any]:
        """The answer as `--json` prints it; what is no number in JSON (NaN, infinity) is null."""
        document: dict[str, Any] = json.loads(self.model_dump_json())
        return document


class ProblemAnswer(AnswerModel):
    """One problem in words. row and line are 1-based."""

    code: str
    message: str
    hint: str
    row: int | None = None
    column: str | None = None
    line: int | None = None
    trace: str | None = None


class RefusalAnswer(AnswerModel):
    """A body of `application/problem+json`."""

    title: str
    errors: list[ProblemAnswer]
    errors_total: int | None = None


class CourseAnswer(AnswerModel):
    """A course, and the asker's place in it."""

    slug: str
    title: str
    time_zone: str
    locale: str
    role: str | None
    alias: str | None


class MemberChange(AnswerModel):
    """One line of a roster that differs. drawn: whether its alias was drawn for this answer."""

    alias: str
    role: str
    change: str
    drawn: bool = False


class RosterAnswer(AnswerModel):
    """What a roster changes. telling: aliases that tell who somebody is.

    kept: aliases of those whose address stays. columns: by field, the column it was read from;
    ignored: other columns. skipped: rows that are no people.
    """

    added: list[MemberChange]
    changed: list[MemberChange]
    removed: list[MemberChange]
    unchanged: int
    telling: list[str] = []
    kept: list[str] = []
    columns: dict[str, str] = {}
    ignored: list[str] = []
    skipped: list[int] = []

    @property
    def has_drawn(self) -> bool:
        """Whether aliases were drawn."""
        return any(change.drawn for change in (*self.added, *self.changed))

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.added or self.changed or self.removed)


class TokenAnswer(AnswerModel):
    """A token; the server shows it this once."""

    token: str


class TokenLineAnswer(AnswerModel):
    """A token that works, without its secret. is_this: the one that asks."""

    id: str
    label: str
    scopes: list[str]
    course: str | None
    created_at: AwareDatetime
    expires_at: AwareDatetime
    last_used_at: AwareDatetime | None
    is_replaced: bool
    is_this: bool


class RotationAnswer(AnswerModel):
    """A token in the place of another; the server shows it this once."""

    token: str
    old_works_until: AwareDatetime


class EndedAnswer(AnswerModel):
    """How many were ended."""

    ended: int


class AccessAnswer(AnswerModel):
    """A member's token, and a link that signs them in once."""

    alias: str
    role: str
    token: str
    sign_in_url: str


class ReceiptAnswer(AnswerModel):
    """A submission that cannot be lost any more. same_file: one of before, of the same bytes."""

    id: str
    state: str
    position: int
    received_at: AwareDatetime
    sha256: str
    url: str
    same_file: bool = False


class CodeLineAnswer(AnswerModel):
    """A line of a student's file."""

    number: int
    text: str


class FindingAnswer(AnswerModel):
    """One failed check of a layer."""

    check: str
    case: str
    array: str | None
    element: tuple[int, ...] | None
    expected: float | None
    got: float | None
    difference: float | None
    equation: str | None = None
    code_lines: tuple[CodeLineAnswer, ...] = ()
    repair: str | None = None
    message: str
    hint: str
    line: int | None
    trace: str | None = None


class CheckCountAnswer(AnswerModel):
    """How many checks of one kind a layer passed."""

    check: str
    passed: int
    total: int


class LayerAnswer(AnswerModel):
    """How one layer fared."""

    layer: str
    points: float
    max_points: float
    checks_passed: int
    checks_total: int
    counts: list[CheckCountAnswer] = []
    findings: list[FindingAnswer]
    unjudged: ProblemAnswer | None = None
    remarks: list[ProblemAnswer] = []


class ReportAnswer(AnswerModel):
    """What is to be said of a file beyond its verdict."""

    problems: list[ProblemAnswer]
    problems_total: int
    problem_counts: dict[str, int] = {}
    notes: list[ProblemAnswer] = []
    signs: list[ProblemAnswer] = []
    rows: int | None
    layers: list[LayerAnswer]
    output: str


class SecondaryAnswer(AnswerModel):
    """A score in a metric that ranks nobody; None where it is not shown, or there is none."""

    score: float | None
    private_score: float | None = None


class ResultAnswer(AnswerModel):
    """A verdict with its score, points and report. note: what the server says of the score.

    at_start: whether participants read no score of it, for being at the start of the Ladder.
    used_try: whether a try has gone for it; None where none is counted. secondary: what it scores
    in the metrics that rank nobody.
    """

    verdict: str | None
    score: float | None
    at_start: bool = False
    private_score: float | None = None
    secondary: dict[str, SecondaryAnswer] = {}
    points: float | None
    max_points: float | None
    metric: str
    better: str
    note: str = ""
    used_try: bool | None = None
    report: ReportAnswer | None


class CheckedAnswer(ResultAnswer):
    """What this machine says of a layer file.

    confinement: what the code ran in. advisory: why the server's word counts and this one does not.
    """

    assignment: str
    confinement: str
    advisory: str


class FormatAnswer(AnswerModel):
    """Whether a prediction file has the form that is asked for; its score is not known here."""

    valid: bool
    sample: str
    rows: int | None = None
    problems: list[ProblemAnswer] = []
    problems_total: int = 0
    problem_counts: dict[str, int] = {}


class LintAnswer(AnswerModel):
    """What is wrong with a bundle: errors keep it from being pushed, warnings do not.

    notes: what is good to know.
    """

    errors: list[ProblemAnswer]
    warnings: list[ProblemAnswer]
    notes: list[ProblemAnswer] = []


class AnswersAnswer(AnswerModel):
    """How many scores can be asked for: now, and in the whole term."""

    left: int
    total: int


class SubmissionAnswer(ResultAnswer):
    """A submission and how far its grading is.

    position: 1 is next, 0 has started. expected_s: seconds until it is graded, if that is known.
    """

    id: str
    course: str
    assignment: str
    track: str
    filename: str
    received_at: AwareDatetime
    state: str
    position: int
    expected_s: int | None = None
    released: float | None = None
    moved: bool | None = None
    can_ask: bool = False
    url: str


class AssignmentAnswer(AnswerModel):
    """How an assignment's public scores are to be read.

    bounds: what was reached is as good as a score, or better. answers: None where no score need be
    asked for.
    """

    better: str
    bounds: bool = False
    answers: AnswersAnswer | None = None

    def words(self, score: float | None, *, at_start: bool) -> str:
        """A public score, with its words where it is a bound, or none is known."""
        if score is None:
            return "start" if at_start else "-"
        if not self.bounds:
            return f"{score:.10g}"
        return f"{'at most' if self.better == 'lower' else 'at least'} {score:.10g}"


class BoardRowAnswer(AnswerModel):
    """A line of a board. interval, statistically_tied, bracket: as soon as the server knows.

    private_score, moved: on boards that rank by private scores. secondary: in the metrics that rank
    nobody.
    rank: None for a baseline, whose alias is its slug. at_start: whether participants see no score
    for being at the start of the Ladder. released: for staff, what participants see where scores
    are released.
    """

    rank: int | None
    alias: str
    score: float | None
    at_start: bool = False
    private_score: float | None = None
    secondary: dict[str, SecondaryAnswer] = {}
    moved: int | None = None
    verified: bool
    tied_with_above: bool
    submissions: int
    submitted_at: AwareDatetime
    baseline: bool
    interval: tuple[float, float] | None = None
    statistically_tied: bool = False
    bracket: int | None = None
    released: float | None = None


class BoardAnswer(AnswerModel):
    """A board, or some rows of it. part: whose scores rank. final: the reveal has come.

    withheld_until: results are held back until then, and there are no rows.
    """

    track: str
    metric: str
    better: str
    secondary: list[str] = []
    version: int
    part: str = "public"
    final: bool = False
    withheld_until: AwareDatetime | None = None
    participants: int
    rows: list[BoardRowAnswer]
    next_cursor: str | None = None


class DemoAnswer(AnswerModel):
    """What a visitor of the demo needs; the teacher comes last."""

    url: str
    course: str
    people: list[AccessAnswer]


TOKENS = TypeAdapter(list[TokenLineAnswer])
COURSES: TypeAdapter[list[CourseAnswer]] = TypeAdapter(list[CourseAnswer])
