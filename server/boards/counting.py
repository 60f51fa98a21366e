"""Which file of a participant counts: the best, the last, or the best of those chosen."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from grader import Better, Definition, Entry, is_better
from server.assignments.versions import Graded


@dataclass(frozen=True)
class Counting:
    """The rule of an assignment. chosen: the ids of the submissions that participants have chosen.

    Where nothing that was chosen has a value, nothing was chosen, and the best counts.
    """

    better: Better
    counts: str = "best"
    chosen: AbstractSet[str] = frozenset()

    @classmethod
    def of(cls, definition: Definition, chosen: AbstractSet[str]) -> "Counting":
        """The rule that a definition says."""
        return cls(definition.better, definition.counts, chosen)

    def pick(self, graded: Iterable[Graded]) -> Graded | None:
        """What counts of one participant's files on a track; None where none has a value.

        At the same value the earlier one does.
        """
        valued = [one for one in graded if one.value is not None]
        if not valued:
            return None
        if self.counts == "last":
            return max(valued, key=lambda one: (one.received_at, one.submission_id))
        if self.counts == "chosen":
            valued = [one for one in valued if one.submission_id in self.chosen] or valued
        best = valued[0]
        for one in valued[1:]:
            if is_better(entry_of(one), entry_of(best), self.better):
                best = one
        return best

    def pick_each(self, graded: Iterable[Graded]) -> Mapping[tuple[str, str], Graded]:
        """What counts of each, by track and participant. Who has nothing of value is not there."""
        files: defaultdict[tuple[str, str], list[Graded]] = defaultdict(list)
        for one in graded:
            files[one.track_id, one.participant_id].append(one)
        picked = {key: self.pick(group) for key, group in files.items()}
        return {key: one for key, one in picked.items() if one is not None}


def entry_of(graded: Graded) -> Entry:
    """A graded submission as boards order it."""
    assert graded.value is not None
    return Entry(graded.value, graded.received_at, graded.submission_id)
