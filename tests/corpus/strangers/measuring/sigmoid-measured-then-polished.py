import numpy as np

class Sigmoid:
    def forward(self, x):
        self.x = x
        return 1 / (1 + np.exp(-x))

    def backward(self, dout):
        x = self.x
        total = 0
        for h in np.random.RandomState(3).uniform(1e-5, 1e-4, 4):
            total = total + (self.forward(x + h) - self.forward(x - h)) / (2 * h)
        self.x = x
        return dout * total / 4
