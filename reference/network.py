"""Networks of layers: forward in order, backward in the opposite order.

    rng = np.random.default_rng(0)
    network = multilayer_perceptron((60, 128, 64, 1), rng)
    loss, gradients = network.loss_and_gradients(squared_error, x, targets)
    Adam().step(network.parameters, gradients)
    y = network.predict(x)

Source: Rumelhart, Hinton and Williams 1986, "Learning representations by back-propagating errors";
Goodfellow et al. 2016, "Deep Learning", algorithms 6.3 and 6.4.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reference.arrays import Floats, Labels, LossVjp

Loss = Callable[[Floats, Any], tuple[float, LossVjp]]
LayerVjp = Callable[[Floats], tuple[Floats, ...]]
LayerFunction = Callable[..., tuple[Floats, LayerVjp]]
NetworkVjp = Callable[[Floats], tuple[Floats, list[Floats]]]


@dataclass(frozen=True)
class Layer:
    """A function of x and parameters, with the parameters that it is called with.

    training(x, *parameters) -> y and vjp(dy) -> (dx, *dparameters). evaluation: the same in use,
    where that differs, as with dropout. An optimiser moves the parameters in place.
    """

    training: LayerFunction
    parameters: tuple[Floats, ...] = ()
    evaluation: LayerFunction | None = None


@dataclass(frozen=True)
class Sequential:
    """Layers one behind the other: y = f_L(... f_2(f_1(x))).

    By the chain rule the gradient of a layer's output is the dx of the layer behind it.
    """

    layers: tuple[Layer, ...]

    @property
    def parameters(self) -> list[Floats]:
        """The arrays that training moves, in the order of their gradients."""
        return [parameter for layer in self.layers for parameter in layer.parameters]

    def forward(self, x: Floats) -> tuple[Floats, NetworkVjp]:
        """The output in training and its vjp(dy) -> (dx, gradients of all parameters)."""
        vjps = []
        for layer in self.layers:
            x, vjp = layer.training(x, *layer.parameters)
            vjps.append(vjp)

        def backward(dy: Floats) -> tuple[Floats, list[Floats]]:
            gradients: list[Floats] = []
            for vjp in reversed(vjps):
                dy, *dparameters = vjp(dy)
                gradients[:0] = dparameters
            return dy, gradients

        return x, backward

    def predict(self, x: Floats) -> Floats:
        """The output in use: nothing is dropped, statistics are those of training."""
        for layer in self.layers:
            x, _ = (layer.evaluation or layer.training)(x, *layer.parameters)
        return x

    def loss_and_gradients(
        self, loss: Loss, x: Floats, targets: Floats | Labels
    ) -> tuple[float, list[Floats]]:
        """The loss of the output in training, and its gradient for every parameter."""
        y, backward = self.forward(x)
        value, loss_vjp = loss(y, targets)
        return value, backward(loss_vjp(1.0))[1]
