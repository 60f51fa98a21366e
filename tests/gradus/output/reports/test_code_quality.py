import json

from gradus.core.failures import ExitCode
from gradus.output.reports.code_quality import code_quality_json

SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def test_every_entry_has_the_documented_fields(hostile, github_runner) -> None:
    text = code_quality_json([hostile])
    entries = json.loads(text)
    assert len(entries) == 4
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert set(entry["location"]) == {"path", "lines"}
        assert set(entry["location"]["lines"]) == {"begin"}
        assert isinstance(entry["location"]["lines"]["begin"], int)
        assert entry["severity"] in SEVERITIES
        assert all(entry[name] for name in ("description", "check_name", "fingerprint"))
        assert "\x1b" not in entry["description"]
    assert github_runner.reads(text) == []


def test_an_entry_says_what_is_wrong_and_where(sheet, make_layer, make_finding) -> None:
    (entry,) = json.loads(code_quality_json([sheet(make_layer("Affine", make_finding()))]))
    assert entry["check_name"] == "gradus.Affine.reference"
    assert entry["location"] == {"path": "layers.py", "lines": {"begin": 12}}
    assert entry["description"].startswith("The gradient of W has the wrong sign.\ndW[0, 2]: ")


def test_fingerprints_differ_and_outlive_moved_lines_and_other_numbers(
    sheet, make_layer, make_finding
) -> None:
    def prints(line: int, message: str) -> list[str]:
        found = [make_finding(line=line, message=message) for _ in range(2)]
        sheets = [
            sheet(make_layer("Affine", *found), make_layer("ReLU", found[0]), path=path)
            for path in ("a.py", "b.py")
        ]
        return [entry["fingerprint"] for entry in json.loads(code_quality_json(sheets))]

    before, after = prints(3, "should be 1, but is 2"), prints(9, "should be 5, but is 7")
    assert len(set(before)) == len(before) == 6
    assert before == after


def test_the_worse_it_is_the_graver(sheet, make_layer, make_finding) -> None:
    problem = {"code": "syntax_error", "message": "No.", "hint": "", "line": 7}
    crash = make_finding(check="behaviour", array=None)
    made = sheet(make_layer("Affine", make_finding(), crash), problems=[problem], problems_total=1)
    found = {
        entry["check_name"]: entry["severity"] for entry in json.loads(code_quality_json([made]))
    }
    assert found == {
        "gradus.syntax_error": "blocker",
        "gradus.Affine.reference": "major",
        "gradus.Affine.behaviour": "critical",
    }


def test_a_right_file_gives_an_empty_list(sheet, make_layer) -> None:
    assert json.loads(code_quality_json([sheet(make_layer(), code=ExitCode.OK)])) == []
