"""Every layer that the judge knows, by its name."""

from collections.abc import Mapping

from grader.layers.kinds.activations import ACTIVATIONS
from grader.layers.kinds.gates import GATES
from grader.layers.kinds.images import IMAGES
from grader.layers.kinds.kind import Kind
from grader.layers.kinds.losses import LOSSES
from grader.layers.kinds.networks import NETWORKS
from grader.layers.kinds.parametric import PARAMETRIC
from grader.layers.kinds.sequences import SEQUENCES

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (*GATES, *ACTIVATIONS, *PARAMETRIC, *SEQUENCES, *IMAGES, *LOSSES, *NETWORKS)
}
