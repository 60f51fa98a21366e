"""Groups of people from pairs of them."""

from collections.abc import Iterable


def groups_of(pairs: Iterable[tuple[str, str]]) -> tuple[frozenset[str], ...]:
    """Everybody who is joined by pairs, directly or through others, largest groups first."""
    group_of: dict[str, set[str]] = {}
    for first, second in pairs:
        joined = group_of.get(first, {first}) | group_of.get(second, {second})
        group_of.update(dict.fromkeys(joined, joined))
    distinct = {frozenset(group) for group in group_of.values()}
    return tuple(sorted(distinct, key=lambda group: (-len(group), sorted(group))))
