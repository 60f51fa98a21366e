"""Which of the files that people hand in are compared: their best and their newest."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from grader import Entry, is_better
from server.similarity.queries import Compared
from server.similarity.scope import ComparedWork


def best_of_each(work: Iterable[Compared], scope: ComparedWork) -> list[Compared]:
    """The best submission of every person; the earlier of equal ones."""
    better = scope.definition.better
    best: dict[str, Compared] = {}
    for one in work:
        known = best.get(one.person_id)
        if known is None or is_better(_entry(one), _entry(known), better):
            best[one.person_id] = one
    return list(best.values())


def best_and_newest(work: Sequence[Compared], scope: ComparedWork, each: int) -> list[Compared]:
    """The best of every person in each course and track, and their newest, in the order of `work`.

    each: how many of a person's there is room for; the best and one more are kept anyway.
    """
    best = [one for board in _by_board(work) for one in best_of_each(board, scope)]
    kept = {one.submission_id for one in best}
    counts = Counter(one.person_id for one in best)
    left = {person: max(1, each - count) for person, count in counts.items()}
    for one in reversed(work):
        if left[one.person_id] > 0 and one.submission_id not in kept:
            left[one.person_id] -= 1
            kept.add(one.submission_id)
    return [one for one in work if one.submission_id in kept]


def newest_and_best(work: Iterable[Compared], scope: ComparedWork) -> list[Compared]:
    """The newest and the best of every person in each course and track, once where they are one."""
    chosen: dict[tuple[str, str], Compared] = {}
    for board in _by_board(work):
        newest = {one.person_id: one for one in board}
        for one in chain(best_of_each(board, scope), newest.values()):
            chosen.setdefault((one.person_id, one.sha256), one)
    return sorted(chosen.values(), key=lambda one: (one.received_at, one.submission_id))


def _by_board(work: Iterable[Compared]) -> Iterable[list[Compared]]:
    """What was handed in for each course and track."""
    found: defaultdict[tuple[str, str], list[Compared]] = defaultdict(list)
    for one in work:
        found[one.course_id, one.track].append(one)
    return found.values()


def _entry(one: Compared) -> Entry:
    """What it counts for on a board; NaN for nothing."""
    value = one.score if one.points is None else one.points
    return Entry(math.nan if value is None else value, one.received_at, one.submission_id)
