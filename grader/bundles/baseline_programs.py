"""Baselines that are programs, held to the rules of their track before they are pushed.

Nothing of them is executed here: their source is read and parsed, in a process of its own.
"""

from collections.abc import Iterator
from pathlib import Path

from grader.bundles import named_file_problems
from grader.bundles.definition_file import DefinitionFile
from grader.definition.definition import Baseline, Definition
from grader.definition.tracks import ProgramRules
from grader.problems import Problem
from grader.programs.checking import rule_problems
from grader.programs.files import InvalidProgramError, read_program
from grader.programs.grading import NUMPY
from grader.sandbox.plain.subprocess_runner import SubprocessRunner


def program_problems(root: Path, file: DefinitionFile, definition: Definition) -> Iterator[Problem]:
    """Why programs of baselines would be refused, if they would.

    Of each that would first this, then its own problems; their `row` is a line of its source.
    """
    for i, baseline in enumerate(definition.baselines):
        track = definition.track(baseline.track)
        if track is None or track.proof != "program":
            continue
        found = _refusals(root, baseline, track.program)
        line = file.line("baselines", i, "file")
        if found:
            total = len(found)
            yield named_file_problems.BASELINE_REFUSED(file=baseline.file, total=total, line=line)
        for problem in found:
            yield problem.model_copy(update={"row": problem.line, "line": line})


def _refusals(root: Path, baseline: Baseline, rules: ProgramRules) -> tuple[Problem, ...]:
    path = root / baseline.file
    try:
        program = read_program(path, path.name, rules.source_bytes)
    except InvalidProgramError as error:
        return error.problems
    return tuple(rule_problems(program, (NUMPY, *rules.modules), SubprocessRunner()))
