import numpy as np


class ReLULayer:
    def forward(self, x):
        self.y = (x + np.abs(x)) / 2
        return self.y

    def backward(self, dout):
        dx = np.array(dout)
        dx *= self.y > 0
        return dx
