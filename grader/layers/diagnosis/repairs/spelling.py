"""Changes of words, and of names that nothing goes by: keys, modes, misspelt variables."""

import ast
import difflib
import re
from collections.abc import Iterator

from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.sites import Change, Site
from grader.layers.diagnosis.repairs.source_text import ATOM

_ALIKE = 0.6
_MISSPELT, _UNKNOWN, _ANOTHER = 0.4, 0.8, 2.2  # efforts
_MOST = 8


def change_words(site: Site) -> Iterator[Change]:
    """A word that is compared with, or looked up by, for one that never comes."""
    node, known = site.node, site.scope.words
    match node:
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Eq()], comparators=[ast.Constant(str())]):
            if name.startswith(("train", "is_train")):
                yield site.become(name, ATOM, kinds.UNKNOWN_WORD, _MISSPELT)
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return
    if not _is_looked_up(site) or _is_stored(site, node.value):
        return
    others = dict.fromkeys((*known, *site.scope.strings))
    for word in [each for each in others if each != node.value][:_MOST]:
        effort = _ANOTHER if node.value in known else _UNKNOWN
        if effort is _UNKNOWN and _is_alike(word, node.value):
            effort = _MISSPELT
        yield site.become(f'"{word}"', ATOM, kinds.UNKNOWN_WORD, effort)


def _is_stored(site: Site, word: str) -> bool:
    """Whether the file itself puts something into a dict by that word."""
    name = re.escape(word)
    quoted = rf"""['"]{name}['"]\s*"""
    stored = rf"[{{,]\s*{quoted}:|{quoted}\]\s*[-+*/]?=(?!=)|[(,]\s*{name}\s*=(?!=)"
    return re.search(stored.encode(), site.text.data) is not None


def _is_looked_up(site: Site) -> bool:
    match site.parent:
        case ast.Compare() | ast.Subscript():
            return True
        case ast.Call(func=ast.Attribute(attr="get" | "pop" | "setdefault"), args=[first, *_]):
            return first is site.node
    return isinstance(site.parent, ast.Tuple | ast.List | ast.Set) and any(
        isinstance(each, ast.Compare) for each in site.parents[-2:]
    )


def change_misspelt(site: Site) -> Iterator[Change]:
    """A name that is given nothing for one that is like it, and the other way round."""
    node, scope = site.node, site.scope
    if not isinstance(node, ast.Name | ast.Attribute):
        return
    written = site.of(node)
    is_own = isinstance(node, ast.Name) or written.count(".") == 1
    is_read = isinstance(node.ctx, ast.Load)
    if not is_own or (isinstance(node, ast.Attribute) and not written.startswith("self.")):
        return
    if is_read and written not in (*scope.names, *scope.helpers, "self", "np", "math"):
        others = scope.names
    elif not is_read and written in scope.unread:
        others = (*scope.wanted, *scope.attributes)
    else:
        return
    for other in others:
        if other != written and _is_alike(other, written):
            yield site.become(other, ATOM, kinds.MISSPELT, _MISSPELT)


def _is_alike(one: str, other: str) -> bool:
    ratio = difflib.SequenceMatcher(None, one, other).ratio()
    return ratio >= _ALIKE
