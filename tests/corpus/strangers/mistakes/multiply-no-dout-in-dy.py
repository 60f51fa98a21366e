import numpy as np

class Multiply:
    def forward(self, x, y):
        self.saved = (x, y)
        return np.einsum("nd,nd->nd", x, y)

    def backward(self, dout):
        x, y = self.saved
        return np.einsum("nd,nd->nd", dout, y), np.einsum("nd->nd", x)
