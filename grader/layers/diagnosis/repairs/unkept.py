"""Changes that keep what is lost: of every round of a loop, and from one call to the next."""

import ast
import difflib
import re
from collections.abc import Iterator, Sequence

from grader.layers.diagnosis.repairs.layer_code import LayerCode
from grader.layers.diagnosis.repairs.sites import Change, Site, Splice, sites_of
from grader.layers.diagnosis.repairs.statement_kinds import LAST_ROUND_KEPT, NEVER_KEPT
from grader.layers.diagnosis.repairs.syntax import Assignment, elements_of, target_of

_STORED, _OF_EACH = 0.4, 0.6  # efforts
_ALIKE = 0.4
_GOT = re.compile(r"(\w+)\.(?:get|pop|setdefault)\((['\"]\w+['\"])(?:,.*)?\)$", re.DOTALL)
_KEPT = re.compile(r"(self\.\w+|\w+\[['\"]\w+['\"]\])(\.copy\(\))?$")
_LOOPS = ast.For | ast.While
Placed = tuple[Change, Site]


def keep_what_is_lost(code: LayerCode) -> Iterator[Placed]:
    """What one round of a loop overwrites of another, and what is computed and never stored."""
    sites = [site for scope in code.scopes for site in sites_of(code.text, scope)]
    for site in sites:
        if isinstance(site.node, ast.Assign) and len(site.node.targets) == 1:
            yield from _keep_rounds(sites, site, site.node)
    for scope in code.scopes:
        yield from _store([site for site in sites if site.scope is scope])


def _keep_rounds(sites: Sequence[Site], site: Site, node: ast.Assign) -> Iterator[Placed]:
    """What is stored in a loop, or right after it, and read elsewhere, kept for every round."""
    (target,) = node.targets
    is_element = isinstance(target, ast.Subscript)
    held = site.of(target.value if isinstance(target, ast.Subscript) else target)
    reads = [each for each in sites if _is_read(each, held)]
    loops = _loops(site)
    is_own = held.startswith("self.")
    if not reads or not (is_own or (len(loops) == 1 and isinstance(target, ast.Name))):
        return
    if not is_own:
        found = _handed_on(sites, site, node, loops[0])
    elif not loops:
        found = _of_local(sites, site, node, held, reads)
    elif is_element:
        found = _by_all_indices(sites, site, node, held, reads)
    else:
        found = _in_a_list(site, node, held, loops, reads)
    if found is not None:
        told, splices = found
        yield site.splice_all(splices, LAST_ROUND_KEPT, _OF_EACH, told), site


def _is_read(site: Site, held: str) -> bool:
    is_variable = isinstance(site.node, ast.Attribute | ast.Name)
    return is_variable and isinstance(site.node.ctx, ast.Load) and site.of(site.node) == held  # type: ignore[union-attr]


def _is_given(site: Site, name: str) -> bool:
    """Whether a local variable is given something here."""
    return isinstance(site.node, ast.Name) and not _is_read(site, name) and site.node.id == name


def _loops(site: Site) -> list[ast.For | ast.While]:
    """The loops around a place, the outermost first."""
    return [each for each in site.parents if isinstance(each, _LOOPS)]


def _indices(loops: Sequence[ast.For | ast.While]) -> list[str]:
    """What counts the rounds of each loop; nothing where nothing does."""
    return [_index_of(each) for each in loops]


