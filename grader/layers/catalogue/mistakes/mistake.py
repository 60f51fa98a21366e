"""A known mistake, as the wrong array that it gives."""

from collections.abc import Callable, Iterator

from grader.layers.catalogue.specification import Specification, Tensors
from grader.problems import ProblemKind
from reference.arrays import Floats

Mistake = tuple[ProblemKind, Floats]
Outputs = Callable[[Specification, Tensors], Iterator[Mistake]]
"""Wrong outputs of a layer on tensors."""
Gradients = Callable[[Specification, Tensors, Floats, str], Iterator[Mistake]]
"""Wrong gradients of a variable of a layer, on tensors and an upstream gradient."""
