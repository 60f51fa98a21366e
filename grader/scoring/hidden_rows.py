"""What staff are told of a class on the hidden rows of a bundle: never the labels themselves."""

import hashlib
from collections.abc import Collection, Sequence

from grader.definition.bundle import Bundle
from grader.leaks import suspicion
from grader.leaks.suspicion import Suspicion, resolution_of
from grader.scoring.scorer import hidden_labels
from reference.arrays import Floats


def rows_name(bundle: Bundle) -> str | None:
    """A name of the hidden rows, the same for bundles whose predictions can be compared.

    SHA-256, in hex, of ids and labels in their order. None where nothing is predicted.
    """
    task = bundle.definition.prediction
    if task is None:
        return None
    labels = hidden_labels(bundle, task)
    name = hashlib.sha256(labels.values.astype("<f8").tobytes())
    name.update("\0".join(labels.ids).encode())
    return name.hexdigest()


def suspicions(
    bundle: Bundle, predictions: Floats, alike: Sequence[Collection[int]]
) -> tuple[Suspicion | None, ...]:
    """How many labels each of P participants hits that nobody else does.

    predictions: (P, N) in the order of the labels, the best of each. alike: for each, the places of
    those who predict alike. Raises ValueError for shapes that do not fit, or a bundle of layers.
    """
    task = bundle.definition.prediction
    if task is None:
        raise ValueError("expected a bundle of predictions")
    labels = hidden_labels(bundle, task).values
    return suspicion.suspicions(predictions, labels, resolution_of(labels), alike)
