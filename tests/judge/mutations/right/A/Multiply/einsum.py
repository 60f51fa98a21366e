import numpy as np


class MultiplyGate:
    def forward(self, x, y):
        self.pair = np.stack([x, y])
        return np.einsum("ij,ij->ij", x, y)

    def backward(self, dout):
        other = self.pair[::-1]
        return np.einsum("ij,kij->kij", dout, other)  # both at once
