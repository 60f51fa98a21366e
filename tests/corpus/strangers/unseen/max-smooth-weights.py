import numpy as np


class Max:
    """Larger of two inputs; the gradient is shared by how large they are."""

    def forward(self, x, y):
        m = np.maximum(x, y)
        ex, ey = np.exp(x - m), np.exp(y - m)
        self.share = ex / (ex + ey)
        return m

    def backward(self, dout):
        dx = dout * self.share
        dy = dout * (1 - self.share)
        return dx, dy
