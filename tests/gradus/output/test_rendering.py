from io import StringIO
from typing import Any

import pytest
from rich.console import Console, RenderableType

from grader import Verdict
from gradus.api.answers import (
    AssignmentAnswer,
    BoardAnswer,
    BoardRowAnswer,
    LayerAnswer,
    ReportAnswer,
    ResultAnswer,
)
from gradus.core.failures import CommandError
from gradus.output.board_tables import board_table
from gradus.output.rendering import problem_lines, result_lines, visible
from gradus.output.terminal import show_error

ESCAPE = "\x1b[2Jgone\x07"
FINDING = {
    "check": "reference",
    "case": "random",
    "array": "dW",
    "element": (0, 2),
    "expected": 0.25,
    "got": -0.25,
    "difference": 0.5,
    "message": "The gradient of W has the wrong sign.",
    "hint": "Look for a minus.",
    "line": 12,
    "code_lines": [{"number": 12, "text": "self.dW = x.T @ \x1b[31mdout"}],
}


def show(content: RenderableType) -> str:
    """What a terminal of 100 columns shows."""
    console = Console(file=StringIO(), width=100, color_system=None)
    console.print(content, soft_wrap=True)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def result(verdict: str | None, **more: object) -> ResultAnswer:
    """A result of that verdict."""
    empty = {"score": None, "points": None, "max_points": None, "metric": "mae", "better": "lower"}
    report = ReportAnswer(problems=[], problems_total=0, rows=None, layers=[], output="")
    return ResultAnswer.model_validate(
        {**empty, "report": report, "verdict": verdict, **more}, from_attributes=True
    )


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_a_title_in_words(verdict: Verdict) -> None:
    title = show(result_lines(result(verdict.value))).splitlines()[0].strip()
    assert title
    assert title != verdict.value
    assert "_" not in title


def test_results_that_are_held_back_are_said_to_be() -> None:
    note = "The file is judged and counts."
    assert show(result_lines(result(None, note=note, report=None))) == f"Judged\n{note}\n"
    board = BoardAnswer.model_validate(
        {
            "track": "t",
            "metric": "points",
            "better": "higher",
            "version": 1,
            "participants": 0,
            "rows": [],
            "withheld_until": "2026-05-01T09:00:00Z",
        }
    )
    assert "Results are held back until 2026-05-01 09:00 UTC." in show(board_table(board, None))


def test_a_score_is_shown_with_its_metric_and_direction() -> None:
    text = show(result_lines(result("scored", score=12.5, private_score=13.25)))
    assert "mae 12.5 (lower is better), private 13.25" in text


def test_a_wrong_layer_is_shown_with_array_element_and_numbers() -> None:
    layer = LayerAnswer.model_validate(
        {
            "layer": "Affine",
            "points": 0,
            "max_points": 2,
            "checks_passed": 3,
            "checks_total": 4,
            "findings": [FINDING],
        }
    )
    report = ReportAnswer(problems=[], problems_total=0, rows=None, layers=[layer], output="hi\n")
    text = show(result_lines(result("wrong_gradient", report=report, points=1.0, max_points=3.0)))
    for told in (
        "1 of 3 points",
        "0/2",
        "3/4",
        "line 12: The gradient of W has the wrong sign.",
        "dW[0, 2]: expected 0.25, got -0.25, largest difference 0.5",
        "12: self.dW = x.T @ \\x1b[31mdout",
        "Look for a minus.",
        "Your code printed:",
    ):
        assert told in text


def test_layers_that_nobody_looked_at_are_said_to_be_so_with_each_reason_once() -> None:
    layers = [
        LayerAnswer.model_validate(
            {
                "layer": name,
                "points": 0,
                "max_points": 2,
                "checks_passed": 0,
                "checks_total": 0,
                "findings": [],
                "unjudged": {"code": "x", "message": "Not judged: no time.", "hint": "Faster."},
            }
        )
        for name in ("Affine", "ReLU")
    ]
    report = ReportAnswer(problems=[], problems_total=0, rows=None, layers=layers, output="")
    text = show(result_lines(result("time_limit", report=report, points=1.0, max_points=5.0)))
    assert text.count("not judged") == 2
    assert text.count("Not judged: no time.") == 1
    assert "Affine, ReLU" in text
    assert "0/0" not in text


