"""Answers of a check with whatever a student can put into them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gradus.api.answers import CheckedAnswer
from gradus.core.failures import ExitCode
from gradus.output.reports.mark_sheet import Checked, MarkSheet, mark_sheet

HOSTILE = (
    "\x1b[2J\x07 ::error::pwned\n::set-output name=points::15\n  ##[add-mask]a\n"
    "%0A::warning::x\r::debug::y\u2028 <script>alert(1)</script> ]]> &amp; \x00 \ufffe \udc80 "
    "| `code` [a](javascript:1) ![b](http://evil.example) **bold** @all #1 www.evil.example\n\n"
    "# Heading\n- item\n</pre></details>,file=/etc/passwd,line=9"
)
Make = Callable[..., Checked]


def finding(**more: Any) -> dict[str, Any]:
    """A failed check against the reference."""
    return {
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
        **more,
    }


UNJUDGED = {
    "points": 0.0,
    "checks_passed": 0,
    "checks_total": 0,
    "unjudged": {"code": "x", "message": "Not judged: no time.", "hint": "Go faster."},
}


def layer(name: str = "Affine", *findings: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A layer of 3 checks; all of them pass where nothing was found."""
    passed = 2 if findings else 3
    return {
        "layer": name,
        "points": 4.0 * passed / 3,
        "max_points": 4.0,
        "checks_passed": passed,
        "checks_total": 3,
        "findings": findings,
        **more,
    }


@pytest.fixture
def checked(tmp_path: Path) -> Make:
    """Makes a checked file of layers."""

    def make(*layers: dict[str, Any], code: ExitCode = ExitCode.FAILED, **more: Any) -> Checked:
        report = {"problems": [], "problems_total": 0, "rows": None, "output": ""}
        report |= {key: more.pop(key) for key in list(more) if key in report}
        answer = CheckedAnswer.model_validate(
            {
                "verdict": "scored" if code is ExitCode.OK else "wrong_gradient",
                "score": None,
                "points": sum(each["points"] for each in layers),
                "max_points": sum(each["max_points"] for each in layers),
                "metric": "points",
                "better": "higher",
                "report": {**report, "layers": layers},
                "assignment": "backprop-layers",
                "confinement": "the sandbox (seccomp)",
                "advisory": "Advisory: the server decides.",
                **{key: value for key, value in more.items() if key not in {"path", "source"}},
            }
        )
        file = tmp_path / "layers.py"
        file.write_text(more.get("source", ""))
        return Checked(file, more.get("path", "layers.py"), answer, code, 0.25)

    return make


@pytest.fixture
def sheet(checked: Make) -> Callable[..., MarkSheet]:
    """Makes the mark sheet of such a file."""
    return lambda *layers, **more: mark_sheet(checked(*layers, **more))


@pytest.fixture
def hostile(sheet: Callable[..., MarkSheet]) -> MarkSheet:
    """A sheet in which everything that a student can write is hostile."""
    words = {"message": HOSTILE, "hint": HOSTILE, "trace": HOSTILE, "array": HOSTILE}
    problem = {"code": "boom", "message": HOSTILE, "hint": HOSTILE, "line": 3, "trace": HOSTILE}
    return sheet(
        layer("Affine", finding(**words), finding(**words, check="behaviour", line=None)),
        layer(HOSTILE, finding(**words)),
        path=HOSTILE,
        output=HOSTILE,
        problems=[problem],
        problems_total=1,
    )


@pytest.fixture
def make_layer() -> Callable[..., dict[str, Any]]:
    """`layer`, for tests."""
    return layer


@pytest.fixture
def make_finding() -> Callable[..., dict[str, Any]]:
    """`finding`, for tests."""
    return finding
