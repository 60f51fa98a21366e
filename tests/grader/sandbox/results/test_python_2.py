"""Files for Python 2 are called so; files for Python 3 with a slip are not."""

import pytest

from grader.sandbox.protocol.frames import Fault, FaultCode
from grader.sandbox.results.python_2 import is_python_2

OLD = [
    'print "loss", loss',
    "print loss",
    "print >>sys.stderr, loss",
    'exec "x = 1"',
    'raise ValueError, "shapes differ"',
    "except ValueError, e:",
    "except (ValueError, TypeError), e:",
    "if a <> b:",
    "name = `x`",
    "n = 10L",
    's = ur"text"',
]
NEW = [
    "print(loss",
    "print = 3 3",
    "def forward(self, x)",
    "return x +",
    "except ValueError as e",
    "raise ValueError('a', 'b'",
    "prints x",
    "x = 0x1L7 +",
    "exec(code",
]


@pytest.mark.parametrize("line", OLD)
def test_a_line_of_python_2_is_told(line: str) -> None:
    with pytest.raises(SyntaxError):
        compile(line.replace("except", "try: pass\nexcept") + "\n  pass", "layers.py", "exec")
    assert is_python_2(Fault(FaultCode.SYNTAX, ("invalid syntax", line), 1))


@pytest.mark.parametrize("line", NEW)
def test_a_slip_in_python_3_is_not(line: str) -> None:
    assert not is_python_2(Fault(FaultCode.SYNTAX, ("invalid syntax", line), 1))


@pytest.mark.parametrize(
    ("kind", "message", "is_old"),
    [
        ("NameError", "name 'xrange' is not defined", True),
        ("NameError", "name 'x' is not defined", False),
        ("AttributeError", "'dict' object has no attribute 'has_key'", True),
        ("AttributeError", "'dict' object has no attribute 'weight'", False),
        ("ValueError", "name 'xrange' is not defined", False),
    ],
)
def test_a_name_of_python_2_is_told(kind: str, message: str, is_old: bool) -> None:
    assert is_python_2(Fault(FaultCode.EXCEPTION, (kind, message, "", ""), 1)) is is_old
