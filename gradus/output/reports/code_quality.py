"""GitLab's Code Quality report: an entry for everything that is wrong, shown at its line.

Source: https://docs.gitlab.com/ci/testing/code_quality/, "Code Quality report format".
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, TypeAdapter

from gradus.output.reports.mark_sheet import Complaint, MarkSheet
from gradus.output.terminal import inert_json


class Severity(StrEnum):
    """The severities of the format that are used here."""

    MAJOR = "major"
    CRITICAL = "critical"
    BLOCKER = "blocker"


class _IssuePart(BaseModel):
    model_config = ConfigDict(frozen=True)


class Lines(_IssuePart):
    """Where it begins; 1-based."""

    begin: int


class Location(_IssuePart):
    """A place in the repository. path: relative to its root."""

    path: str
    lines: Lines


class Issue(_IssuePart):
    """One entry. fingerprint: the same in the next report while the same thing is wrong."""

    description: str
    check_name: str
    fingerprint: str
    severity: Severity
    location: Location


_ISSUES = TypeAdapter(list[Issue])


def code_quality_json(sheets: Sequence[MarkSheet]) -> str:
    """The report; an empty list where all is right."""
    issues = [issue for sheet in sheets for issue in _issues(sheet)]
    return inert_json(str(_ISSUES.dump_json(issues, indent=2), "utf-8")) + "\n"


def _issues(sheet: MarkSheet) -> Iterator[Issue]:
    seen: Counter[str] = Counter()
    for complaint in sheet.complaints:
        name = ".".join(filter(None, ("gradus", complaint.part, complaint.check)))
        seen[name] += 1
        identity = "\0".join((sheet.path, sheet.assignment, name, str(seen[name])))
        yield Issue(
            description=complaint.text,
            check_name=name,
            fingerprint=hashlib.sha256(identity.encode()).hexdigest(),
            severity=_severity(complaint),
            location=Location(path=sheet.path, lines=Lines(begin=complaint.line)),
        )


def _severity(complaint: Complaint) -> Severity:
    if not complaint.part:
        return Severity.BLOCKER
    return Severity.CRITICAL if complaint.crashed else Severity.MAJOR
