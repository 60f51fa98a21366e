"""Gradescope's results.json: a test for each layer, worth its points.

Source: https://gradescope-autograders.readthedocs.io/en/latest/specs/, "Output format".
"""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from gradus.core.failures import CommandError
from gradus.output.reports.mark_sheet import MarkSheet, SheetPart
from gradus.output.terminal import inert_json

TextFormat = Literal["text"]
Visibility = Literal["visible"]


class _ResultsPart(BaseModel):
    model_config = ConfigDict(frozen=True, allow_inf_nan=False)


class GradescopeTest(_ResultsPart):
    """A layer. status: none where it was not judged; Gradescope then shows the points alone."""

    name: str
    score: float
    max_score: float
    status: Literal["passed", "failed"] | None = None
    output: str
    name_format: TextFormat = "text"
    output_format: TextFormat = "text"
    visibility: Visibility = "visible"


class Results(_ResultsPart):
    """The whole file. execution_time: in seconds. output: what concerns all of the submission.

    Standard output stays with the instructors: it is no part of what a student should read.
    """

    score: float
    execution_time: float
    output: str
    output_format: TextFormat = "text"
    visibility: Visibility = "visible"
    stdout_visibility: Literal["hidden"] = "hidden"
    tests: tuple[GradescopeTest, ...]


def gradescope_json(sheets: Sequence[MarkSheet]) -> str:
    """The file for one submission. Raises CommandError for several and where points are missing."""
    if len(sheets) != 1:
        raise CommandError("Gradescope takes the results of one file.", "Check one file at a time.")
    return inert_json(_results(sheets[0]).model_dump_json(indent=2, exclude_none=True)) + "\n"


def _results(sheet: MarkSheet) -> Results:
    if sheet.points is None:
        raise CommandError(
            "Gradescope needs points, and only the server can score predictions.",
            "Use the format gradescope for layer files.",
        )
    return Results(
        score=sheet.points,
        execution_time=round(sheet.wall_s, 3),
        output=_overall(sheet),
        tests=tuple(map(_test, sheet.parts)),
    )


def _test(part: SheetPart) -> GradescopeTest:
    if part.unjudged:
        return GradescopeTest(
            name=part.name, score=part.points, max_score=part.max_points, output=part.unjudged
        )
    is_right = part.checks_passed == part.checks_total
    told = [complaint.text_with_place for complaint in part.complaints]
    counted = f"{part.checks_passed} of {part.checks_total} checks passed."
    return GradescopeTest(
        name=part.name,
        score=part.points,
        max_score=part.max_points,
        status="passed" if is_right else "failed",
        output="\n\n".join((*told, counted)),
    )


def _overall(sheet: MarkSheet) -> str:
    printed = ("Your code printed:", sheet.output) if sheet.output else ()
    problems = (complaint.text_with_place for complaint in sheet.whole.complaints)
    return "\n\n".join((sheet.heading, *problems, *sheet.notes, *printed))
