"""`make prove` with steps made up here: what fails is seen, and a line is only its step's."""

import sys
from pathlib import Path

import pytest

from tests.prove import STEPS, Step, prove


def step(name: str, code: str, **more: object) -> Step:
    """A step that runs some Python, and goes well where its last line is 'all 3 well'."""
    return Step(name, (sys.executable, "-c", code), r"all \d well", **more)  # type: ignore[arg-type]


GOOD = step("good", "print('first'); print('all 3 well')")
BAD = step("bad", "print('2 of 3 well')")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where a log is to be written."""
    return tmp_path / "prove.log"


def lines_of(log: Path) -> list[str]:
    return [line for line in log.read_text("utf-8").splitlines() if not line.startswith("#")]


def test_a_step_that_fails_makes_all_fail_is_written_so_and_the_next_is_taken(log: Path) -> None:
    assert not prove((BAD, GOOD), log)
    bad, good = lines_of(log)
    assert bad.startswith("bad ")
    assert " FAILED " in bad
    assert "2 of 3 well" in bad
    assert " well " in good
    assert good.endswith("all 3 well")


@pytest.mark.parametrize(
    "code", ["", "print('all 3 well'); print('but')", "print('all 3 well'); raise SystemExit(1)"]
)
def test_a_step_that_says_nothing_something_else_or_ends_badly_fails(log: Path, code: str) -> None:
    assert not prove((step("it", code),), log)
    assert " FAILED " in lines_of(log)[0]


def test_a_step_of_several_times_fails_with_the_first_time_that_does(
    log: Path, tmp_path: Path
) -> None:
    counter = tmp_path / "times"
    code = f"file = open({str(counter)!r}, 'a+'); file.write('x'); file.seek(0)\n"
    code += "print('all 3 well' if len(file.read()) != 2 else 'none')"
    assert not prove((step("it", code, times=3),), log)
    assert counter.read_text() == "xx"


def test_a_step_that_cannot_be_taken_here_is_no_failure_and_is_written_so(log: Path) -> None:
    assert prove((step("it", "", needs=("no-such-program",)),), log)
    assert " not here " in lines_of(log)[0]


def test_one_step_alone_changes_its_own_line_and_keeps_the_order(log: Path) -> None:
    assert prove((GOOD, step("other", "print('all 1 well')")), log, ["other"])
    assert [line.split()[0] for line in lines_of(log)] == ["other"]
    assert prove((GOOD, step("other", "print('all 2 well')")), log, ["good"])
    good, other = lines_of(log)
    assert good.endswith("all 3 well")
    assert other.endswith("all 1 well")


def test_a_step_that_is_no_more_leaves_the_log(log: Path) -> None:
    prove((BAD, GOOD), log)
    assert prove((GOOD,), log)
    assert [line.split()[0] for line in lines_of(log)] == ["good"]


def test_a_line_has_room_for_the_name_of_every_step() -> None:
    assert all(len(step.name) < 30 for step in STEPS)
    assert len({step.name for step in STEPS}) == len(STEPS)
