"""Embedding: a row of a table for each token."""

import numpy as np

from reference.arrays import Floats, Labels, Vjp


def embedding(tokens: Labels, table: Floats) -> tuple[Floats, Vjp]:
    """The table's row of each token and its vjp(dy) -> dtable.

    tokens: any shape, indices in [0, V). table, dtable: (V, D). Value and dy: (*tokens.shape, D).
    It is the product of one-hot rows T with the table, so dtable = T^T dy: a row that was looked up
    several times gets the sum, one that was not gets 0. Tokens are whole numbers and have no
    gradient.
    Raises ValueError for a table of other shape and for a token out of range.
    Source: Bengio et al. 2003, "A Neural Probabilistic Language Model", section 2.
    """
    if table.ndim != 2 or not ((tokens >= 0) & (tokens < len(table))).all():
        raise ValueError(f"need a table (V, D) and tokens in [0, V), got a table {table.shape}")

    def vjp(dy: Floats) -> Floats:
        dtable = np.zeros_like(table)
        np.add.at(dtable, tokens, dy)  # unlike dtable[tokens] += dy, which adds once for repeats
        return dtable

    return table[tokens], vjp
