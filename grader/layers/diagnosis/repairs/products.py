"""Changes of products of matrices that are written as calls, and of sums by `einsum`."""

import ast
import itertools
from collections.abc import Iterator

from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.sites import Change, Site
from grader.layers.diagnosis.repairs.source_text import ATOM
from grader.layers.diagnosis.repairs.syntax import is_of_module, name_of

_FEWEST, _MOST = 2, 5  # letters of a term of which two are swapped


def change_products(site: Site) -> Iterator[Change]:
    """Factors transposed, swapped or both."""
    node = site.node
    if not isinstance(node, ast.Call):
        return
    name = name_of(node)
    if name in {"dot", "matmul"}:
        yield from _change_dot(site, node)
    elif name == "einsum" and node.args and isinstance(node.args[0], ast.Constant):
        yield from _change_einsum(site, node.args[0])


def _change_dot(site: Site, node: ast.Call) -> Iterator[Change]:
    is_function = is_of_module(node)
    factors = list(node.args)
    if not is_function and isinstance(node.func, ast.Attribute):
        factors.insert(0, node.func.value)
    if len(factors) != 2:
        return
    left, right = (site.text.operand(each, ATOM) for each in factors)
    left_T, right_T = map(_turned, (left, right))
    for number, (one, other) in enumerate(
        (
            (right_T, left_T),
            (left_T, right),
            (left, right_T),
            (right, left),
            (right_T, left),
            (right, left_T),
            (left_T, right_T),
        )
    ):
        head = site.of(node.func) if is_function else ""
        text = f"{head}({one}, {other})" if is_function else f"{one}.dot({other})"
        yield site.become(text, ATOM, kinds.TRANSPOSE, 1.0 + 0.15 * number)


def _turned(text: str) -> str:
    return text.removesuffix(".T") if text.endswith(".T") else f"{text}.T"


def _change_einsum(site: Site, pattern: ast.Constant) -> Iterator[Change]:
    """Two letters of a term swapped, one more or less in the result."""
    if not isinstance(pattern.value, str) or "->" not in pattern.value:
        return
    inputs, _, output = pattern.value.replace(" ", "").partition("->")
    terms = [*inputs.split(","), output]
    for place, term in enumerate(terms):
        if not _FEWEST <= len(term) <= _MOST:
            continue
        for one, other in itertools.combinations(range(len(term)), 2):
            letters = list(term)
            letters[one], letters[other] = letters[other], letters[one]
            changed = [*terms[:place], "".join(letters), *terms[place + 1 :]]
            text = f"{','.join(changed[:-1])}->{changed[-1]}"
            yield site.replace(pattern, f'"{text}"', kinds.ORDER_OF_AXES, 1.4)
    for letter in output:
        shorter = output.replace(letter, "")
        yield site.replace(pattern, f'"{inputs}->{shorter}"', kinds.OTHER_AXIS, 1.6)
    for letter in dict.fromkeys(inputs.replace(",", "")):
        if letter not in output:
            yield site.replace(pattern, f'"{inputs}->{output}{letter}"', kinds.OTHER_AXIS, 1.8)