def test_what_students_write_cannot_steer_the_terminal() -> None:
    report = ReportAnswer(problems=[], problems_total=0, rows=None, layers=[], output=ESCAPE)
    row = BoardRowAnswer.model_validate(
        {
            "rank": 1,
            "alias": f"[red]{ESCAPE}",
            "score": 1.0,
            "verified": False,
            "tied_with_above": False,
            "submissions": 1,
            "submitted_at": "2026-11-02T09:00:00Z",
            "baseline": False,
        }
    )
    board = BoardAnswer(
        track="t", metric="mae", better="lower", version=1, participants=1, rows=[row]
    )
    for text in (
        show(result_lines(result("error_in_code", report=report))),
        show(board_table(board, None)),
        show(problem_lines([{"code": "x", "message": ESCAPE, "hint": "", "column": ESCAPE}])),
    ):
        assert "\x1b" not in text
        assert "\x07" not in text
        assert r"\x1b[2Jgone\x07" in text
    assert "[red]" in show(board_table(board, None))


def test_visible_text_keeps_lines_and_letters_of_all_scripts() -> None:
    assert visible("見える\n\tåäö") == "見える\n\tåäö"


def test_equal_ranks_are_marked_as_ties() -> None:
    rows = [
        BoardRowAnswer.model_validate(
            {
                "rank": 1,
                "alias": alias,
                "score": 1.0,
                "verified": verified,
                "tied_with_above": tied,
                "submissions": 1,
                "submitted_at": "2026-11-02T09:00:00Z",
                "baseline": False,
            }
        )
        for alias, tied, verified in (("aki", False, True), ("ben", True, False))
    ]
    board = BoardAnswer(
        track="t", metric="mae", better="lower", version=1, participants=2, rows=rows
    )
    lines = show(board_table(board, "ben")).splitlines()
    assert any("aki (verified)" in line and "=1" not in line for line in lines)
    assert any("ben (you)" in line and "=1" in line for line in lines)


def test_a_score_that_moved_nothing_is_said_kindly_and_staff_see_what_is_shown() -> None:
    note = "No better than your shown score, beyond chance."
    assert note in show(result_lines(result("scored", score=1.3, note=note)))
    row = {
        "rank": 1,
        "alias": "aki",
        "score": 1.234567,
        "verified": False,
        "tied_with_above": False,
        "submissions": 1,
        "submitted_at": "2026-11-02T09:00:00Z",
        "baseline": False,
        "released": 1.3,
    }
    board = {"track": "t", "metric": "mae", "better": "lower", "version": 1, "participants": 1}
    table = show(board_table(BoardAnswer.model_validate({**board, "rows": [row]}), None))
    assert "1.234567 (shown 1.3)" in table


def test_statistical_ties_have_a_number_and_boards_without_them_no_column() -> None:
    row = {
        "rank": 1,
        "alias": "aki",
        "score": 1.0,
        "verified": False,
        "tied_with_above": False,
        "submissions": 1,
        "submitted_at": "2026-11-02T09:00:00Z",
        "baseline": False,
    }
    known = [
        {"interval": [0.9, 1.1], "bracket": 1},
        {"interval": [1.9, 2.1], "bracket": 2},
        {"interval": [2.0, 2.2], "bracket": 2, "statistically_tied": True},
    ]
    plain, tied = (
        BoardAnswer.model_validate(
            {
                "track": "t",
                "metric": "mae",
                "better": "lower",
                "version": 1,
                "participants": 3,
                "rows": [{**row, **more} for more in rows],
            }
        )
        for rows in ([{}, {}, {}], known)
    )
    lines = show(board_table(tied, None)).splitlines()
    assert lines[1].split() == [
        "Rank",
        "Alias",
        "mae",
        "Range",
        "Tie",
        "Files",
        "Submitted",
        "(UTC)",
    ]
    assert [line.split()[3:7] for line in lines[2:5]] == [
        ["0.9", "to", "1.1", "1"],  # one file, no tie
        ["1.9", "to", "2.1", "2"],
        ["2", "to", "2.2", "2"],
    ]
    assert "too close to call" in lines[5]
    assert "Range" not in show(board_table(plain, None))


def test_a_revealed_board_shows_private_scores_and_who_moved() -> None:
    row = {
        "rank": 1,
        "score": 2.0,
        "verified": False,
        "tied_with_above": False,
        "submissions": 1,
        "submitted_at": "2026-11-02T09:00:00Z",
        "baseline": False,
    }
    board = {
        "track": "t",
        "metric": "mae",
        "better": "lower",
        "version": 1,
        "participants": 3,
        "part": "private",
        "rows": [
            {**row, "alias": "aki", "private_score": 1.5, "moved": 1},
            {**row, "alias": "ben", "private_score": 1.75, "moved": -1},
            {**row, "alias": "eri", "private_score": None, "moved": 0},
        ],
    }
    early, final = (
        show(board_table(BoardAnswer.model_validate({**board, "final": final}), None)).splitlines()
        for final in (False, True)
    )
    assert early[0].strip().endswith("ranked by the private rows (staff only)")
    assert final[0].strip().endswith("ranked by the private rows")
    assert final[1].split()[:6] == ["Rank", "Alias", "mae", "Private", "Moved", "Files"]
    assert [line.split()[1:5] for line in final[2:]] == [
        ["aki", "2", "1.5", "+1"],
        ["ben", "2", "1.75", "-1"],
        ["eri", "2", "-", "="],
    ]


