"""Messages between a server and its grading processes: bit for bit, and read strictly."""

import io
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.problems import Problem
from grader.process.messages import (
    MOST_BYTES,
    Failed,
    Graded,
    MessageError,
    Printed,
    receive_answer,
    receive_order,
    send_message,
)
from grader.reports import Finding, LayerReport, Outcome, Report
from grader.verdicts import Verdict


def sent(message: Any) -> bytes:
    written = io.BytesIO()
    send_message(written.write, message)
    return written.getvalue()


def framed(body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + body


@given(score=st.floats(allow_nan=False, allow_infinity=False), text=st.text())
def test_an_outcome_arrives_bit_for_bit(score: float, text: str) -> None:
    problem = Problem(code="c", values={"text": text, "whole": 1, "number": score})
    outcome = Outcome(
        verdict=Verdict.SCORED, score=score, report=Report(problems=(problem,), output=text)
    )
    said = sent(Graded(outcome=outcome, resident_bytes=1))

    heard = receive_answer(io.BytesIO(said).read)

    assert isinstance(heard, Graded)
    assert heard.outcome == outcome
    assert heard.outcome.score is not None
    assert heard.outcome.score.hex() == score.hex()


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_what_is_no_finite_number_arrives_as_it_is(value: float) -> None:
    finding = Finding(check="forward", case="c", got=value, problem=Problem(code="c"))
    layer = LayerReport(
        layer="Add", points=0, max_points=1, checks_passed=0, checks_total=1, findings=(finding,)
    )
    outcome = Outcome(verdict=Verdict.WRONG_VALUE, report=Report(layers=(layer,)))

    heard = receive_answer(io.BytesIO(sent(Graded(outcome=outcome, resident_bytes=1))).read)

    assert isinstance(heard, Graded)
    assert repr(heard.outcome) == repr(outcome)


def test_the_other_sides_end_is_the_end() -> None:
    assert receive_answer(io.BytesIO(b"").read) is None


@pytest.mark.parametrize(
    "said",
    [
        framed(b"[]"),
        framed(b"{"),
        framed(b'{"kind":"told"}'),
        framed(b'{"kind":"printed","text":1}'),
        framed(b'{"kind":"printed","text":"x","more":1}'),
        framed(b'{"kind":"graded","outcome":{"verdict":"best"},"resident_bytes":1}'),
        framed(b'{"kind":"graded","outcome":{"verdict":"scored","score":"1"},"resident_bytes":1}'),
        framed(b'{"kind":"ready","version":2,"code":null,"resident_bytes":1}'),
        framed(b'{"kind":"printed","text":"x"}')[:-1],
        (MOST_BYTES + 1).to_bytes(4, "big") + b"{}",
    ],
)
def test_an_answer_that_cannot_be_read_is_believed_in_no_part(said: bytes) -> None:
    with pytest.raises(MessageError):
        receive_answer(io.BytesIO(said).read)


def test_an_answer_is_no_order() -> None:
    with pytest.raises(MessageError):
        receive_order(io.BytesIO(sent(Printed(text="x"))).read)


def test_what_is_too_long_is_not_sent() -> None:
    with pytest.raises(MessageError, match="are the most"):
        sent(Failed(error="x" * MOST_BYTES, resident_bytes=1))
