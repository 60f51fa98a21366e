"""The format is that of https://gradescope-autograders.readthedocs.io/en/latest/specs/."""

import json

import jsonschema
import pytest

from gradus.api.answers import FormatAnswer
from gradus.core.failures import CommandError, ExitCode
from gradus.output.reports.gradescope import gradescope_json
from gradus.output.reports.mark_sheet import Checked, mark_sheet
from tests.gradus.output.reports.conftest import UNJUDGED

NUMBER, TEXT = {"type": "number"}, {"type": "string"}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
SCHEMA = {
    "type": "object",
    "required": ["tests"],
    "additionalProperties": False,
    "properties": {
        "score": NUMBER,
        "execution_time": {"type": "number", "minimum": 0},
        "output": TEXT,
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "leaderboard": {"type": "array"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "score": NUMBER,
                    "max_score": NUMBER,
                    "status": {"enum": ["passed", "failed"]},
                    "name": TEXT,
                    "name_format": FORMAT,
                    "number": TEXT,
                    "output": TEXT,
                    "output_format": FORMAT,
                    "tags": {"type": "array", "items": TEXT},
                    "visibility": VISIBILITY,
                    "extra_data": {"type": "object"},
                },
            },
        },
    },
}


def test_the_file_has_documented_fields_only_whatever_is_in_it(hostile, github_runner) -> None:
    text = gradescope_json([hostile])
    results = json.loads(text)
    jsonschema.validate(results, SCHEMA)
    assert "\x1b" not in results["output"]
    assert github_runner.reads(text) == []


def test_each_layer_is_a_test_worth_its_points(sheet, make_layer, make_finding) -> None:
    made = sheet(make_layer("Affine", make_finding()), make_layer("ReLU"), output="hello")
    results = json.loads(gradescope_json([made]))
    jsonschema.validate(results, SCHEMA)
    assert results["score"] == pytest.approx(sum(test["score"] for test in results["tests"]))
    wrong, right = results["tests"]
    assert (wrong["name"], wrong["status"], wrong["max_score"]) == ("Affine", "failed", 4)
    assert "line 12: The gradient of W has the wrong sign." in wrong["output"]
    assert "1 of" not in right["output"]
    assert (right["status"], right["score"]) == ("passed", 4)
    assert "hello" in results["output"]
    assert "Advisory" in results["output"]


def test_student_text_is_never_shown_as_markup(hostile) -> None:
    results = json.loads(gradescope_json([hostile]))
    assert results["output_format"] == "text"
    assert {test["output_format"] for test in results["tests"]} == {"text"}
    assert {test["name_format"] for test in results["tests"]} == {"text"}
    assert results["stdout_visibility"] == "hidden"


def test_a_file_that_did_not_run_has_no_test_that_passed(sheet, make_layer) -> None:
    problem = {"code": "syntax_error", "message": "Python cannot read it.", "hint": "", "line": 7}
    silent = make_layer(checks_passed=0, points=0.0)
    results = json.loads(gradescope_json([sheet(silent, problems=[problem], problems_total=1)]))
    assert [test["status"] for test in results["tests"]] == ["failed"]
    assert "line 7: Python cannot read it." in results["output"]


def test_a_layer_that_nobody_looked_at_has_no_status(sheet, make_layer) -> None:
    (test,) = json.loads(gradescope_json([sheet(make_layer(**UNJUDGED))]))["tests"]
    assert "status" not in test
    assert test["output"] == "Not judged: no time. Go faster."
    assert test["score"] == 0


def test_several_files_and_predictions_are_refused(sheet, make_layer, tmp_path) -> None:
    made = sheet(make_layer())
    answer = FormatAnswer(valid=True, sample="s.csv", rows=3)
    predictions = mark_sheet(Checked(tmp_path, "p.csv", answer, ExitCode.OK, 0.0))
    for sheets, told in (([made, made], "one file"), ([predictions], "points")):
        with pytest.raises(CommandError, match=told):
            gradescope_json(sheets)
