import sys

from hypothesis import given
from hypothesis import strategies as st

from grader.catalogue import PROBLEM_KINDS
from grader.problems import Catalogue
from grader.sandbox.protocol.frames import Fault, FaultCode, Operation
from grader.sandbox.protocol.request import Call, Limits
from grader.sandbox.results.faults import one_line, plain_text, problem_of, verdict_of
from grader.verdicts import Verdict

LIMITS = Limits(1, 1, 256_000_000, 100)
CALL = Call(Operation.CALL, "forward")


@given(
    code=st.sampled_from(FaultCode),
    texts=st.lists(st.text(max_size=30), max_size=5),
    call=st.sampled_from([CALL, None]),
)
def test_every_fault_with_any_texts_can_be_worded_in_both_languages(
    code: FaultCode, texts: list[str], call: Call | None
) -> None:
    problem = problem_of(Fault(code, tuple(texts), 1), "Affine.forward", call, LIMITS)
    for locale in ("en", "ja"):
        explained = Catalogue.of(PROBLEM_KINDS).explain(problem, locale)
        assert "{" not in explained.message or any("{" in text for text in texts)
        assert explained.hint


def test_only_memory_and_what_is_forbidden_have_verdicts_of_their_own() -> None:
    verdicts = {code: verdict_of(Fault(code)) for code in FaultCode}
    assert verdicts.pop(FaultCode.MEMORY) is Verdict.MEMORY_LIMIT
    assert verdicts.pop(FaultCode.FORBIDDEN) is Verdict.FORBIDDEN_ACTION
    assert set(verdicts.values()) == {Verdict.ERROR_IN_CODE}


def test_control_characters_and_escape_sequences_are_taken_out_of_texts() -> None:
    assert plain_text("a\x1b[31mb\x00c\u202e\r\n\td") == "a[31mbc\n\td"
    assert one_line("a\n  b\t c") == "a b c"


def test_the_wide_space_of_japanese_is_text() -> None:
    assert plain_text("誤差　逆伝播") == "誤差　逆伝播"


def test_html_and_braces_stay_the_plain_text_that_they_are() -> None:
    assert one_line("<script>{x}</script>") == "<script>{x}</script>"


def test_paths_of_this_machine_are_taken_out_of_texts() -> None:
    text = plain_text(f"{sys.prefix}/lib/x.py and {sys.base_prefix}/y and {__file__}")
    assert sys.prefix not in text
    assert sys.base_prefix not in text


@given(st.text(max_size=3000))
def test_a_line_is_bounded_and_printable(text: str) -> None:
    line = one_line(text)
    assert len(line) <= 500
    assert line.isprintable()


def test_the_way_to_an_exception_comes_along_where_there_is_one() -> None:
    way = "line 1, in <module>\n    f()\nline 3, in f\n    1 / 0"
    fault = Fault(FaultCode.EXCEPTION, ("ValueError", "no", "1 / 0", way), 3)
    alone = Fault(FaultCode.EXCEPTION, ("ValueError", "no", "1 / 0", ""), 3)

    assert problem_of(fault, "layers.py", None, LIMITS).values["trace"] == way
    assert "trace" not in problem_of(alone, "layers.py", None, LIMITS).values


def test_a_text_is_cut_before_it_is_cleaned_which_takes_long() -> None:
    assert one_line("\0" * 1_999 + "x" * 60_000) == "x"
