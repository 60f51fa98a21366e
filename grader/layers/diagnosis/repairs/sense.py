"""Which changes somebody who teaches would make: what gives right numbers by a trick is none."""

import ast
import re

from grader.layers.diagnosis.repairs.sites import Change, Site
from grader.layers.diagnosis.repairs.syntax import name_of

_SMALL = re.compile(r"(self\.)?_?(eps|epsilon|tiny|small|delta|EPS)\w*$")
_NUMBER = re.compile(r"[\d.]+(e-?\d+)?$")
_COUNTING = frozenset(
    (
        "bincount",
        "len",
        "argmax",
        "argmin",
        "argsort",
        "arange",
        "zeros",
        "ones",
        "zeros_like",
        "ones_like",
        "empty",
        "empty_like",
        "eye",
        "unique",
        "nonzero",
        "rand",
        "random",
        "randn",
        "binomial",
        "astype",
        "tri",
        "triu",
        "tril",
        "full",
        "greater",
        "less",
        "range",
    )
)
_IS_COUNT = re.compile(r"^len\(|\.shape(\[-?\d\])?$|\.size$")
_BENT = re.compile(r"np\.(sign|exp|abs|log|tanh|maximum|minimum)\(")
_BENDING = re.compile(r"np\.(sign|exp|abs|log|tanh|sqrt|maximum|minimum)\(.*\)$|.* \*\* 2$")
_POSITIVE = re.compile(r"abs\(|exp\(|square\(|sqrt\(|\*\* 2\b|1e-\d|eps")
_NOTHING = frozenset(("0", "1e-12", "1e-8", "1e-7", "1e-5"))
_UNDONE = frozenset(("sqrt", "abs", "absolute", "fabs"))


def is_sensible(site: Site, change: Change) -> bool:
    """Whether a change can be what was meant."""
    start, end = site.text.span(site.node) if isinstance(site.node, ast.expr) else (-1, -1)
    if change.also or (change.start, change.end) != (start, end):
        return not _is_idle(site, change)
    if any(each(site, change) for each in (_is_without_effect, _is_idle, _loses_upstream)):
        return False
    of, text = site.of(site.node), _without_brackets(change.text)
    if _is_trick(site, of, text) or _is_cancelled(site, text) or _takes_back(of, text):
        return False
    if text.endswith(" ** 2") and text.removesuffix(" ** 2") in {of, f"({of})"}:
        is_undone = {name_of(site.node), name_of(site.parent)} & _UNDONE
        return not is_undone and not _SMALL.match(of)
    if text == f"-{of}":
        return not _has_no_sign(site)
    return True


def _loses_upstream(site: Site, change: Change) -> bool:
    """Whether nothing would be left of the only use of dout, or no gradient that goes with it."""
    if "dout" in site.of(site.node) and _BENDING.match(_without_brackets(change.text)):
        return True
    is_one = isinstance(site.node, ast.Name) and site.node.id == "dout"
    if not is_one or "dout" in change.text or change.also:
        return False
    read = [n for n in ast.walk(site.scope.function) if isinstance(n, ast.Name) and n.id == "dout"]
    return len(read) == 1


def _is_trick(site: Site, of: str, text: str) -> bool:
    """A sign of a size, a small number that stands for something, what is switched off by 0."""
    is_bent = bool(_IS_COUNT.search(of) and _BENT.match(text)) and of in text
    is_small = bool(_SMALL.match(text)) and not _SMALL.match(of) and not _NUMBER.match(of)
    is_one = text == f"np.sign({of})" and bool(_POSITIVE.search(of))
    is_nothing = text.startswith(f"{of} - ") and _is_same(of, text.removeprefix(f"{of} - "))
    is_off = text in _NOTHING and isinstance(site.parent, ast.Assign) and "." in of
    return is_bent or is_small or is_off or is_one or is_nothing


def _is_same(one: str, other: str) -> bool:
    """Whether two texts are the same array, one of them copied."""
    return one.removesuffix(".copy()") == other.removesuffix(".copy()")


def _takes_back(of: str, text: str) -> bool:
    """Whether it is divided by what it is multiplied by already, or the other way round."""
    inner, sign, name = text.rpartition(" / ")
    if not sign:
        inner, sign, name = text.rpartition(" * ")
    other = {" / ": "*", " * ": "/"}.get(sign, "")
    is_more = _without_brackets(inner) == of and name.isidentifier()
    return is_more and bool(
        re.search(rf"(?<![\w.]){name} \{other}|\{other} {name}(?![\w.])", of)
        if other == "*"
        else re.search(rf"/ {name}(?![\w.])", of)
    )


def _without_brackets(text: str) -> str:
    """A text without the brackets that its place needs."""
    inner = text[1:-1]
    return inner if text == f"({inner})" and inner.find("(") <= inner.find(")") else text


def _is_without_effect(site: Site, change: Change) -> bool:
    """A term 0, a factor or an exponent 1, and all that is multiplied by 0."""
    text = change.text
    match site.parent:
        case ast.BinOp(op=operator, right=right):
            is_neutral = isinstance(operator, ast.Mult) or (
                isinstance(operator, ast.Div | ast.Pow) and right is site.node
            )
            return text in {"0", "-0"} or (text == "1" and is_neutral)
        case ast.UnaryOp():
            return text.startswith("-") or text == "0"
    return False


def _is_cancelled(site: Site, text: str) -> bool:
    """Whether it would be divided by itself, or taken from itself: then it should not be there."""
    match site.parent:
        case ast.BinOp(op=ast.Div() | ast.Sub(), left=left, right=right):
            last = left.right if isinstance(left, ast.BinOp) else left
            return text in {site.of(right), site.of(last)}
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return text == site.of(right if left is site.node else left)
        case ast.BinOp(op=ast.Mult()):
            holder = site.parents[-2] if len(site.parents) > 1 else None
            match holder:
                case ast.BinOp(op=ast.Div(), left=left, right=right) if left is site.parent:
                    return text == site.of(right)
    return False


def _has_no_sign(site: Site) -> bool:
    """Whether this is a condition, a number of something, or made of such, or has a sign."""
    node = site.node
    if isinstance(node, ast.Compare | ast.BoolOp | ast.UnaryOp) or name_of(node) in _COUNTING:
        return True
    of = site.of(node)
    return bool(_SMALL.match(of) or _IS_COUNT.search(of)) or site.is_count or site.is_axis


def _is_idle(site: Site, change: Change) -> bool:
    """Whether a statement would assign to something what it holds already."""
    statement = site.statement
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1 or change.also:
        return False
    start, end = site.text.span(statement.value)
    if not start <= change.start <= change.end <= end:
        return False
    between = site.text.between
    value = between(start, change.start) + change.text + between(change.end, end)
    return value.strip() == site.of(statement.targets[0])
