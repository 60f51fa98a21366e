"""Files that are not what they should be, each with a verdict, a line and what was expected."""

import pytest

from grader.catalogue import PROBLEM_KINDS
from grader.problems import Catalogue
from grader.sandbox.runner import Run
from grader.verdicts import Verdict
from tests.grader.sandbox.conftest import Runs

CATALOGUE = Catalogue.of(PROBLEM_KINDS)
CLASS = b"class Layer:\n    def forward(self, x): return x\n"


def _run_and_read(run: Run) -> tuple[str, str]:
    assert run.problem is not None
    explained = CATALOGUE.explain(run.problem, "en")
    return explained.message, explained.hint


@pytest.mark.parametrize(
    ("source", "line", "says"),
    [
        pytest.param(b"x = '\xff\xfe'\n" + CLASS, 1, "utf-8", id="no UTF-8"),
        pytest.param("x = '勾配'\n".encode("shift_jis") + CLASS, 1, "utf-8", id="Shift JIS"),
        pytest.param(CLASS.decode().encode("utf-16"), None, "null bytes", id="UTF-16"),
        pytest.param(CLASS + b"\0", None, "null bytes", id="NUL at the end"),
        pytest.param(b"\0" * 100, None, "null bytes", id="only NUL"),
        pytest.param(b"x = 1\n\ty = 2\n", 2, "unexpected indent", id="indentation"),
        pytest.param(
            b"if True:\n        x = 1\n\ty = 2\n", 3, "inconsistent use of tabs", id="tabs"
        ),
        pytest.param(b"print 'x'\n", 1, "parentheses", id="Python 2"),
        pytest.param(b"x = (1\n", 1, "was never closed", id="bracket"),
        pytest.param(b"x = 'abc\n", 1, "unterminated string", id="quote"),
        pytest.param(b"def f(:\n", 1, "invalid syntax", id="colon"),
        pytest.param(b"return 1\n", 1, "outside function", id="return at the top"),
        pytest.param("x = 1；\n".encode(), 1, "invalid character", id="full-width"),
        pytest.param(b"# coding: no_such\nx = 1\n", None, "no_such", id="unknown encoding"),
        pytest.param(b"%PDF-1.7\n\xe2\xe3\xcf\xd3", None, "", id="PDF"),
        pytest.param(b"PK\x03\x04" + bytes(30), None, "null bytes", id="zip"),
        pytest.param(b'{"cells": [null]}', 1, "null", id="notebook"),
        pytest.param(b"(" * 300 + b")" * 300, 1, "too many nested", id="nested too deep"),
    ],
)
def test_a_file_that_python_cannot_read_says_why(
    run: Runs, source: bytes, line: int | None, says: str
) -> None:
    result = run(source)
    message, hint = _run_and_read(result)
    assert result.verdict is Verdict.ERROR_IN_CODE
    assert result.problem.line == line
    assert says in message
    assert hint


@pytest.mark.parametrize("source", [b"", b"\n\n", b"# nothing yet\n", b"\xef\xbb\xbf"])
def test_a_file_with_nothing_in_it_has_no_class(run: Runs, source: bytes) -> None:
    result = run(source)
    assert result.verdict is None
    assert result.replies[0][-1].problem.code == "class_missing"


@pytest.mark.parametrize(
    "source",
    [
        b"\xef\xbb\xbf" + CLASS,
        CLASS.replace(b"\n", b"\r\n"),
        CLASS.replace(b"\n", b"\r"),
        b"# -*- coding: utf-8 -*-\n" + CLASS,
        b"# coding: latin-1\n# \xe9\n" + CLASS,
        CLASS.rstrip(),
    ],
    ids=[
        "byte order mark",
        "Windows lines",
        "old Mac lines",
        "declared",
        "latin-1",
        "no last newline",
    ],
)
def test_honest_ways_to_write_a_file_are_read(run: Runs, source: bytes) -> None:
    result = run(source)
    assert result.replies[0][1].arrays[0].shape == (2, 3)


@pytest.mark.parametrize(
    ("source", "code", "line", "says"),
    [
        (b"class Leyer: pass", "class_missing", None, "no class Layer. Its classes: Leyer"),
        (b"Layer = 3", "class_missing", None, "no class Layer"),
        (b"class Layer:\n    pass", "method_missing", None, "no method forward"),
        (b"class Layer:\n    forward = 3", "method_missing", None, "no method forward"),
        (b"class Layer:\n    def forward(x): return x", "wrong_signature", 2, "1 argument(s)"),
        (b"class Layer:\n    def forward(self, x, y): pass", "wrong_signature", 2, "'y'"),
        (b"class Layer:\n    def __init__(self, W): pass", "wrong_signature", 2, "'W'"),
        (b"class Layer:\n    def forward(self, x): pass", "not_written", 2, "not written yet"),
        (b"class Layer:\n    def forward(self, x): x.sum()", "returned_nothing", None, "None"),
        (b"class Layer:\n    def forward(self, x): return 'x'", "not_an_array", None, "str"),
        (
            b"class Layer:\n    def forward(self, x): return x.astype(complex)",
            *("not_an_array", None, "dtype=complex128"),
        ),
        (
            b"class Layer:\n    def forward(self, x): return x.astype(object)",
            *("not_an_array", None, "dtype=object"),
        ),
        (
            b"import numpy\nclass Layer:\n    def forward(self, x): return numpy.ones((999, 999))",
            *("array_too_large", None, "(999, 999)"),
        ),
    ],
)
def test_a_class_that_is_not_as_asked_for_says_what_came(
    run: Runs, source: bytes, code: str, line: int | None, says: str
) -> None:
    result = run(source)
    problem = result.replies[0][-1].problem
    explained = CATALOGUE.explain(problem, "en")
    assert result.verdict is None
    assert (problem.code, problem.line) == (code, line)
    assert says in explained.message
    assert explained.hint
