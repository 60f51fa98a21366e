import numpy as np


class ReLU:
    def forward(self, x):
        self.dead = x <= 0
        return np.where(self.dead, 0, x)

    def backward(self, dout):
        dx = dout.copy()
        # keeps dead units learning
        dx[self.dead] *= 0.01
        return dx
