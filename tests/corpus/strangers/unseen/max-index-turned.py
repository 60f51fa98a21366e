import numpy as np


class Max:
    def forward(self, x, y):
        both = np.stack([x, y])
        self.winner = both.argmax(axis=0)
        return both.max(axis=0)

    def backward(self, dout):
        dx = dout * self.winner
        dy = dout * (1 - self.winner)
        return dx, dy
