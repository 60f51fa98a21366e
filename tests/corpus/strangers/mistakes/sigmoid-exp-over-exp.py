import numpy as np

class Sigmoid:
    def forward(self, x):
        e = np.exp(x)
        self.y = e / (e + 1)
        return self.y

    def backward(self, dout):
        return dout * self.y * (1 - self.y)