def _index_of(node: ast.For | ast.While) -> str:
    match node:
        case ast.For(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"))):
            return name
        case ast.For(
            target=ast.Tuple(elts=[ast.Name(id=name), *_]),
            iter=ast.Call(func=ast.Name(id="enumerate")),
        ):
            return name
    return ""


def _in_a_list(
    site: Site,
    node: ast.Assign,
    held: str,
    loops: Sequence[ast.For | ast.While],
    reads: Sequence[Site],
) -> tuple[str, list[Splice]] | None:
    """A list in the place of one value, or a dict where loops are nested."""
    key = ", ".join(_indices(loops))
    is_list = len(loops) == 1
    if not is_list and not all(_indices(loops)):
        return None
    value = site.of(node.value)
    told = f"{held}.append({value})" if is_list else f"{held}[{key}] = {value}"
    splices = [(*site.text.span(node), told), _begin(site, held, loops[0], is_list=is_list)]
    for each in reads:
        is_here = each.scope.function is site.scope.function
        text = f"{held}[{'-1' if is_list else key}]" if is_here else _of_round(each, held, loops)
        if not text:
            return None
        splices.append((*each.text.span(each.node), text))
    return told, splices


def _begin(site: Site, held: str, loop: ast.For | ast.While, *, is_list: bool) -> Splice:
    """The line before a loop that makes what its rounds are kept in."""
    start = site.text.span(loop)[0]
    return start, start, f"{held} = {'[]' if is_list else '{}'}\n{' ' * loop.col_offset}"


def _of_round(site: Site, held: str, loops: Sequence[ast.For | ast.While]) -> str:
    """What is read of so many loops in a place; nothing where its round is not counted."""
    around = _loops(site)
    own = _indices(around[: len(loops)])
    if len(own) == len(loops) and all(own):
        return f"{held}[{', '.join(own)}]"
    return f"np.array({held})" if len(loops) == 1 and not around else ""


def _of_local(
    sites: Sequence[Site], site: Site, node: ast.Assign, held: str, reads: Sequence[Site]
) -> tuple[str, list[Splice]] | None:
    """A list of what a local variable was in each round, where the last is stored after them."""
    name = site.of(node.value)
    made = [
        each
        for each in sites
        if each.scope.function is site.scope.function
        and isinstance(each.node, ast.Assign)
        and [each.of(target) for target in each.node.targets] == [name]
        and each.node.lineno < node.lineno
    ]
    loops = _loops(made[-1]) if made else []
    if len(loops) != 1:
        return None
    told, end = f"{held}.append({name})", site.text.span(made[-1].node)[1]
    line = f"\n{' ' * made[-1].node.col_offset}{told}"
    begin = _begin(site, held, loops[0], is_list=True)
    splices = [(*site.text.span(node), "pass"), (end, end, line), begin]
    for each in reads:
        text = _of_round(each, held, loops)
        if not text or each.scope.function is site.scope.function:
            return None
        splices.append((*each.text.span(each.node), text))
    return told, splices


def _handed_on(
    sites: Sequence[Site], site: Site, node: ast.Assign, loop: ast.For | ast.While
) -> tuple[str, list[Splice]] | None:
    """A list of what a local variable was in each round, where a function hands on the last."""
    name, function = site.of(node.targets[0]), site.scope.function
    held = f"{name}_each"
    after = [
        each
        for each in sites
        if each.scope.function is function
        and _is_read(each, name)
        and each.node.lineno > (loop.end_lineno or 0)
    ]
    if not any(isinstance(each.parent, ast.Tuple) for each in after):
        return None
    told, end = f"{held}.append({name})", site.text.span(node)[1]
    line = f"\n{' ' * node.col_offset}{told}"
    splices = [(end, end, line), _begin(site, held, loop, is_list=True)]
    splices += [(*each.text.span(each.node), f"np.array({held})") for each in after]
    again = [each.scope for each in sites if each.is_in_loop and _is_given(each, name)]
    for each in sites:
        indices = _indices(_loops(each)[:1])
        is_there = each.scope.function is not function and indices and indices[0]
        is_name = _is_read(each, name) and each.scope not in again
        if is_there and (is_name or _is_read(each, "cache")):
            start, stop = each.text.span(each.node)
            splices.append((start, stop, f"{each.of(each.node)}[{indices[0]}]"))
    return told, splices


def _by_all_indices(
    sites: Sequence[Site], site: Site, node: ast.Assign, held: str, reads: Sequence[Site]
) -> tuple[str, list[Splice]] | None:
    """What is stored by some of the indices of its loops, by all of them."""
    (target,) = node.targets
    assert isinstance(target, ast.Subscript)
    indices = _indices(_loops(site))
    written = [site.of(each) for each in elements_of(target.slice)]
    if not all(indices) or not set(written) < set(indices):
        return None
    key = ", ".join(indices)
    splices = [(*site.text.span(target.slice), key)]
    for each in reads:
        own = _indices(_loops(each))
        if each.parent is target:
            continue
        if not isinstance(each.parent, ast.Subscript) or len(own) != len(indices) or not all(own):
            return None
        splices.append((*each.text.span(each.parent.slice), ", ".join(own)))
    for each in sites:
        match each.node:
            case ast.Assign(targets=[made], value=value) if each.of(made) == held:
                splices.append((*each.text.span(value), "{}"))
    return f"{held}[{key}] = {site.of(node.value)}", splices


def _store(sites: Sequence[Site]) -> Iterator[Placed]:
    """Every new value of what is held between calls, stored where the old one was."""
    assigned = [(site, site.node) for site in sites if isinstance(site.node, Assignment)]
    stored = {_holder(site.of(target_of(node))) for site, node in assigned}
    held = dict[str, str]()
    splices, first = list[Splice](), None
    told = list[str]()
    for site, node in assigned:
        target = target_of(node)
        if not isinstance(target, ast.Name):
            continue
        where = _held_in(site.of(node.value)) if isinstance(node, ast.Assign) else ""
        if where:
            held[target.id] = where
            continue
        place = held.get(target.id, "") or _likest(site, target.id, node.value)
        if not place or _holder(place) in stored:
            continue
        first = first or site
        end = site.text.span(node)[1]
        told.append(f"{place} = {target.id}")
        splices.append((end, end, f"\n{' ' * node.col_offset}{told[-1]}"))
    if first is not None:
        yield first.splice_all(splices, NEVER_KEPT, _STORED, "; ".join(told)), first


def _holder(text: str) -> str:
    """A place by one way to write it."""
    return text.replace("'", '"')


def _held_in(text: str) -> str:
    """Where a value is held between calls, if that is what stands here."""
    if found := _GOT.match(text):
        return f"{found[1]}[{found[2]}]"
    found = _KEPT.match(text)
    return found[1] if found else ""


def _likest(site: Site, name: str, value: ast.expr) -> str:
    """What is held under nearly the same name, and goes into the new value."""
    held = [
        text
        for each in ast.walk(value)
        if isinstance(each, ast.Attribute | ast.Subscript | ast.Call)
        and (text := _held_in(site.of(each)))
    ]
    scores = {
        each: difflib.SequenceMatcher(None, name, re.sub(r"\W|self|param", "", each)).ratio()
        for each in held
    }
    best = max(scores, key=lambda each: scores[each], default="")
    return best if best and scores[best] >= _ALIKE else ""
