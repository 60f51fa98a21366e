"""Every layer that the judge knows, by its name."""

from collections.abc import Mapping

from grader.layers.catalogue.activations import ACTIVATIONS
from grader.layers.catalogue.gates import GATES
from grader.layers.catalogue.images import IMAGES
from grader.layers.catalogue.kind import Kind
from grader.layers.catalogue.losses import LOSSES
from grader.layers.catalogue.networks import NETWORKS
from grader.layers.catalogue.parametric import PARAMETRIC
from grader.layers.catalogue.sequences import SEQUENCES

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (*GATES, *ACTIVATIONS, *PARAMETRIC, *SEQUENCES, *IMAGES, *LOSSES, *NETWORKS)
}
