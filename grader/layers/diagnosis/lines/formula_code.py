"""Formulas as code that runs beside a student's: their text, and what they need."""

import inspect
from collections.abc import Iterator, Sequence

from grader.layers.diagnosis import arithmetic
from grader.layers.diagnosis.arithmetic import REDUCTIONS
from grader.layers.diagnosis.formulas import Expression, Line
from grader.layers.diagnosis.lines import beside_code

KEEP, INSTEAD, TAKE, SHOW = "_keep_", "_instead_", "_take_inputs_", "_kept_values_"
IN_TURN = "_in_turn_"
_TAIL = f"""
import builtins as _beside_
_members_ = {{"__name__": "beside"}}
exec(_beside_.compile(%r, "beside.py", "exec"), _members_)
_beside_.{KEEP} = _members_["keep"]
_beside_.{INSTEAD} = lambda number, value: _members_["put_instead"](
    _members_["formulas"][number], value)
_beside_.{IN_TURN} = lambda number, value, axes: _members_["put_in_turn"](
    number, _members_["formulas"][number], value, axes)
def {TAKE}(given):
    return _members_["take_inputs"](given)
def {SHOW}():
    return _members_["kept_values"]()
"""

Formula = tuple[Sequence[Line], Expression]
"""An expression, and the lines before it."""


def tail_of(formulas: Sequence[Formula]) -> bytes:
    """What is put behind a file so that its code can keep values, or have these formulas."""
    text = "\n".join(
        (inspect.getsource(arithmetic), inspect.getsource(beside_code), *_definitions(formulas))
    )
    return (_TAIL % text).encode()


def _definitions(formulas: Sequence[Formula]) -> Iterator[str]:
    for number, (lines, expression) in enumerate(formulas):
        yield f"def formula_{number}(v):"
        for line in needed_lines(lines, expression):
            yield f"    v[{line.name!r}] = {_code(line.expression)}"
        yield f"    return {_code(expression)}"
    yield f"formulas = [{', '.join(f'formula_{number}' for number in range(len(formulas)))}]"


def needed_lines(lines: Sequence[Line], expression: Expression) -> Sequence[Line]:
    """The lines that an expression rests on, in their order."""
    wanted, found = set(expression.names), list[Line]()
    for line in reversed(lines):
        if line.name in wanted:
            found.append(line)
            wanted |= line.expression.names
    return found[::-1]


def _code(expression: Expression) -> str:
    operation, detail = expression.operation, expression.detail
    if operation == "name":
        return f"v[{detail!r}]"
    if operation == "number":
        return repr(detail)
    arguments = [_code(part) for part in expression.parts]
    if operation in REDUCTIONS:
        return f"REDUCTIONS[{operation!r}]({arguments[0]}, {detail!r})"
    return f"FUNCTIONS[{operation!r}]({', '.join(arguments)})"
