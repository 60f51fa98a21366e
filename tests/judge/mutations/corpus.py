"""The corpus: right rewrites of every layer, and wrong versions of them.

RIGHT  what must not be blamed
WRONG  what must be caught, with what it costs and what the mistake is called
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from tests.judge.mutations.by_hand import BY_HAND
from tests.judge.mutations.operators import mutate
from tests.judge.mutations.rewrites import RIGHT, Rewrite, rewrite_named
from tests.judge.mutations.selection import read

__all__ = ["RIGHT", "WRONG", "Mutant", "Rewrite"]


@dataclass(frozen=True)
class Mutant:
    """A wrong version of one layer.

    written: makes its source, which takes longer than to list what there is. arrays: those that
    lose points; None where forward is wrong and gradients may fall with it. causes: codes of
    problems that name the mistake; none where it has no name.
    """

    name: str
    layer: str
    declared: Mapping[str, str]
    written: Callable[[], str]
    arrays: frozenset[str] | None
    causes: frozenset[str]

    @cached_property
    def source(self) -> str:
        """What is handed in."""
        return self.written()


def _of(
    name: str, rewrite: Rewrite, written: Callable[[], str], arrays: object, causes: object
) -> Mutant:
    lost = None if arrays is None else frozenset(arrays)
    return Mutant(name, rewrite.layer, rewrite.declared, written, lost, frozenset(causes))


def _by_hand() -> list[Mutant]:
    return [
        _of(name, rewrite_named(each.rewrite), partial(str, each.source), each.arrays, each.causes)
        for name, each in BY_HAND.items()
    ]


def _mechanical() -> list[Mutant]:
    found = []
    for each in read():
        rewrite = rewrite_named(each.rewrite)
        written = partial(mutate, each.operator, rewrite, each.place)
        name = f"{each.rewrite}: {each.operator} ({each.place})"
        found.append(_of(name, rewrite, written, each.arrays, each.causes))
    return found


WRONG: tuple[Mutant, ...] = (*_by_hand(), *_mechanical())
