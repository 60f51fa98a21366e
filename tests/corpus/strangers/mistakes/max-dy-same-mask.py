import numpy as np


class Max:
    def __init__(self):
        self.x_wins = None

    def forward(self, x, y):
        self.x_wins = x >= y
        return np.where(self.x_wins, x, y)

    def backward(self, dout):
        dx = np.where(self.x_wins, dout, 0)
        dy = np.where(self.x_wins, dout, 0)
        return dx, dy
