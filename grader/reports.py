"""What an evaluation found: the outcome, its report, and the evidence it rests on."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from grader.problems import Problem
from grader.verdicts import Verdict

_SCORELESS = "score_not_finite"  # the problem of a file that was read and measured
CheckName = Literal["forward", "derivative", "reference", "behaviour"]
HIDDEN = "hidden"  # the case of a finding whose test participants must not see


class ErrorPicture(BaseModel):
    """How wrong the elements of an array are, as a table of shades."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    shades: tuple[tuple[int, ...], ...]
    """Rows of per cent of the largest error, at most 24 x 24."""
    worst: tuple[int, int]
    """Row and column of the cell with the worst element."""
    rows: int
    """How many rows the array has, its leading dimensions joined."""
    columns: int
    """How many columns it has."""


class CodeLine(BaseModel):
    """A line of a student's file."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    number: int
    """Which one, from 1."""
    text: str
    """What stands there."""


class Finding(BaseModel):
    """One failed check of a layer: which array, which element, expected and got.

    element: index into the array, zero-based, empty for a scalar. difference: largest absolute
    difference over the array. picture: of the error, where shapes agree and it is no single number.
    equation: of the array, as it should be. code_lines: those that compute the array, where that
    can be told. repair: which change of the code makes it right, where that was found and the
    problem does not say so itself; its hint is what is to be read. Of a hidden test there is only
    the check and a problem.
    """

    model_config = ConfigDict(frozen=True)

    check: CheckName
    case: str
    array: str | None = None
    element: tuple[int, ...] | None = None
    expected: float | None = None
    got: float | None = None
    difference: float | None = None
    picture: ErrorPicture | None = None
    equation: str | None = None
    code_lines: tuple[CodeLine, ...] = ()
    problem: Problem
    repair: Problem | None = None


class CheckCount(BaseModel):
    """How many checks of one kind a layer passed."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    check: CheckName
    """The kind."""
    passed: int
    """How many it passed."""
    total: int
    """How many there were."""


class LayerReport(BaseModel):
    """How one layer of a submission fared.

    counts: of its checks by kind. unjudged: why nobody looked at it, for no fault of its own; then
    it has no points and no checks, and is not wrong. remarks: what is to be said of right code, and
    costs nothing.
    """

    model_config = ConfigDict(frozen=True)

    layer: str
    points: float
    max_points: float
    checks_passed: int
    checks_total: int
    counts: tuple[CheckCount, ...] = ()
    findings: tuple[Finding, ...] = ()
    unjudged: Problem | None = None
    remarks: tuple[Problem, ...] = ()


class Report(BaseModel):
    """What a student reads under the verdict.

    problems: of the file or the program as a whole, the first ones of each kind. problem_counts:
    how many there are, by their codes; empty in reports of before and where all are listed.
    notes: what was read otherwise than it is written, which costs nothing.
    signs: for staff alone, and not counted, that a backward may measure its forward.
    rows: data rows read, for prediction files. output: what the code printed, capped.
    """

    model_config = ConfigDict(frozen=True)

    problems: tuple[Problem, ...] = ()
    problems_total: int = 0
    problem_counts: dict[str, int] = {}
    notes: tuple[Problem, ...] = ()
    signs: tuple[Problem, ...] = ()
    rows: int | None = None
    layers: tuple[LayerReport, ...] = ()
    output: str = ""


class Evidence(BaseModel):
    """What a verdict rests on, enough to compute it again bit for bit.

    limits, predictions_sha256, order_sha256: of programs, what they could use, what they predicted,
    as float64 in the order of the labels, and in which order they were asked. judge: see
    `judge_version`; None where it was not kept yet.
    """

    model_config = ConfigDict(frozen=True)

    file_sha256: str
    bundle_sha256: str
    metric: str | None
    seed: int
    python: str
    numpy: str
    gradus: str
    judge: str | None = None
    limits: dict[str, float] | None = None
    predictions_sha256: str | None = None
    order_sha256: str | None = None


class Outcome(BaseModel):
    """The end of one grading.

    score: in full precision, present exactly when the verdict is ``scored``: the metric over the
    public rows, or all the points of a layer file. private_score: over the private rows, never
    shown before the reveal. points, max_points: of layer files, also where some layers failed.
    """

    model_config = ConfigDict(frozen=True)

    verdict: Verdict
    score: float | None = None
    private_score: float | None = None
    points: float | None = None
    max_points: float | None = None
    report: Report = Report()
    evidence: Evidence | None = None

    @property
    def is_unreadable(self) -> bool:
        """Whether the file was refused for its form, before code of it ran or labels were asked.

        Such a verdict depends on nothing that is hidden.
        """
        asked = self.evidence is not None and self.evidence.predictions_sha256 is not None
        codes = {problem.code for problem in self.report.problems}
        return self.verdict is Verdict.INVALID_FILE and not asked and _SCORELESS not in codes

    def with_notes(self, notes: tuple[Problem, ...]) -> "Outcome":
        """The same, and these notes in its report."""
        if not notes:
            return self
        return self.model_copy(update={"report": self.report.model_copy(update={"notes": notes})})
