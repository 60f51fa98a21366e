"""Changes that make one pass of a layer, or one line, as another is, and that put scaling last."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.layer_code import LayerCode
from grader.layers.diagnosis.repairs.sites import Change, Site, sites_of
from grader.layers.diagnosis.repairs.source_text import PRODUCT
from grader.layers.diagnosis.repairs.statement_kinds import DONE_FIRST, UNLIKE_THE_OTHER_PASS
from grader.layers.diagnosis.repairs.syntax import Function

_TWIN, _BESIDE, _LAST = 0.6, 0.5, 0.8  # efforts
_MOST_TWINS = 6
Placed = tuple[Change, Site]


def make_passes_alike(code: LayerCode) -> Iterator[Placed]:
    """What one pass gives to a local variable for what the other gives to one of that name."""
    made = [_made_in(list(sites_of(code.text, scope))) for scope in code.scopes]
    for own in made:
        for other in made:
            if own and other and own is not other:
                yield from _twins(own, other)


def _made_in(sites: Sequence[Site]) -> Mapping[str, Site]:
    """The statements of a function that alone give something to their variables."""
    found: dict[str, list[Site]] = {}
    for site in sites:
        if isinstance(site.node, ast.Assign) and isinstance(site.scope.function, Function):
            found.setdefault(site.of(site.node.targets[0]), []).append(site)
    return {name: each[0] for name, each in found.items() if len(each) == 1 and "self" not in name}


def _twins(own: Mapping[str, Site], other: Mapping[str, Site]) -> Iterator[Placed]:
    changes = list[Change]()
    sites = list[Site]()
    for target, site in own.items():
        model = other.get(target)
        if model is None or site.of(_value(site)) == model.of(_value(model)):
            continue
        text = model.of(_value(model))
        if _reads(_value(model)) <= _known(site) and "\n" not in text:
            changes.append(site.replace(_value(site), text, UNLIKE_THE_OTHER_PASS, _TWIN))
            sites.append(site)
    yield from zip(changes[:_MOST_TWINS], sites, strict=False)
    if 1 < len(changes) <= _MOST_TWINS:
        also = tuple((each.start, each.end, each.text) for each in changes[1:])
        yield replace(changes[0], also=also), sites[0]


def _value(site: Site) -> ast.expr:
    assert isinstance(site.node, ast.Assign)
    return site.node.value


def _reads(node: ast.expr) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _known(site: Site) -> set[str]:
    """Every name that can be read where a statement is."""
    local = {name for name, line in site.scope.since.items() if line < site.node.lineno}
    given = set(site.scope.variables) - set(site.scope.since)
    return local | given | {"np", "self"} | set(site.scope.helpers)


def build_as_beside(site: Site) -> Iterator[Change]:
    """`mean = run["mean"]` where `var = run["var"]` stands beside it."""
    node, block = site.node, site.block
    if not block or not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
        return
    own, place = node.targets[0].id, block.index(node)
    for other in [*block[max(place - 1, 0) : place], *block[place + 1 : place + 2]]:
        match other:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                text = re.sub(rf"(?<![a-zA-Z]){name}(?![a-zA-Z])", own, site.of(value))
                if text not in {site.of(value), site.of(node.value)}:
                    yield site.replace(node.value, text, kinds.UNLIKE, _BESIDE)


def scale_at_the_end(site: Site) -> Iterator[Change]:
    """`return g * z + b` for `a = g * x + b` before z is made of it."""
    node, function = site.node, site.scope.function
    if not isinstance(function, Function) or getattr(site.statement, "value", None) is None:
        return
    match node:
        case ast.BinOp(
            op=ast.Add(),
            left=ast.BinOp(op=ast.Mult(), left=one, right=other),
            right=ast.Name() | ast.Attribute() as shift,
        ):
            pass
        case _:
            return
    end = function.body[-1]
    if not isinstance(end, ast.Return) or end.value is None or end is site.statement:
        return
    result = end.value.elts[0] if isinstance(end.value, ast.Tuple) and end.value.elts else end.value
    start, stop = site.text.span(result)
    for kept, factor in ((other, one), (one, other)):
        if isinstance(kept, ast.Name) and isinstance(factor, ast.Name | ast.Attribute):
            held = site.text.operand(result, PRODUCT)
            text = f"{site.of(factor)} * {held} + {site.of(shift)}"
            change = site.replace(node, site.of(kept), DONE_FIRST, _LAST)
            yield replace(change, also=((start, stop, text),), instead=text)
