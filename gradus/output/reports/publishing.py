"""Reports on their way out: to standard output, to files, to the runner of a CI."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import RenderableType

from gradus.api.answers import CheckedAnswer, FormatAnswer
from gradus.core.failures import CommandError
from gradus.output.rendering import format_lines, result_lines, visible
from gradus.output.reports.code_quality import code_quality_json
from gradus.output.reports.formats import Destination, Format
from gradus.output.reports.gradescope import gradescope_json
from gradus.output.reports.junit import junit_xml
from gradus.output.reports.mark_sheet import Checked, MarkSheet, mark_sheets
from gradus.output.reports.step_summary import append_summary
from gradus.output.reports.workflow_commands import annotations, is_github, stop_commands
from gradus.output.terminal import json_line, note, output, show_document, show_line


def publish(destinations: Sequence[Destination], checked: Sequence[Checked]) -> None:
    """Make every report. Raises CommandError for one that cannot be made or written."""
    sheets = mark_sheets(checked)
    documents = [
        (each.path, _document(each.format, checked, sheets))
        for each in destinations
        if each.format.is_document
    ]
    for path, text in documents:  # only now, so that a report that cannot be made leaves no others
        if path is None:
            show_document(text)
        else:
            _write(path, text)
    shown = {each.format for each in destinations}
    if shown & {Format.TEXT, Format.GITHUB}:
        _show(checked, is_guarded=Format.GITHUB in shown or is_github())
    if Format.GITHUB in shown:
        _tell_github(sheets)


def _document(format_: Format, checked: Sequence[Checked], sheets: Sequence[MarkSheet]) -> str:
    if format_ is Format.JUNIT:
        return junit_xml(sheets, datetime.now(UTC))
    if format_ is Format.GITLAB:
        return code_quality_json(sheets)
    if format_ is Format.GRADESCOPE:
        return gradescope_json(sheets)
    return "".join(json_line({"file": each.path, **each.answer.document()}) for each in checked)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        raise CommandError(f"There is no report in {path}: {reason}.") from None


def _show(checked: Sequence[Checked], *, is_guarded: bool) -> None:
    """The text for people, with what student code printed kept from being a command."""
    with stop_commands(wanted=is_guarded):
        for each in checked:
            if len(checked) > 1:
                show_line(visible(each.path))
            output().print(_lines(each.answer), soft_wrap=True)
    answers = (each.answer for each in checked)
    judged = next((answer for answer in answers if isinstance(answer, CheckedAnswer)), None)
    if judged is not None:
        note(f"Checked on this machine, in {judged.confinement}.")
        note(judged.advisory)


def _lines(answer: CheckedAnswer | FormatAnswer) -> RenderableType:
    return format_lines(answer) if isinstance(answer, FormatAnswer) else result_lines(answer)


def _tell_github(sheets: Sequence[MarkSheet]) -> None:
    for line in annotations(sheets):
        show_line(line)
    try:
        append_summary(sheets)
    except OSError as error:
        note(f"There is no step summary: {error.strerror}.")
