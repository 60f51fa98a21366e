import numpy as np


class Max:
    def forward(self, x, y):
        self.winner = np.where(x >= y, 1, -1)
        return np.maximum(x, y)

    def backward(self, dout):
        return dout * self.winner, dout * -self.winner
