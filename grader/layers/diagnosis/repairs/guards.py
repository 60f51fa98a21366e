"""Changes of the small number that keeps a logarithm from 0, where it is so large that it shows."""

import ast
import re
from collections.abc import Iterator

from grader.layers.diagnosis.repairs.kinds import GUARD
from grader.layers.diagnosis.repairs.layer_code import LayerCode
from grader.layers.diagnosis.repairs.sites import Change, Site, sites_of
from grader.layers.diagnosis.repairs.syntax import defaults_of, name_of, target_of

_LEAST, _MOST = 1e-5, 0.1  # of those that show, and of what anybody means for one
_INSTEAD = "1e-7"
_EFFORT = 0.2
_BOUNDS = frozenset(("clip", "maximum", "fmax", "where"))
_LOGARITHM = re.compile(r"\blog(2|10)?\(")
_NAME = re.compile(r"eps|tiny|small|delta|guard", re.IGNORECASE)


def shrink_guards(code: LayerCode) -> Iterator[tuple[Change, Site]]:
    """A much smaller one, in one place and wherever a layer has the same."""
    alike: dict[str, list[Site]] = {}
    for scope in code.scopes:
        for site in sites_of(code.text, scope):
            if _is_small(site) and (_named(site) or _is_added(site) or _is_bound(site)):
                alike.setdefault(site.of(site.node), []).append(site)
    for sites in alike.values():
        guards = [site for site in sites if _is_of_logarithm(site)]
        for some in [*([each] for each in guards), *([sites] if guards and sites[1:] else ())]:
            splices = [(*site.text.span(site.node), _INSTEAD) for site in some]
            yield some[0].splice_all(splices, GUARD, _EFFORT), some[0]


def _is_small(site: Site) -> bool:
    value = site.node.value if isinstance(site.node, ast.Constant) else None
    return isinstance(value, float) and _LEAST <= value <= _MOST


def _is_added(site: Site) -> bool:
    match site.parent:
        case ast.BinOp(op=ast.Add()) | ast.AugAssign(op=ast.Add()):
            return True
    return False


def _is_bound(site: Site) -> bool:
    """Whether nothing below this number is left."""
    is_min = isinstance(site.parent, ast.keyword) and site.parent.arg in {"min", "a_min"}
    return is_min or isinstance(site.parent, ast.Compare) or name_of(site.parent) in _BOUNDS


def _named(site: Site) -> str:
    """What the number is called; nothing where it has no name for a small one."""
    name = ""
    match site.parent:
        case ast.Assign() as statement:
            name = site.of(target_of(statement)).rpartition(".")[2]
        case ast.keyword(arg=str(name)):
            pass
        case ast.FunctionDef() as function:
            name = next((n for n, default in defaults_of(function) if default is site.node), "")
    return name if _NAME.search(name) else ""


def _is_of_logarithm(site: Site) -> bool:
    """Whether a logarithm is taken of what this is added to or bounds."""
    if any(_LOGARITHM.match(f"{name_of(each)}(") for each in site.parents):
        return True
    if name := _named(site):
        of_name = rf"\blog(2|10)?\([^\n]*\b{re.escape(name)}\b"
        return re.search(of_name, site.text.data.decode()) is not None
    is_stored = isinstance(site.statement, ast.Assign | ast.AugAssign)
    is_divided = any(
        isinstance(each, ast.BinOp) and isinstance(each.op, ast.Div) for each in site.parents
    )
    has_logarithm = _LOGARITHM.search(site.of(site.scope.function)) is not None
    return is_stored and not is_divided and has_logarithm
