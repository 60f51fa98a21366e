"""The formats in which a check can be reported, and where each of them goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from gradus.core.failures import CommandError


class Format(StrEnum):
    """A way to report a check.

    TEXT: for people. JSON: our own answers, one object a line and file. JUNIT: XML of test results.
    GITHUB: the text with annotations, and a step summary. GITLAB: Code Quality. GRADESCOPE:
    results.json of an autograder.
    """

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"
    GITHUB = "github"
    GITLAB = "gitlab"
    GRADESCOPE = "gradescope"

    @property
    def is_document(self) -> bool:
        """Whether it is a file for programs, rather than lines of a log."""
        return self not in {Format.TEXT, Format.GITHUB}


@dataclass(frozen=True)
class Destination:
    """One report to make. path: its file; standard output where there is none."""

    format: Format
    path: Path | None = None


def destinations(
    formats: Sequence[Format], outs: Sequence[Path], inputs: Sequence[Path]
) -> tuple[Destination, ...]:
    """The reports to make: the first `--out` belongs to the first format that is a file, and so on.

    People read along: without a report on standard output, the text goes there. inputs: the files
    that are checked, which no report may replace. Raises CommandError for what does not fit.
    """
    documents = [each for each in formats if each.is_document]
    if len(set(formats)) < len(formats):
        raise CommandError("A format is named twice.")
    if len(outs) > len(documents):
        raise CommandError(
            "There are more --out than formats that are files.",
            "Each --out belongs to one of json, junit, gitlab and gradescope.",
        )
    _spare_inputs(outs, inputs)
    paths = dict(zip(documents, outs, strict=False))
    wanted = [Destination(each, paths.get(each)) for each in formats]
    printed = [each for each in wanted if each.path is None]
    if len(printed) > 1:
        names = " and ".join(each.format.value for each in printed)
        raise CommandError(
            f"Only one report fits on standard output, not {names}.",
            "Give each format that is a file an --out.",
        )
    return tuple(wanted) if printed else (Destination(Format.TEXT), *wanted)


def _spare_inputs(outs: Sequence[Path], inputs: Sequence[Path]) -> None:
    places = [out.resolve() for out in outs]
    if len(set(places)) < len(places):
        raise CommandError("Two reports would be written to the same file.")
    if taken := set(places) & {each.resolve() for each in inputs}:
        raise CommandError(f"The report would replace {taken.pop()}, which is to be checked.")
