"""GitHub's workflow commands: annotations, and the guard that keeps student text from being one.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
The runner takes `::name::` at the start of a line, after any space, and `##[name]` anywhere.
"""

import os
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from gradus.output.reports.mark_sheet import Complaint, MarkSheet

MOST_ANNOTATIONS = 10
"""How many annotations of one kind GitHub shows per step."""
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def is_github(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a runner of GitHub Actions reads the output."""
    return environment.get("GITHUB_ACTIONS") == "true"


@contextmanager
def stop_commands(*, wanted: bool) -> Iterator[None]:
    """Where `wanted`, whatever is printed meanwhile is text to the runner, never a command."""
    # Made after the student's code ran, so that its output cannot hold it.
    token = secrets.token_hex(16)
    if wanted:
        _print(f"::stop-commands::{token}")
    try:
        yield
    finally:
        if wanted:
            _print(f"::{token}::")


def annotations(sheets: Sequence[MarkSheet]) -> Iterator[str]:
    """A line for everything that is wrong; those over the limit share the last.

    Errors where a file is not good enough, else warnings: GitHub counts the two apart.
    """
    for level, passed in (("error", False), ("warning", True)):
        found = [
            (sheet, complaint)
            for sheet in sheets
            if sheet.passed is passed
            for complaint in sheet.complaints
        ]
        kept = len(found) if len(found) <= MOST_ANNOTATIONS else MOST_ANNOTATIONS - 1
        for sheet, complaint in found[:kept]:
            yield _annotation(level, sheet.path, complaint)
        if rest := found[kept:]:
            about = dict.fromkeys(complaint.part or sheet.path for sheet, complaint in rest)
            message = f"{len(rest)} more are in the log and in the summary: {', '.join(about)}."
            yield workflow_command(level, {"title": "Gradus"}, message)


def _annotation(level: str, path: str, complaint: Complaint) -> str:
    title = f"{complaint.part}: {complaint.check}" if complaint.part else complaint.check
    properties = {"file": path, "line": str(complaint.line), "title": title}
    return workflow_command(level, properties, complaint.text)


def workflow_command(name: str, properties: Mapping[str, str], message: str) -> str:
    """One command on one line, with everything escaped that could end it early."""
    written = ",".join(f"{key}={_escape(value, _PROPERTY)}" for key, value in properties.items())
    return f"::{name} {written}::{_escape(message, _DATA)}"


def _escape(text: str, escapes: Mapping[str, str]) -> str:
    return "".join(escapes.get(char, char) for char in text)


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
