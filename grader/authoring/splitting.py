"""Which rows participants learn from, which are hidden, and which of those are public."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from grader.authoring import problems
from grader.authoring.choices import OwnData
from grader.authoring.tables import is_number
from grader.authoring.targets import MAX_CLASSES
from grader.builders.frozen_random import frozen_random
from grader.bundles.folder import BundleError
from reference.arrays import Booleans, Floats

Places = npt.NDArray[np.int64]
FEWEST_TRAINING, FEWEST_OF_PART = 20, 10
_FEWEST_GROUPS = 4
_BINS = 10
_ALL = 100


@dataclass(frozen=True)
class Split:
    """Places of rows. hidden: in the order of the files, which says nothing. public: of those."""

    training: Places
    hidden: Places
    public: Booleans


def split_rows(choices: OwnData, targets: Sequence[str], groups: Sequence[str]) -> Split:
    """A split of the rows of one file. groups: the cells of the column of groups, if any.

    The same choices and rows give the same split on every machine. Raises BundleError where that
    leaves too few rows or groups.
    """
    random = frozen_random(choices.seed.encode())
    order = random.permutation(len(targets))
    if choices.split == "groups":
        is_hidden = _of_groups(random, groups, choices.hidden, choices.group)
        hidden = order[is_hidden[order]]
        public = _public_groups(random, [groups[place] for place in hidden], choices.public)
        return _checked(Split(np.flatnonzero(~is_hidden), hidden, public), choices)
    if choices.split == "target":
        order = order[np.argsort(_strata(targets)[order], kind="stable")]
    is_chosen = _spread(len(order), choices.hidden)
    hidden, public = order[is_chosen], _spread(int(is_chosen.sum()), choices.public)
    again = random.permutation(len(hidden))
    training = np.sort(order[~is_chosen])
    return _checked(Split(training, hidden[again], public[again]), choices)


def split_files(choices: OwnData, training: int, hidden: int) -> Split:
    """The rows of two files, one after the other; those of the second in another order."""
    random = frozen_random(choices.seed.encode())
    order = training + random.permutation(hidden)
    public = _spread(hidden, choices.public)[random.permutation(hidden)]
    return _checked(Split(np.arange(training), order, public), choices)


def _spread(rows: int, percent: int) -> Booleans:
    """So many per cent of places in a row, as evenly as whole places allow."""
    steps = np.arange(rows + 1, dtype=np.int64) * percent // _ALL
    chosen: Booleans = np.diff(steps) > 0
    return chosen


def _strata(targets: Sequence[str]) -> Places:
    """The class of each row, or its tenth where targets are many numbers."""
    classes, which = np.unique(np.array(targets), return_inverse=True)
    if len(classes) <= MAX_CLASSES or not all(map(is_number, targets)):
        return which.astype(np.int64)
    values: Floats = np.array(targets, dtype=np.float64)
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return (ranks * _BINS // len(values)).astype(np.int64)


def _of_groups(
    random: np.random.RandomState, groups: Sequence[str], percent: int, column: str
) -> Booleans:
    """Which rows are of groups that are hidden together, until those have their share."""
    _, which, sizes = np.unique(np.array(groups), return_inverse=True, return_counts=True)
    if len(sizes) < _FEWEST_GROUPS:
        few = problems.TOO_FEW_GROUPS(name=column, got=len(sizes), least=_FEWEST_GROUPS)
        raise BundleError((few,))
    chosen = _chosen_groups(random, sizes, percent)
    hidden: Booleans = np.isin(which, chosen)
    return hidden


def _public_groups(random: np.random.RandomState, groups: Sequence[str], percent: int) -> Booleans:
    """Which hidden rows are public: whole groups where there are two or more, else rows."""
    _, which, sizes = np.unique(np.array(groups), return_inverse=True, return_counts=True)
    if percent == _ALL or len(sizes) == 1:
        return _spread(len(groups), percent)[random.permutation(len(groups))]
    public: Booleans = np.isin(which, _chosen_groups(random, sizes, percent))
    return public


def _chosen_groups(random: np.random.RandomState, sizes: Places, percent: int) -> Places:
    """Groups drawn until their rows are so many per cent of all; never none, and never all."""
    order = random.permutation(len(sizes))
    before = np.cumsum(sizes[order]) - sizes[order]
    count = int((before * _ALL < percent * sizes.sum()).sum())
    return np.asarray(order[: min(max(count, 1), len(sizes) - 1)], dtype=np.int64)


def _checked(split: Split, choices: OwnData) -> Split:
    public = int(split.public.sum())
    private = len(split.hidden) - public
    parts = [(problems.TRAINING, len(split.training), FEWEST_TRAINING)]
    parts.append((problems.PUBLIC, public, FEWEST_OF_PART))
    if choices.public < _ALL:
        parts.append((problems.PRIVATE, private, FEWEST_OF_PART))
    for part, got, least in parts:
        if got < least:
            raise BundleError((problems.TOO_FEW_ROWS(got=got, part=part, least=least),))
    return split
