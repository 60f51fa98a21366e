"""A mistake as a change of a right rewrite's text."""

from dataclasses import dataclass

from tests.judge.mutations.rewrites import rewrite_named


@dataclass(frozen=True)
class Planted:
    """`old` becomes `new` in a rewrite. causes: codes that name the mistake. arrays: what it costs.

    arrays: None where forward is wrong, and gradients may or may not fall with it.
    """

    rewrite: str
    old: str
    new: str
    causes: frozenset[str]
    arrays: frozenset[str] | None = None

    @property
    def source(self) -> str:
        """The wrong version. Raises ValueError where there is nothing to change."""
        original = rewrite_named(self.rewrite).source
        if self.old not in original:
            raise ValueError(f"{self.rewrite} has no {self.old!r}")
        return original.replace(self.old, self.new)


def planted(rewrite: str, old: str, new: str, causes: str, arrays: str = "") -> Planted:
    """A mistake from lists of words; no arrays stand for None."""
    lost = frozenset(arrays.split()) if arrays else None
    return Planted(rewrite, old, new, frozenset(causes.split()), lost)
