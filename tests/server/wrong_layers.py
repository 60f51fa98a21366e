"""A layer file that went wrong at an element, to look at."""

from grader import CodeLine, ErrorPicture, Finding, LayerReport, Outcome, Report, Verdict
from server.core import problems
from tests.server.ungraded_site import HOSTILE


def wrong_layers() -> Outcome:
    """One layer right, one wrong at an element, and something printed."""
    finding = Finding(
        check="reference",
        case="batch of 4",
        array="dW",
        element=(2, 1),
        expected=0.5,
        got=float("nan"),
        difference=1.25,
        picture=ErrorPicture(shades=((0, 1), (40, 0), (0, 100)), worst=(2, 1), rows=3, columns=2),
        code_lines=(CodeLine(number=7, text=f"    self.dW = x @ dout  # {HOSTILE}"),),
        problem=problems.BAD_FORM(reason=HOSTILE),
    )
    layers = (
        LayerReport(layer="Add", points=1, max_points=1, checks_passed=5, checks_total=5),
        LayerReport(
            layer="Affine",
            points=0.5,
            max_points=3,
            checks_passed=4,
            checks_total=5,
            findings=(finding,),
        ),
    )
    return Outcome(
        verdict=Verdict.WRONG_GRADIENT,
        points=1.5,
        max_points=4,
        report=Report(layers=layers, output=f"{HOSTILE}\n"),
    )
