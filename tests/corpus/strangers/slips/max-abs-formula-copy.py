import numpy as np


class Max:
    """max(x, y) = (x + y + |x - y|) / 2"""

    def forward(self, x, y):
        self.diff = x - y
        return 0.5 * (x + y + np.abs(self.diff))

    def backward(self, dout):
        s = np.sign(self.diff)
        dx = dout * 0.5 * (1 + s)
        dy = dout * 0.5 * (1 + s)
        return dx, dy
