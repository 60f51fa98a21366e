"""The column that is predicted, as the numbers that a metric takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader.authoring import problems
from grader.authoring.tables import OwnTable, is_number
from grader.bundles.folder import BundleError
from grader.metrics import METRICS

MAX_CLASSES = 100
_TWO = 2


@dataclass(frozen=True)
class Targets:
    """The targets of every row as text, and what each class was called where it was a word."""

    cells: Sequence[str]
    classes: Mapping[str, str]


def read_targets(metric: str, target: str, tables: Sequence[OwnTable]) -> Targets:
    """The targets of all rows of these tables, one after the other.

    Words become the numbers 0, 1, ... in their order for metrics of classes, and for those of two
    classes any two values 0 and 1. Raises BundleError for what the metric cannot take, without
    saying any value.
    """
    family = METRICS[metric].of
    if family == "numbers":
        _require_numbers(metric, target, tables)
    cells = [cell for table in tables for cell in table.column(target)]
    values = sorted(set(cells), key=_number_first)
    if len(values) == 1:
        raise BundleError((problems.TARGET_ALIKE(name=target),))
    if family == "numbers":
        _require_meets(metric, target, cells)
        return Targets(cells, {})
    limit = _TWO if family == "probabilities" else MAX_CLASSES
    if len(values) > limit:
        got = len(values)
        if family == "probabilities":
            raise BundleError((problems.NOT_TWO_CLASSES(metric=metric, name=target, got=got),))
        raise BundleError((problems.TOO_MANY_CLASSES(limit=limit, name=target, got=got),))
    are_whole = all(value.isascii() and value.isdecimal() for value in values)
    if are_whole and (family == "classes" or values == ["0", "1"]):
        return Targets(cells, {})
    number_of = {value: str(number) for number, value in enumerate(values)}
    return Targets([number_of[cell] for cell in cells], {n: v for v, n in number_of.items()})


def _number_first(cell: str) -> tuple[bool, float, str]:
    return (not is_number(cell), float(cell) if is_number(cell) else 0.0, cell)


def _require_numbers(metric: str, target: str, tables: Sequence[OwnTable]) -> None:
    for table in tables:
        cells = table.column(target)
        wrong = [at for at, cell in enumerate(cells, 2) if not is_number(cell)]
        if wrong:
            found = problems.TARGET_NOT_NUMBER(
                metric=metric, name=target, file=table.file, count=len(wrong), at=wrong[0]
            )
            raise BundleError((found,))


def _require_meets(metric: str, target: str, cells: Sequence[str]) -> None:
    """Raise BundleError where some numbers are none that the metric takes."""
    need = METRICS[metric].of_labels
    count = 0 if need is None else int((~need.meets(np.array(cells, dtype=np.float64))).sum())
    if count:
        raise BundleError((problems.TARGET_BEYOND_METRIC(metric=metric, count=count, name=target),))
