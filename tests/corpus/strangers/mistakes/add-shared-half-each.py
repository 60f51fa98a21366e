import numpy as np

class Add:
    def forward(self, x, y):
        both = np.stack([x, y])          # (2, N, D)
        return both.sum(axis=0)
    def backward(self, dout):
        g = np.broadcast_to(dout / 2, (2,) + dout.shape).copy()
        return g[0], g[1]
