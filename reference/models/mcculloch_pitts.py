"""The neuron of McCulloch and Pitts: logic by counting."""

from reference.arrays import Booleans


def mcculloch_pitts(excitatory: Booleans, inhibitory: Booleans, threshold: int) -> Booleans:
    """Whether the unit fires: as many excitatory inputs as the threshold, and no inhibitory one.

    excitatory: (..., E). inhibitory: (..., I). Result: (...). Nothing is learnt: the threshold and
    the kind of each input are the program. AND of E inputs has the threshold E, OR has 1, and NOT
    has an inhibitory input alone with the threshold 0. XOR takes two layers of them.
    Source: McCulloch and Pitts 1943, "A logical calculus of the ideas immanent in nervous
    activity", section 2; Rojas 1996, "Neural Networks", section 2.2.
    """
    fires: Booleans = (excitatory.sum(axis=-1) >= threshold) & ~inhibitory.any(axis=-1)
    return fires
