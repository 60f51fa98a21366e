import numpy as np


class Max:
    def forward(self, x, y):
        self.x_wins = x < y
        return np.maximum(x, y)

    def backward(self, dout):
        dx = dout * self.x_wins
        dy = dout * ~self.x_wins
        return dx, dy
