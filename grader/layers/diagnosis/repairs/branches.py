"""Changes of where a statement stands, and of how far a loop goes."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.sites import Change, Site
from grader.layers.diagnosis.repairs.statement_kinds import INTO_LOOP, OTHER_BRANCH
from grader.layers.diagnosis.repairs.syntax import elements_of, opposite_of

_INTO_LOOP, _OTHER_BRANCH, _LENGTH = 0.9, 1.3, 1.0  # efforts


def change_branches(site: Site) -> Iterator[Change]:
    """What is taken once for all rounds, what stands in the wrong branch, how far a loop goes."""
    node = site.node
    if isinstance(node, ast.For):
        yield from _into_loop(site, node)
        yield from _as_far_as(site, node)
    if isinstance(node, ast.If):
        yield from _to_other_branch(site, node)


def _into_loop(site: Site, node: ast.For) -> Iterator[Change]:
    """`y = cache[i]` in the loop for `y = cache[0]` before it."""
    block = site.block or []
    if not isinstance(node.target, ast.Name | ast.Tuple) or not node.body:
        return
    index = elements_of(node.target)[0]
    for other in block[: block.index(node)] if node in block else ():
        match other:
            case ast.Assign(
                targets=[ast.Name() as target],
                value=ast.Subscript(value=held, slice=ast.Constant(value=int())),
            ) if not ast.unparse(held).endswith(".shape"):
                first = node.body[0]
                start = site.text.span(first)[0]
                line = f"{target.id} = {site.of(held)}[{ast.unparse(index)}]"
                text = f"{line}\n{' ' * first.col_offset}"
                change = site.replace(other, "pass", INTO_LOOP, _INTO_LOOP)
                yield replace(change, also=((start, start, text),))


def _as_far_as(site: Site, node: ast.For) -> Iterator[Change]:
    """A loop over all of an axis of what is indexed in it."""
    match node:
        case ast.For(
            target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"), args=[*_, last])
        ):
            for text in dict.fromkeys(_lengths(node, name)):
                if text != site.of(last):
                    yield site.replace(last, text, kinds.OTHER_SIZE, _LENGTH)


def _lengths(node: ast.For, name: str) -> Iterator[str]:
    """The lengths of the axes that a variable is the index of."""
    for each in ast.walk(node):
        if isinstance(each, ast.Subscript) and isinstance(each.value, ast.Name | ast.Attribute):
            for axis, part in enumerate(elements_of(each.slice)):
                if isinstance(part, ast.Name) and part.id == name:
                    yield f"{ast.unparse(each.value)}.shape[{axis}]"


def _to_other_branch(site: Site, node: ast.If) -> Iterator[Change]:
    """The first statements of a condition under the opposite one, or one in its else."""
    test = site.of(node.test)
    indent = " " * node.col_offset
    for moved in node.body[:-1] if not node.orelse else ():
        last = node.body.index(moved)
        start, end = site.text.span(node.body[0])[0], site.text.span(node.body[last])[1]
        head, body = site.text.span(node)[0], site.text.between(start, end)
        rest = site.text.span(node.body[last + 1])[0]
        text = f"if {opposite_of(test)}:\n{' ' * node.body[0].col_offset}{body}\n{indent}"
        change = site.splice(start, rest, "", OTHER_BRANCH, _OTHER_BRANCH)
        yield replace(change, also=((head, head, text),))
