"""The loop that trains by batches.

Batches of all rows make it gradient descent, of one row stochastic gradient descent, and anything
between mini-batch gradient descent; the rule of a step is an `Optimizer`.

    optimizer = Adam()
    for _ in range(20):
        loss = train_epoch(objective, network.parameters, optimizer, minibatches(n, 200, rng))

At these sizes one BLAS thread is fastest: set OPENBLAS_NUM_THREADS=1 before NumPy is imported.
Source: Goodfellow et al. 2016, "Deep Learning", section 8.1.3.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from reference.arrays import Floats, Labels
from reference.optimizers import Optimizer

Objective = Callable[[Labels], tuple[float, Sequence[Floats]]]


def minibatches(rows: int, size: int, rng: np.random.Generator) -> Iterator[Labels]:
    """Row numbers of one epoch: all rows once, in random order, cut into batches.

    The last batch is smaller where `size` does not divide `rows`. Shuffled anew for each epoch, the
    gradient of a batch is an unbiased guess of that of all rows.
    Raises ValueError, at the first batch, for no rows or a size below 1.
    """
    if rows < 1 or size < 1:
        raise ValueError(f"need rows and a size of at least 1, got {rows} and {size}")
    order = rng.permutation(rows)
    for start in range(0, rows, size):
        yield order[start : start + size]


def train_epoch(
    objective: Objective,
    parameters: Sequence[Floats],
    optimizer: Optimizer,
    batches: Iterable[Labels],
) -> float:
    """The mean loss per row, each batch's taken before its step; the parameters move in place.

    objective(rows) -> the mean loss over these rows, and its gradient for each parameter.
    Raises ValueError where there is no batch.
    """
    total, count = 0.0, 0
    for rows in batches:
        loss, gradients = objective(rows)
        optimizer.step(parameters, gradients)
        total += loss * len(rows)
        count += len(rows)
    if count == 0:
        raise ValueError("need at least one row to train on")
    return total / count
