import json
import logging
import sys

import pytest
import structlog

from gradus.host.logs import configure_logs

SECRET = "gds_0123456789abcdef"


def _fail_with(token: str) -> None:
    raise RuntimeError("the disk is full")


@pytest.mark.parametrize("for_people", [False, True])
def test_a_traceback_shows_lines_but_no_values(
    for_people: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(logging.INFO, for_people=for_people)
    try:
        _fail_with(SECRET)
    except RuntimeError as error:
        structlog.get_logger("server.app").error("request failed", exc_info=error)
        logging.getLogger("uvicorn.error").exception("request failed")
    said = capsys.readouterr().err
    assert said.count("the disk is full") >= 2
    assert said.count("_fail_with") >= 2
    assert SECRET not in said


def test_beside_a_terminal_every_line_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(logging.INFO, for_people=False)
    structlog.get_logger("server.grading.worker").info("graded", evaluation="01J")
    logging.getLogger("uvicorn.error").warning("slow %s", "client")
    shutdown, slow = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (shutdown["event"], shutdown["evaluation"], shutdown["level"]) == (
        "graded",
        "01J",
        "info",
    )
    assert (slow["event"], slow["logger"]) == ("slow client", "uvicorn.error")


def test_what_is_below_the_level_is_not_said(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(logging.WARNING, for_people=sys.stderr.isatty())
    structlog.get_logger("server.grading.worker").info("graded")
    logging.getLogger("uvicorn.error").info("started")
    assert capsys.readouterr().err == ""
