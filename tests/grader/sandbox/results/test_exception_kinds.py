"""A hint is about the mistake at hand."""

import numpy as np
import pytest

from grader.catalogue import PROBLEM_KINDS
from grader.problems import Catalogue
from grader.sandbox.protocol.frames import Fault, FaultCode
from grader.sandbox.protocol.request import Limits
from grader.sandbox.results.faults import problem_of
from grader.sandbox.results.numpy_removals import INSTEAD, removed_name

CATALOGUE = Catalogue.of(PROBLEM_KINDS)
LIMITS = Limits(1, 1, 256_000_000, 100)


def _explained(code: FaultCode, *texts: str):
    return CATALOGUE.explain(problem_of(Fault(code, texts, 1), "Affine.forward", None, LIMITS))


@pytest.mark.parametrize(
    ("type_", "message", "code"),
    [
        ("NameError", "name 'np' is not defined", "name_unknown"),
        ("UnboundLocalError", "cannot access local variable 'y'", "name_unknown"),
        ("AttributeError", "'Affine' object has no attribute 'x'", "attribute_unknown"),
        ("AttributeError", "module 'numpy' has no attribute 'fload'", "attribute_unknown"),
        ("ImportError", "cannot import name 'sofmax' from 'numpy'", "import_failed"),
        ("EOFError", "EOF when reading a line", "nobody_answers"),
        ("RecursionError", "maximum recursion depth exceeded", "endless_recursion"),
        ("AssertionError", "", "assertion_failed"),
        ("FloatingPointError", "overflow encountered in exp", "warning_raised"),
        ("RuntimeWarning", "overflow encountered in exp", "warning_raised"),
        ("RuntimeError", "can't start new thread", "no_threads"),
    ],
)
def test_an_exception_that_has_nothing_to_do_with_shapes_is_not_told_to_print_them(
    type_: str, message: str, code: str
) -> None:
    explained = _explained(FaultCode.EXCEPTION, type_, message, "y = 1", "")
    assert explained.code == code
    assert "shape" not in explained.hint


@pytest.mark.parametrize("type_", ["ValueError", "IndexError", "TypeError", "LinAlgError"])
def test_an_exception_that_may_have_to_do_with_shapes_is_told_so(type_: str) -> None:
    explained = _explained(FaultCode.EXCEPTION, type_, "x", "y = 1", "")
    assert (explained.code, "shapes" in explained.hint) == ("exception", True)


@pytest.mark.parametrize(
    ("message", "excerpt", "code"),
    [
        ("'utf-8' codec can't decode byte 0x8e", "", "not_text"),
        ("source code string cannot contain null bytes", "", "not_text"),
        ("unknown encoding: sjiss", "", "not_text"),
        ("inconsistent use of tabs and spaces in indentation", "return x", "tabs_and_spaces"),
        ("unindent does not match any outer indentation level", "y = 1", "wrong_indentation"),
        ("expected an indented block after 'if' statement on line 1", "y", "wrong_indentation"),
        ("invalid syntax", "<<<<<<< HEAD", "merge_conflict"),
        ("invalid syntax", ">>> import numpy", "prompt_copied"),
        ("invalid character '→' (U+2192)", "x → 0", "character_unknown"),
    ],
)
def test_what_python_cannot_read_for_another_reason_is_not_told_of_brackets(
    message: str, excerpt: str, code: str
) -> None:
    explained = _explained(FaultCode.SYNTAX, message, excerpt)
    assert explained.code == code
    assert "bracket" not in explained.hint


def test_what_may_be_a_bracket_is_told_of_brackets() -> None:
    assert "bracket" in _explained(FaultCode.SYNTAX, "'(' was never closed", "x = (1").hint


@pytest.mark.parametrize("name", INSTEAD)
def test_what_numpy_gave_up_is_told_with_what_stands_for_it(name: str) -> None:
    message = f"module 'numpy' has no attribute '{name}'"
    explained = _explained(FaultCode.EXCEPTION, "AttributeError", message, f"np.{name}", "")
    assert explained.code == "numpy_removed"
    assert f"np.{name}," in explained.message
    assert INSTEAD[name] in explained.hint


@pytest.mark.parametrize("name", [n for n, instead in INSTEAD.items() if instead.startswith("np.")])
def test_what_stands_for_it_is_there(name: str) -> None:
    whole = INSTEAD[name].removeprefix("np.").partition("(")[0]
    found: object = np
    for part in whole.split("."):
        found = getattr(found, part)


@pytest.mark.parametrize("name", ["float_", "NaN", "product", "in1d", "trapz", "float", "asfarray"])
def test_numpys_own_words_are_understood(name: str) -> None:
    with pytest.raises(AttributeError) as caught:
        getattr(np, name)
    assert removed_name(str(caught.value)) == name


def test_an_import_of_it_is_understood() -> None:
    explained = _explained(
        FaultCode.EXCEPTION, "ImportError", "cannot import name 'in1d' from 'numpy' (x.py)", "", ""
    )
    assert "np.isin" in explained.hint


def test_a_name_that_numpy_never_had_is_none_of_them() -> None:
    assert removed_name("module 'numpy' has no attribute 'fload'") is None
    assert removed_name("module 'torch' has no attribute 'float'") is None
