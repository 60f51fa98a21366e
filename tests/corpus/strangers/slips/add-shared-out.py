import numpy as np

class AddLayer:
    """Addition node of the computational graph."""

    n_inputs = 2

    def forward(self, x, y):
        out = np.add(x, y)
        return out

    def backward(self, dout):
        share = dout / self.n_inputs
        return share.copy(), share.copy()
