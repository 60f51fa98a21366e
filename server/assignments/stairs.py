"""The stairs of the Ladder as people read them: no number is better than what was reached."""

from dataclasses import dataclass
from decimal import Context, Decimal

from grader import Better, Definition, public_ladder
from server.assignments.access import AssignmentAccess
from server.assignments.bundles import BundleCache
from server.core.errors import DamagedBundleError

_EXACT = Context(prec=400)  # digits enough for any score, and half of any step


@dataclass(frozen=True)
class Stairs:
    """What the Ladder releases is kept as the stair that is nearest to what was reached.

    step: between two of them, in the metric. start: the one from which everybody begins, whatever
    they have reached. better: which scores win.
    """

    step: float
    start: float
    better: Better

    def bound(self, stair: float) -> float:
        """The worst score that is kept as a stair, half a step beyond it."""
        half = _EXACT.divide(Decimal(repr(self.step)), Decimal(2))
        beyond = half if self.better == "lower" else -half
        return float(_EXACT.add(Decimal(repr(stair)), beyond))


def stairs_of(bundles: BundleCache, access: AssignmentAccess) -> Stairs | None:
    """Those of an assignment; None where the Ladder releases nothing or the bundle is damaged."""
    return stairs_of_version(bundles, access.definition, access.grading.id)


def stairs_of_version(
    bundles: BundleCache, definition: Definition, version_id: str
) -> Stairs | None:
    """Likewise, by the labels of a version under a definition."""
    if not definition.uses_ladder:
        return None
    try:
        ladder = public_ladder(bundles.get(version_id))
    except DamagedBundleError:
        return None
    return None if ladder is None else Stairs(ladder.step, ladder.start, definition.better)
