from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gradus.core.failures import ExitCode
from gradus.output.reports.junit import junit_xml
from tests.examples import examples

NOW = datetime(2026, 11, 2, 9, 0, 0, 123, tzinfo=UTC)
SCHEMA = xmlschema.XMLSchema(Path(__file__).with_name("junit.xsd"))


def suites(text: str) -> list[ET.Element]:
    """The testsuites of a valid document."""
    SCHEMA.validate(text)
    return list(ET.fromstring(text.encode()))


def test_a_suite_is_a_file_and_a_case_is_a_layer_and_a_group_of_checks(
    sheet, make_layer, make_finding
) -> None:
    first = sheet(make_layer("Affine", make_finding()), make_layer("ReLU"))
    second = sheet(make_layer("ReLU"), path="b/layers.py", code=ExitCode.OK)
    one, two = suites(junit_xml([first, second], NOW))
    assert (one.get("name"), two.get("name")) == ("layers.py", "b/layers.py")
    assert (one.get("id"), two.get("id")) == ("0", "1")
    assert one.get("timestamp") == "2026-11-02T09:00:00"
    counted = {name: int(one.get(name, "")) for name in ("tests", "failures", "errors", "skipped")}
    assert counted == {"tests": 9, "failures": 1, "errors": 0, "skipped": 2}
    assert len(one.findall("testcase")) == 9
    assert {case.get("classname") for case in one.findall("testcase")} == {
        "backprop-layers",
        "backprop-layers.Affine",
        "backprop-layers.ReLU",
    }
    properties = {each.get("name"): each.get("value") for each in one.iter("property")}
    assert properties["points"] == "6.666666667"
    assert properties["points.ReLU"] == "4 of 4"
    assert "Advisory" in (one.findtext("system-err") or "")


def test_a_failure_carries_message_numbers_hint_and_line(sheet, make_layer, make_finding) -> None:
    (suite,) = suites(junit_xml([sheet(make_layer("Affine", make_finding()))], NOW))
    (failure,) = suite.iter("failure")
    assert failure.get("type") == "reference"
    assert failure.get("message") == "The gradient of W has the wrong sign."
    text = failure.text or ""
    assert text.startswith("layers.py:12: ")
    assert "dW[0, 2]: expected 0.25, got -0.25" in text
    assert text.endswith("Look for a minus.")


def test_a_crash_is_an_error(sheet, make_layer, make_finding) -> None:
    crash = make_finding(check="behaviour", array=None)
    (suite,) = suites(junit_xml([sheet(make_layer("Affine", crash))], NOW))
    assert (suite.get("errors"), suite.get("failures")) == ("1", "0")


def test_hostile_text_is_text_and_no_command_of_a_log(hostile, github_runner) -> None:
    text = junit_xml([hostile], NOW)
    (suite,) = suites(text)
    assert suite.findtext("system-out") == hostile.output
    assert next(suite.iter("failure")).get("message") == hostile.parts[0].complaints[0].message
    assert not list(suite.iter("script"))
    assert github_runner.reads(text) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(60))
@given(text=st.text(st.characters(exclude_categories=[]), max_size=60))
def test_whatever_a_student_writes_the_document_is_valid(
    text: str, sheet, make_layer, make_finding
) -> None:
    written = make_finding(message=text, hint=text, trace=text)
    made = sheet(make_layer("Affine", written), output=text, path=f"x{text}")
    (suite,) = suites(junit_xml([made], NOW))
    assert (suite.findtext("system-out") or "") == made.output


@pytest.mark.parametrize("wall_s", [0.0, 1e-9, 0.00049, 12345.6789])
def test_a_time_is_a_decimal_number(wall_s: float, sheet, make_layer) -> None:
    from dataclasses import replace

    (suite,) = suites(junit_xml([replace(sheet(make_layer()), wall_s=wall_s)], NOW))
    assert float(suite.get("time", "")) == pytest.approx(wall_s, abs=5e-4)
