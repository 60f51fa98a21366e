"""What a version would change, on a terminal."""

import pytest
from rich.console import Console

from gradus.api.version_answers import ComparisonAnswer
from gradus.output.version_tables import comparison_lines


@pytest.mark.parametrize("final", [False, True])
def test_after_the_reveal_it_is_said_that_places_are_by_public_scores(*, final: bool) -> None:
    found = ComparisonAnswer(
        version=2,
        state="shadow",
        live_version=1,
        done=1,
        total=1,
        faults=0,
        final=final,
        tracks=[],
    )
    console = Console(width=120)
    with console.capture() as printed:
        console.print(comparison_lines(found))
    assert ("Boards rank by private scores by now" in printed.get()) is final
