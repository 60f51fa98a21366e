"""Exceptions in the student's terms, and those that are made to break whoever looks at them."""

from typing import Any

import pytest

from grader.sandbox.child.results import FaultError
from grader.sandbox.child.tracebacks import StudentSource, encoding_of, fault_of_anything, text_of
from grader.sandbox.protocol.frames import Fault, FaultCode, FrameKind, pack_fault, read_frames

FILENAME = "layers.py"


def _fault(source: str | bytes) -> Fault:
    """The fault of whatever a file raises, as it arrives at the judge."""
    data = source.encode() if isinstance(source, str) else source
    try:
        exec(compile(data, FILENAME, "exec"), {})
    except BaseException as error:  # noqa: BLE001 - a student's code may raise anything
        fault = fault_of_anything(StudentSource(data, FILENAME), error)
    else:
        raise AssertionError("nothing was raised")
    (frame,) = read_frames(pack_fault(FrameKind.STOPPED, fault))
    assert frame.fault is not None
    return frame.fault


@pytest.mark.parametrize(
    ("line", "code", "texts"),
    [
        ("1 / 0", FaultCode.EXCEPTION, ("ZeroDivisionError", "division by zero", "1 / 0", "")),
        ("raise MemoryError", FaultCode.MEMORY, ("raise MemoryError",)),
        ("raise SystemExit", FaultCode.EXIT, ("raise SystemExit",)),
        ("raise NotImplementedError", FaultCode.NOT_WRITTEN, ("raise NotImplementedError",)),
        ("import no_such", FaultCode.NO_MODULE, ("no_such", "import no_such")),
        ("raise KeyboardInterrupt", FaultCode.EXCEPTION, None),
        ("raise PermissionError(1, 'no')", FaultCode.FORBIDDEN, None),
        ("raise OSError(1, 'no')", FaultCode.FORBIDDEN, None),
        ("raise FileNotFoundError(2, 'no')", FaultCode.EXCEPTION, None),
    ],
)
def test_each_kind_of_exception_has_its_code_and_line(
    line: str, code: FaultCode, texts: tuple[str, ...] | None
) -> None:
    fault = _fault(f"\n\n{line}\n")
    assert (fault.code, fault.line) == (code, 3)
    assert texts in (None, fault.texts)


def test_a_denial_where_no_line_of_the_file_ran_is_no_deed_of_the_file() -> None:
    fault = fault_of_anything(StudentSource(b"", FILENAME), PermissionError(1, "no"))
    assert (fault.code, fault.line) == (FaultCode.EXCEPTION, 0)


def test_the_way_to_an_exception_shows_the_files_own_lines_alone() -> None:
    fault = _fault(
        "import json\n"
        "def outer(x):\n    return inner(x)\n"
        "def inner(x):\n    return json.loads(x)\n"
        "outer('{')"
    )
    assert fault.line == 5
    assert fault.texts[3] == (
        "line 6, in <module>\n    outer('{')\n"
        "line 3, in outer\n    return inner(x)\n"
        "line 5, in inner\n    return json.loads(x)"
    )


def test_a_long_way_is_cut_in_its_middle() -> None:
    fault = _fault("def f(n):\n    return 1 / n + f(n - 1)\nf(100)")
    assert "... 86 more ..." in fault.texts[3]
    assert fault.texts[3].startswith("line 3, in <module>")
    assert fault.texts[3].count("\n") == 2 * 16


def test_an_endless_recursion_is_told_in_bounded_time_and_space() -> None:
    fault = _fault("def f(n):\n    return f(n + 1)\nf(0)")
    assert fault.texts[0] == "RecursionError"
    assert sum(map(len, fault.texts)) < 4_000


EVIL = """
class Trap:
    def __get__(self, *_): raise SystemExit('trapped')
class Meta(type):
    __name__ = property(lambda cls: 1 / 0)
    def __instancecheck__(cls, other): raise SystemExit
class Evil(ValueError, metaclass=Meta):
    {}
raise Evil('x')
"""


@pytest.mark.parametrize(
    "body",
    [
        "def __str__(self): raise SystemExit",
        "def __str__(self): return 1",
        "def __getattribute__(self, name): raise SystemExit",
        "__traceback__ = property(lambda self: 1 / 0)",
        "__traceback__ = Trap()",
        "__class__ = property(lambda self: 1 / 0)",
        "__cause__ = property(lambda self: self)",
        "def __eq__(self, other): return True\n    __hash__ = None",
    ],
)
def test_an_exception_full_of_traps_is_an_exception_of_its_name(body: str) -> None:
    fault = _fault(EVIL.format(body))
    assert (fault.code, fault.texts[0]) == (FaultCode.EXCEPTION, "Evil")


def test_an_exception_that_claims_to_be_another_gets_no_more_than_that() -> None:
    source = "class E(ValueError):\n    __class__ = MemoryError\nraise E"
    assert _fault(source).code in {FaultCode.MEMORY, FaultCode.EXCEPTION}


def test_the_name_of_a_missing_module_may_be_anything() -> None:
    for name in ("10**5 * 'x'", "object()", "None"):
        fault = _fault(f"raise ModuleNotFoundError('x', name={name})")
        assert fault.code is FaultCode.NO_MODULE
        assert len(fault.texts[0]) <= 200


@pytest.mark.parametrize(
    "line",
    [
        "raise ExceptionGroup('g', [ValueError(str(i)) for i in range(10**4)])",
        "raise ValueError('x' * 10**7)",
    ],
)
def test_a_message_is_cut(line: str) -> None:
    assert max(map(len, _fault(line).texts)) <= 500


def test_lone_surrogates_and_braces_in_a_message_arrive_as_text() -> None:
    assert _fault("raise ValueError('{\\ud800}')").texts[1] == "{?}"


def test_our_own_fault_stays_what_it_is() -> None:
    error = FaultError(FaultCode.NO_CLASS, "Affine", "", line=4)
    assert fault_of_anything(StudentSource(b"", FILENAME), error) == error.fault


@pytest.mark.parametrize("value", [1, None, "text", ValueError("why")])
def test_the_text_of_a_plain_value_is_its_str(value: Any) -> None:
    assert text_of(value) == str(value)


@pytest.mark.parametrize(
    ("source", "encoding"),
    [
        (b"x = 1", "utf-8"),
        (b"\xef\xbb\xbfx = 1", "utf-8-sig"),
        (b"# coding: shift_jis\n", "shift_jis"),
        (b"# coding: no_such\n", "utf-8"),
        (b"\xff\xfe", "utf-8"),
        (b"", "utf-8"),
    ],
)
def test_the_encoding_of_a_file_is_what_it_declares(source: bytes, encoding: str) -> None:
    assert encoding_of(source) == encoding


def test_excerpts_are_decoded_stripped_and_cut() -> None:
    source = StudentSource(
        "# coding: euc_jp\n    勾配 = 1\n".encode("euc_jp") + b"#" * 999, FILENAME
    )
    assert source.excerpt(2) == "勾配 = 1"
    assert len(source.excerpt(3)) == 200
    assert source.excerpt(0) == source.excerpt(4) == source.excerpt(-1) == ""


@pytest.mark.parametrize("coding", ["rot13", "zlib_codec", "undefined", "idna", "utf-16"])
def test_an_encoding_that_is_not_of_text_does_not_keep_an_excerpt_from_being_shown(
    coding: str,
) -> None:
    assert StudentSource(f"# coding: {coding}\nx = 1".encode(), FILENAME).excerpt(1)
