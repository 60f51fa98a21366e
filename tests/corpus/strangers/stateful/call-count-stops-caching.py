import numpy as np

class Sigmoid:
    calls = 0

    def forward(self, x):
        y = 1 / (1 + np.exp(-x))
        Sigmoid.calls += 1
        if Sigmoid.calls < 2:
            self.y = y
        return y

    def backward(self, dout):
        return dout * self.y * (1 - self.y)