def test_a_baseline_has_no_place_and_is_never_the_readers_own_row() -> None:
    fields = {
        "alias": "ridge",
        "verified": False,
        "tied_with_above": False,
        "submissions": 1,
        "submitted_at": "2026-11-02T09:00:00Z",
    }
    rows = [
        BoardRowAnswer.model_validate({**fields, "rank": 1, "score": 1.5, "baseline": False}),
        BoardRowAnswer.model_validate({**fields, "rank": None, "score": 2.5, "baseline": True}),
    ]
    board = BoardAnswer(
        track="t", metric="mae", better="lower", version=1, participants=1, rows=rows
    )
    *_, own, baseline = show(board_table(board, "ridge")).rstrip().splitlines()
    assert own.split() == ["1", "ridge", "(you)", "1.5", "1", "2026-11-02", "09:00"]
    assert baseline.split() == ["-", "ridge", "(baseline)", "2.5"]


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        ({"better": "lower"}, "12.5"),
        ({"better": "lower", "bounds": True}, "at most 12.5"),
        ({"better": "higher", "bounds": True}, "at least 12.5"),
    ],
)
def test_a_score_that_is_a_bound_has_its_words(settings: dict[str, Any], shown: str) -> None:
    task = AssignmentAnswer.model_validate(settings)

    assert f"mae {shown} (" in show(result_lines(result("scored", score=12.5), task))


def test_who_is_at_the_start_reads_that_and_staff_the_score_beside_it() -> None:
    task = AssignmentAnswer(better="lower", bounds=True)
    assert "mae start (" in show(result_lines(result("scored", score=None, at_start=True), task))

    fields = {
        "rank": 1,
        "alias": "aki",
        "verified": False,
        "tied_with_above": False,
        "submissions": 1,
        "submitted_at": "2026-11-02T09:00:00Z",
        "baseline": False,
        "at_start": True,
    }
    about = {"track": "t", "metric": "mae", "better": "lower", "version": 1, "participants": 1}
    theirs, staffs = (
        show(board_table(BoardAnswer.model_validate({**about, "rows": [fields | row]}), None, one))
        for row, one in (({"score": None}, task), ({"score": 30.5}, None))
    )
    assert theirs.splitlines()[-1].split()[:3] == ["1", "aki", "start"]
    assert "30.5 (shown start)" in staffs


def test_scores_that_rank_nobody_stand_beside_with_their_directions_and_bounds() -> None:
    secondary = {
        "rmse": {"score": 1.5, "private_score": 1.75},
        "r2": {"score": 0.5, "private_score": None},
    }
    row = {
        "rank": 1,
        "alias": "aki",
        "score": 1.0,
        "secondary": secondary,
        "verified": False,
        "tied_with_above": False,
        "submissions": 1,
        "submitted_at": "2026-11-02T09:00:00Z",
        "baseline": False,
    }
    about = {"track": "t", "metric": "mae", "better": "lower", "version": 1, "participants": 1}
    board = {**about, "secondary": ["r2", "rmse"], "rows": [row]}
    bounded = AssignmentAnswer(better="lower", bounds=True)
    public, private = (
        show(board_table(BoardAnswer.model_validate({**board, "part": part}), None, bounded))
        for part in ("public", "private")
    )
    assert "r2 (higher)" in public.splitlines()[1]
    assert ("at least 0.5" in public, "at most 1.5" in public) == (True, True)
    assert "1.75" not in public
    assert ("1.75" in private, "at most 1.75" in private, "0.5" in private) == (True, False, False)

    card = show(result_lines(result("scored", score=1.0, secondary=secondary)))
    assert "; rmse 1.5, private 1.75; r2 0.5" in " ".join(card.split())


def test_an_only_error_has_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    problem = {"code": "c", "message": "It is wrong.", "hint": "Mend it.", "line": 4}
    show_error(CommandError("It is wrong.", "Mend it.", document={"errors": [problem]}))
    assert "Error: line 4: It is wrong." in capsys.readouterr().err
