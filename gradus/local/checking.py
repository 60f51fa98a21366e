"""A file of any kind checked on its author's own machine, and what the command ends with."""

import time
from pathlib import Path

from gradus.api.answers import CheckedAnswer, FormatAnswer
from gradus.core.failures import CommandError, ExitCode, exit_code_of
from gradus.local.offline import asks_for_layers, check_layers, check_predictions
from gradus.local.offline_programs import check_program, is_program
from gradus.output.reports.mark_sheet import Checked
from gradus.output.reports.places import path_in_repository

_ROUNDING = 1e-9  # points are sums of thirds and the like


def check_file(
    file: Path, assignment: str | None, min_points: float | None, *, require_sandbox: bool
) -> Checked:
    """What there is to say of a file, whatever kind it is, and the exit code that it earns.

    min_points: how many are enough of a layer file; None for all. Raises CommandError where the
    file is not judged, and for points that cannot be meant.
    """
    started = time.monotonic()
    answer = _answer(file, assignment, require_sandbox=require_sandbox)
    wall_s = time.monotonic() - started
    return Checked(file, path_in_repository(file), answer, _exit_code(answer, min_points), wall_s)


def _answer(
    file: Path, assignment: str | None, *, require_sandbox: bool
) -> CheckedAnswer | FormatAnswer:
    if assignment is not None and asks_for_layers(assignment):
        return check_layers(file, assignment, require_sandbox=require_sandbox)
    if is_program(file):
        return check_program(file, assignment, require_sandbox=require_sandbox)
    if file.suffix.lower() in {".py", ".ipynb"}:
        return check_layers(file, assignment, require_sandbox=require_sandbox)
    return check_predictions(file, assignment)


def _exit_code(answer: CheckedAnswer | FormatAnswer, min_points: float | None) -> ExitCode:
    """The exit code for one file. Raises CommandError for a bar that cannot be meant."""
    if isinstance(answer, FormatAnswer):
        if min_points is not None:
            raise CommandError("--min-points is for layer files.", "Only the server scores others.")
        return ExitCode.OK if answer.valid else ExitCode.FAILED
    code = exit_code_of(answer.verdict or "")
    if min_points is None or code is ExitCode.FAULT:
        return code
    most = answer.max_points or 0.0
    if not 0 <= min_points <= most:
        raise CommandError(f"--min-points is between 0 and {most:g}, not {min_points:g}.")
    is_enough = (answer.points or 0.0) >= min_points - _ROUNDING
    return ExitCode.OK if is_enough else ExitCode.FAILED
