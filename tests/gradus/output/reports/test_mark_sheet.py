from pathlib import Path

import pytest

from gradus.api.answers import FormatAnswer
from gradus.core.failures import ExitCode
from gradus.output.reports.mark_sheet import Checked, Status, mark_sheet
from tests.gradus.output.reports.conftest import UNJUDGED

SOURCE = """import numpy


class Affine:
    def forward(self, x):
        pass

    def backward(self, dout):
        pass
"""


def statuses(part) -> dict[str, str]:
    """The status of each group of checks."""
    return {mark.check: mark.status.value for mark in part.marks}


def test_all_marks_of_a_right_layer_are_passed(sheet, make_layer) -> None:
    found = sheet(make_layer(), code=ExitCode.OK)
    assert set(statuses(found.parts[0]).values()) == {"passed"}
    assert found.whole.status is Status.PASSED


def test_a_wrong_gradient_leaves_forward_passed_and_claims_nothing_of_the_rest(
    sheet, make_layer, make_finding
) -> None:
    found = sheet(make_layer("Affine", make_finding()))
    assert statuses(found.parts[0]) == {
        "forward": "passed",
        "derivative": "skipped",
        "reference": "failed",
        "behaviour": "skipped",
    }


def test_a_crash_is_an_error_and_nothing_after_it_counts_as_passed(
    sheet, make_layer, make_finding
) -> None:
    crash = make_finding(check="behaviour", array=None, element=None)
    found = sheet(make_layer("Affine", crash))
    assert statuses(found.parts[0]) == {
        "forward": "skipped",
        "derivative": "skipped",
        "reference": "skipped",
        "behaviour": "error",
    }


def test_layers_of_a_file_that_did_not_run_are_not_passed(sheet, make_layer) -> None:
    problem = {"code": "syntax_error", "message": "No.", "hint": "", "line": 7}
    silent = make_layer(checks_passed=0, points=0.0)
    found = sheet(silent, problems=[problem], problems_total=1)
    assert set(statuses(found.parts[0]).values()) == {"skipped"}
    assert found.whole.status is Status.ERROR
    assert [(each.line, each.place) for each in found.complaints] == [(7, "line 7")]


def test_a_layer_that_nobody_looked_at_is_neither_passed_nor_failed(sheet, make_layer) -> None:
    (part,) = sheet(make_layer(**UNJUDGED)).parts
    assert set(statuses(part).values()) == {"skipped"}
    assert {mark.remark for mark in part.marks} == {"Not judged: no time. Go faster."}
    assert (part.complaints, part.checks) == ((), "not judged")


def test_a_verdict_that_nothing_explains_is_still_no_pass(sheet, make_layer) -> None:
    found = sheet(make_layer(), verdict="time_limit")
    assert found.whole.status is Status.ERROR
    assert [each.message for each in found.complaints] == ["Time limit."]


@pytest.mark.parametrize(
    ("check", "line", "place"),
    [("forward", 5, ""), ("reference", 8, ""), ("derivative", 8, ""), ("behaviour", 4, "")],
)
def test_a_finding_without_a_line_points_at_its_method_or_its_class(
    check: str, line: int, place: str, sheet, make_layer, make_finding
) -> None:
    found = sheet(make_layer("Affine", make_finding(check=check, line=None)), source=SOURCE)
    assert [(each.line, each.place) for each in found.complaints] == [(line, place)]


def test_a_layer_that_is_not_in_the_file_points_at_its_first_line(
    sheet, make_layer, make_finding
) -> None:
    found = sheet(make_layer("ReLU", make_finding(line=None)), source=SOURCE)
    assert found.complaints[0].line == 1


def test_predictions_are_one_mark_with_every_problem_and_the_number_of_the_others() -> None:
    answer = FormatAnswer.model_validate(
        {
            "valid": False,
            "sample": "s.csv",
            "problems_total": 3,
            "problem_counts": {"nan": 3},
            "problems": [
                {
                    "code": "nan",
                    "message": "No number.",
                    "hint": "",
                    "row": 4,
                    "column": "prediction",
                }
            ],
        }
    )
    file = Path("predictions.csv")
    found = mark_sheet(Checked(file, file.name, answer, ExitCode.FAILED, 0.0))
    assert found.whole.status is Status.FAILED
    assert [each.text_with_place for each in found.complaints] == [
        "row 4: column prediction: No number.",
        "... and 2 more like these.",
    ]
    assert found.complaints[0].line == 4


def test_control_characters_are_spelled_out_in_all_text(hostile) -> None:
    texts = [hostile.path, hostile.output, *(each.text_with_place for each in hostile.complaints)]
    texts.append(hostile.parts[1].name)
    for text in texts:
        assert r"\x1b[2J\x07" in text
        assert all(char.isprintable() or char == "\n" for char in text)
