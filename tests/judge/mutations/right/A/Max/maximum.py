import numpy as np


class Max:
    """Sends the gradient to the larger input only."""

    def __init__(self):
        self.x, self.y = None, None

    def forward(self, x, y):
        self.x, self.y = x, y
        return np.maximum(x, y)

    def backward(self, dout):
        dx = np.zeros_like(dout)
        dy = np.zeros_like(dout)
        first = self.x > self.y
        dx[first] = dout[first]
        dy[~first] = dout[~first]
        return dx, dy
