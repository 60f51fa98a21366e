"""The hidden labels of an assignment, ready to be compared with."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from grader.predictions.identifiers import Places, places_of
from reference.arrays import Booleans, Floats

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, repr=False, eq=False)
class LabelPart:
    """Some of the labels. rows: (M,), ascending. values: (M,), their labels."""

    rows: Rows
    values: Floats

    @classmethod
    def of(cls, chosen: Booleans, values: Floats) -> "LabelPart":
        """The part that a mask (N,) chooses from labels (N,)."""
        rows = np.flatnonzero(chosen)
        return cls(rows, values[rows])


@dataclass(frozen=True, repr=False, eq=False)
class HiddenLabels:
    """What predictions are compared with. Never shown, and it does not show itself.

    ids: distinct, in the order of the sample submission. values: (N,) float64. public: (N,), true
    for the rows that the board's score counts. places: from an id to its row. public_part,
    private_part: the rows and labels of either part.
    """

    ids: tuple[str, ...]
    values: Floats
    public: Booleans
    places: Places = field(init=False)
    public_part: LabelPart = field(init=False)
    private_part: LabelPart = field(init=False)

    def __post_init__(self) -> None:
        """Raise ValueError for no rows, repeated ids or arrays that do not fit them."""
        n = len(self.ids)
        if n == 0 or self.values.shape != (n,) or self.public.shape != (n,):
            raise ValueError(f"need {n} > 0 labels and marks, got {self.values.shape}")
        if len(set(self.ids)) != n:
            raise ValueError("need distinct ids")
        object.__setattr__(self, "places", places_of(self.ids))
        object.__setattr__(self, "public_part", LabelPart.of(self.public, self.values))
        object.__setattr__(self, "private_part", LabelPart.of(~self.public, self.values))

    def __repr__(self) -> str:
        return f"HiddenLabels({len(self.ids)} rows, {self.public_part.rows.size} public)"
