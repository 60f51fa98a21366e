from pathlib import Path

import pytest

from gradus.core.failures import CommandError, ExitCode
from gradus.output.reports.formats import Destination, Format, destinations

TEXT, JSON, JUNIT = Format.TEXT, Format.JSON, Format.JUNIT
GITHUB, GITLAB = Format.GITHUB, Format.GITLAB
A, B = Path("a"), Path("b")


@pytest.mark.parametrize(
    ("formats", "outs", "expected"),
    [
        ([TEXT], [], [(TEXT, None)]),
        ([JSON], [], [(JSON, None)]),
        ([JUNIT], [A], [(TEXT, None), (JUNIT, A)]),
        ([GITHUB, JSON], [A], [(GITHUB, None), (JSON, A)]),
        ([JUNIT, GITHUB, GITLAB], [A, B], [(JUNIT, A), (GITHUB, None), (GITLAB, B)]),
        ([JUNIT, JSON], [A], [(JUNIT, A), (JSON, None)]),
    ],
)
def test_each_out_belongs_to_a_file_format_and_people_read_along(
    formats: list[Format], outs: list[Path], expected: list[tuple[Format, Path | None]]
) -> None:
    found = destinations(formats, outs, [])
    assert found == tuple(Destination(*each) for each in expected)


@pytest.mark.parametrize(
    ("formats", "outs", "told"),
    [
        ([TEXT], [A], "more --out"),
        ([GITHUB], [A], "more --out"),
        ([JUNIT], [A, B], "more --out"),
        ([JUNIT, JSON], [], "junit and json"),
        ([TEXT, JSON], [], "text and json"),
        ([TEXT, GITHUB], [], "text and github"),
        ([JSON, JSON], [A, B], "twice"),
        ([JSON, JUNIT], [A, Path("./a")], "same file"),
        ([JSON], [Path("x/../layers.py")], "would replace"),
    ],
)
def test_what_does_not_fit_is_wrong_usage(
    formats: list[Format], outs: list[Path], told: str
) -> None:
    with pytest.raises(CommandError, match=told) as refused:
        destinations(formats, outs, [Path("layers.py")])
    assert refused.value.exit_code is ExitCode.USAGE
