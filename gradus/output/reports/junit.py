"""JUnit XML: one testsuite per file, one testcase per layer and group of checks.

It keeps to what the schemas of Apache Ant and of Jenkins both allow, so that either accepts it:
https://github.com/windyroad/JUnit-Schema, https://github.com/jenkinsci/xunit-plugin (junit-10.xsd).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePosixPath

from junitparser import Error, Failure, JUnitXml, Skipped, SystemErr, SystemOut, TestCase
from junitparser.xunit2 import TestSuite

from gradus.output.reports.mark_sheet import Mark, MarkSheet, Status

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
# In a log these could be taken for commands of a CI. A character reference means the same in XML.
_INERT = {"##": "#&#35;", "::": ":&#58;"}


def junit_xml(sheets: Sequence[MarkSheet], now: datetime) -> str:
    """The document, to be stored as UTF-8. now: in UTC, as the schemas know no offset."""
    root = JUnitXml()
    for number, sheet in enumerate(sheets):
        root.append(_suite(sheet, number, now))
    text = str(root.tostring(), "utf-8")
    for command, reference in _INERT.items():
        text = text.replace(command, reference)
    return _HEAD + text + "\n"


def _suite(sheet: MarkSheet, number: int, now: datetime) -> TestSuite:
    suite = TestSuite(sheet.path)
    suite.id, suite.package = str(number), sheet.assignment
    suite.hostname = "localhost"
    suite.timestamp = now.strftime("%Y-%m-%dT%H:%M:%S")
    for name, value in _properties(sheet):
        suite.add_property(name, value)
    suite.add_testcases(list(_cases(sheet)))
    suite.time = round(sheet.wall_s, 3)
    suite.append(SystemOut(sheet.output))
    suite.append(SystemErr("\n".join(sheet.notes)))
    return suite


def _properties(sheet: MarkSheet) -> Iterator[tuple[str, str]]:
    yield "verdict", sheet.verdict
    if sheet.points is not None and sheet.max_points is not None:
        yield "points", f"{sheet.points:.10g}"
        yield "max_points", f"{sheet.max_points:.10g}"
    for part in sheet.parts:
        yield f"points.{part.name}", f"{part.points:.10g} of {part.max_points:.10g}"


def _cases(sheet: MarkSheet) -> Iterator[TestCase]:
    yield _case(sheet, sheet.assignment, sheet.whole)
    for part in sheet.parts:
        for mark in part.marks:
            yield _case(sheet, f"{sheet.assignment}.{part.name}", mark)


def _case(sheet: MarkSheet, class_name: str, mark: Mark) -> TestCase:
    case = TestCase(mark.check, class_name, 0.0)
    if mark.status is Status.SKIPPED:
        skipped = Skipped()
        skipped.text = mark.remark  # as text: not every schema knows an attribute for it
        case.append(skipped)
    elif mark.status is not Status.PASSED:
        kind = Error if mark.status is Status.ERROR else Failure
        result = kind(mark.complaints[0].message, mark.check)
        result.text = "\n\n".join(
            f"{_place(sheet, each.line)}: {each.text}" for each in mark.complaints
        )
        case.append(result)
    return case


def _place(sheet: MarkSheet, line: int) -> str:
    return f"{PurePosixPath(sheet.path)}:{line}"
