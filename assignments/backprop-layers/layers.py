"""Ten layers with their forward and backward passes: replace each `raise` with your own code.

Every layer keeps in forward what it will need in backward. `dout` is the gradient from above: the
derivative of the final loss with respect to this layer's output, of the same shape as that output.
The file may be submitted at any time; layers that are not written yet cost only their own points.
"""

import numpy as np


class Add:
    """out = x + y, element by element."""

    def forward(self, x, y):
        """x, y: arrays of one shape. Returns their sum."""
        raise NotImplementedError

    def backward(self, dout):
        """Returns dx, dy."""
        raise NotImplementedError


class Multiply:
    """out = x * y, element by element."""

    def forward(self, x, y):
        """x, y: arrays of one shape. Returns their product."""
        raise NotImplementedError

    def backward(self, dout):
        """Returns dx, dy."""
        raise NotImplementedError


class Max:
    """out = max(x, y), element by element."""

    def forward(self, x, y):
        """x, y: arrays of one shape. Returns the larger of each two elements."""
        raise NotImplementedError

    def backward(self, dout):
        """Returns dx, dy."""
        raise NotImplementedError


class Sigmoid:
    """y = 1 / (1 + exp(-x)), element by element."""

    def forward(self, x):
        """x: (N, D). Returns y: (N, D)."""
        raise NotImplementedError

    def backward(self, dout):
        """dout: (N, D). Returns dx: (N, D)."""
        raise NotImplementedError


class Tanh:
    """y = (exp(x) - exp(-x)) / (exp(x) + exp(-x)), element by element."""

    def forward(self, x):
        """x: (N, D). Returns y: (N, D)."""
        raise NotImplementedError

    def backward(self, dout):
        """dout: (N, D). Returns dx: (N, D)."""
        raise NotImplementedError


class ReLU:
    """y = max(x, 0), element by element."""

    def forward(self, x):
        """x: (N, D). Returns y: (N, D)."""
        raise NotImplementedError

    def backward(self, dout):
        """dout: (N, D). Returns dx: (N, D)."""
        raise NotImplementedError


class Softmax:
    """Every row of x as probabilities: exp of its elements, divided by their sum."""

    def forward(self, x):
        """x: (N, C) logits. Returns y: (N, C), each row of which sums to 1."""
        raise NotImplementedError

    def backward(self, dout):
        """dout: (N, C). Returns dx: (N, C)."""
        raise NotImplementedError


class Affine:
    """y = xW + b for every row of x."""

    def __init__(self, W, b):
        """W: (D, M). b: (M,)."""
        self.W = W
        self.b = b
        self.dW = None
        self.db = None

    def forward(self, x):
        """x: (N, D). Returns y: (N, M)."""
        raise NotImplementedError

    def backward(self, dout):
        """dout: (N, M). Stores self.dW (D, M) and self.db (M,); returns dx (N, D)."""
        raise NotImplementedError


class BatchNorm:
    """Every column of x to mean 0 and variance 1, then times gamma, plus beta."""

    def __init__(self, gamma, beta, momentum):
        """gamma, beta: (D,). momentum: what the running statistics keep of themselves, 0 to 1."""
        self.gamma = gamma
        self.beta = beta
        self.momentum = momentum
        self.running_mean = np.zeros(len(gamma))
        self.running_var = np.ones(len(gamma))
        self.dgamma = None
        self.dbeta = None

    def forward(self, x, train):
        """x: (N, D). train: True or False. Returns y: (N, D).

        In training by the statistics of this batch, which also move the running ones; otherwise by
        the running statistics, which stay as they are.
        """
        raise NotImplementedError

    def backward(self, dout):
        """dout: (N, D). Stores self.dgamma and self.dbeta, both (D,); returns dx (N, D).

        It is called only after a forward of training.
        """
        raise NotImplementedError


class SoftmaxWithLoss:
    """The mean cross-entropy of softmax(x) against the labels t."""

    def forward(self, x, t):
        """x: (N, C) logits. t: (N, C) one-hot rows. Returns the loss, one number."""
        raise NotImplementedError

    def backward(self, dout=1):
        """Returns dx: (N, C)."""
        raise NotImplementedError


if __name__ == "__main__":
    # Runs with `python layers.py` and never when graded: a place for experiments of your own.
    rng = np.random.default_rng(0)
    layer = Affine(rng.normal(size=(3, 2)), np.zeros(2))
    print(layer.forward(rng.normal(size=(4, 3))))
