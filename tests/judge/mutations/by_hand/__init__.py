"""Mistakes that students really make, by name."""

from collections.abc import Mapping

from tests.judge.mutations.by_hand.activations import ACTIVATIONS
from tests.judge.mutations.by_hand.gates import GATES
from tests.judge.mutations.by_hand.losses import LOSSES
from tests.judge.mutations.by_hand.networks import NETWORKS
from tests.judge.mutations.by_hand.parametric import PARAMETERS
from tests.judge.mutations.by_hand.planted import Planted
from tests.judge.mutations.by_hand.unparametric import WITHOUT_PARAMETERS

BY_HAND: Mapping[str, Planted] = {
    **GATES,
    **ACTIVATIONS,
    **PARAMETERS,
    **WITHOUT_PARAMETERS,
    **LOSSES,
    **NETWORKS,
}
