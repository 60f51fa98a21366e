"""`gradus fsck`: whether a server's data is whole."""

from typing import Annotated

import typer

from gradus.commands.options import AsJson, DataDir
from gradus.core.failures import ExitCode


def fsck(
    *,
    data_dir: DataDir = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Look whether files are there, and read none.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Look whether database and files are whole and agree, and change nothing.

    Run it on the server's machine, beside the server or without it.
    What is under way is no finding.

    Exit code: 0 nothing is wrong, 1 something is, 2 it could not look.
    """
    from gradus.core.locations import data_directory
    from gradus.host.integrity import findings
    from gradus.host.settings import read_settings
    from gradus.output.integrity_report import IntegrityAnswer, IntegrityReport, finding_line
    from gradus.output.terminal import errors_as_json, show_json, show_line

    report = IntegrityReport()
    with errors_as_json(wanted=as_json):
        settings = read_settings(data_dir=data_directory(data_dir), workers=0)
        with findings(settings, quick=quick) as found:
            first = report.first_of_kinds(found)
            told = list(first) if as_json else []
            for one in first:
                show_line(finding_line(one))
    if as_json:
        counts = {kind.code: count for kind, count in report.counts.items()}
        answer = IntegrityAnswer(clean=report.is_clean, quick=quick, findings=told, counts=counts)
        show_json(answer.document())
    else:
        for line in report.last_lines():
            show_line(line)
    if not report.is_clean:
        raise typer.Exit(ExitCode.FAILED)
